"""When an EPUB has the numbers of the printed pages, and where it gets them from."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rotative import jobs, press
from rotative.press import Order, Result
from tests.conftest import DISPATCH

Build = Callable[..., Result]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "publication.yaml").write_text("title: Le Port\nlanguage: fr\ntrim: A5\n", "utf-8")
    (folder / "port.txt").write_text(DISPATCH, "utf-8")
    return folder


@pytest.fixture
def build(book: Path, tmp_path: Path) -> Build:
    def made(*formats: str, out: str = "dist") -> Result:
        (job,) = jobs.find(book, ["port"])
        result = press.build(job, Order(tmp_path / out, formats))
        assert result.state != "failed", result.problems
        return result

    return made


def epub(result: Result) -> bytes:
    return Path(result.artefacts["epub"]).read_bytes()


def pages(result: Result) -> int:
    """How many pages the EPUB lists."""
    with zipfile.ZipFile(result.artefacts["epub"]) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    listed = parts["EPUB/nav.xhtml"].count("#page-")
    assert parts["EPUB/toc.ncx"].count("<pageTarget") == listed
    assert sum(part.count('role="doc-pagebreak"') for part in parts.values()) == listed
    assert parts["EPUB/content.opf"].count("pageBreakSource") == bool(listed)
    return listed


def said(book: Path, choice: str) -> None:
    path = book / "publication.yaml"
    path.write_text(path.read_text("utf-8") + f"epub: {{page_list: {choice}}}\n", "utf-8")


def codes(result: Result) -> list[str]:
    return [p.code for p in result.problems if p.code != "imprint-incomplete"]


def test_an_epub_made_with_the_pages_lists_them(build: Build) -> None:
    both = build("epub", "print")
    assert pages(both) == both.pages["print"] > 0
    again = build("epub")
    assert (again.state, epub(again)) == ("unchanged", epub(both))


def test_pages_printed_before_are_listed_after(build: Build) -> None:
    alone = build("epub")
    assert not pages(alone)
    assert "older-artefact" in codes(build("print"))
    after = build("epub")
    assert after.state == "built"
    assert epub(after) == epub(build("epub", "print", out="other"))
    assert build("epub", "print").state == "unchanged"


def test_pages_of_another_text_are_not_listed(build: Build, book: Path) -> None:
    build("epub", "print")
    path = book / "port.txt"
    path.write_text(f"{DISPATCH}\nUne dernière nouvelle\n", "utf-8")
    changed = build("epub")
    assert not pages(changed)
    assert codes(changed) == ["older-artefact"]
    path.write_text(DISPATCH, "utf-8")
    assert pages(build("epub")), "the pages are of this text again"


def test_pages_may_be_laid_out_for_the_epub_alone(build: Build, book: Path) -> None:
    said(book, "print")
    alone = build("epub")
    assert pages(alone)
    assert not list(Path(alone.artefacts["epub"]).parent.glob("*.pdf"))
    assert epub(alone) == epub(build("epub", "print", out="other"))
    assert build("epub").state == "unchanged"


def test_pages_may_be_left_out(build: Build, book: Path) -> None:
    said(book, "none")
    assert not pages(build("epub", "print"))
    assert build("epub").state == "unchanged"


def test_a_lost_pdf_does_not_take_the_pages_along(build: Build) -> None:
    both = build("epub", "print")
    Path(both.artefacts["print"]).unlink()
    assert build("epub").state == "unchanged"
    Path(both.artefacts["epub"]).unlink()
    assert pages(build("epub"))


@pytest.mark.parametrize("damage", [7, {"pages": 3}, {"pages": ["1: nowhere 0"]}])
def test_a_damaged_map_is_none(build: Build, damage: object) -> None:
    both = build("epub", "print")
    whole = epub(both)
    (path,) = Path(both.artefacts["epub"]).parent.glob("*.build.json")
    record = json.loads(path.read_text("utf-8"))
    if isinstance(damage, dict):
        damage = {**record["page_map"], **damage}
    path.write_text(json.dumps({**record, "page_map": damage}), "utf-8")
    Path(both.artefacts["epub"]).unlink()
    assert not pages(build("epub"))
    assert epub(build("epub", "print")) == whole
