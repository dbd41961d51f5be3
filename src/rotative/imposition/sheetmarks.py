"""The marks of a sheet: where to cut and to fold, whether plates agree, and which sheet this is."""

from __future__ import annotations

from rotative.imposition.order import Side
from rotative.imposition.sheet import Layout
from rotative.marks.drawing import ARM, LETTERS, MM, Drawing
from rotative.marks.lettering import Lettering
from rotative.marks.page import CLEAR, INDENT, LENGTH, TARGET, crop_marks

FULL_ROOM = CLEAR + 2 * ARM  # what a registration mark needs beyond the bleed
LINE_ROOM = CLEAR + LETTERS  # what a line of type needs
STEP, HEIGHT, WIDTH = 6 * MM, 5 * MM, 3 * MM  # of the blocks that show a missing signature
STEPS = 20


def drawn(layout: Layout, side: Side, name: str, lettering: Lettering) -> bytes:
    """Return the marks of one side as operators, all outside the trims and their bleed."""
    drawing = Drawing()
    crop_marks(drawing, *layout.cuts, layout.bleeds, layout.room)
    _folds(drawing, layout)
    _targets(drawing, layout)
    _collation(drawing, layout, side)
    bottom, room = layout.bleeds[1], layout.page[0]
    if layout.room[1] >= LINE_ROOM:
        baseline = bottom - CLEAR - min(TARGET, layout.room[1] - LINE_ROOM + LETTERS * 0.7)
        drawing.text(layout.trims[0] + INDENT, baseline, name, lettering, room - 2 * INDENT)
    return drawing.operators


def _folds(drawing: Drawing, layout: Layout) -> None:
    """Draw dashed lines at the ends of every fold."""
    left, bottom, right, top = layout.bleeds
    at_left, at_foot, at_right, at_head = (
        min(LENGTH, room - CLEAR) if room - CLEAR >= LENGTH / 3 else 0.0 for room in layout.room
    )
    across, up = layout.folds
    for x in across:
        if at_foot:
            drawing.dashes(x, bottom - CLEAR, x, bottom - CLEAR - at_foot)
        if at_head:
            drawing.dashes(x, top + CLEAR, x, top + CLEAR + at_head)
    for y in up:
        if at_left:
            drawing.dashes(left - CLEAR, y, left - CLEAR - at_left, y)
        if at_right:
            drawing.dashes(right + CLEAR, y, right + CLEAR + at_right, y)


def _targets(drawing: Drawing, layout: Layout) -> None:
    """Draw registration marks beside the middle of a page, where no fold or line of type is."""
    left, bottom, right, top = layout.bleeds
    width, height = layout.page
    x = layout.corner(layout.columns - 1, 0)[0] + width / 2
    y = layout.corner(0, layout.rows - 1)[1] + height / 2
    places = (
        (left - TARGET, y),
        (x, bottom - TARGET),
        (right + TARGET, y),
        (x, top + TARGET),
    )
    for place, room in zip(places, layout.room, strict=True):
        if room >= FULL_ROOM:
            drawing.target(*place)


def _collation(drawing: Drawing, layout: Layout, side: Side) -> None:
    """Draw the block by which a gatherer sees that no signature is missing or out of order.

    It stands in what is milled off the spine, on the outside of the outermost sheet, a step
    lower for each signature.
    """
    if not (layout.milling and side.front and side.sheet == 1 and side.signatures > 1):
        return
    outer = next(cell for cell in side.cells if cell.depth == 0)
    x = layout.spines[outer.column // 2]
    foot = layout.corner(outer.column, outer.row)[1]
    width = min(WIDTH, 2 * layout.milling)
    steps = max(1, min(STEPS, int((layout.page[1] - 2 * STEP) / STEP)))
    y = foot + layout.page[1] - STEP - STEP * ((side.signature - 1) % steps) - HEIGHT
    drawing.block(x - width / 2, y, width, HEIGHT)
