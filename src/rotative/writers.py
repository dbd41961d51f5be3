"""The writers: a galley's artefacts, in the formats asked for.

What one artefact needs of another is made once: the booklet is imposed from the printed pages,
the EPUB's page list is read from their layout.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

from rotative import padding
from rotative.faces import keeps_narrow_blank
from rotative.galley import Galley, widened
from rotative.house import House
from rotative.identity import display_title, print_identifier
from rotative.problems import Problem, Problems
from rotative.stylesheet import Stylesheet, assemble

if TYPE_CHECKING:
    import pikepdf

    from rotative.finish import Facts
    from rotative.pdf import Layout

FORMATS = {
    "epub": ".epub",
    "print": ".print.pdf",
    "screen": ".screen.pdf",
    "booklet": ".booklet.pdf",
    "ticket": ".ticket.pdf",
}
STANDARD = "PDF/X-4"
# What a format is made from besides its own templates and sheets.
NEEDS = {"booklet": ("print",), "ticket": ("print",)}


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
    allow: Mapping[str, str] = field(default_factory=dict)

    def make(self, names: Iterable[str]) -> dict[str, Made]:
        """Return the artefacts by format."""
        makers = {
            "epub": self._epub,
            "print": self._print,
            "screen": self._screen,
            "booklet": self._booklet,
            "ticket": self._ticket,
        }
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
        """The printed pages as PDF/X-4, and what was found on the way."""
        from rotative import finish, linelint, pdf

        layout = self._printed
        data, problems = pdf.draw(layout, self.galley.edition)
        facts = self._facts(layout)
        data = finish.press(data, facts, marks=self._marks(facts))
        lines = linelint.inspect(layout.document.pages)
        return data, (*layout.problems, *problems, *lines)

    def _facts(self, layout: Layout) -> Facts:
        from rotative.finish import Facts, Identity, profile

        edition = self.galley.edition
        issued = dt.datetime.combine(edition.date or self.modified.date(), dt.time(), dt.UTC)
        return Facts(
            Identity(
                print_identifier(edition),
                display_title(edition, self.house.words(edition.language)),
                edition.revision,
                min(issued, self.modified),
                self.modified,
            ),
            profile.read(edition.publication.print_job, self.house),
            layout.inks,
            layout.pictures,
            edition.publication.print_job.overprint,
        )

    def _marks(self, facts: Facts) -> Callable[[pikepdf.Pdf], None] | None:
        """Return what draws printer's marks on the open file, None where none are wanted."""
        job = self.galley.edition.publication.print_job
        if not job.marks:
            return None
        from rotative import marks

        about = [facts.identity.title, f"r{facts.identity.revision}"]
        about += [f"{self.modified:%Y-%m-%d}", facts.condition.identifier]

        def slug(page: int, pages: int) -> str:
            return " · ".join((*about, f"{page}/{pages}")) if job.slug else ""

        return partial(marks.add, slug=slug)

    @cached_property
    def _sheets(self) -> tuple[bytes, tuple[Problem, ...]]:
        """The printed pages on sheets, and what was found on the way."""
        from rotative.imposition import Plan, impose

        edition, problems = self.galley.edition, Problems()
        words = self.house.words(edition.language)
        plan = Plan(edition.publication.booklet, display_title(edition, words), words)
        data, found = self._pages
        place = edition.publication.place
        return impose(data, plan, problems=problems, place=place), (*found, *problems)

    def _booklet(self) -> Made:
        data, problems = self._sheets
        import pikepdf

        with pikepdf.open(BytesIO(data)) as pdf:
            found = self._inspected(data, imposed=True)
            return Made(data, len(pdf.pages), (*problems, *found))

    def _ticket(self) -> Made:
        from rotative import ticket

        edition = self.galley.edition
        pages = f"{edition.id}{FORMATS['print']}"
        files, sheets = {pages: self._pages[0]}, ""
        if "booklet" in edition.formats:
            sheets = f"{edition.id}{FORMATS['booklet']}"
            files[sheets] = self._sheets[0]
        facts = ticket.gather(edition, files, pages=pages, sheets=sheets, preflight=self._checked)
        return Made(ticket.make(facts, self.house))

    @cached_property
    def _checked(self) -> tuple[Problem, ...]:
        """What a printer would send the pages back for, or ask about."""
        edition = self.galley.edition
        trim = (edition.trim.width, edition.trim.height)
        return self._inspected(self._pages[0], trim=trim, multiple=padding.multiple(edition))

    def _inspected(self, data: bytes, **more: Any) -> tuple[Problem, ...]:
        from rotative.finish import profile
        from rotative.preflight import pdf
        from rotative.preflight.expected import PRINT, Expected
        from rotative.preflight.findings import allowed

        publication = self.galley.edition.publication
        job = publication.print_job
        expected = Expected(
            medium=PRINT,
            bleed=publication.bleed,
            safety=job.safety,
            condition=profile.read(job, self.house).identifier,
            standard=STANDARD,
            ink_limit=job.ink_limit,
            **more,
        )
        return allowed(pdf.inspect(data, expected), self.allow)

    def _print(self) -> Made:
        data, problems = self._pages
        return Made(data, self._printed.count, (*problems, *self._checked))

    def _screen(self) -> Made:
        from rotative import pdf
        from rotative.preflight.expected import SCREEN, Expected
        from rotative.preflight.findings import allowed
        from rotative.preflight.pdf import inspect

        layout = self._lay_out("screen")
        data, problems = pdf.draw_screen(layout, self.galley, self.house, modified=self.modified)
        found = allowed(inspect(data, Expected(medium=SCREEN)), self.allow)
        return Made(data, layout.count, (*layout.problems, *problems, *found))

    def _epub(self) -> Made:
        from rotative import epub
        from rotative.preflight import epub_lint

        sheet = self._sheet("epub")
        choice = self.galley.edition.publication.narrow_space
        shown = self.galley if keeps_narrow_blank(choice, sheet.css) else widened(self.galley)
        data = epub.write(shown, sheet, self.house, modified=self.modified)
        return Made(data, problems=epub_lint.inspect(data))
