"""Pages of one kind share their styles: each still looks as the engine alone makes it."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rotative import engine
from tests.tools.alone import alone

RULES = (
    "@page { @top-left { content: counter(page) } }",
    "@page :first { margin: 40px; @top-left { content: none } }",
    "@page :left { margin-left: 30px; @bottom-left { content: counter(pages) } }",
    "@page :right { @bottom-right { content: string(title); color: device-cmyk(0 1 1 0) } }",
    "@page :blank { @top-center { content: 'vide' } }",
    "@page part { size: 200px 260px; @top-right { content: 'partie' } }",
    "@page part:first { border: 1px solid }",
    "@page { counter-increment: page 2 }",
    "@page :left { counter-reset: page 7 }",
    "@page :nth(3) { background: #eee }",
    "@page :nth(2n of part) { padding: 9px }",
)
SECTIONS = (
    "<h1>Titre</h1><p>un</p>",
    "<section class='part'><p>deux</p><p>deux</p><p>deux</p></section>",
    "<section class='right'><p>trois</p></section>",
    "<p>quatre</p><p>quatre</p>",
)
SHEET = """@page { size: 240px 160px; margin: 20px } body { font: 12px "Rotative Fallback" }
h1 { string-set: title content() } p { break-after: page } .part { page: part }
.right { break-before: right } p::after { content: " " counter(page) }"""


def _pdf(html: str) -> bytes:
    document = engine.weasyprint().HTML(string=html, base_url=engine.BASE)
    data: bytes = document.write_pdf(uncompressed_pdf=True, pdf_identifier=b"same")
    return data


@settings(max_examples=40, deadline=None)
@given(
    rules=st.lists(st.sampled_from(RULES), unique=True, max_size=6),
    sections=st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=5),
)
@example([*RULES[:9]], [*SECTIONS, *SECTIONS])
@example([*RULES], [*SECTIONS, *SECTIONS])
def test_pages_are_those_of_the_engine_alone(rules: list[str], sections: list[str]) -> None:
    html = f"<html lang=fr><style>{SHEET}{''.join(rules)}</style>{''.join(sections)}"
    quick = _pdf(html)
    from weasyprint.layout import page

    with alone((page, "set_page_type_computed_styles")):
        assert quick == _pdf(html)


def test_the_styles_of_a_kind_are_computed_once() -> None:
    engine.weasyprint()
    from weasyprint.css import StyleFor

    own, asked = StyleFor.add_page_declarations, []

    def told(self: StyleFor, page_type: object) -> None:
        asked.append(page_type)
        own(self, page_type)

    with patch.object(StyleFor, "add_page_declarations", told):
        _pdf(f"<style>{SHEET}</style>{'<p>un</p>' * 20}")
    assert len(asked) == 3  # the first, left, right
