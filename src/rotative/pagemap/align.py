"""Alignment: the places of one text in another that lacks some of it and has more elsewhere."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import field

from rotative.dataclass import dataclass
from rotative.offsets import Text

# So many characters alike tell that two texts run together again.
ALIKE = 16
# Where less is left of the first text, so many do, and the second may have so many more.
FEW, NEAR = 4, 64


@dataclass(frozen=True, slots=True)
class Alignment:
    """Stretches that two texts share, in order: places in the one, in the other, and lengths."""

    stretches: tuple[tuple[int, int, int], ...]

    def place(self, offset: int) -> int | None:
        """Return the place in the other text, None for what only the first has."""
        at = bisect_right(self.stretches, offset, key=_first) - 1
        if at < 0:
            return None
        first, second, length = self.stretches[at]
        return second + offset - first if offset < first + length else None


def _first(stretch: tuple[int, int, int]) -> int:
    return stretch[0]


def align(first: str, second: Text) -> Alignment:
    """Return what two texts share, in time that grows with their length only.

    Where they part for good, it is whole words of the second: its next one may begin like what
    only the first has.
    """
    found = [*_Aligner(first, second.letters).stretches()]
    if found:
        here, there, length = found[-1]
        if here + length < len(first):
            length = max(0, second.word(there + length) - there)
        found[-1] = here, there, length
    return Alignment(tuple(found))


@dataclass(slots=True)
class _Aligner:
    first: str
    second: str
    grams: dict[str, list[int]] = field(default_factory=dict)

    def stretches(self) -> Iterator[tuple[int, int, int]]:
        here, there = 0, 0
        while here < len(self.first) and there < len(self.second):
            length = self._alike(here, there)
            if length:
                yield here, there, length
            here, there = here + length, there + length
            # Mostly one of them ends here: then there is nothing to look for.
            ended = here == len(self.first) or there == len(self.second)
            step = None if ended else self._step(here, there)
            if step is None:
                return
            here, there = here + step[0], there + step[1]

    def _alike(self, here: int, there: int) -> int:
        """Return how many characters from two places on are the same."""
        room = min(len(self.first) - here, len(self.second) - there)
        length, span = 0, 64
        while length < room:
            span = min(span, room - length)
            start, other = here + length, there + length
            if self.first[start : start + span] == self.second[other : other + span]:
                length, span = length + span, span * 2
            elif span == 1:
                break
            else:
                span //= 2
        return length

    def _step(self, here: int, there: int) -> tuple[int, int] | None:
        """Return how much each text has to itself before they run together again.

        Of all ways the one with least in it.
        """
        found, least = None, len(self.first) + len(self.second)
        for skipped in range(len(self.first) - here):
            if skipped >= least:
                break
            other = self._next(self.first[here + skipped : here + skipped + ALIKE], there)
            if other is not None and skipped + other - there < least:
                found, least = (skipped, other - there), skipped + other - there
        return found

    def _next(self, gram: str, there: int) -> int | None:
        """Return where so many characters stand next in the second text."""
        if len(gram) < ALIKE:
            other = self.second.find(gram, there, there + NEAR) if len(gram) >= FEW else -1
            return other if other >= 0 else None
        if not self.grams:
            for place in range(len(self.second) - ALIKE + 1):
                self.grams.setdefault(self.second[place : place + ALIKE], []).append(place)
        places = self.grams.get(gram, [])
        at = bisect_left(places, there)
        return places[at] if at < len(places) else None
