"""Fitting: an edition laid out until it takes the pages wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Protocol

from rotative.budget import advice
from rotative.budget.lines import Extent, measure
from rotative.budget.search import STEPS, search
from rotative.budget.sizes import Limits, Size
from rotative.dataclass import dataclass
from rotative.galley import Galley
from rotative.house import House
from rotative.problems import Problem
from rotative.units import number

PX = 96 / 72  # in a point


class Layout(Protocol):
    """Laid-out pages, the engine's own document, and the tokens of their sheet."""

    @property
    def document(self) -> Any: ...  # noqa: D102 - described by the class
    @property
    def tokens(self) -> Mapping[str, str]: ...  # noqa: D102 - described by the class


LayOut = Callable[[Galley, Mapping[str, str]], Layout]


@dataclass(frozen=True, slots=True)
class Trial:
    """A size that was tried, and how far the text went."""

    size: Size
    extent: Extent


@dataclass(frozen=True, slots=True)
class Fitted:
    """An edition laid out within its budget, or the problem that stands against it.

    `own` is the theme's own size, `chosen` the one of the layout; `tried` are all in order.
    """

    layout: Any = field(repr=False)
    limits: Limits
    chosen: Trial
    tried: tuple[Trial, ...]
    problem: Problem | None = None


def fit(galley: Galley, lay_out: LayOut, house: House) -> Fitted:
    """Return the edition on the pages of its budget, at the theme's own size if it has none.

    `lay_out` lays a galley out with some tokens set; every trial is one call.
    """
    fitter = _Fitter(galley, lay_out)
    budget, own = galley.edition.budget, fitter.extent(0)
    if not budget:
        return fitter.fitted(0)
    step = search(fitter.extent, budget.pages, fitter.limits.area)
    if step is not None:
        return fitter.fitted(step)
    far = STEPS if own.pages < budget.pages else -STEPS
    desk = advice.Desk(galley, house, fitter.pages_at_least)
    problem = desk.problem(budget, fitter.extent(far), fitter.limits.at(far))
    return fitter.fitted(far, problem)


class _Fitter:
    def __init__(self, galley: Galley, lay_out: LayOut) -> None:
        self.galley, self.lay_out = galley, lay_out
        self.tried: dict[int, Trial] = {}
        # One layout is kept: those of long editions are large.
        self.kept = 0, lay_out(galley, {})
        self.tokens = self.kept[1].tokens
        self.limits = Limits.of(self.tokens)

    def extent(self, step: int) -> Extent:
        """Return how far the text goes at a step."""
        if step not in self.tried:
            size = self.limits.at(step)
            layout = self._layout(step)
            self.tried[step] = Trial(size, self._measure(self.galley, layout, size))
        return self.tried[step].extent

    def fitted(self, step: int, problem: Problem | None = None) -> Fitted:
        self.extent(step)
        layout = None if problem else self._layout(step)
        return Fitted(layout, self.limits, self.tried[step], tuple(self.tried.values()), problem)

    def pages_at_least(self, galley: Galley) -> int:
        """Return the pages that another galley takes at the smallest size."""
        return len(self.lay_out(galley, self.limits.least.tokens()).document.pages)

    def _layout(self, step: int) -> Layout:
        if self.kept[0] != step:
            self.kept = step, self.lay_out(self.galley, self.limits.at(step).tokens())
        return self.kept[1]

    def _measure(self, galley: Galley, layout: Layout, size: Size) -> Extent:
        pieces = {section.id for section in galley.sections}
        pieces |= {headline.id for headline in galley.edition.headlines}
        return measure(
            layout.document,
            frozenset(pieces),
            leading=size.leading * PX,
            columns=round(number(self.tokens["columns"])),
        )
