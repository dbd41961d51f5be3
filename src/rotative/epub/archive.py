"""The archive: the same ZIP bytes on every machine, with the mimetype first and stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

UNIX, REGULAR_FILE = 3, 0o100644 << 16
EARLIEST, LATEST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
# Two thirds of the time of zlib's usual 6, for a file two hundredths larger.
LEVEL = 4
_PACKAGE = b'<package xml:lang="%s" '
PACKED_ALREADY = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".woff", ".woff2")


def unpacked(data: bytes, language: str, link: str) -> dict[str, bytes]:
    """Return the files in a ZIP of ebooklib's, by name.

    The package document learns its own language and its linked record on the way, for which
    ebooklib has no words.
    Source: EPUB 3.3 §5.4 (package document).
    """
    with ZipFile(BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    package = next(name for name in files if name.endswith(".opf"))
    told = files[package].replace(b"<package ", _PACKAGE % escape(language).encode(), 1)
    files[package] = told.replace(b"</metadata>", link.encode() + b"</metadata>", 1)
    return files


def pack(files: Mapping[str, bytes], modified: datetime) -> bytes:
    """Return a ZIP whose bytes depend on nothing but the files and `modified`.

    Entries are sorted behind `mimetype` and META-INF; no extra field, comment or data descriptor.
    Source: EPUB 3.3 §4.2 (OCF ZIP container).
    """
    moment, packed = stamp(modified), BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in sorted(files, key=_rank):
            info = ZipInfo(name, moment)
            info.create_system, info.external_attr = UNIX, REGULAR_FILE
            target.writestr(info, files[name], _compression(name), LEVEL)
    return packed.getvalue()


def stamp(moment: datetime) -> tuple[int, int, int, int, int, int]:
    """Return a moment as DOS keeps it: in UTC, even seconds, between 1980 and 2107."""
    utc = moment.astimezone(UTC)
    parts = (utc.year, utc.month, utc.day, utc.hour, utc.minute, utc.second & ~1)
    return min(max(parts, EARLIEST), LATEST)


def _rank(name: str) -> tuple[bool, bool, str]:
    return name != "mimetype", not name.startswith("META-INF/"), name


def _compression(name: str) -> int:
    stored = name == "mimetype" or name.lower().endswith(PACKED_ALREADY)
    return ZIP_STORED if stored else ZIP_DEFLATED
