"""The structure tree of a PDF as software for the blind reads it: roles, properties and words.

Read with pikepdf alone, down to glyphs and their meanings, so that nothing of ours is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")


@dataclass(slots=True)
class Element:
    """A structure element: its role, properties, attributes by owner, and what it holds."""

    role: str
    entries: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    kids: list[Element | str | Annotation] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def all(self, *roles: str) -> list[Element]:
        """Return the elements of these roles below, in reading order."""
        return [element for element in self.walk() if element.role in roles]

    @property
    def text(self) -> str:
        """All words inside, joined with nothing: blanks must be in the file."""
        return "".join(
            kid if isinstance(kid, str) else kid.text if isinstance(kid, Element) else ""
            for kid in self.kids
        )

    @property
    def links(self) -> list[Annotation]:
        """The link areas right inside."""
        return [kid for kid in self.kids if isinstance(kid, Annotation)]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link's area on a page, from 0, and what it says of itself."""

    page: int
    box: tuple[float, float, float, float]
    told: str
    target: str


@dataclass(slots=True)
class Tree:
    """The structure of one file, and the words on its pages that belong to nothing."""

    document: Element
    artifacts: list[str]
    unclaimed: list[str]


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.artifacts: list[str] = []
        self.fonts: dict[tuple[int, int], dict[int, str]] = {}
        self.words: dict[tuple[tuple[int, int], int], str] = {}
        for page in pdf.pages:
            self._stream(page, page.obj)

    def _stream(self, stream: Any, holder: Any) -> None:
        """Collect the words of each passage of a page, and of the forms it draws."""
        font: dict[int, str] = {}
        stack: list[tuple[str, int | None, str | None]] = []
        said: list[list[str]] = []
        resources = holder.get("/Resources")
        for instruction in pikepdf.parse_content_stream(stream):
            name, operands = str(instruction.operator), instruction.operands
            if name in {"BDC", "BMC"}:
                stack.append(_opening(operands))
                said.append([])
            elif name == "EMC":
                self._close(holder, *stack.pop(), "".join(said.pop()))
            elif name == "Tf":
                font = self._meanings(resources["/Font"][str(operands[0])])
            elif name == "TJ" and said:
                said[-1].append(_shown(operands[0], font))
            elif name == "Do":
                drawn = resources["/XObject"][str(operands[0])]
                if drawn.get("/Subtype") == "/Form":
                    self._stream(drawn, drawn)

    def _close(
        self, holder: Any, tag: str, number: int | None, actual: str | None, shown: str
    ) -> None:
        if number is not None:
            self.words[holder.objgen, number] = shown if actual is None else actual
        elif tag == "/Artifact" and shown.strip():
            self.artifacts.append(shown)

    def _meanings(self, font: Any) -> dict[int, str]:
        if font.objgen not in self.fonts:
            table = font["/ToUnicode"].read_bytes()
            self.fonts[font.objgen] = {
                int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
                for glyph, text in _PAIR.findall(table.split(b"endcodespacerange")[1])
            }
        return self.fonts[font.objgen]

    def element(self, item: Any) -> Element:
        element = Element(str(item["/S"])[1:])
        for name in ("Lang", "Alt", "E", "ID", "ActualText"):
            if f"/{name}" in item:
                element.entries[name] = str(item[f"/{name}"])
        for said in item.get("/A", []):
            values = {name[1:]: value for name, value in said.items() if name != "/O"}
            element.attributes[str(said["/O"])[1:]] = values
        kids = item.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            self._kid(kid, item, element)
        return element

    def _kid(self, kid: Any, item: Any, element: Element) -> None:
        if isinstance(kid, int):
            self._passage(item["/Pg"], item["/Pg"], kid, element)
        elif kid.get("/Type") == "/MCR":
            self._passage(kid["/Pg"], kid.get("/Stm", kid["/Pg"]), int(kid["/MCID"]), element)
        elif kid.get("/Type") == "/OBJR":
            element.kids.append(self._annotation(kid, element))
        else:
            element.kids.append(self.element(kid))

    def _passage(self, page: Any, holder: Any, number: int, element: Element) -> None:
        element.pages.add(self.pages[page.objgen])
        element.kids.append(self.words.pop((holder.objgen, number)))

    def _annotation(self, kid: Any, element: Element) -> Annotation:
        link, page = kid["/Obj"], self.pages[kid["/Pg"].objgen]
        element.pages.add(page)
        target = str(link["/Dest"]) if "/Dest" in link else str(link["/A"]["/URI"])
        left, bottom, right, top = sorted_box(link["/Rect"])
        return Annotation(page, (left, bottom, right, top), str(link.get("/Contents", "")), target)


def _opening(operands: Any) -> tuple[str, int | None, str | None]:
    said = operands[1] if len(operands) > 1 else {}
    number = said.get("/MCID")
    actual = said.get("/ActualText")
    return (
        str(operands[0]),
        None if number is None else int(number),
        None if actual is None else str(actual),
    )


def _shown(pieces: Any, font: dict[int, str]) -> str:
    glyphs = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    numbers = (int.from_bytes(glyphs[n : n + 2]) for n in range(0, len(glyphs), 2))
    return "".join(font[number] for number in numbers)


def sorted_box(box: Any) -> tuple[float, float, float, float]:
    """Return a rectangle from its lower left to its upper right corner."""
    x1, y1, x2, y2 = (float(edge) for edge in box)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def read(path: Path) -> Tree:
    """Return the structure of a tagged PDF; KeyError where it names a passage that is not there."""
    with pikepdf.open(path) as pdf:
        reader = _Reader(pdf)
        (top,) = pdf.Root["/StructTreeRoot"]["/K"]
        document = reader.element(top)
        return Tree(document, reader.artifacts, sorted(reader.words.values()))
