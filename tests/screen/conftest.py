"""Screen editions, each laid out once a worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from rotative import jobs, pdf, press, stylesheet
from rotative.galley import Galley
from rotative.house import House
from rotative.pdf import Layout
from rotative.problems import Problems
from tests.conftest import BOOK
from tests.screen import books
from tests.tools import structure


@dataclass(frozen=True)
class Screen:
    """An edition for the screen: its galley, its pages before and after they were drawn."""

    galley: Galley
    layout: Layout = field(repr=False)
    path: Path

    @property
    def tree(self) -> structure.Tree:
        return structure.read(self.path)


def screen(book: Path, theme: str, path: Path) -> Screen:
    """Make the screen PDF of a book's one edition, as the workshop does."""
    order = press.Order(path.parent, ("screen",), style=theme)
    galley = press.compose(press.read(jobs.find(book, [])[0], order, Problems()))
    house = House(str(book))
    return drawn(galley, house, path)


def drawn(galley: Galley, house: House, path: Path) -> Screen:
    """Make the screen PDF of a galley."""
    modified = press.modified(galley.edition)
    sheet = stylesheet.assemble(house, galley.edition, "screen")
    layout = pdf.lay_out(galley, sheet, house, modified=modified)
    data, problems = pdf.draw_screen(layout, galley, house, modified=modified)
    assert (*layout.problems, *problems) == ()
    path.write_bytes(data)
    return Screen(galley, layout, path)


class Shelf:
    """Every screen edition by what it is and its theme."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sample = cache(self._sample)
        self.rich = cache(self._rich)
        self.long = cache(self._long)

    def _sample(self, theme: str) -> Screen:
        return screen(BOOK, theme, self.folder / f"{theme}.pdf")

    def _rich(self, theme: str) -> Screen:
        book = self.folder / "rich"
        if not book.exists():
            books.rich(book)
        return screen(book, theme, self.folder / f"{theme}-rich.pdf")

    def _long(self) -> Screen:
        return screen(books.long(self.folder / "long"), "classique", self.folder / "long.pdf")


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("screens"))
