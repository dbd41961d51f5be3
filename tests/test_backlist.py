"""A new template over the whole back catalogue: what moved, what failed, that no word changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Rotative

LEAD = "# Le port rouvre {n}\n\n" + "La criée a repris mardi, et les bateaux sont revenus. " * 120


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three editions, of which the second cannot be built."""
    folder = tmp_path / "book"
    for n in (1, 2, 3):
        (folder / f"quai-{n}").mkdir(parents=True)
        (folder / f"quai-{n}" / "lead.md").write_text(LEAD.format(n=n), "utf-8")
    (folder / "quai-2" / "edition.yaml").write_text("titel: x\n", "utf-8")
    (folder / "publication.yaml").write_text("title: Le Quai\ntrim: A5\nlanguage: fr\n", "utf-8")
    return folder


def test_the_report_tells_what_moved_and_that_words_stayed(book: Path, rotative: Rotative) -> None:
    build = ("build", "--format", "print", "--format", "epub", "--report", "report.html", "--quiet")
    assert rotative(*build) == 1
    (book / "styles").mkdir()
    sheet = ":root { --text-size: 11pt; --leading: 15pt; }"
    (book / "styles" / "publication.css").write_text(sheet, "utf-8")
    words = (book / "quai-3" / "lead.md").read_text("utf-8").replace("mardi", "lundi")
    (book / "quai-3" / "lead.md").write_text(words, "utf-8")
    assert rotative(*build, "--jobs", "2") == 1
    told = json.loads(Path("report.json").read_text("utf-8"))
    assert told["summary"].startswith("2 built, 0 unchanged, 1 failed; pages moved in 2, words")
    first, second, third = told["editions"]
    assert first["reasons"]["print"] == ["style: styles/publication.css new"]
    assert first["moved"]
    assert (first["reworded"], third["reworded"]) == (False, True)
    assert second["state"] == "failed"
    page = Path("report.html").read_text("utf-8")
    assert "quai-2/edition.yaml:1:1" in page
    assert "style: styles/publication.css new" in page


def test_a_report_named_as_json_keeps_its_page(book: Path, rotative: Rotative) -> None:
    assert book.is_dir()
    assert rotative("build", "--format", "epub", "--report", "told.json", "--quiet") in {0, 1}
    assert Path("told.html").read_text("utf-8").lstrip().startswith("<!DOCTYPE html>")
    assert "summary" in json.loads(Path("told.json").read_text("utf-8"))
