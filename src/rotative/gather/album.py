"""The pictures of a source: found, prepared, put where they belong, or a word in their place."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from rotative.gather import gaps, inline
from rotative.gather.harvest import Diary, Picture
from rotative.gather.pictures import InvisibleError, Master, UnusableError, prepare
from rotative.import_limits import ImportLimits
from rotative.manuscript.decorations import SAID
from rotative.problems import RotativeError

Find = Callable[[str], bytes]
"""Returns the bytes behind an address; raises UnusableError with why it cannot."""

_DESCRIPTOR = re.compile(r"\s*(\S+?)(?:,|\s+([0-9.]+)[wx]\s*(?:,|$)|\s*$)")
_NOTHING = 300  # what scripts put where a picture is to come
_TRIED = 4
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-full-src", "data-hi-res-src")
_SAID_TWICE = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Budget:
    """How many pictures an import may still bring in, whatever source they are from."""

    left: int


@dataclass(slots=True)
class Shoebox:
    """The pictures of one source, as `blocks.Album` wants them.

    `stem` names those that have no name of their own, such as a Word file's.
    """

    find: Find
    diary: Diary
    limits: ImportLimits
    budget: Budget
    stem: str = "image"
    found: dict[str, Picture] = field(default_factory=dict)
    _masters: dict[str, Master | UnusableError] = field(default_factory=dict)

    def place(self, image: Any, caption: str) -> str:
        """Return a picture as Markdown with its caption below; a word in its place if it fails."""
        addresses = addresses_of(image)
        alt = " ".join(image.get("alt", "").split())
        if not addresses or _is_tiny(image):
            return ""
        try:
            address, master = self._best(addresses)
        except InvisibleError:
            self.diary.dropped("pictures that show nothing")
            return ""
        except UnusableError as reason:
            if addresses[0].startswith("data:") and len(addresses[0]) < _NOTHING:
                return ""
            return self._missing(addresses[0], alt, caption, str(reason))
        self._look_at(image, alt, address, master)
        name = master.picture.name
        self.found[name] = master.picture
        caption = _with_credit(caption, master.credit)
        described = inline.plain(alt, heading=True).replace("\n", " ") if alt else ""
        said = "" if alt or _lacks_alt(image) else SAID
        return f"![{described}](images/{name}){said}" + (f"\n{caption}" if caption else "")

    def _best(self, addresses: Sequence[str]) -> tuple[str, Master]:
        """Return the first address behind which there is a picture; raise what the first said."""
        first: UnusableError | None = None
        for address in addresses:
            try:
                return address, self._master(address)
            except UnusableError as error:
                first = first or error
        raise first or UnusableError("it has no address")

    def _master(self, address: str) -> Master:
        known = self._masters.get(address)
        if known is None:
            known = self._masters[address] = self._made(address)
        if isinstance(known, UnusableError):
            raise known
        return known

    def _made(self, address: str) -> Master | UnusableError:
        if self.budget.left <= 0:
            return UnusableError(f"there are more than {self.limits.pictures} pictures")
        try:
            inline_data = data_of(address)
            data = self.find(address) if inline_data is None else inline_data
            made = prepare(data, name_of(address) or self.stem, self.limits)
        except UnusableError as error:
            return error
        except RotativeError as error:
            return UnusableError("; ".join(problem.message for problem in error.problems))
        self.budget.left -= 1
        for done in made.done:
            self.diary.changed(f"the picture {told(address)}: {done}")
        return made

    def _look_at(self, image: Any, alt: str, address: str, master: Master) -> None:
        if alt or not _lacks_alt(image):
            return
        name = master.picture.name
        hint = f"say what it shows: ![…](images/{name}), or that it only decorates: ![](…){SAID}"
        self.diary.warn("no-alt", f"the picture {told(address)} has no description", hint)

    def _missing(self, address: str, alt: str, caption: str, reason: str) -> str:
        hint = "add it to images/ and put it where its placeholder stands"
        message = f"the picture {told(address)} was left out: {reason}"
        self.diary.warn("picture-left-out", message, hint)
        what = f"{alt} ({told(address)})" if alt else told(address)
        return gaps.of_picture(what) + (f"\n\n{caption}" if caption else "")


def _lacks_alt(image: Any) -> bool:
    """Tell whether nothing was said of what a picture shows, not even that it only decorates."""
    return image.get("alt") is None or image.get("alt-missing") is not None


def _with_credit(caption: str, credit: str) -> str:
    """Return a caption that names whom the picture's metadata credit, if it does not already."""
    bare = [_SAID_TWICE.sub("", text).lower() for text in (caption, credit)]
    if not credit or bare[1] in bare[0]:
        return caption
    said = inline.plain(credit)
    return f"{caption.rstrip('. ')}. {said}" if caption else said


def _is_tiny(image: Any) -> bool:
    """Tell whether a page gives a picture the size of a point."""
    sizes = [image.get(name, "").removesuffix("px") for name in ("width", "height")]
    return any(size in {"0", "1", "2"} for size in sizes)


def addresses_of(image: Any) -> list[str]:
    """Return where a picture may be, best first: the largest of its sizes, what a script loads."""
    sets = [image.get("srcset", ""), image.get("data-srcset", "")]
    candidates = sorted((p for each in sets for p in candidates_of(each)), key=lambda p: -p[1])
    found = [address for address, _ in candidates]
    found += [image.get(name, "").strip() for name in (*_LAZY, "src")]
    return [address for address in dict.fromkeys(found) if address][:_TRIED]


def candidates_of(srcset: str) -> list[tuple[str, float]]:
    """Return the addresses of a srcset and how large each says it is."""
    found = []
    for part in re.split(r",\s+|,(?=https?:|/)", srcset[:20_000]):
        words = part.strip(", \n").split()
        if words and not words[0].startswith("data:"):
            size = words[1][:-1] if len(words) > 1 else "1"
            found.append(
                (words[0], float(size) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]+)?", size) else 1.0)
            )
    return found


def data_of(address: str) -> bytes | None:
    """Return the bytes a data: address holds, None for any other address."""
    if not address.lower().startswith("data:"):
        return None
    head, _, body = address[5:].partition(",")
    if not head.lower().endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode("".join(unquote(body).split()), validate=False)
    except (binascii.Error, ValueError) as error:
        raise UnusableError("it is damaged, or no picture") from error


def name_of(address: str) -> str:
    """Return the name of the file behind an address, "" if it has none."""
    if address.lower().startswith("data:") or re.fullmatch(r"rv:\d+", address):
        return ""
    try:
        name = PurePosixPath(unquote(urlsplit(address).path)).name
    except ValueError:
        name = ""
    return name.removeprefix("rv:")


def told(address: str) -> str:
    """Return an address for a message: the name of the file, or what it is."""
    if address.lower().startswith("data:"):
        return "inside the page"
    number = re.fullmatch(r"rv:(\d+)", address)
    return f"no. {number[1]}" if number else name_of(address) or address[:60]
