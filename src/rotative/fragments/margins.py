"""Margins: running heads, folios and grounds of pages whose text is laid out elsewhere.

They depend on what the text does not: the number of a page, its side, the strings assigned before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from rotative import engine
from rotative.engine import parts
from rotative.engine.parts import Leaf, Start, Type
from rotative.fragments.cut import Part, hollow
from rotative.fragments.piece import Bench, Box, Page, frame
from rotative.fragments.ties import FRONT
from rotative.galley import Section
from rotative.pdf import found_in
from rotative.problems import Problem


@dataclass(frozen=True, slots=True)
class Sides:
    """What surrounds the text of pages that follow each other, the first with the number `first`.

    `strings` are those assigned before, `pages` the names of the pages and the strings they
    assign.
    """

    first: int
    strings: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """What is drawn below and after the text of a page, its size and the frame the text stands in.

    All of it may differ between left and right; lengths are in px.
    """

    width: float
    height: float
    bleed: Mapping[str, float]
    frame: Box
    ground: bytes = field(repr=False)
    margins: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Furniture:
    """The margins of some pages; what is not told here is as in a fragment."""

    pages: tuple[Margin, ...]
    types: Mapping[str, Type] = field(repr=False)
    resources: bytes = field(default=b"", repr=False)
    problems: tuple[Problem, ...] = ()
    pictures: tuple[str, ...] = ()
    house: Mapping[str, str] = field(default_factory=dict, repr=False)


def sides(pages: Sequence[Page], first: int, strings: Mapping[str, str]) -> Sides:
    """Return what the margins of a fragment's pages depend on."""
    told = tuple((page.name, tuple(sorted(page.strings.items()))) for page in pages)
    return Sides(first, tuple(sorted(strings.items())), told)


def make(bench: Bench, wanted: Sides) -> Furniture:
    """Return the margins of pages, laid out and drawn."""
    forme = bench.forme
    forme.pictures.clear()
    front = [hollow(each) for each in forme.galley.sections if each.kind in FRONT]
    # A page before them, which is thrown away, assigns what was assigned before.
    before = [(name, (text,)) for name, text in wanted.strings]
    pages = [_page(wanted.pages[0][0], before), *(_page(*page) for page in wanted.pages)]
    with engine.listening() as records, forme.house.listening() as asked:
        html = bench.html(bench.text(Part((*front, *pages))))
        start = Start(wanted.first - 2, right=bool((wanted.first - 1) % 2))
        laid = parts.lay_out(html, bench.css, forme.fonts, start, margins=True)
        shown = laid.document.pages[1:]
        leaves = [make(page) for page in shown for make in (parts.ground_leaf, parts.margin_leaf)]
        data, types = parts.draw(laid.document, leaves)
    drawn = zip(shown, laid.boxes[1:], leaves[::2], leaves[1::2], strict=True)
    return Furniture(
        tuple(_margin(*each) for each in drawn),
        types,
        data if leaves[0].uses() else b"",
        found_in(records, forme.pictures, "print"),
        tuple(held.name for held in forme.pictures.values()),
        dict(asked),
    )


def _margin(page: Any, box: Any, ground: Leaf, margins: Leaf) -> Margin:
    return Margin(page.width, page.height, page.bleed, frame(box), ground.drawn, margins.drawn)


def _page(name: str, strings: Iterable[tuple[str, tuple[str, ...]]]) -> Section:
    assigned = "".join(_assigned(strings))
    style = f"page: {name or 'auto'}; break-before: page"
    return Section("", "margins", "", f'<section style="{style}">{assigned}</section>')


def _assigned(strings: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    for name, texts in strings:
        for text in texts:
            rule = f'string-set: {name} "{_quoted(text)}"'
            yield f'<div style="{escape(rule)}"></div>'


def _quoted(text: str) -> str:
    """Return text as it stands within a string of CSS."""
    return "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text)
