"""Links on paper: a figure where each stands, a list and a code at the end of the piece."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import field
from html import unescape
from urllib.parse import unquote

from markupsafe import Markup as Safe
from markupsafe import escape

from rotative.addresses import Address, breakable, readable
from rotative.codes import Code, code
from rotative.dataclass import dataclass
from rotative.model import Edition, plain_text

# Sections that are one piece, and sections of several, which share their list.
PIECES = ("lead", "article")
LISTS = ("headlines", "rubric")
# More codes than this would make a wall of them: the list alone must do.
FEW = 4
# Letters of an address that a narrow column may not hold.
ENDLESS = 24

_LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_HREF = re.compile(r'\bhref="([^"]*)"')
_CLASS = re.compile(r'\bclass="([^"]*)"')
_NAMED = re.compile(r"\b(?:class|role)=")
_BRIEF = re.compile(r"<article\b([^>]*\bheadline--brief\b[^>]*)>(.*?)</article>", re.DOTALL)
_ID = re.compile(r'\bid="([^"]*)"')
_TRAILING = re.compile(r"\s*$")
_SCHEME = re.compile(r"(?:https?://|mailto:)(?:www\.)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A line of the list: the figure in the text, and the address it stands for."""

    number: int
    url: str
    address: Address


@dataclass(frozen=True, slots=True)
class Pointer:
    """A code with what is said below it: its figure, if it has one, and its host.

    `source` tells that it leads to where the piece first appeared.
    """

    code: Code
    address: Address
    number: int = 0
    source: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A section cut before its end, where its list and codes go."""

    opening: Safe
    closing: Safe
    references: tuple[Reference, ...] = ()
    pointers: tuple[Pointer, ...] = ()


@dataclass(slots=True)
class _Links:
    """The addresses of a section, each with the figure it is given once."""

    numbers: dict[str, int] = field(default_factory=dict)
    seen: dict[str, None] = field(default_factory=dict)

    def number(self, url: str) -> int:
        return self.numbers.setdefault(url, len(self.numbers) + 1)


def references(section: Safe, kind: str, name: str, edition: Edition, page: str) -> Piece:
    """Return a section for paper: figures after its links, pages after links within the edition.

    `kind` and `name` are the section's kind and id, `page` the word for a page with `{page}`.
    The publication says whether it wants figures and codes (`print: links:`, `print: qr:`).
    """
    job = edition.publication.print_job
    if kind not in PIECES + LISTS:
        return _parted(section)
    links, xhtml = _Links(), str(section)
    before, _, after = page.partition("{page}")
    numbered = job.links == "references"

    def on_paper(link: re.Match[str]) -> str:
        href = _HREF.search(link[1])
        url = unescape(href[1]) if href else ""
        if url.startswith("#"):
            return link[0] if _NAMED.search(link[1]) else _paged(link, before, after)
        return _external(link, url, links, numbered=numbered) if url else link[0]

    done = Safe(_LINK.sub(on_paper, xhtml))  # noqa: S704 - safe before, and so is what is added
    pointers = tuple(_pointers(xhtml, kind, name, edition, links)) if job.qr else ()
    listed = tuple(Reference(n, url, readable(url)) for url, n in links.numbers.items())
    return _parted(done, listed, pointers)


def _parted(
    section: Safe, listed: tuple[Reference, ...] = (), pointers: tuple[Pointer, ...] = ()
) -> Piece:
    opening, end, closing = str(section).rpartition("</section>")
    parts = (Safe(opening), Safe(end + closing))  # noqa: S704 - as it came
    return Piece(*parts, listed, pointers)


def _paged(link: re.Match[str], before: str, after: str) -> str:
    """Return a link within the edition; the sheet puts the page it leads to after it."""
    said = f'data-before=" ({escape(before)}" data-after="{escape(after)})"'
    return f'<a class="page-ref" {said}{link[1]}>{link[2]}</a>'


def _external(link: re.Match[str], url: str, links: _Links, *, numbered: bool) -> str:
    """Return a link out of the edition; the sheet draws the figure of the empty element."""
    links.seen[url] = None
    if _is_address(link[2], url):
        return f"<a{_with_class(link[1], 'address')}>{_broken(plain_text(link[2]))}</a>"
    if not numbered or _is_doubled(link, url):
        return link[0]
    number = links.number(url)
    figure = f'<span class="link-ref" data-ref="{number}"></span>'
    blank = _TRAILING.search(link[2])
    end = blank.start() if blank else len(link[2])
    return f"<a{link[1]}>{link[2][:end]}{figure}{link[2][end:]}</a>"


def _is_address(shown: str, url: str) -> bool:
    """Tell whether the text of a link is its address: then paper has it already."""
    return "<" not in shown and _bare(unescape(shown)) == _bare(url)


def _broken(address: str) -> str:
    """Return the text of an address with elements where it may be broken, its letters untouched.

    The engine breaks a part that does not fit anywhere, even where it could begin a line: only
    parts that no column may hold are broken between letters.
    """
    parts = breakable(address).replace("\u2060", "").split("\u200b")
    return "<wbr/>".join(escape(piece) for part in parts for piece in _pieces(part))


def _pieces(part: str) -> list[str]:
    return [part] if len(part) <= ENDLESS else textwrap.wrap(part, ENDLESS // 2)


def _bare(address: str) -> str:
    return unquote(_SCHEME.sub("", address.strip())).rstrip("/").lower()


def _with_class(attributes: str, name: str) -> str:
    if _CLASS.search(attributes):
        return _CLASS.sub(rf'class="\1 {name}"', attributes, count=1)
    return f' class="{name}"{attributes}'


def _is_doubled(link: re.Match[str], url: str) -> bool:
    """Tell whether a headline's title leads where its byline does, which has the figure."""
    if 'class="headline-link"' not in link[1]:
        return False
    end = link.string.find("</article>", link.end())
    return f'href="{escape(url)}"' in link.string[link.end() : end]


def _pointers(
    xhtml: str, kind: str, name: str, edition: Edition, links: _Links
) -> Iterator[Pointer]:
    """Yield a code for a piece, and for each of the briefs of a section unless they are many."""
    sources = {edition.lead.id: edition.lead.url}
    sources |= {headline.id: headline.url for headline in edition.headlines}
    if kind in PIECES:
        yield from _pointer(sources.get(name, ""), links.seen, links)
        return
    found = [
        pointer
        for brief in _BRIEF.finditer(xhtml)
        for pointer in _pointer(sources.get(_id(brief[1]), ""), _addresses(brief[2]), links)
    ]
    if len(found) <= FEW:
        yield from {pointer.code.url: pointer for pointer in found}.values()


def _id(attributes: str) -> str:
    found = _ID.search(attributes)
    return found[1] if found else ""


def _addresses(xhtml: str) -> Iterable[str]:
    found = (unescape(href) for href in _HREF.findall(xhtml))
    return dict.fromkeys(url for url in found if not url.startswith("#"))


def _pointer(source: str, others: Iterable[str], links: _Links) -> Iterator[Pointer]:
    """Yield the code of the piece's own address, or of its one link."""
    only = [*others]
    url = source or (only[0] if len(only) == 1 else "")
    made = code(url) if url else None
    if made:
        number = links.numbers.get(url, 0)
        yield Pointer(made, readable(url), number, bool(source))
