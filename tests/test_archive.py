"""Published copies are safe: frozen, traceable, and made again byte for byte."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest

from rotative import bundle, jobs, press
from rotative.problems import Problems, RotativeError
from tests.conftest import Rotative

R1 = Path("dist/archive/port/r1")
DATED = "date: 2026-11-22\n"


@pytest.fixture
def book(rotative: Rotative, dispatch: Path) -> Path:
    """A publication of one edition that is published."""
    folder = Path("book/port")
    folder.mkdir(parents=True)
    dispatch.rename(folder / "port.txt")
    (folder / "edition.yaml").write_text(DATED, "utf-8")
    Path("book/publication.yaml").write_text("title: Le Quai\nformats: [epub]\n", "utf-8")
    Path("book/styles").mkdir()
    Path("book/styles/publication.css").write_text("p { color: red; }", "utf-8")
    assert rotative("publish") == 0
    return Path("book")


def test_what_is_published_is_frozen(book: Path, rotative: Rotative) -> None:
    before = (R1 / "port.epub").read_bytes()
    assert stat.S_IMODE((R1 / "port.epub").stat().st_mode) == 0o444
    text = book / "port" / "port.txt"
    text.write_text(text.read_text("utf-8").replace("deux", "trois"), "utf-8")
    assert rotative("build") == 0
    assert (R1 / "port.epub").read_bytes() == before
    assert Path("dist/port/port.epub").read_bytes() != before


def test_a_published_revision_stays_what_it_is(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    text = book / "port" / "port.txt"
    text.write_text(text.read_text("utf-8").replace("deux", "trois"), "utf-8")
    assert rotative("publish") == 1
    assert "[already-published]" in capsys.readouterr().err
    (book / "port" / "edition.yaml").write_text(f"{DATED}revision: 2\n", "utf-8")
    assert rotative("publish") == 0
    assert (R1.parent / "r2" / "port.epub").is_file()


def test_what_is_published_has_a_date(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "port" / "edition.yaml").write_text("revision: 2\n", "utf-8")
    assert rotative("build") == 0
    assert rotative("publish") == 1
    told = capsys.readouterr().err
    assert "[no-date]" in told
    assert "date: YYYY-MM-DD" in told
    assert not (R1.parent / "r2").exists()


def test_publishing_twice_changes_nothing(book: Path, rotative: Rotative) -> None:
    before = {path: path.stat().st_mtime_ns for path in R1.iterdir()}
    assert book.is_dir()
    assert rotative("publish") == 0
    assert {path: path.stat().st_mtime_ns for path in R1.iterdir()} == before


def test_a_file_tells_where_it_came_from(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lost = tmp_path / "from-a-mail.epub"
    lost.write_bytes((R1 / "port.epub").read_bytes())
    (book / "port" / "port.txt").write_text("Autre\nTout autre texte.\n", "utf-8")
    capsys.readouterr()
    assert rotative("verify", "--rebuild", "--json", lost) == 0
    (told,) = json.loads(capsys.readouterr().out)["editions"]
    assert told["edition"] == "port"
    assert told["revision"] == 1
    assert told["sources"].keys() == {"port/port.txt", "port/edition.yaml", "publication.yaml"}
    assert told["rebuilt"] is True


def test_what_lies_in_dist_is_made_again_once_it_is_published(
    book: Path, rotative: Rotative
) -> None:
    assert book.is_dir()
    assert rotative("build") == 0
    assert rotative("verify", "--rebuild", Path("dist/port/port.epub")) == 0


def test_an_altered_file_is_unknown(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = book / "altered.epub"
    altered.write_bytes((R1 / "port.epub").read_bytes() + b"x")
    assert rotative("verify", altered) == 1
    assert "[unknown-file]" in capsys.readouterr().err


def test_other_bytes_are_told(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bundle that does not give the file is found out."""
    kept = R1 / "port.bundle.zip"
    (book / "port" / "port.txt").write_text("Autre\nTout autre texte.\n", "utf-8")
    (job,), order = jobs.find(book, []), press.Order(Path("dist"))
    kept.chmod(0o644)
    kept.write_bytes(bundle.pack(job, press.read(job, order, Problems()), order))
    capsys.readouterr()
    assert rotative("verify", "--rebuild", R1 / "port.epub") == 1
    assert "OTHER bytes" in capsys.readouterr().out


def test_a_bundle_gives_the_bytes_of_a_local_build(book: Path) -> None:
    (job,), order = jobs.find(book, []), press.Order(Path("dist"))
    product = bundle.build(bundle.pack(job, press.read(job, order, Problems()), order))
    local = {path.name: path.read_bytes() for path in Path("dist/port").iterdir()}
    assert product.files == local


@pytest.mark.parametrize("name", ["../../escaped.txt", "/rotative-escaped.txt"])
def test_a_bundle_never_leaves_its_folder(book: Path, name: str) -> None:
    (job,), order = jobs.find(book, []), press.Order(Path("dist"))
    path = Path("bad.zip")
    path.write_bytes(bundle.pack(job, press.read(job, order, Problems()), order))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{bundle.CONTENT}{name}", b"")
    with pytest.raises(RotativeError, match="not-a-bundle"):
        bundle.build(path.read_bytes())


def test_a_bundle_keeps_how_many_pages_were_asked_for(book: Path) -> None:
    (job,), order = jobs.find(book, []), press.Order(Path("dist"), ("print",), pages=40)
    product = bundle.build(bundle.pack(job, press.read(job, order, Problems()), order))
    assert [each.code for each in product.result.problems][-1].startswith("page-budget-")
