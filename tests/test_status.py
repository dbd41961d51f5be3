"""What is up to date, and why not: told from the record, for editors who build again and again."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from rotative.house import House
from tests.conftest import Rotative

LEAD = "# Le port rouvre\n\nLa criée a repris mardi matin. Les bateaux sont revenus.\n"
HEADLINES = "## Le marché déménage\n\n## Une école sans cantine\n"


@pytest.fixture
def book(rotative: Rotative, tmp_path: Path) -> Path:
    """A publication of two built editions."""
    for name in ("un", "deux"):
        folder = tmp_path / "book" / name
        folder.mkdir(parents=True)
        (folder / "lead.md").write_text(LEAD, "utf-8")
        (folder / "headlines.md").write_text(HEADLINES, "utf-8")
    shared = "title: Le Quai\nlanguage: fr\nformats: [epub, screen]\n"
    (tmp_path / "book" / "publication.yaml").write_text(shared, "utf-8")
    assert rotative("build", "--quiet") == 0
    return tmp_path / "book"


@pytest.fixture
def status(book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]) -> Status:
    assert book.is_dir()
    return Status(rotative, capsys)


class Status:
    """Asks for the status of `un` and `deux`."""

    def __init__(self, rotative: Rotative, capsys: pytest.CaptureFixture[str]) -> None:
        self.rotative, self.capsys = rotative, capsys

    def __call__(self, *options: str) -> dict[str, dict[str, list[str]]]:
        self.capsys.readouterr()
        assert self.rotative("status", "--json", *options) == 0
        told = json.loads(self.capsys.readouterr().out)["editions"]
        return {each["edition"]: each["reasons"] for each in told}


def test_after_a_build_all_is_current(status: Status) -> None:
    assert status() == {"deux": {}, "un": {}}


def test_a_touched_but_equal_file_changes_nothing(book: Path, status: Status) -> None:
    os.utime(book / "un" / "lead.md", (1, 1))
    assert status() == {"deux": {}, "un": {}}


def test_an_edited_headline_concerns_its_edition_alone(book: Path, status: Status) -> None:
    (book / "un" / "headlines.md").write_text(HEADLINES + "\n## Une grève\n", "utf-8")
    why = ["source: un/headlines.md changed"]
    assert status() == {"deux": {}, "un": {"epub": why, "screen": why}}


def test_a_new_source_is_a_reason(book: Path, status: Status) -> None:
    (book / "un" / "edition.yaml").write_text("number: 2\n", "utf-8")
    assert status()["un"]["epub"] == ["source: edition.yaml is new"]


def test_a_sheet_laid_over_ours_concerns_its_medium_alone(book: Path, status: Status) -> None:
    sheet = book / "styles" / "screen.css"
    sheet.parent.mkdir()
    sheet.write_text(House().sheet("screen.css"), "utf-8")
    assert status()["un"] == {"screen": ["style: styles/screen.css changed"]}


def test_a_sheet_nobody_asked_for_changes_nothing(book: Path, status: Status) -> None:
    theme = book / "styles" / "themes" / "autre"
    theme.mkdir(parents=True)
    (theme / "tokens.css").write_text(":root { --leading: 14pt; }", "utf-8")
    assert status() == {"deux": {}, "un": {}}


def test_a_template_laid_over_ours_concerns_every_format(book: Path, status: Status) -> None:
    folder = book / "templates" / "sections"
    folder.mkdir(parents=True)
    (folder / "lead.xhtml").write_text('{% extends "house/sections/lead.xhtml" %}', "utf-8")
    why = ["template: templates/sections/lead.xhtml changed"]
    assert status()["un"] == {"epub": why, "screen": why}


def test_a_library_of_pages_leaves_the_epub_alone(
    status: Status, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rotative import record

    now = {**record.versions(), "weasyprint": "70.9"}
    monkeypatch.setattr("rotative.status.versions", lambda: now)
    assert status()["un"].keys() == {"screen"}


def test_a_damaged_artefact_is_made_again(status: Status) -> None:
    Path("dist/un/un.epub").write_bytes(b"no book")
    assert status()["un"] == {"epub": ["the file was changed or removed"]}


def test_a_theme_asked_for_by_name_is_the_same_theme(status: Status) -> None:
    assert status("--style", "classique") == {"deux": {}, "un": {}}
    assert status("--style", "sobre")["un"]["epub"] == ["option: style as set → sobre"]


def test_people_read_reasons(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "un" / "lead.md").write_text(LEAD + "\nEncore.\n", "utf-8")
    shutil.rmtree("dist/deux")
    capsys.readouterr()
    assert rotative("status") == 0
    assert capsys.readouterr().out.splitlines() == [
        "deux: new",
        "un r1: stale",
        "  epub, screen: source: un/lead.md changed",
    ]


@pytest.mark.usefixtures("book")
def test_what_is_current_is_not_even_read(
    rotative: Rotative, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("rotative.manuscript.read", read)
    assert rotative("build") == 0
