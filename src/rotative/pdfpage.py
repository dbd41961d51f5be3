"""A page of a finished PDF: what it inherits, and its boxes as plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

Box = tuple[float, float, float, float]
DEEPEST = 50  # of the tree of pages; a damaged one can go round in circles


def inherited(page: pikepdf.Object, key: str, default: Any = None) -> Any:
    """Return an attribute of a page or of what stands above it (ISO 32000-2 §7.7.3.4).

    `pikepdf.Page.resources` does not look there, and adds an empty dictionary that hides it.
    """
    from pikepdf import Dictionary

    node: pikepdf.Object | None = page
    for _ in range(DEEPEST):
        if not isinstance(node, Dictionary):
            break
        if (found := node.get(key)) is not None:
            return found
        node = node.get("/Parent")
    return default


def box(edges: pikepdf.Object) -> Box:
    """Return a box as left, bottom, right, top in points, whichever corners it was told by."""
    left, bottom, right, top = (float(edge) for edge in edges.as_list())
    return upright((left, bottom, right, top))


def upright(edges: Box) -> Box:
    """Return a box as left, bottom, right, top, whichever corners it was told by."""
    left, bottom, right, top = edges
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)
