"""Pages to impose, sheets read back from the paper, and the folding of that paper."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from rotative.imposition.order import Side
from rotative.model import Booklet
from tests.tools.pdf import words

MM = 72 / 25.4
WIDTH, HEIGHT, BLEED = 100.0, 140.0, 3.0  # mm
LEFT = 15.0  # mm from the trim to where a page's number stands


def numbered(count: int, *, width: float = WIDTH, bleed: float = BLEED) -> pikepdf.Pdf:
    """Return pages that say `head7` at their head and `foot7` at their foot, left.

    Odd ones are flooded with cyan to the edge of their bleed, even ones with magenta.
    """
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    across, up = (width + 2 * bleed) * MM, (HEIGHT + 2 * bleed) * MM
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=(across, up))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        ink = "0.5 0 0 0" if number % 2 else "0 0.5 0 0"
        x, head, foot = (bleed + LEFT) * MM, up - (bleed + 20) * MM, (bleed + 12) * MM
        page.contents_add(
            f"{ink} k 0 0 {across:.3f} {up:.3f} re f 0 0 0 1 k BT /F 12 Tf {x:.3f} {head:.3f} Td "
            f"(head{number}) Tj 0 {foot - head:.3f} Td (foot{number}) Tj ET".encode()
        )
        if bleed:
            edge = bleed * MM
            page.obj.TrimBox = Array([edge, edge, across - edge, up - edge])
            page.obj.BleedBox = page.obj.MediaBox
    return pdf


def saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class Face:
    """A page as it lies on a sheet; None is blank paper."""

    page: int | None
    turned: bool = False


Grid = list[list[Face]]
Leaf = tuple[Face, Face]
Stacks = list[list[list[Leaf]]]


def read_back(path: Path, booklet: Booklet) -> list[tuple[Grid, Grid]]:
    """Return front and back of each sheet as poppler finds the pages' words on them."""
    columns, rows = {2: (2, 1), 4: (2, 2), 8: (4, 2)}[booklet.up]
    with pikepdf.open(path) as pdf:
        sizes = [[float(edge) for edge in page.mediabox.as_list()] for page in pdf.pages]
    grids: list[Grid] = [[[Face(None)] * columns for _ in range(rows)] for _ in sizes]
    found = [word for word in words(path) if word.text.startswith(("head", "foot"))]
    feet = {(word.page, word.text[4:]): word for word in found if word.text.startswith("foot")}
    for word in found:
        if word.text.startswith("foot"):
            continue
        _, _, width, height = sizes[word.page - 1]
        foot = feet[word.page, word.text[4:]]
        x, y = (word.left + word.right) / 2, (word.top + foot.top) / 2
        face = Face(int(word.text[4:]), turned=foot.top < word.top)
        grids[word.page - 1][int(y / height * rows)][int(x / width * columns)] = face
    return list(zip(grids[::2], grids[1::2], strict=True))


def laid(sides: Sequence[Side], booklet: Booklet) -> list[tuple[Grid, Grid]]:
    """Return front and back of each sheet as the scheme has them."""
    columns, rows = {2: (2, 1), 4: (2, 2), 8: (4, 2)}[booklet.up]
    grids: list[Grid] = []
    for side in sides:
        grid = [[Face(None)] * columns for _ in range(rows)]
        for cell in side.cells:
            grid[cell.row][cell.column] = Face(cell.page, cell.turned)
        grids.append(grid)
    return list(zip(grids[::2], grids[1::2], strict=True))


def folded(sheets: Sequence[tuple[Grid, Grid]], *, right: bool = False) -> list[Face]:
    """Return the faces in the order of reading, once sheets are folded and laid in one another.

    The first sheet is the outermost. `right`: the spine is at the right of the front page.
    Every fold goes away from the reader; across, the half with the front page stays.
    """
    before: list[Leaf] = []
    after: list[Leaf] = []
    for front, back in sheets:
        (left, rest), *_ = _down_to_spine(front, back, right=right)
        first, last = (left, rest) if right else (rest, left)
        before += first
        after = [*_turned_sideways(last), *after]
    return [face for leaf in [*before, *after] for face in leaf]


def _down_to_spine(front: Grid, back: Grid, *, right: bool) -> Stacks:
    """Fold a sheet until only the fold of the spine is left."""
    stacks: Stacks = [
        [[(face, back[row][-1 - column])] for column, face in enumerate(faces)]
        for row, faces in enumerate(front)
    ]
    if len(stacks[0]) == 4:
        stacks = [_behind(row, keeps_right=not right) for row in stacks]
    if len(stacks) == 2:  # the upper row goes behind the lower
        upper, lower = stacks
        stacks = [[low + _turned_over(up) for low, up in zip(lower, upper, strict=True)]]
    return stacks


def _behind(row: list[list[Leaf]], *, keeps_right: bool) -> list[list[Leaf]]:
    left, right = row[:2], row[2:]
    if keeps_right:
        return [stay + _turned_sideways(go) for stay, go in zip(right, left[::-1], strict=True)]
    return [stay + _turned_sideways(go) for stay, go in zip(left, right[::-1], strict=True)]


def _turned_sideways(stack: list[Leaf]) -> list[Leaf]:
    return [(down, up) for up, down in stack[::-1]]


def _turned_over(stack: list[Leaf]) -> list[Leaf]:
    """Turn a stack over its upper edge: what stood on its feet stands on its head."""
    return [(_upended(down), _upended(up)) for up, down in stack[::-1]]


def _upended(face: Face) -> Face:
    return Face(face.page, not face.turned)
