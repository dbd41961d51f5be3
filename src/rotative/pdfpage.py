"""A page of a finished PDF: what it inherits, and its boxes as plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

Box = tuple[float, float, float, float]
DEEPEST = 64  # of the tree of pages; a damaged one can go round in circles


def inherited(page: pikepdf.Object, key: str, default: Any = None) -> Any:
    """Return an attribute of a page or of what stands above it (ISO 32000-2 §7.7.3.4).

    `pikepdf.Page.resources` does not look there, and adds an empty dictionary that hides it.
    """
    node = page
    for _ in range(DEEPEST):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return default


def box(edges: pikepdf.Object) -> Box:
    """Return a box as left, bottom, right, top in points, whichever corners it was told by."""
    left, bottom, right, top = (float(edge) for edge in edges.as_list())
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)
