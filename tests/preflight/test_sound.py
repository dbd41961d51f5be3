"""Pages found sound are not read again, and whatever changes on them is found all the same."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Pdf

from rotative.preflight import sound
from rotative.preflight.expected import Expected
from rotative.preflight.pdf import inspect, inspect_again
from rotative.preflight.pdf_reader import Reader
from tests.preflight.faults import BOX, FAULTS
from tests.preflight.press import Change, changed, draws

PRINT = Expected(medium="print", condition="FOGRA39")
CASES = [change for changes in FAULTS.values() for change in changes]
NAMES = [f"{code}-{n}" for code, changes in FAULTS.items() for n in range(len(changes))]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Tells which pages are read."""
    pages: list[int] = []
    own = Reader.page

    def told(self: Reader, page: pikepdf.Object, *others: object) -> object:
        pages.append(1 + [each.obj.objgen for each in self.pdf.pages].index(page.objgen))
        return own(self, page, *others)  # type: ignore[arg-type]  # as they come

    monkeypatch.setattr(Reader, "page", told)
    return pages


@pytest.mark.parametrize("change", CASES, ids=NAMES)
def test_every_fault_is_found_on_pages_that_were_sound(clean: bytes, change: Change) -> None:
    assert inspect_again(clean, PRINT) == ()
    faulty = changed(clean, change)
    assert inspect_again(faulty, PRINT) == inspect(faulty, PRINT)
    assert inspect_again(faulty, PRINT) == inspect(faulty, PRINT)  # nor is it forgotten


def test_sound_pages_are_not_read_again(clean: bytes, read: list[int]) -> None:
    inspect_again(clean, PRINT)
    assert read == [1, 2, 3, 4]
    read.clear()
    inspect_again(clean, PRINT)
    assert read == []
    inspect_again(changed(clean, draws("0 0 0 1 k 90 90 9 9 re f", page=2)), PRINT)
    assert read == [3]


def test_what_else_is_expected_is_looked_at_anew(clean: bytes, read: list[int]) -> None:
    inspect_again(clean, PRINT)
    read.clear()
    found = inspect_again(clean, Expected(medium="print", ink_limit=100))
    assert set(read) == {1, 2, 3, 4}
    assert {problem.code for problem in found} == {"pdf-too-much-ink"}


def test_what_pages_share_counts(clean: bytes, read: list[int]) -> None:
    def lighter(pdf: Pdf) -> None:
        for number, thing in enumerate(pdf.objects):
            if isinstance(thing, pikepdf.Stream) and "/Length1" in thing:
                pdf.objects[number].write(thing.read_bytes() + b"\0")

    inspect_again(clean, PRINT)
    read.clear()
    inspect_again(changed(clean, lighter), PRINT)
    assert read == [1, 2, 3, 4]


def test_pages_of_a_faulty_file_are_not_remembered(clean: bytes, read: list[int]) -> None:
    faulty = changed(clean, draws(f"1 0 0 rg {BOX}"))
    inspect_again(faulty, PRINT)
    read.clear()
    inspect_again(faulty, PRINT)
    assert set(read) == {1, 2, 3, 4}


def test_a_damaged_list_is_read_as_far_as_it_goes(clean: bytes, folder: Path) -> None:
    inspect_again(clean, PRINT)
    (path,) = folder.glob("rotative/preflight/*")
    path.write_bytes(path.read_bytes()[:-7])
    known = sound.Known()
    assert [page in known for page in sound.pages(clean, PRINT)] == [True, True, True, False]


def test_a_folder_that_cannot_be_used_costs_nothing_else(
    clean: bytes, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    assert inspect_again(clean, PRINT) == ()
    faulty = changed(clean, draws(f"1 0 0 rg {BOX}"))
    assert inspect_again(faulty, PRINT) == inspect(faulty, PRINT) != ()
