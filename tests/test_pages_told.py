"""Numbers of pages that pages tell: guessed and told early, they are those of the engine alone."""

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
@page { size: 260px 200px; margin: 10px; @bottom-center { content: counter(page) } }
body { font: 10px/12px "Rotative Fallback"; margin: 0 }
.told::after { content: " p. " target-counter(attr(href), page) }
.fixed::after { content: target-counter("#s1", page) }
.here::after { content: " (" counter(page) ")" }
.both::after { content: counter(page) "/" counter(pages) }
.shown-only::after { content: target-counter(attr(href), page) "–" counter(page) }
.wide::after { content: " p. " target-counter(attr(href), page); font-size: 30px }
"""
KINDS = ("told", "told", "told", "fixed", "here", "both", "shown-only", "wide")
LINKS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5)), max_size=4)
SECTIONS = st.lists(st.tuples(st.integers(1, 14), LINKS), min_size=2, max_size=6)


@contextmanager
def _alone() -> Iterator[None]:
    """Let the engine number pages its own way meanwhile."""
    engine.weasyprint()
    from weasyprint import layout
    from weasyprint.css.targets import TargetCollector

    quick = (layout, "make_all_pages"), (TargetCollector, "cache_target_page_counters")
    with alone(*quick):
        yield


def _document(sections: list[tuple[int, list[tuple[str, int]]]]) -> Any:
    body = "".join(
        f'<section id="s{number}"><p>'
        + "".join(f'<a class="{kind}" href="#s{to % len(sections)}">x</a> ' for kind, to in links)
        + TEXT * sentences
        for number, (sentences, links) in enumerate(sections)
    )
    html = f"<style>{SHEET}</style>{body}"
    return engine.weasyprint().HTML(string=html, base_url=engine.BASE).render()


def _texts(document: Any) -> list[list[tuple[str, float, float]]]:
    """Return what stands on each page, and where."""
    return [
        [
            (box.text, round(box.position_x, 3), round(box.position_y, 3))
            for box in page._page_box.descendants()
            if hasattr(box, "text")
        ]
        for page in document.pages
    ]


def _is_true(document: Any) -> bool:
    """Tell whether what is told of other pages is so: the engine alone may give up before."""
    places = {name: n for n, page in enumerate(document.pages, 1) for name in page.anchors}
    told = [
        (box.text, f" p. {places[box.element.get('href')[1:]]}")
        for page in document.pages
        for box in page._page_box.descendants()
        if hasattr(box, "text") and box.element_tag == "a::after" and box.text.startswith(" p.")
    ]
    return all(said == true for said, true in told)


@settings(max_examples=25, deadline=None)
@given(sections=SECTIONS)
@example([(2, [("told", 1)]), (9, [])])
@example([(9, [("told", 1), ("told", 2)]), (9, [("told", 0)]), (14, [])])
@example([(1, [("fixed", 0)]), (14, [("fixed", 0)]), (14, [("fixed", 0), ("told", 1)])])
@example([(1, []), (1, []), (12, []), (9, [("told", 0), ("told", 0), ("told", 0), ("told", 4)])])
@example([(3, [("wide", 1), ("shown-only", 1)]), (12, [("here", 0)])])
def test_pages_tell_what_the_engine_alone_has_them_tell(
    sections: list[tuple[int, list[tuple[str, int]]]],
) -> None:
    ours = _document(sections)
    with _alone():
        theirs = _document(sections)
    assert _texts(ours) == _texts(theirs) or (_is_true(ours) and not _is_true(theirs))


@pytest.mark.parametrize(("sentences", "again"), [(14, 0), (40, 1)])
def test_only_a_front_that_tells_of_a_third_page_is_laid_out_again(
    sentences: int, again: int
) -> None:
    engine.weasyprint()
    from weasyprint.layout import page

    made, own = [], page.make_page

    def counted(*values: object) -> object:
        made.append(values)
        return own(*values)

    with patch.object(page, "make_page", counted):
        document = _document([(sentences, [("told", 1)]), (1, [])])
    assert _is_true(document)
    assert (len(document.pages) > 2) == bool(again)
    assert len(made) == len(document.pages) + again
