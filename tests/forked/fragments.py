"""Several hands lay out the same bytes as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotative import fragments
from tests.test_fragments import laid_out, made, publication, small

__all__ = ["laid_out", "small"]  # fixtures


def test_several_hands_make_the_same_bytes_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, laid_out: list[str]
) -> None:
    book = publication(tmp_path / "book")
    alone = made(book)
    laid_out.clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    monkeypatch.setattr(fragments, "hands", lambda: 2)
    monkeypatch.setattr("rotative.fragments.book.LIGHT", 0)
    assert made(book).data == alone.data
    assert not laid_out  # by this process: it joins what others make
