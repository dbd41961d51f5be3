"""Front matter and the `key: value` lines below a headline: small sets of keys inside Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from rotative.dataclass import dataclass
from rotative.manuscript.conform import check, known_keys
from rotative.manuscript.fields import Field
from rotative.manuscript.fields import read as read_field
from rotative.manuscript.intake import Text
from rotative.manuscript.slips import look_for_fields
from rotative.manuscript.yamlfile import Document, load
from rotative.problems import Place, Problems

_ANY_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_FENCE = re.compile(r"```[ \t]*ya?ml[ \t]*$")
_LONG = ("title", "summary", "body")  # which could go on in the next line
_WAY_OUT = "write it right below the title, on one line, and a blank line after it"
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

    def unfenced(self) -> Iterator[tuple[int, str]]:
        """Return the lines outside code fences, with their numbers from 0."""
        fence = ""
        for number, line in enumerate(self.lines):
            found = _ANY_FENCE.match(line)
            if found and not fence:
                fence = found[1]
            elif found and found[1].startswith(fence):
                fence = ""
            elif not fence:
                yield number, line


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
    found = _fields(body)
    said = _said(body, found, problems)
    right = not found or check(said, "headline", problems)
    rest = body.cut(len(found))
    look_for_fields(rest, _known(), problems, _WAY_OUT)
    return (said if right else Notes(said.path, {}, {})), rest


def _fields(body: Passage) -> list[Field]:
    """Return the fields a text begins with: its first block, or up to what may be text."""
    end = next((n for n, line in enumerate(body.lines) if not line.strip()), len(body.lines))
    read = [read_field(line) for line in body.lines[:end]]
    whole = [each for each in read if each and (each.is_proper or _is_ours(each))]
    if len(whole) == end and any(each.key in _known() for each in whole):
        return whole
    found: list[Field] = []
    for each in read:
        if not each or not _is_ours(each) or each.key in _LONG:
            break
        found.append(each)
    return found


def _is_ours(field: Field) -> bool:
    return field.key in _known() and field.fits


def _said(body: Passage, found: Sequence[Field], problems: Problems) -> Notes:
    data: dict[str, Any] = {}
    places: dict[str, tuple[int, int]] = {}
    for line, field in enumerate(found, body.first):
        if field.key in places:
            place = body.source.place(line, 1)
            problems.error(
                "duplicate-key", f"the key “{field.key}” is here twice", place, "keep one"
            )
        places[field.key] = (line, field.column if field.value else 1)
        quoted = _QUOTED.match(field.value)
        if field.value:
            data[field.key] = quoted[2] if quoted else field.value
    return Notes(body.source.path, data, places)


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
