"""The cover: set exactly, broken well, the same everywhere, whatever the words."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from rotative import cover
from rotative.cover.canvas import HEIGHT, WIDTH, Canvas
from rotative.fitting.face import Face
from rotative.fitting.lines import Block, Style, fit, flow
from rotative.house import House
from rotative.model import Lead, Markup, Publication
from tests.epub import editions

FONTS = Path(__file__).parents[2] / "styles/fonts"
BOLD = "SourceSerif4Display-Bold.ttf"


@cache
def face(name: str = BOLD) -> Face:
    return Face((FONTS / name).read_bytes())


def style(name: str = BOLD) -> Style:
    return Style(face(name), lambda: face("fallback/NotoSerif-Bold.ttf"))


def picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def render(theme: str = "classique", **changes: object) -> bytes:
    edition = editions.sample(style=theme, **changes)
    return cover.render(editions.galley(edition), {}, House())


@pytest.mark.parametrize("name", [BOLD, "SourceSans3-Bold.ttf", "SourceSerif4-It.ttf"])
def test_advances_and_glyphs_are_the_fonts(name: str) -> None:
    font = TTFont(FONTS / name)
    names, widths, order = font.getBestCmap(), font["hmtx"], font.getReverseGlyphMap()
    for character in "AéŒ–’ЖΩ1 \u202fﬁ漢":
        glyph = names.get(ord(character))
        assert face(name).glyph(character) == (order[glyph] if glyph else 0)
        if glyph:
            assert face(name).advance(character) == widths[glyph][0]


@pytest.mark.parametrize(
    ("pair", "expected"),
    [("AV", -120), ("To", -60), ("L’", -57), ("Го", -77), ("nn", 0), ("Τά", -60)],
)
def test_kerning_is_what_the_shaper_says(pair: str, expected: int) -> None:
    # Measured with HarfBuzz; a font update may move them.
    assert face().kern(*pair) == expected


def lines(title: str, measure: float = 1344, height: float = 900) -> tuple[str, ...]:
    return fit(title, style(), measure, height, 520).lines


def test_a_title_breaks_after_a_pause() -> None:
    assert lines("Poutine–Kim, l’alliance choc") == ("Poutine–Kim,", "l’alliance choc")
    assert lines("Chine vs Taïwan\u00a0: une menace expliquée")[0] == "Chine vs Taïwan\u00a0:"


def test_a_title_never_breaks_at_a_no_break_blank() -> None:
    title = "Le prix monte à 1\u202f000\u00a0€ et l’on se demande pourquoi\u202f?"
    for measure in (400, 700, 1000, 1344):
        joined = " ".join(fit(title, style(), measure, 900, 400).lines)
        assert joined == title


def test_no_line_ends_in_an_article() -> None:
    for line in lines("La réforme de la justice et le retour de la question des peines")[:-1]:
        assert line.split()[-1] not in ("la", "le", "de", "des", "et")


@pytest.mark.parametrize("text", ["mot " * 2000, "x" * 900, "Rindfleischetikettierungs" * 4, "a-b"])
def test_a_title_always_fits(text: str) -> None:
    block = fit(text, style(), 1344, 900, 520)
    assert block.lines
    assert block.height <= 901
    assert max(style().width(line) for line in block.lines) * block.size <= 1345


def test_running_text_leaves_no_lonely_word() -> None:
    text = "Un texte de quelques mots qui ferait une ligne pleine et puis un seul mot."
    block = flow(text, style(), 50, 1344, 4)
    widths = [style().width(line) for line in block.lines]
    assert len(widths) > 1
    assert widths[-1] > 0.4 * max(widths)
    assert " ".join(block.lines) == text


def test_too_much_running_text_ends_in_an_ellipsis() -> None:
    assert flow("mot " * 100, style(), 50, 600, 3).lines[-1].endswith("…")


@pytest.mark.parametrize("theme", ["classique", "magazine", "sobre"])
def test_each_theme_has_its_cover(theme: str) -> None:
    image = Image.open(BytesIO(render(theme)))
    assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
    paper = {"classique": "#faf4e6", "magazine": "#1f3658", "sobre": "#ffffff"}[theme]
    corner = image.convert("RGB").getpixel((5, 5))
    assert corner == tuple(bytes.fromhex(paper[1:]))


def test_a_theme_of_ones_own_takes_a_design_and_colours() -> None:
    tokens = {"cover-design": "magazine", "cover-paper": "#123456", "cover-ink": "#fed"}
    edition = editions.sample(style="mine")
    image = picture(cover.render(editions.galley(edition), tokens, House()))
    assert image.getpixel((5, 5)) == (0x12, 0x34, 0x56)
    assert (0xFF, 0xEE, 0xDD) in {colour for _, colour in image.getcolors() or ()}


@pytest.mark.parametrize("theme", ["classique", "magazine", "sobre"])
@pytest.mark.parametrize(
    "changes",
    [
        {"number": "", "date": None},
        {"publication": Publication(""), "headlines": ()},
        {"title": "mot " * 50},
        {"title": "Η Ελλάδα και η Ευρώπη", "language": "el"},
        {"title": "Путин и Ким: шокирующий союз", "language": "ru"},
        {"title": "漢字 🙂 only"},
        {"title": "𝔘"},
        {"publication": Publication("Une gazette au nom décidément interminable et fleuri")},
        {"lead": Lead(Markup.plain("A"), Markup("<p>x</p>"), kicker="K" * 200)},
    ],
)
def test_nothing_is_set_past_the_margins(theme: str, changes: dict[str, object]) -> None:
    image = picture(render(theme, **changes))
    paper = image.getpixel((5, 5))
    boxes = [
        (0, 0, 100, HEIGHT),
        (WIDTH - 100, 0, WIDTH, HEIGHT),
        (0, HEIGHT - 90, WIDTH, HEIGHT),
    ]
    if theme == "sobre":  # its frame stands in the margin, with nothing on either side of it
        boxes = [
            (0, 0, 60, HEIGHT),
            (WIDTH - 60, 0, WIDTH, HEIGHT),
            (0, HEIGHT - 60, WIDTH, HEIGHT),
        ]
        boxes += [(72, 72, 100, HEIGHT - 72), (WIDTH - 100, 72, WIDTH - 72, HEIGHT - 72)]
        boxes += [(72, HEIGHT - 90, WIDTH - 72, HEIGHT - 72)]
        assert image.getpixel((65, 1200)) != paper
    for box in boxes:
        assert image.crop(box).getcolors() == [
            (image.crop(box).width * image.crop(box).height, paper)
        ]


def test_the_same_picture_twice() -> None:
    first, second = (hashlib.sha256(render("magazine")).hexdigest() for _ in range(2))
    assert first == second
    assert hashlib.sha256(render("magazine", number="2")).hexdigest() != first


def test_greek_capitals_lose_their_accent() -> None:
    with_accent = editions.sample(lead=replace(editions.sample().lead, kicker="Πολιτική"))
    without = editions.sample(lead=replace(editions.sample().lead, kicker="Πολιτικη"))
    house = House()
    pictures = [cover.render(editions.galley(e), {}, house) for e in (with_accent, without)]
    assert pictures[0] == pictures[1]


def test_the_whole_name_of_a_publication_stands_on_its_cover(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    own = Canvas.block

    def noted(self: Canvas, block: Block, *place: object, **more: object) -> float:
        shown.append(" ".join(block.lines))
        return own(self, block, *place, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "block", noted)
    name = "Le Journal municipal de Saint-Germain-en-Laye et des environs"
    for theme in ("classique", "magazine", "sobre"):
        shown.clear()
        render(theme, publication=Publication(name))
        assert name.upper() in [text.upper() for text in shown], theme
