"""Colours: each defined once, by its inks and by the sRGB value that screens show.

A sheet writes `device-cmyk(5% 92% 85% 12%, #b81d26)`: paper takes the inks, every other medium
the sRGB value. Source: CSS Color Module Level 5, §8 (device-cmyk) and its fallback argument.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rotative.problems import Place, fail

Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""
Millionths = tuple[int, int, int]
"""An sRGB colour as a finished file writes it, to six decimals."""

FUNCTION = re.compile(r"device-cmyk\(((?:[^()]|\([^()]*\))*)\)", re.IGNORECASE)
_COMMA = re.compile(r",(?![^(]*\))")
_CHANNEL = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(%?)$")
_HINT = "write cyan, magenta, yellow and black, then a colour: device-cmyk(5% 92% 85% 12%, #b81d26)"
# So many tints of red and of green tell stand-ins of like colours apart, below one in 255.
_STEPS = 80


def for_medium(css: str, medium: str) -> str:
    """Return CSS whose `device-cmyk()` suit a medium: inks alone on paper, sRGB elsewhere.

    A colour without an sRGB value gets the naive one of CSS Color 5. Raises RotativeError when
    one is not four numbers or percentages.
    """

    def resolved(match: re.Match[str]) -> str:
        ink, alpha, screen = _read(match)
        if medium == "print":
            return f"device-cmyk({' '.join(f'{part:.6g}' for part in ink)}{alpha})"
        return screen or _hexadecimal(naive(ink), alpha)

    return FUNCTION.sub(resolved, css) if "device-cmyk(" in css.lower() else css


def _hexadecimal(colour: tuple[float, float, float], alpha: str) -> str:
    parts = [round(part * 255) for part in colour]
    plain = "#" + "".join(f"{part:02x}" for part in parts)
    return f"rgb({' '.join(map(str, parts))}{alpha})" if alpha else plain


def stand_ins(css: str) -> tuple[str, Mapping[Millionths, Ink]]:
    """Return CSS whose `device-cmyk()` are sRGB colours nothing else has, and what they stand for.

    The engine fails on device-cmyk in gradients, in inset and grooved borders and in blurred
    shadows; it never needs to see one, for the finisher puts the very inks in their place.
    Raises RotativeError for a profile of the sheet's own: there is one for the whole file.
    """
    if "@color-profile" in css:
        hint = "name the printer's profile in publication.yaml, under print:"
        raise fail("bad-colour", "a sheet has a rule @color-profile", Place("styles"), hint)
    found: dict[Ink, str] = {}
    inks: dict[Millionths, Ink] = {}

    def stand_in(match: re.Match[str]) -> str:
        ink, alpha, _ = _read(match)
        if ink not in found:
            red, green, blue = _distinct(ink, len(found))
            found[ink] = f"{red:.2f} {green:.2f} {blue:.2f}"
            inks[millionths(red / 255, green / 255, blue / 255)] = ink
        return f"rgb({found[ink]}{alpha})"

    return FUNCTION.sub(stand_in, css), inks


def _distinct(ink: Ink, number: int) -> Iterator[float]:
    # Between two of the 255 steps that other colours stand on.
    offsets = 0.1 + number % _STEPS / 100, 0.1 + number // _STEPS % _STEPS / 100, 0.1
    return (
        min(254, int(part * 255)) + offset for part, offset in zip(naive(ink), offsets, strict=True)
    )


def millionths(red: float, green: float, blue: float) -> Millionths:
    """Return an sRGB colour, from 0 to 1, as a finished file writes it."""
    return round(red * 1e6), round(green * 1e6), round(blue * 1e6)


def naive(ink: Ink) -> tuple[float, float, float]:
    """Return sRGB from 0 to 1 as CSS Color 5 does without a profile; only good as a likeness."""
    cyan, magenta, yellow, black = ink
    red, green, blue = (
        1 - min(1.0, part * (1 - black) + black) for part in (cyan, magenta, yellow)
    )
    return red, green, blue


def _read(match: re.Match[str]) -> tuple[Ink, str, str]:
    """Return inks, ` / alpha` or nothing, and the sRGB value or nothing."""
    first, *rest = (part.strip() for part in _COMMA.split(match[1]))
    if len(rest) >= 3:  # the old notation: four numbers between commas
        first, rest = " ".join((first, *rest[:3])), rest[3:]
    channels, slash, alpha = first.partition("/")
    parts = tuple(map(_share, channels.split()))
    if len(parts) != 4 or None in parts or len(rest) > 1 or bool(slash) != bool(alpha.strip()):
        raise fail("bad-colour", f"{match[0]} is no colour", Place("styles"), _HINT)
    cyan, magenta, yellow, black = (part or 0.0 for part in parts)
    ink = cyan, magenta, yellow, black
    return ink, f" / {alpha.strip()}" if slash else "", rest[0] if rest else ""


def _share(word: str) -> float | None:
    if word == "none":
        return 0.0
    said = _CHANNEL.match(word)
    return min(1.0, max(0.0, float(said[1]) / (100 if said[2] else 1))) if said else None
