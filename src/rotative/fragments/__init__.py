"""Fragments: a long edition's sections laid out apart, by several processes, and kept.

Sections that begin pages (`cut`) are laid out and drawn one by one (`piece`), their margins once
their pages are counted (`margins`); all of it is joined into one file (`join`). What was laid out
before is found again (`store`), so that a correction costs its section. The pages are those of the
whole; where that cannot be promised, the whole is laid out.
"""

from __future__ import annotations

from rotative import engine
from rotative.colour import stand_ins
from rotative.crew import hands
from rotative.engine import parts
from rotative.engine.parts import IndivisibleError
from rotative.fitting.sheets import faces, fitter
from rotative.fragments.binding import bind
from rotative.fragments.book import Book
from rotative.fragments.cut import Part, divide, emptied
from rotative.fragments.piece import Bench
from rotative.fragments.ties import crosses
from rotative.openings import openings
from rotative.pdf import Forme
from rotative.printed import Printed
from rotative.shell import SHEET
from rotative.shipped import STYLES
from rotative.stylesheet import Stylesheet

SHELLS = ("document.xhtml", "print/document.xhtml")


def pull(forme: Forme, sheet: Stylesheet) -> Printed | None:
    """Return an edition's printed pages made of fragments, None where it has to be laid out whole.

    Raises RotativeError as `Forme.lay_out` does.
    """
    sections = forme.galley.sections
    if engine.weasyprint().__version__ != parts.KNOWN:
        return None
    css, inks = stand_ins(sheet.css)
    if crosses(css, sections) or any(map(forme.house.is_laid_over, SHELLS)):
        return None
    opening = openings(sections, sheet.tokens)
    forme.files[SHEET] = css.encode()
    with engine.listening() as records:
        with forme.house.listening() as asked:
            parsed = parts.sheet(SHEET, forme.fonts, forme.fetcher, engine.BASE)
            forme.files[SHEET] = b""  # what documents link to: it has been parsed for all of them
            for name in faces(sheet.tokens):
                forme.house.note(STYLES, name)
        fit = fitter(sheet.tokens, forme.house, forme.galley.edition.language)
        bench = Bench(forme, sheet, parsed, opening, f"{css}{sorted(asked.items())}", fit)
        html = bench.html(bench.text(Part(tuple(map(emptied, sections)))))
        breaks = parts.breaks(html, parsed, forme.fonts, [section.id for section in sections])
    pieces = divide(sections, breaks)
    if len(pieces) < 2:
        return None
    problems = tuple(engine.findings(records, "print"))
    try:
        book = Book(bench, pieces, hands())
        printed = bind(bench, book.placed(), inks, problems)
    except IndivisibleError:
        return None
    book.store.tidy()
    return printed
