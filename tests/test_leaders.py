"""Leaders: each dot of them is drawn as the engine alone would, but only asked for once."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from rotative import engine
from tests.tools.alone import alone

SHEET = """
@page { size: 300px 200px; margin: 10px }
body { font: 10px/14px "Rotative Fallback"; margin: 0 }
p { margin: 0; string-set: where content() } p::after { content: leader(dotted) "12" }
.words::after { content: leader(" et ") "3" } .wide::after { letter-spacing: 2px }
.other::after { font-family: "Rotative Sans"; color: device-cmyk(0 1 1 0) }
.under::after { text-decoration: underline } .gone::after { visibility: hidden }
.pale::after { opacity: 0.5 } .cut { overflow: hidden; text-overflow: ellipsis; width: 90px }
"""
KINDS = ("", "words", "wide", "other", "under", "gone", "pale", "cut")


def _pdf(html: str) -> bytes:
    document = engine.weasyprint().HTML(string=html, base_url=engine.BASE)
    data: bytes = document.write_pdf(uncompressed_pdf=True, pdf_identifier=b"same")
    return data


def _html(*kinds: str) -> str:
    lines = "".join(f'<p class="{kind}">Une criée <b>reprend</b></p>' for kind in kinds)
    return f"<style>{SHEET}</style>{lines}"


@pytest.mark.parametrize("kind", KINDS)
def test_dots_are_those_of_the_engine_alone(kind: str) -> None:
    html = _html(kind, "", kind, "other", *[kind] * 14)
    quick = _pdf(html)
    from weasyprint import draw

    with alone((draw, "draw_text")):
        assert quick == _pdf(html)


def test_a_leader_is_shaped_once_however_many_dots_it_has() -> None:
    engine.weasyprint()
    from weasyprint.text.line_break import Layout

    asked: list[str] = []
    own = Layout.reactivate

    def told(self: Layout, style: object) -> None:
        asked.append(self.text)
        own(self, style)

    with patch.object(Layout, "reactivate", told):
        data = _pdf(_html("", "", ""))
    assert data.count(b"] TJ") > 100
    assert asked.count(".") == 3
