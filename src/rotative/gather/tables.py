"""Tables as pipes; those that only lay out a page give way to what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rotative.gather import trees

if TYPE_CHECKING:
    from rotative.gather.blocks import Writer

WIDEST = 40
"""Columns a table has at most; no page holds more."""


def table(writer: Writer, element: Any, depth: int) -> list[str]:
    """Return a table as Markdown: caption above it, first row as its head."""
    rows = [row for row in element.iter("tr") if _of(row, element)]
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    cells = [row for row in cells if row]
    if _only_lays_out(element, cells):
        return writer.flow(element, depth)
    captions = [writer.line(each) for each in element.iter("caption") if _of(each, element)]
    merged = any(
        cell.get(name, "1") not in {"", "1"} for row in cells for cell in row for name in _SPANS
    )
    if merged:
        writer.told("merged cells of a table: they were parted, the words kept in the first")
    grid = _grid(writer, cells)
    images = [writer.album.place(image, "") for image in element.iter("img")]
    width = max(map(len, grid))
    lines = [_row(row, width) for row in grid]
    rule = "| " + " | ".join(_rule(cell) for cell in _padded(cells[0], width)) + " |"
    return [*filter(None, captions), "\n".join([lines[0], rule, *lines[1:]]), *images]


_SPANS = ("colspan", "rowspan")


def _of(inner: Any, element: Any) -> bool:
    return next(inner.iterancestors("table"), None) is element


def _only_lays_out(element: Any, cells: list[list[Any]]) -> bool:
    nested = next(trees.below(element, "table"), None) is not None
    widest = max(map(len, cells), default=0)
    return nested or widest < 2 or widest > WIDEST or element.get("role") == "presentation"


def _grid(writer: Writer, cells: list[list[Any]]) -> list[list[str]]:
    """Return the words by row and column, empty where a merged cell reaches."""
    taken: dict[tuple[int, int], str] = {}
    for down, row in enumerate(cells):
        across = 0
        for cell in row:
            while (down, across) in taken:
                across += 1
            wide, high = (_span(cell.get(name, "")) for name in _SPANS)
            for y in range(down, min(down + high, len(cells))):
                for x in range(across, across + wide):
                    taken.setdefault((y, x), "")
            taken[down, across] = writer.line(cell, heading=True).replace("|", "\\|")
            across += wide
    width = max(x for _, x in taken) + 1
    return [[taken.get((y, x), "") for x in range(width)] for y in range(len(cells))]


def _span(said: str) -> int:
    return min(int(said), WIDEST) if said.isascii() and said.isdigit() and said != "0" else 1


def _row(row: list[str], width: int) -> str:
    return "| " + " | ".join([*row, *[""] * (width - len(row))]) + " |"


def _padded(row: list[Any], width: int) -> list[Any]:
    return [*row[:width], *[None] * (width - len(row))]


def _rule(cell: Any) -> str:
    if cell is None:
        return "---"
    style = (cell.get("style", "") + ";" + cell.get("align", "")).replace(" ", "").lower()
    if "right" in style:
        return "---:"
    return ":---:" if "center" in style else "---"
