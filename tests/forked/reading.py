"""An edition read and set in another process is the one that is read and set here."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from rotative import crew, desk, engine, jobs, press
from rotative.press import Order, Result
from tests.conftest import ROOT

FAULT = "\n\n<script>x</script>\n"
FORMATS = ("epub", "print")
PAPER = ("print", "screen", "booklet", "ticket")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "book", tmp_path / "book")
    return tmp_path / "book"


def built(book: Path, out: Path, formats: tuple[str, ...]) -> Result:
    (job,) = jobs.find(book, [])
    return press.build(job, Order(out, formats, force=True))


def both(
    book: Path, monkeypatch: pytest.MonkeyPatch, formats: tuple[str, ...] = FORMATS
) -> tuple[Result, Result]:
    """Build an edition with the reading done beside, then in one process."""
    asides: list[object] = []

    def stepwise(
        do: Callable[[], Iterator[object]],
    ) -> AbstractContextManager[crew.Errand[object]]:
        asides.append(do)
        return crew.stepwise(do)

    monkeypatch.setattr(desk, "stepwise", stepwise)
    monkeypatch.setattr(desk, "hands", lambda: 2)
    engine.weasyprint()
    monkeypatch.delitem(sys.modules, "weasyprint")
    beside = built(book, book.parent / "beside", formats)
    assert len(asides) == 1
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(book.parent / "other"))
    alone = built(book, book.parent / "alone", formats)
    assert len(asides) == 1
    return beside, alone


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*/*")}


def test_files_and_warnings_are_the_same(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = book / "poutine-kim" / "poutine-kim.txt"
    text = source.read_text("utf-8")
    source.write_text(text.replace("Concrètement", "Concre\u0300tement\u0007", 1), "utf-8")
    beside, alone = both(book, monkeypatch)
    assert beside.state == alone.state == "built"
    assert beside.problems == alone.problems
    assert beside.problems
    ours, theirs = files(book.parent / "beside"), files(book.parent / "alone")
    assert ours == theirs
    assert len(ours) > 2


@pytest.mark.parametrize(
    "formats", [PAPER, ("print",), ("screen",), ("ticket",), ("booklet", "epub")], ids="-".join
)
def test_pages_are_finished_elsewhere_as_they_are_here(
    formats: tuple[str, ...], book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = book / "publication.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}\nprint: {{ ink_limit: 120 }}\n", "utf-8")
    beside, alone = both(book, monkeypatch, formats)
    assert beside.state == alone.state
    assert beside.problems == alone.problems
    ours, theirs = files(book.parent / "beside"), files(book.parent / "alone")
    assert ours == theirs


@pytest.mark.parametrize("fault", ["gone", "settings", "sections/lead", "document"])
def test_what_stops_a_build_is_told(
    fault: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "gone":
        (book / "poutine-kim" / "poutine-kim.txt").write_bytes(b"")
    elif fault == "settings":
        (book / "poutine-kim" / "edition.yaml").write_text("titel: x\nstyle: nobody\n", "utf-8")
    else:
        template = book / "templates" / f"{fault}.xhtml"
        template.parent.mkdir(parents=True)
        template.write_text("{{ nothing.at.all }}", "utf-8")
    beside, alone = both(book, monkeypatch)
    assert beside.state == alone.state == "failed"
    assert beside.problems == alone.problems
    assert beside.problems
