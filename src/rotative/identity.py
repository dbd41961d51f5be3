"""Identity: the names by which reading systems, printers and archives know an edition for good."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from rotative.model import Edition
from rotative.words import long_date


def identifier(edition: Edition) -> str:
    """Return the edition's stable identifier, as the editor gave it or as `urn:uuid:…`.

    It depends on the publication (identifier, else address, else title) and the edition's id,
    never on the content, clock or machine: readers key notes and positions on it.
    Source: RFC 9562 §5.5 (UUID version 5), EPUB 3.3 §5.3.4.
    """
    if edition.identifier:
        return edition.identifier
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, _seed(edition))}"


def print_identifier(edition: Edition) -> str:
    """Return the identifier of the printed form, which page numbers in the EPUB refer to."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, identifier(edition) + '#print')}"


def _seed(edition: Edition) -> str:
    publication = edition.publication
    name = publication.identifier or publication.url or publication.title
    return f"{name}#{edition.id}"


def issued(edition: Edition, modified: dt.datetime) -> dt.datetime:
    """Return when an edition came out, at midnight UTC: its date, else that of its last change."""
    return dt.datetime.combine(edition.date or modified.date(), dt.time(), dt.UTC)


def display_title(edition: Edition, words: Mapping[str, str]) -> str:
    """Return the one title that libraries list: publication, number or date, and the headline.

    `Le Condensé, n° 1 — Poutine–Kim, l’alliance choc`; an edition of an untitled publication,
    or one named like its publication, is listed by what remains.
    """
    name, headline = edition.publication.title, headline_of(edition)
    if not name or name == headline:
        return headline or name or edition.id
    issue = issue_of(edition, words)
    series = f"{name}, {issue}" if issue else name
    return f"{series} — {headline}" if headline else series


def headline_of(edition: Edition) -> str:
    """Return the edition's own title as plain text: what the editor named it, else the lead's."""
    return edition.title or edition.lead.title.text


def issue_of(edition: Edition, words: Mapping[str, str]) -> str:
    """Return number or date as they follow the publication's name, empty when there is neither."""
    if edition.number:
        return words["issue_short"].format(number=edition.number)
    return long_date(edition.date, edition.language, words) if edition.date else ""
