"""The comparer does not see how letters are smoothed, and sees a line that moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.tools import find, run
from tests.tools import pdf as sheets
from tests.visual import compare
from tests.visual.sheets import DPI, FINELY, drawn, printed

Box = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return printed("sobre", tmp_path_factory.mktemp("print"))


@pytest.fixture(scope="module")
def line(pdf: Path) -> tuple[int, Box]:
    """The page, from 0, and the place in pixels of a line of the lead."""
    words = sheets.words(pdf)
    (one,) = [word for word in words if word.text == "Pyongyang"][:1]
    beside = [w for w in words if w.page == one.page and abs(w.bottom - one.bottom) < 0.5]
    high = one.bottom - one.top  # of the font, which reaches into the lines above and below
    edges = (
        min(word.left for word in beside),
        one.top + 0.2 * high,
        max(word.right for word in beside),
        one.bottom - 0.1 * high,
    )
    left, top, right, bottom = (round(edge * DPI / 72) for edge in edges)
    return one.page - 1, (left, top, right, bottom)


@pytest.fixture(scope="module")
def page(pdf: Path, line: tuple[int, Box]) -> Image.Image:
    return drawn(pdf)[line[0]]


@pytest.mark.parametrize("option", ["-aa", "-aaVector"])
def test_smoothing_is_not_seen(
    pdf: Path, line: tuple[int, Box], page: Image.Image, option: str
) -> None:
    # No smoothing at all differs far more than two versions of FreeType do.
    assert not compare.changes(page, drawn(pdf, option, "no")[line[0]])


def test_another_renderer_is_hardly_seen(
    pdf: Path, line: tuple[int, Box], page: Image.Image, tmp_path: Path
) -> None:
    # Cairo places letters at other fractions of a pixel.
    out = tmp_path / "page"
    command = [find("pdftocairo"), "-png", "-singlefile", "-r", str(DPI * FINELY)]
    run([*command, "-f", str(line[0] + 1), pdf, out])
    with Image.open(out.with_suffix(".png")) as file:
        other = file.convert("RGB").reduce(FINELY)
    assert not compare.changes(page, other, share=compare.GENEROUS)


def test_darker_ink_is_not_seen(page: Image.Image) -> None:
    lighter = [round(255 * (value / 255) ** 0.8) for value in range(256)]
    assert not compare.changes(page, page.point(lighter * 3))


def test_the_palette_of_an_approved_picture_is_not_seen(page: Image.Image) -> None:
    assert not compare.changes(page, compare._few_colours(page).convert("RGB"))


@pytest.mark.parametrize(("right", "down"), [(0, 1), (0, -1), (0, 2), (1, 0), (2, 0)])
def test_a_moved_line_is_seen(
    line: tuple[int, Box], page: Image.Image, right: int, down: int
) -> None:
    _, box = line
    left, top, _, _ = box
    moved = page.copy()
    moved.paste(page.crop(box), (left + right, top + down))
    found = compare.changes(page, moved)
    assert found
    assert all(abs(row * compare.CELL - top) <= 2 * compare.CELL for _, row in found)


def test_another_word_is_seen(line: tuple[int, Box], page: Image.Image) -> None:
    left, top, right, bottom = line[1]
    changed = page.copy()
    turned = page.crop((left, top, (left + right) // 2, bottom)).transpose(
        Image.Transpose.FLIP_LEFT_RIGHT
    )
    changed.paste(turned, (left, top))
    assert compare.changes(page, changed)


def test_another_colour_is_seen(line: tuple[int, Box], page: Image.Image) -> None:
    red = page.copy()
    part = page.crop(line[1])
    red.paste(Image.merge("RGB", (Image.new("L", part.size, 255), *part.split()[1:])), line[1])
    assert compare.changes(page, red)


def test_what_differs_is_written_beside(
    page: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "APPROVED", tmp_path)
    monkeypatch.setenv("ROTATIVE_APPROVE", "1")
    compare.hold({"1": page, "2": page}, family="print-a")
    compare.hold({"1": page}, family="print-b")
    monkeypatch.delenv("ROTATIVE_APPROVE")
    compare.hold({"1": page, "2": page}, family="print-a")
    turned = page.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    with pytest.raises(
        AssertionError, match=r"a-2: no longer made\n.*a-1: .* places differ.*\n.*approve"
    ):
        compare.hold({"1": turned}, family="print-a")
    names = ["print-a-1.diff.png", "print-a-1.new.png"]
    assert sorted(path.name for path in tmp_path.glob("*.*.png")) == names
    with Image.open(tmp_path / names[0]) as file:
        assert compare.RED in [colour for _, colour in file.getcolors(1 << 16) or []]
    with pytest.raises(AssertionError, match="print-a-3: nothing approved"):
        compare.hold({"1": page, "2": page, "3": page}, family="print-a")
    compare.hold({"1": page, "2": page}, family="print-a")
    assert not list(tmp_path.glob("*.*.png"))
