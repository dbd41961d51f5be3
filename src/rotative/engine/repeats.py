"""Blocks of text, laid out once: the engine tries columns until they balance.

Each try lays out every paragraph again, mostly as before: the same text to the same measure, in
another place. What stands here keeps what came of it, and hands out copies moved there, wherever
the engine would have found the same answer to every question it asks of the room. It stands in the
place of one function of a known release of WeasyPrint, and calls it for all that is not as plain:
what is broken, or has notes or floats in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import wraps
from math import inf
from operator import is_
from typing import Any

from rotative.dataclass import dataclass

KNOWN = "70.0"
# The paragraphs of some ten pages: a page is tried again and again before the next.
MOST_BLOCKS = 512
# What may come of one: it is there, or it is not after so many lines.
MOST_OUTCOMES = 12
# The engine lets a position be so much lower than the room, in px.
NEAR = 1e-5
PLAIN = ("BlockBox", "LineBox", "InlineBox", "TextBox")
# Where a block has other values, more happens than that its text is set.
USUAL: Mapping[str, object] = {
    "float": "none",
    "position": "static",
    "clear": "none",
    "column_width": "auto",
    "column_count": "auto",
    "max_lines": "none",
    "continue": "auto",
    "overflow": "visible",
    "box_decoration_break": "slice",
}
UNUSUAL = (
    "footnote",
    "note",
    "first_letter_style",
    "first_line_style",
    "is_table_wrapper",
    "is_column",
    "is_flex_item",
    "is_grid_item",
    "is_for_root_element",
    "force_fragmentation",
)


def remember(version: str) -> None:
    """Put the quick way in place, if `version` is the release it is known to fit."""
    if version != KNOWN:
        return
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import block

    plain = frozenset(getattr(boxes, name) for name in PLAIN)
    block.block_level_layout = _remembering(block.block_level_layout, plain)
    block.block_box_layout = _trying(block.block_box_layout, plain)


class _Room:
    """The room below a block, in px; it learns in which others the engine would do the same.

    For plain text the engine asks of nothing else than `overflows_page`.
    """

    def __init__(self, context: Any, bottom_space: float) -> None:
        self.context = context
        self.bottom = context.page_bottom - bottom_space
        self.outer = context.overflows_page
        self.least, self.most = -inf, inf

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Have the engine ask here meanwhile."""
        self.context.overflows_page = self
        try:
            yield
        finally:
            self.context.overflows_page = self.outer

    def __call__(self, bottom_space: float, position_y: float) -> bool:
        """Tell whether a position is below the bottom, and note where that would be otherwise."""
        overflows: bool = self.outer(bottom_space, position_y)
        needed = position_y + self.bottom - (self.context.page_bottom - bottom_space)
        if overflows:
            self.most = min(self.most, needed)
        else:
            self.least = max(self.least, needed)
        return overflows

    def learn(self, least: float, most: float) -> None:
        """Note that nothing changes while the bottom is from `least` to below `most`."""
        self.least, self.most = max(self.least, least), min(self.most, most)
        if isinstance(self.outer, _Room):
            below = self.outer.bottom - self.bottom
            self.outer.learn(least + below, most + below)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What came of laying a block out at a place: a box, or none where there was no room for it.

    The same comes of it wherever the room below the place, in px, is from `least` to below `most`,
    as long as it tells the same numbers of pages: `told` is what they are in.
    """

    box: Any
    told: tuple[Any, ...]
    x: float
    y: float
    least: float
    most: float
    next_page: Mapping[str, Any]
    margins: tuple[float, ...]
    more: tuple[Any, ...]

    @classmethod
    def of(
        cls, result: Sequence[Any], told: tuple[Any, ...], x: float, y: float, room: _Room
    ) -> _Kept:
        """Keep what the engine returned for a block at a place."""
        box, _, next_page, margins, *more = result
        least, most = room.least - y + NEAR, room.most - y - NEAR
        still = box and _moved(box, 0, 0)
        return cls(still, told, x, y, least, most, dict(next_page), tuple(margins), tuple(more))

    def suits(self, told: tuple[Any, ...], below: float) -> bool:
        """Tell whether the same comes of it with such contents, so much room below its place."""
        same = len(told) == len(self.told) and all(map(is_, told, self.told))
        return same and self.least <= below < self.most

    def handed(self, x: float, y: float) -> tuple[Any, ...]:
        """Return what the engine would for a block in another place."""
        box = self.box and _moved(self.box, x - self.x, y - self.y)
        return box, None, dict(self.next_page), list(self.margins), *self.more


@dataclass(frozen=True, slots=True)
class _Tried:
    """What came of trying a column, wherever its bottom, in px, is from `least` to below `most`."""

    result: tuple[Any, ...]
    least: float
    most: float


class _Memory:
    """What is kept while a document is laid out: blocks, and whether the text in them is plain."""

    def __init__(self, plain: frozenset[type]) -> None:
        self._types = plain
        # Of the column tried last; the next one has other children.
        self._children: Any = None
        self._tried: dict[tuple[object, ...], list[_Tried]] = {}
        # Each with the very children asked about, so that no others get their address.
        self._plain: dict[int, tuple[Any, bool, tuple[Any, ...]]] = {}
        self._blocks: dict[tuple[object, ...], list[_Kept]] = {}

    def is_plain(self, box: Any) -> bool:
        """Tell whether laying a block out does nothing but set its text."""
        known = self._plain.get(id(box.children))
        if known is None:
            if len(self._plain) >= MOST_BLOCKS:
                self._plain.clear()
                self._blocks.clear()
            plain = self._is_plain(box)
            links = tuple(_links(box)) if plain else ()
            known = self._plain[id(box.children)] = box.children, plain, links
        return known[1]

    def told(self, box: Any) -> tuple[Any, ...]:
        """Return what holds the numbers of pages in a plain block: the engine puts in others."""
        return tuple(map(_contents, self._plain[id(box.children)][2]))

    def is_plain_within(self, column: Any) -> bool:
        """Tell whether laying out what is in a column does nothing but set its text."""
        return all(map(self.is_plain, column.children))

    def _is_plain(self, box: Any) -> bool:
        style = box.style
        return (
            type(box) in self._types
            and not any(getattr(box, name) for name in UNUSUAL)
            and "flow-root" not in style["display"]
            and all(style[name] == usual for name, usual in USUAL.items())
            # Nothing is pulled up, beside what floats above it.
            and getattr(style["margin_top"], "value", -1) >= 0
            # Margins collapse through an empty block into a list that its parents share.
            and (box.children or not hasattr(box, "clearance"))
            and all(map(self._is_plain, box.children))
        )

    @classmethod
    def of(cls, context: Any, plain: frozenset[type]) -> _Memory:
        """Return what is kept for a document."""
        memory: _Memory | None = vars(context).get("rotative_blocks")
        if memory is None:
            memory = context.rotative_blocks = cls(plain)
        return memory

    def attempt(
        self, own: Callable[[], Any], key: tuple[object, ...], column: Any, room: _Room
    ) -> tuple[Any, ...]:
        """Return what came of a column in such a room, or comes of it now.

        The engine looks at it and throws it away.
        """
        if self._children is not column.children:
            self._children = column.children
            self._tried.clear()
        found = self._tried.setdefault(key, [])
        # Where there is no room at all, the engine looks for the least that can be there.
        endless = room.bottom == -inf
        for tried in found:
            if tried.least <= room.bottom < tried.most:
                if not endless:
                    room.learn(tried.least, tried.most)
                break
        else:
            with nullcontext() if endless else room.asked():
                result = tuple(own())
            tried = _Tried(result, room.least + NEAR, room.most - NEAR)
            found.append(tried)
        box, resume, next_page, *more = tried.result
        return box, resume, dict(next_page), *more

    def lay_out(
        self, own: Callable[[], Any], key: tuple[object, ...], box: Any, room: _Room
    ) -> Any:
        """Return what came of a block in such a room, or what comes of it now, which is kept.

        `own` lays it out the engine's way; `key` is what its layout depends on besides the room.
        """
        found = self._blocks.setdefault((id(box.children), id(box.style), *key), [])
        x, y, told = box.position_x, box.position_y, self.told(box)
        for kept in found:
            if kept.suits(told, room.bottom - y):
                room.learn(y + kept.least, y + kept.most)
                return kept.handed(x, y)
        with room.asked():
            result = own()
        if result[1] is None and len(found) < MOST_OUTCOMES:
            found.append(_Kept.of(result, told, x, y, room))
        return result


def _remembering(lay_out: Callable[..., Any], plain: frozenset[type]) -> Callable[..., Any]:
    """Return `block_level_layout` with a memory for plain blocks."""

    @wraps(lay_out)
    def block_level_layout(  # noqa: PLR0917 - its signature
        context: Any,
        box: Any,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: bool = True,  # noqa: FBT001, FBT002
        absolute_boxes: Any = None,
        fixed_boxes: Any = None,
        adjoining_margins: Any = None,
        *special: Any,
    ) -> Any:
        margins: list[float] = [] if adjoining_margins is None else adjoining_margins

        def own() -> Any:
            return lay_out(
                context, box, bottom_space, skip_stack, containing_block, page_is_empty,
                absolute_boxes, fixed_boxes, margins, *special,
            )  # fmt: skip

        usual = skip_stack is None and not any(special) and abs(bottom_space) < inf
        usual = usual and box.children and not isinstance(containing_block, tuple)
        # A box that was broken before still has its ends cut off; the engine mends it this once.
        usual = usual and not box.remove_decoration_sides
        if not usual or min(margins, default=0) < 0 or not _is_clear(context, box):
            return own()
        memory = _Memory.of(context, plain)
        if not memory.is_plain(box):
            return own()
        given = tuple(margins)
        size = containing_block.width, containing_block.height
        first = containing_block.is_for_root_element, page_is_empty, context.current_page > 1
        key = *size, *first, given, context.in_column, context.forced_break
        room = _Room(context, bottom_space)
        *result, added = memory.lay_out(lambda: (*own(), margins[len(given) :]), key, box, room)
        margins[len(given) :] = added
        return tuple(result)

    return block_level_layout


def _trying(lay_out: Callable[..., Any], plain: frozenset[type]) -> Callable[..., Any]:
    """Return `block_box_layout` with a memory for columns that are tried, of nothing but text."""

    @wraps(lay_out)
    def block_box_layout(  # noqa: PLR0917 - its signature
        context: Any,
        box: Any,
        bottom_space: float,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: bool,  # noqa: FBT001
        absolute_boxes: Any,
        fixed_boxes: Any,
        adjoining_margins: Any,
        *special: Any,
        **more: Any,
    ) -> Any:
        def own() -> Any:
            return lay_out(
                context, box, bottom_space, skip_stack, containing_block, page_is_empty,
                absolute_boxes, fixed_boxes, adjoining_margins, *special, **more,
            )  # fmt: skip

        # For those it keeps, the engine has lists of its own.
        tried = box.is_column and absolute_boxes == fixed_boxes == adjoining_margins == []
        if not tried or any(special) or not _is_clear(context, box):
            return own()
        memory = _Memory.of(context, plain)
        if not memory.is_plain_within(box):
            return own()
        room = _Room(context, bottom_space)
        place = box.position_x, box.position_y, box.width, context.page_bottom
        asked = str(skip_stack), page_is_empty, bottom_space == inf, str(sorted(more.items()))
        return memory.attempt(own, (*place, *asked, context.forced_break), box, room)

    return block_box_layout


def _is_clear(context: Any, box: Any) -> bool:
    """Tell whether all that floats ends above a box, and no notes stand below it.

    Notes are moved to the next page where that makes room for a line.
    """
    y = box.position_y
    shapes = context.excluded_shapes
    return not context.current_page_footnotes and all(
        shape.position_y + shape.margin_height() <= y for shape in shapes
    )


def _links(box: Any) -> Iterator[Any]:
    """Yield what tells numbers of pages in a block, as the engine knows it."""
    if box.missing_link:
        yield box.missing_link
    for child in getattr(box, "children", ()):
        yield from _links(child)


def _contents(link: Any) -> Any:
    """Return what the engine replaces to tell another number: the children, or those of the line.

    See `parse_again` in its `build.content_to_boxes`.
    """
    children = link.children
    if len(children) == 1 and type(children[0]).__name__ == "LineBox":
        return children[0].children
    return children


def _moved(box: Any, dx: float, dy: float) -> Any:
    """Return a box and all in it once more, moved."""
    twin = object.__new__(type(box))
    values = vars(twin)
    values.update(vars(box))
    values["position_x"] += dx
    values["position_y"] += dy
    values["remove_decoration_sides"] = set(box.remove_decoration_sides)
    if children := box.children:
        values["children"] = type(children)(_moved(child, dx, dy) for child in children)
    return twin
