"""The writers: a galley's artefacts, in the formats asked for.

What one artefact needs of another is made once: the booklet is imposed from the printed pages,
the EPUB's page list is read from their layout.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rotative.faces import has_own_faces, keeps_narrow_blank
from rotative.galley import Galley, widened
from rotative.house import House
from rotative.problems import Problem
from rotative.stylesheet import Stylesheet, assemble

if TYPE_CHECKING:
    from rotative.pdf import Layout

FORMATS = {"epub": ".epub", "print": ".print.pdf", "screen": ".screen.pdf"}
# What a format is made from besides its own templates and sheets.
NEEDS: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Made:
    """A finished artefact, its pages if it has any, and what was found while making it."""

    data: bytes = field(repr=False)
    pages: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Workshop:
    """Makes the artefacts of one galley.

    Its methods raise RotativeError when a template or sheet is faulty or the engine is missing.
    """

    galley: Galley
    house: House
    modified: dt.datetime

    def make(self, names: Iterable[str]) -> dict[str, Made]:
        """Return the artefacts by format."""
        makers = {"epub": self._epub, "print": self._print, "screen": self._screen}
        return {name: makers[name]() for name in names}

    def _sheet(self, medium: str) -> Stylesheet:
        return assemble(self.house, self.galley.edition, medium)

    def _lay_out(self, medium: str) -> Layout:
        from rotative import pdf

        sheet = self._sheet(medium)
        return pdf.lay_out(self.galley, sheet, self.house, modified=self.modified)

    @cached_property
    def _printed(self) -> Layout:
        return self._lay_out("print")

    @cached_property
    def _pages(self) -> tuple[bytes, tuple[Problem, ...]]:
        """The printed pages as PDF, and what was found on the way."""
        from rotative import linelint, pdf

        layout = self._printed
        data, problems = pdf.draw(layout, self.galley.edition)
        lines = linelint.inspect(layout.document.pages)
        return data, (*layout.problems, *problems, *lines)

    def _print(self) -> Made:
        data, problems = self._pages
        return Made(data, self._printed.count, problems)

    def _screen(self) -> Made:
        from rotative import pdf

        layout = self._lay_out("screen")
        data, problems = pdf.draw(layout, self.galley.edition)
        return Made(data, layout.count, (*layout.problems, *problems))

    def _epub(self) -> Made:
        from rotative import epub
        from rotative.preflight import epub_lint

        sheet = self._sheet("epub")
        choice = self.galley.edition.publication.narrow_space
        shown = self.galley if keeps_narrow_blank(choice, sheet.css) else widened(self.galley)
        data = epub.write(shown, sheet, self.house, modified=self.modified)
        found = epub_lint.inspect(data)
        if not has_own_faces(self.house):  # then faces.check_glyphs has told it, with its place
            found = tuple(each for each in found if each.code != "epub-glyph-missing")
        return Made(data, problems=found)
