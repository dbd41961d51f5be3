"""Blocks laid out once: pages are those of the engine alone, whatever stands on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rotative import engine

TEXT = "Les mareyeurs attendaient ce jour depuis longtemps, et la criée reprend. "
SHEET = """
@page { size: 300px %(height)dpx; margin: 10px }
body { font: 10px/12px "Rotative Fallback"; margin: 0; orphans: %(lines)d; widows: %(lines)d }
div { columns: %(columns)d; column-gap: 8px; text-align: justify }
.kept { break-inside: avoid } .bound { break-after: avoid; margin: 7px 0 3px }
.aside { float: left; width: 30px; height: 26px } .drawn { margin-top: -5px; padding: 4px 0 }
.note { float: footnote } .box { border: 1px solid; margin: 5px } .new { break-before: column }
.told::after { content: target-counter("#end", page) }
.counted::after { content: counter(page) "/" counter(pages) }
"""
KINDS = ("", "kept", "bound", "drawn", "box", "new", "told", "counted")
INSIDE = ("", '<i class="aside">A</i>', '<i class="note">une note</i>', "<b>gras</b>")
SIZES = {"columns": 3, "lines": 2, "height": 900}
BLOCK = st.tuples(st.sampled_from(KINDS), st.integers(1, 9), st.sampled_from(INSIDE))
BLOCKS = st.lists(st.lists(BLOCK, min_size=1, max_size=3), min_size=1, max_size=5)


def _pages(html: str) -> list[list[tuple[str, str, float, float, float, float]]]:
    """Return all boxes of all pages, with their places to a ten-thousandth of a pixel."""
    document = engine.weasyprint().HTML(string=html, base_url=engine.BASE).render()
    return [list(map(_told, page._page_box.descendants())) for page in document.pages]


def _told(box: Any) -> tuple[str, str, float, float, float, float]:
    sizes = (box.position_x, box.position_y, box.width, box.height)
    return box.element_tag, getattr(box, "text", ""), *(round(size, 4) for size in sizes)


def _document(sections: list[list[tuple[str, int, str]]], **sizes: int) -> str:
    def blocks() -> Iterator[str]:
        for section in sections:
            yield "<section>"
            for kind, sentences, inside in section:
                yield f'<article class="{kind}"><p>{inside}{TEXT * sentences}</p></article>'
            yield "</section>"

    body = f"<div>{''.join(blocks())}</div><p id=end>Fin</p>"
    return f"<style>{SHEET % sizes}</style>{body}"


@settings(max_examples=12, deadline=None)
@given(
    sections=BLOCKS,
    columns=st.integers(1, 3),
    lines=st.integers(1, 3),
    height=st.integers(90, 700),
)
@example([[("kept", 2, ""), ("bound", 1, ""), ("kept", 3, "")]] * 4, 2, 2, 400)
@example([[("", 3, INSIDE[2]), ("kept", 6, ""), ("told", 2, "")]] * 3, 2, 2, 200)
@example([[("", 9, INSIDE[1]), ("drawn", 2, ""), ("", 5, "")]] * 2, 2, 2, 300)
def test_pages_are_those_of_the_engine_alone(
    sections: list[list[tuple[str, int, str]]], columns: int, lines: int, height: int
) -> None:
    engine.weasyprint()
    from weasyprint.layout import block

    html = _document(sections, columns=columns, lines=lines, height=height)
    quick = _pages(html)
    with patch.object(block, "block_level_layout", block.block_level_layout.__wrapped__):
        assert quick == _pages(html)


def test_a_block_laid_out_before_is_not_laid_out_again() -> None:
    engine.weasyprint()
    from weasyprint.layout import block

    html = _document([[("kept", size, "")] for size in (9, 4, 7, 3, 8)], **SIZES)
    own, lines = block._linebox_layout, []

    def counted(*values: Any) -> Any:
        lines.append(values)
        return own(*values)

    with patch.object(block, "_linebox_layout", counted):
        _pages(html)
        quick = len(lines)
        with patch.object(block, "block_level_layout", block.block_level_layout.__wrapped__):
            _pages(html)
    assert 0 < quick < (len(lines) - quick) / 2
