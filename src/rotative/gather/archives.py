"""Word, LibreOffice and EPUB files as archives: counted before they are unpacked.

Sizes are taken from what comes out, not from what the archive says of itself; names are keys in
memory and never paths on disk.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from urllib.parse import unquote

from rotative.import_limits import ImportLimits
from rotative.problems import Place, RotativeError, fail
from rotative.zipfaults import ZIP_FAULTS

_CHUNK = 1 << 16
_RATIO_FROM = 1_000_000
"""Small files may grow as they like: a page of blanks packs a thousandfold and harms nobody."""


@dataclass(slots=True)
class Archive:
    """The files of an archive, read within limits; raises RotativeError beyond them."""

    origin: str
    limits: ImportLimits
    _zip: zipfile.ZipFile
    _names: dict[str, zipfile.ZipInfo]
    _left: int
    _read: dict[str, bytes] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def read(self, name: str) -> bytes:
        """Return a file of the archive; `KeyError` if there is none of the name."""
        if name not in self._read:
            self._read[name] = self._unpacked(self._names[name])
        return self._read[name]

    def _unpacked(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise _damaged(self.origin, "it is locked with a password")
        out, size = [], 0
        try:
            with self._zip.open(info) as packed:
                while part := packed.read(_CHUNK):
                    size += len(part)
                    self._count(info, size, len(part))
                    out.append(part)
        except ZIP_FAULTS as error:
            raise _damaged(self.origin, f"{info.filename[:80]} cannot be unpacked") from error
        return b"".join(out)

    def _count(self, info: zipfile.ZipInfo, size: int, part: int) -> None:
        self._left -= part
        if self._left < 0:
            mega = self.limits.archive_bytes // 1_000_000
            raise _refused(self.origin, f"it unpacks to more than {mega} MB", "archive-bytes")
        grown = size > _RATIO_FROM and size > self.limits.archive_ratio * max(info.compress_size, 1)
        if grown:
            message = f"{info.filename[:80]} grows more than {self.limits.archive_ratio} times"
            raise _refused(self.origin, message, "archive-ratio")


def opened(data: bytes, origin: str, limits: ImportLimits) -> Archive:
    """Return an archive; raise RotativeError if it is none, or holds more files than it may."""
    try:
        found = zipfile.ZipFile(io.BytesIO(data))
        infos = found.infolist()
    except ZIP_FAULTS as error:
        raise _damaged(origin, "it is no archive, or cut off") from error
    if len(infos) > limits.archive_entries:
        message = f"it holds {len(infos):,} files"
        raise _refused(origin, message, "archive-entries")
    names = {info.filename: info for info in infos if not info.is_dir()}
    return Archive(origin, limits, found, names, limits.archive_bytes)


def within(folder: str, address: str) -> str:
    """Return the name that a relative address means in an archive, "" if it leads out of it."""
    address = unquote(address.partition("#")[0].partition("?")[0])
    if not address or address.startswith("/") or ":" in address.partition("/")[0]:
        return ""
    name = normpath(join(folder, address))
    return "" if name.startswith(("../", "/")) or name in {".", ".."} else name


def _refused(origin: str, message: str, limit: str) -> RotativeError:
    hint = f"if you trust it, --max {limit}=… takes more"
    return fail("archive-refused", message, Place(origin), hint)


def _damaged(origin: str, message: str) -> RotativeError:
    hint = "open it in its program and save it again"
    return fail("source-unreadable", message, Place(origin), hint)
