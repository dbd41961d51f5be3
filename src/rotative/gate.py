"""The gate: what an edition must pass before type is set, beyond being readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rotative.digests import sha256
from rotative.house import House
from rotative.language import direction
from rotative.limits import MAX_TITLE
from rotative.manuscript import gaps
from rotative.model import Edition, Publication, Source
from rotative.problems import Place, Problems, Severity, suggest
from rotative.units import points
from rotative.writers import FORMATS

LEGAL = ("publisher", "director", "printer", "price", "legal_deposit", "issn")
PAGED = tuple(name for name in FORMATS if name != "epub")
PAPER = frozenset({"print", "booklet", "ticket"})


def publication_source(publication: Publication) -> Iterator[Source]:
    """Yield publication.yaml, if there is one, as a source like any other."""
    path = Path(publication.root or "-") / "publication.yaml"
    if path.is_file():
        yield Source(path.name, sha256(path.read_bytes()))


def without_paper(edition: Edition, asked: Sequence[str], problems: Problems) -> Edition:
    """Leave the paged formats out of an edition read from the right: the engine cannot set it."""
    paged = [name for name in asked or edition.formats if name in PAGED]
    if not paged or direction(edition.language) == "ltr":
        return edition
    rest = tuple(name for name in edition.formats if name not in PAGED)
    message = f"pages in “{edition.language}”, read from right to left, cannot be set yet"
    hint = "build the EPUB alone: --format epub, or formats: [epub]"
    if asked or not rest:
        place = Place("--format") if asked else edition.place
        problems.error("print-rtl", message, place, hint)
        return edition
    problems.warn("print-rtl", f"{message}: {', '.join(paged)} left out", edition.place, hint)
    return replace(edition, formats=rest)


def check_words(edition: Edition, house: House, problems: Problems) -> None:
    """Warn when the house does not speak the language of the edition."""
    if edition.language != "und" and not house.words(edition.language).known:
        primary = edition.language.partition("-")[0]
        hint = f"write them into templates/words/{primary}.toml, with the keys of our en.toml"
        message = f"“Contents”, “Next” and the like stand in English: no words in “{primary}”"
        problems.warn("words-missing", message, edition.place, hint)


def check_formats(asked: Sequence[str], problems: Problems) -> None:
    """Note formats asked for that nobody makes; those in the sources have been checked there."""
    for name in asked:
        if name not in FORMATS:
            message = f'no format "{name}"'
            problems.error("no-such-format", message, Place("--format"), formats_hint(name))


def formats_hint(name: str) -> str:
    """Return the way out for a format nobody makes."""
    return suggest(name, FORMATS) or f"formats: {', '.join(FORMATS)}"


def check_gaps(formats: Sequence[str], whole: str, problems: Problems) -> None:
    """Turn gaps into errors where no draft is made: on paper, or as `whole` says."""
    if whole == "always" or (whole == "paper" and PAPER.intersection(formats)):
        problems.found[:] = gaps.closed(problems)


def check_date(edition: Edition, whole: str, problems: Problems) -> None:
    """Note an edition without a date where it is to be published: the catalogue goes by it."""
    if whole == "always" and not (edition.date or edition.revised):
        hint = "write “date: YYYY-MM-DD” into its edition.yaml, beside the text"
        message = "an edition has a date when it is published"
        problems.error("no-date", message, edition.place, hint)


def check_all(problems: Problems) -> None:
    """Turn every warning that nobody allowed into an error, and raise RotativeError if any is."""
    problems.found[:] = [
        each if each.allowed else replace(each, severity=Severity.ERROR) for each in problems
    ]
    problems.raise_errors()


def check_titles(edition: Edition, problems: Problems) -> None:
    """Note titles that fit no page."""
    for title in (edition.lead.title, *(headline.title for headline in edition.headlines)):
        if len(title.xhtml) > MAX_TITLE:
            message = f"a title of {len(title.xhtml):,} characters fits no page"
            hint = "end the line after the title, and begin the text on the next one"
            problems.error("title-too-long", message, title.place, hint)


def check_booklet(edition: Edition, problems: Problems) -> None:
    """Note a sheet too small for the pages of a booklet."""
    publication = edition.publication
    if not (edition.folded and publication.booklet.sheet):
        return
    from rotative.imposition.sheet import lay_out

    trim = points(f"{edition.trim.width:g}mm"), points(f"{edition.trim.height:g}mm")
    bleed, found = points(f"{publication.bleed:g}mm"), Problems()
    booklet = publication.booklet
    lay_out(trim, bleed, booklet, depths=1, problems=found, place=booklet.place)
    problems.found += found.errors  # warnings are told of the finished sheets


def check_imprint(formats: Sequence[str], edition: Edition, problems: Problems) -> None:
    """Note what the law wants printed in France (loi du 29 juillet 1881; Code du patrimoine)."""
    if "print" not in formats or edition.language[:2] != "fr" or not edition.publication.root:
        return
    missing = [name for name in LEGAL if not getattr(edition.imprint, name)]
    if missing:
        message = f"the printed imprint lacks {', '.join(missing)}"
        place = edition.publication.place
        problems.warn("imprint-incomplete", message, place, "add them under imprint:")
