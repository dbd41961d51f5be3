"""The writers: one artefact from a galley, in the format asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rotative.faces import keeps_narrow_blank
from rotative.galley import Galley, widened
from rotative.house import House
from rotative.problems import Problem
from rotative.stylesheet import Stylesheet, assemble

FORMATS = {"epub": ".epub", "print": ".print.pdf", "screen": ".screen.pdf"}


@dataclass(frozen=True, slots=True)
class Made:
    """A finished artefact, its pages if it has any, and what was found while making it."""

    data: bytes = field(repr=False)
    pages: int = 0
    problems: tuple[Problem, ...] = ()


def make(name: str, galley: Galley, house: House, *, modified: dt.datetime) -> Made:
    """Return the artefact of a format: `epub`, `print` or `screen`.

    Raises RotativeError when a template or sheet is faulty or the engine is missing.
    """
    sheet = assemble(house, galley.edition, name)
    if name == "epub":
        return _epub(galley, sheet, house, modified)
    from rotative import pdf

    paged = pdf.write(galley, sheet, house, modified=modified)
    return Made(paged.data, paged.count, paged.problems)


def _epub(galley: Galley, sheet: Stylesheet, house: House, modified: dt.datetime) -> Made:
    from rotative import epub
    from rotative.preflight import epub_lint

    choice = galley.edition.publication.narrow_space
    shown = galley if keeps_narrow_blank(choice, sheet.css) else widened(galley)
    data = epub.write(shown, sheet, house, modified=modified)
    return Made(data, problems=epub_lint.inspect(data))
