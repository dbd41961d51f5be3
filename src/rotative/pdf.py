"""The PDF writer: one HTML document from the galley, laid out by WeasyPrint.

Print and screen differ in their sheets, and where that is not enough in a template folder named
for the medium. Bytes are the same for the same galley and sheet, whatever the machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from logging import LogRecord
from typing import Any

from rotative import __version__, engine
from rotative.galley import Galley
from rotative.house import House
from rotative.identity import identifier
from rotative.model import Edition
from rotative.problems import Problem, RotativeError, Severity
from rotative.shipped import TEMPLATES
from rotative.stylesheet import Stylesheet

SHEET = "sheet.css"


@dataclass(frozen=True, slots=True)
class Layout:
    """An edition laid out on its pages, not yet drawn; `document` is the engine's own."""

    document: Any = field(repr=False)
    medium: str
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)


@dataclass(frozen=True, slots=True)
class Forme:
    """An edition made ready for a medium, to be laid out once or with several sheets."""

    medium: str
    html: Any = field(repr=False)
    fonts: Any = field(repr=False)
    files: dict[str, bytes] = field(repr=False)

    def lay_out(self, sheet: Stylesheet) -> Layout:
        """Return the edition laid out with a sheet of the medium.

        Raises RotativeError when a file is missing or a glyph would not show.
        """
        self.files[SHEET] = sheet.css.encode()
        with engine.listening() as records:
            tagged = self.medium == "screen"
            laid_out = self.html.render(font_config=self.fonts, pdf_tags=tagged)
        return Layout(laid_out, self.medium, sheet.tokens, _sound(records, self.medium))


def prepare(galley: Galley, sheet: Stylesheet, house: House, *, modified: dt.datetime) -> Forme:
    """Return the edition ready to be laid out for the sheet's medium, `print` or `screen`.

    Raises RotativeError when the engine is missing.
    """
    weasyprint = engine.weasyprint()
    files = {f"images/{asset.name}": asset.data for asset in galley.edition.assets}
    html = weasyprint.HTML(
        string=document(galley, sheet, house, modified=modified),
        base_url=engine.BASE,
        url_fetcher=engine.fetcher(files, house.read_style),
    )
    return Forme(sheet.medium, html, engine.fonts(), files)


def lay_out(galley: Galley, sheet: Stylesheet, house: House, *, modified: dt.datetime) -> Layout:
    """Return the edition laid out for the sheet's medium, `print` or `screen`.

    Raises RotativeError when the engine is missing, a file is, or a glyph would not show.
    """
    return prepare(galley, sheet, house, modified=modified).lay_out(sheet)


def draw(layout: Layout, edition: Edition) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the PDF of a layout, and what the engine found while drawing it.

    Raises RotativeError when a glyph would not show or a picture cannot be drawn.
    """
    with engine.listening() as records:
        data = layout.document.write_pdf(pdf_identifier=identifier(edition).encode())
    return data, _sound(records, layout.medium)


def _sound(records: list[LogRecord], medium: str) -> tuple[Problem, ...]:
    problems = tuple(engine.findings(records, medium))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise RotativeError(problems)
    return problems


def document(galley: Galley, sheet: Stylesheet, house: House, *, modified: dt.datetime) -> str:
    """Return the HTML document of a paged medium, sections in order."""
    edition = galley.edition
    own = f"{sheet.medium}/document.xhtml"
    template = own if house.find(TEMPLATES, own) else "document.xhtml"
    issued = dt.datetime.combine(edition.date or modified.date(), dt.time(), dt.UTC)
    return house.render(
        template,
        edition=edition,
        title=f"{edition.publication.title} — {edition.title}",
        author=edition.lead.author or edition.imprint.publisher or edition.publication.title,
        description=edition.lead.standfirst.text,
        keywords=[rubric.label for rubric, _ in galley.groups],
        created=issued.strftime("%Y-%m-%dT%H:%M:%SZ"),
        modified=modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        version=__version__,
        sheet=SHEET,
        sections=galley.sections,
    )
