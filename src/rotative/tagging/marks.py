"""Where the text of each element lies on the pages, read from the engine's boxes.

The only module of `tagging` that knows these boxes. Every passage the engine has marked is either
given to a node of the plan or called an artifact: running heads, leaders, ornaments, pictures
that only decorate, the head of a table when it is repeated (ISO 32000-1 §14.8.2.2).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any

from rotative.tagging.roles import Plan, Spot, words
from rotative.tagging.tree import Mark, Node

PX = 0.75  # points in a CSS pixel
_HEADER, _FOOTER = "/Type /Pagination /Subtype /Header", "/Type /Pagination /Subtype /Footer"
_LAYOUT = "/Type /Layout"
_SPACED = 0.05
HYPHENS = "-\u2010\u00ad"


@dataclass(slots=True)
class Passage:
    """A marked passage as it is to be: its words, and what parts it from the next.

    `blank` stands for a blank that the line break swallowed, `hyphen` for one that it put in;
    `spaced` letters would be taken for words of their own.
    """

    text: str
    block: Spot
    spaced: bool = False
    blank: bool = False
    hyphen: bool = False


@dataclass(slots=True)
class Page:
    """What was found on a page: passages by number, and what is no content, with its kind."""

    passages: dict[int, Passage] = field(default_factory=dict)
    artifacts: dict[int, str] = field(default_factory=dict)


class Reader:
    """Reads the pages of one document in order and fills the nodes of its plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pages: list[Page] = []
        self.links: dict[Node, list[tuple[int, Any, Spot]]] = {}
        self._at: dict[Spot, int] = {}
        self._open: dict[Spot, Passage] = {}
        self._sources: dict[Spot, str] = {}
        self._heads: dict[Any, int] = {}
        self._tags: dict[Any, dict[str, Any]] = {}
        self._height = 0.0

    def page(self, page: Any, tags: dict[Any, dict[str, Any]]) -> Page:
        """Read one page; `tags` are the engine's marks by box, and are used up."""
        self.pages.append(Page())
        self._tags, self._height = tags, page.height
        for child in page._page_box.children:  # noqa: SLF001 - there is no public way to boxes
            self._visit(child, _margin(child))
        for left in tags.values():
            self.pages[-1].artifacts[left["mcid"]] = _LAYOUT
        tags.clear()
        return self.pages[-1]

    # Boxes

    def _visit(self, box: Any, artifact: str) -> None:
        box = getattr(box, "_box", box)  # what is placed apart hides behind a placeholder
        if box in self._tags:
            self._content(box, artifact)
            return
        spot = self.plan.spot(box.element)
        artifact = artifact or self._no_content(box)
        if box.link_annotation is not None and spot is not None:
            self._link(box, spot)
        is_line = type(box).__name__ == "LineBox"
        first = len(self.pages[-1].passages)
        for child in getattr(box, "children", ()):
            self._visit(child, artifact)
            self._pass(box, child)
        if is_line and spot is not None and not artifact:
            self._end_line(spot.block, first)

    def _no_content(self, box: Any) -> str:
        if box.is_leader:
            return _LAYOUT
        if getattr(box, "is_header", False) or getattr(box, "is_footer", False):
            shown = self._heads.setdefault(box.element, self._number)
            return "" if shown == self._number else _LAYOUT
        return ""

    @property
    def _number(self) -> int:
        return len(self.pages) - 1

    def _pass(self, box: Any, child: Any) -> None:
        """Note that what follows in a box comes after all of its child."""
        inside = self.plan.spot(getattr(child, "_box", child).element)
        if inside is not None and inside.parent is not None and child.element is not box.element:
            outer = inside.parent
            self._at[outer] = max(self._at.get(outer, outer.first), inside.last)

    # Content

    def _content(self, box: Any, artifact: str) -> None:
        number = self._tags.pop(box)["mcid"]
        spot = self.plan.spot(box.element)
        text = getattr(box, "text", None)
        artifact = artifact or self._ornament(box, text)
        if artifact or spot is None:
            self.pages[-1].artifacts[number] = artifact or _LAYOUT
            self._blank(spot, text)
            return
        is_marker = box.element_tag.endswith("::marker") and spot.label is not None
        node = spot.label if is_marker and spot.label else spot.holder()
        if text is None:
            self._outline(node, box)
        else:
            self.pages[-1].passages[number] = Passage(text, spot.block, _is_spaced(box))
        node.add(self._at.get(spot, spot.first), Mark(self._number, number))

    def _blank(self, spot: Spot | None, text: str | None) -> None:
        """Let the passage before it keep a blank that stands alone: the engine draws none."""
        before = next(reversed(self.pages[-1].passages.values()), None)
        if before and spot and before.block is spot.block and text and not text.strip():
            before.blank = not before.text.endswith(" ")

    def _ornament(self, box: Any, text: str | None) -> str:
        if text is None:
            spot = self.plan.spot(box.element)
            told = spot is not None and spot.home.role == "Figure"
            return "" if told else _LAYOUT
        made_up = "::" in box.element_tag and not box.element_tag.endswith("::marker")
        signs = text.replace("\u00a0", "").strip()
        if made_up and signs and all(unicodedata.category(sign) == "So" for sign in signs):
            return _LAYOUT
        return "" if signs else _LAYOUT

    def _outline(self, node: Node, box: Any) -> None:
        """Give a figure its box, in points from the bottom left of its page (§14.8.5.4.5)."""
        import pydyf

        left, top = box.content_box_x(), self._height - box.content_box_y()
        edges = (left, top - box.height, left + box.width, top)
        corners = pydyf.Array(round(edge * PX, 2) for edge in edges)
        node.attributes.setdefault("Layout", {})["BBox"] = corners

    # Lines

    def _end_line(self, block: Spot, first: int) -> None:
        """Join a line with the one before it in the same block."""
        passages = list(self.pages[-1].passages.values())[first:]
        if not passages:
            return
        before = self._open.get(block)
        if before is not None:
            source = self._sources.get(block)
            if source is None:
                source = self._sources[block] = _folded(words(block.element))
            _join(before, "".join(one.text for one in passages), source)
        self._open[block] = passages[-1]

    # Links

    def _link(self, box: Any, spot: Spot) -> None:
        node = spot.home
        while node.role != "Link" and spot.parent is not None:
            spot = spot.parent
            node = spot.home
        if node.role == "Link":
            self.links.setdefault(node, []).append((self._number, box.link_annotation, spot))


def _margin(box: Any) -> str:
    """Return the kind of artifact a box of the page's margin is; empty for the page's content."""
    keyword = getattr(box, "at_keyword", "")
    return "" if not keyword else _HEADER if keyword.startswith("@top") else _FOOTER


def _join(before: Passage, after: str, source: str) -> None:
    """Decide what parts two lines: a blank that the line break swallowed, or nothing.

    ISO 32000-1 §14.8.2.5 wants the blank there. A line may also end within a word: after a
    hyphen of its own, after one the engine has put in, or where a long address was cut.
    """
    start = _folded(before.text).rstrip().rpartition(" ")[2]
    end = _folded(after).strip().partition(" ")[0]
    if not start or not end or before.blank or before.text.endswith(" "):
        return
    if f"{start} {end}" in source:
        before.blank = True
    elif start[-1] in HYPHENS and start[:-1] + end in source:
        before.hyphen = True
    elif start + end not in source:
        before.blank = start[-1] not in HYPHENS


def _is_spaced(box: Any) -> bool:
    spacing = box.style["letter_spacing"]
    return spacing != "normal" and bool(spacing > _SPACED * box.style["font_size"])


def _folded(text: str) -> str:
    return text.replace("\u00ad", "").casefold()
