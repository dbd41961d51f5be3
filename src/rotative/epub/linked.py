"""The linked record: what search engines and archives read, corrections included, as JSON-LD.

Source: EPUB 3.3 §5.5.7 (the link element), schema.org PublicationIssue, NewsArticle and
CorrectionComment.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from rotative import identity
from rotative.galley import Galley
from rotative.model import Correction, Headline, Lead

FILE, MEDIA_TYPE = "metadata.jsonld", "application/ld+json"
LINK = f'<link rel="record" href="{FILE}" media-type="{MEDIA_TYPE}"/>'


def record(galley: Galley, words: Mapping[str, str], modified: dt.datetime) -> bytes:
    """Return the edition and its pieces as JSON-LD, UTF-8."""
    edition = galley.edition
    issue = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "@id": identity.identifier(edition),
        "name": identity.display_title(edition, words),
        "inLanguage": edition.language,
        "issueNumber": edition.number,
        "datePublished": edition.date and edition.date.isoformat(),
        "dateModified": f"{modified:%Y-%m-%d}" if edition.date or edition.revised else None,
        "version": edition.revision,
        "publisher": edition.imprint.publisher,
        "isPartOf": _periodical(galley),
        "hasPart": [_article(piece, galley, words) for piece in _pieces(galley)],
    }
    return json.dumps(_said(issue), ensure_ascii=False, indent=1).encode()


def _pieces(galley: Galley) -> list[Lead | Headline]:
    return [galley.edition.lead, *(one for _, some in galley.groups for one in some)]


def _periodical(galley: Galley) -> dict[str, Any]:
    publication = galley.edition.publication
    issn = galley.edition.imprint.issn
    told = {"name": publication.title, "issn": issn, "url": publication.url}
    return {"@type": "Periodical", **_said(told)} if publication.title else {}


def _article(piece: Lead | Headline, galley: Galley, words: Mapping[str, str]) -> dict[str, Any]:
    notices = [each for each in galley.edition.corrections if each.piece == piece.id]
    told = {
        "@id": f"{identity.identifier(galley.edition)}#{piece.id}",
        "headline": piece.title.text,
        "author": piece.author,
        "url": piece.url,
        "inLanguage": piece.language,
        "datePublished": piece.date and piece.date.isoformat(),
        "correction": [_correction(notice, words) for notice in notices],
    }
    return {"@type": "NewsArticle", **_said(told)}


def _correction(notice: Correction, words: Mapping[str, str]) -> dict[str, str]:
    return {
        "@type": "CorrectionComment",
        "datePublished": notice.date.isoformat(),
        "text": sentence(notice, words),
    }


def sentence(notice: Correction, words: Mapping[str, str]) -> str:
    """Return a correction as readers are told it, without its date."""
    right, wrong = notice.right.text, notice.wrong.text
    told = words["correction_text"].format(right=right, wrong=wrong) if wrong and right else ""
    return " ".join(filter(None, (told, notice.note.text)))


def _said(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value}
