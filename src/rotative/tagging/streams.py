"""The content of a page, mended so that software reads from it what people see.

The engine's operators are still a list here, before they are compressed: what is no content
becomes an artifact, a line that ends between two words ends in a blank, and a line whose glyphs
would be read otherwise than meant says its words (ISO 32000-1 §14.8.2, §14.9.4).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Mapping
from typing import Any

from rotative.dataclass import dataclass
from rotative.tagging.marks import Page, Passage

_GLYPHS = re.compile(rb"<([0-9a-f]+)>")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_FONT = re.compile(rb"/(\S+) \S+ Tf$")
# One glyph stands for all of these, and must be read as the plain one of them.
_ALIKE = str.maketrans(
    {"\u00a0": " ", "\u2010": "-", "\u2011": "-", "\u02bc": "’", "\u02bb": "‘"}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\ufeff", "")
)


@dataclass(frozen=True, slots=True)
class Face:
    """What the glyphs of a font mean, and which of them is the blank (0 for none)."""

    meanings: Mapping[int, str]
    blank: int = 0


def faces(fonts: Iterable[Any]) -> dict[bytes, Face]:
    """Return the faces of a document by their name in its resources."""
    merged: dict[bytes, dict[int, str]] = {}
    for font in fonts:
        known = merged.setdefault(font.hash.encode(), {})
        for glyph, text in font.to_unicode.items():
            known.setdefault(glyph, plain(text))
    return {
        name: Face(meanings, next((g for g, text in meanings.items() if text == " "), 0))
        for name, meanings in merged.items()
    }


def plain(text: str) -> str:
    """Return text as its glyphs can tell it: without what has no glyph of its own."""
    return text.translate(_ALIKE)


@dataclass(slots=True)
class _Open:
    """A passage whose end has not come yet: where it began, and the text shown since."""

    number: int
    start: int
    shown: list[tuple[int, Face]]


def mend(stream: list[Any], page: Page, known: Mapping[bytes, Face]) -> set[int]:
    """Mend the operators of a page, or of a form on it, in place; return the passages in it."""
    face, last = Face({}), -2
    numbers: set[int] = set()
    stack: list[_Open | None] = []
    for at, operator in enumerate(stream):
        if operator == b"EMC":
            opened = stack.pop()
            if opened and opened.number in page.artifacts:
                last = _artifact(stream, opened, at, page.artifacts[opened.number], last)
            elif opened:
                _passage(stream, opened, page.passages.get(opened.number))
        elif operator in (b"BMC", b"BDC"):
            said = stream[at - 1]
            number = said.get("MCID") if operator == b"BDC" and isinstance(said, dict) else None
            stack.append(None if number is None else _Open(number, at - 2, []))
            numbers |= set() if number is None else {number}
        elif isinstance(operator, bytes) and operator.endswith(b" Tf"):
            found = _FONT.match(operator)
            face = known.get(found[1], Face({})) if found else face
        elif stack and stack[-1] and isinstance(operator, bytes) and operator.endswith(b"] TJ"):
            stack[-1].shown.append((at, face))
    return numbers


def _artifact(stream: list[Any], opened: _Open, end: int, kind: str, last: int) -> int:
    """Make a passage an artifact; one that follows another at once goes on with it."""
    if opened.start == last + 1:
        stream[last] = b""
        stream[opened.start : opened.start + 3] = [b"", b"", b""]
    else:
        stream[opened.start : opened.start + 2] = [b"/Artifact", f"<<{kind}>>".encode()]
    return end


def _passage(stream: list[Any], opened: _Open, passage: Passage | None) -> None:
    if passage is None or not opened.shown:
        return
    at, face = opened.shown[-1]
    said = "".join(_decoded(stream[at], shown) for at, shown in opened.shown)
    # A hyphen of the layout is a soft one (ISO 32000-1 §14.8.2.2.3).
    text = passage.text.rstrip()[:-1] if passage.hyphen else passage.text
    meant = _PRIVATE.sub("", plain(text))  # which no software could read (ISO 19005-3 §6.2.11.7.3)
    if said.endswith(" "):
        passage.blank = False
    if passage.blank and face.blank:
        stream[at] = stream[at].removesuffix(b"] TJ") + f"<{face.blank:04x}>] TJ".encode()
    if said.strip() != meant.strip() or passage.spaced or (passage.blank and not face.blank):
        end = "\u00ad" if passage.hyphen else " " if passage.blank else ""
        _say(stream[opened.start + 1], meant + end)


def _say(properties: Any, text: str) -> None:
    import pydyf

    properties["ActualText"] = pydyf.String(text)


def _decoded(operator: bytes, face: Face) -> str:
    """Return what the glyphs of a TJ operator mean."""
    glyphs = bytes.fromhex(b"".join(_GLYPHS.findall(operator)).decode())
    numbers = struct.unpack(f">{len(glyphs) // 2}H", glyphs)
    return "".join([face.meanings.get(number, "") for number in numbers])


def meanings(fonts: Mapping[bytes, Face], objects: Iterable[Any]) -> None:
    """Write into each font of a PDF what its glyphs mean (ISO 32000-1 §9.10.3)."""
    objects = list(objects)
    for item in objects:
        if isinstance(item, dict) and item.get("Type") == "/Font" and "ToUnicode" in item:
            face = fonts.get(bytes(item["BaseFont"])[1:7])
            if face is not None:
                table = objects[int(item["ToUnicode"].split()[0])]
                table.stream[:] = _table(face.meanings)


def _table(known: Mapping[int, str]) -> list[bytes]:
    head = (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
    )
    lines = [head]
    pairs = [(glyph, text) for glyph, text in sorted(known.items()) if text]
    for start in range(0, len(pairs), 100):
        some = pairs[start : start + 100]
        lines.append(f"{len(some)} beginbfchar".encode())
        lines += [_pair(glyph, text) for glyph, text in some]
        lines.append(b"endbfchar")
    lines.append(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
    return lines


def _pair(glyph: int, text: str) -> bytes:
    return f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>".encode()
