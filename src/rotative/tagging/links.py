"""Links: one active area a line, each saying where it leads (ISO 14289-1 §7.18.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rotative.tagging.marks import Reader
from rotative.tagging.roles import Spot, words
from rotative.tagging.tree import Pointer

_NEAR = 0.5
_LEAST = (9, 14)  # points, wide and high
_LONGEST = 80
_SIGNS = frozenset({"doc-backlink", "doc-noteref"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(slots=True)
class Guide:
    """Knows every place of a document by name, and what to call it."""

    root: Any
    pages: Iterable[Any]
    words: Mapping[str, str]
    _places: dict[str, Any] = field(init=False)
    _numbers: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        """Look up all places once."""
        self._places = {name: e for e in self.root.iter() if (name := e.get("id"))}
        self._numbers = {}
        for number, page in enumerate(self.pages, 1):
            for name in page.anchors:
                self._numbers.setdefault(name, number)

    def told(self, annotation: Mapping[str, Any], link: Any) -> str:
        """Return where a link leads, in words; an address is its own description."""
        if "Dest" not in annotation:
            return str(annotation["A"]["URI"].string)
        role, name = link.get("role"), annotation["Dest"].string
        if role == "doc-backlink":
            return self.words["back_to_text"]
        if role == "doc-noteref":
            return self.words["note"].format(n=words(link))
        title = self._title(self._places.get(name))
        page = self.words["page_number"].format(page=self._numbers.get(name, 1))
        return f"{title}, {page}" if title else page

    def _title(self, element: Any) -> str:
        if element is None:
            return ""
        label = self._places.get(element.get("aria-labelledby", ""))
        heading = next((e for e in element.iter() if e.tag in _HEADINGS), None)
        named = label if label is not None else heading if heading is not None else element
        title = words(named)
        return title if len(title) <= _LONGEST else title[:_LONGEST].rsplit(" ", 1)[0] + "…"


def attach(reader: Reader, pages: Sequence[Any], guide: Guide) -> None:
    """Give each link its areas, without those that only repeat another, and describe them."""
    import pydyf

    for node, areas in reader.links.items():
        kept = _distinct(areas)
        for number, annotation, spot in areas:
            if id(annotation) not in kept:
                pages[number]["Annots"].remove(annotation.reference)
                continue
            told = guide.told(annotation, spot.element)
            annotation["Contents"] = pydyf.String(told)
            if spot.element.get("role") in _SIGNS:
                node.entries["Alt"] = told
            annotation["Rect"][:] = _reachable(annotation["Rect"])
            annotation["F"] = 4  # a link belongs to the page when it is printed
            node.add(spot.first, Pointer(number, annotation))


def _reachable(box: Sequence[float]) -> tuple[float, ...]:
    """Return an area that a finger finds: a raised figure has a line of no height."""
    sides = []
    for first, second, least in ((box[0], box[2], _LEAST[0]), (box[1], box[3], _LEAST[1])):
        middle, half = (first + second) / 2, max(abs(second - first), least) / 2
        sides.append((middle - half, middle + half))
    (left, right), (bottom, top) = sides
    return left, bottom, right, top


def _distinct(areas: Sequence[tuple[int, Any, Spot]]) -> set[int]:
    """Return which annotations lie in no other: the engine makes one for each box inside."""
    kept: list[tuple[int, Any]] = []
    for number, annotation, _ in sorted(areas, key=_size, reverse=True):
        inside = any(
            page == number and _holds(other["Rect"], annotation["Rect"]) for page, other in kept
        )
        if not inside:
            kept.append((number, annotation))
    return {id(annotation) for _, annotation in kept}


def _size(area: tuple[int, Any, Spot]) -> float:
    left, top, right, bottom = area[1]["Rect"]
    return float(abs((right - left) * (bottom - top)))


def _holds(outer: Sequence[float], inner: Sequence[float]) -> bool:
    (a, b), (c, d) = sorted(outer[::2]), sorted(outer[1::2])
    (e, f), (g, h) = sorted(inner[::2]), sorted(inner[1::2])
    return a - _NEAR <= e and f <= b + _NEAR and c - _NEAR <= g and h <= d + _NEAR
