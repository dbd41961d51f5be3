"""The search: which step between a theme's limits gives so many pages, in few trials."""

from __future__ import annotations

from collections.abc import Callable

from rotative.budget.lines import Extent

# Steps from the theme's own size to either limit.
STEPS = 40
# Larger type must fill so much of the last page; smaller type that fills so much is near enough.
ENOUGH, FULL = 0.75, 0.9
NEAR = 0.1
# So few steps make no difference that a reader could see.
NEARLY = 4

Measure = Callable[[int], Extent]


def search(measure: Measure, wanted: int, area: Callable[[int], float]) -> int | None:
    """Return the step from -STEPS to STEPS at which the text takes the pages wanted.

    The theme's own size, 0, if it does. Else the step nearest to it: of smaller types this is the
    one that fills the last page best; of larger ones the first that fills ENOUGH of it, else the
    fullest. `area` tells how large the type of a step is beside the theme's own, for a guess.
    None if no step gives the pages.
    """
    own = measure(0)
    if own.pages == wanted:
        return 0
    return _Search(measure, wanted, 1 if own.pages < wanted else -1).run(area)


class _Search:
    def __init__(self, measure: Measure, wanted: int, side: int) -> None:
        self.measure, self.wanted, self.side = measure, wanted, side
        within = FULL if side < 0 else ENOUGH + NEAR / 2
        self.goal = wanted - 1 + within

    def run(self, area: Callable[[int], float]) -> int | None:
        near, far = 0, self._guess(area)
        if not self._reached(far):
            near, far = far, STEPS * self.side
        if not self._reached(far):
            return far if self.measure(far).pages == self.wanted else None
        near, far = self._close(near, far)
        steps = (step for step in (far, near) if self.measure(step).pages == self.wanted)
        return next(steps, None)

    def _close(self, near: int, far: int) -> tuple[int, int]:
        """Return two neighbouring steps, or nearly: the first is too near, the second is right.

        Guesses and halving take turns: a text that moves page by page makes guesses poor.
        """
        for trial in range(2 * STEPS):
            span = abs(far - near)
            if span == 1 or self._is_good(self.measure(far), span):
                break
            step = self._between(near, far, guess=trial % 2 == 0)
            near, far = (near, step) if self._reached(step) else (step, far)
        return near, far

    def _reached(self, step: int) -> bool:
        extent = self.measure(step)
        if self.side < 0:
            return extent.pages <= self.wanted
        full = extent.pages == self.wanted and extent.fill >= ENOUGH
        return full or extent.pages > self.wanted

    def _is_good(self, extent: Extent, span: int) -> bool:
        if extent.pages != self.wanted:
            return False
        near = extent.fill >= FULL if self.side < 0 else extent.fill <= ENOUGH + NEAR
        return near or span <= NEARLY

    def _guess(self, area: Callable[[int], float]) -> int:
        scale = self.goal / self.measure(0).length
        steps = (step * self.side for step in range(1, STEPS))
        return next((s for s in steps if (area(s) - scale) * self.side >= 0), STEPS * self.side)

    def _between(self, near: int, far: int, *, guess: bool) -> int:
        low, high = self.measure(near).length, self.measure(far).length
        share = (self.goal - low) / (high - low) if guess and low != high else 0.5
        span = abs(far - near)
        return near + self.side * min(max(round(share * span), 1), span - 1)
