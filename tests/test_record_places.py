"""Warnings kept in a build record: the same whoever builds, and true wherever they are read."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest

from rotative import bundle, jobs, press
from rotative.problems import Problems
from tests.conftest import Rotative

LEAD = "port/lead.md:3: warning: there is no image “quai.jpg”; put it into the edition's images"
RECORD = "port/port.build.json"


@pytest.fixture
def book(rotative: Rotative, tmp_path: Path) -> Path:
    """A publication with something to say of a text and of a folder, built from outside."""
    folder = tmp_path / "g"
    (folder / "port").mkdir(parents=True)
    text = "# Le port rouvre\n\n![Quai](quai.jpg)\n\nLa criée a repris mardi.\n"
    (folder / "port" / "lead.md").write_text(text, "utf-8")
    shared = "title: Le Quai\nlanguage: fr\nformats: [epub, screen]\n"
    (folder / "publication.yaml").write_text(shared, "utf-8")
    assert rotative("build", "--book", "g", "--out", "g/dist", "--quiet") == 0
    return folder


def warned(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().err.splitlines() if ": warning: " in line]


def test_places_are_told_from_where_the_editor_stands(
    book: Path,
    rotative: Rotative,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert rotative("build", "--book", "g", "--out", "g/dist", "--force") == 0
    fresh = warned(capsys)
    assert [line for line in fresh if line.startswith(f"g/{LEAD}")]
    monkeypatch.chdir(book)
    assert rotative("build") == 0
    assert warned(capsys) == [line.removeprefix("g/") for line in fresh]
    monkeypatch.chdir(book / "port")
    assert rotative("build", "--out", "../dist") == 0
    assert warned(capsys)[0].startswith(LEAD.removeprefix("port/"))
    monkeypatch.chdir(book.parent)
    book.rename("moved")
    assert rotative("build", "--book", "moved", "--out", "moved/dist") == 0
    assert warned(capsys) == [line.replace("g/", "moved/", 1) for line in fresh]


def test_the_record_is_the_same_from_wherever_it_is_built(
    book: Path, rotative: Rotative, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = (book / "dist" / RECORD).read_bytes()
    assert "./port/lead.md" in [each.get("path") for each in json.loads(record)["warnings"]]
    for stand, words in (
        (book, []),
        (book / "port", ["--book", ".."]),
        (Path("/"), [str(book / "port")]),
    ):
        monkeypatch.chdir(stand)
        assert rotative("build", *words, "--out", book / "other") == 0
        assert (book / "other" / RECORD).read_bytes() == record
        shutil.rmtree(book / "other")


@pytest.mark.parametrize(("named", "start"), [("", "g/"), (".", ""), ("../../g", "../../g/")])
@pytest.mark.parametrize("beside", [False, True])
def test_another_machine_builds_the_same_record(
    book: Path, monkeypatch: pytest.MonkeyPatch, named: str, start: str, *, beside: bool
) -> None:
    """Whatever folder it is unpacked in, be it one within that where the worker runs."""
    (job,), order = jobs.find(book, []), press.Order(Path("dist"))
    packed = bundle.pack(job, press.read(job, order, Problems()), order)
    monkeypatch.chdir(tempfile.gettempdir() if beside else book)
    product = bundle.build(packed, named)
    assert product.files[RECORD.split("/")[1]] == (book / "dist" / RECORD).read_bytes()
    assert [f"{each}" for each in product.result.problems if f"{each}".startswith(f"{start}{LEAD}")]


def test_a_place_on_a_page_is_no_file(
    book: Path, rotative: Rotative, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a file has its name; what is said of files that are not there is kept as well."""
    (book / "publication.yaml").unlink()
    (book / "styles").mkdir()
    (book / "styles" / "publication.css").write_text("p { float: footnote; colour: red }", "utf-8")
    monkeypatch.chdir(book)
    for out, stand in (("one", book), ("two", book.parent)):
        monkeypatch.chdir(stand)
        assert rotative("build", "--book", book, "--out", book / out, "--format", "screen") == 0
    assert (book / "one" / RECORD).read_bytes() == (book / "two" / RECORD).read_bytes()
    (warning,) = json.loads((book / "one" / RECORD).read_bytes())["artefacts"]["port.screen.pdf"][
        "warnings"
    ]
    assert warning["path"] == "styles"
