"""Blocks laid out once: pages are those of the engine alone, whatever stands on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rotative import engine
from tests.tools.alone import alone

TEXT = "Les mareyeurs attendaient ce jour depuis longtemps, et la criée reprend. "
SHEET = """
@page { size: 300px %(height)dpx; margin: 10px }
body { font: 10px/12px "Rotative Fallback"; margin: 0; orphans: %(lines)d; widows: %(lines)d }
div { columns: %(columns)d; column-gap: 8px; text-align: justify }
.kept { break-inside: avoid } .bound { break-after: avoid; margin: 7px 0 3px }
.aside { float: left; width: 30px; height: 26px } .drawn { margin-top: -5px; padding: 4px 0 }
.note { float: footnote } .box { border: 1px solid; margin: 5px } .hollow div { margin-bottom: 8px }
.hollow > p { margin-top: 20px } u { display: inline-block } .new { break-before: column }
.told::after { content: target-counter("#end", page) }
.counted::after { content: counter(page) "/" counter(pages) }
.led::after { content: leader(dotted) " " target-counter("#end", page) }
"""
KINDS = ("", "kept", "bound", "drawn", "box", "new", "told", "counted", "led", "hollow")
EMPTY = "<div><div></div></div>"
INSIDE = (
    "",
    "<u>court</u>",
    '<i class="aside">A</i>',
    '<i class="note">une note</i>',
    "<b>gras</b>",
)
SIZES = {"columns": 3, "lines": 2, "height": 900}
BLOCK = st.tuples(st.sampled_from(KINDS), st.integers(1, 9), st.sampled_from(INSIDE))
BLOCKS = st.lists(st.lists(BLOCK, min_size=1, max_size=3), min_size=1, max_size=5)


Told = tuple[str, str, list[str], tuple[float, ...]]


@contextmanager
def _alone(*names: str) -> Iterator[None]:
    """Let the engine lay out blocks, or columns alone, its own way meanwhile."""
    engine.weasyprint()
    from weasyprint.layout import block

    with alone(*((block, name) for name in names or ("block_level_layout", "block_box_layout"))):
        yield


def _pages(html: str) -> list[list[Told]]:
    """Return all boxes of all pages, with their places to a ten-thousandth of a pixel."""
    document = engine.weasyprint().HTML(string=html, base_url=engine.BASE).render()
    return [list(map(_told, page._page_box.descendants())) for page in document.pages]


def _told(box: Any) -> Told:
    sizes = (box.position_x, box.position_y, box.width, box.height)
    cut_off = sorted(box.remove_decoration_sides)
    told = tuple(round(size, 4) for size in sizes)
    return box.element_tag, getattr(box, "text", ""), cut_off, told


def _document(sections: list[list[tuple[str, int, str]]], **sizes: int) -> str:
    def blocks() -> Iterator[str]:
        for section in sections:
            yield "<section>"
            for kind, sentences, inside in section:
                text = f"{EMPTY if kind == 'hollow' else ''}<p>{inside}{TEXT * sentences}</p>"
                yield f'<article class="{kind}">{text}</article>'
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
@example([[("", 3, INSIDE[3]), ("kept", 6, ""), ("told", 2, "")]] * 3, 2, 2, 200)
@example([[("bound", 1, ""), ("kept", 2, "")], [("kept", 3, "")], [("kept", 1, "")]], 3, 2, 500)
@example([[("bound", 1, ""), ("", 5, INSIDE[4]), ("kept", 4, "")]] * 3, 2, 3, 700)
@example([[("", 4, ""), ("new", 2, ""), ("told", 3, "")]] * 3, 3, 2, 330)
@example([[("hollow", 2, INSIDE[1]), ("hollow", 3, INSIDE[1])]] * 3, 2, 2, 500)
@example([[("", 9, INSIDE[2]), ("drawn", 2, ""), ("", 5, "")]] * 2, 2, 2, 300)
def test_pages_are_those_of_the_engine_alone(
    sections: list[list[tuple[str, int, str]]], columns: int, lines: int, height: int
) -> None:
    html = _document(sections, columns=columns, lines=lines, height=height)
    quick = _pages(html)
    with _alone():
        assert quick == _pages(html)


PAGE = """<style>@page { size: 300px 300px; margin: 10px } html { font: 10px/12px serif }
body, p, div { margin: 0 } .m { columns: 2; column-gap: 10px }</style>"""
# Empty blocks share a list of margins with their parents.
HOLLOW = "".join(
    f"<p>{'word ' * 48}</p><div><div style='margin-bottom: 5px'><div style='margin-bottom: 8px'>"
    f"</div></div><p style='margin-top: 30px'>{'alpha beta gamma ' * (8 + n)}"
    "<span style='display: inline-block'>x</span></p></div>"
    for n in range(9)
)
# A paragraph that a page could hold in part is whole on the next one.
BROKEN = (
    "<p>un</p><div style='break-before: page'>" + "lorem ip dolor s " * 15 + "</div>"
    "<p style='margin-bottom: 9px'>"
    + "lorem ip dolor s " * 12
    + "<p style='break-inside: avoid'>"
    + "lorem ip dolor s " * 6
    + "</p>"
    + "lorem ip dolor s " * 4
)


@pytest.mark.parametrize("body", [HOLLOW, BROKEN, HOLLOW + BROKEN])
def test_what_a_block_shares_with_others_is_left_to_the_engine(body: str) -> None:
    html = f"{PAGE}<div class=m style='margin-top: 11px'>{body}</div>"
    quick = _pages(html)
    with _alone():
        assert quick == _pages(html)


@pytest.mark.parametrize("other", ["block_box_layout", "block_level_layout"])
def test_what_was_laid_out_before_is_not_laid_out_again(other: str) -> None:
    engine.weasyprint()
    from weasyprint.layout import block

    html = _document([[("kept", size, "")] for size in (9, 4, 7, 3, 8)], **SIZES)
    own, lines = block.block_container_layout, []

    def counted(*values: Any) -> Any:
        lines.append(values)
        return own(*values)

    with patch.object(block, "block_container_layout", counted):
        with _alone(other):
            _pages(html)
        quick = len(lines)
        with _alone():
            _pages(html)
    assert 0 < quick < (len(lines) - quick) / 2
