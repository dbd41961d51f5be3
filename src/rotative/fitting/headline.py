"""Fitting on the printed page: the masthead and the lead's title fill their measure."""

from __future__ import annotations

from collections.abc import Mapping

from rotative.fitting.face import Face
from rotative.fitting.lines import Style, fit
from rotative.house import House
from rotative.model import Edition
from rotative.units import number, points

FALLBACK = "fonts/fallback/NotoSerif-Bold.ttf"
# The engine breaks lines greedily: a hair more than the widest line keeps the lines chosen here.
ROOM = 0.6
# A name too long for one line may take a second one of this share of the first one's height.
SECOND_LINE = 1.75


FITTED = ("masthead-size", "masthead-leading", "lead-size", "lead-measure")


def fitted_tokens(edition: Edition, tokens: Mapping[str, str], house: House) -> dict[str, str]:
    """Return --masthead-size and -leading, --lead-size and -measure, in pt.

    Faces, trackings, shares of the text's width and limits are tokens of the same beginning:
    the masthead is never larger than its --masthead-size; the lead's size stays between
    --lead-least and --lead-most, its height within --lead-height. Beside a standfirst the title
    has --lead-share of the width.
    """
    measure = _points(tokens, "trim-width", "-margin-inner", "-margin-outer")
    return {
        **_masthead(edition.publication.title, measure, tokens, house),
        **_lead(edition, measure, tokens, house),
    }


def _masthead(name: str, measure: float, tokens: Mapping[str, str], house: House) -> dict[str, str]:
    largest, leading = _points(tokens, "masthead-size"), _points(tokens, "masthead-leading")
    style = _style("masthead", tokens, house, leading / largest)
    room = measure * _share(tokens["masthead-share"]) - ROOM
    size = fit(name, style, room, SECOND_LINE * largest, largest).size
    return {
        "masthead-size": f"{size:.1f}pt",
        "masthead-leading": f"{size * leading / largest:.1f}pt",
    }


def _lead(
    edition: Edition, measure: float, tokens: Mapping[str, str], house: House
) -> dict[str, str]:
    style = _style("lead", tokens, house, number(tokens["lead-leading"]))
    if edition.lead.standfirst:
        measure *= _share(tokens["lead-share"])
    limits = _points(tokens, "lead-height"), _points(tokens, "lead-most")
    block = fit(edition.lead.title.text, style, measure - ROOM, *limits)
    size = max(int(block.size * 10) / 10, _points(tokens, "lead-least"))
    widest = max((style.width(line) for line in block.lines), default=0) * size + ROOM
    return {"lead-size": f"{size:.1f}pt", "lead-measure": f"{min(widest, measure):.2f}pt"}


def _style(role: str, tokens: Mapping[str, str], house: House, leading: float) -> Style:
    return Style(
        Face.of(house.read_style(tokens[f"{role}-face"])),
        lambda: Face.of(house.read_style(FALLBACK)),
        round(1000 * number(tokens[f"{role}-tracking"], "em")),
        leading,
    )


def _share(percent: str) -> float:
    return number(percent, "%") / 100


def _points(tokens: Mapping[str, str], *names: str) -> float:
    """Return the sum of length tokens in points; those named with a minus are taken away."""
    signs = (-1 if name.startswith("-") else 1 for name in names)
    values = (points(tokens[name.removeprefix("-")]) for name in names)
    return sum(sign * value for sign, value in zip(signs, values, strict=True))
