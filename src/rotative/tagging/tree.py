"""The structure tree as values, and as the objects of a PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import Any

from rotative.dataclass import dataclass

# Roles that stay when they hold nothing: a table without them would lose its shape.
_CELLS = frozenset({"TR", "TH", "TD"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked passage of a page's content: the page from 0, and its number on that page."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Form:
    """A part of a page that is drawn apart, as what shines through is, and its passages."""

    page: int
    stream: Any = field(repr=False)
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Pointer:
    """A link's active area on a page; `annotation` is the PDF object."""

    page: int
    annotation: Any = field(repr=False)


@dataclass(slots=True, eq=False)
class Node:
    """A structure element: its role (ISO 32000-1 §14.8.4), its properties and what it holds.

    `entries` are properties such as Lang, Alt, E and ID as text; `layout`, `table` and `list` are
    attributes by owner. Kids are kept with their place in the source, which decides their order.
    """

    role: str
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    _kids: list[tuple[int, Node | Mark | Pointer]] = field(default_factory=list)

    def add(self, place: int, kid: Node | Mark | Pointer) -> None:
        """Take a kid in, at its place in the source."""
        self._kids.append((place, kid))

    def put(self, place: int, role: str) -> Node:
        """Return a new node inside this one."""
        node = Node(role)
        self.add(place, node)
        return node

    def kids(self) -> list[Node | Mark | Pointer]:
        """Return what the node holds, in the order of the source, without empty nodes."""
        ordered = sorted(self._kids, key=_place)
        return [kid for _, kid in ordered if not isinstance(kid, Node) or kid.stays()]

    def stays(self) -> bool:
        """Tell whether the node, or one inside it, holds anything of a page."""
        return self.role in _CELLS or self.holds_content()

    def holds_content(self) -> bool:
        """Tell whether something of a page is inside."""
        return any(not isinstance(kid, Node) or kid.holds_content() for _, kid in self._kids)

    def inside(self, role: str) -> list[Node]:
        """Return the nodes of a role right inside this one that hold something."""
        nodes = (kid for _, kid in self._kids if isinstance(kid, Node) and kid.role == role)
        return [node for node in nodes if node.holds_content()]

    def last(self) -> Node | None:
        """Return the last node inside, if there is one."""
        return next((kid for _, kid in reversed(self._kids) if isinstance(kid, Node)), None)

    def pages(self) -> list[int]:
        """Return the pages that the node's own passages stand on."""
        return [kid.page for _, kid in self._kids if not isinstance(kid, Node)]

    def nodes(self) -> Iterator[Node]:
        """Yield the node and all below it."""
        yield self
        for _, kid in self._kids:
            if isinstance(kid, Node):
                yield from kid.nodes()


def _place(kid: tuple[int, Node | Mark | Pointer]) -> int:
    return kid[0]


@dataclass(slots=True)
class Scribe:
    """Writes a tree into a PDF that is being made."""

    pdf: Any
    pages: Sequence[Any]
    forms: Sequence[Form] = ()
    owners: list[dict[int, Any]] = field(init=False)
    links: list[tuple[Any, Any]] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    _inside: dict[Mark, int] = field(init=False)

    def __post_init__(self) -> None:
        """Keep, for each page and then each form, which element owns each of its passages."""
        self.owners = [{} for _ in (*self.pages, *self.forms)]
        self._inside = {
            Mark(form.page, number): key
            for key, form in enumerate(self.forms)
            for number in form.numbers
        }

    def write(self, document: Node) -> None:
        """Write the tree below `document` and everything that refers to it (§14.7.2)."""
        import pydyf

        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(root)
        root["K"] = pydyf.Array([self._element(document, root.reference)])
        root["ParentTree"] = self._parents()
        root["ParentTreeNextKey"] = len(self.owners) + len(self.links)
        if self.names:
            pairs = [part for name in sorted(self.names) for part in self._named(name)]
            root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})
        self.pdf.catalog["StructTreeRoot"] = root.reference

    def _named(self, name: str) -> tuple[Any, Any]:
        import pydyf

        return pydyf.String(name), self.names[name]

    def _element(self, node: Node, parent: Any) -> Any:
        import pydyf

        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.role}", "P": parent})
        self.pdf.add_object(element)
        for name, text in node.entries.items():
            element[name] = pydyf.String(text)
        if "ID" in node.entries:
            self.names[node.entries["ID"]] = element.reference
        if node.attributes:
            element["A"] = pydyf.Array(
                pydyf.Dictionary({"O": f"/{owner}", **said})
                for owner, said in node.attributes.items()
            )
        home = next(iter(node.pages()), None)
        if home is not None:
            element["Pg"] = self.pages[home].reference
        element["K"] = pydyf.Array(self._kid(kid, element, home) for kid in node.kids())
        return element.reference

    def _kid(self, kid: Node | Mark | Pointer, element: Any, home: int | None) -> Any:
        import pydyf

        if isinstance(kid, Node):
            return self._element(kid, element.reference)
        page = self.pages[kid.page].reference
        if isinstance(kid, Pointer):
            self.links.append((kid.annotation, element.reference))
            target = kid.annotation.reference
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": target, "Pg": page})
        key = self._inside.get(kid)
        holder = kid.page if key is None else len(self.pages) + key
        self.owners[holder][kid.number] = element.reference
        if kid.page == home and key is None:
            return kid.number
        said = {"Type": "/MCR", "Pg": page, "MCID": kid.number}
        if key is not None:
            said["Stm"] = self.forms[key].stream.reference
        return pydyf.Dictionary(said)

    def _parents(self) -> Any:
        """Return the way back, from passages and links to their elements (§14.7.4.4)."""
        import pydyf

        numbers = pydyf.Array()
        for key, form in enumerate(self.forms, len(self.pages)):
            form.stream.extra["StructParents"] = key
        for key, owners in enumerate(self.owners):
            ways = [owners.get(number, "null") for number in range(max(owners, default=-1) + 1)]
            numbers.extend((key, pydyf.Array(ways)))
        for key, (annotation, element) in enumerate(self.links, len(self.owners)):
            annotation["StructParent"] = key
            numbers.extend((key, element))
        tree = pydyf.Dictionary({"Nums": numbers})
        self.pdf.add_object(tree)
        return tree.reference
