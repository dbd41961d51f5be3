"""Setting: how wide words are, where a title breaks, and the size that fills its measure."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import pairwise

from rotative.dataclass import dataclass
from rotative.fitting.face import Face

# After these a line does not like to end: articles, prepositions and conjunctions.
_CLINGING = """
a à al an and au aux by ce ces d da dans das de dei del della der des di die do du e ed ein el en et
for i il in is la las le les lo los mit na ne o of on os ou par pour qui que se si son sur the to um
un una une und van von vs with y в за и из к на не о по с у και η ο το του τη της
"""
CLINGING = frozenset(_CLINGING.split())
PAUSE = re.compile(r"[,.:;!?…»”)]$")
# What a break costs the line before it, as a share of its width; and what it takes from a size.
AFTER_PAUSE, AFTER_WORD, AFTER_CLINGING = (1.0, 1.0), (1.06, 0.8), (1.3, 0.45)
# What a line much shorter than the others takes from it.
UNEVEN = 0.8
# A line never holds more, a cover never reads more: nothing is set smaller, nothing slower.
MOST_EMS, MOST_LINES, MOST_CHARACTERS, FAR = 34.0, 12, 3000, math.inf
_BREAK = re.compile(r"[ \t\n]+")
_SEAM = re.compile(r"(?<=[\w)][-–—/])(?=\w{3})")


@dataclass(frozen=True, slots=True)
class Style:
    """A face with its fallback, tracking in thousandths of an em, and line height in em."""

    face: Face
    fallback: Callable[[], Face]
    tracking: int = 0
    leading: float = 1.2
    _widths: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def glyphs(self, text: str) -> Iterator[tuple[Face, str, float]]:
        """Yield face, character and place in em of all that can be shown; an empty one ends it."""
        pen, before, last = 0.0, "", self.face
        for character in text if self.tracking else self.face.ligated(text):
            face = self.face if self.face.covers(character) else self.fallback()
            if not face.covers(character):
                continue
            if before and last is face:
                pen += face.kern(before, character) / face.units
            yield face, character, pen
            pen += face.advance(character) / face.units + self.tracking / 1000
            before, last = character, face
        yield last, "", pen - (self.tracking / 1000 if before else 0)

    def width(self, text: str) -> float:
        """Return how wide a text is, in em."""
        if text not in self._widths:
            *_, (_, _, self._widths[text]) = self.glyphs(text)
        return self._widths[text]

    @property
    def blank(self) -> float:
        """The width of a blank between words, in em."""
        return self.face.advance(" ") / self.face.units + self.tracking / 1000


@dataclass(frozen=True, slots=True)
class Block:
    """Lines set at one size, in pixels."""

    lines: tuple[str, ...]
    size: float
    style: Style

    @property
    def leading(self) -> float:
        """The distance between baselines."""
        return self.size * self.style.leading

    @property
    def height(self) -> float:
        """From the first line's capitals to the last line's baseline."""
        cap = self.style.face.cap_height / self.style.face.units * self.size
        return cap + self.leading * (len(self.lines) - 1) if self.lines else 0.0


def fit(text: str, style: Style, measure: float, height: float, largest: float) -> Block:
    """Return a title at the largest size, in the lines that read best, inside measure and height.

    Lines never break at a no-break blank; they prefer to end after a pause and avoid ending
    after an article or preposition. A text too long for the smallest size ends in `…`.
    """
    widest = max(MOST_EMS, measure / largest)
    smallest = measure / widest
    words = list(_words(text, style, widest))
    if not words:
        return Block((), largest, style)
    room = min(MOST_LINES, max(1, int((height / smallest - 1) / style.leading) + 1))
    if sum(map(style.width, words)) > room * widest:
        return flow(text, style, smallest, measure, room)
    candidates = (
        _sized(lines, style, (measure, height, largest))
        for lines in _breaks(words, style, min(room, len(words)), widest)
    )
    best = max(candidates, key=_merit, default=None)
    if best is None or best.size < smallest:
        return flow(text, style, smallest, measure, room)
    return best


def flow(text: str, style: Style, size: float, measure: float, most: int) -> Block:
    """Return running text at a given size in at most so many lines, cut with `…` at the end."""
    words = list(_words(text, style, measure / size))
    lines = _filled(words, style, measure / size)
    if len(lines) > most:
        kept = lines[:most]
        return Block((*kept[:-1], _cut(kept[-1], style, measure / size)), size, style)
    # As few lines, but of more equal length: no single word is left for the last one.
    for share in (0.8, 0.84, 0.88, 0.92, 0.96):
        narrower = _filled(words, style, share * measure / size)
        if len(narrower) == len(lines):
            return Block(narrower, size, style)
    return Block(lines, size, style)


def _filled(words: Iterable[str], style: Style, room: float) -> tuple[str, ...]:
    lines: list[str] = []
    pen = room
    for word in words:
        glue = _glue(lines[-1]) if lines else ""
        pen += style.width(word) + (style.blank if glue else 0)
        if lines and pen <= room:
            lines[-1] += glue + word
        else:
            lines.append(word)
            pen = style.width(word)
    return tuple(lines)


def _cut(line: str, style: Style, room: float) -> str:
    while line and style.width(line + "…") > room:
        line = line[:-1]
    return line.rstrip(" ,;:.–—") + "…"


def _words(text: str, style: Style, widest: float) -> Iterator[str]:
    """Yield what cannot be broken; a word wider than the measure gives way at its seams."""
    for word in filter(None, _BREAK.split(text[:MOST_CHARACTERS])):
        if style.width(word) <= widest:
            yield word
            continue
        for part in _SEAM.split(word):
            yield from _chopped(part, style, widest)


def _chopped(word: str, style: Style, widest: float) -> Iterator[str]:
    while style.width(word) > widest:
        length = max(1, int(len(word) * widest / style.width(word)) - 1)
        yield word[:length] + "-"
        word = word[length:]
    yield word


def _glue(line: str) -> str:
    return "" if line.endswith(("-", "–", "—", "/")) and line[-2:-1] not in ("", " ") else " "


def _cost(word: str) -> tuple[float, float]:
    if PAUSE.search(word):
        return AFTER_PAUSE
    return AFTER_CLINGING if word.lower().strip("«“(\"'") in CLINGING else AFTER_WORD


def _breaks(
    words: Sequence[str], style: Style, most: int, widest: float
) -> Iterator[tuple[str, ...]]:
    """Yield, for every count of lines, those whose widest line is narrowest."""
    ends, count = _ends(words, style), len(words)
    costs = [*(_cost(word)[0] for word in words[:-1]), 1.0]
    # The first word that can stand on a line that ends with each word.
    firsts = [bisect_left(ends, end - widest) for end in ends]
    # best[k]: the widest line, and where the last one starts, of words 0..k in so many lines.
    best = [
        (end * cost if end <= widest else FAR, 0) for end, cost in zip(ends, costs, strict=True)
    ]
    starts = [[0] * count]
    while True:
        if best[-1][0] < FAR:
            yield _lines(words, starts)
        if len(starts) == most:
            return
        best = [
            min(
                (
                    (max(best[j - 1][0], (ends[k] - ends[j - 1] - style.blank) * costs[k]), j)
                    for j in range(max(len(starts), firsts[k]), k + 1)
                ),
                default=(FAR, 0),
            )
            for k in range(count)
        ]
        starts.append([start for _, start in best])


def _ends(words: Sequence[str], style: Style) -> list[float]:
    """Return where each word ends when all stand on one line, in em."""
    ends, pen = [], 0.0
    for before, word in pairwise(["", *words]):
        pen += style.width(word) + (style.blank if before and _glue(before) else 0)
        ends.append(pen)
    return ends


def _lines(words: Sequence[str], starts: Sequence[Sequence[int]]) -> tuple[str, ...]:
    lines, end = [], len(words)
    for row in reversed(starts):
        start = row[end - 1]
        line = ""
        for word in words[start:end]:
            line += (_glue(line) if line else "") + word
        lines.append(line)
        end = start
    return tuple(reversed(lines))


def _sized(lines: tuple[str, ...], style: Style, room: tuple[float, float, float]) -> Block:
    measure, height, largest = room
    widest = max(style.width(line) for line in lines)
    tall = Block(lines, 1.0, style).height
    return Block(lines, min(measure / max(widest, 0.01), height / tall, largest), style)


def _merit(block: Block) -> float:
    breaks: list[float] = [_cost(line.rpartition(" ")[2])[1] for line in block.lines[:-1]]
    reading = sum(breaks) / len(breaks) if breaks else 1.0
    widths = [block.style.width(line) for line in block.lines]
    even = 1.0 if min(widths) > 0.45 * max(widths) else UNEVEN
    return block.size * reading * even / math.pow(len(block.lines), 0.3)
