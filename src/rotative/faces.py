"""The faces an EPUB carries: the smallest set with a glyph for every character of the edition."""

from __future__ import annotations

import json
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from rotative.characters import beyond_ascii
from rotative.fitting.face import Face
from rotative.house import House
from rotative.manuscript.intake import lines_of
from rotative.model import Edition, Markup, texts
from rotative.problems import Place, Problems
from rotative.shipped import STYLES, shipped

SETS = ("latin", "full", "wide")
FONTS = (".ttf", ".otf", ".woff", ".woff2")  # the last is refused
FACES = ("SourceSerif4-Regular.ttf", "fallback/NotoSerif-Regular.ttf")
OURS = "Rotative "
_SOFT_HYPHEN = "\u00ad"


def characters(edition: Edition, house: House) -> frozenset[str]:
    """Return every character beyond ASCII that an edition and its templates' words can show."""
    besides = (text for text, _ in _besides(edition, house))
    shown = (text.rare for text in (*texts(edition), *_corrected(edition)))
    return frozenset().union(*shown, *map(beyond_ascii, besides))


def epub_set(shown: frozenset[str]) -> str:
    """Return the name of the set in styles/fonts/epub/ to embed, one of SETS: all have ASCII."""
    for name in SETS[:-1]:
        other = _covered(SETS[-1]) - _covered(name)
        if not any(ord(character) in other for character in shown - {_SOFT_HYPHEN}):
            return name
    return SETS[-1]


@cache
def _points(name: str, *faces: str) -> frozenset[int]:
    """Return the code points that some of our faces have, from a table of coverage."""
    coverage = json.loads((shipped(STYLES) / "fonts" / name).read_bytes())
    pairs = (pair for face in faces for pair in coverage[face])
    return frozenset(point for first, last in pairs for point in range(first, last + 1))


def _covered(name: str) -> frozenset[int]:
    families = ("Text", "Letters") if name == "wide" else ("Text",)
    return _points(
        "epub/coverage.json", *(f"{name}/Rotative{each}-Regular.ttf" for each in families)
    )


def left_to_reader(edition: Edition) -> bool:
    """Tell whether an edition is mostly in a script that our EPUB faces lack.

    Then none of them is embedded: the reader's own fonts suit its Latin words as well.
    """
    ours, letters, foreign = _covered(SETS[-1]), 0, 0
    shown = list(texts(edition))
    rare = [{c for c in text.rare if c.isalpha() and ord(c) not in ours} for text in shown]
    for text, own in zip(shown, rare, strict=True) if any(rare) else ():
        foreign += sum(map(text.text.count, own))
        letters += len(text.text) if own else len(text.text) // 2
    return foreign * 3 > letters


def check_glyphs(
    edition: Edition, house: House, formats: Iterable[str], problems: Problems
) -> None:
    """Note characters that no font has, where they stand: the first of a piece or value.

    On paper they are errors. In an EPUB a reader's own fonts may help: a warning, unless most of
    the edition is left to those. A publication's fonts in styles/fonts/ count; one that cannot be
    read is an error, since nobody can tell then what is missing.
    """
    own = _own_faces(house, problems)
    if own is None:
        return
    paged, reader = bool(set(formats) - {"epub"}), left_to_reader(edition)
    if paged:
        ours = _points("coverage.json", *FACES)
        for place, lost in _lost(edition, house, ours, own):
            hint = "delete or replace it, add a font to styles/fonts/, or build --format epub"
            problems.error("glyph-missing", f"the print fonts lack {_signs(lost)}", place, hint)
    if "epub" in formats and not (paged or reader or own):
        for place, lost in _lost(edition, house, _covered(SETS[-1]), own):
            hint = "replace it, or trust the readers' own fonts to have it"
            message = f"the embedded fonts lack {_signs(lost)}"
            problems.warn("epub-glyph-missing", message, place, hint)


def has_own_faces(house: House) -> bool:
    """Tell whether a publication brings fonts of its own."""
    return bool(_own_fonts(house))


def _own_fonts(house: House) -> list[Path]:
    own = house.folders(STYLES)[:-1]
    found = (path for folder in own for path in (folder / "fonts").glob("*.*"))
    return sorted(path for path in found if path.suffix.lower() in FONTS)


def _own_faces(house: House, problems: Problems) -> tuple[Face, ...] | None:
    """Return a publication's own fonts; None, after noting it, if one of them cannot be read."""
    faces, is_whole = [], True
    for path in _own_fonts(house):
        try:
            face = Face(house.read_style(f"fonts/{path.name}"))
            face.covers(" ")
        except (struct.error, KeyError, IndexError, ValueError):
            is_whole = False
            hint = "save it again as .ttf, .otf or .woff (WOFF 1), or take it away"
            problems.error("font-unreadable", "this font cannot be read", Place(str(path)), hint)
        else:
            faces.append(face)
    return tuple(faces) if is_whole else None


def _shown(edition: Edition, house: House) -> Iterator[tuple[frozenset[str], str, Place]]:
    """Yield every text that is printed, its rare characters before it, and its place."""
    for markup in (*texts(edition), *_corrected(edition)):
        if rare := markup.rare:
            yield rare, markup.text, markup.place
    for text, place in _besides(edition, house):
        yield beyond_ascii(text), text, place


def _corrected(edition: Edition) -> Iterator[Markup]:
    for told in edition.corrections:
        yield from (replace(text, place=told.place) for text in (told.wrong, told.right, told.note))


def _besides(edition: Edition, house: House) -> Iterator[tuple[str, Place]]:
    """Yield what is printed besides the pieces' own texts, with its place, the editor's first."""
    lead, publication = edition.lead, edition.publication
    yield f"{lead.author} {lead.source}", lead.place
    yield from ((f"{each.author} {each.source}", each.place) for each in edition.headlines)
    yield lead.kicker, lead.place
    yield f"{edition.title} {edition.number}", edition.place
    yield f"{publication.title} {publication.tagline}", publication.place
    imprint = " ".join(getattr(edition.imprint, name) for name in edition.imprint.__slots__)
    yield imprint, publication.place
    for rubric in edition.rubrics:
        yield rubric.label, rubric.place
    language = edition.language
    yield "".join(house.words(language).values()), Place(f"templates/words/{language}.toml")


def _lost(
    edition: Edition, house: House, ours: frozenset[int], own: tuple[Face, ...]
) -> Iterator[tuple[Place, list[str]]]:
    """Yield where characters stand that nobody's font has; a text that is shown twice, once."""
    told: set[str] = set()
    source = cache(lines_of)
    for rare, text, place in _shown(edition, house):
        lost = sorted(c for c in rare if ord(c) not in ours and _lacks(own, c) and c in text)
        if lost and not (text in told or (told and place == edition.place and set(lost) <= told)):
            yield _spot(text, place, min(lost, key=text.index), source(place.path)), lost
        told.update((text, *lost))


def _lacks(own: tuple[Face, ...], character: str) -> bool:
    """Tell whether a character needs a glyph that none of a publication's own faces has."""
    return not (_invisible(character) or any(face.covers(character) for face in own))


def _spot(text: str, place: Place, lost: str, source: list[str]) -> Place:
    """Return where a character of a text stands in its source, from the text's place on.

    Where it is written otherwise, as an entity for instance, that is the text's own place.
    """
    word = next(word for word in text.split() if lost in word)
    start = max(place.line - 1, 0)
    lines = (*range(start, len(source)), *range(min(start, len(source))))
    found = [number for number in lines if lost in source[number]]
    for number in [n for n in found if word in source[n]] or found:
        return Place(place.path, number + 1, source[number].index(lost) + 1)
    return place


def _signs(lost: list[str]) -> str:
    return " ".join(f"{c} (U+{ord(c):04X})" for c in lost[:8]) + (" …" if len(lost) > 8 else "")


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Cc", "Zs", "Zl", "Zp"}


def keeps_narrow_blank(choice: str, css: str) -> bool:
    """Tell whether the EPUB keeps U+202F: `keep`, `nbsp`, or `auto` by its text face's coverage.

    All faces of ours have the character; a publication's own are not trusted to, nor are those
    built into readers, which show a box for it.
    """
    if choice != "auto":
        return choice == "keep"
    body = re.findall(r"^body\b[^{]*\{[^}]*?font-family:\s*\"?([^\",;}]+)", css, re.MULTILINE)
    return bool(body) and f'@font-face {{ font-family: "{body[-1]}"' in css and OURS in body[-1]
