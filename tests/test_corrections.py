"""Corrections: what a reader of the corrected edition sees, and what an editor has to type."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Rotative
from tests.tools import epubcheck, pdf

LEAD = "# Le port rouvre\n\nLa criée a repris mardi. Le chantier a coûté deux millions.\n"
EMPHATIC = LEAD.replace("Le chantier", "*Le chantier*")
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


def test_words_that_stand_twice_are_not_guessed_at(
    edition: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    (edition / "lead.md").write_text(LEAD + "\nOui, deux millions.\n", "utf-8")
    assert correct(rotative, "--format", "epub") == 1
    told = capsys.readouterr().err
    assert "stands 2 times in the piece: book/port/lead.md:3:46, book/port/lead.md:5:6;" in told
    assert "[words-ambiguous]" in told
    assert (edition / "edition.yaml").read_text("utf-8") == SETTINGS
    assert correct(rotative, "--format", "epub", "--notice-only") == 0
    assert "[correction-not-applied]" in capsys.readouterr().err


def test_a_text_that_was_mended_by_hand_gets_its_notice(
    edition: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    mended = LEAD.replace("deux", "trois")
    (edition / "lead.md").write_text(mended, "utf-8")
    assert correct(rotative, "--format", "epub") == 0
    assert "correction" not in capsys.readouterr().err
    assert (edition / "lead.md").read_text("utf-8") == mended


def test_the_words_are_replaced_in_their_own_piece(edition: Path, rotative: Rotative) -> None:
    """Others may say the same, and longer words may hold it."""
    text = HEADLINES.replace(
        "samedi.", "samedi, pour deux millions. Les deux millionièmes.\n\nOui."
    )
    (edition / "headlines.md").write_text(text, "utf-8")
    (edition / "lead.md").write_text(LEAD.replace("deux ", "deux\n"), "utf-8")
    assert correct(rotative, "--format", "epub") == 0
    assert (edition / "headlines.md").read_text("utf-8") == text
    assert "coûté trois millions." in (edition / "lead.md").read_text("utf-8")
    there = ("--piece", "Le marché déménage", "--format", "epub")
    assert correct(rotative, *there) == 0
    mended = text.replace("deux millions.", "trois millions.")
    assert (edition / "headlines.md").read_text("utf-8") == mended


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("C'est l'automate qui l'a dit[^1].\n\n[^1]: Hier.", "l’a dit", "l’a tu"),
        ("Il a dit : « Non », dit-il.", 'dit: "Non"', 'dit: "Oui"'),
        ("Le nouveau port, le port du nord.", "le port du", "le vieux port du"),
        ("昨日在北京的港口重新開放。", "北京", "南京"),
    ],
)
def test_words_are_found_as_readers_see_them(
    edition: Path, rotative: Rotative, text: str, wrong: str, right: str
) -> None:
    (edition / "lead.md").write_text(f"# Le port rouvre\n\n{text}\n", "utf-8")
    words = ("--wrong", wrong, "--right", right, "--format", "epub", "--language", "fr")
    assert rotative("correct", "port", *words) == 0
    assert right in (edition / "lead.md").read_text("utf-8")


def test_earlier_corrections_in_front_matter_are_no_text(
    rotative: Rotative, tmp_path: Path
) -> None:
    file = tmp_path / "port.md"
    file.write_text(f"---\nlanguage: fr\n---\n{LEAD}", "utf-8")
    for wrong, right in (("mardi", "lundi"), ("lundi", "mardi")):
        words = ("--wrong", wrong, "--right", right, "--format", "epub")
        assert rotative("correct", file, *words) == 0
    assert "a repris mardi" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--wrong", "a", "--right", "b", "--piece", "Le marché déménagé"), "unknown-piece"),
        (("--wrong", "a"), "empty-correction"),
        (("--wrong", "mardi", "--note", "Lundi."), "empty-correction"),
        ((), "empty-correction"),
        (("--wrong", "dix millions", "--right", "onze millions"), "words-not-found"),
        (("--wrong", "place Verte", "--right", "place Bleue"), "words-not-found"),
        (("--wrong", "xyzzy a coûté", "--right", "coût"), "words-not-found"),
        (("--wrong", "rouv", "--right", "ouv"), "words-not-found"),
        (("--wrong", "La criée", "--right", "La criée"), "words-alike"),
        (("--wrong", "l'an", "--right", "l’an", "--notice-only"), "words-alike"),
        (("--wrong", "mardi. Le chantier", "--right", "lundi. Il"), "correction-not-applied"),
    ],
)
def test_what_cannot_be_corrected_leaves_the_files_alone(
    edition: Path,
    rotative: Rotative,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: str,
) -> None:
    (edition / "lead.md").write_text(EMPHATIC, "utf-8")
    assert rotative("correct", "port", *words) == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert (edition / "edition.yaml").read_text("utf-8") == SETTINGS
    assert (edition / "lead.md").read_text("utf-8") == EMPHATIC


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ((("mardi", "lundi"),), "correction-not-applied"),
        ((("mardi", "criée"),), "correction-not-applied"),
        ((("samedi", "vendredi"),), "words-not-found"),
        ((("pris", "repris"),), ""),
        ((("l'an", "l’an"),), "words-alike"),
        ((("jeudi", "mardi"),), ""),
        ((("jeudi", "lundi"), ("lundi", "mardi")), ""),
        ((("mardi", "lundi"), ("lundi", "mardi")), ""),
    ],
)
def test_corrections_entered_by_hand_are_judged_by_the_text(
    edition: Path,
    rotative: Rotative,
    capsys: pytest.CaptureFixture[str],
    said: tuple[tuple[str, str], ...],
    code: str,
) -> None:
    entries = (f"  - {{date: 2025-10-20, wrong: {one}, right: {other}}}\n" for one, other in said)
    text = f"{SETTINGS}revision: 2\ncorrections:\n{''.join(entries)}"
    (edition / "edition.yaml").write_text(text, "utf-8")
    assert rotative("check", "port") == 0
    told = capsys.readouterr().err
    assert f"[{code}]" in told if code else "[correction" not in told and "[words" not in told


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
