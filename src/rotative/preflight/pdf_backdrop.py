"""What lies below a mark: for overprinting, multiplying, and type that is left white."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import itemgetter

from rotative.preflight.pdf_document import Sheet
from rotative.preflight.pdf_geometry import inside, is_empty, overlap
from rotative.preflight.pdf_marks import Mark

# Enough for any page that is not a map of which everything overprints: that one would take an
# hour, and what lies deeper is covered.
MOST_BELOW, MOST_LOOKS = 2000, 200_000


def beneath(sheet: Sheet, index: int) -> Iterator[Mark]:
    """Yield the areas under a mark, the uppermost first, down to one that covers all below."""
    seen = sheet.marks[index].visible
    if is_empty(seen):
        return
    areas = sheet.areas
    end = bisect_left(areas, index, key=itemgetter(0))
    for _, area, mark in reversed(areas[max(0, end - MOST_BELOW) : end]):
        sheet.looks += 1
        if sheet.looks > MOST_LOOKS:
            return
        if not overlap(area, seen):
            continue
        if mark.has_ink:
            yield mark
        if inside(seen, area) and not mark.through and not keeps(mark):
            return


def keeps(mark: Mark) -> bool:
    """Tell whether a mark leaves the inks below it where they are (8.6.7 and 11.3.5.2)."""
    if mark.look.blend in ("Multiply", "Darken"):
        return True
    if not mark.overprints:
        return False
    kinds = {colour.space.kind for colour in mark.colours}
    # CMYK replaces all four plates unless the mode lets zeros through.
    return kinds != {"cmyk"} or mark.look.overprint_mode == 1
