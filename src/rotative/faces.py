"""The faces an EPUB carries: the smallest set with a glyph for every character of the edition."""

from __future__ import annotations

import json
import re
import unicodedata
from html import unescape

from rotative.house import House
from rotative.model import Edition, texts
from rotative.problems import Problems
from rotative.shipped import STYLES

SETS = ("latin", "full")
FACES = ("SourceSerif4-Regular.ttf", "fallback/NotoSerif-Regular.ttf")
LATIN_1 = "\u00ff"
OURS = "Rotative "
_SPACES = frozenset(" \t\n\r\u00ad")


def characters(edition: Edition, house: House) -> frozenset[str]:
    """Return every character that the edition and the words of its templates can show."""
    lead, publication, imprint = edition.lead, edition.publication, edition.imprint
    shown = [edition.title, publication.title, publication.tagline, lead.kicker, lead.author]
    shown += [unescape(text.xhtml) for text in texts(edition)]
    shown += [getattr(imprint, name) for name in imprint.__slots__]
    shown += [rubric.label for rubric in edition.rubrics]
    for piece in edition.headlines:
        shown += [piece.author, piece.source]
    shown.extend(house.words(edition.language).values())
    return frozenset().union(*shown)


def epub_set(house: House, shown: frozenset[str]) -> str:
    """Return the name of the set in styles/fonts/epub/ to embed: `latin` or `full`."""
    coverage = json.loads(house.read_style("fonts/epub/coverage.json"))
    for name in SETS[:-1]:
        other = _covered(coverage, SETS[-1]) - _covered(coverage, name)
        if not any(ord(character) in other for character in shown - _SPACES):
            return name
    return SETS[-1]


def _covered(coverage: dict[str, list[list[int]]], name: str) -> frozenset[int]:
    ranges = coverage[f"{name}/RotativeText-Regular.ttf"]
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


def check_glyphs(edition: Edition, house: House, problems: Problems) -> None:
    """Note characters that no bundled font can print, at the piece they stand in.

    A publication with fonts of its own is left to the engine, which complains of what they lack.
    """
    if len(house.folders(STYLES)) > 1 and (house.folders(STYLES)[0] / "fonts").is_dir():
        return
    coverage: list[list[int]] = []
    for text in texts(edition):
        rare = {c for c in unescape(text.xhtml) if c > LATIN_1 and not _invisible(c)}
        if rare and not coverage:
            faces = json.loads(house.read_style("fonts/coverage.json"))
            coverage = [pair for name in FACES for pair in faces[name]]
        lost = sorted(c for c in rare if not any(a <= ord(c) <= b for a, b in coverage))
        if lost:
            signs = " ".join(lost[:8]) + (" …" if len(lost) > 8 else "")
            hint = "delete or replace it, add a font to styles/fonts/, or build --format epub"
            problems.error("glyph-missing", f"the print fonts lack {signs}", text.place, hint)


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
