"""Placeholders for what could not be imported: pieces that say so, until an import succeeds.

Each says nothing but what is missing and where it is, so that it can be told, letter for letter,
from what an editor made of it: only an untouched one is ever replaced. Which language the edition
is in is known when its sources are read: placeholders are `worded` then.
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
from rotative.manuscript.gaps import Words, said
from rotative.manuscript.links import safe_url

_PICTURE_GAP = re.compile(r"(?<=\*\*)(\\?\[)Image missing\\?: (.+?)(?=\\?\]\*\*)")
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
    return _piece(stood_for, "feed" if is_feed else "article")


def of_piece(piece: Piece) -> Piece:
    """Return what stands for an article of a source that could be read but for this one."""
    return _piece(piece, "article")


def _path(named: str) -> str:
    try:
        return urlsplit(named).path if is_address(named) else named
    except ValueError:
        return named


def _piece(of: Piece, what: str) -> Piece:
    name = " ".join(of.title.split())
    return Piece(
        title=inline.plain(f"[{what} missing: {name}]", heading=True),
        origin=of.origin,
        key=f"{of.key}{GAP}",
        url=safe_url(of.url),
        date=of.date,
        is_article=of.is_article,
        lacks=what,
        name=name,
    )


def of_picture(what: str) -> str:
    """Return what stands for a picture in Markdown."""
    return f"**{inline.plain(f'[Image missing: {what}]')}**"


def worded(piece: Piece, words: Words) -> Piece:
    """Return a piece with its placeholders worded, itself if it is one."""
    if piece.is_gap:
        title = inline.plain(said(words, piece.lacks, piece.name), heading=True)
        return replace(piece, title=title, summary=inline.plain(words["gap_text"]))

    def picture(found: re.Match[str]) -> str:
        return found[1] + said(words, "image", found[2])[1:-1]

    body = _PICTURE_GAP.sub(picture, piece.body)
    return replace(piece, body=body, first_hash=piece.hash)


def without(
    standing: Standing, origins: Iterable[str], pieces: Iterable[Piece], every: Iterable[Words]
) -> Standing:
    """Return what stands in a folder, less the untouched placeholders that can go.

    They are those of the sources that could be read (`origins`) and of `pieces` that are new, in
    any language that is known.
    """
    there, spoken = standing, None
    for wanted in _wanted(origins, pieces):
        if there.known(wanted) is None:
            continue
        spoken = list(every) if spoken is None else spoken
        for gap in dict.fromkeys(worded(wanted, words) for words in spoken):
            if standing.texts.get(LEAD) == lead_text(gap, ""):
                filled = (*there.filled, gap)
                there = replace(there, has_lead=False, filled=filled, filled_lead=gap)
            elif untouched(gap, standing.texts.get(HEADLINES, "")):
                there = replace(there, filled=(*there.filled, gap))
    return there


def _wanted(origins: Iterable[str], pieces: Iterable[Piece]) -> Iterator[Piece]:
    yield from filter(None, map(of_source, origins))
    yield from (of_piece(piece) for piece in pieces if not piece.is_gap)
