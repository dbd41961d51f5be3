"""Parts of a document: each laid out by itself as it stands within the whole, then bound together.

A part begins a page that the sheet asks for. What the engine carries along from page to page is
told to each part anew: the side and the number of its first page, and the pages of anchors in
other parts. All of the engine's that is not public stays here; it fits one release, and whoever
asks for parts of another is told that there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

from rotative.dataclass import dataclass

KNOWN = "70.0"
PAGE = frozenset(("page", "always"))
SIDE = frozenset(("left", "right", "recto", "verso"))
SOME = 88  # a page as wide as most
DRAWN = ("ExtGState", "XObject", "Pattern", "Shading")


class IndivisibleError(Exception):
    """A part depends on others by more than the page it begins on: the whole must be laid out."""


@contextmanager
def swapped(module: ModuleType, **names: object) -> Iterator[None]:
    """Have a module of the engine use other things under some of its names meanwhile."""
    own = {name: getattr(module, name) for name in names}
    vars(module).update(names)
    try:
        yield
    finally:
        vars(module).update(own)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a part begins: after how many pages, None for the very first, and on which side.

    `folios` are the pages of what stands in other parts, by anchor; while none is known, some
    page is told for each.
    """

    after: int | None = None
    right: bool = True
    folios: Mapping[str, int] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Laid:
    """A part laid out: the engine's document, and the anchors elsewhere whose pages it tells."""

    document: Any = field(repr=False)
    asked: frozenset[str] = frozenset()

    @property
    def boxes(self) -> list[Any]:
        """The boxes of its pages."""
        return [page._page_box for page in self.document.pages]  # noqa: SLF001


def sheet(name: str, fonts: Any, fetcher: Any, base: str) -> Any:
    """Return a sheet that is fetched, its faces loaded, to be used for several documents."""
    from weasyprint import css
    from weasyprint.css.counters import CounterStyle

    styles = CounterStyle()
    parsed = css.CSS(
        url=base + name,
        url_fetcher=fetcher,
        media_type="print",
        font_config=fonts,
        counter_style=styles,
        page_rules=[],
        layers=[],
    )
    parsed.counter_style = styles
    return parsed


def breaks(html: Any, css: Any, fonts: Any, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return how the elements of those ids break pages before and after, the shown ones alone."""
    from weasyprint import DEFAULT_OPTIONS
    from weasyprint.document import Document

    options = {**DEFAULT_OPTIONS, "stylesheets": [css]}
    build = Document._build_layout_context  # noqa: SLF001
    context = build(html, fonts, css.counter_style, {}, options)
    elements = {element.get("id"): element for element in html.etree_element.iter()}
    styles = {name: context.style_for(elements[name]) for name in names if name in elements}
    return {
        name: (style["break_before"], style["break_after"])
        for name, style in styles.items()
        if style["display"] != ("none",)
    }


def lay_out(html: Any, css: Any, fonts: Any, start: Start, *, margins: bool = False) -> Laid:
    """Return a part laid out; its page margins are left empty unless wanted.

    Raises IndivisibleError when it tells the number of the page it stands on, which is not known.
    """
    from weasyprint import document, layout
    from weasyprint.css.targets import TargetCollector

    collector = TargetCollector()
    known = collector.target_lookup_items = _Anchors(start.folios)
    begin = partial(_begin, layout.initialize_page_maker, start)
    bare = {} if margins else {"make_margin_boxes": lambda *_: ()}
    with (
        swapped(layout, initialize_page_maker=begin, **bare),
        swapped(document, TargetCollector=lambda: collector),
    ):
        laid = html.render(font_config=fonts, counter_style=css.counter_style, stylesheets=[css])
    for (_, place), item in collector.counter_lookup_items.items():
        # The engine has one list stand for both kinds where a target's counter was asked for last.
        theirs = item.missing_target_counters.values()
        own = not any(item.missing_counters is names for names in theirs)
        if place == "content" and item.missing_counters and own:
            raise IndivisibleError("the text tells its own page")
    return Laid(laid, frozenset(known.asked))


class _Anchors(dict[str, Any]):
    """The engine's list of anchors, with those of other parts, which are on pages known."""

    def __init__(self, folios: Mapping[str, int] | None) -> None:
        super().__init__()
        self.folios = folios
        self.asked: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is known of an anchor; only who wants to tell its page has a default."""
        if name in self or default is None:
            return super().get(name, default)
        self.asked.add(name)
        page = SOME if self.folios is None else self.folios.get(name)
        if page is None:
            return default
        from weasyprint.css.targets import TargetLookupItem

        item = TargetLookupItem("up-to-date")
        item.target_box = SimpleNamespace(cached_counter_values={"page": [page]})
        return item


def _begin(own: Callable[..., None], start: Start, context: Any, root: Any) -> None:
    """Let the pages begin as they would after a break before the first section shown."""
    own(context, root)
    if start.after is None:
        return
    _, following, _, state, remake = context.page_maker[0]
    state[1]["page"] = [start.after]
    state[2][0].add("page")
    first = {0: {0: None}}  # the first child of the body, of which the beginning is behind
    following = {**following, "break": "page"}
    context.page_maker[0] = first, following, start.right, state, remake


@dataclass(slots=True)
class Leaf:
    """A page as the engine's writer asks for one; what it draws is kept."""

    width: float
    height: float
    bleed: Mapping[str, float]
    draw: Callable[[Any], object] = field(default=bool, repr=False)
    bookmarks: Sequence[Any] = ()
    links: Sequence[Any] = ()
    anchors: Mapping[str, Any] = field(default_factory=dict)
    forms: Mapping[Any, Any] = field(default_factory=dict)
    drawn: bytes = field(default=b"", repr=False)
    resources: Any = field(default=None, repr=False)

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw the page."""
        begin = len(stream.stream)
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            self.draw(stream)
        self.drawn = b"\n".join(map(_bytes, stream.stream[begin:]))
        # Whoever keeps what is drawn wants nothing of the file but its resources.
        del stream.stream[begin:]
        self.resources = stream._resources  # noqa: SLF001

    def uses(self, *kinds: str) -> bool:
        """Tell whether pages drawn with this one use resources of some kinds."""
        return any(self.resources.get(kind) for kind in kinds or DRAWN)


class Ready(Leaf):
    """A page that was drawn before."""

    def paint(self, stream: Any, scale: float = 1) -> None:  # noqa: ARG002 - it was scaled then
        """Put in what was drawn."""
        stream.stream.append(self.drawn)


def _bytes(line: Any) -> bytes:
    return line if isinstance(line, bytes) else str(line).encode()


def text_leaf(page: Any) -> Leaf:
    """Return what stands within the margins of a page: its text and notes."""
    return _leaf(page, _draw_text)


def ground_leaf(page: Any) -> Leaf:
    """Return what lies below everything else on a page: backgrounds and borders."""
    return _leaf(page, _draw_ground)


def margin_leaf(page: Any) -> Leaf:
    """Return what stands in the margins of a page."""
    return _leaf(page, _draw_margins)


def _leaf(page: Any, draw: Callable[[Any, Any], None]) -> Leaf:
    return Leaf(page.width, page.height, page.bleed, partial(draw, page._page_box))  # noqa: SLF001


def _draw_ground(box: Any, stream: Any) -> None:
    from weasyprint.draw import draw_background, draw_border

    marks = box.style["marks"]
    draw_background(stream, box.background, clip_box=False, bleed=box.bleed, marks=marks)
    draw_background(stream, box.canvas_background, clip_box=False)
    draw_border(stream, box)


def _draw_text(box: Any, stream: Any) -> None:
    from weasyprint.draw import draw_stacking_context
    from weasyprint.stacking import StackingContext

    draw_stacking_context(stream, StackingContext.from_page(box))


def _draw_margins(box: Any, stream: Any) -> None:
    from weasyprint.formatting_structure.boxes import MarginBox

    margins = [child for child in box.children if isinstance(child, MarginBox)]
    _draw_text(box.copy_with_children(margins), stream)


@dataclass(frozen=True, slots=True)
class Type:
    """A font as some pages use it: how to find it again, and which of its glyphs.

    `name` is what it is called in content streams, `size` in px.
    """

    name: str
    family: str
    style: int
    weight: int
    size: float
    widths: Mapping[int, int] = field(repr=False)
    letters: Mapping[int, str] = field(repr=False)


def draw(document: Any, leaves: Sequence[Leaf]) -> tuple[bytes, dict[str, Type]]:
    """Draw leaves of a laid-out document; return a PDF of their resources, and their fonts.

    Raises IndivisibleError where glyphs are missing or fonts are varied.
    """
    import pydyf
    from weasyprint import pdf

    def named(_pdf: Any, fonts: Any, *_: Any) -> Any:
        return pydyf.Dictionary({font.hash: "null" for font in fonts.values()})

    part = document.copy(list(leaves))
    with swapped(pdf, build_fonts_dictionary=named):
        data = part.write_pdf(uncompressed_pdf=True)
    found: dict[str, Type] = {}
    for font in part.fonts.values():
        if font.missing or font.variations or font.bitmap or font.used_in_forms:
            raise IndivisibleError(f"the font {font.family} is not used plainly")
        more = _type(font)
        found[font.hash] = joined(found[font.hash], more) if font.hash in found else more
    return data, found


def _type(font: Any) -> Type:
    letters = dict(font.to_unicode)
    return Type(
        font.hash,
        font.family,
        font.style,
        font.weight,
        font.font_size,
        dict(font.widths),
        letters,
    )


def joined(one: Type, other: Type) -> Type:
    """Return a font with the glyphs that two users of it need."""
    widths = {**other.widths, **one.widths}
    letters = {**other.letters, **one.letters}
    return Type(one.name, one.family, one.style, one.weight, one.size, widths, letters)


def font(use: Type, fonts: Any) -> Any:
    """Return the engine's font for a use of it.

    Raises IndivisibleError when another is found under its name.
    """
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.ffi import ffi, gobject, pango
    from weasyprint.text.fonts import get_pango_font_key

    wanted = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    pango.pango_font_description_set_family(wanted, use.family.encode())
    pango.pango_font_description_set_style(wanted, use.style)
    pango.pango_font_description_set_weight(wanted, use.weight)
    size = pango.pango_units_from_double(use.size)
    pango.pango_font_description_set_absolute_size(wanted, size)
    context = pango.pango_font_map_create_context(fonts.font_map)
    context = ffi.gc(context, gobject.g_object_unref)
    found = pango.pango_font_map_load_font(fonts.font_map, context, wanted)
    if found == ffi.NULL:
        raise IndivisibleError(f"no font {use.family}")
    found = ffi.gc(found, gobject.g_object_unref)
    _, description, size = get_pango_font_key(found)
    made = Font(found, description, size)
    if made.hash != use.name:
        raise IndivisibleError(f"another font under the name {use.family}")
    # The font lives as long as its user, for it holds the tables that are cut from.
    made.pango_font = found
    made.widths = dict(sorted(use.widths.items()))
    made.to_unicode = dict(sorted(use.letters.items()))
    return made


def bind(
    html: Any, leaves: Sequence[Leaf], uses: Sequence[Type], fonts: Any, identifier: bytes
) -> bytes:
    """Return a PDF of pages drawn before, uncompressed: their boxes, outline and fonts.

    `html` has the head whose metadata are told.
    """
    from weasyprint.document import Document, DocumentMetadata, get_html_metadata

    metadata = DocumentMetadata(**get_html_metadata(html))
    document = Document(list(leaves), metadata, html.url_fetcher, fonts, {}, None)
    document.fonts = {use.name: font(use, fonts) for use in uses}
    data: bytes = document.write_pdf(pdf_identifier=identifier, uncompressed_pdf=True)
    return data
