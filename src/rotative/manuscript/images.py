"""The images of an edition: checked, named after their content, each kept once."""

from __future__ import annotations

import hashlib
import io
import os
import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from rotative.limits import Limits
from rotative.manuscript.intake import Intake
from rotative.model import Asset
from rotative.problems import Place, suggest
from rotative.slug import slug

_TYPES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "GIF": ("image/gif", "gif")}
_REMOTE = re.compile(r"([a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(slots=True)
class Album:
    """The images found so far, below `folder`."""

    folder: Path
    intake: Intake
    assets: dict[str, Asset] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @property
    def limits(self) -> Limits:
        """How large an image may be."""
        return self.intake.limits

    def add(self, address: str, place: Place) -> str:
        """Return the asset's name, or "" after noting the gap that the image leaves, and why."""
        if address not in self._names:
            self._names[address] = self._add(address, place)
        return self._names[address]

    def _add(self, address: str, place: Place) -> str:
        if _REMOTE.match(address):
            hint = "save it in the edition's images folder: nothing is fetched while building"
            self._refuse("remote-image", f"the image {address[:80]} is not a file", place, hint)
            return ""
        data = self._data(address, place)
        asset = self._checked(address, data, place) if data is not None else None
        if asset is None:
            return ""
        self.assets.setdefault(asset.name, asset)
        return asset.name

    def _refuse(self, code: str, message: str, place: Place, hint: str) -> None:
        self.intake.problems.warn(code, message, place, hint)

    def _too_large(self, address: str, place: Place) -> None:
        message = f"the image “{address}” has more than {self.limits.image:g} million pixels"
        hint = "scale it down, or raise “limits: {image: …}” in publication.yaml"
        self._refuse("image-too-large", message, place, hint)

    def _wrong_format(self, address: str, kind: str, place: Place) -> None:
        message = f"the image “{address}” is {kind}; a book takes JPEG, PNG or GIF"
        self._refuse("image-format", message, place, "convert it to JPEG or PNG")

    def _data(self, address: str, place: Place) -> bytes | None:
        name = unquote(address.partition("?")[0].partition("#")[0])
        path = self.folder / name
        try:
            if not path.is_file():  # some systems write names with accents as two characters
                path = self.folder / (_alike(self.folder, name, _composed) or name)
            inside = path.resolve().is_relative_to(self.folder.resolve())
            exists = path.is_file()
        except (OSError, ValueError, RuntimeError):
            inside, exists = False, False
        if name and not inside:
            hint = "copy it into the edition's images folder"
            self._refuse("outside-folder", f"the image “{name}” lies outside", place, hint)
            return None
        if not name or not exists:
            self._refuse("missing-image", f"there is no image “{name}”", place, self._near(name))
            if name and inside and not os.path.lexists(path):
                self.intake.missed(path)
            return None
        return self.intake.data(path, is_part=True)

    def _near(self, name: str) -> str:
        """Return the way out for a file that is not there: one of almost that name, or where to."""
        there = (_alike(self.folder, each, _folded) for each in (name, f"images/{name}"))
        alike = next(filter(None, there), "")
        if alike:
            file, same_folder = PurePosixPath(alike), PurePosixPath(name).parent
            return f'did you mean "{file.name if file.parent == same_folder else file}"?'
        names = _names((self.folder / name).parent)
        return suggest(Path(name).name, names) or "put it into the edition's images folder"

    def _checked(self, address: str, data: bytes, place: Place) -> Asset | None:
        from PIL import Image

        if b"<svg" in data[:1000]:
            self._wrong_format(address, "SVG", place)
            return None
        try:
            # The limit is ours, and looked at before anything is decoded.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(data)) as image:
                    kind, (width, height) = str(image.format), image.size
                    if kind not in _TYPES:
                        self._wrong_format(address, kind, place)
                        return None
                    if width * height > self.limits.pixels:
                        self._too_large(address, place)
                        return None
                    image.load()
        except Image.DecompressionBombError:
            self._too_large(address, place)
            return None
        except Exception:  # noqa: BLE001 - Pillow's decoders raise whatever they like
            hint = "open it in an image editor and save it again as JPEG or PNG"
            self._refuse("bad-image", f"the image “{address}” cannot be read", place, hint)
            return None
        media_type, ending = _TYPES[kind]
        stem = slug(Path(unquote(address)).stem, longest=32)
        name = f"{stem}-{hashlib.sha256(data).hexdigest()[:8]}.{ending}"
        return Asset(name, media_type, data, width, height)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(each.name for each in folder.iterdir())
    except (OSError, ValueError):
        return []


def _alike(folder: Path, name: str, form: Callable[[str], str]) -> str:
    """Return the path of a file whose names, in some form, are those of a path; "" for none."""
    found: list[str] = []
    for part in PurePosixPath(name).parts:
        names = _names(folder.joinpath(*found))
        same = part if part in names else next((n for n in names if form(n) == form(part)), "")
        if not same:
            return ""
        found.append(same)
    return "/".join(found) if folder.joinpath(*found).is_file() else ""


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _folded(name: str) -> str:
    return _composed(name).casefold()
