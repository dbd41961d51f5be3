"""Rules on fine detail: pixels too large to hide, lines too thin to hold."""

from __future__ import annotations

from rotative.preflight.pdf_document import Document, Sheet
from rotative.preflight.pdf_geometry import is_empty, overlap, stretch, thickness
from rotative.preflight.pdf_marks import Kind, Mark

# Pixels an inch of what is printed: below the first worth a look, below the second visible.
PHOTOGRAPH = (300, 150)
# Two tones have no soft edges: their steps show much finer.
LINE_ART = (1200, 600)
# A picture this small, in mm, is a dot or a bullet.
SMALLEST = 3.0
# Writers round; nobody sees one pixel in a hundred.
ROUNDING = 0.99
# The thinnest line that plates and paper hold, in points.
THINNEST = 0.25
# A sliver shorter than this, in points, is the corner of something clipped.
SHORTEST = 1.0


def resolution(document: Document) -> None:
    """Check how many pixels an inch of each picture has where it is printed."""
    for sheet in document.sheets:
        for mark in sheet.marks:
            if mark.picture is not None and mark.kind is Kind.PICTURE:
                _resolution(document, sheet, mark)


def _resolution(document: Document, sheet: Sheet, mark: Mark) -> None:
    picture = mark.picture
    wide, high = (sheet.mm(side) for side in stretch(mark.matrix))
    if picture is None or is_empty(mark.visible) or max(wide, high) < SMALLEST:
        return
    if not wide or not high or not overlap(mark.visible, sheet.media):
        return
    found = min(picture.width / wide, picture.height / high) * 25.4
    good, bad = LINE_ART if picture.is_line_art else PHOTOGRAPH
    if found >= good * ROUNDING or picture.is_drawn:
        return
    size = f"{picture.width} × {picture.height} pixels"
    what = "line art" if picture.is_line_art else "a picture"
    message = f"{what} of {size} is printed at {found:.0f} dpi"
    better = f"{round(picture.width * good / found)} × {round(picture.height * good / found)}"
    hint = f"{good} dpi would be {better} pixels; print it smaller, or take a larger one"
    spot, key = sheet.spot(mark=mark), (id(picture), round(found))
    if found < bad * ROUNDING:
        document.findings.error("pdf-low-resolution", message, spot, hint, key)
    else:
        document.findings.warn("pdf-low-resolution", message, spot, hint, key)


def hairlines(document: Document) -> None:
    """Check that lines, drawn or filled, are thick enough to be printed whole."""
    for sheet in document.sheets:
        for mark in sheet.marks:
            width = _width(mark)
            if width is not None and width * sheet.unit < THINNEST - 0.005:
                _note(document, sheet, mark, width * sheet.unit)


def _width(mark: Mark) -> float | None:
    """Return how thick a line is in points, None for what is no line."""
    if mark.kind not in (Kind.STROKE, Kind.FILL):
        return None
    seen = mark.visible
    if is_empty(seen) or max(seen[2] - seen[0], seen[3] - seen[1]) < SHORTEST or not mark.has_ink:
        return None
    if mark.kind is Kind.STROKE:
        return mark.size
    thin = thickness(seen)
    # Where two clips only touch, nothing is left to see.
    return thin if thin > 0.01 or thickness(mark.box) <= 0.01 else None


def _note(document: Document, sheet: Sheet, mark: Mark, width: float) -> None:
    hint = f"draw it with {THINNEST} pt at least"
    spot, key = sheet.spot(mark=mark), round(width, 2)
    if width < 0.005:
        message = "a line without width is printed as thin as each machine can"
        document.findings.error("pdf-hairline", message, spot, hint, key)
    else:
        message = f"a line of {width:.2f} pt may break up"
        document.findings.warn("pdf-hairline", message, spot, hint, key)
