"""The faces an EPUB carries, and the narrow blank that few readers' own fonts have."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from rotative.faces import epub_set
from rotative.fitting.face import Face
from rotative.shipped import shipped
from tests.conftest import Rotative
from tests.tools import epubcheck, pdf


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Déjà vu ‘ok’ \u202f€ Łódź", "latin"),
        ("Πού;", "full"),
        ("Почему", "full"),
        ("家", "latin"),
        ("ŧ", "wide"),
        ("Việt", "wide"),
        ("ᾗ", "wide"),
        ("Қазақ", "wide"),
    ],
)
def test_the_smallest_set_that_covers_the_text(text: str, name: str) -> None:
    assert epub_set(frozenset(text)) == name


@pytest.mark.parametrize(
    ("choice", "own_css", "narrow"),
    [
        ("auto", "", True),
        ("keep", "", True),
        ("nbsp", "", False),
        ("auto", "body { font-family: serif; }", False),
        ("auto", ":root { --font-text: Georgia, serif; }", False),
    ],
)
def test_the_narrow_blank_follows_the_fonts(
    rotative: Rotative, dispatch: Path, choice: str, own_css: str, narrow: bool
) -> None:
    book = Path("pub")
    book.mkdir()
    (book / "publication.yaml").write_text(f"title: Pub\nepub: {{narrow_space: {choice}}}\n")
    (book / "port.txt").write_bytes(dispatch.read_bytes())
    (book / "styles").mkdir()
    (book / "styles" / "publication.css").write_text(own_css)
    assert rotative("build", "--book", "pub", "--format", "epub") == 0
    with zipfile.ZipFile("dist/port/port.epub") as epub:
        text = epub.read("EPUB/headlines.xhtml").decode()
    assert ("que faire\u202f?" in text) == narrow
    assert ("que faire\u00a0?" in text) != narrow


OWN = """\
@font-face { font-family: "Mine"; src: url(fonts/Mine.woff) }
:root { --font-text: "Rotative Text", "Mine"; --font-display: "Rotative Display", "Mine" }
"""
STRANGE = "ꙮ"  # a letter that our faces lack, but for the one that is made here


def book_with(name: str, data: bytes) -> Path:
    """Make a publication with a font of its own, and an edition that wants it."""
    fonts = Path("pub/styles/fonts")
    fonts.mkdir(parents=True)
    (fonts / name).write_bytes(data)
    (fonts.parent / "publication.css").write_text(OWN.replace("Mine.woff", name))
    Path("pub/publication.yaml").write_text("title: Pub\nlanguage: en\n")
    Path("pub/x.md").write_text(f"# The port\n\nA word with {STRANGE} and some more.\n", "utf-8")
    return fonts / name


def made(flavor: str | None, *, far: bool = False) -> bytes:
    """Return a font with a strange letter, and with two that are beyond the first plane."""
    path = shipped("styles") / "fonts/SourceSerif4-Regular.ttf"
    with TTFont(path) as font:
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[ord(STRANGE)] = "O"
            if table.format == 12 and far:
                table.cmap |= {0x20BB7: "O", 0x20BB8: "A"}
        font.flavor = flavor
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


def test_a_publication_prints_with_a_woff_font(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    book_with("Mine.woff", made("woff"))
    assert rotative("build", "--book", "pub", "--format", "print", "--format", "epub") == 0
    assert "glyph" not in capsys.readouterr().err
    printed = Path("dist/x/x.print.pdf")
    assert "Mine" in [each.name for each in pdf.fonts(printed)]
    assert STRANGE in " ".join(pdf.texts(printed))
    assert epubcheck.check(Path("dist/x/x.epub").resolve()) == []
    text = Path("pub/x.md").read_text("utf-8").replace("some more", "漢")
    Path("pub/x.md").write_text(text, "utf-8")
    assert rotative("build", "--book", "pub", "--format", "print") == 1
    assert "pub/x.md:3:19: error: the print fonts lack 漢 (U+6F22)" in capsys.readouterr().err


def test_a_missing_glyph_is_told_where_it_stands(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path("pub/x")
    folder.mkdir(parents=True)
    lead = "---\nkicker: Un 國\n---\n# Le port\n\nUn mot. Deux mots.\n\nTrois\nmots, *中*.\n"
    (folder / "lead.md").write_bytes(lead.replace("\n", "\r\n").encode("utf-16"))
    briefs = "## Un\n\nUn &#x4E2D;.\n\n## Deux\n\nRésumé.\n\nSuite 文, 文字.\n"
    (folder / "headlines.md").write_text(briefs, "utf-8")
    assert rotative("build", "pub/x", "--format", "print") == 1
    said = [line for line in capsys.readouterr().err.splitlines() if "[glyph-missing]" in line]
    assert [line.partition(" error: ")[0] for line in said] == [
        "pub/x/lead.md:9:8:",
        "pub/x/headlines.md:3:",  # an entity is found nowhere: the text's own place
        "pub/x/headlines.md:9:7:",
        "pub/x/lead.md:2:12:",
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Mine.woff", b"garbage"),
        ("Mine.woff", b""),
        ("Mine.woff", made("woff")[:9000]),
        ("Mine.woff", made("woff").replace(b"\x78\x9c", b"\x78\x9d")),
        ("Mine.woff2", made("woff2")),
        ("Mine.ttf", b"ttcf" + bytes(90)),
    ],
    ids=["garbage", "empty", "cut", "damaged", "woff2", "collection"],
)
@pytest.mark.parametrize("output", ["print", "epub"])
def test_a_font_that_cannot_be_read_is_told(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], name: str, data: bytes, output: str
) -> None:
    font = book_with(name, data)
    assert rotative("build", "--book", "pub", "--format", output) == 1
    said = capsys.readouterr().err
    assert f"{font}: error: this font cannot be read; save it again as .ttf, .otf or .woff" in said
    assert "Traceback" not in said


def test_letters_beyond_the_first_plane_are_found() -> None:
    face = Face(made("woff", far=True))
    assert [face.covers(letter) for letter in ("𠮷", "𠮸", "𠮹", "A", STRANGE, "漢")] == [
        True, True, False, True, True, False,
    ]  # fmt: skip


def test_a_font_that_would_fill_the_memory_is_refused() -> None:
    bomb = bytearray(made("woff"))
    bomb[44 + 12 : 44 + 16] = b"\xff\xff\xff\xff"  # the size of the first table
    with pytest.raises(ValueError, match="too large"):
        Face(bytes(bomb))
