"""Lines broken and drawn from texts that were shaped once, in place of the engine's own way.

The engine asks Pango for each line anew: with what follows, to see where it ends, once more with
the next word, with each part of a word that might be broken, without what follows, and to draw it.
Here the same questions are answered from the widths of a whole paragraph. What is not plain is
left to the engine. It stands in the place of functions of one known release of WeasyPrint.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from itertools import repeat
from math import inf
from typing import Any

from rotative.engine.texts import (
    BLANKS,
    KEPT,
    LETTER,
    MOST,
    UNITS,
    WORD,
    Face,
    IntricateError,
    Part,
    Slice,
    whole,
)
from rotative.hyphens import dictionary

KNOWN = "70.0"
# Pango's, of which the engine works around faults in those before.
OLDEST = 14802
# In measures of fewer em, the engine looks at the first word alone.
RATIO = 4
# Smaller text the engine does not draw, in px.
LEAST = 1e-6
Split = tuple[Any, int, int | None, float, float, float]


def cut(version: str) -> None:
    """Have plain lines cut from texts, if `version` is the release that this is known to fit."""
    if version != KNOWN:
        return
    from weasyprint.draw import text as drawn
    from weasyprint.layout import inline, preferred
    from weasyprint.text.ffi import pango
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.text.line_break import Layout

    if pango.pango_version() < OLDEST:
        return
    split = _splitting(inline.split_first_line, Layout)
    inline.split_first_line = preferred.split_first_line = split
    FontConfiguration.add_font_face = _forgetting(FontConfiguration.add_font_face)
    inline.create_layout = _creating(inline.create_layout, Layout)
    drawn.draw_first_line = _drawing(drawn.draw_first_line, Layout)


@dataclass
class Line:
    """A line as the engine keeps it to draw it; Pango is not asked for it.

    `text` is what stands on it, `max_width` its measure in px. It has the face's lengths for lines
    along the text, too, as the engine's layouts have.
    """

    slice: Slice
    style: Any
    justification_spacing: float
    max_width: float | None
    text: str
    first_line_direction: int = 0

    @classmethod
    def of(cls, cut: Slice, style: Any, spacing: float, measure: float | None) -> Line:
        """Return a slice as a line, its blanks wider by a spacing in px."""
        made = cls(cut, style, spacing, measure, cut.string)
        vars(made).update(cut.text.face.decoration)
        return made

    def deactivate(self) -> None:
        """Give nothing back, for nothing was taken."""

    def reactivate(self, style: Any) -> None:
        """Take nothing."""


class _Texts:
    """What is kept while a document is laid out: faces by style, slices, parts of words."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        # Each with its style, so that no other gets its address.
        self._faces: dict[int, tuple[Any, Face]] = {}
        self._slices: dict[tuple[Face, str], Slice | None] = {}
        self._parts: dict[tuple[object, ...], list[str]] = {}

    @classmethod
    def of(cls, context: Any, make: Callable[..., Any]) -> _Texts:
        """Return what is kept for a document."""
        kept: _Texts | None = vars(context).get("rotative_texts")
        if kept is None:
            kept = context.rotative_texts = cls(make)
        return kept

    def find(self, string: str, style: Any) -> Slice | None:
        """Return a text as a slice of one that was shaped; None if it is not plain."""
        known = self._faces.get(id(style))
        if known is None:
            known = self._faces[id(style)] = style, Face.of(style, self._make)
        face = known[1]
        if (face, string) not in self._slices:
            text = face.shaped(string)
            self.keep(face, string, whole(text) if text else None)
        return self._slices[face, string]

    def keep(self, face: Face, string: str, cut: Slice | None) -> None:
        """Keep a slice for when its text is asked for."""
        if len(self._slices) >= MOST:
            self._slices.clear()
        self._slices[face, string] = cut

    def parts(self, string: str, style: Any, context: Any) -> list[str]:
        """Return the beginnings of a text that a hyphen may follow, the longest first."""
        limits = tuple(style["hyphenate_limit_chars"])
        key = string, style["lang"], limits
        if key not in self._parts:
            if len(self._parts) >= MOST:
                self._parts.clear()
            self._parts[key] = [*_parts(string, style["lang"], limits, context.dictionaries)]
        return self._parts[key]


def _parts(
    string: str, lang: str, limits: tuple[int, ...], dictionaries: dict[Any, Any]
) -> Iterator[str]:
    """Yield the beginnings of the first word that is long enough, with all that is before it."""
    import pyphen
    from weasyprint.text.line_break import get_next_word_boundaries

    language = lang and pyphen.language_fallback(lang)
    if not language:
        return
    total, left, right = limits
    begin = 0
    while bounds := get_next_word_boundaries(string[begin:], language):
        start, stop = bounds
        if stop - start >= total:
            key = language, left, right, total
            if key not in dictionaries:
                dictionaries[key] = dictionary(language, left, right)
            word = string[begin + start : begin + stop]
            for part, _ in dictionaries[key].iterate(word):
                yield string[: begin + start] + part
            return
        begin += stop


class _Breaking:
    """The first line of a text, in a measure in px."""

    def __init__(
        self, texts: _Texts, rest: Slice, style: Any, context: Any, measure: float | None
    ) -> None:
        self.texts, self.rest, self.style, self.context = texts, rest, style, context
        self.text, self.spacing = rest.text, _spacing(style)
        self.measure = inf if measure is None else measure

    def line(self) -> tuple[Slice, int | None]:
        """Return the line and where the text after it begins, None if nothing does.

        Raises IntricateError where the engine must be asked.
        """
        text, rest = self.text, self.rest
        close = self._is_close()
        if self._fits(rest) and not close:
            return rest, None
        if rest.tail or close or self._ends_in_a_blank_too_much():
            raise IntricateError
        breaks = text.breaks
        first, last = bisect_right(breaks, rest.start), bisect_left(breaks, rest.end)
        found = bisect_right(breaks, self.measure, first, last, key=self._width)
        following = breaks[found] if found < last else rest.end
        cut, resume = (
            self._broken(breaks[found - 1], following)
            if found > first
            else self._overfull(following)
        )
        if not LETTER.search(text.string, cut.start, resume or rest.end):
            raise IntricateError
        return cut, resume

    def _ends_in_a_blank_too_much(self) -> bool:
        end = self.rest.end
        return self.text.string[end - 1] == " " and self._fits(self._until(end))

    def _is_close(self) -> bool:
        """Tell whether blanks at the ends of the text, wider than others, might decide."""
        string, rest = self.text.string, self.rest
        first, last = string[rest.start] in BLANKS, string[rest.end - 1] in BLANKS
        if self.spacing is None or not (first or last):
            return False
        more, room = 4 * abs(self.spacing), self.measure * UNITS
        most, least = rest.width(self.spacing) + more, self._until(rest.end).width(self.spacing)
        return most > room and (first or least - more <= room)

    def _until(self, place: int) -> Slice:
        """Return what stands on the line if it ends at a place."""
        start, string = self.rest.start, self.text.string
        return Slice(self.text, start, max(start, place - (string[place - 1] == " ")))

    def _width(self, place: int) -> float:
        """Return how wide the line is if it ends at a place, as Pango decides: before a blank.

        Without one it shapes the line again, to see.
        """
        text, cut = self.text, self._until(place)
        if cut.end == place:
            return cut.width(self.spacing) / UNITS
        return text.between(text.starts[cut.start], text.starts[cut.end], self.spacing) / UNITS

    def _fits(self, cut: Slice) -> bool:
        return cut.width(self.spacing) / UNITS <= self.measure

    def _broken(self, place: int, following: int) -> tuple[Slice, int]:
        """Return the line that ends at a place, or with a part of the word before the next one."""
        string, narrow = self.text.string, self.style["font_size"] * RATIO > self.measure
        if string[following - 1] == " " and self._fits(self._until(following)):
            # Its last glyph is narrower where no blank follows, which is tried in wide measures.
            if narrow:
                raise IntricateError
            return self._until(following), following
        if self.style["hyphens"] == "auto" and self._worth(place):
            begin = max(string.rfind(" ", self.rest.start, place) + 1, self.rest.start)
            for cut, after in self._parts(begin, place, following):
                if self._fits(cut):
                    return cut, after
        return self._until(place), place

    def _overfull(self, following: int) -> tuple[Slice, int | None]:
        """Return the line whose first word is too long for it, up to the place that follows.

        As little of it as can be, if it may be broken.
        """
        style, start, end = self.style, self.rest.start, self.rest.end
        if style["overflow_wrap"] != "normal" or style["word_break"] == "break-all":
            raise IntricateError
        shortest = None
        if style["hyphens"] == "auto":
            for cut, after in self._parts(start, start, following):
                shortest = cut, after
                if self._fits(cut):
                    return shortest
        if shortest:
            if shortest[0].tail and shortest[0].tail.breaks:
                raise IntricateError
            return shortest
        return self._until(following), following if following < end else None

    def _parts(self, begin: int, place: int, following: int) -> Iterator[tuple[Slice, int]]:
        """Yield lines with a hyphen after a part of what stands between two places, longest first.

        With it goes what stands before it from the beginning of the word. See the fourth step of
        the engine's `split_first_line`.
        """
        style, rest, string = self.style, self.rest, self.text.string
        if following == place + 1 and following < rest.end:
            # A single character, with which the engine does one or the other.
            raise IntricateError
        until = following - 1 if following < rest.end else rest.end
        for part in self.texts.parts(string[place:until], style, self.context):
            shown = string[begin:place] + part + style["hyphenate_character"]
            tail = self.text.face.shaped(shown)
            if tail is None:
                raise IntricateError
            yield Slice(self.text, rest.start, begin, tail), place + len(part)

    def _worth(self, place: int) -> bool:
        """Tell whether a line that ends at a place leaves enough room for a part of a word."""
        from weasyprint.layout.percent import percentage

        zone = percentage(self.style["hyphenate_limit_zone"], self.style, self.measure)
        return bool(self.measure - self._width(place) > zone)


def _spacing(style: Any, more: float = 0) -> int | None:
    """Return by how much blanks are wider than the font's, None if they are not."""
    spacing = style["word_spacing"] + more
    return int(spacing * UNITS) if spacing else None


def _splitting(own: Callable[..., Split], make: Callable[..., Any]) -> Callable[..., Split]:
    """Return `split_first_line` for plain texts; `own` is the engine's, `make` its layouts."""

    @wraps(own)
    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        **special: bool,
    ) -> Split:
        texts = None if context is None else _Texts.of(context, make)
        rest = texts and texts.find(text, style)
        if texts and rest:
            with suppress(IntricateError):
                cut, resume = _Breaking(texts, rest, style, context, max_width).line()
                line = Line.of(cut, style, justification_spacing, max_width)
                return _told(texts, rest, line, resume)
        return own(text, style, context, max_width, justification_spacing, **special)

    return split_first_line


def _told(texts: _Texts, rest: Slice, line: Line, resume: int | None) -> Split:
    """Return a line as the engine's `split_first_line` does; keep what is asked for next."""
    cut, text, face = line.slice, rest.text, rest.text.face
    width = cut.width(_spacing(line.style)) / UNITS
    texts.keep(face, line.text, cut)
    if resume is None:
        return line, len(line.text.encode()), None, width, face.height, face.baseline
    before = text.string[rest.start : resume]
    if text.goes_on(resume):
        after = Slice(text, resume, rest.end)
        texts.keep(face, after.string, after)
    length = before if cut.tail else line.text
    return line, len(length.encode()), len(before.encode()), width, face.height, face.baseline


def _creating(own: Callable[..., Any], make: Callable[..., Any]) -> Callable[..., Any]:
    """Return `create_layout` for justified lines, whose blanks alone are others than before."""

    @wraps(own)
    def create_layout(
        text: str, style: Any, context: Any, max_width: float | None, justification_spacing: float
    ) -> Any:
        found = _Texts.of(context, make).find(text, style) if max_width is None else None
        if found:
            with suppress(IntricateError):
                found.width(_spacing(style, justification_spacing))
                return Line.of(found, style, justification_spacing, max_width)
        return own(text, style, context, max_width, justification_spacing)

    return create_layout


def _forgetting(add: Callable[..., Any]) -> Callable[..., Any]:
    """Return `add_font_face` after which all faces are looked for again."""

    @wraps(add)
    def add_font_face(self: Any, *facts: Any) -> Any:
        for name in KEPT:
            vars(self).pop(name, None)
        return add(self, *facts)

    return add_font_face


def _drawing(own: Callable[..., Any], make: Callable[..., Any]) -> Callable[..., Any]:
    """Return `draw_first_line` for lines that are slices of texts."""

    @wraps(own)
    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any
    ) -> Any:
        line, style = textbox.pango_layout, textbox.style
        if isinstance(line, Line):
            face = line.slice.text.face
            if not line.text.strip():
                return []
            cut_off = text_overflow == "ellipsis" or block_ellipsis != "none"
            if not cut_off and style is line.style and _draw(stream, line, face, matrix):
                return []
            layout = make(style, line.justification_spacing, line.max_width)
            layout.set_text(line.text, justify=True)
            textbox.pango_layout = layout
        return own(stream, textbox, text_overflow, block_ellipsis, matrix)

    return draw_first_line


def _draw(stream: Any, line: Line, face: Face, matrix: Any) -> bool:
    """Draw a line as the engine would; tell whether its font is one for that."""
    font, size = _font(stream, face)
    if font.bitmap or font.png or font.svg or font.colr or size < LEAST:
        return False
    pieces = vars(font).setdefault("rotative_pieces", {}).setdefault(size, {})
    spacing = _spacing(line.style, line.justification_spacing)
    runs = (_run(parts, font, size, pieces) for parts in line.slice.runs(spacing))
    stream.set_text_matrix(*matrix.values)
    stream.set_font_size(font.hash, size)
    stream.show_text("".join(runs))
    return True


def _font(stream: Any, face: Face) -> tuple[Any, float]:
    """Return the font that a face is drawn with, and its size; Pango is asked for its key once."""
    fonts = stream._fonts  # noqa: SLF001 - there is no public way
    if face.key not in fonts:
        font, face.size = stream.add_font(face.font)
        face.key = next(key for key, one in fonts.items() if one is font)
    return fonts[face.key], face.size


def _run(parts: list[Part], font: Any, size: float, pieces: dict[Any, str]) -> str:
    """Return glyphs as PDF's operator TJ takes them: numbers in hexadecimal, shifts between."""
    string = "<" + "".join(_glyphs(part, font, size, pieces) for part in parts)
    return string[:-1] if string[-1] == "<" else f"{string}>"


def _glyphs(part: Part, font: Any, size: float, pieces: dict[Any, str]) -> str:
    """Return glyphs between others, which are kept: the same words are set again and again."""
    text, first, widths, offset = part
    glyphs = text.glyphs[first : first + len(widths)]
    word = glyphs.tobytes(), widths.tobytes(), offset
    found = pieces.get(word)
    if found is None:
        if len(pieces) >= MOST:
            pieces.clear()
        keys = [*zip(glyphs, widths, repeat(offset))]
        for place, key in enumerate(keys, first):
            if key not in pieces:
                pieces[key] = _piece(part, place, font, size)
        found = "".join([pieces[key] for key in keys])
        if len(widths) <= WORD:
            pieces[word] = found
    return found


def _piece(part: Part, place: int, font: Any, size: float) -> str:
    """Return a glyph between others, and tell the font of it; the sums are the engine's."""
    text = part.text
    glyph, width = text.glyphs[place], part.widths[place - part.first]
    offset = part.offset / size
    if glyph not in font.to_unicode:
        font.to_unicode[glyph] = text.letters(place)
    if glyph not in font.widths:
        font.widths[glyph] = round(text.face.advance(glyph) * 1000 / UNITS / size)
    kerning = font.widths[glyph] + offset - width * 1000 / UNITS / size
    before = f">{-offset}<" if offset else ""
    after = f">{int(kerning)}<" if kerning else ""
    return f"{before}{glyph:04x}{after}"
