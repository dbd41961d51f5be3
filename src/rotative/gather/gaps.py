"""Placeholders for what could not be imported: pieces that say so, until an import succeeds.

Each says nothing but what is missing and where it is, so that it can be told, letter for letter,
from what an editor made of it: only an untouched one is ever replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from rotative.gather import inline
from rotative.gather.edition import lead_text, untouched
from rotative.gather.harvest import GAP, Piece
from rotative.gather.sources import is_address
from rotative.gather.standing import Standing
from rotative.manuscript.folder import HEADLINES, LEAD
from rotative.manuscript.links import safe_url

TEXT = "This could not be imported. Import it again, or write it here."

_FEED = re.compile(
    r"\.(xml|rss|atom|rdf|json)$|(^|[/._-])(feeds?|rss|atom)([/._-]|$)", re.IGNORECASE
)
_TEXT = re.compile(
    r"\.(docx?|odt|rtf|pages|pdf|epub|html?|xhtml|md|markdown|txt|text|eml|msg)$", re.IGNORECASE
)
_PICTURE = re.compile(r"\.(jpe?g|png|gif|webp|avif|hei[cf]|tiff?|bmp|svg)$", re.IGNORECASE)


def of_source(origin: str) -> Piece | None:
    """Return what stands for a source that failed, None if no piece was expected of it.

    Pictures have no place in a text yet, and nobody knows what a `Thumbs.db` was to be.
    """
    path = _path(origin)
    is_feed = bool(_FEED.search(path))
    is_text = is_address(origin) and not _PICTURE.search(path)
    if not (is_feed or is_text or _TEXT.search(path)):
        return None
    url = origin if is_address(origin) else ""
    stood_for = Piece(origin, origin, origin, url=url, is_article=not is_feed)
    return _piece(stood_for, "Feed" if is_feed else "Article")


def of_piece(piece: Piece) -> Piece:
    """Return what stands for an article of a source that could be read but for this one."""
    return _piece(piece, "Article")


def _path(named: str) -> str:
    try:
        return urlsplit(named).path if is_address(named) else named
    except ValueError:
        return named


def _piece(of: Piece, what: str) -> Piece:
    return Piece(
        title=inline.plain(f"[{what} missing: {' '.join(of.title.split())}]", heading=True),
        origin=of.origin,
        key=f"{of.key}{GAP}",
        summary=TEXT,
        url=safe_url(of.url),
        date=of.date,
        is_article=of.is_article,
        is_gap=True,
    )


def without(standing: Standing, origins: Iterable[str], pieces: Iterable[Piece]) -> Standing:
    """Return what stands in a folder, less the untouched placeholders that can go.

    They are those of the sources that could be read (`origins`) and of `pieces` that are new.
    """
    there = standing
    for gap in _wanted(origins, pieces):
        if there.known(gap) is None:
            continue
        if standing.texts.get(LEAD) == lead_text(gap, ""):
            filled = (*there.filled, gap)
            there = replace(there, has_lead=False, filled=filled, filled_lead=gap)
        elif untouched(gap, standing.texts.get(HEADLINES, "")):
            there = replace(there, filled=(*there.filled, gap))
    return there


def _wanted(origins: Iterable[str], pieces: Iterable[Piece]) -> Iterator[Piece]:
    yield from filter(None, map(of_source, origins))
    yield from (of_piece(piece) for piece in pieces if not piece.is_gap)
