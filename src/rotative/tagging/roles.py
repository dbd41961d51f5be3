"""Which role each element of the edition plays in the structure of the PDF.

Elements that only hold others, such as `div`, and inline ones that mean nothing to a listener,
such as `em`, have no node: their text belongs to the one around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field, replace
from typing import Any

from rotative.dataclass import dataclass
from rotative.tagging.tree import Node

ROLES = {
    "article": "Art",
    "aside": "Sect",
    "blockquote": "BlockQuote",
    "caption": "Caption",
    "code": "Code",
    "figcaption": "Caption",
    "kbd": "Code",
    "p": "P",
    "pre": "P",
    "q": "Quote",
    "samp": "Code",
    "section": "Sect",
    "table": "Table",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "thead": "THead",
    "tr": "TR",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
# A text in one of these would belong to no paragraph.
GROUPS = frozenset(
    {"Document", "Sect", "Art", "Div", "BlockQuote", "L", "LI", "TOC", "TOCI", "Reference"}
    | {"Table", "THead", "TBody", "TFoot", "TR"}
)
_CONTAINERS = frozenset({"div", "header", "footer", "main", "nav", "address", "hgroup"})
_BLOCKS = frozenset(
    _CONTAINERS
    | {"body", "dd", "dl", "dt", "figure", "hr", "html", "li", "ol", "td", "th", "ul"}
    | set(ROLES) - {"code", "kbd", "q", "samp"}
)
_NUMBERING = {"dl": "/None", "ol": "/Decimal", "ul": "/Disc"}
_BLANKS = re.compile(r"[ \t\n\r\f]+")  # a no-break blank is no place to fold
_CELL = {"rowspan": "RowSpan", "colspan": "ColSpan"}


@dataclass(slots=True, eq=False)
class Spot:
    """Where an element stands: in the source, and in the structure.

    `home` takes its text, `label` its marker; `first` and `last` number the elements in order, it
    and all inside it; `block` is the element it shares its lines with.
    """

    element: Any
    home: Node
    parent: Spot | None
    block: Spot = field(init=False)
    first: int = 0
    last: int = 0
    label: Node | None = None
    paragraph: Node | None = None

    def holder(self) -> Node:
        """Return the node for text of this element: a paragraph where its home only groups."""
        if self.home.role not in GROUPS:
            return self.home
        block = self.block
        if block.paragraph is None:
            block.paragraph = self.home.put(block.first, "P")
        return block.paragraph


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around an element."""

    home: Node
    spot: Spot | None = None
    language: str = ""
    in_contents: bool = False
    in_notes: bool = False
    figure: Any = None


@dataclass(slots=True)
class Plan:
    """The nodes of a document, and where each of its elements stands."""

    document: Node
    spots: dict[Any, Spot]

    def spot(self, element: Any) -> Spot | None:
        """Return where an element stands; None for what the engine made up."""
        return self.spots.get(element)


def plan(root: Any, language: str) -> Plan:
    """Return the plan of an HTML document, whose elements are ElementTree's."""
    planner = _Planner()
    planner.walk(root, _Around(planner.document, language=language))
    return Plan(planner.document, planner.spots)


class _Planner:
    """Walks the document once."""

    def __init__(self) -> None:
        self.document = Node("Document")
        self.spots: dict[Any, Spot] = {}
        self.writers = {
            "a": self._link,
            "dd": self._description,
            "dl": self._list,
            "dt": self._term,
            "figure": self._figure,
            "img": self._image,
            "li": self._item,
            "ol": self._list,
            "td": self._cell,
            "th": self._cell,
            "ul": self._list,
        }

    def walk(self, element: Any, around: _Around) -> None:
        """Plan an element and all inside it."""
        spot = Spot(element, around.home, around.spot, first=len(self.spots))
        self.spots[element] = spot
        spot.block = spot if around.spot is None or _is_block(element) else around.spot.block
        writer = self.writers.get(element.tag, self._plain)
        inside = replace(self._spoken(element, writer(element, spot, around), around), spot=spot)
        spot.home = inside.home
        for child in element:
            if isinstance(child.tag, str):
                self.walk(child, inside)
        spot.last = len(self.spots) - 1

    def _spoken(self, element: Any, inside: _Around, around: _Around) -> _Around:
        """Note a change of language; what has no node of its own gets one for it (§14.9.2)."""
        language = element.get("lang", "")
        if not language or language == around.language:
            return inside
        if inside.home is around.home:
            role = "Div" if _is_block(element) else "Span"
            inside = replace(inside, home=around.home.put(self.spots[element].first, role))
        inside.home.entries.setdefault("Lang", language)
        return replace(inside, language=language)

    def _plain(self, element: Any, spot: Spot, around: _Around) -> _Around:
        tag, role = element.tag, ROLES.get(element.tag, "")
        if element.get("role") == "doc-footnote":
            return self._note(element, spot, around)
        if tag in _CONTAINERS and _is_paragraph(element):
            role = "P"
        told = element.get("role", "")
        around = replace(
            around,
            in_contents=around.in_contents or told == "doc-toc",
            in_notes=around.in_notes or told == "doc-endnotes",
        )
        if not role:
            return self._abbreviation(element, spot, around)
        return replace(around, home=around.home.put(spot.first, role))

    def _abbreviation(self, element: Any, spot: Spot, around: _Around) -> _Around:
        title = element.get("title", "") if element.tag == "abbr" else ""
        if not title:
            return around
        home = around.home.put(spot.first, "Span")
        home.entries["E"] = title
        return replace(around, home=home)

    def _link(self, element: Any, spot: Spot, around: _Around) -> _Around:
        if not element.get("href"):
            return around
        home = around.home
        if around.in_contents or element.get("role") == "doc-noteref":
            home = home.put(spot.first, "Reference")
        return replace(around, home=home.put(spot.first, "Link"))

    # Lists, contents and notes

    def _list(self, element: Any, spot: Spot, around: _Around) -> _Around:
        if around.in_notes:
            return around
        home = around.home.put(spot.first, "TOC" if around.in_contents else "L")
        if not around.in_contents:
            home.attributes["List"] = {"ListNumbering": _NUMBERING[element.tag]}
        return replace(around, home=home)

    def _item(self, element: Any, spot: Spot, around: _Around) -> _Around:
        if around.in_notes:
            return self._note(element, spot, around)
        if around.home.role == "TOC":
            return replace(around, home=around.home.put(spot.first, "TOCI"))
        item = self._in_list(spot, around).put(spot.first, "LI")
        spot.label = item.put(spot.first, "Lbl")
        return replace(around, home=item.put(spot.first, "LBody"))

    def _in_list(self, spot: Spot, around: _Around) -> Node:
        return around.home if around.home.role == "L" else around.home.put(spot.first, "L")

    def _note(self, element: Any, spot: Spot, around: _Around) -> _Around:
        note = around.home.put(spot.first, "Note")
        note.entries["ID"] = element.get("id") or f"note-{spot.first}"
        spot.label = note.put(spot.first, "Lbl")
        return replace(around, home=note, in_notes=False)

    def _term(self, element: Any, spot: Spot, around: _Around) -> _Around:
        return replace(around, home=self._entry(element, spot, around).put(spot.first, "Lbl"))

    def _description(self, element: Any, spot: Spot, around: _Around) -> _Around:
        return replace(around, home=self._entry(element, spot, around).put(spot.first, "LBody"))

    def _entry(self, element: Any, spot: Spot, around: _Around) -> Node:
        """Return the item of a term and its descriptions: the last one, or a new one at a term."""
        listed = self._in_list(spot, around)
        item = listed.last()
        if item is None or (element.tag == "dt" and _has_body(item)):
            return listed.put(spot.first, "LI")
        return item

    # Tables and figures

    def _cell(self, element: Any, spot: Spot, around: _Around) -> _Around:
        home = around.home.put(spot.first, element.tag.upper())
        said: dict[str, Any] = {
            name: int(value)
            for attribute, name in _CELL.items()
            if (value := element.get(attribute, "")).isdecimal() and int(value) > 1
        }
        if element.tag == "th":
            said["Scope"] = "/Row" if element.get("scope") == "row" else "/Column"
        if said:
            home.attributes["Table"] = said
        return replace(around, home=home)

    def _figure(self, element: Any, spot: Spot, around: _Around) -> _Around:
        """A figure and its caption, side by side: what stands in a described one is not read."""
        caption = next(element.iter("figcaption"), None)
        described = any(image.get("alt", "").strip() for image in element.iter("img"))
        if caption is None:
            return around
        if described or not (told := words(caption)):
            return replace(around, home=around.home.put(spot.first, "Div"))
        # No one has described the picture: its caption does, and is read once.
        home = around.home.put(spot.first, "Figure")
        home.entries["Alt"] = told
        return replace(around, home=home, figure=element)

    def _image(self, element: Any, spot: Spot, around: _Around) -> _Around:
        alt = " ".join(element.get("alt", "").split())
        if not alt:
            return around
        home = around.home.put(spot.first, "Figure")
        home.entries["Alt"] = alt
        return replace(around, home=home)


def _has_body(item: Node) -> bool:
    last = item.last()
    return last is not None and last.role == "LBody"


def words(element: Any) -> str:
    """Return the text of an element, white space folded; a forced break is a blank."""
    return _BLANKS.sub(" ", "".join(_pieces(element))).strip(" ")


def _pieces(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield " " if child.tag == "br" else ""
            yield from _pieces(child)
        yield child.tail or ""


def _is_block(element: Any) -> bool:
    return element.tag in _BLOCKS


def _is_paragraph(element: Any) -> bool:
    """Tell whether a container holds only what stands in lines."""
    if any(isinstance(inner.tag, str) and _is_block(inner) for inner in element.iter()
           if inner is not element):  # fmt: skip
        return False
    return bool(words(element)) or element.find(".//img") is not None
