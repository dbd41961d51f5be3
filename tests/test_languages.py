"""Editions in other languages: which fonts, which direction, which words, and what is refused."""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from rotative.faces import FACES, SETS, _covered, _points
from tests.conftest import Rotative
from tests.tools import epubcheck, pdf

EXEMPLARS = json.loads((Path(__file__).parent / "exemplars.json").read_text("utf-8"))
# Signs of a few languages that no bundled font has; README.md of styles/fonts names them.
LACKING = set("⋅⟨⟩〈〉")

FALLBACKS = [f"fallback/NotoSerif-{style}.ttf" for style in ("Regular", "Italic", "Bold")]
WIDE = [f"wide/RotativeLetters-{style}.ttf" for style in ("Regular", "Italic", "Bold")]

TEXTS = {
    "ar": ("عودة الميناء إلى العمل", "استأنف سوق السمك نشاطه صباح الثلاثاء بعد ستة أسابيع."),
    "he": ("הנמל נפתח מחדש", "שוק הדגים חזר לפעול ביום שלישי בבוקר לאחר שישה שבועות."),
    "zh-Hans": ("港口重新开放", "经过六周的施工,鱼市场于周二上午恢复营业。"),
    "ja": ("港が再開した", "六週間の工事を経て、火曜日の朝に魚市場が再開した。"),
    "ko": ("항구가 다시 문을 열었다", "여섯 주 동안의 공사 끝에 화요일 아침 어시장이 다시 열렸다."),
}


def test_the_table_holds_the_languages_of_three_scripts() -> None:
    assert len(EXEMPLARS["main"]) > 250
    wanted = {"se": "ŧ", "vi": "ỡ", "el-polyton": "ᾗ", "ab": "ҿ", "kk": "ұ", "cv": "ӳ", "yo": "ẹ"}
    assert {tag for tag, letter in wanted.items() if letter not in EXEMPLARS["main"][tag]} <= {
        "el-polyton"
    }


@pytest.mark.parametrize("output", ["print", "epub"])
@pytest.mark.parametrize("kind", ["main", "auxiliary", "punctuation"])
def test_the_fonts_have_every_letter_of_latin_greek_and_cyrillic(output: str, kind: str) -> None:
    """As CLDR lists them for each language, foreign letters and signs included."""
    ours = _points("coverage.json", *FACES) if output == "print" else _covered(SETS[-1])
    lost = {c: tag for tag, said in EXEMPLARS[kind].items() for c in said if ord(c) not in ours}
    assert set(lost) == (LACKING if kind == "punctuation" else set()), lost


def test_each_style_of_the_fallback_has_the_same_letters() -> None:
    for table, names in (("coverage.json", FALLBACKS), ("epub/coverage.json", WIDE)):
        regular, *others = (_points(table, name) for name in names)
        assert all(other == regular for other in others)


ALPHABETS = ("se", "vi", "el-polyton", "ab", "kk", "cv", "yo", "ee", "cu", "oka", "az", "ha")


def test_every_alphabet_is_laid_out_in_every_style(rotative: Rotative) -> None:
    """The engine complains of a letter that no font has, and a complaint fails the build."""
    said = "\n\n".join(
        f"{tag} {letters}, *{letters}*, **{letters}**, ***{letters}***"
        for tag in ALPHABETS
        for letters in [" ".join(re.findall(r"..?.?", EXEMPLARS["main"][tag]))]
    )
    heading = "Ŧ ŧ Ế ᾗ ҿ ұ ẹ́ ɛ̀"
    Path("x.md").write_text(
        f"---\nlanguage: en\nlead: {{kicker: {heading}, author: {heading}}}\n---\n"
        f"# {heading}\n\n{said}\n\n## {heading}\n\n{heading}\n",
        "utf-8",
    )
    assert rotative("build", "x.md", "--format", "print", "--format", "epub") == 0
    printed = "".join("".join(pdf.texts(Path("dist/x/x.print.pdf"), raw=True)).split())
    for tag in ALPHABETS:
        letters = {c for c in EXEMPLARS["main"][tag] if c.isalpha()}
        assert {c for c in letters if c not in unicodedata.normalize("NFC", printed)} == set(), tag
    book = Path("dist/x/x.epub")
    assert epubcheck.check(book.resolve()) == []
    with zipfile.ZipFile(book) as archive:
        faces = [name for name in archive.namelist() if "RotativeLetters" in name]
        record = Path("dist/x/x.build.json").read_text("utf-8")
    assert len(faces) == 3
    assert "glyph" not in record


def test_only_what_needs_them_carries_the_letters_of_all_languages(rotative: Rotative) -> None:
    Path("x.md").write_text("---\nlanguage: ru\n---\n# Порт\n\nÀ l’œuvre, в среду.\n", "utf-8")
    assert rotative("build", "x.md", "--format", "epub") == 0
    with zipfile.ZipFile("dist/x/x.epub") as archive:
        assert not [name for name in archive.namelist() if "RotativeLetters" in name]


def edition(tag: str, more: str = "") -> Path:
    title, text = TEXTS[tag]
    path = Path("x.md")
    path.write_text(
        f"---\nlanguage: {tag}\n---\n# {title}\n\n{text} {more}\n\n## {title}\n\n{text}\n"
    )
    return path


@pytest.mark.parametrize("tag", TEXTS)
def test_other_scripts_are_left_to_the_readers_fonts(
    rotative: Rotative, tag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = 'Puis <span lang="en">a word</span>, <span lang="fa">واژه</span>.'
    path = edition(tag, more)
    assert rotative("build", path, "--format", "epub") == 0
    assert "glyph" not in capsys.readouterr().err
    book = Path("dist/x/x.epub")
    assert epubcheck.check(book.resolve()) == []
    with zipfile.ZipFile(book) as archive:
        names = archive.namelist()
        lead, sheet = archive.read("EPUB/lead.xhtml").decode(), archive.read("EPUB/style.css")
        package = archive.read("EPUB/content.opf").decode()
    assert not [name for name in names if name.endswith(".ttf")]
    assert b"Rotative" not in sheet
    assert f'lang="{tag}" xml:lang="{tag}"' in lead
    right = tag in {"ar", "he"}
    assert ('page-progression-direction="rtl"' in package) == right
    assert bool(re.search(r"<html[^>]* dir=\"rtl\"", lead)) == right
    assert ('lang="en" xml:lang="en" dir="ltr"' in lead) == right
    assert 'lang="fa" xml:lang="fa" dir="rtl"' in lead


def test_pages_read_from_the_right_are_left_out_and_told(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edition("ar")
    assert rotative("build", path) == 0
    assert "[print-rtl]" in capsys.readouterr().err
    assert sorted(each.suffix for each in Path("dist/x").iterdir()) == [".epub", ".json"]
    assert rotative("status", path) == 0
    assert rotative("build", path, "--format", "print") == 1
    assert "error" in capsys.readouterr().err


def test_words_we_lack_are_told_and_can_be_given(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path("pub/templates/words")
    folder.mkdir(parents=True)
    edition("ja").rename("pub/x.md")
    Path("pub/publication.yaml").write_text("title: Pub\nformats: [epub]\n")
    assert rotative("build", "--book", "pub") == 0
    assert "templates/words/ja.toml" in capsys.readouterr().err
    (folder / "ja.toml").write_text('contents = "目次"\n', "utf-8")
    assert rotative("build", "--book", "pub") == 0
    assert "words-missing" not in capsys.readouterr().err
    with zipfile.ZipFile("dist/x/x.epub") as archive:
        assert "目次" in archive.read("EPUB/nav.xhtml").decode()


MIXED = """---
language: fr
publisher: Maison 版
lead: {{author: Ana 王}}
corrections:
  - {{date: 2026-11-22, note: "Voir 京."}}
---
# Titre 東

Un texte de plusieurs mots. {body}

## Headline
language: en

The market – “moved”.
"""


def test_what_no_font_has_is_told_with_its_place(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path("x.md")
    path.write_text(MIXED.format(body="Puis 港."), "utf-8")
    assert rotative("build", path) == 1
    said = capsys.readouterr().err
    for place, sign in (("x.md:8:", "東"), ("x.md:10:", "港"), ("x.md:6:", "京"), ("", "王")):
        line = next(each for each in said.splitlines() if f"{sign} (U+" in each)
        assert line.startswith(place)
        assert "[glyph-missing]" in line
    assert "版" in said
    assert not Path("dist").exists()
    assert rotative("build", path, "--format", "epub") == 0
    assert "[epub-glyph-missing]" in capsys.readouterr().err


def test_a_headline_in_another_language_says_so(rotative: Rotative) -> None:
    path = Path("x.md")
    path.write_text(re.sub("[^\x00-ÿ–“”]", "", MIXED.format(body="Fin.")), "utf-8")
    assert rotative("build", path, "--format", "epub") == 0
    with zipfile.ZipFile("dist/x/x.epub") as archive:
        news = archive.read("EPUB/headlines.xhtml").decode()
        front = archive.read("EPUB/frontpage.xhtml").decode()
    assert re.search(r'<article id="h-headline"[^>]* lang="en" xml:lang="en">', news)
    assert '<span class="teaser-title" lang="en" xml:lang="en">Headline' in front


def font(characters: str) -> bytes:
    """Return a font with a box for each character."""
    import io

    names = [".notdef", "space", *(f"u{ord(c):04X}" for c in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({32: "space", **{ord(c): f"u{ord(c):04X}" for c in characters}})
    pen = TTGlyphPen(None)
    pen.moveTo((80, 0))
    for point in ((80, 800), (920, 800), (920, 0)):
        pen.lineTo(point)
    pen.closePath()
    box = pen.glyph()
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 80)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, sCapHeight=800)
    builder.setupPost()
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


@pytest.mark.slow
def test_a_configured_font_prints_what_ours_lack(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path("pub/styles/fonts")
    folder.mkdir(parents=True)
    edition("ja").rename("pub/x.md")
    Path("pub/publication.yaml").write_text("title: Pub\nformats: [print]\n")
    (folder / "Boxes.ttf").write_bytes(font("港"))
    assert rotative("build", "--book", "pub") == 1
    assert "[glyph-missing]" in capsys.readouterr().err
    (folder / "Boxes.ttf").write_bytes(font("".join(sorted({*"".join(TEXTS["ja"])} - {" "}))))
    faces = '"Rotative Text", "Boxes"'
    tokens = ("text", "display", "subhead", "label", "caption")
    (folder.parent / "publication.css").write_text(
        '@font-face { font-family: "Boxes"; src: url(fonts/Boxes.ttf) }\n'
        ":root { " + " ".join(f"--font-{name}: {faces};" for name in tokens) + " }"
    )
    code = rotative("build", "--book", "pub")
    assert code == 0, capsys.readouterr().err
