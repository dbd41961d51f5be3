"""The sheet: where pages, folds, cuts and marks stand on it, in points from the bottom left."""

from __future__ import annotations

from itertools import pairwise

from rotative.dataclass import dataclass
from rotative.imposition.order import SCHEMES, Cell
from rotative.marks.drawing import MM
from rotative.marks.page import MARGIN
from rotative.model import Booklet, Trim
from rotative.pdfpage import Box
from rotative.problems import Place, Problems
from rotative.sizes import AMERICAN, SHEETS

ROOM = 6.5 * MM  # what crop marks need beyond the bleed
SLACK = 0.5  # pt: sizes told in whole millimetres are not exact


@dataclass(frozen=True, slots=True)
class Layout:
    """The grid of pages on a sheet; lengths in points."""

    width: float
    height: float
    page: tuple[float, float]
    bleed: float
    milling: float
    columns: int
    rows: int
    creep: float = 0.0

    @property
    def trims(self) -> Box:
        """What the cut pages take together, in the middle of the sheet."""
        across, up = _block(self.page, self.bleed, self.milling, (self.columns, self.rows))
        left, bottom = (self.width - across) / 2, (self.height - up) / 2
        return left, bottom, left + across, bottom + up

    @property
    def bleeds(self) -> Box:
        """The trims with their bleed, as far as the sheet reaches."""
        left, bottom, right, top = self.trims
        return (
            max(0.0, left - self.bleed),
            max(0.0, bottom - self.bleed),
            min(self.width, right + self.bleed),
            min(self.height, top + self.bleed),
        )

    @property
    def room(self) -> tuple[float, float, float, float]:
        """What lies beyond the bleed at left, foot, right and head."""
        left, bottom, right, top = self.bleeds
        return left, bottom, self.width - right, self.height - top

    def corner(self, column: int, row: int) -> tuple[float, float]:
        """Return the bottom left corner of a page's trim."""
        width, height = self.page
        pair = 2 * (width + self.milling + self.bleed)
        x = self.trims[0] + column // 2 * pair + column % 2 * (width + 2 * self.milling)
        y = self.trims[1] + (self.rows - 1 - row) * (height + 2 * self.bleed)
        return x, y

    def clip(self, column: int, row: int) -> Box:
        """Return what a page may print on: its trim, and its bleed but for the spine's side."""
        x, y = self.corner(column, row)
        inner, outer = min(self.milling, self.bleed), self.bleed
        left, right = (inner, outer) if column % 2 else (outer, inner)
        width, height = self.page
        return x - left, y - outer, x + width + right, y + height + outer

    def shift(self, cell: Cell, depths: int) -> float:
        """Return how far creep moves a page to the right: to its spine, as far as it lies deep."""
        share = cell.depth / (depths - 1) if depths > 1 else 0.0
        return self.creep * share * (-1 if cell.column % 2 else 1)

    @property
    def spines(self) -> tuple[float, ...]:
        """Where the folds that become spines run."""
        width, _ = self.page
        starts = (self.corner(column, 0)[0] for column in range(0, self.columns, 2))
        return tuple(x + width + self.milling for x in starts)

    @property
    def folds(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where all folds run, across and up."""
        between = ((a + b) / 2 for a, b in pairwise(self.spines))
        up = (self.height / 2,) * (self.rows - 1)
        return (*self.spines, *between), up

    @property
    def cuts(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where the knife runs, across and up: at every trim but the spine's."""
        width, height = self.page
        across = (self.corner(c, 0)[0] + (width if c % 2 else 0) for c in range(self.columns))
        feet = [self.corner(0, row)[1] for row in range(self.rows)]
        return tuple(across), tuple(y for foot in feet for y in (foot, foot + height))


def lay_out(
    page: tuple[float, float],
    bleed: float,
    booklet: Booklet,
    *,
    depths: int,
    problems: Problems,
    place: Place | None,
) -> Layout:
    """Return the layout of a page's trim and bleed in points.

    A chosen sheet is turned to where it fits; without one the sheet is what trims, bleed and
    marks need. Notes a sheet too small for the trims as an error, for bleed or marks as a warning.
    """
    front = SCHEMES[booklet.up][0]
    grid = len(front[0]), len(front)
    milling = booklet.milling * MM
    block = _block(page, bleed, milling, grid)
    margin = bleed + (MARGIN * MM if booklet.marks else 0.0)
    width, height = (side + 2 * margin for side in block)
    if booklet.sheet:
        width, height = _turned(booklet.sheet, block)
    creep = (booklet.creep or booklet.thickness * (depths - 1)) * MM
    layout = Layout(width, height, page, bleed, milling, *grid, creep)
    _check(layout, booklet, problems, place)
    return layout


def _block(
    page: tuple[float, float], bleed: float, milling: float, grid: tuple[int, int]
) -> tuple[float, float]:
    (width, height), (columns, rows) = page, grid
    pairs = columns // 2
    across = pairs * 2 * (width + milling) + (pairs - 1) * 2 * bleed
    return across, rows * height + (rows - 1) * 2 * bleed


def _turned(sheet: Trim, block: tuple[float, float]) -> tuple[float, float]:
    """Return the sheet's sides in points, turned as the block of pages lies."""
    sides = sorted((sheet.width * MM, sheet.height * MM), reverse=block[0] >= block[1])
    return sides[0], sides[1]


def _check(layout: Layout, booklet: Booklet, problems: Problems, place: Place | None) -> None:
    left, bottom, right, top = layout.trims
    name = booklet.sheet.name if booklet.sheet else ""
    across, up = (right - left, top - bottom)
    if min(left, bottom) < -SLACK:
        message = f"{booklet.up} pages take {_mm(across)} × {_mm(up)} mm; {name} is smaller"
        problems.error("sheet-too-small", message, place, _larger(name, across, up))
        return
    need, there = layout.bleed + (ROOM if booklet.marks else 0.0), min(left, bottom)
    if name and there < need - SLACK:
        lost = "marks are shorter or left out"
        if there < layout.bleed - SLACK:
            lost = "the bleed is cut" + (", marks are left out" if booklet.marks else "")
        message = f"{name} leaves {_mm(max(0.0, there))} mm around the pages: {lost}"
        hint = _larger(name, across + 2 * need, up + 2 * need)
        problems.warn("sheet-without-room", message, place, hint)


def _larger(name: str, across: float, up: float) -> str:
    """Return the way out: the smallest sheet that is large enough, of those sold in one shop."""
    short, long = sorted((across / MM, up / MM))
    for other, sides in SHEETS.items():
        alike = (other in AMERICAN) == (name in AMERICAN)
        if alike and min(sides) >= short - 0.2 and max(sides) >= long - 0.2:
            return f"choose {other}, or name no sheet for one as large as needed"
    return "name no sheet for one as large as needed, or put fewer pages on a side"


def _mm(points: float) -> str:
    return f"{points / MM:.1f}".removesuffix(".0")
