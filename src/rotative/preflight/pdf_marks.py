"""Marks: what a page paints, as plain values, and the graphics state that they are painted in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pikepdf

from rotative.dataclass import dataclass
from rotative.preflight import pdf_colour, pdf_syntax
from rotative.preflight.pdf_colour import Colour
from rotative.preflight.pdf_font import Codes, Font
from rotative.preflight.pdf_geometry import (
    EVERYWHERE,
    IDENTITY,
    Box,
    Matrix,
    intersect,
    multiply,
    scale,
    transform,
)
from rotative.preflight.pdf_picture import Picture

# A gap of this many thousandths of the size is a blank, whatever the writer calls it.
BLANK = -180
# More than a line of words is never told.
MOST_OPERAND = 4000


class Kind(StrEnum):
    """How a mark was painted."""

    FILL = "fill"
    STROKE = "stroke"
    TEXT = "text"
    PICTURE = "picture"
    SHADE = "shade"
    MASK = "mask"  # what only decides how much of others is seen
    GROUP = "group"  # the colour space that others are mixed in


AREAS = (Kind.FILL, Kind.PICTURE, Kind.SHADE)
# These print nothing themselves, but their colours count.
UNSEEN = (Kind.MASK, Kind.GROUP)


@dataclass(frozen=True, slots=True)
class Look:
    """Transparency and overprint of a graphics state."""

    alpha: float = 1.0
    stroke_alpha: float = 1.0
    blend: str = "Normal"
    soft: bool = False
    overprint: bool = False
    stroke_overprint: bool = False
    overprint_mode: int = 0

    def through(self, *, stroke: bool) -> str:
        """Return what makes a mark transparent, an empty text when nothing does."""
        alpha = self.stroke_alpha if stroke else self.alpha
        if self.blend not in ("Normal", "Compatible"):
            return f"blend mode {self.blend}"
        if self.soft:
            return "a soft mask"
        return f"opacity of {100 * alpha:.0f} %" if alpha < 0.999 else ""


OPAQUE = Look()


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A tiling or shading pattern to paint with; `colour` is that of an uncoloured one."""

    source: pikepdf.Object
    colour: Colour | None


Paint = Colour | Pattern


@dataclass(slots=True)
class Mark:
    """Something painted.

    `box` is all of it, `clip` what shows; both in points of the page. `size` is that of the type
    or the width of the line, in points. `colours` are all of a shading's. `matrix` places a
    picture's unit square, `operand` is what a text was shown with. `within` says which part of
    the file it comes from, `tag` the element.
    """

    kind: Kind
    box: Box
    clip: Box
    colours: tuple[Colour, ...] = ()
    look: Look = OPAQUE
    size: float = 0.0
    font: Font | None = None
    codes: Codes = ()
    picture: Picture | None = None
    matrix: Matrix = IDENTITY
    within: str = ""
    tag: str = ""
    operand: bytes = b""

    @property
    def visible(self) -> Box:
        """What shows of the box."""
        return intersect(self.box, self.clip)

    @property
    def through(self) -> str:
        """What makes the mark transparent, an empty text when nothing does."""
        if self.picture is not None and self.picture.is_soft and not self.look.soft:
            return "a soft mask"
        return self.look.through(stroke=self.kind is Kind.STROKE)

    @property
    def overprints(self) -> bool:
        """Whether what lies below stays."""
        stroke = self.kind is Kind.STROKE
        return self.look.stroke_overprint if stroke else self.look.overprint

    @property
    def has_ink(self) -> bool:
        """Whether something is printed: white prints nothing."""
        if self.picture is not None and not self.picture.is_mask:
            return True
        return not all(colour.is_white for colour in self.colours)

    @property
    def words(self) -> str:
        """The words of a text, no more than a line of them."""
        if self.font is None:
            return ""
        text = " ".join("".join(self._spoken(self.font)).split())
        return text if len(text) <= 60 else text[:59].rstrip() + "…"

    def _spoken(self, font: Font) -> Iterator[str]:
        for piece in pdf_syntax.pieces(self.operand[:MOST_OPERAND]):
            if isinstance(piece, bytes):
                yield font.text(font.codes(piece))
            elif piece < BLANK:
                yield " "


def placed(
    marks: Iterable[Mark], matrix: Matrix, clip: Box, look: Look, within: str
) -> Iterator[Mark]:
    """Yield marks of a form as a page shows them: moved, clipped, seen through its own look."""
    if matrix == IDENTITY:  # as of most forms, which then cost little
        yield from _unmoved(marks, clip, look, within)
        return
    factor = scale(matrix)
    for mark in marks:
        yield replace(
            mark,
            box=transform(mark.box, matrix),
            clip=intersect(transform(mark.clip, matrix), clip) if mark.clip != EVERYWHERE else clip,
            size=mark.size * factor,
            matrix=multiply(mark.matrix, matrix),
            look=_seen_through(mark.look, look),
            within=mark.within or within,
        )


def _unmoved(marks: Iterable[Mark], clip: Box, look: Look, within: str) -> Iterator[Mark]:
    for mark in marks:
        shown, seen = intersect(mark.clip, clip), _seen_through(mark.look, look)
        if shown == mark.clip and seen is mark.look and mark.within:
            yield mark
        else:
            yield replace(mark, clip=shown, look=seen, within=mark.within or within)


def _seen_through(inner: Look, outer: Look) -> Look:
    if outer is OPAQUE or outer == OPAQUE:
        return inner
    return replace(
        inner,
        alpha=inner.alpha * outer.alpha,
        stroke_alpha=inner.stroke_alpha * outer.alpha,
        blend=outer.blend if inner.blend == "Normal" else inner.blend,
        soft=inner.soft or outer.soft,
    )


BLACK = Colour(pdf_colour.GRAY, (0.0,))


class State:
    """The graphics state; lengths in units of user space. Copied whole by `q`."""

    def __init__(self) -> None:
        self.ctm: Matrix = IDENTITY
        self.clip: Box = EVERYWHERE
        self.fill: Paint = BLACK
        self.stroke: Paint = BLACK
        self.fill_space = pdf_colour.GRAY
        self.stroke_space = pdf_colour.GRAY
        self.look = OPAQUE
        self.width = 1.0
        self.font: Font | None = None
        self.size = 0.0
        self.spacing = 0.0
        self.word_spacing = 0.0
        self.stretch = 1.0
        self.leading = 0.0
        self.rise = 0.0
        self.mode = 0

    def copy(self) -> State:
        """Return the same state again."""
        other: Any = object.__new__(State)
        other.__dict__.update(self.__dict__)
        return other  # type: ignore[no-any-return]  # it is a State
