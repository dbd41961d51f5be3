"""Rules on colour: what has no plate, and how much ink lies in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rotative.preflight.pdf_backdrop import beneath, keeps
from rotative.preflight.pdf_colour import PROCESS, Space, told
from rotative.preflight.pdf_document import Document, Sheet
from rotative.preflight.pdf_geometry import (
    Box,
    inside,
    intersect,
    is_empty,
    overlap,
    thickness,
)
from rotative.preflight.pdf_marks import UNSEEN, Kind, Mark

# Ink dries badly where there is much of it, not along a line: in mm either way.
LEAST_AREA = 1.0
# Rounding of eight-bit pictures.
SLACK = 2.0
_TOLD = {"gray", "cmyk", "spot", "pattern"}
_WHAT = {
    Kind.TEXT: "text",
    Kind.PICTURE: "a picture",
    Kind.STROKE: "a line",
    Kind.MASK: "a soft mask",
    Kind.GROUP: "a transparency group",
    Kind.SHADE: "a gradient",
    Kind.FILL: "an area",
}


def colours(document: Document) -> None:
    """Check that every colour has its plate: no RGB, no Lab, nothing unknown."""
    for sheet in document.sheets:
        for mark in sheet.marks:
            for colour in mark.colours:
                space = colour.space.root
                if space.kind not in _TOLD:
                    _no_plate(document, sheet, mark, space)
                elif space.kind == "spot":
                    _plates(document, sheet, mark, space)


def _no_plate(document: Document, sheet: Sheet, mark: Mark, space: Space) -> None:
    what = _WHAT[mark.kind]
    where = f" within {mark.within}" if mark.within and mark.within != what else ""
    key, spot = (mark.kind, mark.within, space.label), sheet.spot(mark=mark)
    findings = document.findings
    if space.kind == "rgb":
        message = f"{what} is in RGB colour ({space.label}){where}"
        is_photo = mark.kind is Kind.PICTURE
        hint = "convert it to CMYK" + ("" if is_photo else ", text and rules to black alone")
        findings.error("pdf-rgb-colour", message, spot, hint, key)
    elif space.kind == "lab":
        message, hint = f"{what} is in Lab colour{where}", "convert it to CMYK or to a spot ink"
        findings.warn("pdf-lab-colour", message, spot, hint, key)
    else:
        message = f"{what} is in {space.label}, whose inks cannot be told{where}"
        findings.error("pdf-unknown-colour", message, spot, "convert it to CMYK", key)


def _plates(document: Document, sheet: Sheet, mark: Mark, space: Space) -> None:
    wanted = {*PROCESS, *document.expected.spots, "All", "None"}
    for ink in space.inks:
        if ink not in wanted:
            message = f"the spot ink “{ink}” makes a plate of its own"
            hint = "convert it to CMYK, or order the ink"
            document.findings.warn("pdf-spot-colour", message, sheet.spot(mark=mark), hint, ink)
    if (
        "All" in space.inks
        and mark.kind not in UNSEEN
        and sheet.has_trim
        and not document.expected.imposed
    ):
        seen = mark.visible
        if not is_empty(seen) and overlap(seen, sheet.trim) and mark.has_ink:
            message = f"{_WHAT[mark.kind]} on the page is in registration colour, on every plate"
            hint = "colour it black; registration colour is for printer's marks"
            spot = sheet.spot(mark=mark)
            document.findings.error("pdf-registration-colour", message, spot, hint, mark.kind)


def coverage(document: Document) -> None:
    """Check the inks that lie upon each other, area by area, against the limit."""
    limit = document.expected.ink_limit
    for sheet in document.sheets:
        sheet.looks = 0
        for index, mark in enumerate(sheet.marks):
            if mark.kind in UNSEEN:
                continue
            if mark.picture is not None and not mark.picture.is_mask:
                _picture(document, sheet, mark)
            else:
                _flat(document, sheet, mark, limit)
            if keeps(mark):
                _upon(document, sheet, index, limit)


def _flat(document: Document, sheet: Sheet, mark: Mark, limit: float) -> None:
    worst = max(mark.colours, key=lambda colour: colour.total, default=None)
    if worst is None or worst.total <= limit + 0.5:
        return
    size = mark.size if mark.kind is Kind.STROKE else thickness(mark.visible)
    # Type of any size dries badly in four inks; it is told however thin it is.
    if mark.kind is Kind.TEXT or sheet.mm(size) >= LEAST_AREA:
        _note(document, sheet, mark, worst.inks, mark.visible)


def _picture(document: Document, sheet: Sheet, mark: Mark) -> None:
    limit = document.expected.ink_limit
    if mark.picture is None or len(mark.picture.plates) < 2 or is_empty(mark.visible):
        return
    peak = mark.picture.peak(limit + SLACK, shown_part(mark))
    if peak is None:
        return
    wide, high = (sheet.mm(side) for side in _sides(mark.visible))
    if peak.share * wide * high >= LEAST_AREA**2:
        box = _within(mark.visible, peak.box)
        _note(document, sheet, mark, peak.inks, box)


def shown_part(mark: Mark, box: Box | None = None) -> Box:
    """Return the part of a picture that a box shows, from its top left corner, 0 to 1.

    All of it when the picture is turned.
    """
    a, b, c, d, _, _ = mark.matrix
    whole, seen = mark.box, intersect(mark.visible, box or mark.visible)
    wide, high = _sides(whole)
    if b or c or not wide or not high or is_empty(seen):
        return (0.0, 0.0, 1.0, 1.0)
    left, right = (seen[0] - whole[0]) / wide, (seen[2] - whole[0]) / wide
    top, bottom = (whole[3] - seen[3]) / high, (whole[3] - seen[1]) / high
    if a < 0:
        left, right = 1 - right, 1 - left
    if d < 0:
        top, bottom = 1 - bottom, 1 - top
    return (left, top, right, bottom)


def _sides(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _within(box: Box, part: Box) -> Box:
    wide, high = _sides(box)
    return (
        box[0] + part[0] * wide,
        box[3] - part[3] * high,
        box[0] + part[2] * wide,
        box[3] - part[1] * high,
    )


def _upon(document: Document, sheet: Sheet, index: int, limit: float) -> None:
    """Add the inks of a mark that lets others through to those of what lies below."""
    mark = sheet.marks[index]
    if mark.kind is Kind.TEXT or sheet.mm(thickness(mark.visible)) < LEAST_AREA:
        return
    for other in beneath(sheet, index):
        shared = intersect(mark.visible, other.visible)
        if sheet.mm(thickness(shared)) < LEAST_AREA:
            continue
        for own in _ink_sets(mark, shared):
            for below in _ink_sets(other, shared):
                inks = _together(mark, own, below)
                total = 100 * sum(inks.values())
                if total > limit + SLACK and total > 100 * sum(below.values()) + SLACK:
                    _note(document, sheet, mark, inks, shared)
                    return


def _ink_sets(mark: Mark, box: Box) -> Iterator[Mapping[str, float]]:
    """Yield the inks that a mark lays into a box: the most of a picture, all of a gradient."""
    if mark.picture is not None and not mark.picture.is_mask:
        peak = mark.picture.peak(0.0, shown_part(mark, box))
        if peak is not None:
            yield peak.inks
    else:
        yield from (colour.inks for colour in mark.colours)


def _together(mark: Mark, own: Mapping[str, float], below: Mapping[str, float]) -> dict[str, float]:
    plates = [plate for plate in dict.fromkeys((*below, *own)) if plate != "All"]
    if mark.look.blend == "Multiply":
        alpha = mark.look.alpha
        return {
            plate: 1 - (1 - alpha * own.get(plate, 0.0)) * (1 - below.get(plate, 0.0))
            for plate in plates
        }
    if mark.look.blend == "Darken":
        return {plate: max(own.get(plate, 0.0), below.get(plate, 0.0)) for plate in plates}
    return {plate: own.get(plate) or below.get(plate, 0.0) for plate in plates}


def _note(
    document: Document, sheet: Sheet, mark: Mark, inks: Mapping[str, float], box: Box
) -> None:
    if sheet.has_trim and not overlap(box, sheet.trim) and inside(box, sheet.media):
        return  # colour bars beside the page are on waste paper
    limit = document.expected.ink_limit
    total = 100 * sum(amount for plate, amount in inks.items() if plate != "All")
    message = f"inks add up to {total:.0f} % ({told(inks)}) in {_WHAT[mark.kind]}, over {limit:g} %"
    hint = "convert it with the profile of the output condition, or lighten it"
    key = (mark.kind, id(mark.picture) if mark.picture else told(inks))
    document.findings.error("pdf-too-much-ink", message, sheet.spot(box, mark), hint, key)
