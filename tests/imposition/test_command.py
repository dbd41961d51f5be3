"""`rotative impose`: a path on stdout, warnings beside it, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from tests.conftest import Rotative
from tests.imposition.pages import BLEED, HEIGHT, MM, WIDTH, numbered
from tests.tools.pdf import boxes, texts

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    path = tmp_path / "gazette.pdf"
    numbered(8).save(path)
    return path


def test_sheets_stand_beside_their_pages(rotative: Rotative, pages: Path, capsys: Capture) -> None:
    assert rotative("impose", pages) == 0
    out, err = capsys.readouterr()
    assert out == f"{pages.with_name('gazette.booklet.pdf')}\n"
    assert err == ""
    found = texts(Path(out.strip()))
    assert len(found) == 4
    assert "gazette · Sheet 1 of 2 · front · cyan, magenta, black" in " ".join(found[0].split())


def test_options_reach_the_sheets(rotative: Rotative, pages: Path) -> None:
    words = ("--binding", "perfect", "--signature", "4", "--sheet", "sra3", "--creep", "0.5")
    more = ("--milling", "2", "--flip", "long", "--title", "Nº 12", "--out", "deep/own.pdf")
    assert rotative("impose", pages, *words, *more) == 0
    path = Path("deep/own.pdf")
    box = boxes(path, "/MediaBox")[0] or ()
    assert [round(side / MM) for side in box] == [0, 0, 450, 320]
    assert "Nº 12 · Signature 2 of 2 · Sheet 1 of 1" in " ".join(texts(path)[2].split())
    assert rotative("impose", pages, "--no-marks", "--right-to-left", "--up", "4") == 0
    bare = pages.with_name("gazette.booklet.pdf")
    box = boxes(bare, "/MediaBox")[0] or ()
    wanted = (2 * WIDTH + 2 * BLEED, 2 * HEIGHT + 4 * BLEED)
    assert [side / MM for side in box[2:]] == pytest.approx(wanted, abs=0.05)
    with pikepdf.open(bare) as pdf:
        assert set(pdf.pages[0].resources.XObject.keys()) == {"/P1", "/P4", "/P5", "/P8"}


def test_blank_pages_are_told(rotative: Rotative, tmp_path: Path, capsys: Capture) -> None:
    numbered(6).save(tmp_path / "six.pdf")
    assert rotative("impose", "six.pdf") == 0
    out, err = capsys.readouterr()
    assert out == "six.booklet.pdf\n"
    assert "six.pdf: warning: 6 pages fill no whole sheet: 2 blank at the end" in err
    numbered(1).save(tmp_path / "one.pdf")
    assert rotative("impose", "one.pdf") == 0
    assert "warning: 1 page fills no whole sheet: 3 blank at the end" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--sheet A6", "is no sheet"),
        ("--creep 11", "no length from 0 to 10 mm"),
        ("--creep much", "no length from 0 to 10 mm"),
        ("--signature 5", "invalid choice"),
        ("--up 8 --signature 8", "[signature-size]"),
        ("--sheet 100x100mm", "[sheet-too-small]"),
        ("--out gazette.pdf", "[output-unwritable]"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_written(
    rotative: Rotative, pages: Path, capsys: Capture, words: str, said: str
) -> None:
    before = pages.read_bytes()
    # 1 is a fault of the file or the plan, 2 a command that was not understood.
    assert rotative("impose", pages, *words.split()) == (1 if said.startswith("[") else 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err
    assert list(pages.parent.iterdir()) == [pages]
    assert pages.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a pdf", b""])
def test_a_file_that_is_no_pdf_is_told(
    rotative: Rotative, tmp_path: Path, capsys: Capture, content: bytes
) -> None:
    (tmp_path / "x.pdf").write_bytes(content)
    assert rotative("impose", "x.pdf") == 1
    assert "x.pdf: error: " in capsys.readouterr().err
    assert rotative("impose", "missing.pdf") == 1
    assert "missing.pdf: error: cannot be read: No such file" in capsys.readouterr().err
