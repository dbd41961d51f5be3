"""Markdown of any dialect → articles in ours; an edition in one file brings its headlines too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt

from rotative.gather import gaps, inline, trees
from rotative.gather.desk import Desk, finder, write_part
from rotative.gather.feeds import day_of
from rotative.gather.harvest import Diary, Harvest, Piece
from rotative.gather.manuscripts import articles
from rotative.gather.sources import Raw
from rotative.gather.twins import canonical_url
from rotative.language import canonical, is_tag
from rotative.manuscript.blanks import blanks_plugin
from rotative.manuscript.decorations import BARE, decorations_plugin
from rotative.manuscript.draft import Draft
from rotative.manuscript.intake import Text, scrub
from rotative.manuscript.links import safe_url
from rotative.manuscript.pieces import read_headlines
from rotative.manuscript.values import text as said
from rotative.manuscript.yamlfile import load
from rotative.problems import Problems

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_PARTING = re.compile(r"\n[ \t]*\n-{3,}[ \t]*\n\s*(?=#{1,2} )")
# What other programs call the keys we have; the first that is there is taken.
_KEYS = {
    "title": ("title",),
    "author": ("author", "authors", "by", "byline"),
    "source": ("source", "publication", "site"),
    "url": ("url", "canonical_url", "canonical", "link", "source_url"),
    "language": ("language", "lang", "locale"),
    "kicker": ("kicker", "surtitre"),
    "standfirst": ("standfirst", "chapo", "description", "excerpt", "summary", "subtitle"),
    "rubric": ("rubric", "rubrique", "category", "section"),
    "date": ("date", "published", "publishdate", "created"),
}
_OF_EDITION = ("number", "identifier")


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the articles of a Markdown file; raise RotativeError if it has no text."""
    text, encoding = raw.text()
    if encoding not in {"utf-8", "utf-16"}:
        diary.changed(f"read as {encoding}")
    facts, body = _front(scrub(text), raw, diary)
    parting = _PARTING.search(body)
    below = body[parting.end() :] if parting else ""
    body = body[: parting.start()] if parting else body
    lead = articles(
        _tree(body),
        raw,
        desk,
        diary,
        find=finder(raw, desk),
        declared=facts.get("language", ""),
        title=facts.get("title", ""),
        keep_lines=True,
    )
    first = _with_facts(lead.pieces[0], facts)
    briefs = tuple(_briefs(below, raw, desk, diary))
    settings = tuple((key, facts[key]) for key in _OF_EDITION if key in facts)
    return Harvest((first, *lead.pieces[1:], *briefs), settings=settings)


def _front(text: str, raw: Raw, diary: Diary) -> tuple[dict[str, str], str]:
    """Return what the front matter says under our names, and the text below it."""
    found = _FRONT.match(text)
    if not found:
        return {}, text
    document = load(Text(raw.origin, found[1]), Problems(), offset=1)
    data = document.data if document and isinstance(document.data, Mapping) else {}
    if not data:
        diary.dropped("front matter that cannot be read")
    lower = {str(key).lower(): value for key, value in data.items()}
    facts = {}
    for name, others in _KEYS.items():
        value = next((lower[other] for other in others if lower.get(other)), "")
        told = _told(value)
        if told:
            facts[name] = told
    facts |= {key: _told(lower[key]) for key in _OF_EDITION if lower.get(key)}
    known = {other for others in _KEYS.values() for other in others} | {*_OF_EDITION}
    unknown = [key for key in lower if key not in known]
    if unknown:
        diary.dropped(f"front matter: {', '.join(unknown[:8])}")
    return facts, text[found.end() :]


def _told(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_told, value)))
    return " ".join(said(value).split()) if isinstance(value, str | int | float) else ""


def _with_facts(piece: Piece, facts: Mapping[str, str]) -> Piece:
    if piece.is_gap:
        return piece
    url, language = safe_url(facts.get("url", "")), facts.get("language", "").replace("_", "-")
    title = inline.plain(facts["title"], heading=True) if "title" in facts else piece.title
    standfirst = inline.plain(facts.get("standfirst", "")) or piece.standfirst
    body = piece.body
    if title != piece.title and "title" in facts and piece.title not in facts["title"]:
        body = (
            f"## {piece.title}\n\n{body}" if piece.key.rpartition("\0")[2] in piece.title else body
        )
    return replace(
        piece,
        title=title,
        body=body,
        key=canonical_url(url) or piece.key,
        standfirst=standfirst,
        kicker=facts.get("kicker", ""),
        author=facts.get("author", ""),
        source=facts.get("source", ""),
        url=url,
        date=day_of(facts.get("date", "")),
        language=canonical(language) if is_tag(language) else piece.language,
        categories=tuple(filter(None, [facts.get("rubric", "")])),
    )


def _briefs(text: str, raw: Raw, desk: Desk, diary: Diary) -> Iterator[Piece]:
    """Yield the headlines of an edition in one file."""
    if not text.strip():
        return
    for draft in read_headlines(Text(raw.origin, text), Problems()):
        yield _brief(draft, raw, desk, diary)


def _brief(draft: Draft, raw: Raw, desk: Desk, diary: Diary) -> Piece:
    fields = {
        key: said(value) for key, value in draft.fields.items() if isinstance(value, str | int)
    }
    url, title = safe_url(fields.get("url", "")), draft.title.text
    tree, find = _tree(draft.markdown), finder(raw, desk)
    written = write_part(title, tree, desk, diary, find, keep_lines=True)
    piece = Piece(
        title=inline.plain(title, heading=True),
        origin=raw.origin,
        key=canonical_url(url) or f"{raw.name}\0{title}",
        body=written.text if written else "",
        author=fields.get("author", ""),
        source=fields.get("source", ""),
        url=url,
        date=day_of(fields.get("date", "")),
        language=fields.get("language", ""),
        categories=tuple(filter(None, [fields.get("rubric", "")])),
        is_article=False,
        pictures=written.pictures if written else (),
    )
    return piece if written else gaps.of_piece(piece)


def _tree(markdown: str) -> Any:
    tree = trees.fragment(_reader().render(markdown))
    for image in tree.iter("img"):
        if image.attrib.pop(BARE, ""):
            image.set("alt-missing", "yes")
        if image.get("title"):
            # `![…](… "Caption")`: here the title is the caption; a browser would hide it.
            image.tail = f"\n{image.get('title')} {(image.tail or '').lstrip()}".rstrip(" ")
    return tree


@cache
def _reader() -> MarkdownIt:
    from mdit_py_plugins.footnote import footnote_plugin

    reader = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table").use(footnote_plugin)
    reader.use(decorations_plugin).use(blanks_plugin)
    # Addresses are judged when they are written, and told then if they may not stand in a book.
    reader.validateLink = lambda _url: True  # type: ignore[method-assign,assignment]
    reader.normalizeLink = str  # type: ignore[method-assign,assignment]
    return reader
