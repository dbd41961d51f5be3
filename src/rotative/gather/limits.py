"""How much of anything an import takes: the one place that says so, and how to say otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_SETTING = re.compile(r"([a-z-]+)=([0-9]+)([kmg]?)b?$", re.IGNORECASE)


def _limit(default: int, about: str) -> int:
    told: int = field(default=default, metadata={"about": about})
    return told


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each thing; `--max NAME=NUMBER` sets another, with hyphens for underscores."""

    source_bytes: int = _limit(50_000_000, "bytes of a source, as a file or as a response")
    response_seconds: int = _limit(60, "seconds a response may take from first to last byte")
    network_seconds: int = _limit(600, "seconds that all responses of an import may take")
    redirects: int = _limit(5, "redirects followed for one address")
    archive_entries: int = _limit(5_000, "files inside a DOCX, ODT or EPUB")
    archive_bytes: int = _limit(200_000_000, "bytes of all of them, unpacked")
    archive_ratio: int = _limit(200, "times a file of an archive may grow when unpacked")
    xml_bytes: int = _limit(40_000_000, "bytes of one XML file inside an archive")
    piece_characters: int = _limit(2_000_000, "characters of one article")
    pieces: int = _limit(2_000, "pieces that one import brings in")
    pictures: int = _limit(300, "pictures that one import brings in")
    picture_bytes: int = _limit(40_000_000, "bytes of a picture as it comes")
    picture_pixels: int = _limit(64_000_000, "pixels of a picture as it comes")
    master_pixels: int = _limit(4_000_000, "pixels of a picture as it is kept")

    def but(self, settings: Iterable[tuple[str, int]]) -> Limits:
        """Return the limits with some of them set otherwise."""
        return replace(self, **dict(settings))


def parse_setting(text: str) -> tuple[str, int]:
    """Return name and number of `source-bytes=80M`; raise ValueError with what is wrong."""
    found = _SETTING.match(text)
    names = [each.name for each in fields(Limits)]
    if not found:
        raise ValueError(f"{text!r} is not NAME=NUMBER, such as source-bytes=80M")
    name = found[1].lower().replace("-", "_")
    if name not in names:
        raise ValueError(f"there is no limit {found[1]!r}; the limits are\n{table()}")
    number = int(found[2]) * _UNITS[found[3].lower()]
    if not 1 <= number <= 10**12:
        raise ValueError(f"{text!r} is not a number from 1 up")
    return name, number


def table() -> str:
    """Return all limits for people: name, number, what of."""
    rows = [
        (f.name.replace("_", "-"), f"{f.default:,}", f.metadata["about"]) for f in fields(Limits)
    ]
    return "\n".join(f"  {name:<17} {number:>12}  {about}" for name, number, about in rows)
