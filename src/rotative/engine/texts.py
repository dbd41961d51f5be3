"""Texts shaped once: glyphs and widths of a paragraph, from which its lines are cut.

Pango shapes a line some five times, with what follows, until it is broken and drawn. Where blanks
only kern (see `spaces`), a line is a slice of what the whole paragraph gave, but for the glyph at
its end. Widths are in units of Pango, 1/1024 px, as whole numbers, so that sums are exact.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

from rotative.engine import spaces
from rotative.engine.haste import ASKED, DECORATION, LONGEST

# Scripts that run from left to right and never join, without marks; no marks of format, not the
# fraction slash, beside which figures are set otherwise, and no two blanks together.
PLAIN = re.compile(
    r"(?!.*[ \u00a0]{2})[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    r"\u2010-\u2027\u202f-\u2043\u2045-\u205e\u2070-\u214f]+"
)
# What tells the script of a text; Pango takes another for one without any.
LETTER = re.compile(
    "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0388-\u0481\u048a-\u052f\u1e00-\u1fbc]"
)
BLANKS = " \u00a0"
BLANK = re.compile(f"[{BLANKS}]")
# What is no glyph of the font, and what stands for a missing one; see pango-glyph.h.
NO_GLYPH = 0x0FFFFFFF
GLYPH = 20  # bytes of PangoGlyphInfo: number, width, two offsets, flags
FLAGS = 4  # bytes of PangoLogAttr, the first bit of which tells that a line may end before
UNITS = 1024
WIDEST = 2**31 - 1  # that Pango can tell
# Of a face, as many words and short texts are kept.
MOST, WORD = 2048, 40
# What is kept with the fonts of a document: faces, and whether blanks only kern in them.
KEPT = FACES, BLANKS_KERN = "rotative_faces", "rotative_plain"


class IntricateError(Exception):
    """A text is not as plain as it must be to be cut into lines."""


class Part(NamedTuple):
    """Glyphs of a text that follow each other, from a first one; all are moved along the line."""

    text: Text
    first: int
    widths: array[int]
    offset: int = 0


@dataclass(slots=True)
class Text:
    """A text as its face shapes it.

    `starts` are the glyphs its characters begin with, -1 within a ligature; `breaks` the places
    where a line may end.
    """

    face: Face = field(repr=False)
    string: str
    glyphs: array[int] = field(repr=False)
    widths: array[int] = field(repr=False)
    starts: Sequence[int] = field(repr=False)
    breaks: Sequence[int] = field(repr=False)
    _sums: Sequence[int] | None = field(default=None, repr=False)
    _spaced: tuple[Sequence[int], Sequence[int], int] | None = field(default=None, repr=False)

    def between(self, first: int, last: int, spacing: int | None) -> int:
        """Return how wide the glyphs from one to before another are.

        With a spacing, blanks are wider by it and do not kern. Raises IntricateError where they
        would be less than nothing, or all of it too wide to be told.
        """
        if spacing is None:
            sums = self._sums = self._sums or _sums(self.widths)
            return sums[last] - sums[first]
        spaced = self._spaced = self._spaced or self._apart()
        sums, blanks, least = spaced
        # Pango lets no blank be less than nothing.
        if least + 2 * spacing < 0 or sums[-1] + spacing * blanks[-1] > WIDEST:
            raise IntricateError
        return sums[last] - sums[first] + spacing * (blanks[last] - blanks[first])

    def _apart(self) -> tuple[Sequence[int], Sequence[int], int]:
        """Return how wide all is before each glyph where blanks do not kern, and how many are.

        And how wide the least of them is.
        """
        widths, spaced = [*self.widths], [0] * len(self.widths)
        least = WIDEST
        for match in BLANK.finditer(self.string):
            place = self.starts[match.start()]
            widths[place], spaced[place] = self.blank(match.start()), 1
            least = min(least, widths[place])
            if place:
                widths[place - 1] = self.end(match.start())
        return _sums(widths), _sums(spaced), least

    def blank(self, place: int) -> int:
        """Return how wide the blank is that stands somewhere, by itself."""
        return self.face.advance(self.glyphs[self.starts[place]])

    def end(self, place: int) -> int:
        """Return how wide the glyph is that ends a line, or a word, before a character.

        Raises IntricateError where that cannot be told.
        """
        last = self.starts[place] - 1
        glyph, width = self.glyphs[last], self.widths[last]
        if place == len(self.string) or self.face.advance(glyph) == width:
            return width
        found = self.face.ends.get((glyph, width))
        if found is None:
            found = self.face.ends[glyph, width] = self._alone(place, glyph)
        return found

    def _alone(self, place: int, glyph: int) -> int:
        begin = max(self.string.rfind(blank, 0, place) for blank in BLANKS) + 1
        word = self.string[begin:place]
        if not LETTER.search(word) and (letter := LETTER.search(self.string)):
            word = f"{letter[0]} {word}"  # which has no script of its own
        alone = self.face.shaped(word)
        if alone is None or alone.glyphs[-1] != glyph:
            raise IntricateError
        return alone.widths[-1]

    def goes_on(self, place: int) -> bool:
        """Tell whether what follows a place is the same glyphs where a line begins there."""
        string, until = self.string, len(self.string)
        if not LETTER.search(string, place):
            return False
        if string[place - 1] == " ":
            return True
        if (blank := BLANK.search(string, place)) and blank.start() > place:
            until = blank.start()
        alone = self.face.shaped(string[place:until]) if until - place <= WORD else None
        first, last = self.starts[place], self.starts[until]
        return (
            alone is not None
            and 0 < first < last
            and alone.glyphs == self.glyphs[first:last]
            and alone.widths[:-1] == self.widths[first : last - 1]
        )

    def letters(self, glyph: int) -> str:
        """Return the characters that a glyph stands for, of which the place is told."""
        begin = self.starts.index(glyph)
        ends = (place for place, first in enumerate(self.starts) if first > glyph)
        return self.string[begin : next(ends)]


class Face:
    """A font in a size, with what a style asks of it; `font` is Pango's, None if it is not plain.

    It keeps a layout of Pango's for all its texts, and another that keeps the font. `height` and
    `baseline` of lines are in px. `key` and `size` are what the engine draws it with, once it has.
    """

    def __init__(self, style: Any, make: Callable[[Any], Any]) -> None:
        from weasyprint.text.ffi import ffi, pango

        self._pango, self._ffi = pango, ffi
        self.key: object = None
        self.size = 0.0
        self.ends: dict[tuple[int, int], int] = {}
        self._words: dict[str, Text | None] = {}
        self._advances: dict[int, int] = {}
        self._layout, self._keeper = make(style), make(style)
        # For lines along the text, in px.
        self.decoration = {name: getattr(self._layout, name, None) for name in DECORATION}
        # A style would keep the document, and the fonts that this is kept with.
        del self._layout.style, self._keeper.style
        self.font = self._found(style) if _is_plain(style) else None

    @classmethod
    def of(cls, style: Any, make: Callable[[Any], Any]) -> Face:
        """Return the face of a style, which is kept with the fonts of its document."""
        known: dict[object, Face] = vars(style.font_config).setdefault(FACES, {})
        key = repr([style[name] for name in ASKED])
        if key not in known:
            known[key] = cls(style, make)
        return known[key]

    def _found(self, style: Any) -> Any:
        """Return the font that sets letters and blanks, if it does so plainly."""
        pango, ffi = self._pango, self._ffi
        pango.pango_layout_set_text(self._keeper.layout, f"n{BLANKS}n".encode(), -1)
        line = pango.pango_layout_get_line_readonly(self._keeper.layout, 0)
        run = line.runs[0]
        if run.next != ffi.NULL or run.data.glyphs.num_glyphs != len(BLANKS) + 2:
            return None
        extents = ffi.new("PangoRectangle *")
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        self.height = extents.height / UNITS
        self.baseline = pango.pango_layout_get_baseline(self._keeper.layout) / UNITS
        blanks = [one.glyph for one in run.data.glyphs.glyphs[1 : len(BLANKS) + 1]]
        font = run.data.item.analysis.font
        face = pango.hb_font_get_face(pango.pango_font_get_hb_font(font))
        where, its = (int(ffi.cast("uintptr_t", one)) for one in (font, face))
        known = vars(style.font_config).setdefault(BLANKS_KERN, {})
        return font if spaces.are_plain(where, its, blanks, _features(style), known) else None

    def advance(self, glyph: int) -> int:
        """Return how wide a glyph is by itself."""
        found = self._advances.get(glyph)
        if found is None:
            extents = self._ffi.new("PangoRectangle *")
            self._pango.pango_font_get_glyph_extents(self.font, glyph, self._ffi.NULL, extents)
            found = self._advances[glyph] = int(extents.width)
        return found

    def shaped(self, string: str) -> Text | None:
        """Return a text shaped, None if it is not plain."""
        if self.font is None or len(string) > LONGEST:
            return None
        if len(string) > WORD:
            return self._shaped(string)
        if string not in self._words:
            if len(self._words) >= MOST:
                self._words.clear()
            self._words[string] = self._shaped(string)
        return self._words[string]

    def _shaped(self, string: str) -> Text | None:
        if not PLAIN.fullmatch(string) or not string.strip(BLANKS):
            return None
        pango, ffi, layout = self._pango, self._ffi, self._layout.layout
        pango.pango_layout_set_text(layout, string.encode(), -1)
        run = pango.pango_layout_get_line_readonly(layout, 0).runs[0]
        glyphs = run.data.glyphs
        if run.next != ffi.NULL or run.data.item.analysis.font != self.font:
            return None
        count = glyphs.num_glyphs
        infos = array("i", bytes(ffi.buffer(glyphs.glyphs, GLYPH * count)))
        numbers, clusters = infos[0::5], ffi.unpack(glyphs.log_clusters, count)
        moved = any(infos[2::5]) or any(infos[3::5])
        if moved or max(numbers) >= NO_GLYPH or len({*clusters}) < count:
            return None
        starts = _starts(string, clusters)
        flags = pango.pango_layout_get_log_attrs_readonly(layout, ffi.NULL)
        told = array("I", bytes(ffi.buffer(flags, FLAGS * len(string))))
        breaks = array("i", [place for place, its in enumerate(told) if its & 1 and place])
        text = Text(self, string, numbers, infos[1::5], starts, breaks)
        # Where it may be cut.
        places = {*breaks, *(match.start() for match in BLANK.finditer(string, 1))}
        try:
            known = all(starts[place] > 0 and text.end(place) for place in places)
        except IntricateError:
            return None
        return text if known else None


def _sums(numbers: Iterable[int]) -> Sequence[int]:
    """Return the sums of numbers before each; raise IntricateError where Pango's would not do."""
    try:
        return array("i", accumulate(numbers, initial=0))
    except OverflowError:
        raise IntricateError from None


def _starts(string: str, clusters: Sequence[int]) -> Sequence[int]:
    """Return the glyph each character begins with, given the bytes that glyphs begin with."""
    if len(clusters) == len(string):
        return range(len(string) + 1)
    sizes = (len(one.encode()) for one in string)
    first = {cluster: place for place, cluster in enumerate(clusters)}
    offsets = [*accumulate(sizes, initial=0)][:-1]
    return array("i", [*(first.get(offset, -1) for offset in offsets), len(clusters)])


def _is_plain(style: Any) -> bool:
    return (
        style["white_space"] == "normal"
        and style["direction"] == "ltr"
        and style["letter_spacing"] in {"normal", 0}
        and style["font_size"] > 0
    )


def _features(style: Any) -> tuple[str, ...]:
    """Return the features of fonts that a style asks for, by their tags."""
    from weasyprint.text.fonts import font_features

    names = ("kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric",
             "variant_alternates", "variant_east_asian", "feature_settings")  # fmt: skip
    asked = font_features(*(style[f"font_{name}"] for name in names))
    return tuple(sorted(tag for tag, value in asked.items() if value))


def half(spacing: int) -> int:
    """Return the part of a spacing that Pango puts before a glyph, in whole px if all of it is.

    See `pango_glyph_item_letter_space`.
    """
    part = abs(spacing) // 2 * (1 if spacing >= 0 else -1)
    return part if spacing % UNITS else (part + UNITS // 2) // UNITS * UNITS


@dataclass(slots=True)
class Slice:
    """A line or the rest of a paragraph: characters of a text, then part of a word and a hyphen."""

    text: Text = field(repr=False)
    start: int
    end: int
    tail: Text | None = None

    @property
    def string(self) -> str:
        """Its characters."""
        return self.text.string[self.start : self.end] + (self.tail.string if self.tail else "")

    def width(self, spacing: int | None) -> int:
        """Return how wide it is on a line of its own, blanks wider by a spacing."""
        text, end = self.text, self.end
        last = text.starts[end]
        width = text.between(text.starts[self.start], last, spacing)
        if self.tail:
            return width + whole(self.tail).width(spacing)
        if end < len(text.string) and text.string[end - 1] not in BLANKS:
            width += text.end(end) - text.between(last - 1, last, spacing)
        if spacing is not None:
            for place in {self.start, end - 1}:
                if text.string[place] in BLANKS:
                    width += self._edge(place, spacing)[0] - spacing
        return width

    def _edge(self, place: int, spacing: int) -> tuple[int, int]:
        """Return how much wider a blank is, and how far it is moved, at a place.

        At ends Pango takes half of what it is told away; the engine tells it twice as much there,
        but for no-break blanks at the end.
        """
        if place == self.start:
            return 2 * spacing - half(2 * spacing), 0
        if place == self.end - 1 and not self.tail:
            edge = half(2 * spacing if self.text.string[place] == " " else spacing)
            return edge, edge
        return spacing, half(spacing)

    def runs(self, spacing: int | None) -> Iterator[list[Part]]:
        """Yield what Pango draws as one: all glyphs, or words and blanks where these are wider."""
        text, tail = self.text, self.tail and whole(self.tail)
        if spacing is None:
            yield [self._part(self.start, self.end), *(next(tail.runs(None)) if tail else ())]
            return
        begin = self.start
        for match in BLANK.finditer(text.string, self.start, self.end):
            place = match.start()
            if begin < place:
                yield [self._part(begin, place)]
            more, moved = self._edge(place, spacing)
            yield [Part(text, text.starts[place], array("i", [text.blank(place) + more]), moved)]
            begin = place + 1
        if begin < self.end:
            yield [self._part(begin, self.end)]
        if tail:
            yield from tail.runs(spacing)

    def _part(self, start: int, end: int) -> Part:
        text = self.text
        first, last = text.starts[start], text.starts[end]
        widths = text.widths[first:last]
        if widths and end < len(text.string) and text.string[end - 1] not in BLANKS:
            widths[-1] = text.end(end)
        return Part(text, first, widths)


def whole(text: Text) -> Slice:
    """Return all of a text."""
    return Slice(text, 0, len(text.string))
