"""The ticket as a page for people and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rotative import __version__, engine
from rotative.dataclass import dataclass
from rotative.house import House
from rotative.imposition.plan import called
from rotative.problems import RotativeError, Severity
from rotative.ticket.facts import Facts, Imposed
from rotative.words import figures, long_date

SCHEMA = 1
SHEET = "ticket.css"
TEMPLATE = "print/ticket.xhtml"
MOST_FAULTS = 6  # told on the page; the report has them all
AMERICAN_TRIMS = ((215.9, 279.4), (139.7, 215.9), (279.4, 431.8), (279.0, 432.0))
DRAWN = 30.0  # mm: the longer side of the page drawn on the ticket
PLATES = {"Cyan": "#009fe3", "Magenta": "#e6007e", "Yellow": "#ffed00", "Black": "#1d1d1b"}
KB, MB = 1000, 1000_000
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ink:
    """An ink as the ticket shows it: its name and, of a process ink, a colour for its swatch."""

    name: str
    colour: str


def make(facts: Facts, house: House) -> bytes:
    """Return the ticket as a PDF of one page, A4 or, for American trims, letter.

    What does not fit is set tighter; only notes as long as a letter run on to a second page.
    Raises RotativeError when the template or its sheet is faulty or the engine is missing. An
    office document: it is read and signed, not printed from plates.
    """
    weasyprint = engine.weasyprint()
    files = {SHEET: house.sheet(SHEET).encode()}
    fetcher = engine.fetcher(files, house.read_style)

    def laid_out(*, tight: bool) -> Any:
        text = document(facts, house, tight=tight)
        return weasyprint.HTML(string=text, base_url=engine.BASE, url_fetcher=fetcher).render()

    with engine.listening() as records:
        pages = laid_out(tight=False)
        if len(pages.pages) > 1:
            pages = laid_out(tight=True)
        data: bytes = pages.write_pdf(pdf_identifier=f"{facts.identifier}#ticket".encode())
    problems = tuple(engine.findings(records, "ticket"))
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise RotativeError(problems)
    return data


def document(facts: Facts, house: House, *, tight: bool = False) -> str:
    """Return the ticket's HTML, in the edition's language."""
    own = house.words(facts.language)
    faults = facts.preflight or ()
    return house.render(
        TEMPLATE,
        facts=facts,
        words=own,
        sheet=SHEET,
        version=__version__,
        tight=tight,
        paper="letter" if (facts.width, facts.height) in AMERICAN_TRIMS else "a4",
        product=tuple(_product(facts, own)),
        making=tuple(_making(facts, own)),
        imposition=tuple(_imposition(facts.imposed, own)) if facts.imposed else (),
        inks=[Ink(called(ink, own), PLATES.get(ink, "")) for ink in facts.inks],
        files=[(file, _weight(file.size, own)) for file in facts.files],
        drawing=_drawing(facts),
        size=_size(facts.width, facts.height, own),
        errors=sum(fault.severity is Severity.ERROR for fault in faults),
        warnings=sum(fault.severity is Severity.WARNING for fault in faults),
        faults=faults[:MOST_FAULTS],
        more=len(faults) - MOST_FAULTS,
    )


def _product(facts: Facts, own: Mapping[str, str]) -> Iterator[Row]:
    if facts.number:
        yield own["ticket_issue"], facts.number
    yield own["ticket_edition"], facts.edition
    if facts.date:
        yield own["ticket_date"], long_date(facts.date, facts.language, own)
    revised = f", {long_date(facts.revised, facts.language, own)}" if facts.revised else ""
    yield own["ticket_revision"], f"{facts.revision}{revised}"
    for name in ("publisher", "printer", "contact"):
        if value := getattr(facts, name):
            yield own[f"imprint_{name}"], value
    yield own["ticket_identifier"], facts.identifier


def _making(facts: Facts, own: Mapping[str, str]) -> Iterator[Row]:
    """Yield what the printer makes; what nobody decided is to be agreed, and says so."""
    undecided, job = own["ticket_open"], facts.job
    yield own["ticket_trim"], _size(facts.width, facts.height, own)
    yield own["ticket_bleed"], _length(facts.bleed, own)
    yield own["ticket_pages"], figures(facts.pages, facts.language)
    yield own["ticket_quantity"], _quantity(job.quantity, facts.language) or undecided
    yield own["ticket_paper"], job.paper or undecided
    bound = own[f"binding_{facts.binding}"] if facts.binding else undecided
    yield own["ticket_binding"], job.binding or bound
    yield own["ticket_condition"], facts.condition or undecided
    if facts.standard:
        yield own["ticket_standard"], facts.standard


def _imposition(imposed: Imposed, own: Mapping[str, str]) -> Iterator[Row]:
    booklet = imposed.booklet
    yield own["ticket_sheets"], str(imposed.sheets)
    yield own["ticket_up"], str(booklet.up)
    size = _size(imposed.width, imposed.height, own)
    named = booklet.sheet.name if booklet.sheet else ""
    yield own["ticket_sheet_size"], size if named[:1].isdigit() or not named else f"{named}, {size}"
    yield own["ticket_signatures"], str(imposed.signatures)
    yield own["ticket_spine"], own[f"side_{booklet.spine}"]
    edge = booklet.flip or ("short" if imposed.width > imposed.height else "long")
    yield own["ticket_flip"], own[f"edge_{edge}"]
    for name, length in (("creep", imposed.creep), ("milling", booklet.milling)):
        if length:
            yield own[f"ticket_{name}"], _length(length, own)


def _drawing(facts: Facts) -> dict[str, str]:
    """Return the sides of the page drawn to scale, and of its bleed, in millimetres."""
    scale = DRAWN / max(facts.width, facts.height)
    edge = max(facts.bleed * scale, 0.8) if facts.bleed else 0.0
    sides = {"width": facts.width * scale, "height": facts.height * scale, "bleed": edge}
    return {name: f"{length:.2f}mm" for name, length in sides.items()}


def _size(width: float, height: float, own: Mapping[str, str]) -> str:
    return f"{_figure(width, own)}\u00a0×\u00a0{_length(height, own)}"


def _length(length: float, own: Mapping[str, str]) -> str:
    return f"{_figure(length, own)}\u00a0mm"


def _figure(length: float, own: Mapping[str, str]) -> str:
    return f"{length:.2f}".rstrip("0").rstrip(".").replace(".", own["decimal"])


def _quantity(said: str, language: str) -> str:
    """Return a quantity with its thousands parted, if it is a mere number."""
    return figures(int(said), language) if said.isascii() and said.isdigit() else said


def _weight(size: int, own: Mapping[str, str]) -> str:
    if size < MB:
        return own["unit_kb"].format(n=max(1, round(size / KB)))
    return own["unit_mb"].format(n=f"{size / MB:.1f}".replace(".", own["decimal"]))


def as_dict(facts: Facts) -> dict[str, Any]:
    """Return the ticket for the build record: dates as in ISO 8601, lengths in millimetres."""
    told: dict[str, Any] = {"schema": SCHEMA, **asdict(facts)}
    if facts.preflight is not None:
        told["preflight"] = [problem.as_dict() for problem in facts.preflight]
    plain: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return plain
