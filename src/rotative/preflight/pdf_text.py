"""The operators for text (ISO 32000-2, 9.3 and 9.4)."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf

from rotative.preflight import pdf_syntax
from rotative.preflight.pdf_colour import Colour
from rotative.preflight.pdf_font import Codes, Font
from rotative.preflight.pdf_geometry import IDENTITY, Box, multiply, stretch, transform
from rotative.preflight.pdf_marks import Kind, Mark, Pattern, State
from rotative.preflight.pdf_resources import Resources
from rotative.preflight.pdf_run import Run
from rotative.preflight.pdf_syntax import numbers

Operands = list[bytes]
Operator = Callable[[Run, Operands], None]

# Text rendering modes (table 104): some draw outlines, some nothing at all.
OUTLINED, UNSEEN = (1, 2, 5, 6), (3, 7)


def _begin(run: Run, _: Operands) -> None:
    run.text_matrix = run.line_matrix = IDENTITY


def _font(run: Run, operands: Operands) -> None:
    name, size = operands[-2:]
    run.state.font = run.resources.font(pdf_syntax.name(name))
    run.state.size = float(size)


def _move(run: Run, operands: Operands) -> None:
    x, y = numbers(operands[-2:])
    run.line_matrix = multiply((1.0, 0.0, 0.0, 1.0, x, y), run.line_matrix)
    run.text_matrix = run.line_matrix


def _move_leading(run: Run, operands: Operands) -> None:
    run.state.leading = -float(operands[-1])
    _move(run, operands)


def _next_line(run: Run, _: Operands) -> None:
    _move(run, [b"0", str(-run.state.leading).encode()])


def _matrix(run: Run, operands: Operands) -> None:
    a, b, c, d, e, f = numbers(operands)
    run.text_matrix = run.line_matrix = (a, b, c, d, e, f)


def _show(run: Run, operands: Operands) -> None:
    state, font = run.state, run.state.font
    data, adjustments = pdf_syntax.shown(operands[-1])
    if font is None or not data:
        return
    codes = font.codes(data)
    spaces = data.count(32) if not font.composite else 0
    blanks = state.spacing * len(codes) + state.word_spacing * spaces
    along = (font.width(codes) - adjustments) * state.size / 1000 + blanks
    box, step = _extent(state, font, along, len(codes))
    if state.mode not in UNSEEN:
        _mark(run, font, codes, box).operand = operands[-1]
    run.text_matrix = multiply((1.0, 0.0, 0.0, 1.0, *step), run.text_matrix)


def _extent(state: State, font: Font, along: float, count: int) -> tuple[Box, tuple[float, float]]:
    """Return the box of a text in text space, and how far the next one is."""
    if font.vertical:
        down = -abs(state.size) * count
        half = state.size / 2
        return (-half, min(down, 0.0), half, max(down, 0.0)), (0.0, down)
    low, high = font.extent
    along *= state.stretch
    box = (0.0, low * state.size + state.rise, along, high * state.size + state.rise)
    return box, (along, 0.0)


def _mark(run: Run, font: Font, codes: Codes, box: Box) -> Mark:
    state = run.state
    matrix = multiply(run.text_matrix, state.ctm)
    font.used.update(codes)
    mark = Mark(Kind.TEXT, transform(box, matrix), state.clip, (), state.look, font=font)
    mark.codes, mark.size = codes, abs(state.size) * stretch(matrix)[1]
    mark.colours = _colours(run, mark.box)
    run.add(mark)
    if font.kind == "Type3":
        _drawn(run, font, codes, mark)
    return mark


def _colours(run: Run, box: Box) -> tuple[Colour, ...]:
    state = run.state
    if state.mode in OUTLINED and state.mode % 4 == 1:
        return run.inked()
    filled: tuple[Colour, ...]
    if isinstance(state.fill, Pattern):
        marks = run.reader.pattern(state.fill, box, run)
        filled = tuple(dict.fromkeys(colour for mark in marks for colour in mark.colours))
    else:
        filled = (state.fill,)
    return (*filled, *run.inked()) if state.mode in OUTLINED else filled


def _drawn(run: Run, font: Font, codes: Codes, mark: Mark) -> None:
    """Add the colours that glyphs of a Type 3 font bring themselves."""
    procedures, own = font.source.get("/CharProcs"), font.source.get("/Resources")
    if not isinstance(procedures, pikepdf.Dictionary):
        return
    shelf: Resources = run.reader.resources(own, run.resources)
    colours: set[Colour] = set()
    for name in dict.fromkeys(filter(None, map(font.glyph_name, codes))):
        source = procedures.get(f"/{name}")
        if isinstance(source, pikepdf.Stream):
            colours |= run.reader.glyph(source, shelf)
    if colours:
        within = "a Type 3 glyph"
        run.add(Mark(Kind.FILL, mark.box, mark.clip, tuple(colours), mark.look, within=within))


def _show_next(run: Run, operands: Operands) -> None:
    _next_line(run, [])
    _show(run, operands)


def _show_spaced(run: Run, operands: Operands) -> None:
    run.state.word_spacing, run.state.spacing = numbers(operands[-3:-1])
    _show_next(run, operands)


def _sets(field: str, factor: float = 1.0) -> Operator:
    def work(run: Run, operands: Operands) -> None:
        setattr(run.state, field, float(operands[-1]) * factor)

    return work


def _mode(run: Run, operands: Operands) -> None:
    run.state.mode = int(float(operands[-1]))


TABLE: dict[bytes, Operator] = {
    b"BT": _begin,
    b"Tf": _font,
    b"Td": _move,
    b"TD": _move_leading,
    b"T*": _next_line,
    b"Tm": _matrix,
    b"Tj": _show,
    b"TJ": _show,
    b"'": _show_next,
    b'"': _show_spaced,
    b"Tc": _sets("spacing"),
    b"Tw": _sets("word_spacing"),
    b"Tz": _sets("stretch", 0.01),
    b"TL": _sets("leading"),
    b"Ts": _sets("rise"),
    b"Tr": _mode,
}
