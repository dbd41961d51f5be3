"""What the engine does over and over while it lays out, done once, with the same result.

Columns are tried until they balance, rows and flexible boxes are measured before they are laid
out: of ten lines that are broken, eight were broken before, from the same text in the same style
to the same measure. All here stands in the place of functions of one known release of WeasyPrint,
and calls them; any other release is left as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")
KNOWN = "70.0"
# A line is kept with the text that follows it in its paragraph; together they stay below 20 MB.
MOST_LINES = 4096
LONGEST = 4000
# Where what a front page announces stands, in a digest of one sheet.
GUESS = {"page": [2]}
# A style is asked for as many containing blocks as columns are tried in heights.
MOST_SIZES = 16
DECORATION = (
    "ascent",
    "underline_position",
    "strikethrough_position",
    "underline_thickness",
    "strikethrough_thickness",
)
# What a layout of Pango's depends on, and where its lines end besides.
ASKED = (
    "font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_kerning",
    "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
    "font_variation_settings", "font_language_override", "lang", "direction", "white_space",
    "letter_spacing", "text_decoration_line",
)  # fmt: skip
BREAKING = ("hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone",
            "overflow_wrap", "tab_size", "word_break", "word_spacing")  # fmt: skip
SIDES = ("top", "right", "bottom", "left")
CHANGING = ("width", "height", "min_width", "min_height", "max_width", "max_height")
RESOLVED = (
    *CHANGING,
    *(f"margin_{side}" for side in SIDES),
    *(f"padding_{side}" for side in SIDES),
    *(f"border_{side}_width" for side in SIDES),
)


def hasten(version: str) -> None:
    """Put the quick ways in place, if `version` is the release they are known to fit."""
    if version != KNOWN:
        return
    import pydyf
    from weasyprint import css, layout
    from weasyprint.css import targets
    from weasyprint.formatting_structure.boxes import Box, ParentBox, TableBox
    from weasyprint.layout import float as floats
    from weasyprint.layout import inline, percent, preferred
    from weasyprint.text import line_break

    split = _remembering(line_break.split_first_line, line_break.Layout)
    inline.split_first_line = preferred.split_first_line = split
    inline.create_layout = _deferring(line_break.create_layout, line_break.Layout)
    inline.strut = _once(inline.strut)
    _replace(percent.resolve_percentages, _resolving(_bare(percent.resolve_percentages)))
    _replace(floats.avoid_collisions, _unhindered(floats.avoid_collisions))
    Box.is_in_normal_flow = _flowing(Box.is_in_normal_flow)
    ParentBox.page_values = _naming(ParentBox.page_values, TableBox)
    layout.make_all_pages = _telling(layout.make_all_pages)
    collector = targets.TargetCollector
    collector.cache_target_page_counters = _guessed(collector.cache_target_page_counters)
    pydyf.PDF.page_references = property(_references(pydyf.PDF.page_references.fget))
    css.ComputedStyle.__missing__ = _undeclared(css.ComputedStyle.__missing__)


def _replace(own: Callable[..., Any], quick: Callable[..., Any]) -> None:
    """Put a quick way in the place of a function in all modules of the engine."""
    for module in [one for name, one in sys.modules.items() if name.startswith("weasyprint.")]:
        if getattr(module, own.__name__, None) is own:
            setattr(module, own.__name__, quick)


def _remembering(split: Callable[..., Any], kind: type) -> Callable[..., Any]:
    """Return `split_first_line` with a memory for as long as a document is laid out."""

    def split_first_line(  # noqa: PLR0917 - its signature
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,  # noqa: FBT001, FBT002
        minimum: bool = False,  # noqa: FBT001, FBT002
    ) -> Any:
        if context is None or len(text) > LONGEST:
            return split(
                text, style, context, max_width, justification_spacing, is_line_start, minimum
            )
        lines = vars(context).setdefault("rotative_lines", {})
        key = text, _look(style), max_width, justification_spacing, is_line_start, minimum
        if found := lines.get(key):
            _, layout, metrics = found
            return _twin(layout, kind), *metrics
        layout, *metrics = split(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
        if len(lines) >= MOST_LINES:
            lines.clear()
        # With the style itself, so that no other's calculation gets the address of one of its own.
        lines[key] = style, _twin(layout, kind), metrics
        return layout, *metrics

    return split_first_line


def _look(style: Any) -> str:
    """Return all that a line depends on of a style, which keeps it: many look alike."""
    look: str | None = vars(style).get("rotative_look")
    if look is None:
        from weasyprint.css.functions import check_math

        values = [style[name] for name in (*ASKED, *BREAKING)]
        # Of calculations, whose texts do not tell all, each is one by itself.
        told = [id(value) if check_math(value) else value for value in values]
        look = vars(style)["rotative_look"] = repr(told)
    return look


def _twin(layout: Any, kind: type) -> Any:
    """Return a layout of one's own: drawing sets the text anew, with an ellipsis for instance."""
    twin: Any = object.__new__(kind)
    vars(twin).update(vars(layout))
    return twin


def _deferring(create: Callable[..., Any], kind: type) -> Callable[..., Any]:
    """Return `create_layout` for justified lines, which leaves all work to their drawing.

    The engine makes a layout of Pango's, throws it away unread and makes it again to draw.
    """

    def create_layout(
        text: str, style: Any, context: Any, max_width: float | None, justification_spacing: float
    ) -> Any:
        plain = style["text_decoration_line"] == "none" and text != " "
        if not plain or "\n" in text or "\t" in text:
            return create(text, style, context, max_width, justification_spacing)
        layout: Any = object.__new__(kind)
        layout.text, layout.style, layout.max_width = text, style, max_width
        layout.justification_spacing, layout.first_line_direction = justification_spacing, 0
        layout.layout = layout.language = None
        vars(layout).update(dict.fromkeys(DECORATION))
        return layout

    return create_layout


def _once(strut: Callable[[Any], tuple[float, float]]) -> Callable[[Any], tuple[float, float]]:
    """Return `strut` with a memory in each style: the engine's own has to ask it for all again."""

    def remembered(style: Any) -> tuple[float, float]:
        asked = style["line_height"], style["font_size"]
        return _kept(style, "rotative_strut", asked, strut)

    return remembered


def _kept(holder: Any, name: str, asked: object, make: Callable[[Any], T]) -> T:
    """Return what is made of a holder, which keeps it while what it depends on is the same."""
    known: tuple[object, T] | None = vars(holder).get(name)
    if known is None or known[0] != asked:
        known = vars(holder)[name] = asked, make(holder)
    return known[1]


def _resolving(resolve: Callable[..., None]) -> Callable[..., None]:
    """Return `resolve_percentages` with a memory in each style.

    What it sets depends on the style and on the containing block. Of a style in use, the engine
    changes only what is in `CHANGING`.
    """
    from weasyprint.formatting_structure.boxes import Box, PageBox

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        if isinstance(box, PageBox) or style["border_collapse"] == "collapse":
            resolve(box, containing_block)
            return
        size = containing_block
        if isinstance(containing_block, Box):
            size = containing_block.width, containing_block.height
        key = (*size, *[style[name] for name in CHANGING])
        used = vars(style).setdefault("rotative_used", {})
        try:
            found = used.get(key)
        except TypeError:  # a calculation, which cannot be a key
            resolve(box, containing_block)
            return
        if found is None:
            resolve(box, containing_block)
            if len(used) >= MOST_SIZES:
                used.clear()
            used[key] = {name: getattr(box, name) for name in RESOLVED}
        else:
            vars(box).update(found)

    return resolve_percentages


def _bare(resolve: Callable[..., None]) -> Callable[..., None]:
    """Return `resolve_percentages` with a memory for margin boxes that no rule says anything of.

    Most of a page's sixteen are of that kind, and they are all alike.
    """
    from weasyprint.css import AnonymousStyle
    from weasyprint.formatting_structure.boxes import MarginBox

    known: dict[str, Any] = {}

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        if not (isinstance(box, MarginBox) and isinstance(box.style, AnonymousStyle)):
            resolve(box, containing_block)
            return
        if not known:
            resolve(box, containing_block)
            known.update((name, getattr(box, name)) for name in RESOLVED)
        vars(box).update(known)

    return resolve_percentages


def _flowing(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return `is_in_normal_flow` with a short way for what floats nowhere."""

    def is_in_normal_flow(self: Any) -> bool:
        style = self.style
        if style["float"] == "none" and style["position"] in ("static", "relative"):
            return True
        return test(self)

    return is_in_normal_flow


def _unhindered(own: Callable[..., Any]) -> Callable[..., Any]:
    """Return `avoid_collisions` with a short way for where nothing floats; the sums are its own."""

    @wraps(own)
    def avoid_collisions(
        context: Any,
        box: Any,
        containing_block: Any,
        outer: bool = True,  # noqa: FBT001, FBT002 - its signature
    ) -> tuple[float, float, float]:
        floats = context.excluded_shapes or box.is_floated()
        if floats or containing_block.style["direction"] != "ltr":
            place: tuple[float, float, float] = own(context, box, containing_block, outer)
            return place
        left = containing_block.content_box_x()
        right = left + containing_block.width
        if outer:
            return left, box.position_y, right - left
        left, right = left + box.margin_left, right - box.margin_right
        return left - box.margin_left, box.border_box_y() - box.margin_top, right - left

    return avoid_collisions


def _references(tell: Callable[[Any], tuple[bytes, ...]]) -> Callable[[Any], tuple[bytes, ...]]:
    """Return what tells a file's pages with a memory: the outline asks for each of its lines."""

    def page_references(self: Any) -> tuple[bytes, ...]:
        return _kept(self, "rotative_pages", len(self.pages["Kids"]), tell)

    return page_references


def _naming(own: Callable[[Any], tuple[str, str]], table: type) -> Callable[..., tuple[str, str]]:
    """Return `ParentBox.page_values`, which tells the pages a box begins and ends on, made short.

    The engine looks at all children, and asks the outer ones for both names. A table has its own.
    """

    def named(box: Any, order: Callable[[Any], Iterable[Any]]) -> str:
        name: str = box.style["page"]
        if not isinstance(box, table):
            for child in order(box.children):
                if child.is_in_normal_flow() or child.is_floated():
                    return named(child, order) or name
        return name

    @wraps(own)
    def page_values(self: Any) -> tuple[str, str]:
        return named(self, iter), named(self, reversed)

    return page_values


def _undeclared(compute: Callable[..., Any]) -> Callable[..., Any]:
    """Return `ComputedStyle.__missing__` with a short way for what no rule says."""
    from weasyprint.css import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
    from weasyprint.css.functions import check_math

    sides = {"block": "ttb", "inline": "ltr"}, {"block": "ttb", "inline": "rtl"}
    logical = {find(**side) for find in PHYSICAL_FUNCTIONS.values() for side in sides}
    dependent = {"float", "display", "position", "page", *INITIAL_NOT_COMPUTED}
    physical = frozenset(PHYSICAL_FUNCTIONS)
    plain = {name for name in INITIAL_VALUES if not name.startswith(("text_decoration_", "__"))}
    inherited, initial = (plain - dependent) & INHERITED, plain - dependent - INHERITED

    def missing(self: Any, key: str) -> Any:
        cascaded = self.cascaded
        if key in cascaded or (key in physical and not logical.isdisjoint(cascaded)):
            return compute(self, key)
        if key in initial:
            value = self[key] = INITIAL_VALUES[key]
            return value
        if key in inherited and self.parent_style is not None:
            value = self.parent_style[key]
            if not check_math(value):
                self[key] = value
                return value
        return compute(self, key)

    return missing


def _telling(make: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """Return `make_all_pages` that tells the numbers of pages as soon as all are known.

    The engine puts them in once it has laid out again what tells them, and lays it out once more.
    """

    @wraps(make)
    def make_all_pages(context: Any, *others: Any) -> Iterator[Any]:
        count = 0
        if "rotative_pages" not in vars(context):
            _guess(context)
        for count, page in enumerate(make(context, *others), 1):  # noqa: B007 - told at the end
            yield page
        _tell(context, count)

    return make_all_pages


class _Asked(dict[str, Any]):
    """Targets, and which of them are looked up."""

    def __init__(self, known: dict[str, Any]) -> None:
        super().__init__(known)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Return a target, and note its name."""
        self.names.add(name)
        return super().get(name, default)


def _guess(context: Any) -> None:
    """Say that the first page tells of the second, as that of a digest of one sheet does.

    The engine would have it tell of page 0, and lay it out once more in any case.
    """
    collector = context.target_collector
    known = collector.target_lookup_items
    telling = [
        item
        for (_, place), item in collector.counter_lookup_items.items()
        if place == "content" and item.missing_target_counters
    ]
    counters = {name for item in telling for names in _counters(item) for name in names}
    if type(known) is not dict or counters != {"page"}:
        return
    for target in known.values():
        target.cached_page_counter_values = dict(GUESS)
    first = {**context.page_maker[0][3][1], "page": [1]}
    asked = collector.target_lookup_items = _Asked(known)
    for item in telling:
        item.cached_page_counter_values = deepcopy(first)
        item.parse_again(item.cached_page_counter_values)
    collector.target_lookup_items = known
    for name in known.keys() - asked.names:
        known[name].cached_page_counter_values = {}
    context.rotative_asked = asked.names
    context.rotative_pages = _pages(context)


def _guessed(own: Callable[..., None]) -> Callable[..., None]:
    """Return `cache_target_page_counters` that has nothing laid out again where a guess was right.

    Other counters of a target are asked for nowhere in a document in which there are guesses.
    """

    @wraps(own)
    def cache_target_page_counters(
        self: Any, name: str, counters: Any, page_maker_index: int, page_maker: Any
    ) -> None:
        item = self.target_lookup_items.get(name)
        right = item and item.cached_page_counter_values == GUESS
        if right and counters.get("page") == GUESS["page"]:
            item.page_maker_index = page_maker_index
            item.cached_page_counter_values = deepcopy(counters)
            return
        own(self, name, counters, page_maker_index, page_maker)

    return cache_target_page_counters


def _pages(context: Any) -> dict[str, Any]:
    """Return the pages of what is told of, or of all that may be, as far as they are known."""
    targets = context.target_collector.target_lookup_items
    asked = vars(context).get("rotative_asked", targets.keys()) & targets.keys()
    return {name: targets[name].cached_page_counter_values.get("page") for name in asked}


def _tell(context: Any, count: int) -> None:
    """Put the pages of what stands elsewhere into all that tells them, if they are others now."""
    lookups = context.target_collector.counter_lookup_items.items()
    telling = [
        item
        for (_, place), item in lookups
        if place == "content" and item.missing_target_counters
        # Of a page there still is: there may be fewer than in the round before.
        if item.page_maker_index is not None and item.page_maker_index < len(context.page_maker)
    ]
    wanted = [name for item in telling for names in _counters(item) for name in names]
    pages = _pages(context)
    if "pages" in wanted or pages == vars(context).get("rotative_pages"):
        return
    context.rotative_pages = pages
    for item in telling:
        item.cached_page_counter_values = {**item.cached_page_counter_values, "pages": [count]}
        item.parse_again(item.cached_page_counter_values)
        context.page_maker[item.page_maker_index][-1]["content_changed"] = True


def _counters(item: Any) -> Iterator[list[str]]:
    yield item.missing_counters
    yield from item.missing_target_counters.values()
