"""`rotative preflight`: what an editor types and sees."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from rotative.preflight import epubcheck
from tests.conftest import Rotative
from tests.preflight.faults import BOX
from tests.preflight.press import changed, draws


@pytest.fixture
def good(tmp_path: Path, clean: bytes) -> Path:
    path = tmp_path / "good.pdf"
    path.write_bytes(clean)
    return path


@pytest.fixture
def bad(tmp_path: Path, clean: bytes) -> Path:
    path = tmp_path / "bad"  # known by its bytes, not by its name
    path.write_bytes(changed(clean, draws(f"1 0 0 rg {BOX}")))
    return path


def test_a_good_file_says_so_in_a_line(
    rotative: Rotative, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("preflight", good, "--trim", "148x210", "--condition", "FOGRA39") == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"{good}: 4 pages, 148 × 210 mm + 3 mm bleed, PDF/X-4, FOGRA39, 3 inks: nothing found\n"
    )


def test_files_are_told_one_by_one(
    rotative: Rotative, good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("preflight", bad, good) == 1
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.endswith(": 1 error")
    assert second.startswith(
        "  page 1 at 35.3, 153.6 mm (21.2 × 21.2 mm): error: an area is in RGB"
    )
    assert second.endswith("[pdf-rgb-colour]")
    assert third.endswith(": nothing found")


def test_an_allowed_code_lets_the_file_pass(
    rotative: Rotative, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("preflight", bad, "--allow", "pdf-rgb-colour=the printer converts") == 0
    err = capsys.readouterr().err
    assert ": 1 warning\n" in err
    assert "allowed: the printer converts [pdf-rgb-colour]" in err


@pytest.mark.parametrize(
    ("word", "code"),
    [("pdf-rgb-color=x", "unknown-code"), ("pdf-rgb-colour", "allowed-without-reason")],
)
def test_what_cannot_be_allowed_is_told(
    rotative: Rotative, bad: Path, capsys: pytest.CaptureFixture[str], word: str, code: str
) -> None:
    assert rotative("preflight", bad, "--allow", word) == 1
    err = capsys.readouterr().err
    assert code in err
    assert "pdf-rgb-colour" in err


def test_json_has_page_box_and_text(
    rotative: Rotative, good: Path, bad: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("preflight", bad, good, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    first, second = answer["files"]
    assert second == {
        "file": str(good),
        "kind": "pdf",
        "ok": True,
        "summary": "4 pages, 148 × 210 mm + 3 mm bleed, PDF/X-4, FOGRA39, 3 inks",
        "problems": [],
    }
    (problem,) = first["problems"]
    assert problem["page"] == 1
    assert problem["box"] == pytest.approx([35.3, 153.6, 21.2, 21.2])
    assert problem["severity"] == "error"


@pytest.mark.parametrize(
    "options", [("--ink-limit", "many"), ("--safety", "-1"), ("--trim", "A"), ("--pages", "0")]
)
def test_an_option_that_means_nothing_is_not_understood(
    rotative: Rotative, good: Path, options: tuple[str, str]
) -> None:
    assert rotative("preflight", good, *options) == 2


def test_what_is_no_finished_file_is_told(
    rotative: Rotative, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notes.pdf"
    path.write_text("not yet a PDF")
    assert rotative("preflight", path, tmp_path / "nowhere.pdf", tmp_path) == 1
    err = capsys.readouterr().err
    assert "[unknown-file]" in err
    assert err.count("[unreadable]") == 2


@pytest.fixture
def epub(tmp_path: Path) -> Path:
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    return path


def test_without_epubcheck_an_epub_gets_our_lint_and_a_hint(
    rotative: Rotative,
    epub: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(epubcheck, "find_spec", lambda _: None)
    assert rotative("preflight", epub) == 1
    err = capsys.readouterr().err
    assert "pip install 'rotative[check]' [epubcheck-missing]" in err
    assert "[epub-broken]" in err


@pytest.mark.slow
def test_epubcheck_is_run_on_an_epub(epub: Path) -> None:
    found = epubcheck.inspect(epub)
    assert {problem.code for problem in found} == {"epubcheck"}
    assert any("EPUBCheck RSC-" in problem.message for problem in found)


@pytest.mark.slow
def test_epubcheck_names_no_copy_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "cut.epub"
    path.write_bytes(b"PK\x03\x04")
    found = epubcheck.inspect(path)
    assert found
    assert all("book.epub" not in str(problem.place) for problem in found)


def test_an_epubcheck_that_fails_is_told(epub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epubcheck, "command", lambda: ("/nowhere/java",))
    (found,) = epubcheck.inspect(epub.read_bytes())
    assert found.code == "epubcheck-failed"
