"""How far a text goes on its pages: how full these are, and their lines, from the engine's boxes.

The boxes are private to the engine: all that the page budget knows of them is here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from math import ceil
from typing import Any

from rotative.dataclass import dataclass

# A piece's parts by the class of their element.
PARTS = {"summary": "summary", "standfirst": "summary", "brief": "body", "body": "body"}

Owner = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, or a picture: its page from 1, whose it is, its words.

    `size` is the room it takes, in lines of the text.
    """

    page: int
    piece: str
    part: str
    size: float
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Extent:
    """What laid-out pages hold.

    `filled` is how much of its height each page uses, from 0 to 1; `page` how many lines of the
    text a page takes, in all columns.
    """

    filled: tuple[float, ...]
    page: int = 0
    lines: tuple[Line, ...] = field(default=(), repr=False)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.filled)

    @property
    def fill(self) -> float:
        """How much of the last page is used."""
        return self.filled[-1]

    @property
    def length(self) -> float:
        """The length in pages, the last one as far as it is filled."""
        return self.pages - 1 + self.fill

    def over(self, pages: int) -> int:
        """Return how many lines of the text must go, for the rest to stand on fewer pages."""
        beyond = sum(self.filled[pages:]) - (1 - self.filled[pages - 1])
        return max(1, ceil(beyond * self.page))

    def under(self, pages: int) -> int:
        """Return how many lines of the text are missing, for the last of more pages to begin."""
        return int((pages - 1 - self.length) * self.page) + 1


def fill(document: Any) -> float:
    """Return how much of its height the last page of a document uses, from 0 to 1."""
    page = document.pages[-1]._page_box  # noqa: SLF001 - there is no public way
    return _Reader().fill(page)


def measure(document: Any, pieces: frozenset[str], *, leading: float, columns: int) -> Extent:
    """Return the extent of a document, given the ids of its pieces and its text's leading in px."""
    owners: dict[Any, Owner] = {}
    _assign(document._html.etree_element, ("", ""), pieces, owners)  # noqa: SLF001 - as above
    reader = _Reader(owners, leading, columns)
    boxes = [page._page_box for page in document.pages]  # noqa: SLF001 - as above
    lines = [line for number, box in enumerate(boxes, 1) for line in reader.lines(box, number)]
    filled = tuple(map(reader.fill, boxes))
    return Extent(filled, columns * int(boxes[-1].height / leading + 0.01), tuple(lines))


def _assign(element: Any, owner: Owner, pieces: frozenset[str], owners: dict[Any, Owner]) -> None:
    """Note whose each element is."""
    name = element.get("id", "")
    if name in pieces:
        owner = name, "title"
    part = next(filter(None, map(PARTS.get, element.get("class", "").split())), "")
    if part and owner[0]:
        owner = owner[0], part
    owners[element] = owner
    for child in element:
        _assign(child, owner, pieces, owners)


class _Reader:
    def __init__(
        self, owners: Mapping[Any, Owner] | None = None, leading: float = 1, columns: int = 1
    ) -> None:
        from weasyprint.formatting_structure import boxes

        self.kinds = boxes
        self.owners, self.leading, self.columns = owners or {}, leading, columns

    def fill(self, page: Any) -> float:
        text, *others = page.children
        top, height = page.content_box_y(), page.height
        leaves = self._leaves(text, page.width, flowing=True)
        bottom = max((box.position_y + box.height for box, _ in leaves), default=top)
        notes = sum(box.margin_height() for box in others if self._is_foot(box))
        return float(min(max((bottom - top + notes) / height, 0), 1))

    def lines(self, page: Any, number: int) -> Iterator[Line]:
        text, *others = page.children
        for at, box in enumerate((text, *filter(self._is_foot, others))):
            for leaf, width in self._leaves(box, page.width, flowing=False):
                piece, part = self.owners.get(leaf.element, ("", ""))
                size = leaf.height / self.leading * self.columns * min(width / page.width, 1)
                said = _text(leaf) if isinstance(leaf, self.kinds.LineBox) else ""
                yield Line(number, piece, "note" if at else part, size, said)

    def _is_foot(self, box: Any) -> bool:
        return not isinstance(box, self.kinds.MarginBox)

    def _leaves(self, placed: Any, width: float, *, flowing: bool) -> Iterator[tuple[Any, float]]:
        """Yield the lines and pictures of a box, and the widths they stand in.

        Perhaps of those in the flow alone.
        """
        box = getattr(placed, "_box", placed)  # what is positioned leaves a placeholder
        if flowing and not box.is_in_normal_flow():
            return
        if isinstance(box, self.kinds.LineBox | self.kinds.ReplacedBox):
            yield box, width
        elif not box.is_outside_marker:
            inner = float(box.width) if box.is_column else width
            for child in box.children:
                yield from self._leaves(child, inner, flowing=flowing)


def _text(line: Any) -> str:
    return "".join(getattr(box, "text", "") for box in line.descendants()).strip()
