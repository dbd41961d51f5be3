"""Advice: how far a text is from its budget, and which cut would do, tried out on the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from rotative.budget.cuts import Cut, candidates, counted, several, shortened, without
from rotative.budget.lines import Extent, Line
from rotative.budget.sizes import Size
from rotative.dataclass import dataclass
from rotative.galley import Galley
from rotative.house import House
from rotative.model import Budget
from rotative.problems import Problem

# So many cuts of one kind are tried out.
TRIALS = 3
# A lead shortened by the lines that are over may not do: what keeps together needs more room.
LEAD = (1, 1.5, 2.5)
SHOWN = 50  # characters told of a line


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an edition is cut: `pages` lays out a galley at the smallest size and counts."""

    galley: Galley
    house: House
    pages: Callable[[Galley], int]

    def problem(self, budget: Budget, extent: Extent, size: Size) -> Problem:
        """Return what stands against a budget, given the extent at the size nearest to it."""
        if extent.pages > budget.pages:
            return self._over(budget, extent, size)
        if extent.pages < budget.pages:
            return _under(budget, extent, size)
        message = (
            f"no size of type gives {counted(budget.pages, 'page')}: the text skips the number"
        )
        hint = "a break that the sheet forces stands there; allow one page more or less"
        return Problem("page-budget-skipped", message, budget.place, hint)

    def _over(self, budget: Budget, extent: Extent, size: Size) -> Problem:
        beyond = [line for line in extent.lines if line.page > budget.pages]
        over = extent.over(budget.pages)
        message = (
            f"{counted(over, 'line')} over {counted(budget.pages, 'page')}, even at the"
            f" smallest type of the theme, {size}: page {budget.pages + 1} would begin"
            f" {self._where(beyond)}"
        )
        cut = self._cut(budget.pages, extent, over)
        less = self._less(budget.pages, extent, over)
        hint = f"{_advice(cut, less)}allow {counted(extent.pages, 'page')}"
        return Problem("page-budget-over", message, budget.place, hint)

    def _where(self, beyond: Sequence[Line]) -> str:
        if not beyond:
            return "with space that the sheet asks for"
        titles = {section.id: section.title for section in self.galley.sections}
        titles |= {each.id: each.title.text for each in self.galley.edition.headlines}
        first = beyond[0]
        piece = titles.get(first.piece, "")
        words = first.text if len(first.text) <= SHOWN else f"{first.text[: SHOWN - 1]}…"
        return (f"in “{piece}”" if piece else "") + (f", with “{words}”" if words else "")

    def _cut(self, pages: int, extent: Extent, over: int) -> tuple[Cut, ...]:
        """Return the cheapest cut that brings the text onto its pages."""
        for cuts in _choices(list(candidates(self.galley, extent)), over):
            if self.pages(without(self.galley, cuts, self.house)) <= pages:
                return cuts
        return ()

    def _less(self, pages: int, extent: Extent, over: int) -> int:
        """Return how many lines less in the lead bring the text onto its pages, 0 if none do."""
        for times in LEAD:
            lines = round(over * times)
            galley = shortened(self.galley, extent, lines, self.house)
            if galley and self.pages(galley) <= pages:
                return lines
        return 0


def _advice(cuts: Sequence[Cut], less: int) -> str:
    """Return what was tried out and would do, to be followed by another way."""
    ways = []
    if len(cuts) == 1:
        ways.append(f"dropping {cuts[0]} is the cheapest cut")
    elif cuts:
        ways.append(f"dropping {several(cuts)} would do")
    if less:
        ways.append(f"shorten the lead by {counted(less, 'line')}")
    return "".join(f"{way}; or " for way in ways) or "no cut of headlines will do: "


def _choices(every: Sequence[Cut], over: int) -> Iterator[tuple[Cut, ...]]:
    """Yield cuts to try: one text, then several texts, then the last headlines altogether."""
    yield from islice(((cut,) for cut in every if cut.size > over - 1), TRIALS)
    texts = sorted((cut for cut in every if cut.part), key=lambda cut: -cut.size)
    whole = sorted((cut for cut in every if not cut.part), key=lambda cut: -cut.number)
    for some in (texts, whole):
        taken = (tuple(some[:n]) for n in range(2, len(some) + 1))
        enough = (cuts for cuts in taken if sum(cut.size for cut in cuts) > over - 1)
        yield from islice(enough, TRIALS)


def _under(budget: Budget, extent: Extent, size: Size) -> Problem:
    lines = counted(extent.under(budget.pages), "line")
    message = (
        f"at least {lines} under {counted(budget.pages, 'page')}, even at the largest type of the"
        f" theme, {size}: the text ends on page {extent.pages}"
    )
    hint = f"add text or pictures, or ask for {counted(extent.pages, 'page')}"
    return Problem("page-budget-under", message, budget.place, hint)
