"""The faces an EPUB carries, and the narrow blank that few readers' own fonts have."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from rotative.faces import epub_set
from tests.conftest import Rotative


@pytest.mark.parametrize(
    ("text", "name"),
    [("Déjà vu ‘ok’ \u202f€ Łódź", "latin"), ("Πού;", "full"), ("Почему", "full"), ("家", "latin")],
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
