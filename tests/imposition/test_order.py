"""Sheets folded as a bindery folds them read from the first page to the last."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotative.imposition import Plan, impose
from rotative.imposition.order import PERFECT, SCHEMES, Side, padded, sides
from rotative.model import Booklet
from rotative.problems import Problems
from tests.imposition.pages import Face, folded, laid, numbered, read_back, saved

BOOKLETS = st.builds(
    lambda binding, up, sheets, spine: Booklet(
        binding=binding, up=up, signature=2 * up * sheets, spine=spine
    ),
    st.sampled_from(["saddle", "perfect"]),
    st.sampled_from([2, 4, 8]),
    st.sampled_from([1, 2, 4]),
    st.sampled_from(["left", "right"]),
)


def _read(found: list[tuple[list[list[Face]], list[list[Face]]]], booklet: Booklet,
          wanted: tuple[Side, ...]) -> list[Face]:  # fmt: skip
    """Fold, nest and gather sheets: saddle-stitched ones all in one another."""
    right = booklet.spine == "right"
    if booklet.binding == "saddle":
        return folded(found, right=right)
    numbers = [side.signature for side in wanted[::2]]
    gathered = groupby(zip(numbers, found, strict=True), key=lambda pair: pair[0])
    return [face for _, group in gathered for face in folded([s for _, s in group], right=right)]


@given(pages=st.integers(1, 200), booklet=BOOKLETS)
def test_any_booklet_reads_in_order(pages: int, booklet: Booklet) -> None:
    wanted = sides(pages, booklet)
    faces = _read(laid(wanted, booklet), booklet, wanted)
    assert [face.page for face in faces] == list(range(1, padded(pages, booklet) + 1))
    assert not any(face.turned for face in faces)


@given(pages=st.integers(1, 200), booklet=BOOKLETS)
def test_every_page_is_there_once_and_blanks_fill_one_sheet_at_most(
    pages: int, booklet: Booklet
) -> None:
    found = sorted(cell.page for side in sides(pages, booklet) for cell in side.cells)
    assert found == list(range(1, padded(pages, booklet) + 1))
    assert 0 <= padded(pages, booklet) - pages < 2 * booklet.up


@pytest.mark.parametrize("up", SCHEMES)
def test_folding_would_show_a_wrong_scheme(up: int, monkeypatch: pytest.MonkeyPatch) -> None:
    front, back = SCHEMES[up]
    wrong = (tuple(row[::-1] for row in front), back)
    monkeypatch.setitem(SCHEMES, up, wrong)
    booklet = Booklet(up=up)
    faces = folded(laid(sides(2 * up, booklet), booklet))
    assert [face.page for face in faces] != list(range(1, 2 * up + 1))


@pytest.mark.parametrize("spine", ["left", "right"])
@pytest.mark.parametrize("binding", ["saddle", "perfect"])
@pytest.mark.parametrize("pages", [4, 8, 12, 16, 20, 32])
def test_printed_sheets_read_in_order(pages: int, binding: str, spine: str, tmp_path: Path) -> None:
    booklet = Booklet(binding=binding, signature=8, spine=spine)
    _prove(pages, booklet, tmp_path)


@pytest.mark.parametrize(
    ("pages", "up", "binding"),
    [(16, 4, "saddle"), (32, 8, "perfect"), (32, 8, "saddle"), (24, 4, "perfect")],
)
def test_quartos_and_octavos_read_in_order(
    pages: int, up: int, binding: str, tmp_path: Path
) -> None:
    _prove(pages, Booklet(binding=binding, up=up, signature=16, creep=1.0), tmp_path)


@pytest.mark.parametrize("pages", [1, 2, 3, 5, 10])
def test_blank_pages_are_told_and_come_last(pages: int, tmp_path: Path) -> None:
    problems = _prove(pages, Booklet(), tmp_path)
    assert [problem.code for problem in problems] == ["blank-pages"]
    assert f"{-pages % 4} blank" in str(*problems)


def _prove(pages: int, booklet: Booklet, folder: Path) -> Problems:
    path, problems = folder / "sheets.pdf", Problems()
    path.write_bytes(impose(saved(numbered(pages)), Plan(booklet), problems=problems))
    faces = _read(read_back(path, booklet), booklet, sides(pages, booklet))
    blanks = padded(pages, booklet) - pages
    assert [face.page for face in faces] == [*range(1, pages + 1), *[None] * blanks]
    assert not any(face.turned for face in faces)
    return problems


def test_signatures_are_gathered_one_after_another() -> None:
    wanted = sides(48, Booklet(binding="perfect", signature=16))
    found = {n: {c.page for s in wanted if s.signature == n for c in s.cells} for n in (1, 2, 3)}
    assert found == {n: set(range(16 * n - 15, 16 * n + 1)) for n in found}
    assert PERFECT == 16
    assert sides(48, Booklet(binding="perfect")) == wanted


def test_a_short_signature_is_never_outermost_if_it_can_be_helped() -> None:
    wanted = sides(36, Booklet(binding="perfect", signature=16))
    assert [sum(s.signature == n for s in wanted) // 2 for n in (1, 2, 3)] == [4, 1, 4]
    assert {c.page for s in wanted if s.signature == 2 for c in s.cells} == {17, 18, 19, 20}


def test_stapled_signatures_lie_in_one_another() -> None:
    wanted = sides(32, Booklet(signature=16))
    assert (wanted[0].signature, wanted[0].signatures, wanted[0].sheets) == (1, 2, 4)
    assert {cell.page for cell in wanted[0].cells} == {1, 32}
    assert (wanted[-1].signature, wanted[-1].sheet) == (2, 4)
    assert {cell.page for cell in wanted[-1].cells} == {16, 17}
