"""The difference before publishing: words, pages and metadata, and nothing that is not one."""

from __future__ import annotations

import base64
import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import BOOK, Rotative

Told = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published once for all tests."""
    import os
    import shutil

    from rotative.cli import main

    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(BOOK, folder / "book")
    here = Path.cwd()
    os.chdir(folder)
    try:
        assert main(["publish", "--quiet"]) == 0
    finally:
        os.chdir(here)
    return folder


@pytest.fixture
def book(published: Path, rotative: Rotative, tmp_path: Path) -> Path:
    import shutil

    assert callable(rotative)
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    return tmp_path / "book" / "poutine-kim"


def test_an_unchanged_edition_shows_nothing(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    assert book.is_dir()
    capsys.readouterr()
    assert rotative("diff") == 0
    assert capsys.readouterr().out == (
        "poutine-kim, r1 → now: nothing a reader would see changed\n"
    )


def test_a_changed_word_is_shown_where_it_stands(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    text = book / "poutine-kim.txt"
    said = text.read_text("utf-8")
    assert said.count("Séoul, Tokyo") == 1
    text.write_text(said.replace("Séoul, Tokyo", "Taipei, Tokyo"), "utf-8")
    capsys.readouterr()
    assert rotative("diff", "poutine-kim", "--html", "changes.html") == 0
    said = capsys.readouterr().err
    assert "print page 2 changed, 1 change of words; nothing else" in said
    assert "[-Séoul,-] [+Taipei,+] Tokyo et Washington condamnent" in said
    page = Path("changes.html").read_text("utf-8")
    assert "<del>Séoul,</del> <ins>Taipei,</ins>" in page
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert len(pictures) == 2
    for picture in pictures:
        colours = Image.open(BytesIO(base64.b64decode(picture))).convert("RGB").tobytes()
        found = {tuple(colours[at : at + 3]) for at in range(0, len(colours), 3)}
        assert any(red > 150 and green < 90 and blue < 90 for red, green, blue in found)


def test_words_put_in_or_taken_out_stand_alone(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    text = book / "poutine-kim.txt"
    said = text.read_text("utf-8").replace(
        "Séoul, Tokyo et Washington condamnent", "Tous condamnent"
    )
    *others, last = said.rstrip("\n").split("\n")
    text.write_text("\n".join((*others, f"{last} encore", "")), "utf-8")
    capsys.readouterr()
    assert rotative("diff", "poutine-kim", "--html", "changes.html") == 0
    said = capsys.readouterr().err
    assert "[--]" not in said
    assert " [+encore+]…" in said
    assert "<del></del>" not in Path("changes.html").read_text("utf-8")


def test_marks_within_a_word_part_none(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = book / "edition.yaml"
    said = settings.read_text("utf-8")
    settings.write_text(f"{said}revised: 2026-12-01\nrevision: 2\n", "utf-8")
    capsys.readouterr()
    assert rotative("diff", "poutine-kim") == 0
    assert "[+Révision 2 du 1er décembre 2026.+]" in capsys.readouterr().out


def test_two_published_revisions(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--wrong", "Séoul, Tokyo", "--right", "Taipei, Tokyo", "--date", "2026-11-23")
    assert rotative("correct", "poutine-kim", *words) == 0
    assert rotative("publish", "--quiet") == 0
    assert (book / "edition.yaml").is_file()
    capsys.readouterr()
    assert rotative("diff", "poutine-kim", "r1", "r2", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)["editions"]
    titles = {change["title"] for change in told["words"]}
    assert titles == {"Poutine–Kim, l’alliance choc", "Colophon"}
    assert told["pages"]["print"] == [1, 2]


@pytest.mark.parametrize("revisions", [("r7",), ("r1", "r9")])
def test_a_revision_that_is_not_there(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str], revisions: tuple[str, ...]
) -> None:
    assert book.is_dir()
    assert rotative("diff", "poutine-kim", *revisions) == 1
    assert "published are: r1 [no-such-revision]" in capsys.readouterr().err


def test_without_any_revision(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("diff", dispatch) == 1
    assert "rotative publish [no-such-revision]" in capsys.readouterr().err
