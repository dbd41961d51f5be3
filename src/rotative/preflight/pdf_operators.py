"""The operators of content streams: what each does to a run (ISO 32000-2, annex A)."""

from __future__ import annotations

from collections.abc import Callable

import pikepdf

from rotative.preflight import pdf_colour, pdf_picture, pdf_syntax, pdf_text
from rotative.preflight.pdf_colour import Space
from rotative.preflight.pdf_geometry import UNIT, multiply, transform
from rotative.preflight.pdf_marks import Kind, Look, Mark, Pattern
from rotative.preflight.pdf_objects import floats
from rotative.preflight.pdf_picture import Picture
from rotative.preflight.pdf_run import Run
from rotative.preflight.pdf_shading import colours
from rotative.preflight.pdf_syntax import numbers

Operands = list[bytes]
Operator = Callable[[Run, Operands], None]

# A file that opens more states than this and closes none is damaged.
MOST_STATES = 512


def _save(run: Run, _: Operands) -> None:
    if len(run.stack) < MOST_STATES:
        run.stack.append(run.state)
        run.state = run.state.copy()


def _restore(run: Run, _: Operands) -> None:
    if run.stack:
        run.state = run.stack.pop()


def _transform(run: Run, operands: Operands) -> None:
    a, b, c, d, e, f = numbers(operands)
    run.state.ctm = multiply((a, b, c, d, e, f), run.state.ctm)


def _width(run: Run, operands: Operands) -> None:
    run.state.width = float(operands[-1])


def _state(run: Run, operands: Operands) -> None:
    entries = run.resources.state(pdf_syntax.name(operands[-1]))
    state = run.state
    if "/LW" in entries:
        state.width = float(entries["/LW"])
    if "/Font" in entries:
        state.font = run.reader.library.font(entries["/Font"][0])
        state.size = float(entries["/Font"][1])
    mask = entries.get("/SMask")
    if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
        run.extend(run.reader.mask(mask["/G"], run))
    if entries:
        state.look = _look(state.look, entries)


def _look(look: Look, entries: dict[str, pikepdf.Object]) -> Look:
    stroke_overprint = entries.get("/OP")
    overprint = entries.get("/op", stroke_overprint)
    blend = entries.get("/BM")
    mask = entries.get("/SMask")
    return Look(
        alpha=float(entries.get("/ca", look.alpha)),
        stroke_alpha=float(entries.get("/CA", look.stroke_alpha)),
        blend=look.blend if blend is None else _blend(blend),
        soft=look.soft if mask is None else isinstance(mask, pikepdf.Dictionary),
        overprint=look.overprint if overprint is None else bool(overprint),
        stroke_overprint=(
            look.stroke_overprint if stroke_overprint is None else bool(stroke_overprint)
        ),
        overprint_mode=int(entries.get("/OPM", look.overprint_mode)),
    )


def _blend(source: pikepdf.Object) -> str:
    first = source[0] if isinstance(source, pikepdf.Array) else source
    return str(first).removeprefix("/")


def _device(space: Space) -> tuple[Operator, Operator]:
    """Return the operators that set a device colour, for areas and for lines."""

    def fill(run: Run, operands: Operands) -> None:
        values = numbers(operands[-space.parts :])
        run.state.fill_space = space
        run.state.fill = run.reader.library.colour(space, values)

    def stroke(run: Run, operands: Operands) -> None:
        values = numbers(operands[-space.parts :])
        run.state.stroke_space = space
        run.state.stroke = run.reader.library.colour(space, values)

    return fill, stroke


def _fill_space(run: Run, operands: Operands) -> None:
    space = run.resources.space(pdf_syntax.name(operands[-1]))
    run.state.fill_space = space
    run.state.fill = run.reader.library.colour(space, space.start())


def _stroke_space(run: Run, operands: Operands) -> None:
    space = run.resources.space(pdf_syntax.name(operands[-1]))
    run.state.stroke_space = space
    run.state.stroke = run.reader.library.colour(space, space.start())


def _fill_colour(run: Run, operands: Operands) -> None:
    run.state.fill = _paint(run, operands, run.state.fill_space)


def _stroke_colour(run: Run, operands: Operands) -> None:
    run.state.stroke = _paint(run, operands, run.state.stroke_space)


def _paint(run: Run, operands: Operands, space: Space) -> pdf_colour.Colour | Pattern:
    library = run.reader.library
    if operands[-1][:1] != b"/":
        return library.colour(space, numbers(operands))
    source = run.resources.get("/Pattern", pdf_syntax.name(operands[-1]))
    if source is None:
        return library.colour(pdf_colour.UNKNOWN, ())
    base = space.base
    colour = library.colour(base, numbers(operands[:-1])) if base is not None else None
    return (
        library.once("pattern", source, lambda: Pattern(source, colour))
        if (colour is None)
        else Pattern(source, colour)
    )


def _shade(run: Run, operands: Operands) -> None:
    source = run.resources.get("/Shading", pdf_syntax.name(operands[-1]))
    if source is None:
        return
    state, box = run.state, run.state.clip
    if (limits := source.get("/BBox")) is not None:
        left, bottom, right, top = floats(limits)
        box = transform((left, bottom, right, top), state.ctm)
    shades = colours(source, run.resources.source, run.reader.library)
    run.add(Mark(Kind.SHADE, box, state.clip, shades, state.look, within="a shading"))


def _do(run: Run, operands: Operands) -> None:
    name = pdf_syntax.name(operands[-1])
    source = run.resources.thing(name)
    if source is None:
        return
    kind = str(source.get("/Subtype", ""))
    if kind == "/Image":
        _picture(run, run.resources.picture(source, name))
    elif kind == "/Form":
        run.extend(run.reader.form(source, run))


def _inline(run: Run, operands: Operands) -> None:
    source = pdf_picture.inline(run.reader.pdf, operands)
    _picture(run, Picture(source, run.resources.source, "an inline image"))


def _picture(run: Run, picture: Picture) -> None:
    state = run.state
    box = transform(UNIT, state.ctm)
    mark = Mark(Kind.PICTURE, box, state.clip, (), state.look, picture=picture, matrix=state.ctm)
    if picture.is_mask and isinstance(state.fill, pdf_colour.Colour):
        mark.colours = (state.fill,)
    elif picture.is_mask:
        run.filled(Kind.FILL, box)
    else:
        mark.colours = (run.reader.library.colour(picture.space.root, ()),)
    run.add(mark)


def _rectangle(run: Run, operands: Operands) -> None:
    run.rectangle(*numbers(operands[-4:]))


def _move(run: Run, operands: Operands) -> None:
    run.move(*numbers(operands[-2:]))


def _line(run: Run, operands: Operands) -> None:
    run.line(*numbers(operands))


def _clip(run: Run, _: Operands) -> None:
    run.clips = True


def _ends(*, fill: bool = False, stroke: bool = False, even_odd: bool = False) -> Operator:
    return lambda run, _: run.paint(fill=fill, stroke=stroke, even_odd=even_odd)


def _begin_tag(run: Run, operands: Operands) -> None:
    run.tags.append(pdf_syntax.name(operands[0]).removeprefix("/") if operands else "")


def _end_tag(run: Run, _: Operands) -> None:
    if run.tags:
        run.tags.pop()


def _uncoloured(run: Run, _: Operands) -> None:
    run.colourless = True


_GRAY, _RGB, _CMYK = map(_device, (pdf_colour.GRAY, pdf_colour.RGB, pdf_colour.CMYK))

TABLE: dict[bytes, Operator] = {
    b"q": _save,
    b"Q": _restore,
    b"cm": _transform,
    b"w": _width,
    b"gs": _state,
    b"g": _GRAY[0],
    b"G": _GRAY[1],
    b"rg": _RGB[0],
    b"RG": _RGB[1],
    b"k": _CMYK[0],
    b"K": _CMYK[1],
    b"cs": _fill_space,
    b"CS": _stroke_space,
    b"sc": _fill_colour,
    b"scn": _fill_colour,
    b"SC": _stroke_colour,
    b"SCN": _stroke_colour,
    b"sh": _shade,
    b"Do": _do,
    b"BI": _inline,
    b"re": _rectangle,
    b"m": _move,
    b"l": _line,
    b"c": _line,
    b"v": _line,
    b"y": _line,
    b"W": _clip,
    b"W*": _clip,
    b"n": _ends(),
    b"f": _ends(fill=True),
    b"F": _ends(fill=True),
    b"f*": _ends(fill=True, even_odd=True),
    b"S": _ends(stroke=True),
    b"s": _ends(stroke=True),
    b"B": _ends(fill=True, stroke=True),
    b"b": _ends(fill=True, stroke=True),
    b"B*": _ends(fill=True, stroke=True, even_odd=True),
    b"b*": _ends(fill=True, stroke=True, even_odd=True),
    b"BMC": _begin_tag,
    b"BDC": _begin_tag,
    b"EMC": _end_tag,
    b"d1": _uncoloured,
    **pdf_text.TABLE,
}
