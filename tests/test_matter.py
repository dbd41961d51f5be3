"""Standing matter: a text is read and set once, and nothing an editor sees depends on that."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rotative import jobs, matter, press, setting
from rotative.manuscript import markdown
from rotative.matter import Matter, called
from rotative.problems import Problems

LEAD = """# La criée

Les mareyeurs « attendaient » ce jour.

## Un titre

Suite.[^a]

[^a]: Note.
"""
NEWS = "## {}\n\nUn premier alinéa.\n\n### Un titre\n\nIl a dit : « {} ».\n\n"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a publication with an edition in Markdown, its user's cache empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    edition = tmp_path / "book" / "un"
    edition.mkdir(parents=True)
    (edition.parent / "publication.yaml").write_text("title: Essai\nlanguage: fr\n", "utf-8")
    (edition / "edition.yaml").write_text("number: 1\ndate: 2026-11-22\n", "utf-8")
    (edition / "lead.md").write_text(LEAD, "utf-8")
    news = "".join(NEWS.format(f"Titre {n}", f"mot {n}") for n in range(6))
    (edition / "headlines.md").write_text(news, "utf-8")
    return edition.parent


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of the texts that are read or set, as they are."""
    done: list[str] = []

    def noting(module: Any, name: str) -> None:
        own: Callable[..., Any] = getattr(module, name)

        def noted(text: str, *more: Any, **options: Any) -> Any:
            done.append(f"{name} {text}")
            return own(text, *more, **options)

        monkeypatch.setattr(module, name, noted)

    noting(markdown, "blocks")
    noting(setting, "typeset_markup")
    return done


def _built(book: Path, out: Path) -> dict[str, bytes]:
    result = press.build(jobs.find(book, [])[0], press.Order(out, formats=("epub",), force=True))
    assert result.state == "built"
    return {path.name: path.read_bytes() for path in out.glob("*/*.epub")}


def test_only_a_text_that_changed_is_read_and_set(
    book: Path, worked: list[str], tmp_path: Path
) -> None:
    first = _built(book, tmp_path / "a")
    assert len(worked) > 14
    worked.clear()
    assert _built(book, tmp_path / "b") == first
    assert worked == []
    news = book / "un" / "headlines.md"
    news.write_text(news.read_text("utf-8").replace("mot 3", "mot trois"), "utf-8")
    corrected = _built(book, tmp_path / "c")
    assert [text.split()[0] for text in worked] == ["blocks", "typeset_markup"]
    assert all("mot trois" in text for text in worked)
    shutil.rmtree(tmp_path / "cache")
    assert _built(book, tmp_path / "d") == corrected != first


def _said(book: Path, folder: Path) -> list[str]:
    """Read and set the edition, keep what was of use, and return what an editor is told."""
    problems, order = Problems(), press.Order(folder / "out", formats=("epub",), force=True)
    copy = press.read(jobs.find(book, [])[0], order, problems)
    press.compose(copy)
    copy.matter.save()
    return [problem.code for problem in problems]


def test_what_an_editor_is_told_is_told_again(book: Path, tmp_path: Path) -> None:
    lead = book / "un" / "lead.md"
    lead.write_text(lead.read_text("utf-8") + "\n<script>x</script>\n\n[ici](#nulle)\n", "utf-8")

    first = _said(book, tmp_path)
    assert {"html-removed", "broken-anchor"} <= set(first)
    assert _said(book, tmp_path) == first


def test_what_the_house_calls_a_placeholder_may_change(book: Path, tmp_path: Path) -> None:
    lead = book / "un" / "lead.md"
    lead.write_text(lead.read_text("utf-8") + "\n**[Il manque ceci : carte]**\n", "utf-8")

    assert _said(book, tmp_path) == []
    words = book / "templates" / "words" / "fr.toml"
    words.parent.mkdir(parents=True)
    words.write_text('gap_image = "Il manque ceci : {what}"\n', "utf-8")
    assert _said(book, tmp_path) == ["placeholder"]


def test_ids_are_those_of_an_edition_that_is_read_anew(book: Path, tmp_path: Path) -> None:
    """A heading's id that another took before is numbered, whether its text was read before."""
    news = book / "un" / "headlines.md"
    _built(book, tmp_path / "a")
    news.write_text(NEWS.format("Titre 5--un titre", "x") + news.read_text("utf-8"), "utf-8")
    again = _built(book, tmp_path / "b")
    shutil.rmtree(tmp_path / "cache")
    assert _built(book, tmp_path / "c") == again


def test_other_versions_and_broken_files_are_no_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kept = Matter("un", {"rotative": "1"})
    assert kept.of(lambda: "fait", "texte") == "fait"
    kept.save()
    assert Matter("un", {"rotative": "1"}).find(called("texte")) == "fait"
    assert Matter("un", {"rotative": "2"}).find(called("texte")) is None
    assert Matter("deux", {"rotative": "1"}).find(called("texte")) is None
    (path,) = (tmp_path / "rotative" / "matter").iterdir()
    path.write_bytes(path.read_bytes()[:-9])
    assert Matter("un", {"rotative": "1"}).find(called("texte")) is None


def test_what_is_of_no_use_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(matter, "FULL", 250)
    for number in range(9):
        kept = Matter(f"édition {number}")
        kept.keep("x" * 40, called("a"))
        kept.keep("y", called("b"))
        kept.save()
    folder = tmp_path / "rotative" / "matter"
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 250
    again = Matter("édition 8")
    assert again.find(called("b")) == "y"
    again.save()
    assert Matter("édition 8").find(called("a")) is None
