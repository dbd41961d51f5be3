"""Each tool finds the fault it is there for, and is silent on what is right."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pikepdf
import pytest
from PIL import Image

from tests import tools
from tests.tools import ace, browser, epubcheck, pdf, vera

if TYPE_CHECKING:
    from pathlib import Path

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i" xml:lang="fr">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">urn:x:1</dc:identifier>
<dc:title>Titre</dc:title><dc:language>fr</dc:language>
<meta property="dcterms:modified">2026-01-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Texte seul.</meta></metadata>
<manifest><item id="n" href="n.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="p" href="p.png" media-type="image/png"/></manifest>
<spine><itemref idref="n"/></spine></package>"""
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
lang="fr" xml:lang="fr"><head><title>Titre</title></head><body>
<nav epub:type="toc" role="doc-toc"><h1>Titre</h1><ol><li><a href="n.xhtml">Ici</a></li></ol></nav>
%s</body></html>"""


def _picture(mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, (8, 8)).save(buffer, "PNG")
    return buffer.getvalue()


def _book(path: Path, body: str) -> Path:
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("a.opf", PACKAGE)
        book.writestr("n.xhtml", PAGE % body)
        book.writestr("p.png", _picture())
    return path


def _plain_pdf(path: Path) -> Path:
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 100))
        document.pages[0].obj.TrimBox = pikepdf.Array([10, 10, 190, 90])
        helvetica = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        document.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=helvetica))
        words = b"BT /F 12 Tf 20 70 Td (Haut de page) Tj 0 -50 Td (Bas) Tj ET"
        document.pages[0].obj.Contents = document.make_stream(words)
        document.save(path)
    return path


def test_epubcheck_names_the_place_of_an_error(tmp_path: Path) -> None:
    good = _book(tmp_path / "good.epub", '<p><img src="p.png" alt="Noir"/></p>')
    bad = _book(tmp_path / "bad.epub", '\n<p><img src="absent.png" alt=""/></p>')
    assert epubcheck.check(good) == []
    found = epubcheck.check(bad)
    assert [(m.severity, m.id, m.path, m.line) for m in found] == [
        ("ERROR", "RSC-007", "n.xhtml", 6)
    ]


def test_epubcheck_reports_warnings(tmp_path: Path) -> None:
    book = _book(tmp_path / "warned.epub", '<p><img src="p.png" alt=""/></p>')
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("de trop.txt", "")
    assert {m.severity for m in epubcheck.check(book)} == {"WARNING"}


@pytest.mark.slow
def test_ace_sees_a_picture_without_alternative_text(tmp_path: Path) -> None:
    good = _book(tmp_path / "good.epub", '<p><img src="p.png" alt="Noir"/></p>')
    bad = _book(tmp_path / "bad.epub", '<p><img src="p.png"/></p>')
    assert ace.violations(good) == []
    assert [(v.path, v.rule) for v in ace.violations(bad)] == [("n.xhtml", "image-alt")]


def test_ace_that_crashes_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "none.epub").write_bytes(b"rubbish")
    with pytest.raises(tools.ToolFailedError):
        ace.violations(tmp_path / "none.epub")


def test_vera_fails_a_plain_pdf(tmp_path: Path) -> None:
    plain = _plain_pdf(tmp_path / "plain.pdf")
    clauses = {failure.clause for failure in vera.failures(plain, "ua1")}
    assert "7.1" in clauses
    assert vera.failures(plain, "3a")


def test_poppler_reads_words_pages_and_pictures(tmp_path: Path) -> None:
    path = _plain_pdf(tmp_path / "plain.pdf")
    assert [page.split() for page in pdf.texts(path)] == [["Haut", "de", "page", "Bas"]]
    top = pdf.Crop(0, 0, 200, 50)
    assert pdf.texts(path, crop=top)[0].split() == ["Haut", "de", "page"]
    places = {word.text: word for word in pdf.words(path)}
    assert places["Haut"].bottom < places["Bas"].top
    assert pdf.page_count(path) == 1
    assert pdf.boxes(path) == [(10, 10, 190, 90)]
    assert pdf.boxes(path, "/BleedBox") == [None]
    with Image.open(io.BytesIO(pdf.render_png(path, dpi=144))) as picture:
        assert picture.size == (400, 200)


def test_poppler_refuses_what_is_no_pdf(tmp_path: Path) -> None:
    (tmp_path / "no.pdf").write_bytes(b"rubbish")
    with pytest.raises(tools.ToolFailedError, match="pdftotext"):
        pdf.texts(tmp_path / "no.pdf")


@pytest.mark.slow
def test_browser_shows_the_colour_scheme_asked_for(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    style = "body{background:#fff}@media (prefers-color-scheme:dark){body{background:#000}}"
    page.write_text(f"<!DOCTYPE html><title>x</title><style>{style}</style>", encoding="utf-8")
    light = browser.screenshot(page, tmp_path / "light.png", width=320, height=200)
    dark = browser.screenshot(page, tmp_path / "dark.png", width=320, height=200, scheme="dark")
    assert (_corner(light), _corner(dark)) == ((255, 255, 255), (0, 0, 0))


def _corner(path: Path) -> tuple[int, ...]:
    with Image.open(path) as picture:
        assert picture.size == (320, 200)
        pixel = picture.convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    return tuple(int(part) for part in pixel)


def test_a_missing_tool_is_named() -> None:
    with pytest.raises(tools.MissingToolError, match=r"no-such-tool is missing: .*make test"):
        tools.find("no-such-tool")
