"""The lines of laid-out pages, read from WeasyPrint's boxes.

The boxes are private to the engine: all that knows them is here. A block is one paragraph or
heading, or the part of it that stands in one column of one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any

from rotative.dataclass import dataclass

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LABELS = frozenset(("kicker", "label"))
# What a line cannot begin with less of: up to a blank, or to a hyphen between letters.
UNIT = re.compile(r"[^ ]*?[^\W\d]-(?=[^\W\d])|[^ ]+")
# The blanks that justification stretches; in text faces they are about so many em wide.
BLANKS = re.compile("[ \u00a0]")
BLANK = 0.25
FORCED = frozenset(("page", "left", "right", "recto", "verso", "always"))


@dataclass(frozen=True, slots=True)
class Line:
    """A line as set: its text, and how it fills its measure; lengths in px."""

    text: str
    size: float
    measure: float
    width: float  # before justification
    stretch: float  # what justification added to each blank
    forced: bool  # ended by the text itself
    solid: bool  # holds more than text
    boxes: tuple[Any, ...]

    @property
    def blank(self) -> float:
        """The width of its blanks in em."""
        return BLANK + self.stretch / self.size

    @property
    def slack(self) -> float:
        """What it left free, before justification."""
        return self.measure - self.width

    def first_unit(self) -> float:
        """Return the width of what stands before the first place where it could be broken."""
        width = 0.0
        for box in self.boxes:
            unit = UNIT.match(box.text)
            width += _width(unit[0], box.style) if unit else 0.0
            if (unit.end() if unit else 0) < len(box.text):
                break
        return width

    def blanks(self) -> tuple[float, ...]:
        """Return where the middle of each blank is."""
        return tuple(
            box.position_x
            + _width(box.text[: match.start()], box.style)
            + count * self.stretch
            + self.blank * self.size / 2
            for box in self.boxes
            for count, match in enumerate(BLANKS.finditer(box.text))
        )


@dataclass(slots=True)
class Block:
    """A block of text, or the part of it in one column."""

    page: int
    column: int  # from 1; 0 where there is but one
    lines: tuple[Line, ...]
    begins: bool
    ends: bool
    indent: float
    running: bool  # text that is read on, no heading and no table
    keeps: bool  # belongs to what follows it
    last: bool = False  # in its column or page


def blocks(pages: Iterable[Any], *, goes_on: bool = False) -> Iterator[Block]:
    """Yield the blocks of text on pages as `HTML.render` gives them.

    `goes_on` tells that a page follows that the sheet asks for.
    """
    reader = _Reader()
    boxes = [page._page_box for page in pages]  # noqa: SLF001 - there is no public way
    for number, (box, following) in enumerate(zip_longest(boxes, boxes[1:]), 1):
        asked = _is_asked(box, following) if following else goes_on
        yield from reader.page(box, number, full=not asked)


def _is_asked(page: Any, following: Any) -> bool:
    """Tell whether a page ends because the sheet asks for it, not for want of room."""
    if page.page_type.name != following.page_type.name:
        return True
    ending = _edge(page.children[0], -1, "bottom", "break_after")
    return bool(FORCED & {*ending, *_edge(following.children[0], 0, "top", "break_before")})


def _edge(box: Any, index: int, side: str, name: str) -> Iterator[str]:
    """Yield a property of all boxes that begin, or end, where the page does."""
    while isinstance(getattr(box, "children", None), tuple | list) and box.children:
        if side not in box.remove_decoration_sides:
            yield box.style[name]
        box = box.children[index]


def _width(text: str, style: Any) -> float:
    from weasyprint.text.line_break import Layout, line_size

    if not text:
        return 0.0
    layout = Layout(style)
    layout.set_text(text)
    return float(line_size(layout.get_first_line()[0], style)[0])


class _Reader:
    """Walks the boxes of one page after another."""

    def __init__(self) -> None:
        from weasyprint.formatting_structure import boxes

        self.kinds = boxes
        self.inline = (boxes.InlineBox, boxes.LineBox)  # a ::first-line is a line in a line
        self.blocks: list[Block] = []
        self.floats: list[Any] = []  # on the right
        self.last: Block | None = None
        self.number = self.column = 0
        self.keeping = self.tabular = False

    def page(self, page: Any, number: int, *, full: bool) -> list[Block]:
        """Return a page's blocks; `full` when the next page follows for want of room."""
        self.blocks, self.floats, self.last, self.number = [], [], None, number
        for child in page.children:
            if isinstance(child, self.kinds.FootnoteAreaBox):
                self._apart(child)
            elif not isinstance(child, self.kinds.MarginBox):
                self._visit(child)
        if full:
            self._foot()
        return self.blocks

    def _foot(self) -> None:
        if self.last:
            self.last.last = True
        self.last = None

    def _apart(self, box: Any) -> None:
        """Visit what is out of the flow: nothing stands before or after it."""
        kept = self.last, self.keeping
        self.keeping = False
        if box.style["float"] == "right":
            self.floats.append(box)
        self._visit(box)
        self.last, self.keeping = kept

    def _visit(self, box: Any) -> None:
        kept = self.keeping, self.tabular
        self.keeping = self.keeping or _keeps(box)
        self.tabular = self.tabular or isinstance(box, self.kinds.TableBox) or _is_list(box)
        if not box.children:
            if getattr(box, "height", 0):  # a picture or a rule
                self.last = None
        elif isinstance(box.children[0], self.kinds.LineBox):
            self._text(box)
        else:
            self._children(box.children)
        self.keeping, self.tabular = kept

    def _children(self, children: Iterable[Any]) -> None:
        outer, row = self.column, None
        several = sum(child.is_column for child in children) > 1
        for placed in children:
            child = getattr(placed, "_box", placed)  # what is positioned leaves a placeholder
            if child.is_column:
                self.column = self.column + 1 if child.position_y == row else int(several)
                row = child.position_y
                self._visit(child)
                self._foot()
            elif child.is_outside_marker:
                continue
            elif child.is_in_normal_flow():
                self._visit(child)
            else:
                self._apart(child)
        self.column = outer

    def _text(self, box: Any) -> None:
        style, cut = box.style, box.remove_decoration_sides
        lines = tuple(self._line(line, box) for line in box.children)
        indent = style["text_indent"].value if style["text_indent"].unit == "px" else 0.0
        collapses = style["white_space"] == "normal"
        running = collapses and not self.tabular and not _is_heading(box)
        self.last = Block(
            page=self.number,
            column=self.column,
            lines=lines,
            begins="top" not in cut,
            ends="bottom" not in cut,
            indent=indent,
            running=running,
            keeps=self.keeping,
        )
        self.blocks.append(self.last)

    def _line(self, line: Any, block: Any) -> Line:
        found: list[Any] = []
        forced, solid = self._gather(line, found)
        text = "".join(box.text for box in found)
        stretch = found[-1].justification_spacing if found else 0.0
        return Line(
            text=text.replace("\u00ad", ""),
            size=block.style["font_size"],
            measure=self._measure(line, block),
            width=line.width - stretch * len(BLANKS.findall(text)),
            stretch=stretch,
            forced=forced or block.style["white_space"] != "normal",
            solid=solid,
            boxes=tuple(found),
        )

    def _gather(self, parent: Any, found: list[Any]) -> tuple[bool, bool]:
        """Collect the text boxes of a line; tell whether it was broken, and holds more."""
        forced, solid = parent.element_tag == "br", parent.is_leader
        for placed in parent.children:
            child = getattr(placed, "_box", placed)
            if isinstance(child, self.kinds.TextBox):
                found.append(child)
            elif not child.is_in_normal_flow():
                self._apart(child)
            elif isinstance(child, self.inline):
                inner = self._gather(child, found)
                forced, solid = forced or inner[0], solid or inner[1]
            else:
                solid = True
        return forced, solid

    def _measure(self, line: Any, block: Any) -> float:
        """Return how wide the line could have been."""
        style = block.style
        if (
            style["text_align_all"] not in ("start", "left", "justify")
            or style["direction"] == "rtl"
        ):
            return float(block.width)
        edge = block.content_box_x() + block.width
        for box in self.floats:
            level = box.position_y <= line.position_y < box.position_y + box.margin_height()
            if level and box.position_x > line.position_x:
                edge = min(edge, box.position_x)
        return float(edge - line.position_x)


def _is_heading(box: Any) -> bool:
    if box.element_tag in HEADINGS:
        return True
    classes = box.element.get("class", "") if box.element is not None else ""
    return not LABELS.isdisjoint(classes.split())


def _is_list(box: Any) -> bool:
    """Tell whether a box holds addresses, which are broken where they can be."""
    return box.element_tag == "aside" and "links" in box.element.get("class", "").split()


def _keeps(box: Any) -> bool:
    """Tell whether the sheet keeps a heading, or the head of a section, with what follows."""
    if box.element_tag != "header" and not _is_heading(box):
        return False
    return str(box.style["break_after"]).startswith("avoid")
