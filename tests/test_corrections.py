"""Corrections: what a reader of the corrected edition sees, and what an editor has to type."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Rotative
from tests.tools import epubcheck, pdf

LEAD = "# Le port rouvre\n\nLa criée a repris mardi. Le chantier a coûté deux millions.\n"
HEADLINES = "## Le marché déménage\n\nIl ira place Verte samedi.\n\n## Une école ferme\n"
SETTINGS = "# Ne pas toucher au numéro.\nnumber: 7   # le septième\nlanguage: fr\n"


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    folder = tmp_path / "book" / "port"
    folder.mkdir(parents=True)
    (folder / "lead.md").write_text(LEAD, "utf-8")
    (folder / "headlines.md").write_text(HEADLINES, "utf-8")
    (folder / "edition.yaml").write_text(SETTINGS, "utf-8")
    (tmp_path / "book" / "publication.yaml").write_text("title: Le Quai\n", "utf-8")
    return folder


def correct(rotative: Rotative, *more: str) -> int:
    words = ("--wrong", "deux millions", "--right", "trois millions", "--date", "2025-10-20")
    return rotative("correct", "port", *words, *more)


def test_readers_are_told_at_the_piece_and_in_the_colophon(
    edition: Path, rotative: Rotative
) -> None:
    assert edition.is_dir()
    assert correct(rotative) == 0
    book = Path("dist/port/port.epub")
    with zipfile.ZipFile(book) as archive:
        lead, colophon, about = (
            archive.read(f"EPUB/{name}").decode()
            for name in ("lead.xhtml", "colophon.xhtml", "metadata.jsonld")
        )
    sentence = "Il fallait lire «\u00a0<ins>trois millions</ins>\u00a0» et non"
    assert sentence in lead
    assert sentence in colophon
    assert lead.index("correction") < lead.index("La criée")
    assert "coûté trois millions." in lead
    (piece, *_) = json.loads(about)["hasPart"]
    assert piece["correction"][0]["@type"] == "CorrectionComment"
    assert epubcheck.check(book) == []
    (page,) = pdf.texts(Path("dist/port/port.print.pdf"))
    assert "Rectificatif du 20 octobre 2025" in page
    assert "Révision 2 du 20 octobre 2025" in page.replace("\u00a0", " ")


def test_the_editors_files_keep_their_comments(edition: Path, rotative: Rotative) -> None:
    assert correct(rotative, "--format", "epub") == 0
    settings = (edition / "edition.yaml").read_text("utf-8")
    assert settings.startswith("# Ne pas toucher au numéro.\nnumber: 7   # le septième\n")
    assert "revision: 2\nrevised: 2025-10-20\n" in settings
    assert "trois millions" in (edition / "lead.md").read_text("utf-8")


def test_a_second_correction_is_a_third_revision(edition: Path, rotative: Rotative) -> None:
    assert correct(rotative, "--format", "epub") == 0
    note = ("--note", "La photographie montrait un autre port.", "--piece", "Une école ferme")
    assert rotative("correct", "port", *note, "--format", "epub", "--date", "2025-10-21") == 0
    settings = (edition / "edition.yaml").read_text("utf-8")
    assert "revision: 3\nrevised: 2025-10-21\n" in settings
    assert settings.count("- date:") == 2


def test_the_notice_alone(edition: Path, rotative: Rotative) -> None:
    assert correct(rotative, "--format", "epub", "--notice-only") == 0
    assert (edition / "lead.md").read_text("utf-8") == LEAD


def test_a_text_that_still_errs_is_told(
    edition: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    (edition / "lead.md").write_text(LEAD + "\nOui, deux millions.\n", "utf-8")
    assert correct(rotative, "--format", "epub") == 0
    assert "[correction-not-applied]" in capsys.readouterr().err


def test_a_text_that_was_mended_by_hand_gets_its_notice(edition: Path, rotative: Rotative) -> None:
    (edition / "lead.md").write_text(LEAD.replace("deux", "trois"), "utf-8")
    assert correct(rotative, "--format", "epub") == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--wrong", "a", "--right", "b", "--piece", "Le marché déménagé"), "unknown-piece"),
        (("--wrong", "a"), "empty-correction"),
        ((), "empty-correction"),
        (("--wrong", "dix millions", "--right", "onze millions"), "words-not-found"),
        (("--wrong", "place Verte", "--right", "place Bleue"), "words-not-found"),
    ],
)
def test_what_cannot_be_corrected_leaves_the_files_alone(
    edition: Path,
    rotative: Rotative,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: str,
) -> None:
    assert rotative("correct", "port", *words) == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert (edition / "edition.yaml").read_text("utf-8") == SETTINGS


def test_a_bare_text_file_has_no_place_for_it(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("correct", dispatch, "--note", "Faux.") == 1
    assert "[no-settings]" in capsys.readouterr().err


def test_front_matter_takes_it_too(rotative: Rotative, tmp_path: Path) -> None:
    file = tmp_path / "port.md"
    file.write_text("---\nnumber: 7\n---\n" + LEAD, "utf-8")
    assert (
        rotative("correct", file, "--wrong", "mardi", "--right", "lundi", "--format", "epub") == 0
    )
    text = file.read_text("utf-8")
    assert text.startswith("---\nnumber: 7\nrevision: 2\n")
    assert "a repris lundi" in text
