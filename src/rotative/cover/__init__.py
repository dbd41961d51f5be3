"""The cover: an edition's own picture, drawn from its words in the manner of its theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from rotative.cover.designs import DESIGNS, Copy
from rotative.fitting.face import Face
from rotative.fitting.lines import Style
from rotative.galley import Galley
from rotative.house import House
from rotative.identity import headline_of
from rotative.words import capital, full_date

__all__ = ["render"]

FALLBACK = {
    True: "fonts/fallback/NotoSerif-Bold.ttf",
    False: "fonts/fallback/NotoSerif-Regular.ttf",
}


def render(galley: Galley, tokens: Mapping[str, str], house: House) -> bytes:
    """Return the cover as PNG, 1600 × 2400 pixels, sRGB; the same bytes for the same words.

    The layout is that of the token --cover-design, or of the edition's style or the one it is
    based on; colours are those of --cover-paper, -ink, -accent and -quiet, else the design's own.
    """
    edition = galley.edition
    named = (tokens.get("cover-design", ""), *reversed(house.lineage(edition.style)))
    design = next((DESIGNS[name] for name in named if name in DESIGNS), DESIGNS["classique"])
    canvas = design.canvas(tokens)

    @cache
    def face(file: str) -> Face:
        return Face.of(house.read_style(file))

    def style(font: str, *, tracking: int = 0, leading: float = 1.2) -> Style:
        heavy = font.rpartition("-")[2] in ("Black", "Bold", "Semibold")
        return Style(face(f"fonts/{font}.ttf"), lambda: face(FALLBACK[heavy]), tracking, leading)

    design.draw(canvas, _copy(galley, house), style)
    return canvas.png()


def _copy(galley: Galley, house: House) -> Copy:
    edition, words = galley.edition, house.words(galley.edition.language)
    date = full_date(edition.date, edition.language) if edition.date else ""
    inline = words["issue_inline"].format(number=edition.number) if edition.number else ""
    copy = Copy(
        name=edition.publication.title,
        tagline=edition.publication.tagline,
        date=capital(date),
        number=capital(words["issue_number"].format(number=edition.number))
        if edition.number
        else "",
        issue=capital(", ".join(filter(None, (date, inline)))),
        kicker=edition.lead.kicker,
        title=headline_of(edition),
        standfirst=edition.lead.standfirst.text,
        rubrics=tuple(rubric.label for rubric, headlines in galley.groups if headlines),
    )
    return _drawable(copy, house, edition.id)


def _drawable(copy: Copy, house: House, name: str) -> Copy:
    """Return the words that our faces can draw at least half of; others would be shreds.

    The edition's name, which is ASCII, stands in for its title.
    """
    if all(text.isascii() for text in (copy.title, copy.name, copy.standfirst)):
        return copy
    fallback = Face.of(house.read_style(FALLBACK[False]))

    def shown(text: str) -> str:
        letters = [character for character in text if character.isalpha()]
        drawn = sum(map(fallback.covers, letters))
        return text if drawn * 2 >= len(letters) else ""

    fields = [field for field in Copy.__slots__ if field != "rubrics"]
    kept = {field: shown(getattr(copy, field)) for field in fields}
    rubrics = tuple(filter(None, map(shown, copy.rubrics)))
    return replace(copy, **(kept | {"title": kept["title"] or name}), rubrics=rubrics)
