"""The shell: one HTML document of a paged medium around the galley's sections.

It needs no engine, so that it is written while that is still being loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from rotative import __version__, padding
from rotative.dataclass import dataclass
from rotative.galley import Galley
from rotative.house import House
from rotative.identity import issued
from rotative.shipped import TEMPLATES
from rotative.stylesheet import Stylesheet

if TYPE_CHECKING:
    from rotative.fitting.sheets import Fit

SHEET = "sheet.css"


@dataclass(frozen=True, slots=True)
class Shell:
    """A document written in advance: with what sheet, and with what filler pages at its end."""

    sheet: Stylesheet = field(repr=False)
    fillers: tuple[str, ...]
    text: str = field(repr=False)


def ready(galley: Galley, house: House, sheet: Stylesheet, *, modified: dt.datetime) -> Shell:
    """Return the document of the sheet's medium, `print` or `screen`, as it is laid out first.

    Raises RotativeError when a template is faulty.
    """
    fillers = padding.fillers(galley.edition) if sheet.medium == "print" else ()
    text = document(galley, sheet, house, modified=modified, fillers=fillers)
    return Shell(sheet, fillers, text)


def document(
    galley: Galley,
    sheet: Stylesheet,
    house: House,
    *,
    modified: dt.datetime,
    fillers: Sequence[str] = (),
    before: str = "",
    opening: Collection[str] | None = None,
    fit: Fit | None = None,
) -> str:
    """Return the HTML document of a paged medium, sections in order.

    `fillers` are templates of pages added at the end, or before the section `before`; `opening`
    are the ids of the sections that begin pages, None where their length decides; `fit` is what
    fits sections, None for one of its own.
    """
    # Of no use to who takes a document from another process.
    from rotative.fitting.sheets import fitter
    from rotative.openings import openings

    edition = galley.edition
    if opening is None:
        opening = openings(galley.sections, sheet.tokens) if sheet.medium == "print" else ()
    own = f"{sheet.medium}/document.xhtml"
    template = own if house.find(TEMPLATES, own) else "document.xhtml"
    return house.render(
        template,
        edition=edition,
        title=f"{edition.publication.title} — {edition.title}",
        author=edition.lead.author or edition.imprint.publisher or edition.publication.title,
        description=edition.lead.standfirst.text,
        keywords=[rubric.label for rubric, _ in galley.groups],
        created=issued(edition, modified).strftime("%Y-%m-%dT%H:%M:%SZ"),
        modified=modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        version=__version__,
        sheet=SHEET,
        fit=fit or fitter(sheet.tokens, house, edition.language),
        sections=galley.sections,
        publication=edition.publication,
        words=house.words(edition.language),
        tokens=sheet.tokens,
        fillers=fillers,
        fillers_before=before,
        opening=opening,
    )
