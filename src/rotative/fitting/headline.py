"""Headline fitting: the largest size at which the lead's title fills its measure in good lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from rotative.fitting.face import Face
from rotative.fitting.lines import Style, fit
from rotative.house import House
from rotative.model import Edition
from rotative.units import points

FALLBACK = "fonts/fallback/NotoSerif-Bold.ttf"
# The engine breaks lines greedily: a hair more than the widest line keeps the lines chosen here.
ROOM = 0.6


def headline_tokens(edition: Edition, tokens: Mapping[str, str], house: House) -> dict[str, str]:
    """Return --lead-size and --lead-measure, in pt, for the lead's title on the printed page.

    The face is --lead-face; size stays between --lead-least and --lead-most, height within
    --lead-height. Beside a standfirst the title has --lead-share of the text's width.
    """
    style = Style(
        Face(house.read_style(tokens["lead-face"])),
        lambda: Face(house.read_style(FALLBACK)),
        round(1000 * float(tokens["lead-tracking"].removesuffix("em"))),
        float(tokens["lead-leading"]),
    )
    length = partial(_points, tokens)
    measure = length("trim-width") - length("margin-inner") - length("margin-outer")
    if edition.lead.standfirst:
        measure *= float(tokens["lead-share"].removesuffix("%")) / 100
    title = edition.lead.title.text
    block = fit(title, style, measure - ROOM, length("lead-height"), length("lead-most"))
    size = max(int(block.size * 10) / 10, length("lead-least"))
    widest = max((style.width(line) for line in block.lines), default=0) * size + ROOM
    return {"lead-size": f"{size:.1f}pt", "lead-measure": f"{min(widest, measure):.2f}pt"}


def _points(tokens: Mapping[str, str], name: str) -> float:
    return points(tokens[name])
