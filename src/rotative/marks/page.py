"""Marks on single pages: crop and registration marks, a colour bar and a slug around each page.

Everything stands outside the bleed, in the colour of registration, and moves nothing inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rotative.marks.drawing import MM, Drawing, form, registration, rounded
from rotative.marks.lettering import Lettering
from rotative.pdfpage import Box, box, inherited

if TYPE_CHECKING:
    import pikepdf

Slug = Callable[[int, int], str]
"""Gives the slug of a page from its number, from 1, and how many there are."""

MARGIN = 10.0  # mm beyond the bleed
CLEAR, LENGTH = 1.0 * MM, 5.0 * MM  # between bleed and mark; of a crop mark
TARGET = CLEAR + 2.5 * MM  # from the bleed to the middle of a registration mark
BASELINE = CLEAR + LENGTH + 2.4 * MM  # from the bleed to the slug's baseline
INDENT = 4.0 * MM  # of slug and colour bar from the trim, clear of the crop marks
PATCH = 4.5 * MM
FULL = ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))
OVERPRINTS = ((0, 1, 1, 0), (1, 0, 1, 0), (1, 1, 0, 0), (1, 1, 1, 0))
BLACKS = tuple((0, 0, 0, share) for share in (0.05, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9))
# Grey balance: what looks as grey as black of 25, 50 and 75 % (ISO 12647-2:2004, table 7).
BALANCE = ((0.25, 0.19, 0.19, 0), (0.5, 0.4, 0.4, 0), (0.75, 0.66, 0.66, 0))


def add(
    pdf: pikepdf.Pdf, slug: Slug | None = None, *, bar: bool = False, margin: float = MARGIN
) -> None:
    """Draw crop and registration marks, and a slug, around every page of an open file.

    The MediaBox grows to `margin` mm beyond the BleedBox, never shrinks, and the CropBox becomes
    the same, so that nobody's viewer hides the marks (GWG 2015 wants them equal, or none);
    TrimBox and BleedBox stay. What the page drew beyond its bleed is clipped. `bar` adds a
    colour bar and grey steps at the head. Pages without a TrimBox are left alone: they have
    nothing to be cut to. Source: ISO 32000-2 §14.11.2 (boxes) and §14.11.3 (marks).
    """
    from pikepdf import Dictionary

    count = len(pdf.pages)
    lines = [slug(number, count) if slug else "" for number in range(1, count + 1)]
    lettering = Lettering(lines)
    fonts, every = lettering.embed(pdf), registration(pdf)
    shared: dict[tuple[Box, Box], pikepdf.Object] = {}
    for number, (page, line) in enumerate(zip(pdf.pages, lines, strict=True), 1):
        if "/TrimBox" not in page.obj:
            continue
        trim, bleed = box(page.trimbox), box(page.bleedbox)
        media = _grown(box(page.mediabox), bleed, margin * MM)
        if (trim, bleed) not in shared:
            marks = form(pdf, media, _marks(trim, bleed, bar=bar).operators, {}, every)
            shared[trim, bleed] = pdf.make_indirect(marks)
        slugged = Drawing()
        start, end = trim[0] + INDENT, trim[2] - INDENT
        slugged.text(start, bleed[1] - BASELINE, line, lettering, end - start)
        own = form(
            pdf,
            media,
            b"q /Marks Do Q\n" + (slugged.operators if slugged else b""),
            {"/Font": fonts, "/XObject": Dictionary({"/Marks": shared[trim, bleed]})},
            every,
        )
        _lay(page, pdf.make_indirect(own), f"/Marks{number}", bleed, media)


def _marks(trim: Box, bleed: Box, *, bar: bool) -> Drawing:
    drawing = Drawing()
    crop_marks(drawing, (trim[0], trim[2]), (trim[1], trim[3]), bleed)
    middle_x, middle_y = (trim[0] + trim[2]) / 2, (trim[1] + trim[3]) / 2
    for x, y in (
        (middle_x, bleed[3] + TARGET),
        (middle_x, bleed[1] - TARGET),
        (bleed[0] - TARGET, middle_y),
        (bleed[2] + TARGET, middle_y),
    ):
        drawing.target(x, y)
    if bar:
        _bar(drawing, trim, bleed)
    return drawing


def crop_marks(
    drawing: Drawing,
    across: tuple[float, ...],
    up: tuple[float, ...],
    bleed: Box,
    room: tuple[float, float, float, float] | None = None,
) -> None:
    """Draw a mark on each of four sides for every line to cut along, outside the bleed.

    `across` and `up` are where the cuts run; `room` is what lies beyond the bleed at left, foot,
    right and head in points: where it is short a mark is too, or stays away.
    """
    left, foot, right, head = (
        min(LENGTH, space - CLEAR) if space - CLEAR >= LENGTH / 3 else 0.0
        for space in room or (2 * LENGTH,) * 4
    )
    for x in across:
        if foot:
            drawing.line(x, bleed[1] - CLEAR, x, bleed[1] - CLEAR - foot)
        if head:
            drawing.line(x, bleed[3] + CLEAR, x, bleed[3] + CLEAR + head)
    for y in up:
        if left:
            drawing.line(bleed[0] - CLEAR, y, bleed[0] - CLEAR - left, y)
        if right:
            drawing.line(bleed[2] + CLEAR, y, bleed[2] + CLEAR + right, y)


def _bar(drawing: Drawing, trim: Box, bleed: Box) -> None:
    """Draw solids and overprints left of the middle, grey steps right of it, as far as they fit."""
    y = bleed[3] + CLEAR
    start, middle, end = trim[0] + INDENT, (trim[0] + trim[2]) / 2, trim[2] - INDENT
    for x, stop, patches in (
        (start, middle - 4 * MM, FULL + OVERPRINTS),
        (middle + 4 * MM, end, BLACKS + BALANCE),
    ):
        for place, inks in enumerate(patches):
            if x + (place + 1) * PATCH <= stop:
                drawing.patch(x + place * PATCH, y, PATCH, inks)


def _lay(page: pikepdf.Page, marks: pikepdf.Object, name: str, bleed: Box, media: Box) -> None:
    """Put the marks on the page, clip what was there to its bleed, and set the boxes."""
    from pikepdf import Array, Dictionary, Name

    if "/Resources" not in page.obj:
        # Inherited: what is added to must not hide it.
        page.obj.Resources = Dictionary(inherited(page.obj, "/Resources", Dictionary()))
    page.add_resource(marks, Name.XObject, Name(name))
    left, bottom, right, top = map(rounded, bleed)
    clip = f"q {left} {bottom} {rounded(right - left)} {rounded(top - bottom)} re W n\n"
    page.contents_add(clip.encode(), prepend=True)
    page.contents_add(f"\nQ q {name} Do Q\n".encode())
    page.obj.MediaBox = page.obj.CropBox = Array([rounded(edge) for edge in media])


def _grown(media: Box, bleed: Box, margin: float) -> Box:
    return (
        min(media[0], bleed[0] - margin),
        min(media[1], bleed[1] - margin),
        max(media[2], bleed[2] + margin),
        max(media[3], bleed[3] + margin),
    )
