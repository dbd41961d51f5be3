"""Builders of finders: most rules are a pattern whose groups are slots to fill."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, wraps
from typing import ParamSpec

from .edits import LEFT, RIGHT, Edit, Finder, merged
from .marks import BLANKS

P = ParamSpec("P")
_NUMBER = re.compile("[0-9]+")


def lazily(build: Callable[P, Finder]) -> Callable[P, Finder]:
    """Let a builder work at the first text: most patterns of a house are never needed."""

    @wraps(build)
    def delayed(*args: P.args, **kwargs: P.kwargs) -> Finder:
        made: list[Finder] = []

        def find(text: str) -> Sequence[Edit]:
            if not made:
                made.append(build(*args, **kwargs))
            return made[0](text)

        return find

    return delayed


@lazily
def slots(pattern: str, *news: str | None, side: int = LEFT) -> Finder:
    """Fill group 1, 2, … of every match with the given texts (the last one repeats).

    None leaves a group as it is: it serves to name what another group repeats. A pattern
    that begins with a literal is searched five times faster than one that begins with a
    class, and that ten times faster than one that begins with an assertion or with
    alternatives: hence ``X(?<!Y.)`` rather than ``(?<!Y)X`` all over this package.
    """
    compiled = re.compile(pattern)
    search = compiled.finditer
    if compiled.groups == 1 and (only := news[0]) is not None:
        return lambda text: [
            (m.start(1), m.end(1), only, side)
            for m in search(text)
            if m[1] is not None and m[1] != only
        ]

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in search(text):
            for group in range(1, len(match.groups()) + 1):
                new = news[min(group, len(news)) - 1]
                if new is not None and match[group] is not None and match[group] != new:
                    edits.append((match.start(group), match.end(group), new, side))
        return edits

    return find


@lazily
def slot_after(before: str, pattern: str, new: str, *, side: int = LEFT, reach: int = 24) -> Finder:
    """Fill group 1 of every match of ``pattern`` that ``before`` precedes within ``reach``."""
    search = re.compile(pattern).finditer
    precedes = re.compile(rf"(?:{before})\Z").search

    def find(text: str) -> list[Edit]:
        return [
            (m.start(1), m.end(1), new, side)
            for m in search(text)
            if m[1] != new and precedes(text, max(0, m.start() - reach), m.start())
        ]

    return find


@lazily
def slot_before(
    pattern: str, before: str, new: str, *, side: int = RIGHT, reach: int = 24
) -> Finder:
    """Fill the blanks before every match of ``pattern`` where ``before`` precedes them."""
    search = re.compile(pattern).finditer
    precedes = re.compile(rf"(?:{before})\Z").search

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in search(text):
            at = match.start()
            start = back_over_blanks(text, at)
            if (
                start < at
                and text[start:at] != new
                and precedes(text, max(0, start - reach), start)
            ):
                edits.append((start, at, new, side))
        return edits

    return find


@lazily
def after_numbers(pattern: str, new: str, side: int = RIGHT) -> Finder:
    """Fill group 1 of every match of the pattern that begins with the last digit of a number."""
    match = re.compile(pattern).match

    def find(text: str) -> list[Edit]:
        found = (match(text, end - 1) for _, end in numbers(text))
        return [(m.start(1), m.end(1), new, side) for m in found if m and m[1] != new]

    return find


@lazily
def swaps(pattern: str, new: str, side: int = LEFT) -> Finder:
    """Replace every match by one text."""
    search = re.compile(pattern).finditer
    return lambda text: [(m.start(), m.end(), new, side) for m in search(text) if m[0] != new]


def holding(texts: Sequence[str], *finders: Finder) -> Finder:
    """Make one finder of several that have nothing to do where none of the texts stands.

    A search for one letter is several times faster than one for several, or for a class.
    """
    by_first = {text[0]: [each[1:] for each in texts if each[0] == text[0]] for text in texts}
    gates = [(first, rf"{re.escape(first)}(?:{_any(rest)})") for first, rest in by_first.items()]

    def holds(text: str) -> bool:
        for first, pattern in gates:  # noqa: SIM110 - a generator takes longer than the search
            if first in text and compiled(pattern).search(text):
                return True
        return False

    return where(holds, *finders)


def _any(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, texts))


def where(may_find: Callable[[str], object], *finders: Finder) -> Finder:
    """Make one finder of several that have nothing to do where a test says so at little cost."""
    inside = several(*finders)
    return lambda text: inside(text) if may_find(text) else ()


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern at its first use: few texts need them all."""
    return re.compile(pattern)


def several(*finders: Finder) -> Finder:
    """Make one finder of several whose edits do not meet."""
    if len(finders) == 1:
        return finders[0]

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for finder in finders:
            edits.extend(finder(text))
        return merged(edits) if len(edits) > 1 else edits

    return find


def triggers(*texts: str | Iterable[str]) -> frozenset[str]:
    """Gather the characters of the texts."""
    return frozenset(char for text in texts for char in text)


def places(text: str, mark: str) -> list[int]:
    """Return where a mark stands; a search for one is faster than one for a class of them."""
    found: list[int] = []
    at = text.find(mark)
    while at >= 0:
        found.append(at)
        at = text.find(mark, at + len(mark))
    return found


@lru_cache(maxsize=1)
def numbers(text: str) -> Sequence[tuple[int, int]]:
    """Return where the numbers of a text start and end: several rules ask for them in turn."""
    return [match.span() for match in _NUMBER.finditer(text)]


def back_over_blanks(text: str, at: int) -> int:
    """Return where the blanks that end at ``at`` start."""
    while at and text[at - 1] in BLANKS:
        at -= 1
    return at
