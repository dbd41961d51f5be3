"""The order of pages on sheets, such that folded, nested or gathered they read from first to last.

A sheet of a folio is folded once and carries four pages, a quarto's twice and eight, an octavo's
three times and sixteen. The schemes are those every bindery knows; a test folds paper after them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rotative.dataclass import dataclass
from rotative.model import Booklet

PERFECT = 16  # pages of a signature that nobody chose
# Fronts and backs, row by row from the top, of the section that one sheet makes; heads meet in
# the middle of a sheet of two rows. Turned sideways, a front shows the back that belongs to it.
SCHEMES = {
    2: (((4, 1),), ((2, 3),)),
    4: (((5, 4), (8, 1)), ((3, 6), (2, 7))),
    8: (((5, 12, 9, 8), (4, 13, 16, 1)), ((7, 10, 11, 6), (2, 15, 14, 3))),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A page's place on a sheet: `page` from 1; `turned` heads down; columns from the left.

    `depth` is how many leaves lie around it, from 0 to `depths` - 1 at the heart.
    """

    page: int
    column: int
    row: int
    turned: bool
    depth: int
    depths: int


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet: which signature and sheet it is of how many, each from 1."""

    signature: int
    signatures: int
    sheet: int
    sheets: int
    front: bool
    cells: tuple[Cell, ...]


def padded(pages: int, booklet: Booklet) -> int:
    """Return how many pages whole sheets have, blank ones at the end included."""
    section = 2 * booklet.up
    return max(1, -(-pages // section)) * section


def sides(pages: int, booklet: Booklet) -> tuple[Side, ...]:
    """Return both sides of every sheet, front before back, the outermost sheet first.

    Pages past the last are blank. `booklet.signature` must be whole sheets.
    """
    total = padded(pages, booklet)
    nests = [(1, total)] if booklet.binding == "saddle" else list(_gathered(total, booklet))
    return tuple(side for nest in _nests(nests, booklet) for side in nest)


def _gathered(total: int, booklet: Booklet) -> Iterator[tuple[int, int]]:
    """Yield first page and length of each signature; a short one stands before the last.

    There glue and thread hold it better than at an end of the block.
    """
    size = booklet.signature or PERFECT
    sizes = [size] * (total // size)
    if total % size:
        sizes.insert(-1 if len(sizes) > 1 else len(sizes), total % size)
    first = 1
    for length in sizes:
        yield first, length
        first += length


def _nests(nests: list[tuple[int, int]], booklet: Booklet) -> Iterator[Iterator[Side]]:
    for number, (first, length) in enumerate(nests, 1):
        yield _nest(first, length, (number, len(nests)), booklet)


def _nest(first: int, length: int, number: tuple[int, int], booklet: Booklet) -> Iterator[Side]:
    sheets = length // (2 * booklet.up)
    for sheet in range(sheets):
        signature, sheet_of = _numbered(sheet, sheets, number, booklet)
        for front in (True, False):
            cells = tuple(_cells(first, length, sheet, booklet, front=front))
            yield Side(*signature, *sheet_of, front, cells)


def _numbered(
    sheet: int, sheets: int, number: tuple[int, int], booklet: Booklet
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return signature and sheet as the bindery counts them: inset signatures count too."""
    size = booklet.signature // (2 * booklet.up)
    if booklet.binding != "saddle" or not size:
        return number, (sheet + 1, sheets)
    inset = sheet // size
    return (inset + 1, -(-sheets // size)), (sheet % size + 1, min(size, sheets - inset * size))


def _cells(first: int, length: int, sheet: int, booklet: Booklet, *, front: bool) -> Iterator[Cell]:
    up, scheme = booklet.up, SCHEMES[booklet.up]
    rows = scheme[0 if front else 1]
    for row, numbers in enumerate(rows):
        for column, number in enumerate(numbers):
            place = sheet * up + number - 1
            if number > up:
                place = length - (sheet + 1) * up + number - up - 1
            yield Cell(
                page=first + place,
                column=len(numbers) - 1 - column if booklet.spine == "right" else column,
                row=row,
                turned=len(rows) > 1 and row == 0,
                depth=min(place, length - 1 - place) // 2,
                depths=length // 4,
            )
