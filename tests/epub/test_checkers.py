"""What the world's checkers say: EPUBCheck, Ace, and our own lint."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotative.preflight import epub_lint
from tests.tools import ace, epubcheck

NAMES = ("sample", "rich", "hostile", "paged")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_epubcheck_finds_nothing(book_files: dict[str, Path], name: str) -> None:
    assert epubcheck.check(book_files[name]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample", "paged"])
def test_ace_finds_nothing(book_files: dict[str, Path], name: str) -> None:
    assert ace.violations(book_files[name]) == []


@pytest.mark.parametrize("name", NAMES)
def test_our_lint_finds_nothing(books: dict[str, bytes], name: str) -> None:
    problems = epub_lint.inspect(books[name])
    # The fonts of the house know no mathematical Fraktur; a reader is told so.
    expected = {"epub-glyph-missing"} if name == "hostile" else set()
    assert {problem.code for problem in problems} <= expected
