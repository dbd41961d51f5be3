"""Two processes find on a file's pages what one finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rotative import crew
from rotative.preflight import pdf
from rotative.preflight.expected import Expected
from tests.preflight import press

PRINT = Expected(medium="print", condition="FOGRA39")
RGB = "1 0 0 rg 100 100 60 60 re f"


@pytest.mark.parametrize("pages", [(), (0,), (1,), (2,), (0, 1, 2, 3)])
def test_halves_find_what_the_whole_has(
    pages: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(pdf, "MANY", 2)
    monkeypatch.setattr(pdf, "hands", lambda: 2)
    used: list[object] = []

    @contextmanager
    def told(do: Callable[[], object]) -> Iterator[crew.Errand[object]]:
        used.append(do)
        with crew.aside(do) as errand:
            yield errand

    monkeypatch.setattr(pdf, "aside", told)
    data = press.changed(press.clean(), *(press.draws(RGB, page=page) for page in pages))
    assert pdf.inspect_again(data, PRINT) == pdf.inspect(data, PRINT)
    assert len(used) == 1
