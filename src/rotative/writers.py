"""The writers: a galley's artefacts, in the formats asked for.

What one artefact needs of another is made once: the booklet is imposed from the printed pages,
the EPUB's page list is read from their layout.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import field, replace
from functools import cache, cached_property, partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from rotative import padding
from rotative.crew import aside, hands, word
from rotative.dataclass import dataclass
from rotative.faces import has_own_faces, keeps_narrow_blank
from rotative.galley import Galley, widened
from rotative.house import House
from rotative.identity import display_title, issued, print_identifier
from rotative.problems import Problem, Problems, RotativeError
from rotative.stylesheet import Stylesheet, assemble

if TYPE_CHECKING:
    import pikepdf

    from rotative.budget import Fitted
    from rotative.finish import Facts
    from rotative.finish.profile import Condition
    from rotative.pagemap import Break
    from rotative.pdf import Forme, Layout
    from rotative.printed import Printed
    from rotative.shell import Shell

FORMATS = {
    "epub": ".epub",
    "print": ".print.pdf",
    "screen": ".screen.pdf",
    "booklet": ".booklet.pdf",
    "ticket": ".ticket.pdf",
}
STANDARD = "PDF/X-4"
PAPER = frozenset(("print", "booklet", "ticket"))
# What a format is made from besides its own templates and sheets.
NEEDS = {"booklet": ("print",), "ticket": ("print",)}


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


class Finished(NamedTuple):
    """Printed pages as PDF/X-4, what was found in them, and what was asked of the house."""

    data: bytes
    found: tuple[Problem, ...]
    seen: Mapping[str, str]


@dataclass(frozen=True)
class Workshop:
    """Makes the artefacts of one galley.

    `paged` says that the EPUB has the numbers of the printed pages; `kept` is their map, if it
    is known from an earlier build: else the pages are laid out for it. `shells` are documents of
    media, as far as they have been written already, and `fonts` hold their faces. `finish` has the
    pages finished elsewhere.
    Its methods raise RotativeError when a template or sheet is faulty or the engine is missing.
    """

    galley: Galley
    house: House
    modified: dt.datetime
    allow: Mapping[str, str] = field(default_factory=dict)
    paged: bool = False
    kept: tuple[Break, ...] = ()
    shells: Mapping[str, Shell] = field(default_factory=dict)
    fonts: Mapping[str, object] = field(default_factory=dict)
    finish: Callable[[Printed], Finished] | None = None

    def make(self, names: Iterable[str]) -> dict[str, Made]:
        """Return the artefacts by format.

        The screen's pages and the EPUB are made beside those for paper, where there are hands.
        """
        wanted = tuple(names)
        with ExitStack() as stack:
            waiting, tell = {}, None
            for name in self._elsewhere(wanted):
                hear = None
                if name == "epub":  # the last, so that nobody else holds an end of the word
                    tell, hear = stack.enter_context(word())
                waiting[name] = stack.enter_context(aside(partial(self._beside, name, hear)))
            if tell:
                tell(self._page_map)
            made = {name: self._make(name) for name in wanted if name not in waiting}
            for name, errand in waiting.items():
                made[name], seen = errand.wait()
                self.house.seen.update(seen)
        return {name: made[name] for name in wanted}

    def _elsewhere(self, wanted: Sequence[str]) -> Iterator[str]:
        """Yield the formats to be made by others."""
        if len(wanted) < 2 or hands() < 2:
            return
        if "screen" in wanted:
            from rotative import engine

            engine.weasyprint()
            yield "screen"
        if "epub" in wanted and PAPER.intersection(wanted):
            yield "epub"

    def _beside(
        self, name: str, hear: Callable[[], tuple[Break, ...]] | None
    ) -> tuple[Made, Mapping[str, str]]:
        """Return an artefact, and what was asked of the house for it.

        Where the pages begin is heard from whoever lays them out.
        """
        made = self._epub(hear) if name == "epub" else self._make(name)
        return made, self.house.seen

    def _make(self, name: str) -> Made:
        makers = {
            "epub": self._epub,
            "print": self._print,
            "screen": self._screen,
            "booklet": self._booklet,
            "ticket": self._ticket,
        }
        return makers[name]()

    def _sheet(self, medium: str) -> Stylesheet:
        if shell := self.shells.get(medium):
            return shell.sheet
        return assemble(self.house, self.galley.edition, medium)

    @cached_property
    def fitted(self) -> Fitted:
        """The printed pages, their type fitted to the budget, if the edition has one."""
        from rotative import budget

        return budget.fit(self.galley, self._try, self.house)

    @cached_property
    def _forme(self) -> Forme:
        return self._prepared("print")

    def _prepared(self, medium: str) -> Forme:
        return self._prepare(
            self.galley, medium, ready=self.shells.get(medium), fonts=self.fonts.get(medium)
        )

    def _prepare(self, galley: Galley, medium: str = "print", **made: Any) -> Forme:
        from rotative import pdf

        return pdf.prepare(galley, self.house, medium, modified=self.modified, **made)

    def _try(self, galley: Galley, tokens: Mapping[str, str]) -> Layout:
        """Return a galley's printed pages with some tokens set, without filler pages."""
        sheet = assemble(self.house, galley.edition, "print", overrides=tokens)
        forme = self._forme if galley is self.galley else self._prepare(galley)
        return forme.lay_out(sheet, pad=False)

    @cached_property
    def _printed(self) -> Printed:
        edition = self.galley.edition
        if not edition.budget:
            sheet = self._sheet("print")
            return self._in_parts(sheet) or self._whole(self._forme.lay_out(sheet))
        if self.fitted.problem:
            raise RotativeError([self.fitted.problem])
        layout: Layout = self.fitted.layout
        if layout.count % padding.multiple(edition):
            layout = self._forme.lay_out(layout.sheet)
        return self._whole(layout)

    def _in_parts(self, sheet: Stylesheet) -> Printed | None:
        if not self.galley.is_long:
            return None
        from rotative import fragments

        return fragments.pull(self._forme, sheet)

    def _whole(self, layout: Layout) -> Printed:
        """Return the pages of a layout, drawn."""
        from rotative import budget, linelint, pagemap, pdf
        from rotative.printed import Printed

        data, problems = pdf.draw(layout, self.galley.edition)
        return Printed(
            data,
            layout.count,
            round(budget.fill(padding.unpadded(layout.document)), 2),
            layout.inks,
            layout.pictures,
            (*layout.problems, *problems),
            linelint.inspect(layout.document.pages),
            partial(pagemap.read, layout.document, self.galley),
        )

    @cached_property
    def _pages(self) -> tuple[bytes, tuple[Problem, ...]]:
        """The printed pages as PDF/X-4, and what was found on the way."""
        printed = self._printed
        data = self._finished.data if self._finished else self._pressed(printed)
        return data, (*printed.problems, *printed.lines)

    @cached_property
    def _finished(self) -> Finished | None:
        """The printed pages as they are finished elsewhere, None if that is done here."""
        if not self.finish:
            return None
        done = self.finish(replace(self._printed, breaks=tuple))
        self.house.seen.update(done.seen)
        return done

    def get_ready(self) -> None:
        """Load what finishes printed pages and looks them over."""
        import rotative.marks
        import rotative.preflight.pdf  # noqa: F401

        with suppress(RotativeError):  # told when they are finished
            _ = self._condition

    def finished(self, printed: Printed) -> Finished:
        """Return printed pages as PDF/X-4, and what a printer would send them back for."""
        data = self._pressed(printed)
        return Finished(data, self._looked_over(data), self.house.seen)

    def _pressed(self, printed: Printed) -> bytes:
        from rotative import finish

        facts = self._facts(printed)
        marks = self._marks(facts)
        return finish.press(printed.data, facts, furnish=printed.furnish, marks=marks)

    @cached_property
    def _condition(self) -> Condition:
        from rotative.finish import profile

        return profile.read(self.galley.edition.publication.print_job, self.house)

    def _facts(self, printed: Printed) -> Facts:
        from rotative.finish import Facts, Identity

        edition = self.galley.edition
        return Facts(
            Identity(
                print_identifier(edition),
                display_title(edition, self.house.words(edition.language)),
                edition.revision,
                min(issued(edition, self.modified), self.modified),
                self.modified,
            ),
            self._condition,
            printed.inks,
            printed.pictures,
            edition.publication.print_job.overprint,
        )

    def _marks(self, facts: Facts) -> Callable[[pikepdf.Pdf], None] | None:
        """Return what draws printer's marks on the open file, None where none are wanted."""
        job = self.galley.edition.publication.print_job
        if not job.marks:
            return None
        from rotative import marks

        edition, about = self.galley.edition, [facts.identity.title]
        about.append(f"r{facts.identity.revision}")
        if edition.date or edition.revised:
            about.append(f"{self.modified:%Y-%m-%d}")
        about.append(facts.condition.identifier)

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
        if edition.folded:
            sheets = f"{edition.id}{FORMATS['booklet']}"
            files[sheets] = self._sheets[0]
        facts = ticket.gather(edition, files, pages=pages, sheets=sheets, preflight=self._checked)
        return Made(ticket.make(facts, self.house), facts={"job": ticket.as_dict(facts)})

    @cached_property
    def _checked(self) -> tuple[Problem, ...]:
        """What a printer would send the pages back for, or ask about."""
        return self._finished.found if self._finished else self._looked_over(self._pages[0])

    def _looked_over(self, data: bytes) -> tuple[Problem, ...]:
        edition = self.galley.edition
        trim = (edition.trim.width, edition.trim.height)
        return self._inspected(data, trim=trim, multiple=padding.multiple(edition))

    def _inspected(self, data: bytes, **more: Any) -> tuple[Problem, ...]:
        from rotative.preflight import pdf
        from rotative.preflight.expected import PRINT, Expected
        from rotative.preflight.findings import allowed

        publication = self.galley.edition.publication
        job = publication.print_job
        expected = Expected(
            medium=PRINT,
            bleed=publication.bleed,
            safety=job.safety,
            condition=self._condition.identifier,
            standard=STANDARD,
            ink_limit=job.ink_limit,
            **more,
        )
        return allowed(pdf.inspect_again(data, expected), self.allow)

    @cached_property
    def _page_map(self) -> tuple[Break, ...]:
        """Where the printed pages begin, nothing for an EPUB without their numbers."""
        if self.kept or not self.paged:
            return self.kept
        return self._printed.breaks()

    def _print(self) -> Made:
        data, problems = self._pages
        found = (*problems, *self._checked)
        facts: dict[str, object] = {"last_page": self._printed.fill}
        if self.galley.edition.budget:
            facts["type"] = str(self.fitted.chosen.size)
        return Made(data, self._printed.count, found, self._page_map, facts)

    def _screen(self) -> Made:
        from rotative import pdf
        from rotative.preflight.expected import SCREEN, Expected
        from rotative.preflight.findings import allowed
        from rotative.preflight.pdf import inspect_again

        layout = self._prepared("screen").lay_out(self._sheet("screen"))
        data, problems = pdf.draw_screen(layout, self.galley, self.house, modified=self.modified)
        found = allowed(inspect_again(data, Expected(medium=SCREEN)), self.allow)
        return Made(data, layout.count, (*layout.problems, *problems, *found))

    def _epub(self, hear: Callable[[], tuple[Break, ...]] | None = None) -> Made:
        from rotative import epub
        from rotative.preflight import epub_lint

        sheet = self._sheet("epub")
        choice = self.galley.edition.publication.narrow_space
        shown = self.galley if keeps_narrow_blank(choice, sheet.css) else widened(self.galley)
        pages = cache(hear or (lambda: self._page_map))
        late = (each for told in (pages,) for each in told())
        data = epub.write(shown, sheet, self.house, modified=self.modified, page_map=late)
        found = epub_lint.inspect(data)
        if not has_own_faces(self.house):  # then faces.check_glyphs has told it, with its place
            found = tuple(each for each in found if each.code != "epub-glyph-missing")
        return Made(data, problems=found, page_map=pages(), facts={"paged": self.paged})
