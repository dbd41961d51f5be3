"""Hyphenation patterns, each read when a word has its letters.

Pyphen parses all patterns of a language when it is first asked: 25 ms for French, 0.8 s for German.
Here they are told apart by their letters at once, and what they say of them is read by and by. The
answers are Pyphen's. Source: F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pyphen

DIGITS = "0123456789"
_LETTERS = str.maketrans("", "", DIGITS)
Values = tuple[int, tuple[int, ...]]


class Patterns(pyphen.HyphDict):  # type: ignore[misc]
    """The patterns of a dictionary, by their letters: as written, or as read since."""

    def __init__(self, path: Path) -> None:
        """Read a dictionary that has no patterns out of the ordinary."""
        lines = _lines(path)
        letters = "\n".join(lines).translate(_LETTERS).split("\n")
        self.patterns: dict[str, str | Values] = dict(zip(letters, lines, strict=True))
        self.cache: dict[str, list[int]] = {}
        self.maxlen = max(map(len, self.patterns))

    def positions(self, word: str) -> list[int]:
        """Return where a word can be divided, as Pyphen does."""
        word = word.lower()
        points = self.cache.get(word)
        if points is None:
            points = self.cache[word] = [
                pyphen.DataInt(place - 1)
                for place, value in enumerate(self._values(word))
                if value & 1
            ]
        return points

    def _values(self, word: str) -> list[int]:
        """Return for each place the highest value that a pattern has there."""
        text, find = f".{word}.", self.patterns.get
        end = len(text)
        highest = [0] * (end + 1)
        for start in range(end - 1):
            for stop in range(start + 1, min(start + self.maxlen, end) + 1):
                found = find(text[start:stop])
                if found is None:
                    continue
                if isinstance(found, str):
                    found = self.patterns[text[start:stop]] = _values(found)
                for place, value in enumerate(found[1], start + found[0]):
                    highest[place] = max(highest[place], value)
        return highest


def _lines(path: Path) -> list[str]:
    """Return the patterns of a dictionary as written; raise ValueError where one is intricate."""
    with path.open("rb") as file:
        encoding = file.readline().strip().decode()
    text = path.read_text("cp1251" if encoding.lower() == "microsoft-cp1251" else encoding)
    stripped = map(str.strip, text.split("\n")[1:])
    lines = [line for line in stripped if line and not line.startswith(pyphen.ignored)]
    if not lines or "^^" in text or any("/" in line and "=" in line for line in lines):
        raise ValueError(path)
    return lines


def _values(pattern: str) -> Values:
    """Return at which letter the first value of a pattern stands, and all from there on."""
    values = [0]
    for letter in pattern:
        if letter in DIGITS:
            values[-1] = int(letter)
        else:
            values.append(0)
    start = next((place for place, value in enumerate(values) if value), 0)
    return start, tuple(values[start:])


def dictionary(language: str, left: int = 2, right: int = 2) -> pyphen.Pyphen | None:
    """Return what divides words of a language, with so many letters at least on either side.

    None if nobody knows how.
    """
    known = pyphen.language_fallback(language) if language else None
    if not known:
        return None
    path = pyphen.LANGUAGES[known]
    if path not in pyphen.hdcache:
        with suppress(ValueError):  # then Pyphen reads all of it
            pyphen.hdcache[path] = Patterns(path)
    return pyphen.Pyphen(lang=known, left=left, right=right)
