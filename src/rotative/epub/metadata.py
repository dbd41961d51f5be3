"""Metadata: what libraries, shops and reading systems are told about an edition.

Source: EPUB 3.3 §5.5, Appendix D (meta properties), EPUB Accessibility 1.1 §2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ebooklib.epub import EpubBook

from rotative import identity
from rotative.epub.accessibility import Facts
from rotative.galley import Galley
from rotative.model import Edition, Rubric

COVER_ID = "cover-image"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def describe(book: EpubBook, galley: Galley, words: Mapping[str, str], facts: Facts) -> None:
    """Give a book its metadata, drawn from the edition and the facts about its content."""
    edition = galley.edition
    title = identity.display_title(edition, words)
    book.set_identifier(identity.identifier(edition))
    # The title of NCX and guide; dc:title itself carries a language, which set_title cannot give.
    book.title = title
    book.set_language(edition.language)
    _title(book, edition, title)
    _people(book, edition)
    _dates_and_words(book, edition)
    _subjects(book, galley)
    _series(book, edition)
    _accessibility(book, edition, words, facts)
    _old_meta(book, "cover", COVER_ID)


def authors(edition: Edition) -> tuple[str, ...]:
    """Return who wrote the edition: the lead's author, then the briefs', each once."""
    named = (edition.lead.author, *(headline.author for headline in edition.headlines))
    return tuple(dict.fromkeys(name for name in named if name))


def position(edition: Edition) -> str:
    """Return the edition's place in its series: its number, else its date as `2026.11.22`."""
    number = _NUMBER.search(edition.number)
    if number:
        return number[0]
    return f"{edition.date:%Y.%m.%d}" if edition.date else ""


def _title(book: EpubBook, edition: Edition, title: str) -> None:
    # One title, complete: most libraries show the first dc:title and nothing else.
    _dc(book, "title", title, id="title", **{LANG: edition.language})
    _meta(book, "title-type", "main", refines="title")
    if edition.date and edition.publication.title:
        _meta(book, "file-as", f"{edition.publication.title} {edition.date}", refines="title")


def _people(book: EpubBook, edition: Edition) -> None:
    publisher = edition.imprint.publisher or edition.publication.title
    for n, name in enumerate(authors(edition), 1):
        _dc(book, "creator", name, id=f"creator-{n}")
        _meta(book, "role", "aut", refines=f"creator-{n}", scheme="marc:relators")
    if not authors(edition) and publisher:
        _dc(book, "creator", publisher, id="creator-1")
        _meta(book, "role", "edt", refines="creator-1", scheme="marc:relators")
    if publisher:
        _dc(book, "publisher", publisher)


def _dates_and_words(book: EpubBook, edition: Edition) -> None:
    if edition.date:
        _dc(book, "date", edition.date.isoformat())
    about = edition.lead.standfirst.text or edition.publication.tagline
    if about:
        _dc(book, "description", about, **{LANG: edition.lead.language or edition.language})
    if edition.imprint.rights:
        _dc(book, "rights", edition.imprint.rights)
    if edition.lead.url:
        _dc(book, "source", edition.lead.url)


def _subjects(book: EpubBook, galley: Galley) -> None:
    for n, rubric in enumerate(_rubrics(galley), 1):
        _dc(book, "subject", rubric.label, id=f"subject-{n}")
        if rubric.medtop:
            _meta(book, "authority", "MEDTOP", refines=f"subject-{n}")
            _meta(book, "term", rubric.medtop, refines=f"subject-{n}")


def _rubrics(galley: Galley) -> Iterator[Rubric]:
    """Yield the rubrics with something in them, the lead's own included."""
    filled = [rubric for rubric, headlines in galley.groups if headlines]
    yield from filled
    own = [r for r in galley.edition.rubrics if r.id == galley.edition.lead.rubric]
    yield from (rubric for rubric in own if rubric not in filled)


def _series(book: EpubBook, edition: Edition) -> None:
    name, place = edition.publication.title, position(edition)
    if not name:
        return
    _meta(book, "belongs-to-collection", name, id="series", **{LANG: edition.language})
    _meta(book, "collection-type", "series", refines="series")
    _old_meta(book, "calibre:series", name)
    if edition.imprint.issn:
        _meta(book, "dcterms:identifier", f"urn:issn:{edition.imprint.issn}", refines="series")
    if place:
        _meta(book, "group-position", place, refines="series")
        if place.count(".") < 2:
            _old_meta(book, "calibre:series_index", place)


def _accessibility(
    book: EpubBook, edition: Edition, words: Mapping[str, str], facts: Facts
) -> None:
    for mode in facts.modes:
        _meta(book, "schema:accessMode", mode)
    for modes in facts.sufficient:
        _meta(book, "schema:accessModeSufficient", modes)
    for feature in facts.features:
        _meta(book, "schema:accessibilityFeature", feature)
    _meta(book, "schema:accessibilityHazard", "none")
    _meta(book, "schema:accessibilitySummary", facts.summary(words), **{LANG: edition.language})
    if facts.pages:
        _meta(book, "pageBreakSource", identity.print_identifier(edition))
    if facts.conforms_to:
        certifier = edition.imprint.publisher or edition.publication.title or "Rotative"
        _meta(book, "dcterms:conformsTo", facts.conforms_to, id="conformance")
        _meta(book, "a11y:certifiedBy", certifier, refines="conformance")


def _dc(book: EpubBook, name: str, text: str, **attributes: str) -> None:
    book.add_metadata("DC", name, text, attributes)


def _meta(book: EpubBook, property: str, text: str, **attributes: str) -> None:  # noqa: A002
    if "refines" in attributes:
        attributes["refines"] = "#" + attributes["refines"]
    book.add_metadata(None, "meta", text, {"property": property, **attributes})


def _old_meta(book: EpubBook, name: str, content: str) -> None:
    book.add_metadata(None, "meta", None, {"name": name, "content": content})
