"""Keyword matching: which keywords stand in a text, by whole words and in linear time.

Words after NFC, split at apostrophes and hyphens; a keyword in
capitals matches exact case (RN, IA, UE); accents count only if the keyword has some; a plural s
or x is free; `commercia*` is a prefix; a phrase is its words in a row. There is no stemmer:
Snowball merges marché and marche, while plurals and prefixes say what an editor means and can be
explained.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import lru_cache

from rotative.dataclass import dataclass

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Words, and the punctuation that a phrase does not reach across.
_TOKEN = re.compile(r"[^\W_]+|[^\w\s'’ʼ‐‑-]")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ﬁ": "fi", "ﬂ": "fl"})
_SHORTEST_PLURAL = 4


@dataclass(frozen=True, slots=True)
class Forms:
    """One word in the three forms that keywords may ask for."""

    exact: str
    accented: str
    bare: str


@lru_cache(maxsize=1 << 16)
def forms(word: str) -> Forms:
    """Return a word as it stands, in lower case, and in lower case without accents."""
    accented = unicodedata.normalize("NFC", word.casefold()).translate(_LIGATURES)
    if accented.isascii():
        return Forms(word, accented, accented)
    parts = unicodedata.normalize("NFD", accented)
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return Forms(word, accented, bare)


def tokens(text: str) -> list[str]:
    """Return a text's words and punctuation marks, split at apostrophes and hyphens."""
    return _TOKEN.findall(_plain(text))


def _plain(text: str) -> str:
    """Return a text in NFC without what nobody sees."""
    if text.isascii():
        return text
    for character in _INVISIBLE:
        text = text.replace(character, "")
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return a text's words in lower case, without accents, joined by blanks: for comparing."""
    return " ".join(forms(word).bare for word in tokens(text) if word[0].isalnum())


@dataclass(frozen=True, slots=True)
class _Word:
    """What one word of a keyword accepts: `form` names the field of Forms that it looks at."""

    form: str
    spellings: frozenset[str]
    prefix: int = 0

    @classmethod
    def read(cls, word: str, *, prefix: bool) -> _Word:
        own = forms(word)
        if word.isupper() and len(word) > 1:
            form = "exact"
        else:
            form = "bare" if own.accented == own.bare else "accented"
        text: str = getattr(own, form)
        if prefix:
            return cls(form, frozenset([text]), len(text))
        return cls(form, frozenset([text] if form == "exact" else _numbers(text)))

    def fits(self, word: str) -> bool:
        text: str = getattr(forms(word), self.form)
        return (text[: self.prefix] if self.prefix else text) in self.spellings


def _numbers(word: str) -> Iterator[str]:
    yield from (word, f"{word}s", f"{word}x")
    if len(word) >= _SHORTEST_PLURAL and word[-1] in "sx":
        yield word[:-1]


def _read(keyword: str) -> tuple[_Word, ...]:
    """Return the words of a keyword; `commercia*` ends in a prefix, other marks are ignored."""
    words = []
    for part in keyword.split():
        own = [token for token in tokens(part) if token[0].isalnum()]
        last = len(own) - 1 if part.endswith("*") else -1
        words += [_Word.read(word, prefix=n == last) for n, word in enumerate(own)]
    return tuple(words)


def _fits(words: Sequence[_Word], found: Sequence[str]) -> bool:
    pairs = zip(words, found, strict=False)
    return len(words) == len(found) and all(word.fits(text) for word, text in pairs)


class _Begun(dict[str, tuple[tuple[int, str, int], ...]]):
    """Which tokens of what stands between blanks begin which keywords; each is asked for once."""

    def __init__(self, ask: Callable[[str], Iterable[tuple[int, str, int]]]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, chunk: str) -> tuple[tuple[int, str, int], ...]:
        """Ask for what has not been met before."""
        found = self[chunk] = tuple(self._ask(chunk))
        return found


class Matcher:
    """All keywords compiled once; `find` then costs a dictionary look-up or few for each word."""

    def __init__(self, keywords: Sequence[str]) -> None:
        self._texts = tuple(keywords)
        self._keywords = tuple(_read(keyword) for keyword in keywords)
        # Form and length of the spelling (0: the whole word) → spelling → keywords it begins.
        self._first: dict[tuple[str, int], dict[str, list[int]]] = {}
        for number, words in enumerate(self._keywords):
            for spelling in words[0].spellings if words else ():
                begun = self._first.setdefault((words[0].form, words[0].prefix), {})
                begun.setdefault(spelling, []).append(number)
        self._begun = _Begun(self._begins)

    def find(self, text: str, known: Container[int] = ()) -> Iterator[tuple[int, str]]:
        """Yield the number of each keyword found, and the word found or the phrase as given.

        What is `known` by then is not looked for again. Between blanks stands mostly what was
        met before: to split there takes a fifth of the time of finding all words.
        """
        if not self._first:
            return
        chunks, begun = _plain(text).split(), self._begun
        for place, chunk in enumerate(chunks):
            for at, word, number in begun[chunk]:
                if number not in known and self._goes_on(number, chunks, place, at):
                    yield number, word if len(self._keywords[number]) == 1 else self._texts[number]

    def _goes_on(self, number: int, chunks: Sequence[str], place: int, at: int) -> bool:
        """Tell whether what stands behind the first word of a keyword are its other words."""
        words = self._keywords[number]
        return len(words) == 1 or _fits(words, _tokens_from(chunks, place, at, len(words)))

    def _begins(self, chunk: str) -> Iterator[tuple[int, str, int]]:
        """Yield which tokens begin a keyword, by their places, and which keywords."""
        for at, word in enumerate(_TOKEN.findall(chunk)):
            own = forms(word)
            for (form, prefix), begun in self._first.items():
                text: str = getattr(own, form)
                for number in begun.get(text[:prefix] if prefix else text, ()):
                    yield at, word, number


def _tokens_from(chunks: Sequence[str], place: int, first: int, number: int) -> list[str]:
    """Return so many tokens of what stands between blanks: from the first one at a place on."""
    found: list[str] = []
    while len(found) < first + number and place < len(chunks):
        found += _TOKEN.findall(chunks[place])
        place += 1
    return found[first : first + number]
