"""The printed sample looks as it was approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotative.house import House
from tests.visual import compare
from tests.visual.sheets import drawn, printed


@pytest.mark.slow
@pytest.mark.parametrize("theme", House().themes())
def test_printed_pages_look_as_approved(theme: str, tmp_path: Path) -> None:
    pages = drawn(printed(theme, tmp_path))
    named = {str(number): page for number, page in enumerate(pages, 1)}
    compare.hold(named, family=f"print-{theme}")


def test_the_approved_pictures_are_small() -> None:
    kept = [path for path in compare.APPROVED.glob("*.png") if path.suffixes == [".png"]]
    assert kept, "no approved pictures: make approve"
    assert sum(path.stat().st_size for path in kept) < 1_500_000
