"""The limits of an import: what it takes of anything, and how editors write another number.

Apart from `limits`, since no build needs them: fourteen fields take as long to define as a page of
YAML to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field, fields, replace

from rotative.dataclass import dataclass

MAX_AMOUNT = 999_999_999_999
"""The most that any limit of an import may be set to."""

AMOUNT = "^[1-9][0-9]{0,2}([0-9]{0,9}|[0-9]{0,6}[kK]|[0-9]{0,3}[mM]|[gG])[bB]?$"
"""A number in words, such as 80M; what `amount` reads."""

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def _limit(default: int, about: str) -> int:
    told: int = field(default=default, metadata={"about": about})
    return told


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """The most of each thing that an import takes."""

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

    def but(self, settings: Iterable[tuple[str, int]]) -> ImportLimits:
        """Return the limits with some of them, by name, set otherwise."""
        return replace(self, **{name.replace("-", "_"): number for name, number in settings})


def named() -> dict[str, tuple[int, str]]:
    """Return the limits of an import as editors write them: name → number, what of."""
    plain = ImportLimits()
    return {
        each.name.replace("_", "-"): (getattr(plain, each.name), each.metadata["about"])
        for each in fields(plain)
    }


def amount(said: object) -> int | None:
    """Return the number that `80M`, `500k` or 12 stands for, None if it is no limit."""
    if isinstance(said, int) and not isinstance(said, bool):
        return int(said) if 1 <= said <= MAX_AMOUNT else None
    if not isinstance(said, str) or not re.match(AMOUNT, said):
        return None
    digits = said.strip().lower().removesuffix("b")
    unit = digits.lstrip("0123456789")
    return int(digits.removesuffix(unit)) * _UNITS[unit]
