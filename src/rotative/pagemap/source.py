"""The printed document's source: the text of its sections, and the place of each element in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rotative.pagemap.boxes import own_text


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the document: which of its sections, and the offset in the section's text."""

    section: int
    offset: int


@dataclass(slots=True)
class Source:
    """The sections of a document in its own order: their ids, their texts without footnotes."""

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    pieces: dict[Any, list[tuple[int, Place]]] = field(default_factory=dict, repr=False)

    def place(self, element: Any, index: int) -> Place | None:
        """Return the place of a character of an element's own text; None outside the sections."""
        pieces = self.pieces.get(element)
        if not pieces:
            return None
        start, place = pieces[bisect_right(pieces, index, key=_start) - 1]
        return Place(place.section, place.offset + index - start)


def _start(piece: tuple[int, Place]) -> int:
    return piece[0]


def read_source(root: Any, ids: Sequence[str], notes: Collection[Any]) -> Source:
    """Return the source of a document, given the ids of its sections and its footnotes.

    Footnotes stand at the foot of a page, apart from the text that pages begin with.
    """
    source, wanted = Source(), set(ids)
    for element in root.iter():
        name = element.get("id")
        if name in wanted:
            wanted.remove(name)
            _add(source, name, element, notes)
    return source


def _add(source: Source, name: str, section: Any, notes: Collection[Any]) -> None:
    number, told = len(source.ids), 0
    letters: list[str] = []
    lengths: dict[Any, int] = {}
    for element, piece in _pieces(section, notes):
        own = lengths.get(element, 0)
        source.pieces.setdefault(element, []).append((own, Place(number, told)))
        lengths[element] = own + len(piece)
        letters.append(piece)
        told += len(piece)
    source.ids.append(name)
    source.texts.append("".join(letters))


def _pieces(element: Any, notes: Collection[Any]) -> Iterator[tuple[Any, str]]:
    """Yield all pieces of text in the order of the document, each with the element it is of."""
    if element in notes:
        return
    for child, piece in own_text(element):
        if child is not None and isinstance(child.tag, str):
            yield from _pieces(child, notes)
        if piece:
            yield element, piece
