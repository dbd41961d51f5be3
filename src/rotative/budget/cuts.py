"""Cuts: which of an editor's texts could go, and the galley without them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from rotative import offsets
from rotative.budget.lines import Extent
from rotative.dataclass import dataclass
from rotative.galley import Galley, pull
from rotative.house import House
from rotative.model import EMPTY, Headline, Markup

# What a text's notes begin with; they stand behind it.
NOTES = '<section class="notes"'


@dataclass(frozen=True, slots=True)
class Cut:
    """A text that could go: `number` counts the headlines of the source from 1."""

    number: int
    headline: Headline
    part: str  # summary, body, or empty for all of the headline
    lines: int
    size: float  # in lines of the text

    def __str__(self) -> str:
        of = {"summary": "the summary of ", "body": "the text below the summary of "}
        title = self.headline.title.text
        place = f", {self.headline.place}" if self.headline.place.path else ""
        lines = counted(self.lines, "line")
        return f"{of.get(self.part, '')}headline {self.number}, “{title}” ({lines}{place})"


def counted(number: int, word: str) -> str:
    """Return a number of things: `1 line`, `2 lines`."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def several(cuts: Collection[Cut]) -> str:
    """Return cuts of one kind in a few words: `the summaries of headlines 4 and 8 (19 lines)`."""
    parts = {cut.part for cut in cuts}
    of = "" if parts == {""} else "the summaries of " if parts == {"summary"} else "the texts of "
    *numbers, last = (str(number) for number in sorted(cut.number for cut in cuts))
    lines = counted(sum(cut.lines for cut in cuts), "line")
    return f"{of}headlines {', '.join(numbers)} and {last} ({lines})"


def candidates(galley: Galley, extent: Extent) -> Iterator[Cut]:
    """Yield all that could go, cheapest first, with the lines that it takes now."""
    yield from sorted(_all(galley, extent), key=lambda cut: (cut.lines, cut.number))


def _all(galley: Galley, extent: Extent) -> Iterator[Cut]:
    for number, headline in enumerate(galley.edition.headlines, 1):
        every = [line for line in extent.lines if line.piece == headline.id]
        # Without its first paragraph the next one would be the summary.
        part = "body" if headline.body else "summary"
        for name, lines in ((part, [line for line in every if line.part == part]), ("", every)):
            if lines:
                yield Cut(number, headline, name, len(lines), sum(line.size for line in lines))


def shortened(galley: Galley, extent: Extent, lines: int, house: House) -> Galley | None:
    """Return the galley with a lead that ends so many lines earlier, None if it is no longer."""
    lead = galley.edition.lead
    own = [e for e in extent.lines if e.piece == lead.id and e.part == "body"]
    if not own[:-lines]:
        return None
    text, notes, rest = lead.body.xhtml.partition(NOTES)
    letters = sum(len(offsets.bare(line.text)) or 1 for line in own[-lines:])
    left = offsets.cut(text, len(offsets.text(text).letters) - letters)
    body = Markup(f"{left}{notes}{rest}", lead.body.place)
    edition = replace(galley.edition, lead=replace(lead, body=body))
    return pull(edition, galley.groups, house)


def without(galley: Galley, cuts: Collection[Cut], house: House) -> Galley:
    """Return the galley of the edition as it would be without some texts."""
    parts = {cut.headline.id: cut.part for cut in cuts}

    def left(headlines: Collection[Headline]) -> tuple[Headline, ...]:
        kept = (headline for headline in headlines if parts.get(headline.id) != "")
        return tuple(_without(each, parts.get(each.id, "")) for each in kept)

    edition = replace(galley.edition, headlines=left(galley.edition.headlines))
    groups = [(rubric, left(headlines)) for rubric, headlines in galley.groups]
    return pull(edition, [group for group in groups if group[1]], house)


def _without(headline: Headline, part: str) -> Headline:
    if part == "summary":
        return replace(headline, summary=EMPTY)
    return replace(headline, body=EMPTY) if part else headline
