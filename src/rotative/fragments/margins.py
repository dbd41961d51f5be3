"""Margins: running heads, folios and grounds of pages whose text is laid out elsewhere.

They depend on what the text does not: the number of a page, its side, the strings assigned before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from html import escape
from itertools import islice
from typing import Any

from rotative import engine
from rotative.dataclass import dataclass
from rotative.engine import parts
from rotative.engine.parts import Laid, Leaf, Start, Type
from rotative.fragments.cut import Part, hollow
from rotative.fragments.piece import Bench, Box, Page, frame
from rotative.fragments.ties import FRONT
from rotative.galley import Section
from rotative.pdf import found_in
from rotative.problems import Problem

# Pages laid out at once: a document of its own for each fragment costs more than its pages do.
AT_ONCE = 24


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


def strips(wanted: Sequence[Sides]) -> list[tuple[Sides, ...]]:
    """Return margins by what is best laid out at once: some pages that follow each other."""
    found: list[list[Sides]] = []
    for each in wanted:
        strip = found[-1] if found else []
        after = each.first + len(each.pages)
        follows = strip and strip[-1].first + len(strip[-1].pages) == each.first
        if follows and after - strip[0].first <= AT_ONCE:
            strip.append(each)
        else:
            found.append([each])
    return [tuple(strip) for strip in found]


def make(bench: Bench, strip: Sequence[Sides]) -> list[Furniture]:
    """Return the margins of pages that follow each other, laid out at once, drawn one by one."""
    forme, first = bench.forme, strip[0]
    forme.pictures.clear()
    front = [hollow(each) for each in forme.galley.sections if each.kind in FRONT]
    # A page before them, which is thrown away, assigns what was assigned before.
    before = [(name, (text,)) for name, text in first.strings]
    named = [page for each in strip for page in each.pages]
    pages = [_page(named[0][0], before), *(_page(*page) for page in named)]
    with forme.house.listening() as asked:
        with engine.listening() as records:
            html = bench.html(bench.text(Part((*front, *pages))))
            start = Start(first.first - 2, right=bool((first.first - 1) % 2))
            laid = parts.lay_out(html, bench.css, forme.fonts, start, margins=True)
        if records and len(strip) > 1:
            # Whose pages it is about nobody knows, and each is kept by itself.
            return [made for each in strip for made in make(bench, [each])]
        problems = found_in(records, forme.pictures, "print")
        shown = iter([*zip(laid.document.pages, laid.boxes, strict=True)][1:])
        made = [_drawn(bench, laid, [*islice(shown, len(each.pages))]) for each in strip]
    return [replace(each, problems=(*problems, *each.problems), house=dict(asked)) for each in made]


def _drawn(bench: Bench, laid: Laid, pages: Sequence[tuple[Any, Any]]) -> Furniture:
    """Return the margins of some pages; `pages` are the engine's, each with its box."""
    pictures = bench.forme.pictures
    leaves = [leaf(page) for page, _ in pages for leaf in (parts.ground_leaf, parts.margin_leaf)]
    with engine.listening() as records:
        data, types = parts.draw(laid.document, leaves)
    drawn = zip(pages, leaves[::2], leaves[1::2], strict=True)
    resources = data if leaves[0].uses() else b""
    return Furniture(
        tuple(_margin(*page, ground, margins) for page, ground, margins in drawn),
        types,
        resources,
        found_in(records, pictures, "print"),
        tuple(held.name for key, held in pictures.items() if key.encode() in resources),
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
