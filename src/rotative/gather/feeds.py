"""Feeds → headlines: RSS 0.9 to 2.0, RDF and Atom through feedparser, and JSON Feed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from rotative.dataclass import dataclass
from rotative.gather import gaps, inline, trees
from rotative.gather.desk import Desk, Written, finder, language_of, write_part
from rotative.gather.harvest import Diary, Harvest, Piece, needed
from rotative.gather.long import cut
from rotative.gather.sources import Raw
from rotative.gather.twins import canonical_url, untracked
from rotative.manuscript.intake import scrub
from rotative.matching import fold
from rotative.problems import Place, fail

LONGEST_SUMMARY = 600
"""A headline's summary is a paragraph; of a longer one the first sentences are taken."""

_TAIL = re.compile(
    r"\s*((lire (la suite|plus|l[’']article)|en savoir plus|la suite sur|read (more|the full \w+)"
    r"|continue reading|weiterlesen|mehr lesen|leer más|seguir leyendo|leggi tutto|lees verder)"
    r"\b[^.]{0,120}|(the post|l[’']article|cet article) .{1,250} (appeared first on"
    r"|est apparu en premier sur) .{1,80}|\[(…|\.\.\.)\])\s*[.…→»>]*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed as it stands there, or the feed itself; texts are HTML."""

    title: str = ""
    url: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    source: str = ""
    key: str = ""
    language: str = ""
    date: dt.date | None = None
    categories: tuple[str, ...] = ()


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the headlines of a feed in its own order; raise RotativeError if there are none."""
    channel, entries = _json(raw) if raw.kind == "json-feed" else _xml(raw, diary)
    found = list(entries)
    if not found:
        hint = "look at it in a browser: it should list articles"
        raise fail("no-text", "the feed holds no entries", Place(raw.origin), hint)
    most = desk.limits.pieces
    if len(found) > most:
        diary.dropped(f"{len(found) - most} entries beyond the first {most}")
    pieces = (_piece(entry, channel, raw, desk, diary) for entry in found[:most])
    return Harvest(tuple(piece for piece in pieces if piece.title))


def _xml(raw: Raw, diary: Diary) -> tuple[Entry, Iterator[Entry]]:
    with needed("feedparser"):
        import feedparser
    headers = {"content-location": raw.url} if raw.url else {}
    if raw.charset:
        headers["content-type"] = f"application/xml; charset={raw.charset}"
    try:
        found = feedparser.parse(raw.data, response_headers=headers)
    except Exception as error:
        message, hint = "the feed cannot be read", "look at it in a browser"
        raise fail("source-unreadable", message, Place(raw.origin), hint) from error
    broken = found.get("bozo_exception") if found.get("bozo") else None
    if broken is not None and "Override" not in type(broken).__name__:
        message = "the feed is not well formed; what could be read of it was"
        diary.warn("feed-damaged", message, "look whether entries are missing")
    feed = found.get("feed", {})
    entries = (_parsed(each) for each in found.get("entries", ()))
    channel = Entry(_plain(feed.get("title")), language=str(feed.get("language") or ""))
    return channel, entries


def _parsed(entry: Mapping[str, Any]) -> Entry:
    contents = [each.get("value", "") for each in entry.get("content") or ()]
    source = entry.get("source") or {}
    tags = (str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags") or ())
    return Entry(
        title=str(entry.get("title") or ""),
        url=str(entry.get("link") or ""),
        summary=str(entry.get("summary") or ""),
        content=max(contents, key=len, default=""),
        author=_plain(entry.get("author")),
        source=_plain(source.get("title")) if isinstance(source, Mapping) else "",
        key=str(entry.get("id") or ""),
        date=_date(entry),
        categories=_categories(tags),
    )


def _date(entry: Mapping[str, Any]) -> dt.date | None:
    """Return the day by the publisher's own clock, else by Greenwich's."""
    for name in ("published", "updated", "created"):
        day = day_of(str(entry.get(name) or ""))
        parsed = entry.get(f"{name}_parsed")
        if day is None and parsed:
            try:
                day = dt.date(*parsed[:3])
            except (ValueError, TypeError):
                day = None
        if day is not None:
            return day
    return None


def day_of(said: str) -> dt.date | None:
    """Return the day of a date as feeds write it: RFC 3339, RFC 5322 or ISO 8601."""
    said = said.strip()
    try:
        return dt.datetime.fromisoformat(said).date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(said).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


# JSON Feed (https://www.jsonfeed.org/version/1.1/)


def _json(raw: Raw) -> tuple[Entry, Iterator[Entry]]:
    try:
        found = json.loads(raw.text()[0])
    except (ValueError, RecursionError) as error:
        message, hint = "the feed is not JSON", "look at it in a browser"
        raise fail("source-unreadable", message, Place(raw.origin), hint) from error
    found = found if isinstance(found, dict) else {}
    items = found.get("items")
    entries = (
        _item(each) for each in (items if isinstance(items, list) else ()) if isinstance(each, dict)
    )
    return Entry(_plain(found.get("title")), language=_word(found.get("language"))), entries


def _item(item: Mapping[str, Any]) -> Entry:
    text = _word(item.get("content_text"))
    authors = item.get("authors") or [item.get("author")]
    names = [_plain(a.get("name")) for a in _list(authors) if isinstance(a, dict)]
    return Entry(
        title=_word(item.get("title")),
        url=_word(item.get("url")) or _word(item.get("external_url")),
        summary=_escaped(_word(item.get("summary"))),
        content=_word(item.get("content_html"))
        or "".join(f"<p>{p}</p>" for p in _escaped(text).split("\n\n") if p),
        author=", ".join(filter(None, names)),
        key=_word(item.get("id")),
        date=day_of(_word(item.get("date_published")) or _word(item.get("date_modified"))),
        categories=_categories(_word(tag) for tag in _list(item.get("tags"))),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _word(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


# Entries → pieces


def _piece(entry: Entry, channel: Entry, raw: Raw, desk: Desk, diary: Diary) -> Piece:
    url = untracked(urljoin(raw.url, entry.url.strip()) if raw.url else entry.url)
    if entry.url and not url:
        diary.dropped("addresses of entries that may not stand in a book")
    summary = _summary(entry, diary)
    title = _plain(entry.title) or next(cut(trees.folded(_plain(summary)), 80), "")
    if fold(title) == fold(summary):
        summary = ""
    key = canonical_url(url) or f"{raw.origin}\0{entry.key or title}"
    is_whole = desk.full or key == desk.whole
    said = replace(entry, title=title, url=url)
    body = _body(said, raw, desk, diary) if is_whole else Written("", ())
    if body is None:
        return gaps.of_piece(
            Piece(title, raw.origin, key, url=url, date=entry.date, is_article=False)
        )
    if body.text and fold(summary.rstrip("….[] "))[:80] in fold(body.text):
        summary = ""
    return Piece(
        title=inline.plain(title, heading=True),
        origin=raw.origin,
        key=key,
        body=body.text,
        summary=inline.plain(summary),
        author=entry.author,
        source=entry.source or channel.title,
        url=url,
        date=entry.date,
        language=language_of(f"{title} {summary}", channel.language),
        categories=entry.categories,
        is_article=False,
        pictures=body.pictures,
    )


def _summary(entry: Entry, diary: Diary) -> str:
    """Return a summary of one paragraph, as plain text: of the summary, else of the content."""
    tree = trees.fragment(entry.summary or entry.content)
    trees.clean(tree)
    paragraphs = [trees.words(p) for p in tree.iter("p")] or [trees.words(tree)]
    filled = [text for text in (_TAIL.sub("", each) for each in paragraphs) if text]
    text = trees.folded(next(iter(filled), ""))
    if len(text) <= LONGEST_SUMMARY:
        return text
    diary.changed("long summaries: their first sentences were taken")
    return next(cut(text, LONGEST_SUMMARY))


def _body(entry: Entry, raw: Raw, desk: Desk, diary: Diary) -> Written | None:
    url = entry.url
    content = max(entry.content, entry.summary, key=len)
    if not content.strip():
        return Written("", ())
    tree = trees.fragment(content)
    for paragraph in list(tree.iter("p")):
        if _TAIL.fullmatch(trees.words(paragraph)):
            trees.remove(paragraph)
    for link in tree.iter("a"):
        if url and link.get("href") and not link.get("href").startswith("#"):
            link.set("href", urljoin(url, link.get("href")))
    return write_part(entry.title, tree, desk, diary, finder(raw, desk, url if raw.url else ""))


def _plain(value: object) -> str:
    """Return text without its markup, in one line."""
    text = scrub(str(value or ""))
    if "<" in text or "&" in text:
        tree = trees.fragment(text)
        trees.clean(tree)
        text = trees.words(tree)
    return trees.folded(text.replace("\n", " ")).strip()


def _categories(found: Iterable[str]) -> tuple[str, ...]:
    names = (_plain(name)[:60] for name in found)
    return tuple(dict.fromkeys(name for name in names if name))[:12]
