"""Rules on the cut: what it could hit, what must reach beyond it, what it takes away.

Paper moves in the guillotine by up to a millimetre either way; hence bleed and safety margin.
"""

from __future__ import annotations

from rotative.preflight.pdf_boxes import SLACK, beyond, told
from rotative.preflight.pdf_document import Document, Sheet
from rotative.preflight.pdf_geometry import (
    Box,
    grown,
    inside,
    intersect,
    is_empty,
    overlap,
    thickness,
)
from rotative.preflight.pdf_marks import AREAS, Kind, Mark

EDGES = ("left", "bottom", "right", "top")
# An area that ends so near to the cut, in mm, was meant to reach it.
MEANT = 0.5
# As much of the bleed as the guillotine can ever show; creep and rounding take some of it.
ENOUGH = 2 / 3
# Letters hidden by more than this part of their size are damaged; boxes of type are generous.
HIDDEN = 0.2
RULE = 3.0  # points: what is thinner is a rule, not an area


def bleeds(document: Document) -> None:
    """Check that what is printed up to the cut goes on beyond it, and that the file allows it."""
    wanted = document.expected.bleed
    if wanted <= 0:
        return
    for sheet in document.sheets:
        if not sheet.has_trim:
            continue
        reached = [m for m in sheet.marks if _reaches(sheet, m)]
        _bleed_box(document, sheet, needed=bool(reached))
        areas = [m.visible for m in reached]
        for mark in reached:
            for edge, reach in _short(sheet, mark, wanted):
                if not _covered(sheet, mark, edge, areas):
                    _note_short(document, sheet, mark, edge, reach)


def _bleed_box(document: Document, sheet: Sheet, *, needed: bool) -> None:
    wanted = document.expected.bleed
    sides = [sheet.mm(side) for side in beyond(sheet.bleed, sheet.trim)]
    if min(sides) >= wanted - SLACK:
        return
    note = document.findings.error if needed else document.findings.warn
    hint = f"export with a bleed of {told(wanted)} mm on every side"
    if "/BleedBox" not in sheet.boxes:
        note("pdf-bleed-box", "the page has no bleed box", sheet.spot(), hint)
    else:
        message = f"the bleed is {told(max(min(sides), 0))} mm, not {told(wanted)} mm"
        note("pdf-bleed-box", message, sheet.spot(sheet.bleed), hint)


def _reaches(sheet: Sheet, mark: Mark) -> bool:
    if mark.kind not in AREAS or is_empty(mark.visible) or not mark.has_ink:
        return False
    near = grown(sheet.trim, -sheet.points(MEANT))
    return overlap(mark.visible, sheet.trim) and not inside(mark.visible, near)


def _short(sheet: Sheet, mark: Mark, wanted: float) -> list[tuple[int, float]]:
    """Return the edges at which an area stops between just inside the cut and the bleed's end."""
    reaches = [sheet.mm(side) for side in beyond(mark.visible, sheet.trim)]
    limit = wanted * ENOUGH
    return [(edge, reach) for edge, reach in enumerate(reaches) if -MEANT < reach < limit]


def _covered(sheet: Sheet, mark: Mark, edge: int, areas: list[Box]) -> bool:
    """Tell whether another area prints where this one is missing."""
    strip, inner = list(mark.visible), mark.visible[edge]
    outward = sheet.points(-1.0 if edge < 2 else 1.0)
    strip[edge], strip[(edge + 2) % 4] = inner + outward, inner
    left, bottom, right, top = strip
    within = intersect((left, bottom, right, top), sheet.bleed)
    return not is_empty(within) and any(inside(within, area) for area in areas)


def _note_short(document: Document, sheet: Sheet, mark: Mark, edge: int, reach: float) -> None:
    what = "a picture" if mark.kind is Kind.PICTURE else "a coloured area"
    ends = f"{told(reach)} mm beyond" if reach > SLACK else "at"
    message = f"{what} ends {ends} the cut on the {EDGES[edge]}: paper could show there"
    hint = f"let it go on {told(document.expected.bleed)} mm beyond the trim"
    key = (mark.kind, edge, round(reach))
    document.findings.error("pdf-bleed-artwork", message, sheet.spot(mark=mark), hint, key)


def cut(document: Document) -> None:
    """Check that text and rules keep their distance from the cut, and that none falls to it."""
    for sheet in document.sheets:
        safe = grown(sheet.trim, -sheet.points(document.expected.safety) + 0.2)
        for mark in sheet.marks:
            if mark.kind is Kind.TEXT:
                if not inside(mark.visible, safe) or mark.box != mark.visible:
                    _text(document, sheet, mark)
            elif _is_rule(mark) and not inside(mark.visible, safe):
                _rule(document, sheet, mark)


def _is_rule(mark: Mark) -> bool:
    if mark.kind is Kind.STROKE:
        return mark.has_ink and not is_empty(mark.visible)
    is_thin = mark.kind is Kind.FILL and thickness(mark.visible) < RULE
    return is_thin and mark.has_ink and not is_empty(mark.visible)


def _text(document: Document, sheet: Sheet, mark: Mark) -> None:
    if _is_printers(mark) or not mark.words:
        return
    findings, box = document.findings, mark.box
    spot = sheet.spot(box, mark)
    if not overlap(box, sheet.media):
        hint = "make its frame larger, or take the text out"
        findings.error("pdf-text-off-page", "text lies outside the sheet", spot, hint, "off")
    elif is_clipped(mark) and overlap(box, sheet.trim):
        hint = "make its frame larger, or the text shorter"
        message = "text is cut off by its frame"
        findings.error("pdf-text-clipped", message, spot, hint, "clip")
    elif is_empty(mark.visible):
        return
    elif not inside(mark.visible, sheet.trim, sheet.points(SLACK)):
        if overlap(mark.visible, sheet.bleed) and sheet.has_trim:
            message, hint = "text is cut off at the trim", "move it into the page"
            findings.error("pdf-text-cut", message, spot, hint, "cut")
    else:
        _near(document, sheet, mark, "text")


def is_clipped(mark: Mark) -> bool:
    """Tell whether a frame hides so much of a text that letters are damaged."""
    box, seen = mark.box, mark.visible
    if is_empty(seen):
        return True
    wide, high = box[2] - box[0], box[3] - box[1]
    hidden_x, hidden_y = wide - (seen[2] - seen[0]), high - (seen[3] - seen[1])
    return min(wide, mark.size) * HIDDEN < hidden_x or high * HIDDEN < hidden_y


def _near(document: Document, sheet: Sheet, mark: Mark, what: str) -> None:
    gaps = [sheet.mm(gap) for gap in beyond(sheet.trim, mark.visible)]
    gap = min(gaps)
    if gap >= document.expected.safety - SLACK or not sheet.has_trim:
        return
    if document.expected.imposed:
        return  # the edges of a sheet are not those of its pages
    edge = EDGES[gaps.index(gap)]
    message = f"{what} {told(max(gap, 0))} mm from the {edge} edge may be cut into"
    hint = f"keep {told(document.expected.safety)} mm from the trim"
    key = (what, edge, round(gap * 2))
    document.findings.warn("pdf-near-trim", message, sheet.spot(mark=mark), hint, key)


def _rule(document: Document, sheet: Sheet, mark: Mark) -> None:
    if not sheet.has_trim or _is_printers(mark):
        return
    # What runs over the cut is meant to; rules on the edge itself are told with the areas.
    edge = grown(sheet.trim, -sheet.points(MEANT))
    if inside(mark.visible, edge):
        _near(document, sheet, mark, "a rule")


def printers_marks(document: Document) -> None:
    """Check that crop marks and the like stay out of the bleed, where they could be left over."""
    for sheet in document.sheets:
        if not sheet.has_trim:
            continue
        bleed = sheet.bleed
        if "/BleedBox" not in sheet.boxes:
            bleed = grown(sheet.trim, sheet.points(document.expected.bleed))
        bleed = grown(bleed, -sheet.points(SLACK))
        for mark in sheet.marks:
            if _is_beside(sheet, mark) and overlap(grown(mark.visible, 0.05), bleed):
                message = "a printer's mark stands in the bleed"
                hint = "set the marks further away than the bleed"
                spot = sheet.spot(mark=mark)
                document.findings.error("pdf-marks-in-bleed", message, spot, hint)


def _is_beside(sheet: Sheet, mark: Mark) -> bool:
    is_line = mark.kind is Kind.STROKE or _is_printers(mark) or _is_rule(mark)
    seen = mark.visible
    return (
        is_line
        and mark.has_ink
        and not is_empty(seen)
        and not overlap(grown(seen, 0.05), grown(sheet.trim, -0.1))
    )


def _is_printers(mark: Mark) -> bool:
    """Tell whether a mark is in registration colour, which is on every plate."""
    return any("All" in colour.inks for colour in mark.colours)
