"""Rules of the EPUB lint for content documents: headings, languages, links, what must not act."""

from __future__ import annotations

from functools import cache

from lxml import etree

from rotative.preflight.epub_book import NS, Book, Page
from rotative.problems import Problems

_ACTIVE = """
script form input button select textarea iframe frame frameset object embed applet base
"""
ACTIVE = frozenset(_ACTIVE.split())
ALLOWED_SCHEMES = frozenset(("http", "https", "mailto"))
XML_LANG = f"{{{NS['xml']}}}lang"
HEADINGS = {f"{{{NS['h']}}}h{level}": level for level in range(1, 7)}
NAV = f"{{{NS['h']}}}nav"


def name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def headings(book: Book, problems: Problems) -> None:
    """Check that a document has one h1 at most, and that no level is skipped."""
    for page in book.pages:
        before, firsts = 0, 0
        for element in page.root.iter(*HEADINGS):
            if any(nav.get("hidden") is not None for nav in element.iterancestors(NAV)):
                continue
            level = HEADINGS[str(element.tag)]
            firsts += level == 1
            if level > before + 1:
                message = f"h{level} follows {f'h{before}' if before else 'no heading'}"
                hint = f"make it h{before + 1}"
                problems.warn("epub-heading-skipped", message, page.place(element), hint)
            if level == 1 and firsts == 2:
                hint = "make the others h2"
                message = "the document has more than one h1"
                problems.warn("epub-heading-twice", message, page.place(element), hint)
            before = level


def languages(book: Book, problems: Problems) -> None:
    """Check that documents are in the publication's language and say so in both ways."""
    known = {language.partition("-")[0].lower() for language in book.languages}
    for page in book.pages:
        plain, xml = page.root.get("lang", ""), page.root.get(XML_LANG, "")
        if not plain or plain != xml:
            message = f'lang is "{plain}", xml:lang "{xml}"'
        elif plain.partition("-")[0].lower() not in known:
            message = f'the document is in "{plain}", the publication is not'
        else:
            continue
        hint = "give both the publication's language; mark foreign passages inside"
        problems.warn("epub-language", message, page.place(page.root), hint)


def active_content(book: Book, problems: Problems) -> None:
    """Check that nothing in the book acts: no script, handler, form or frame."""
    for page in book.pages:
        for element in _acting(page):
            keys = [key for key in map(str, element.attrib) if _acts(key)]
            what = f"the attribute {keys[0]}" if keys else f"<{name(element)}>"
            hint = "take it out; reading systems block it or warn of it"
            message = f"{what} is active content"
            problems.error("epub-active-content", message, page.place(element), hint)


def _acting(page: Page) -> list[etree._Element]:
    return [
        element
        for element, keys in page.elements
        if _is_active(str(element.tag)) or any(map(_acts, keys))
    ]


@cache
def _is_active(tag: str) -> bool:
    return tag.rpartition("}")[2] in ACTIVE


@cache
def _acts(key: str) -> bool:
    return key == "srcdoc" or key.rpartition("}")[2].startswith("on")


def links(book: Book, problems: Problems) -> None:
    """Check every address: the scheme of links, nothing loaded from afar, no dead end inside."""
    ids = {page.path: page.ids.keys() for page in book.pages}
    for page in book.pages:
        for element, address in page.references:
            scheme, colon, _ = address.partition(":")
            if (colon and scheme.isalnum()) or address.startswith("//"):
                _outward(page, element, address, problems)
                continue
            path, fragment = page.lead(address)
            if path not in book.files or (fragment and path in ids and fragment not in ids[path]):
                hint = "correct the address, or take the link out"
                message = f'"{address}" leads nowhere'
                problems.error("epub-dead-link", message, page.place(element), hint)


def _outward(page: Page, element: etree._Element, address: str, problems: Problems) -> None:
    scheme = address.partition(":")[0].lower()
    shown = address if len(address) < 80 else address[:79] + "…"
    is_link = name(element) in ("a", "area", "blockquote", "q", "ins", "del")
    if scheme not in ALLOWED_SCHEMES and not address.startswith("//"):
        hint = "link to http, https or mailto addresses only"
        message = f'"{shown}" is no address for a book'
        problems.error("epub-link-scheme", message, page.place(element), hint)
    elif not is_link:
        hint = "put the file into the book"
        message = f'"{shown}" is loaded from the network'
        problems.error("epub-remote-resource", message, page.place(element), hint)


def pictures(book: Book, problems: Problems) -> None:
    """Check that every picture says what it shows, if only that it shows nothing (alt="")."""
    for page in book.pages:
        for element in page.root.iter(f"{{{NS['h']}}}img"):
            if element.get("alt") is None:
                hint = 'describe it in alt, or write alt="" if it only decorates'
                problems.error(
                    "epub-alt-missing", "the image has no alt", page.place(element), hint
                )
