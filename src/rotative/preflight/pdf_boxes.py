"""Rules on pages as sheets of paper: their boxes, their sizes, how many they are.

Source: ISO 15930-7, 6.12 (boxes); GWG 2022 for the common demands of print shops.
"""

from __future__ import annotations

from rotative.preflight.pdf_document import Document, Sheet
from rotative.preflight.pdf_geometry import Box, inside, thickness

# Boxes are written in points, with the rounding of their writers: a tenth of a millimetre.
SLACK = 0.1
# Pages of a leaf, which may be printed alone, and of a sheet folded once.
LEAF, FOLDED = 2, 4
_NAMES = {"/CropBox": "crop box", "/BleedBox": "bleed box", "/TrimBox": "trim box"}


def boxes(document: Document) -> None:
    """Check that each page says where it is cut, and that its boxes lie within each other."""
    for sheet in document.sheets:
        _trim(document, sheet)
        _nested(document, sheet)
        _size(document, sheet)
        if sheet.unit != 1:
            message = f"a unit of the page is {sheet.unit:g} points, which some RIPs ignore"
            hint = "export the pages at their true size"
            document.findings.warn("pdf-user-unit", message, sheet.spot(), hint)


def _trim(document: Document, sheet: Sheet) -> None:
    findings = document.findings
    if thickness(sheet.media) <= 0:
        message, hint = "the page has no size", "export the file again"
        findings.error("pdf-boxes", message, sheet.spot(), hint)
    if not sheet.has_trim:
        message = "the page does not say where it is cut: it has no trim box"
        hint = "export with a trim box"
        findings.error("pdf-no-trim-box", message, sheet.spot(), hint)
    elif {"/TrimBox", "/ArtBox"} <= sheet.boxes.keys() and document.standard:
        message = "the page has a trim box and an art box; PDF/X wants one of them"
        findings.error("pdf-boxes", message, sheet.spot(), "leave the art box out")


def _nested(document: Document, sheet: Sheet) -> None:
    slack, media = sheet.points(SLACK), sheet.media
    limits = {"/CropBox": media, "/BleedBox": media, "/TrimBox": media}
    if "/BleedBox" in sheet.boxes:
        limits["/TrimBox"] = sheet.bleed
    for name, limit in limits.items():
        if name in sheet.boxes and not inside(sheet.boxes[name], limit, slack):
            outer = "bleed box" if limit is not media else "sheet"
            message = f"the {_NAMES[name]} reaches beyond the {outer}"
            hint = "trim lies within bleed, bleed within the sheet"
            document.findings.error("pdf-boxes", message, sheet.spot(sheet.boxes[name]), hint)
    if "/CropBox" in sheet.boxes and sheet.has_trim and not inside(sheet.trim, sheet.crop, slack):
        message = "the crop box cuts into the finished page; some RIPs print no more than it"
        hint = "leave the crop box out"
        document.findings.warn("pdf-boxes", message, sheet.spot(sheet.crop), hint)


def _size(document: Document, sheet: Sheet) -> None:
    wanted, (width, height) = document.expected.trim, sheet.size
    first = document.sheets[0].size
    if wanted and not _same((width, height), wanted):
        message = (
            f"the page is {told(width)} × {told(height)} mm, "
            f"not {told(wanted[0])} × {told(wanted[1])} mm"
        )
        document.findings.error("pdf-page-size", message, sheet.spot(), "set the trim size")
    elif not _same((width, height), first):
        message = (
            f"the page is {told(width)} × {told(height)} mm, "
            f"the first one {told(first[0])} × {told(first[1])} mm"
        )
        hint = "give all pages one size"
        document.findings.warn("pdf-page-size", message, sheet.spot(), hint)


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) <= 0.25 and abs(one[1] - other[1]) <= 0.25


def told(length: float) -> str:
    """Return a length in mm as people write it."""
    return f"{length:.1f}".removesuffix(".0")


def bleed(sheet: Sheet) -> float:
    """Return the narrowest bleed of a page in mm."""
    return min(sheet.mm(side) for side in beyond(sheet.bleed, sheet.trim))


def beyond(outer: Box, inner: Box) -> Box:
    """Return how far a box reaches beyond another: left, bottom, right, top, in points."""
    return (
        inner[0] - outer[0],
        inner[1] - outer[1],
        outer[2] - inner[2],
        outer[3] - inner[3],
    )


def count(document: Document) -> None:
    """Check the number of pages: what was ordered, and what folded sheets can hold."""
    found, expected = len(document.sheets), document.expected
    multiple = expected.multiple or (FOLDED if found > LEAF else 1)
    if expected.pages and found != expected.pages:
        message = f"the file has {found} page{'s' * (found != 1)}, not {expected.pages}"
        document.findings.error("pdf-page-count", message, None, "compare with the order")
    elif expected.imposed:
        return
    elif found % multiple:
        pages = "1 page is" if found == 1 else f"{found} pages are"
        message = f"{pages} no multiple of {multiple}: folded sheets stay blank"
        missing = -found % multiple
        hint = f"add {missing} page{'s' * (missing != 1)} before the last"
        document.findings.warn("pdf-page-count", message, None, hint)
