"""The faces an EPUB carries: the smallest set with a glyph for every character of the edition."""

from __future__ import annotations

import json
import re
from html import unescape

from rotative.house import House
from rotative.model import Edition

SETS = ("latin", "full")
OURS = "Rotative "
_SPACES = frozenset(" \t\n\r\u00ad")


def characters(edition: Edition, house: House) -> frozenset[str]:
    """Return every character that the edition and the words of its templates can show."""
    lead, publication, imprint = edition.lead, edition.publication, edition.imprint
    texts = [edition.title, publication.title, publication.tagline, lead.kicker, lead.author]
    texts += [unescape(text.xhtml) for text in (lead.title, lead.standfirst, lead.body)]
    texts += [getattr(imprint, name) for name in imprint.__slots__]
    texts += [rubric.label for rubric in edition.rubrics]
    for piece in edition.headlines:
        texts += [unescape(text.xhtml) for text in (piece.title, piece.summary, piece.body)]
        texts += [piece.author, piece.source]
    texts.extend(house.words(edition.language).values())
    return frozenset().union(*texts)


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


def keeps_narrow_blank(choice: str, css: str) -> bool:
    """Tell whether the EPUB keeps U+202F: `keep`, `nbsp`, or `auto` by its text face's coverage.

    All faces of ours have the character; a publication's own are not trusted to, nor are those
    built into readers, which show a box for it.
    """
    if choice != "auto":
        return choice == "keep"
    body = re.findall(r"^body\b[^{]*\{[^}]*?font-family:\s*\"?([^\",;}]+)", css, re.MULTILINE)
    return bool(body) and f'@font-face {{ font-family: "{body[-1]}"' in css and OURS in body[-1]
