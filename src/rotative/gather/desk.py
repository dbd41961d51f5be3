"""What every reader works with: limits, the network, and the way from a tree to a piece's text."""

from __future__ import annotations

import re
import stat
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from rotative.dataclass import dataclass
from rotative.gather import footnotes, trees
from rotative.gather.album import Budget, Find, Shoebox
from rotative.gather.blocks import Writer
from rotative.gather.harvest import Diary, Picture
from rotative.gather.pictures import UnusableError
from rotative.gather.sources import Raw
from rotative.gather.web import Web
from rotative.import_limits import ImportLimits
from rotative.language import canonical, detect, is_tag
from rotative.model import Publication
from rotative.problems import Place, RotativeError, fail

_REMOTE = re.compile(r"(https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)


@dataclass(slots=True)
class Desk:
    """The tools of one import.

    `fetch` says that a file's pictures may be fetched from the network, `full` that headlines of
    a feed bring their whole text, `whole` the key of one that does anyway.
    """

    limits: ImportLimits
    web: Web
    budget: Budget
    publication: Publication
    fetch: bool = False
    full: bool = False
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a piece as Markdown, and the pictures it shows."""

    text: str
    pictures: tuple[Picture, ...]


def write(body: Any, desk: Desk, diary: Diary, find: Find, *, keep_lines: bool = False) -> Written:
    """Return the Markdown of a tree; raise RotativeError if it is longer than a piece may be."""
    for what, count in trees.clean(body).items():
        diary.dropped(f"{count} {what}")
    most = desk.limits.piece_characters
    if sum(map(len, body.itertext())) > most:
        hint = f"--max piece-characters={most * 2} takes more"
        message = f"the article has more than {most:,} characters"
        raise fail("source-too-large", message, Place(diary.origin), hint)
    notes = footnotes.gather(body)
    stem = PurePosixPath(unquote(diary.origin.replace("\\", "/"))).stem or "image"
    shoebox = Shoebox(find, diary, desk.limits, desk.budget, stem)
    writer = Writer(shoebox, notes, diary.changed, keep_lines=keep_lines)
    text = writer.text(body)
    return Written(text, tuple(shoebox.found.values()))


def write_part(
    title: str, body: Any, desk: Desk, diary: Diary, find: Find, *, keep_lines: bool = False
) -> Written | None:
    """Return the Markdown of one of several articles, None after a warning if there is none."""
    try:
        return write(body, desk, diary, find, keep_lines=keep_lines)
    except RotativeError as error:
        for each in error.problems:
            diary.warn(each.code, f"“{title}” was left out: {each.message}", each.hint)
    except Exception as error:  # noqa: BLE001 - whatever a library raises on foreign bytes
        message = f"“{title}” was left out: it cannot be read ({type(error).__name__})"
        diary.warn("source-unreadable", message, "open it at its source, and write it here")
    return None


def finder(raw: Raw, desk: Desk, base: str = "") -> Find:
    """Return what finds the pictures of a source: beside a file, or where a page says."""
    at = base or raw.url

    def find(address: str) -> bytes:
        if at and not (raw.folder and not _REMOTE.match(at)):
            return desk.web.get(urljoin(at, address)).data
        if _REMOTE.match(address):
            if not desk.fetch:
                raise UnusableError("it is on the network; --fetch brings such pictures too")
            return desk.web.get(urljoin("https://", address)).data
        if raw.folder is None or _SCHEME.match(address):
            raise UnusableError("its address leads nowhere")
        return _beside(raw.folder, address, desk.limits)

    return find


def _beside(folder: Path, address: str, limits: ImportLimits) -> bytes:
    """Return a file below the source's folder, which no address and no symbolic link leaves."""
    path = folder / unquote(urlsplit(address).path).lstrip("/")
    try:
        real, status = path.resolve(strict=True), path.stat()
        if not real.is_relative_to(folder.resolve()):
            raise UnusableError("it lies outside the folder of its text")
        if not stat.S_ISREG(status.st_mode):
            raise UnusableError("it is not a file")
        if status.st_size > limits.picture_bytes:
            raise UnusableError(f"it has {status.st_size / 1e6:.0f} MB")
        return path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        raise UnusableError("there is no such file beside its text") from error


def language_of(text: str, declared: str) -> str:
    """Return the language of a text: as declared if it may be true, else as it reads.

    Programs declare the language of their maker; words do not lie.
    """
    said = canonical(declared) if is_tag(declared.strip().replace("_", "-")) else ""
    found = detect(text)
    if not found or said.partition("-")[0] == found:
        return said
    return found
