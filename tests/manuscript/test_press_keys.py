"""`print:` and `booklet:` in publication.yaml: read, and told about when they make no sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotative.manuscript import read_publication
from rotative.model import Booklet, PrintJob, Publication, Trim
from rotative.problems import Problems
from tests.manuscript.conftest import Write


def _read(write: Write, text: str) -> tuple[Publication, Problems]:
    write("publication.yaml", f"title: La Gazette\n{text}")
    problems = Problems()
    return read_publication(Path(), problems), problems


def test_what_the_printer_is_asked_for(write: Write) -> None:
    said = (
        "print:\n  paper: Munken 120 g/m²\n  binding: piqûre\n  quantity: 12000\n"
        "  contact: Jeanne Martin, 03 20 00 00 00\n  notes: |\n    Deux palettes.\n    Quai B.\n"
    )
    publication, problems = _read(write, said)
    assert not list(problems)
    assert publication.print_job == PrintJob(
        paper="Munken 120 g/m²",
        binding="piqûre",
        quantity="12000",
        contact="Jeanne Martin, 03 20 00 00 00",
        notes="Deux palettes.\nQuai B.",
    )


def test_how_pages_are_imposed(write: Write) -> None:
    said = (
        "booklet:\n  binding: perfect\n  signature: 16\n  up: 4\n  sheet: sra2\n  creep: 0.4\n"
        "  thickness: 0.1\n  milling: 3\n  marks: false\n  flip: long\n  spine: right\n"
    )
    publication, problems = _read(write, said)
    assert not list(problems)
    assert publication.booklet == Booklet(
        binding="perfect", signature=16, up=4, sheet=Trim("SRA2", 450, 640), creep=0.4,
        thickness=0.1, milling=3.0, marks=False, flip="long", spine="right",
    )  # fmt: skip


def test_nothing_said_is_a_stapled_booklet_of_all_pages(write: Write) -> None:
    publication, problems = _read(write, "")
    assert (publication.booklet, publication.print_job) == (Booklet(), PrintJob())
    assert not list(problems)


@pytest.mark.parametrize(
    ("said", "code", "place", "way_out"),
    [
        ("binding: sadle", "unknown-value", "3:12", 'did you mean "saddle"'),
        ("signature: 10", "unknown-value", "3:14", "choose from 4, 8, 12, 16"),
        ("signature: 16.5", "wrong-type", "3:14", ""),
        ("up: 3", "unknown-value", "3:7", "choose from 2, 4, 8"),
        ("sheet: A33", "unknown-value", "3:10", "did you mean"),
        ("sheet: 30x450mm", "unknown-value", "3:10", "320x450mm"),
        ("creep: 40", "out-of-range", "3:10", ""),
        ("creap: 4", "unknown-key", "3:3", 'did you mean "creep"'),
        ("marks: some", "wrong-type", "3:10", ""),
        ("signature: 4\n  up: 4", "signature-size", "3:14", "choose 8"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(
    write: Write, said: str, code: str, place: str, way_out: str
) -> None:
    _, problems = _read(write, f"booklet:\n  {said}\n")
    (problem,) = problems
    assert problem.code == code
    assert str(problem.place) == f"publication.yaml:{place}"
    assert way_out in problem.hint
