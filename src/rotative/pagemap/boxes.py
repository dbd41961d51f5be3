"""What laid-out pages show of their document, read from WeasyPrint's boxes.

The boxes are private to the engine: all that the page map knows of them is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from functools import partial
from typing import Any

from rotative.dataclass import dataclass
from rotative.offsets import PICTURE, PICTURES, bare

# What a sheet makes stand for the text itself, unlike ::before, ::marker and their like.
OF_THE_TEXT = ("::first-letter", "::first-line")
SOFT_HYPHEN, ZERO_WIDTH = "\u00ad", "\u200b"
APART = ("absolute", "fixed")


@dataclass(frozen=True, slots=True)
class Run:
    """A part of an element's own text, as it stands in one line; `aside` is out of the flow."""

    element: Any = field(repr=False)
    start: int
    end: int
    aside: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A document's root element, what each page shows of it, and the elements of its footnotes."""

    root: Any = field(repr=False)
    pages: tuple[tuple[Run, ...], ...] = field(repr=False)
    notes: frozenset[Any] = field(repr=False)


def shown(document: Any) -> Shown:
    """Return what the pages of a document show, as `HTML.render` gives it."""
    reader = _Reader()
    boxes = [page._page_box for page in document.pages]  # noqa: SLF001 - there is no public way
    pages = tuple(tuple(reader.page(box)) for box in boxes)
    root = document._html.etree_element  # noqa: SLF001 - as above
    return Shown(root, pages, frozenset(reader.notes))


def folios(document: Any) -> tuple[str, ...]:
    """Return page numbers as `counter(page)` prints them, or 1, 2, 3… if some are alike.

    Source: CSS Paged Media 3 §6.1; only the rules of @page count.
    """
    number, found = 0, []
    for box in (page._page_box for page in document.pages):  # noqa: SLF001 - as above
        for name in ("counter_reset", "counter_set"):
            number = dict(box.style[name]).get("page", number)
        number += sum(step for name, step in box.style["counter_increment"] if name == "page")
        found.append(number)
    if len(set(found)) < len(found):
        found = list(range(1, len(found) + 1))
    return tuple(map(str, found))


def own_text(element: Any) -> Iterator[tuple[Any, str]]:
    """Yield the element's own pieces of text, without white space, each with what it follows.

    A picture is a piece of its own.
    """
    if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in PICTURES:
        yield None, PICTURE
    yield None, bare(element.text or "")
    for child in element:
        yield child, bare(child.tail or "")


class _Reader:
    """Walks the boxes of one page after another, and remembers how far each text was shown."""

    def __init__(self) -> None:
        from weasyprint.formatting_structure import boxes

        self.kinds = boxes
        self.texts: dict[Any, str] = {}
        self.cursors: dict[Any, int] = {}
        self.notes: set[Any] = set()

    def page(self, page: Any) -> Iterator[Run]:
        """Yield what a page shows for the first time; its first box is the text's."""
        first, *others = page.children
        yield from self._visit(first, aside=False)
        for box in others:
            if not isinstance(box, self.kinds.MarginBox):
                self.notes.update(child.element for child in box.descendants())

    def _visit(self, placed: Any, *, aside: bool) -> Iterator[Run]:
        box = getattr(placed, "_box", placed)  # what is positioned leaves a placeholder
        if _is_generated(box) or box.style["position"] == "fixed":
            return
        aside = aside or not box.is_in_normal_flow()
        if isinstance(box, self.kinds.TextBox):
            yield from self._run(box, bare(box.text), aside=aside)
        elif isinstance(box, self.kinds.ReplacedBox):
            yield from self._run(box, PICTURE, aside=aside)
        else:
            visit = partial(self._visit, aside=aside)
            for child in box.children:
                yield from visit(child)

    def _run(self, box: Any, letters: str, *, aside: bool) -> Iterator[Run]:
        element = box.element
        if element not in self.texts:
            self.texts[element] = "".join(piece for _, piece in own_text(element))
        start = self.cursors.get(element, 0)
        end = advanced(self.texts[element], start, letters, box.style["hyphenate_character"])
        self.cursors[element] = end
        if end > start:
            yield Run(element, start, end, aside)


def _is_generated(box: Any) -> bool:
    tag = str(box.element_tag)
    return "::" in tag and not tag.endswith(OF_THE_TEXT)


def advanced(own: str, start: int, letters: str, hyphen: str) -> int:
    """Return how far of an element's own text is shown, once `letters` follow on `start`.

    What is shown again, such as the head of a table, finds the text at its end.
    """
    if own.startswith(letters, start):
        return start + len(letters)
    broken = letters.removesuffix(hyphen)
    if own.startswith(broken, start):
        return start + len(broken)
    return _transformed(own, start, broken)


def _transformed(own: str, at: int, letters: str) -> int:
    """Return the same where `text-transform` or invisible characters have changed the letters."""
    told = 0
    while told < len(letters) and at < len(own):
        forms = (own[at], own[at].upper(), own[at].lower())
        form = next((form for form in forms if letters.startswith(form, told)), "")
        if form or own[at] == SOFT_HYPHEN:
            told += len(form)
            at += 1
        elif letters[told] in (SOFT_HYPHEN, ZERO_WIDTH):
            told += 1
        else:  # a letter for a letter, such as full-width ones
            told, at = told + 1, at + 1
    return at
