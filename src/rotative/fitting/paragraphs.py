"""Paragraphs: lines foretold, so that a paragraph that would set badly is spaced a hair tighter.

The engine fills line after line and stretches the blanks of each; what comes of it can be told
from the widths of words alone. Where it would be loose lines, a ladder of hyphens or a last line
of almost nothing, other word spaces are tried, of which no reader sees the difference: fifty
times as fast as laying it out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from rotative.dataclass import dataclass
from rotative.fitting.lines import Style

# Word spaces to try, in em beside the face's own blank, from the least to the most visible.
SPACES = (0.0, -0.01, 0.01, -0.02, 0.02, -0.03, 0.03, -0.04, 0.04, -0.05, 0.05)
# Hyphenation of shorter words, and after two letters, is the last resort.
SHORTER = (5, 2, 3)
# Blanks over the first are a fault, over the second worth avoiding; both in em.
LOOSE, WIDE = 0.7, 0.5
LADDER, LETTERS = 3, 5
FAULT, STEP, CHANGE, RESORT = 10.0, 13.0, 0.02, 0.6
HYPHEN = "\u2010"
# Where a word may be broken though it has no blank: after its own hyphens and dashes.
_SEAM = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])|(?<=\w)–(?=\w)|(?<=[\w,;.])—(?=\w)")
_LETTERS = re.compile(r"[^\W\d_]+")


class Word(NamedTuple):
    """What stands between two blanks; `faces` names the style of each of its pieces."""

    pieces: tuple[str, ...]
    faces: tuple[str, ...]


class Unit(NamedTuple):
    """What cannot be broken but by a hyphen: its text, width in em, and no-break blanks."""

    text: str
    width: float
    blanks: int
    spaced: bool
    face: str


class Line(NamedTuple):
    """A line foretold: what it leaves free in em, its blanks, and what stands on it."""

    slack: float
    blanks: int
    texts: tuple[str, ...]

    @property
    def hyphen(self) -> bool:
        """Whether it ends in a hyphen."""
        return bool(self.texts) and self.texts[-1].endswith(("-", HYPHEN))

    @property
    def letters(self) -> int:
        """How many letters and figures it has."""
        return sum(character.isalnum() for text in self.texts for character in text)


@dataclass(frozen=True, slots=True)
class Room:
    """How a paragraph is set: lengths in em; `narrow` lines at its head are narrower by `by`."""

    measure: float
    indent: float = 0.0
    narrow: int = 0
    by: float = 0.0
    justified: bool = True
    zone: float = 0.0

    def of(self, line: int) -> float:
        """Return the measure of a line, counted from 0."""
        return self.measure - (0 if line else self.indent) - (self.by if line < self.narrow else 0)


class Spacing(NamedTuple):
    """How to set a paragraph: word space beside the blank in em, and limits of hyphenation."""

    word: float
    limits: tuple[int, int, int]


class Compositor:
    """Foretells lines in a language; `styles` has a style for `""` (roman), `em` and `strong`."""

    def __init__(
        self, styles: Mapping[str, Style], language: str, limits: tuple[int, int, int]
    ) -> None:
        self.styles, self.language, self.limits = styles, language, limits
        self._units: dict[Word, tuple[Unit, ...]] = {}
        self._parts: dict[tuple[str, str, tuple[int, int, int]], tuple[Unit, ...]] = {}

    def spacing(self, words: Sequence[Word], room: Room) -> Spacing | None:
        """Return the spacing that sets a paragraph best, None when its own does well enough."""
        plain = Spacing(0.0, self.limits)
        lines = self.lines(words, room, plain)
        if len(lines) < 2 or badness(lines, room) < FAULT:
            return None
        ways = [Spacing(space, limits) for limits in (self.limits, SHORTER) for space in SPACES]
        best = min(ways, key=lambda way: self._cost(words, room, way))
        return None if best == plain else best

    def _cost(self, words: Sequence[Word], room: Room, way: Spacing) -> float:
        resort = RESORT if way.limits != self.limits else 0
        lines = self.lines(words, room, way)
        return badness(lines, room) + resort + CHANGE * abs(way.word) * 100

    def lines(self, words: Sequence[Word], room: Room, way: Spacing) -> list[Line]:
        """Return the lines the engine will make of a paragraph, as it makes them."""
        out: list[Line] = []
        line, blank = _Filling(room.of(0)), self.styles[""].blank + way.word
        waiting = [unit for word in reversed(words) for unit in reversed(self.units(word))]
        while waiting:
            unit = waiting.pop()
            gap = blank if unit.spaced and line.units else 0
            if not line.units or line.takes(unit, gap, way.word):
                line.add(unit, gap, way.word)
                continue
            part = self._part(line, unit, gap, way) if self._worth(line, room) else None
            if part:
                line.add(part, gap, way.word)
                waiting.append(self._rest(unit, part))
            else:
                waiting.append(unit)
            out.append(line.done())
            line = _Filling(room.of(len(out)))
        return [*out, line.done()]

    def units(self, word: Word) -> tuple[Unit, ...]:
        """Return what a word can be broken into without a hyphen added."""
        if word not in self._units:
            self._units[word] = tuple(self._split(word))
        return self._units[word]

    def _split(self, word: Word) -> Iterator[Unit]:
        if len(word.pieces) > 1:
            pairs = list(zip(word.pieces, word.faces, strict=True))
            text = "".join(word.pieces)
            width = sum(self.styles[face].width(piece) for piece, face in pairs)
            # Of several faces: it has no part that could be measured, and stays whole.
            yield Unit(text, width, text.count("\u00a0"), spaced=True, face="mixed")
            return
        (text,), (face,), start = word.pieces, word.faces, 0
        ends = [match.end() for match in _SEAM.finditer(text)]
        for end in (*ends, len(text)):
            yield self._unit(text[start:end], face, spaced=start == 0)
            start = end

    def _unit(self, text: str, face: str, *, spaced: bool, hyphen: str = "") -> Unit:
        width = self.styles[face].width(text) + (self.styles[face].width(hyphen) if hyphen else 0)
        return Unit(text + hyphen, width, text.count("\u00a0"), spaced=spaced, face=face)

    def _worth(self, line: _Filling, room: Room) -> bool:
        return line.free > room.zone * line.measure

    def _part(self, line: _Filling, unit: Unit, gap: float, way: Spacing) -> Unit | None:
        """Return the longest beginning of a unit that the line still takes with a hyphen."""
        if unit.face == "mixed" or not self._dictionaries:
            return None
        key = unit.text, unit.face, way.limits
        if key not in self._parts:
            self._parts[key] = tuple(
                self._unit(start, unit.face, spaced=False, hyphen=HYPHEN)
                for start in self._starts(unit.text, way.limits)
            )
        fitting = (part for part in self._parts[key] if line.takes(part, gap, way.word))
        part = next(fitting, None)
        return part._replace(spaced=unit.spaced) if part else None

    def _starts(self, text: str, limits: tuple[int, int, int]) -> Iterator[str]:
        dictionary = self._dictionaries[limits]
        for match in _LETTERS.finditer(text):
            if len(match[0]) >= limits[0]:
                for position in reversed(dictionary.positions(match[0])):
                    yield text[: match.start() + position]
                return

    def _rest(self, unit: Unit, part: Unit) -> Unit:
        return self._unit(unit.text[len(part.text) - 1 :], unit.face, spaced=False)

    @cached_property
    def _dictionaries(self) -> dict[tuple[int, int, int], Any]:
        from rotative.hyphens import dictionary

        made = {each: dictionary(self.language, *each[1:]) for each in (self.limits, SHORTER)}
        return {each: found for each, found in made.items() if found}


class _Filling:
    """A line being filled."""

    def __init__(self, measure: float) -> None:
        self.measure = self.free = measure
        self.units: list[Unit] = []
        self.blanks = 0

    def takes(self, unit: Unit, gap: float, more: float) -> bool:
        return gap + unit.width + unit.blanks * more <= self.free + 1e-3

    def add(self, unit: Unit, gap: float, more: float) -> None:
        self.free -= gap + unit.width + unit.blanks * more
        self.blanks += unit.blanks + bool(gap)
        self.units.append(unit)

    def done(self) -> Line:
        return Line(self.free, self.blanks, tuple([unit.text for unit in self.units]))


def badness(lines: Sequence[Line], room: Room) -> float:
    """Return how badly lines set: 10 and more for a fault the lint would tell, little for good."""
    total, ladder = 0.0, 0
    for line in lines[:-1]:
        ladder = ladder + 1 if line.hyphen else 0
        total += STEP * (ladder > LADDER)
        if room.justified:
            blank = 0.25 + line.slack / max(1, line.blanks)
            total += FAULT * blank / LOOSE if blank > LOOSE else max(0.0, blank - WIDE) * 4
    if len(lines) > 1:
        last = lines[-1]
        short = last.letters < LETTERS or room.measure - last.slack < 1.0
        total += FAULT * short
    return total
