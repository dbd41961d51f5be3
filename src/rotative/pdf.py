"""The PDF writer: one HTML document from the galley, laid out by WeasyPrint.

Print and screen differ in their sheets, and where that is not enough in a template folder named
for the medium. Bytes are the same for the same galley and sheet, whatever the machine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rotative import __version__, engine, linelint
from rotative.fitting.sheets import fitter
from rotative.galley import Galley
from rotative.house import House
from rotative.identity import identifier
from rotative.problems import Problem, RotativeError, Severity
from rotative.shipped import TEMPLATES
from rotative.stylesheet import Stylesheet

SHEET = "sheet.css"


@dataclass(frozen=True, slots=True)
class Pages:
    """A finished PDF and what was learnt while laying it out."""

    data: bytes = field(repr=False)
    count: int
    problems: tuple[Problem, ...] = ()


def write(galley: Galley, sheet: Stylesheet, house: House, *, modified: dt.datetime) -> Pages:
    """Return the edition as PDF for the sheet's medium, `print` or `screen`.

    Raises RotativeError when the engine is missing, a file is, or a glyph would not show.
    """
    weasyprint = engine.weasyprint()
    files = {SHEET: sheet.css.encode()}
    files |= {f"images/{asset.name}": asset.data for asset in galley.edition.assets}
    fetcher = engine.fetcher(files, house.read_style)
    with engine.listening() as records:
        html = weasyprint.HTML(
            string=document(galley, sheet, house, modified=modified),
            base_url=engine.BASE,
            url_fetcher=fetcher,
        )
        laid_out = html.render(pdf_tags=sheet.medium == "screen")
        data = laid_out.write_pdf(pdf_identifier=identifier(galley.edition).encode())
    problems = tuple(engine.findings(records, sheet.medium))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise RotativeError(problems)
    if sheet.medium == "print":
        problems += linelint.inspect(laid_out.pages)
    return Pages(data, len(laid_out.pages), problems)


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
        fit=fitter(sheet.tokens, house, edition.language),
        sections=galley.sections,
    )
