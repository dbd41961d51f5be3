"""Finished EPUBs that several tests look at, built once a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotative import epub
from rotative.house import House
from tests.epub import editions

NAMES = ("sample", "rich", "hostile", "paged")


def build(name: str) -> bytes:
    """Return the EPUB of one of the test editions."""
    house = House()
    made = {"paged": editions.rich}.get(name) or getattr(editions, name)
    edition = made()
    galley, sheet = editions.galley(edition, house), editions.sheet(edition, house)
    pages = editions.BREAKS if name == "paged" else None
    return epub.write(galley, sheet, house, modified=editions.MODIFIED, page_map=pages)


@pytest.fixture(scope="session")
def books() -> dict[str, bytes]:
    return {name: build(name) for name in NAMES}


@pytest.fixture(scope="session")
def book_files(
    books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("epub")
    for name, data in books.items():
        (folder / f"{name}.epub").write_bytes(data)
    return {name: folder / f"{name}.epub" for name in books}
