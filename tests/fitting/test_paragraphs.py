"""Lines are foretold as the engine makes them, and mended where they set badly."""

from __future__ import annotations

from functools import cache

import pytest

from rotative import engine, press
from rotative.fitting.face import Face
from rotative.fitting.lines import Style
from rotative.fitting.paragraphs import Compositor, Room, Spacing
from rotative.fitting.runs import paragraphs, read
from rotative.fitting.sheets import Fitting
from rotative.house import House
from rotative.linelint.pages import blocks
from rotative.stylesheet import assemble
from rotative.writers import Workshop
from tests.conftest import BOOK, Built

HOUSE = House()
LIMITS = (6, 3, 3)
SIZE = 12.0  # px
TEXT = [
    line
    for line in (BOOK / "poutine-kim" / "poutine-kim.txt").read_text("utf-8").split("\n")
    if len(line) > 200
]


@cache
def style(name: str) -> Style:
    fallback = Face(HOUSE.read_style("fonts/fallback/NotoSerif-Regular.ttf"))
    return Style(Face(HOUSE.read_style(f"fonts/{name}.ttf")), lambda: fallback)


@cache
def compositor(language: str = "fr") -> Compositor:
    styles = {"": "SourceSerif4-Regular", "em": "SourceSerif4-It", "strong": "SourceSerif4-Bold"}
    return Compositor({key: style(name) for key, name in styles.items()}, language, LIMITS)


def laid_out(bodies: list[str], measure: float, spacing: str = "0") -> list[list[tuple[bool, int]]]:
    """Return, for each paragraph the engine sets, whether lines end in a hyphen, and letters."""
    sheet = f"""
    @font-face {{ font-family: T; src: url(fonts/SourceSerif4-Regular.ttf); }}
    @font-face {{ font-family: T; font-style: italic; src: url(fonts/SourceSerif4-It.ttf); }}
    @page {{ size: 200mm 9000mm; margin: 0; }}
    p {{ margin: 0; font: {SIZE}px T; width: {measure * SIZE}px; text-align: justify;
         hyphens: auto; hyphenate-limit-chars: 6 3 3; word-spacing: {spacing}; }}"""
    text = "".join(f"<p>{body}</p>" for body in bodies)
    fetcher = engine.fetcher({}, HOUSE.read_style)
    html = engine.weasyprint().HTML(
        string=f'<html lang="fr"><style>{sheet}</style><body>{text}</body></html>',
        base_url=engine.BASE,
        url_fetcher=fetcher,
    )
    return [
        [
            (line.text.endswith(("-", "\u2010")), sum(map(str.isalnum, line.text)))
            for line in block.lines
        ]
        for block in blocks(html.render().pages)
    ]


@pytest.mark.parametrize(("measure", "space"), [(24.0, 0.0), (33.0, -0.02), (19.0, 0.03)])
def test_lines_are_foretold_as_the_engine_makes_them(measure: float, space: float) -> None:
    marked = [*TEXT, "Un <em>mot très important</em> " + TEXT[1], "<em>" + TEXT[2] + "</em>"]
    real = laid_out(marked, measure, f"{space}em")
    way = Spacing(space, LIMITS)
    told = [
        [(line.hyphen, line.letters) for line in compositor().lines(read(body), Room(measure), way)]
        for body in marked
    ]
    same = sum(one == other for one, other in zip(real, told, strict=True))
    assert same >= len(marked) - 1


def test_a_good_paragraph_is_left_alone() -> None:
    wide = Room(60.0)
    assert all(compositor().spacing(read(text), wide) is None for text in TEXT)


def test_a_language_without_hyphenation_has_none() -> None:
    lines = compositor("xx").lines(read(TEXT[0]), Room(20.0), Spacing(0.0, LIMITS))
    assert len(lines) > 5
    hyphens = sum(line.hyphen for line in lines)
    assert hyphens <= TEXT[0].count("-")


def test_ragged_lines_are_broken_only_past_their_zone() -> None:
    def hyphens(zone: float) -> int:
        room = Room(19.0, justified=False, zone=zone)
        way = Spacing(0.0, LIMITS)
        return sum(
            line.hyphen for text in TEXT for line in compositor().lines(read(text), room, way)
        )

    assert hyphens(0.25) < hyphens(0.0) / 2


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ("un mot", 2),
        ("l’<em>un</em> et l’autre", 3),
        ("R&amp;D et <a href='#x'>lien</a>", 3),
        ("un <code>x</code>", 0),
        ('mot<a class="noteref" href="#n">1</a>', 0),
        ('<span class="called">mot<span class="footnote">note</span></span>', 0),
        ("", 0),
    ],
)
def test_words_are_read_through_markup(content: str, count: int) -> None:
    assert len(read(content)) == count


def test_only_the_bodys_own_paragraphs_are_taken() -> None:
    section = (
        '<section><p>hors</p><div id="x" class="body"><p><span class="initial">L</span>e un</p>'
        "<blockquote><p>dedans</p></blockquote><p>deux</p><p>trois</p><hr/><p lang='en'>four</p>"
        "<ul><li><p>liste</p></li></ul><p>cinq</p></div><p>hors</p></section>"
    )
    found = [("".join(w.pieces[0] for w in p.words), p) for p in paragraphs(section)]
    assert [text for text, _ in found] == ["eun", "deux", "trois", "cinq"]
    assert [p.initial for _, p in found] == ["L", "", "", ""]
    assert [p.first for _, p in found] == [True, False, False, False]
    assert [p.indented for _, p in found] == [False, False, True, False]
    assert all(section.startswith("<p>", p.start) for _, p in found)


def test_the_sample_sets_better_for_it(sample: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    galley, house = sample.galley, House(str(BOOK))

    def faults() -> int:
        shop = Workshop(galley, house, press.modified(galley.edition))
        found = shop.make(["print"])["print"].problems
        return sum(problem.code in ("loose-line", "short-last-line") for problem in found)

    fitted = faults()
    monkeypatch.setattr(Fitting, "section", lambda _self, _kind, xhtml: xhtml)
    assert fitted < faults()


@pytest.mark.parametrize(
    ("words", "dropped"), [(3, False), (9, False), (40, True)], ids=["one line", "two", "more"]
)
def test_an_initial_is_never_higher_than_its_paragraph(
    sample: Built, words: int, *, dropped: bool
) -> None:
    edition = sample.galley.edition
    fitting = Fitting(assemble(HOUSE, edition, "print").tokens, HOUSE, "fr")
    text = "e port " + " ".join(["rouvre"] * words)
    note = (
        '<span class="called">vite<span class="footnote">Une note. '
        + "mot " * 40
        + "</span></span>"
    )
    body = f'<p><span class="initial">L</span>{text} {note}</p><p>La criée reprend.</p>'
    fitted = fitting.section("lead", f'<section><div class="body">{body}</div></section>')
    assert ('class="initial"' in fitted) is dropped
    assert ("<p>Le port" in fitted) is not dropped
