"""The page map: the very word that begins each printed page, so that paper and e-reader agree.

`boxes` reads from the laid-out pages what of the document they show, `source` finds the place of
that in the document, `align` its place in the galley, which may differ: what is printed only is
in the document alone, what e-readers alone show in the galley.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rotative import offsets
from rotative.dataclass import dataclass
from rotative.galley import Galley
from rotative.pagemap.align import Alignment, align
from rotative.pagemap.boxes import Run, folios, shown
from rotative.pagemap.source import Place, Source, read_source

NOWHERE, END = Place(-1, 0), sys.maxsize


@dataclass(frozen=True, slots=True)
class Break:
    """Where a printed page begins.

    `section` is the id of a galley's section, `offset` a place in its text (see `offsets`),
    `label` the folio as printed.
    """

    section: str
    offset: int
    label: str


Spot = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Begins:
    """Where pages begin, in a section at an offset; None for those without words of the galley's.

    `end` is where the last of what they show ends.
    """

    pages: tuple[Spot | None, ...]
    end: Spot | None


def read(document: Any, galley: Galley) -> tuple[Break, ...]:
    """Return where every page of a laid-out document begins, in the order of the pages.

    A page begins with its first word, in the order of reading, that no page before it shows; a
    word broken between two pages counts as the second one's. A page without a word or picture of
    the galley's (blank, a filler, a list of links) begins where the next one does, and after the
    last of those where the text ends.
    Source: DAISY Structure Guidelines, Page ID.
    """
    return breaks(find(document, galley), folios(document))


def breaks(begins: Begins, labels: Sequence[str]) -> tuple[Break, ...]:
    """Return the breaks of pages with those folios, none where nothing of the galley is shown."""
    if begins.end is None:
        return ()
    found, following = [], begins.end
    for spot in reversed(begins.pages):
        following = spot or following
        found.append(following)
    return tuple(Break(*spot, label) for spot, label in zip(found[::-1], labels, strict=True))


def find(document: Any, galley: Galley) -> Begins:
    """Return where the pages of a laid-out document begin, as `read` tells it."""
    seen = shown(document)
    source = read_source(seen.root, [section.id for section in galley.sections], seen.notes)
    texts = {s.id: offsets.text(s.xhtml) for s in galley.sections if s.id in source.ids}
    alignments = [
        align(printed, texts[name]) for name, printed in zip(source.ids, source.texts, strict=True)
    ]
    reader = _Reader(source, alignments)
    found = [reader.first(runs) for runs in seen.pages]

    def spot(place: Place | None) -> Spot | None:
        if place is None:
            return None
        name = source.ids[place.section]
        return name, texts[name].word(place.offset)

    last = reader.furthest.section
    end = Place(last, END) if any(found) else None
    return Begins(tuple(map(spot, found)), spot(end))


Spots = Iterable[tuple[Place, int]]


@dataclass(slots=True)
class _Reader:
    """Finds the first word of one page after another."""

    source: Source
    alignments: Sequence[Alignment]
    furthest: Place = NOWHERE  # what was shown last, in the order of the document
    begun: Place = NOWHERE  # where the last page began

    def first(self, runs: Iterable[Run]) -> Place | None:
        """Return where a page begins in the galley, None if it shows nothing of it.

        What stands out of the flow may belong to an earlier page that had no room for it: it
        counts if nothing beyond it was shown before, or if the page has nothing else.
        """
        flow: list[tuple[Place, int]] = []
        aside: list[tuple[Place, int]] = []
        for run in runs:
            place = self.source.place(run.element, run.start)
            if place:
                (aside if run.aside else flow).append((place, run.end - run.start))
        new = [spot for spot in aside if spot[0] > self.furthest]
        late = [spot for spot in aside if spot[0] > self.begun]
        found = self._first([*flow, *new]) or self._first(late)
        self.furthest = max((self.furthest, *(place for place, _ in (*flow, *new))))
        self.begun = found[0] if found else self.begun
        return found[1] if found else None

    def _first(self, spots: Spots) -> tuple[Place, Place] | None:
        """Return the first character that the galley has too: its place here and there."""
        for place, length in sorted(spots):
            for offset in range(place.offset, place.offset + length):
                there = self.alignments[place.section].place(offset)
                if there is not None:
                    return Place(place.section, offset), Place(place.section, there)
        return None
