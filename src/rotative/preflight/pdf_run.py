"""A run: one content stream being followed, with its state, its path and what it has painted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rotative.pdfpage import upright
from rotative.preflight.pdf_colour import Colour
from rotative.preflight.pdf_geometry import (
    IDENTITY,
    Box,
    Matrix,
    around,
    grown,
    intersect,
    scale,
    transform,
)
from rotative.preflight.pdf_marks import Kind, Mark, Pattern, State

if TYPE_CHECKING:
    from rotative.preflight.pdf_reader import Reader
    from rotative.preflight.pdf_resources import Resources

# Up to so many shapes of one path are looked at one by one; a drawing with more is one thing.
MOST_SHAPES = 64
# Four corners and the first again: a box drawn line by line.
_CORNERS = 10


class Run:
    """Follows one stream; the operators in `pdf_operators` work on it."""

    def __init__(self, reader: Reader, resources: Resources, state: State) -> None:
        self.reader = reader
        self.resources = resources
        self.state = state
        self.stack: list[State] = []
        self.marks: list[Mark] = []
        self.tags: list[str] = []
        self.lines: list[list[float]] = []
        self.boxes: list[Box] = []
        self.clips = False
        self.colourless = False
        self.line_matrix: Matrix = IDENTITY
        self.text_matrix: Matrix = IDENTITY

    def add(self, mark: Mark) -> None:
        """Keep what was painted, with the innermost element it belongs to."""
        mark.tag = self.tags[-1] if self.tags else mark.tag
        self.marks.append(mark)

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        """Add a box to the path."""
        self.boxes.append(upright((x, y, x + width, y + height)))

    def move(self, *point: float) -> None:
        """Begin a part of the path."""
        self.lines.append(list(point))

    def line(self, *points: float) -> None:
        """Go on with the path; a curve stays within its control points."""
        if not self.lines:
            self.lines.append([])
        self.lines[-1].extend(points)

    def paint(self, *, fill: bool = False, stroke: bool = False, even_odd: bool = False) -> None:
        """Paint the path and end it."""
        if fill:
            self._fill(even_odd=even_odd)
        if stroke:
            self._stroke()
        self.end()

    def end(self) -> None:
        """End the path, and clip with it if that was asked for."""
        if self.clips and (whole := self._whole()) is not None:
            state = self.state
            state.clip = intersect(state.clip, transform(whole, state.ctm))
        self.lines, self.boxes, self.clips = [], [], False

    def _shapes(self) -> list[Box]:
        return [*self.boxes, *(_bounds(points) for points in self.lines if len(points) > 3)]

    def _whole(self) -> Box | None:
        shapes = self._shapes()
        if not shapes:
            return None
        whole = shapes[0]
        for shape in shapes[1:]:
            whole = around(whole, shape)
        return whole

    def _fill(self, *, even_odd: bool) -> None:
        whole = self._whole()
        if whole is None:
            return
        shapes = self._shapes()
        is_drawing = any(len(points) > _CORNERS for points in self.lines)
        if even_odd or is_drawing or len(shapes) > MOST_SHAPES:
            shapes = [whole]
        state = self.state
        for shape in shapes:
            self.filled(Kind.FILL, transform(shape, state.ctm))

    def filled(self, kind: Kind, box: Box) -> None:
        """Paint a box with the colour or pattern for areas."""
        state = self.state
        if isinstance(state.fill, Pattern):
            self.extend(self.reader.pattern(state.fill, box, self))
        else:
            colours = () if self.colourless else (state.fill,)
            self.add(Mark(kind, box, state.clip, colours, state.look))

    def extend(self, marks: Iterable[Mark]) -> None:
        """Keep several marks."""
        for mark in marks:
            self.add(mark)

    def _stroke(self) -> None:
        state = self.state
        width = state.width * scale(state.ctm)
        shapes = self._shapes()
        if len(shapes) > MOST_SHAPES and (whole := self._whole()) is not None:
            shapes = [whole]
        for shape in shapes:
            box = grown(transform(shape, state.ctm), width / 2)
            self.add(Mark(Kind.STROKE, box, state.clip, self.inked(), state.look, width))

    def inked(self) -> tuple[Colour, ...]:
        """Return the colours that lines are drawn with."""
        stroke = self.state.stroke
        if self.colourless:
            return ()
        if not isinstance(stroke, Pattern):
            return (stroke,)
        marks = self.reader.pattern(stroke, self.state.clip, self)
        return tuple(dict.fromkeys(colour for mark in marks for colour in mark.colours))


def _bounds(points: list[float]) -> Box:
    xs, ys = points[::2], points[1::2]
    return (min(xs), min(ys), max(xs), max(ys))
