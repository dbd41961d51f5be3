"""Front matter and the `key: value` lines below a headline: small sets of keys inside Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from rotative.dataclass import dataclass
from rotative.manuscript.conform import check, known_keys
from rotative.manuscript.intake import Text
from rotative.manuscript.yamlfile import Document, load
from rotative.problems import Place, Problems

_LINE = re.compile(r"([a-z][a-z_-]*):(?:[ \t]+(.*?))?[ \t]*$")
_FENCE = re.compile(r"```[ \t]*ya?ml[ \t]*$")
_QUOTED = re.compile(r"(['\"])(.*)\1$")


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a file, and the number of the first."""

    source: Text
    lines: tuple[str, ...]
    first: int = 1

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def cut(self, start: int, end: int | None = None) -> Passage:
        """Return some of the lines, counted from 0."""
        return Passage(self.source, self.lines[start:end], self.first + start)

    def trimmed(self) -> Passage:
        """Return the passage without blank lines around it."""
        start, end = 0, len(self.lines)
        while start < end and not self.lines[start].strip():
            start += 1
        while end > start and not self.lines[end - 1].strip():
            end -= 1
        return self.cut(start, end)


@dataclass(frozen=True, slots=True)
class Notes:
    """`key: value` lines as data; a value is the rest of its line, word for word."""

    path: str
    data: dict[str, Any]
    lines: dict[str, tuple[int, int]]

    def place(self, keys: Sequence[str | int]) -> Place:
        """Return the place of a value."""
        line, column = self.lines.get(str(keys[0]) if keys else "", (0, 0))
        return Place(self.path, line, column)

    def key_place(self, keys: Sequence[str | int]) -> Place:
        """Return the place of a key."""
        return Place(self.path, self.place(keys).line, 1)


def front_matter(passage: Passage, kind: str, problems: Problems) -> tuple[Document, Passage]:
    """Return the front matter (empty if there is none or it is wrong) and what follows it."""
    source, lines = passage.source, passage.lines
    empty: Document = Document(source.path, {})
    if not lines or lines[0].rstrip() != "---":
        return empty, passage
    ends = (n for n, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."})
    end = next(ends, 0)
    if not end:
        hint = "close it with a second --- line"
        problems.error("front-matter", "the front matter has no end", source.place(1), hint)
        return empty, passage.cut(len(lines))
    inside = Text(source.path, passage.cut(1, end).text)
    document = load(inside, problems, offset=1)
    rest = passage.cut(end + 1)
    if document is None or document.data is None or not check(document, kind, problems):
        return empty, rest
    return document, rest


def notes(passage: Passage, problems: Problems) -> tuple[Notes | Document, Passage]:
    """Return the keys below a headline's title and the text after them."""
    body = passage.trimmed()
    if body.lines and _FENCE.match(body.lines[0]):
        return _fenced(body, problems)
    path = passage.source.path
    end = next((n for n, line in enumerate(body.lines) if not line.strip()), len(body.lines))
    found = [_LINE.match(line) for line in body.lines[:end]]
    keys = [match[1] for match in found if match]
    if len(keys) < len(found) or not set(keys) & _known():
        return Notes(path, {}, {}), body
    data: dict[str, Any] = {}
    places: dict[str, tuple[int, int]] = {}
    for at, match in enumerate(match for match in found if match):
        key, value = match[1], match[2] or ""
        if key in places:
            place = Place(path, body.first + at, 1)
            problems.error("duplicate-key", f"the key “{key}” is here twice", place, "keep one")
        places[key] = (body.first + at, match.start(2) + 1 if value else 1)
        quoted = _QUOTED.match(value)
        if value:
            data[key] = quoted[2] if quoted else value
    said = Notes(path, data, places)
    right = check(said, "headline", problems)
    return (said if right else Notes(path, {}, {})), body.cut(end)


def _fenced(body: Passage, problems: Problems) -> tuple[Document, Passage]:
    ends = (n for n, line in enumerate(body.lines[1:], 1) if line.startswith("```"))
    end = next(ends, len(body.lines))
    inside = Text(body.source.path, body.cut(1, end).text)
    document = load(inside, problems, offset=body.first)
    if document is None or document.data is None or not check(document, "headline", problems):
        document = Document(body.source.path, {})
    return document, body.cut(end + 1)


@cache
def _known() -> frozenset[str]:
    return frozenset(known_keys((), "headline"))
