"""The styles of an OpenDocument file: which make words bold, which lists are numbered."""

from __future__ import annotations

from typing import Any

from rotative.dataclass import dataclass

NS = "urn:oasis:names:tc:opendocument:xmlns:"
XLINK = "{http://www.w3.org/1999/xlink}href"
FO = "{" + NS + "xsl-fo-compatible:1.0}"
STYLE, TEXT, TABLE = (f"{{{NS}{name}:1.0}}" for name in ("style", "text", "table"))
DRAW, SVG, OFFICE = (f"{{{NS}{name}:1.0}}" for name in ("drawing", "svg-compatible", "office"))


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says that Markdown can say: marks of the words, kind of the paragraph."""

    marks: tuple[str, ...] = ()
    parent: str = ""
    display: str = ""


def looks_of(*roots: Any) -> dict[str, Look]:
    """Return the styles by name."""
    found = {}
    for root in roots:
        for style in root.iter(f"{STYLE}style") if root is not None else ():
            said = style.find(f"{STYLE}text-properties")
            parent = style.get(f"{STYLE}parent-style-name", "")
            display = style.get(f"{STYLE}display-name", "")
            found[style.get(f"{STYLE}name", "")] = Look(_marks(said), parent, display)
    return found


def _marks(said: Any) -> tuple[str, ...]:
    if said is None:
        return ()
    weight, slant = said.get(f"{FO}font-weight", ""), said.get(f"{FO}font-style", "")
    place = said.get(f"{STYLE}text-position", "")
    struck = said.get(f"{STYLE}text-line-through-style", "none") != "none"
    marks = {
        "strong": weight in {"bold", "600", "700", "800", "900"},
        "em": slant in {"italic", "oblique"},
        "sup": place.startswith(("super", "33", "3", "5")),
        "sub": place.startswith(("sub", "-")),
        "s": struck,
    }
    return tuple(name for name, is_so in marks.items() if is_so)


def numbered_of(*roots: Any) -> set[str]:
    """Return the list styles whose first level is numbered."""
    found = set()
    for root in roots:
        for style in root.iter(f"{TEXT}list-style") if root is not None else ():
            if style.find(f"{TEXT}list-level-style-number[@{TEXT}level='1']") is not None:
                found.add(style.get(f"{STYLE}name", ""))
    return found
