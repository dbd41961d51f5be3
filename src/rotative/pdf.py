"""The PDF writer: one HTML document from the galley, laid out by WeasyPrint.

Print and screen differ in their sheets, and where that is not enough in a template folder named
for the medium. Bytes are the same for the same galley and sheet, whatever the machine.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from logging import LogRecord
from typing import Any

from rotative import __version__, engine
from rotative.finish import screen
from rotative.finish.pictures import for_screen
from rotative.galley import Galley
from rotative.house import House
from rotative.identity import identifier
from rotative.model import Edition
from rotative.problems import Problem, RotativeError, Severity
from rotative.shipped import TEMPLATES
from rotative.stylesheet import Stylesheet
from rotative.tagging import Tagger

SHEET = "sheet.css"
PRESS_PROFILE = "icc/FOGRA39L_coated.icc"


@dataclass(frozen=True, slots=True)
class Layout:
    """An edition laid out on its pages, not yet drawn; `document` is the engine's own."""

    document: Any = field(repr=False)
    medium: str
    problems: tuple[Problem, ...] = ()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)


def lay_out(galley: Galley, sheet: Stylesheet, house: House, *, modified: dt.datetime) -> Layout:
    """Return the edition laid out for the sheet's medium, `print` or `screen`.

    Raises RotativeError when the engine is missing, a file is, or a glyph would not show.
    """
    weasyprint = engine.weasyprint()
    files = {SHEET: sheet.css.encode()}
    files |= {f"images/{name}": data for name, data in _pictures(galley, sheet.medium, house)}
    fetcher = engine.fetcher(files, house.read_style)
    with engine.listening() as records:
        html = weasyprint.HTML(
            string=document(galley, sheet, house, modified=modified),
            base_url=engine.BASE,
            url_fetcher=fetcher,
        )
        laid_out = html.render()
    return Layout(laid_out, sheet.medium, _sound(records, sheet.medium))


def _pictures(galley: Galley, medium: str, house: House) -> Iterator[tuple[str, bytes]]:
    for asset in galley.edition.assets:
        data = asset.data
        if medium == "screen":
            data = for_screen(data, partial(house.read_style, PRESS_PROFILE))
        yield asset.name, data


def draw(layout: Layout, edition: Edition) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the PDF of a layout, and what the engine found while drawing it.

    Raises RotativeError when a glyph would not show or a picture cannot be drawn.
    """
    with engine.listening() as records:
        data = layout.document.write_pdf(pdf_identifier=identifier(edition).encode())
    return data, _sound(records, layout.medium)


def draw_screen(
    layout: Layout, galley: Galley, house: House, *, modified: dt.datetime
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the screen PDF of a layout, PDF/A-3a and PDF/UA-1, and what was found on the way.

    Raises RotativeError as `draw` does.
    """
    words = house.words(galley.edition.language)
    finish = screen.Finisher(galley, words, modified)
    name = identifier(galley.edition).encode()
    engine.intend_srgb(layout.document)
    with engine.listening() as records, engine.tagging(Tagger(words)):
        data = layout.document.write_pdf(finisher=finish, pdf_identifier=name, **screen.OPTIONS)
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
