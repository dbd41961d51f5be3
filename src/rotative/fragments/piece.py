"""A fragment: one part laid out and drawn, as plain values that any process can keep and join.

It knows nothing of the pages before it but their notes: its own are numbered when it is joined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any

from rotative import engine, linelint, pagemap
from rotative.dataclass import dataclass
from rotative.engine import parts
from rotative.engine.parts import IndivisibleError, Laid, Leaf, Start, Type
from rotative.fitting.sheets import Fit
from rotative.fragments.cut import Part
from rotative.galley import Galley
from rotative.linelint.rules import Finding
from rotative.padding import section_box
from rotative.pdf import Forme, found_in
from rotative.problems import Problem
from rotative.stylesheet import Stylesheet

Box = tuple[float, float, float, float]
_HTML = re.compile(r"<html\b")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text as drawn, and what must be known to put it among the others.

    `name` is the one it has in the sheet, `frame` its type area (left, top, width, height in px).
    `strings` are the named strings it assigns, `anchors` the ids that stand on it.
    """

    name: str
    frame: Box
    drawn: bytes = field(repr=False)
    bookmarks: tuple[Any, ...] = field(default=(), repr=False)
    strings: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    anchors: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part on its pages.

    `asked` are the anchors elsewhere whose pages it tells, `links` those it leads to; `resources`
    is a PDF of the pages without fonts, if they use more than fonts, and `fixed` tells that they
    cannot be moved. `alone` is the id of the section that begins the last page, `fill` how much
    of that page is used, `house` what was asked of the house, with hashes.
    """

    pages: tuple[Page, ...]
    types: Mapping[str, Type] = field(repr=False)
    asked: frozenset[str] = frozenset()
    links: frozenset[str] = field(default=frozenset(), repr=False)
    resources: bytes = field(default=b"", repr=False)
    fixed: bool = False
    alone: str = ""
    fill: float = 1.0
    begins: pagemap.Begins = field(default=pagemap.Begins((), None), repr=False)
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    problems: tuple[Problem, ...] = ()
    pictures: tuple[str, ...] = ()
    house: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Bench:
    """What all parts of an edition are laid out with: the sheet is parsed, its faces are loaded.

    `opening` are the ids of the sections that begin pages; `made_from` is the text of the sheet,
    with hashes of the files it asked for.
    """

    forme: Forme
    sheet: Stylesheet
    css: Any = field(repr=False)
    opening: frozenset[str]
    made_from: str = field(repr=False)
    fit: Fit = field(repr=False)

    def html(self, text: str) -> Any:
        """Return a document parsed."""
        make = engine.weasyprint().HTML
        return make(string=text, base_url=engine.BASE, url_fetcher=self.forme.fetcher)

    def text(self, part: Part) -> str:
        """Return the document of a part, as the template makes it."""
        sections = (*part.before, *part.sections, *part.after)
        return self.forme.text(
            self.sheet,
            fillers=part.fillers,
            before=part.ahead_of,
            sections=sections,
            opening=self.opening,
            fit=self.fit,
        )

    def make(self, part: Part, start: Start, *, last: bool = False) -> Fragment:
        """Return a part laid out and drawn; `last` tells that no page follows.

        Raises IndivisibleError where it cannot stand alone, RotativeError as `Forme.lay_out`.
        """
        forme = self.forme
        forme.pictures.clear()
        with engine.listening() as records, forme.house.listening() as asked:
            text = _counted(self.text(part), part.notes)
            laid = parts.lay_out(self.html(text), self.css, forme.fonts, start)
            _check(laid, part)
            leaves = [parts.text_leaf(page) for page in laid.document.pages]
            data, types = parts.draw(laid.document, leaves)
        made = _read(laid, leaves, part, forme.galley, last=last)
        return replace(
            made,
            types=types,
            resources=data if leaves[0].uses() else b"",
            problems=found_in(records, forme.pictures, "print"),
            pictures=tuple(held.name for held in forme.pictures.values()),
            house=dict(asked),
        )


def _counted(text: str, notes: int) -> str:
    """Return a document whose footnotes are numbered on from so many before."""
    style = f'<html style="counter-reset: footnote {notes}"'
    return _HTML.sub(style, text, count=1) if notes else text


def _check(laid: Laid, part: Part) -> None:
    """Raise IndivisibleError where a part does not begin a page, or leaves one blank."""
    if any(box.page_type.blank for box in laid.boxes):
        raise IndivisibleError("a page is left blank")
    section = section_box(laid.document.pages[0])
    # What a section holds may tell otherwise than the section alone did.
    if part.ends and _ending(laid) not in parts.PAGE:
        raise IndivisibleError(f"{part.sections[-1].id} does not end a page")
    if part.begins and (section is None or section.style["break_before"] not in parts.PAGE):
        raise IndivisibleError(f"{part.sections[0].id} does not begin a page")


def _ending(laid: Laid) -> str:
    """Return how the last section breaks the pages after it."""
    (root,) = laid.boxes[-1].children[:1]
    (body,) = root.children[:1]
    shown = [box for box in body.children if box.element_tag == "section"]
    return str(shown[-1].style["break_after"]) if shown else ""


def _read(laid: Laid, leaves: list[Leaf], part: Part, galley: Galley, *, last: bool) -> Fragment:
    from rotative.budget import fill

    document = laid.document
    own = replace(galley, sections=part.sections)
    pages = zip(document.pages, laid.boxes, leaves, strict=True)
    opening = section_box(document.pages[-1])
    anchors = {name for page in document.pages for name in page.anchors}
    return Fragment(
        tuple(_page(*each) for each in pages),
        {},
        asked=laid.asked,
        links=frozenset(_links(document.pages)) - anchors,
        fixed=leaves[0].uses("Pattern"),
        alone=opening.element.get("id", "") if opening else "",
        fill=round(fill(document), 2),
        begins=pagemap.find(document, own),
        findings=tuple(linelint.findings(document.pages, goes_on=not last)),
    )


def _links(pages: Any) -> Any:
    for page in pages:
        for kind, target, *_ in page.links:
            if kind == "internal":
                yield target


def frame(box: Any) -> Box:
    """Return the type area of a page's box: left, top, width, height in px."""
    return box.content_box_x(), box.content_box_y(), box.width, box.height


def _page(page: Any, box: Any, leaf: Leaf) -> Page:
    strings: dict[str, list[str]] = {}
    for child in box.descendants():
        if child.string_set and child.string_set != "none":
            for name, text in child.string_set:
                strings.setdefault(name, []).append(text)
    return Page(
        box.page_type.name or "",
        frame(box),
        leaf.drawn,
        tuple(page.bookmarks),
        {name: tuple(texts) for name, texts in strings.items()},
        tuple(page.anchors),
    )
