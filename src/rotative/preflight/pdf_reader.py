"""The reader: walks a page's streams and lists what they paint.

Forms, patterns and glyphs drawn by streams are read once and placed as often as they are used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pikepdf

from rotative.pdfpage import upright
from rotative.preflight import pdf_colour, pdf_operators, pdf_syntax
from rotative.preflight.pdf_colour import Colour
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_geometry import (
    EVERYWHERE,
    IDENTITY,
    Box,
    Matrix,
    inside,
    intersect,
    is_empty,
    transform,
)
from rotative.preflight.pdf_marks import (
    BLACK,
    OPAQUE,
    Kind,
    Mark,
    Pattern,
    State,
    placed,
)
from rotative.preflight.pdf_objects import elements, floats
from rotative.preflight.pdf_resources import Library, Resources
from rotative.preflight.pdf_run import Run
from rotative.preflight.pdf_shading import colours

# Deeper nesting than this is a circle or an attack.
DEEPEST = 24
# Ten million operators of one page take a minute; a page has some hundred thousand at most.
MOST_OPERATIONS = 3_000_000


class Reader:
    """Reads the pages of one file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.library = Library()
        self.broken: list[str] = []
        self._recordings: dict[object, list[Mark]] = {}
        self._open: list[object] = []

    def page(
        self, page: pikepdf.Object, resources: pikepdf.Object | None, sheet: Box
    ) -> list[Mark]:
        """Return what a page and its annotations paint, in points of its user space."""
        shelf = self.resources(resources)
        run = Run(self, shelf, State())
        run.extend(self._group(page, sheet))
        self.play(run, self._content(page.get("/Contents")))
        for note in elements(page.get("/Annots")):
            run.state = State()
            run.extend(self._annotation(note, run))
        return run.marks

    def _group(self, source: pikepdf.Object, box: Box) -> Iterator[Mark]:
        """Yield the colour space that a page or form mixes its transparent colours in."""
        group = source.get("/Group")
        space = group.get("/CS") if isinstance(group, pikepdf.Dictionary) else None
        if space is not None:
            colour = self.library.colour(pdf_colour.space(space), ())
            yield Mark(Kind.GROUP, box, EVERYWHERE, (colour,))

    def _annotation(self, note: pikepdf.Object, run: Run) -> Iterator[Mark]:
        """Yield what an annotation's appearance paints into its rectangle (12.5.5)."""
        stream = _appearance(note)
        if stream is None:
            return
        left, bottom, right, top = floats(note["/Rect"])
        place = upright((left, bottom, right, top))
        left, bottom, right, top = floats(stream["/BBox"])
        box = transform(upright((left, bottom, right, top)), _matrix(stream.get("/Matrix")))
        wide, high = box[2] - box[0] or 1.0, box[3] - box[1] or 1.0
        across, up = (place[2] - place[0]) / wide, (place[3] - place[1]) / high
        move = (across, 0.0, 0.0, up, place[0] - box[0] * across, place[1] - box[1] * up)
        run.state.ctm = move
        yield from self.form(stream, run, "an annotation")

    def resources(
        self, source: pikepdf.Object | None, fallback: Resources | None = None
    ) -> Resources:
        """Return a resource dictionary's wrapper."""
        if source is None:
            return fallback or Resources(None, self.library)
        return self.library.once("resources", source, lambda: Resources(source, self.library))

    def _content(self, source: pikepdf.Object | None) -> bytes:
        streams = [source] if isinstance(source, pikepdf.Stream) else elements(source)
        return b"\n".join(map(self._decoded, streams))

    def _decoded(self, stream: pikepdf.Object) -> bytes:
        try:
            return stream.read_bytes()
        except FAULTS as error:
            self.broken.append(str(error))
            return b""

    def play(self, run: Run, data: bytes) -> None:
        """Let a run follow a stream; an operator that cannot be followed is passed over."""
        table = pdf_operators.TABLE
        for count, (name, operands) in enumerate(pdf_syntax.operations(data)):
            work = table.get(name)
            if work is None:
                continue
            try:
                work(run, operands)
            except FAULTS as error:
                self.broken.append(f"{name.decode('latin-1')}: {error}")
            if count > MOST_OPERATIONS:
                self.broken.append("too many operators")
                return

    def form(self, source: pikepdf.Object, run: Run, within: str = "a form") -> Iterator[Mark]:
        """Yield what a form XObject paints where a run invokes it."""
        state = run.state
        group = source.get("/Group")
        is_group = group is not None and str(group.get("/S", "")) == "/Transparency"
        inner = self._inherited(state, opaque=is_group)
        marks = self._recorded(source, run.resources, inner)
        matrix = _matrix(source.get("/Matrix"))
        outer = state.look if is_group else OPAQUE
        first = placed(marks, matrix, EVERYWHERE, OPAQUE, within)
        yield from self._group(source, state.clip)
        yield from placed(first, state.ctm, state.clip, outer, within)

    def _inherited(self, state: State, *, opaque: bool) -> State:
        inner = State()
        inner.fill, inner.stroke = state.fill, state.stroke
        inner.fill_space, inner.stroke_space = state.fill_space, state.stroke_space
        inner.width = state.width
        look = state.look
        inner.look = (
            replace(look, alpha=1.0, stroke_alpha=1.0, blend="Normal", soft=False)
            if (opaque)
            else look
        )
        return inner

    def _recorded(self, source: pikepdf.Object, shelf: Resources, state: State) -> list[Mark]:
        number = source.objgen
        key = (number, id(state.fill), id(state.stroke), state.look, state.width)
        if number in self._open or len(self._open) >= DEEPEST:
            return []
        if key not in self._recordings or number == (0, 0):
            self._open.append(number)
            try:
                self._recordings[key] = self._record(source, shelf, state)
            finally:
                self._open.pop()
        return self._recordings[key]

    def _record(self, source: pikepdf.Object, shelf: Resources, state: State) -> list[Mark]:
        box = source.get("/BBox")
        if box is not None:
            left, bottom, right, top = floats(box)
            state.clip = upright((left, bottom, right, top))
        own = self.resources(source.get("/Resources"), shelf)
        run = Run(self, own, state)
        self.play(run, self._decoded(source))
        return [mark for mark in run.marks if not is_empty(mark.visible)]

    def mask(self, source: pikepdf.Object, run: Run) -> Iterator[Mark]:
        """Yield what a soft mask's group paints: it prints nothing, but its colours count."""
        marks = self._recorded(source, run.resources, State())
        yield from self._group(source, run.state.clip)
        for mark in placed(marks, run.state.ctm, run.state.clip, OPAQUE, "a soft mask"):
            yield replace(mark, kind=Kind.MASK)

    def pattern(self, pattern: Pattern, box: Box, run: Run) -> Iterator[Mark]:
        """Yield what a pattern paints into a box."""
        source, state = pattern.source, run.state
        matrix = _matrix(source.get("/Matrix"))
        if int(source.get("/PatternType", 1)) == 2:
            shades = colours(source["/Shading"], run.resources.source, self.library)
            yield Mark(Kind.SHADE, box, state.clip, shades, state.look, within="a shading")
            return
        inner = State()
        if pattern.colour is not None and int(source.get("/PaintType", 1)) == 2:
            inner.fill = inner.stroke = pattern.colour
        marks = self._recorded(source, run.resources, inner)
        visible = intersect(box, state.clip)
        cell = transform(floats(source["/BBox"])[:4], matrix)  # type: ignore[arg-type]  # four
        if inside(visible, cell):
            yield from placed(marks, matrix, visible, state.look, "a pattern")
            return
        seen: set[object] = set()
        for mark in placed(marks, matrix, EVERYWHERE, state.look, "a pattern"):
            if (same := (mark.kind, mark.colours, id(mark.picture))) not in seen:
                seen.add(same)
                yield replace(mark, box=box, clip=state.clip)

    def glyph(self, source: pikepdf.Object, shelf: Resources) -> set[Colour]:
        """Return the colours that a Type 3 font's glyph brings itself."""
        own = {colour for mark in self._recorded(source, shelf, State()) for colour in mark.colours}
        return own - {BLACK}


def _appearance(note: pikepdf.Object) -> pikepdf.Object | None:
    """Return the stream of an annotation that is shown, None for one without."""
    if not isinstance(note, pikepdf.Dictionary) or int(note.get("/F", 0)) & 2:
        return None
    looks = note.get("/AP")
    stream = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if isinstance(stream, pikepdf.Dictionary):
        stream = stream.get(str(note.get("/AS", "/Off")))
    return stream if isinstance(stream, pikepdf.Stream) else None


def _matrix(source: pikepdf.Object | None) -> Matrix:
    if source is None:
        return IDENTITY
    a, b, c, d, e, f = floats(source)
    return (a, b, c, d, e, f)
