"""Lines cut from texts shaped once: the engine alone breaks and draws the very same ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rotative import engine
from rotative.engine import lines, spaces, texts
from rotative.shipped import STYLES, shipped
from tests.tools.alone import alone

FONTS = shipped(STYLES) / "fonts"
FACES = ("SourceSerif4-Regular", "SourceSerif4-It", "SourceSans3-Regular", "SourceSerif4-Semibold")
WORDS = (
    "To", "Va", "La", "criée", "reprend", "l’alliance", "mareyeurs", "internationalement", "office",
    "affligé", "où", "Œuvre", "«\u00a0par", "moyens\u202f»", "donc\u202f:", "12\u202f500", "2026",
    "–", "—", "1", "(deux)", "porte-parole", "russo-nord-coréenne", "1914–1918", "e-mail", "à", "y",
    "§\u00a04", "№", "AVANT", "Wagner", "Τέχνη", "Москва", "fin.", "…", "et/ou", "http://a.fr/b-c",
)  # fmt: skip
STRANGE = (
    "سلام",
    "שלום",
    "日本",
    "e\u0301te\u0301",
    "1\u20442",
    "a\u00adb",
    "👍",
    "\u2060[1]",
    "x  y",
)
INSIDE = ("{}", "<em>{}</em>", " <b>{}</b>", "{}<i>{}</i>", "<small>{}</small> ")


def _face(name: str) -> str:
    return f"@font-face {{ font-family: {name}; src: url(file://{FONTS}/{name}.ttf) }}"


SHEET = """
@page { size: %(width)gpx 3000px; margin: 10px }
body { font: %(size)gpx %(face)s, "Rotative Fallback"; margin: 0; text-align: %(align)s;
       word-spacing: %(spacing)gem; hyphens: %(hyphens)s; hyphenate-limit-zone: %(zone)s;
       hyphenate-limit-chars: 6 3 3; font-feature-settings: %(features)s }
p { margin: 0 0 4px } em { font-family: SourceSerif4-It } u { text-decoration: underline }
div { display: flex } div > p { flex: 1 0 auto }
.cut { white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
""" + "".join(map(_face, FACES))
STYLES_TRIED = st.fixed_dictionaries(
    {
        "width": st.floats(25, 500),
        "size": st.sampled_from((8, 9.6, 11.4, 13, 26)),
        "face": st.sampled_from(FACES),
        "align": st.sampled_from(("left", "justify", "center")),
        "spacing": st.sampled_from((0, 0, 0, 0.02, -0.03, 0.2)),
        "hyphens": st.sampled_from(("auto", "auto", "manual", "none")),
        "zone": st.sampled_from(("0", "8%", "2em")),
        "features": st.sampled_from(("normal", '"onum"', '"smcp", "liga" 0')),
    }
)
PIECE = st.tuples(
    st.sampled_from(INSIDE), st.lists(st.sampled_from(WORDS + STRANGE), min_size=1, max_size=5)
)
PARAGRAPH = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
    | PIECE.map(lambda piece: piece[0].replace("{}", " ".join(piece[1]))),
    min_size=1,
    max_size=4,
)
PLAIN = {"width": 300, "size": 11, "face": FACES[0], "align": "justify", "spacing": 0,
         "hyphens": "auto", "zone": "8%", "features": "normal"}  # fmt: skip
AT_THE_EDGE = PLAIN | {"width": 90, "size": 8, "align": "left", "zone": "0"}


@contextmanager
def _alone() -> Iterator[None]:
    """Let the engine break and draw lines its own way meanwhile."""
    engine.weasyprint()
    from weasyprint.draw import text as drawn
    from weasyprint.layout import inline, preferred

    with alone(
        (inline, "split_first_line"),
        (preferred, "split_first_line"),
        (inline, "create_layout"),
        (drawn, "draw_first_line"),
    ):
        yield


def _pdf(html: str) -> bytes:
    document = engine.weasyprint().HTML(string=html, base_url=engine.BASE)
    data: bytes = document.write_pdf(uncompressed_pdf=True, pdf_identifier=b"same")
    return data


def _html(paragraphs: list[list[str]], style: dict[str, Any]) -> str:
    body = "".join(f"<p>{' '.join(pieces)}</p>" for pieces in paragraphs)
    return f"<html lang=fr><style>{SHEET % style}</style>{body}"


@settings(max_examples=60, deadline=None)
@given(paragraphs=st.lists(PARAGRAPH, min_size=1, max_size=4), style=STYLES_TRIED)
@example([["To To To<i>To To To</i>", "donc\u202f: http://a.fr/b-c AVANT La"]], AT_THE_EDGE)
@example(
    [["To To To criée criée – à … http://a.fr/b-c"]], {**AT_THE_EDGE, "size": 9.6, "face": FACES[1]}
)
@example([["To Va La"] * 12, ["1914–1918 " * 9]], PLAIN)
@example([[" ".join(WORDS * 3)], [" <b>To</b> ", "Va «\u00a0La"]], {**PLAIN, "spacing": 0.2})
def test_lines_are_those_of_the_engine_alone(
    paragraphs: list[list[str]], style: dict[str, Any]
) -> None:
    html = _html(paragraphs, style)
    quick = _pdf(html)
    with _alone():
        assert quick == _pdf(html)


@pytest.mark.parametrize(
    "inside",
    ["<u>{}</u>", "<p class=cut>{}</p>", "<p lang=en>{}", "<q>{}</q>", "<div><p>{}</p></div>"],
)
def test_what_stands_around_a_line_is_the_engines(inside: str) -> None:
    html = _html([[inside.replace("{}", " ".join(WORDS))]], PLAIN)
    quick = _pdf(html)
    with _alone():
        assert quick == _pdf(html)


SEAMED = (
    "et/ou",
    "mi-journée",
    "Alsace-Vosges",
    "tout-à-fait",
    "1914–1918",
    "(a)/o",
    "http://a.fr/b-c",
)


@pytest.mark.parametrize("face", FACES[:3])
def test_a_line_may_end_without_a_blank_at_any_width(face: str) -> None:
    sheet = (
        "".join(f".w{step} {{ width: {60 + step * 0.37}px }}" for step in range(60))
        + f"p {{ font: 11.4px {face} }} {_face(face)} @page {{ size: 400px 90000px }}"
    )
    body = "".join(
        f"<p class=w{step}>La criée du port {word} reprend ici"
        for word in SEAMED
        for step in range(60)
    )
    html = f"<html lang=fr><style>{sheet}</style>{body}"
    quick = _pdf(html)
    with _alone():
        assert quick == _pdf(html)


def test_blanks_are_never_less_than_nothing() -> None:
    html = _html([["affligé La donc <u style='display: inline-block'>x</u>"]], PLAIN)
    html = html.replace("<p>", "<p style='word-spacing: -0.3em'>")
    quick = _pdf(html)
    with _alone():
        assert quick == _pdf(html)


@pytest.mark.parametrize("style", ["font-size: 1300px", "word-spacing: 8000px"])
def test_widths_that_no_number_of_pangos_holds_are_left_to_it(style: str) -> None:
    html = _html([[" ".join(WORDS * 12)]], PLAIN).replace("<p>", f"<p style='{style}'>")
    quick = _pdf(html)
    with _alone():
        assert quick == _pdf(html)


def test_fonts_declared_later_are_found() -> None:
    engine.weasyprint()
    first = f"<style>{_face(FACES[2])} p {{ font: 12px Late, {FACES[2]} }}</style><p>La criée"
    late = f"<style>@font-face {{ font-family: Late; src: url(file://{FONTS}/{FACES[0]}.ttf) }}"
    second = f"{late}</style>{first}"

    def both() -> list[bytes]:
        fonts, make = engine.fonts(), engine.weasyprint().HTML
        shown = [make(string=html, base_url=engine.BASE) for html in (first, second)]
        return [
            one.write_pdf(uncompressed_pdf=True, pdf_identifier=b"same", font_config=fonts)
            for one in shown
        ]

    quick = both()
    with _alone():
        assert quick == both()


def test_plain_text_is_shaped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.weasyprint()
    from weasyprint.text.line_break import Layout

    asked, own = list[Any](), Layout.get_first_line

    def get_first_line(layout: Any) -> Any:
        asked.append(layout)
        return own(layout)

    monkeypatch.setattr(Layout, "get_first_line", get_first_line)
    html = _html([["Les mareyeurs attendaient ce jour depuis longtemps, et la criée."] * 20], PLAIN)
    _pdf(html)
    quick = len(asked)
    with _alone():
        _pdf(html)
    assert quick < (len(asked) - quick) / 20


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    html = _html([[" ".join(WORDS)] * 6] * 6, PLAIN)
    whole = _pdf(html)
    monkeypatch.setattr(texts, "MOST", 3)
    monkeypatch.setattr(lines, "MOST", 3)
    assert _pdf(html) == whole


# A face whose blank does more than kern; what HarfBuzz makes of its neighbours is not additive.
KERNS = "feature kern { pos a space -50; pos space b -30; } kern;"
FEATURES = {
    "": True,
    KERNS: True,
    "feature frac { sub space a' by b; } frac;": True,
    "feature liga { sub a space by b; } liga;": False,
    "feature calt { sub space a' by b; } calt;": False,
    "feature kern { pos a <0 0 -50 0> space <0 0 -20 0>; } kern;": False,
    "feature kern { pos a <20 0 -50 0> space <0 0 0 0>; } kern;": False,
    "feature kern { pos a' 20 space; } kern;": False,
}


def _font(path: Path, features: str) -> Path:
    """Write a face of three letters that are boxes, and two blanks."""
    names = [".notdef", "space", "a", "b", "n"]
    pen = TTGlyphPen(None)
    for place in ((0, 0), (0, 500), (400, 500), (400, 0)):
        (pen.lineTo if pen.points else pen.moveTo)(place)
    pen.closePath()
    glyph, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({32: "space", 0xA0: "space", 97: "a", 98: "b", 110: "n"})
    builder.setupGlyf({name: empty if name == "space" else glyph for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Odd", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    addOpenTypeFeaturesFromString(builder.font, features)
    builder.save(path)
    return path


@pytest.mark.parametrize(("features", "plain"), FEATURES.items())
def test_blanks_are_looked_at_in_each_face(
    features: str, plain: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    own = spaces.are_plain

    def heard(*facts: Any) -> bool:
        told.append(own(*facts))
        return told[-1]

    monkeypatch.setattr(spaces, "are_plain", heard)
    face = (
        f"@font-face {{ font-family: Odd; src: url(file://{_font(tmp_path / 'a.ttf', features)}) }}"
    )
    css = "@page { size: 200px 900px } p { font: 20px Odd; text-align: justify }"
    html = f"<style>{face}{css}</style><p>{'a ba ab bb a b aa ' * 9}"
    quick = _pdf(html)
    assert told == [plain]
    with _alone():
        assert quick == _pdf(html)
