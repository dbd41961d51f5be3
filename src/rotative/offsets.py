"""Offsets: places in a section's text that mean the same in every medium.

An offset counts the characters before a place. White space of any kind is left out, since each
medium folds and stretches its own; a picture counts as one character, so that a page may begin
with it.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field

from rotative.dataclass import dataclass

PICTURE = "\ufffc"
PICTURES = frozenset(("img", "svg"))
# Elements that stand inside words; every other one ends the word before it.
INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins"),
        *("kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u"),
        *("var", "wbr"),
    )
)

_TOKEN = re.compile(r"<!--.*?-->|<[^>]*>|&[^;]*;|[^<&]+", re.DOTALL)
_NAME = re.compile(r"</?([^\s/>]+)")
_EMPTY = re.compile(r"<(\w+)[^<>]*>\s*</\1>")
_CHARACTER = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Token:
    """A tag, a reference or a run of text, where it stands in the markup, and its characters."""

    start: int
    raw: str
    tag: str = ""  # the name of an element that begins or ends here
    letters: str = ""

    @property
    def opens(self) -> bool:
        """Tell whether an element begins here."""
        return bool(self.tag) and not self.raw.startswith("</")

    @property
    def words(self) -> list[str]:
        """The words of a run of text, the first perhaps the end of one begun before."""
        return [self.letters] if self.raw.startswith("&") else self.raw.split()

    def places(self) -> list[int]:
        """Return where in the markup its characters stand."""
        if self.tag or self.raw.startswith("&"):
            return [self.start] * len(self.letters)
        return [self.start + found.start() for found in _CHARACTER.finditer(self.raw)]


def tokens(markup: str) -> Iterator[Token]:
    """Yield the parts of well-formed XHTML in order."""
    for found in _TOKEN.finditer(markup):
        start, raw = found.start(), found[0]
        if raw.startswith("<!--"):
            continue
        if raw.startswith("<"):
            name = _NAME.match(raw)
            tag = name[1] if name else ""
            picture = tag in PICTURES and not raw.startswith("</")
            yield Token(start, raw, tag, PICTURE if picture else "")
        elif raw.startswith("&"):
            character = html.unescape(raw)
            yield Token(start, raw, letters="" if character.isspace() else character[0])
        else:
            yield Token(start, raw, letters=bare(raw))


def cut(markup: str, offset: int) -> str:
    """Return markup without the characters from `offset` on, nor what is then empty."""
    kept: list[str] = []
    seen = 0
    for token in tokens(markup):
        room = offset - seen
        seen += len(token.letters)
        if (token.tag and not token.letters) or seen <= offset:
            kept.append(token.raw)
        elif room > 0:
            kept.append(token.raw[: token.places()[room] - token.start])
    shorter, emptied = "".join(kept), ""
    while shorter != emptied:
        shorter, emptied = _EMPTY.sub("", shorter), shorter
    return shorter


def bare(text: str) -> str:
    """Return text without white space."""
    return "".join(text.split())


@dataclass(frozen=True, slots=True)
class Text:
    """The characters of a section, and the offsets where its words begin."""

    letters: str
    starts: tuple[int, ...] = field(repr=False)

    def word(self, offset: int) -> int:
        """Return the offset of the word that has a character at `offset`, past the end the end."""
        if offset >= len(self.letters):
            return len(self.letters)
        at = bisect_right(self.starts, offset)
        return self.starts[at - 1] if at else 0


def text(markup: str) -> Text:
    """Return the text of a section's markup.

    A word ends at white space and at the bounds of blocks, never at those of inline elements.
    """
    letters: list[str] = []
    starts: list[int] = []
    seen, between = 0, True
    for token in tokens(markup):
        letters.append(token.letters)
        if token.tag or not token.letters:
            starts += [seen] * bool(token.letters)
            between = between or token.tag not in INLINE
            seen += len(token.letters)
            continue
        glued = not between and not token.raw[0].isspace()
        for word in token.words:
            starts += [seen] * (not glued)
            glued = False
            seen += len(word)
        between = token.raw[-1].isspace()
    return Text("".join(letters), tuple(starts))
