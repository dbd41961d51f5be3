"""Openings: which sections of a print edition begin pages of their own.

Short pieces run on, as in a newspaper. An article of several pages begins one, as in a journal:
what is left white before it is little beside what it fills, and who looks it up finds its title at
the head of a page. In an edition as long as a book, so do the rubrics. How long is long is the
theme's to say: `--article-opens` and `--rubric-opens`, in pages, 0 for never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from rotative.galley import Section
from rotative.units import number, points

# How wide a letter of running text is with its share of blanks, in em.
LETTER = 0.44
# What an article's head takes, and a list of its links with a code, in lines of text.
HEAD, LINKS = 8, 6
# What elements add to the lines of their letters: a paragraph half of its last line, others the
# blank lines around them.
ADDED = (
    (re.compile(r"<p\b"), 0.5),
    (re.compile(r"<(?:h[2-6]|blockquote|ul|ol|figure|table|pre)\b"), 2),
)
_LINK = re.compile(r'<a\b[^>]*\bhref="[^#]')
_TAG = re.compile(r"<[^>]*>")
_HEADLINE = 'class="headline'


def openings(sections: Sequence[Section], tokens: Mapping[str, str]) -> frozenset[str]:
    """Return the ids of the sections that begin a page, told from their length.

    `tokens` are those of the print sheet, resolved. Raises RotativeError for one that is no number.
    """
    if not any(section.kind == "article" for section in sections):
        return frozenset()
    least = number(tokens["article-opens"])
    book = number(tokens["rubric-opens"])
    page, line = measures(tokens)
    lengths = [_lines(section.xhtml, line) / page for section in sections]
    long = {s.id for s, pages in zip(sections, lengths, strict=True) if 0 < least <= pages}
    rubrics = 0 < book <= sum(lengths)
    return frozenset(_opening(sections, long, rubrics=rubrics))


def _opening(sections: Sequence[Section], long: set[str], *, rubrics: bool) -> Iterator[str]:
    head: Section | None = None  # of a rubric that has articles alone, and keeps to the first
    for section in sections:
        if section.kind == "rubric":
            if rubrics:
                yield section.id
            head = None if _HEADLINE in section.xhtml else section
        elif section.kind == "article":
            if section.id in long and not (head and rubrics):
                yield head.id if head else section.id
            head = None


def _lines(xhtml: str, letters: float) -> float:
    """Return about how many lines a section takes, with so many letters in a line."""
    text = len(unescape(_TAG.sub("", xhtml))) / letters
    added = sum(share * len(element.findall(xhtml)) for element, share in ADDED)
    return HEAD + text + added + (LINKS if _LINK.search(xhtml) else 0)


def measures(tokens: Mapping[str, str]) -> tuple[float, float]:
    """Return how many lines a page of running text holds, and about how many letters a line."""

    def length(name: str) -> float:
        return points(tokens[name])

    columns = int(number(tokens["columns"]))
    width = length("trim-width") - length("margin-inner") - length("margin-outer")
    height = length("trim-height") - length("margin-top") - length("margin-bottom")
    measure = (width - (columns - 1) * length("column-gap")) / columns
    return columns * height / length("leading"), measure / (LETTER * length("text-size"))
