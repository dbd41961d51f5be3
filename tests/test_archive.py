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


def test_other_formats_are_no_part_of_a_published_revision(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are refused before they are built: printed pages would change what the EPUB tells."""
    assert book.is_dir()
    before = {path.name: path.read_bytes() for path in R1.iterdir()}
    capsys.readouterr()
    assert rotative("publish", "--format", "epub", "--format", "screen") == 1
    told = capsys.readouterr().err
    assert told.startswith(f"{R1}: error: revision 1 is published as epub, not as screen; ")
    assert "as it was (--format epub), or write “revision: 2” in edition.yaml" in told
    assert {path.name: path.read_bytes() for path in R1.iterdir()} == before
    assert not Path("dist/port/port.screen.pdf").exists()


def test_what_has_changed_since_is_told(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    text = book / "port" / "port.txt"
    text.write_text(text.read_text("utf-8").replace("deux", "trois"), "utf-8")
    capsys.readouterr()
    assert rotative("publish") == 1
    told = capsys.readouterr().err
    assert f"{R1}/port.epub: error: revision 1 is published, and this file would" in told
    assert "(source: port/port.txt changed)" in told


def lines(capsys: pytest.CaptureFixture[str], code: str) -> list[str]:
    """Return what was said on stderr with a code."""
    return [line for line in capsys.readouterr().err.splitlines() if f"[{code}]" in line]


def lose(path: Path, how: str) -> None:
    """Damage a published file, or take it away."""
    data = path.read_bytes()
    path.unlink()
    if how != "missing":
        path.write_bytes({"cut": data[: len(data) // 2], "empty": b"", "garbled": b"{}"}[how])


@pytest.mark.parametrize("how", ["missing", "cut", "empty"])
@pytest.mark.parametrize("name", ["port.epub", "port.build.json", "port.bundle.zip", "cover.png"])
def test_what_the_archive_has_lost_is_put_back(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str], name: str, how: str
) -> None:
    assert book.is_dir()
    before = {path.name: path.read_bytes() for path in R1.iterdir()}
    lose(R1 / name, how)
    capsys.readouterr()
    assert rotative("publish") == 0
    (line,) = lines(capsys, "archive-mended")
    flaw = "missing" if how == "missing" else "damaged"
    assert line.startswith(f"{R1 / name}: warning: this published file was {flaw}; it is put back")
    assert {path.name: path.read_bytes() for path in R1.iterdir()} == before
    assert stat.S_IMODE((R1 / name).stat().st_mode) == 0o444
    assert rotative("publish") == 0
    assert "[archive-mended]" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("port.epub", "is missing, and another one would come out now (source: port/port.txt"),
        ("port.build.json", "is missing; fetch it from a backup"),
        ("port.bundle.zip", "is missing; fetch it from a backup"),
    ],
)
def test_what_cannot_be_put_back_is_told(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    lose(R1 / name, "missing")
    text = book / "port" / "port.txt"
    text.write_text(text.read_text("utf-8").replace("deux", "trois"), "utf-8")
    left = sorted(R1.iterdir())
    capsys.readouterr()
    assert rotative("publish") == 1
    (line,) = lines(capsys, "archive-damaged")
    assert line.startswith(f"{R1 / name}: error: this file of revision 1 {said}")
    assert sorted(R1.iterdir()) == left


@pytest.mark.parametrize("command", ["publish", "diff"])
def test_nothing_is_known_of_a_revision_that_is_empty(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert book.is_dir()
    for path in R1.iterdir():
        path.unlink()
    capsys.readouterr()
    assert rotative(command, "port") == 1
    (line,) = lines(capsys, "archive-damaged")
    assert line.startswith(f"{R1}: error: none of the files of revision 1 is left; fetch it from")


def test_a_comparison_needs_what_was_published(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    assert book.is_dir()
    lose(R1 / "port.epub", "cut")
    assert rotative("diff", "port") == 1
    assert f"{R1}/port.epub: error: this file of revision 1 is damaged" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["missing", "cut", "garbled"])
@pytest.mark.parametrize("name", ["port.build.json", "port.bundle.zip"])
def test_a_file_of_a_damaged_revision_is_not_called_unpublished(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str], name: str, how: str
) -> None:
    assert book.is_dir()
    lose(R1 / name, how)
    flaw = "missing" if how == "missing" else "damaged"
    for file in (R1 / "port.epub", Path("dist/port/port.epub")):
        for option in ([], ["--rebuild"]):
            capsys.readouterr()
            assert rotative("verify", *option, file) == 1
            out, err = capsys.readouterr()
            assert err.startswith(f"{R1 / name}: error: this file of revision 1 is {flaw}; fetch")
            assert "can be made again" not in out
            assert ("revision 1, published" in out) == (name == "port.bundle.zip")


def test_a_damaged_book_of_another_edition_is_told(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    """The catalogue lists it."""
    (book / "deux").mkdir()
    (book / "deux" / "lead.md").write_text("# Deux\n\nUn texte court, en français.\n", "utf-8")
    (book / "deux" / "edition.yaml").write_text(DATED, "utf-8")
    lose(R1 / "port.epub", "cut")
    assert rotative("publish", "deux") == 1
    told = capsys.readouterr().err
    assert f"{R1}/port.epub: error: " in told
    assert "rotative publish port" in told


def test_a_bundle_damaged_inside_is_none(book: Path) -> None:
    assert book.is_dir()
    data = bytearray((R1 / "port.bundle.zip").read_bytes())
    assert bundle.is_whole(bytes(data))
    data[60] ^= 0xFF
    assert not bundle.is_whole(bytes(data))
    with pytest.raises(RotativeError, match="the bundle is damaged"):
        bundle.build(bytes(data))


def test_a_revision_holds_only_what_it_was_published_as(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    """A book that has the numbers of pages printed before is made again with them."""
    (book / "port" / "edition.yaml").write_text(f"{DATED}revision: 2\nlanguage: fr\n", "utf-8")
    assert rotative("build", "--format", "epub", "--format", "print", "--quiet") == 0
    assert rotative("publish") == 0
    there = R1.with_name("r2")
    assert json.loads((there / "port.build.json").read_bytes())["artefacts"].keys() == {"port.epub"}
    assert rotative("verify", "--rebuild", there / "port.epub") == 0
    capsys.readouterr()
    assert rotative("verify", "dist/port/port.print.pdf") == 0
    assert "revision 2, not in the archive" in capsys.readouterr().out


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


def test_the_archive_around_a_file_is_found(
    book: Path, rotative: Rotative, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert book.is_dir()
    shelf, beside = Path("dist").absolute(), Path("dist/port").absolute()
    lost = shelf.parent / "lost.epub"
    lost.write_bytes((beside / "port.epub").read_bytes())
    (tmp_path / "elsewhere").mkdir()
    for here, file in ((tmp_path / "elsewhere", beside / "port.epub"), (beside, "port.epub")):
        monkeypatch.chdir(here)
        assert rotative("verify", "--rebuild", file) == 0
    assert rotative("verify", lost) == 1
    for out in (shelf, shelf / "archive"):
        assert rotative("verify", "--rebuild", lost, "--out", out) == 0


def test_an_altered_file_is_unknown(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = book / "altered.epub"
    altered.write_bytes((R1 / "port.epub").read_bytes() + b"x")
    assert rotative("verify", altered) == 1
    assert "[unknown-origin]" in capsys.readouterr().err


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
