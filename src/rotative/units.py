"""Units: CSS lengths, shares and numbers as numbers, in tokens that are computed with."""

from __future__ import annotations

import re

from rotative.problems import Place, fail

POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}
_LENGTH = re.compile(r"(-?\d*\.?\d+)(pt|mm|cm|in|px)")


def points(length: str) -> float:
    """Return a CSS length in pt, mm, cm, in or px as points; raise RotativeError for others."""
    match = _LENGTH.fullmatch(length)
    if not match:
        hint = "write it as 12.9pt or 5mm"
        raise fail("bad-token", f'"{length}" is no length', Place("tokens.css"), hint)
    return float(match[1]) * POINTS[match[2]]


def number(text: str, unit: str = "") -> float:
    """Return a number, before a unit such as `em` or `%` if one is named; raise RotativeError."""
    try:
        return float(text.removesuffix(unit))
    except ValueError:
        hint = f"write a number{' and ' + unit if unit else ''}"
        place = Place("tokens.css")
        raise fail("bad-token", f'"{text}" is no number', place, hint) from None
