"""Sizes: sheets as paper merchants sell them, signatures as binderies count them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotative.model import Booklet, Trim
    from rotative.problems import Place, Problems

# ISO 216 A series; ISO 217 RA and SRA, untrimmed; ANSI sizes in millimetres.
SHEETS = {
    "A5": (148, 210),
    "A4": (210, 297),
    "RA4": (215, 305),
    "letter": (215.9, 279.4),
    "SRA4": (225, 320),
    "legal": (215.9, 355.6),
    "tabloid": (279.4, 431.8),
    "A3": (297, 420),
    "RA3": (305, 430),
    "SRA3": (320, 450),
    "A2": (420, 594),
    "RA2": (430, 610),
    "SRA2": (450, 640),
    "A1": (594, 841),
    "RA1": (610, 860),
    "SRA1": (640, 900),
    "A0": (841, 1189),
}
"""Sheet sizes by name, in millimetres, the smallest first."""

AMERICAN = ("letter", "legal", "tabloid")
BINDINGS = ("saddle", "perfect")
UPS = (2, 4, 8)
SIGNATURES = (4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64)
FLIPS = ("short", "long")
SPINES = ("left", "right")

SMALLEST, LARGEST = 60.0, 2000.0  # mm
_SIDES = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?[x×] ?([0-9]+(?:\.[0-9]+)?) ?(?:mm)?")


def sheet(name: str) -> Trim | None:
    """Return a sheet from its name or from `320x450mm`; None if it is neither, or no sheet."""
    from rotative.model import Trim  # not above: the command line reads the names at every start

    for known, (width, height) in SHEETS.items():
        if known.lower() == name.strip().lower():
            return Trim(known, width, height)
    sides = _SIDES.fullmatch(name.strip().lower())
    if not sides or not all(SMALLEST <= float(side) <= LARGEST for side in sides.groups()):
        return None
    width, height = map(float, sides.groups())
    return Trim(f"{width:g}x{height:g}mm", width, height)


def check_signature(booklet: Booklet, problems: Problems, place: Place | None) -> None:
    """Note a signature that is not made of whole sheets."""
    section, size = 2 * booklet.up, booklet.signature
    if size % section:
        message = f"a signature of {size} pages is not made of whole sheets of {section}"
        hint = f"choose {-(-size // section) * section}, or fewer pages on a side"
        problems.error("signature-size", message, place, hint)
