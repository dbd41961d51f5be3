"""A web page, saved or fetched → an article: its main text with all its structure.

trafilatura tells which words are the article's. They are looked for in the page itself, and the
smallest element that holds nearly all of them is taken as it is: so figures keep their captions,
footnotes their notes, tables their heads.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urljoin

from rotative.dataclass import dataclass
from rotative.gather import inline, trees
from rotative.gather.desk import Desk, finder, language_of, write
from rotative.gather.harvest import Diary, Harvest, Piece, needed
from rotative.gather.mainpart import main_part
from rotative.gather.sources import Raw, named
from rotative.gather.twins import canonical_url, untracked
from rotative.manuscript.content import HEADINGS
from rotative.manuscript.intake import scrub
from rotative.matching import fold
from rotative.problems import Place, fail

_SITE = re.compile(r"\s+[|–—·•»-]\s+[^|–—·•»]{2,40}$")
_SECTIONS = frozenset({"article", "section", "main", "body", "div", "header"})
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself."""

    title: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    description: str = ""
    date: dt.date | None = None
    categories: tuple[str, ...] = ()
    language: str = ""


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the article of a page; raise RotativeError if it has no text."""
    text, encoding = raw.text()
    if encoding not in {"utf-8", "utf-16"}:
        diary.changed(f"read as {encoding}")
    root = trees.page(text)
    facts = facts_of(root, raw.url)
    base = _base(root, raw)
    article = main_part(root, raw.url)
    _absolute(article, base)
    _without_head(article, facts)
    written = write(article, desk, diary, finder(raw, desk, base))
    if not written.text.strip() and not facts.title:
        hint = "perhaps a script writes it: save the page from the browser, and import the file"
        raise fail("no-text", "the page holds no article", Place(raw.origin), hint)
    title = facts.title or named(raw)
    url = untracked(facts.url or raw.url)
    plain = trees.words(article)
    piece = Piece(
        title=inline.plain(title, heading=True),
        origin=raw.origin,
        key=canonical_url(url) or f"{raw.name}\0{title}",
        body=written.text,
        standfirst=_standfirst(facts.description, plain),
        author=facts.author,
        source=facts.source,
        url=url,
        date=facts.date,
        language=language_of(f"{title}\n{plain}", facts.language),
        categories=facts.categories,
        pictures=written.pictures,
    )
    return Harvest((piece,))


def facts_of(root: Any, url: str) -> Facts:
    """Return what a page says of itself, in its markup and in the data meant for machines."""
    with needed("trafilatura"):
        import trafilatura
    try:
        found = trafilatura.extract_metadata(
            root,
            default_url=url or None,
            date_config={
                "extensive_search": False,
                "original_date": True,
                "max_date": "2100-01-01",
            },
        )
    except Exception:  # noqa: BLE001 - whatever a page says that nobody thought of, it is read
        found = None
    told = {
        name: scrub(" ".join(str(getattr(found, name, "") or "").split()))
        for name in ("title", "author", "sitename", "url", "description", "date")
    }
    html = root if root.tag == "html" else root.find(".//html")
    declared = (
        (html.get("lang") or html.get(f"{trees.XML_NS}lang") or "") if html is not None else ""
    )
    tags = [*(getattr(found, "categories", None) or []), *(getattr(found, "tags", None) or [])]
    return Facts(
        title=_title(root, told["title"], told["sitename"]),
        author=told["author"].replace("; ", ", "),
        source=told["sitename"],
        url=told["url"],
        description=told["description"],
        date=dt.date.fromisoformat(told["date"]) if _DATE.fullmatch(told["date"]) else None,
        categories=tuple(dict.fromkeys(" ".join(str(tag).split()) for tag in tags)),
        language=declared,
    )


def _title(root: Any, found: str, site: str) -> str:
    """Return the title: a lone first heading if the page's own title agrees, else that title."""
    headings = [trees.words(each) for each in root.iter("h1")]
    headings = [each for each in headings if each]
    if len(headings) == 1 and (
        not found or fold(headings[0]) in fold(found) or fold(found) in fold(headings[0])
    ):
        return headings[0]
    if site and fold(found).endswith(fold(site)):
        return _SITE.sub("", found) or found
    return found or next(iter(headings), "")


def _base(root: Any, raw: Raw) -> str:
    said = next((each.get("href", "") for each in root.iter("base") if each.get("href")), "")
    return urljoin(raw.url, said) if raw.url and said else raw.url


def _absolute(article: Any, base: str) -> None:
    """Complete the links of a fetched page; those to the page itself stay as they are."""
    for link in article.iter("a"):
        address = link.get("href", "").strip()
        if base and address and not address.startswith("#"):
            try:
                link.set("href", urljoin(base, address))
            except ValueError:
                link.attrib.pop("href")
        if base and link.get("href", "").startswith(f"{base}#"):
            link.set("href", link.get("href", "").removeprefix(base))


def _without_head(article: Any, facts: Facts) -> None:
    """Take out the title, and a byline and a date above the text: they are told elsewhere."""
    title = fold(facts.title)
    for heading in article.iter(*HEADINGS):
        if title and fold(trees.words(heading)) == title:
            trees.remove(heading)
            break
    known = {
        fold(each) for each in (facts.author, f"par {facts.author}", f"by {facts.author}") if each
    }
    for element in list(article.iter("time", "address", "p", "div", "span", "a")):
        said = trees.words(element)
        stamp = element.tag == "time" and _is_alone(element)
        byline = "author" in element.get("rel", "") + element.get("itemprop", "")
        if (
            said
            and len(said) < 80
            and (stamp or (byline and _is_alone(element)) or fold(said) in known)
        ):
            trees.remove(element)


def _is_alone(element: Any) -> bool:
    """Tell whether an element is all that its block says."""
    before, parent = element.getprevious(), element.getparent()
    text = before.tail if before is not None else parent.text if parent is not None else ""
    if not (text or "").strip() and not (element.tail or "").strip() and parent.tag in _SECTIONS:
        return True
    block = next(
        element.iterancestors("p", "div", "li", "header", "footer", "section", "article"), None
    )
    return block is None or len(trees.words(block)) < len(trees.words(element)) + 25


def _standfirst(description: str, text: str) -> str:
    """Return what the page says it is about, unless its text says the same or it was cut short."""
    words = " ".join(description.split())
    if len(words) < 40 or len(words) > 600 or words.endswith(("…", "...", "[…]")):
        return ""
    return "" if fold(words[:60]) in fold(text) else inline.plain(words)
