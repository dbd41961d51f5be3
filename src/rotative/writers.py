"""The writers: a galley's artefacts, in the formats asked for.

What one artefact needs of another is made once: the booklet is imposed from the printed pages,
the EPUB's page list is read from their layout.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from rotative.faces import keeps_narrow_blank
from rotative.galley import Galley, widened
from rotative.house import House
from rotative.problems import Problem, RotativeError
from rotative.stylesheet import Stylesheet, assemble

if TYPE_CHECKING:
    from rotative.budget import Fitted
    from rotative.pagemap import Break
    from rotative.pdf import Forme, Layout

FORMATS = {"epub": ".epub", "print": ".print.pdf", "screen": ".screen.pdf"}


@dataclass(frozen=True, slots=True)
class Made:
    """A finished artefact, its pages if it has any, and what was found while making it.

    `facts` are told in the build record: of printed pages, how much of the last one is used,
    and the size of type that a budget led to.
    """

    data: bytes = field(repr=False)
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    page_map: tuple[Break, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Workshop:
    """Makes the artefacts of one galley.

    `paged` says that the EPUB has the numbers of the printed pages; `kept` is their map, if it
    is known from an earlier build: else the pages are laid out for it.
    Its methods raise RotativeError when a template or sheet is faulty or the engine is missing.
    """

    galley: Galley
    house: House
    modified: dt.datetime
    paged: bool = False
    kept: tuple[Break, ...] = ()

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
    def fitted(self) -> Fitted:
        """The printed pages, their type fitted to the budget, if the edition has one."""
        from rotative import budget

        return budget.fit(self.galley, self._try, self.house)

    @cached_property
    def _forme(self) -> Forme:
        return self._prepare(self.galley, self._sheet("print"))

    def _prepare(self, galley: Galley, sheet: Stylesheet) -> Forme:
        from rotative import pdf

        return pdf.prepare(galley, sheet, self.house, modified=self.modified)

    def _try(self, galley: Galley, tokens: Mapping[str, str]) -> Layout:
        """Return a galley's printed pages with some tokens set."""
        sheet = assemble(self.house, galley.edition, "print", overrides=tokens)
        forme = self._forme if galley is self.galley else self._prepare(galley, sheet)
        return forme.lay_out(sheet)

    @cached_property
    def _printed(self) -> Layout:
        if not self.galley.edition.budget:
            return self._lay_out("print")
        if self.fitted.problem:
            raise RotativeError([self.fitted.problem])
        layout: Layout = self.fitted.layout
        return layout

    @cached_property
    def _pages(self) -> tuple[bytes, tuple[Problem, ...]]:
        """The printed pages as PDF, and what was found on the way."""
        from rotative import linelint, pdf

        layout = self._printed
        data, problems = pdf.draw(layout, self.galley.edition)
        lines = linelint.inspect(layout.document.pages)
        return data, (*layout.problems, *problems, *lines)

    @cached_property
    def _page_map(self) -> tuple[Break, ...]:
        """Where the printed pages begin, nothing for an EPUB without their numbers."""
        if self.kept or not self.paged:
            return self.kept
        from rotative import pagemap

        return pagemap.read(self._printed.document, self.galley)

    def _print(self) -> Made:
        from rotative import budget

        data, problems = self._pages
        layout = self._printed
        facts: dict[str, object] = {"last_page": round(budget.fill(layout.document), 2)}
        if self.galley.edition.budget:
            facts["type"] = str(self.fitted.chosen.size)
        return Made(data, layout.count, problems, self._page_map, facts)

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
        pages = self._page_map
        data = epub.write(shown, sheet, self.house, modified=self.modified, page_map=pages)
        return Made(data, problems=epub_lint.inspect(data), page_map=pages)
