"""An EPUB → an older edition of ours, or the articles of another book in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import dirname
from typing import Any

from rotative.dataclass import dataclass
from rotative.gather import archives, gaps, inline, trees
from rotative.gather.album import Find
from rotative.gather.desk import Desk, Written, language_of, write_part
from rotative.gather.feeds import day_of
from rotative.gather.harvest import Diary, Harvest, Piece
from rotative.gather.pictures import UnusableError
from rotative.gather.sources import Raw
from rotative.manuscript.links import safe_url
from rotative.matching import fold
from rotative.problems import Place, RotativeError, fail

_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
# Pages of a book that are not its text.
_ABOUT = re.compile(
    r"cover|title-?page|toc|nav|landmarks|colophon|copyright|imprint|index|loi|lot|frontpage|dedication",
    re.IGNORECASE,
)
_FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Book:
    """What a package document says."""

    folder: str
    facts: dict[str, str]
    pages: tuple[str, ...]


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the pieces of an EPUB: lead and headlines of an edition of ours, else its chapters."""
    archive = archives.opened(raw.data, raw.origin, desk.limits)
    if "META-INF/encryption.xml" in archive and "META-INF/rights.xml" in archive:
        hint = "import from a copy without copy protection"
        raise fail("source-unreadable", "the book is copy-protected", Place(raw.origin), hint)
    book = _book(archive, desk)
    pages = [(name, _page(archive, name)) for name in book.pages if name in archive]
    shelf = _Binder(archive, book, raw, desk, diary)
    found = [piece for name, root in pages for piece in shelf.ours(name, root)]
    settings: dict[str, str] = {}
    if found:
        settings = _settings(book, pages)
    else:
        found = [piece for name, root in pages if (piece := shelf.chapter(name, root))]
    if not found:
        message, hint = "the book holds no text", "look whether it is the right file"
        raise fail("no-text", message, Place(raw.origin), hint)
    return Harvest(tuple(found), settings=tuple(settings.items()))


def _book(archive: archives.Archive, desk: Desk) -> Book:
    try:
        container = _xml(archive, "META-INF/container.xml", desk)
        root = next(container.iter(f"{_CONTAINER}rootfile"), None)
        name = archives.within("", root.get("full-path", "") if root is not None else "")
        package = _xml(archive, name, desk)
    except KeyError as error:
        message, hint = "the file is no EPUB: it lacks its package", "get it anew"
        raise fail("source-unreadable", message, Place(archive.origin), hint) from error
    folder = dirname(name)
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    pages = []
    for ref in package.iter(f"{_OPF}itemref"):
        item = items.get(ref.get("idref"))
        if item is None or "nav" in item.get("properties", "").split():
            continue
        pages.append(archives.within(folder, item.get("href", "")))
    return Book(folder, _facts(package), tuple(filter(None, pages)))


def _xml(archive: archives.Archive, name: str, desk: Desk) -> Any:
    data = archive.read(name)
    # A document type without entities is old custom here, and does nothing.
    plain = re.sub(rb"<!DOCTYPE[^\[>]*>", b"", data, count=1)
    return trees.xml(plain, name, archive.origin, most=desk.limits.xml_bytes)


def _facts(package: Any) -> dict[str, str]:
    names = ("title", "language", "creator", "publisher", "date", "source")
    found = {name: " ".join((package.findtext(f".//{_DC}{name}") or "").split()) for name in names}
    for meta in package.iter(f"{_OPF}meta"):
        said = meta.get("property", "")
        if said in {"group-position", "belongs-to-collection"} and meta.text:
            found.setdefault(said, " ".join(meta.text.split()))
    return found


def _page(archive: archives.Archive, name: str) -> Any:
    """Return a page as plain HTML elements; one that is not well formed is read as HTML."""
    data = re.sub(rb"<!DOCTYPE[^\[>]*>", b"", archive.read(name), count=1)
    try:
        return trees.local(trees.xml(data, name, archive.origin, most=archive.limits.xml_bytes))
    except RotativeError:
        return trees.page(trees.decoded(archive.read(name))[0])


def _settings(book: Book, pages: list[tuple[str, Any]]) -> dict[str, str]:
    """Return what edition.yaml says of an older edition of ours."""
    said = {"number": book.facts.get("group-position", ""), "language": book.facts["language"]}
    day = day_of(book.facts["date"])
    said["date"] = day.isoformat() if day else ""
    title = book.facts["title"].partition(" — ")[2]
    lead = next(
        (h for _, root in pages for h in root.iter("h1") if h.get("id") == "lead--title"), None
    )
    own = title and (lead is None or fold(title) != fold(trees.words(lead)))
    said["title"] = title if own else ""
    return {key: value for key, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class _Binder:
    """Takes the pieces out of a book's pages."""

    archive: archives.Archive
    book: Book
    raw: Raw
    desk: Desk
    diary: Diary

    def _finder(self, page: str) -> Find:
        def find(address: str) -> bytes:
            name = archives.within(dirname(page), address)
            if not name or name not in self.archive:
                raise UnusableError("the book does not hold it")
            return self.archive.read(name)

        return find

    # An edition of ours

    def ours(self, page: str, root: Any) -> Iterator[Piece]:
        """Yield the lead and the headlines that our templates wrote on a page."""
        for element in root.iter("section", "article"):
            names = trees.classes(element)
            if (
                element.tag == "section"
                and {"piece", "lead"} <= names
                and element.get("id") == "lead"
            ):
                yield self._ours(page, element, is_lead=True)
            elif (
                element.tag == "section" and {"piece", "article"} <= names
            ) or "headline" in names:
                yield self._ours(page, element, is_lead=False)

    def _ours(self, page: str, element: Any, *, is_lead: bool) -> Piece:
        def words(*wanted: str) -> str:
            return trees.folded(
                trees.words(found) if (found := _with(element, *wanted)) is not None else ""
            )

        title = words("piece-title", "headline-title")
        byline = _with(element, "byline")
        link = (
            next(byline.iter("a"), None) if byline is not None else _with(element, "headline-link")
        )
        time = next(byline.iter("time"), None) if byline is not None else None
        body = _with(element, "body", "brief")
        written: Written | None = Written("", ())
        if body is not None:
            written = write_part(title, body, self.desk, self.diary, self._finder(page))
        opening = inline.plain(words("standfirst", "summary"))
        url = safe_url(link.get("href", "")) if link is not None else ""
        source = words("source")
        piece = Piece(
            title=inline.plain(title, heading=True),
            origin=self.raw.origin,
            key=f"{self.raw.name}\0{element.get('id')}",
            body=written.text if written else "",
            summary="" if is_lead else opening,
            standfirst=opening if is_lead else "",
            kicker=words("kicker") if is_lead else "",
            author=words("author"),
            source="" if url and source and source in url else source,
            url=url,
            date=day_of(time.get("datetime", "")) if time is not None else None,
            language=element.get("lang", "") or self.book.facts["language"],
            categories=tuple(filter(None, [self._rubric(element, words)])),
            is_article=is_lead,
            pictures=written.pictures if written else (),
        )
        return piece if written else gaps.of_piece(piece)

    def _rubric(self, element: Any, words: Callable[..., str]) -> str:
        """Return the rubric a headline stood in."""
        if element.tag == "section":
            return words("kicker") if "article" in trees.classes(element) else ""
        section = next(
            (s for s in element.iterancestors("section") if "rubric" in trees.classes(s)), None
        )
        title = _with(section, "rubric-title") if section is not None else None
        return trees.words(title) if title is not None else ""

    # Any other book

    def chapter(self, page: str, root: Any) -> Piece | None:
        """Return a page as an article, None if it is a cover, a list of contents or the like."""
        body = root.find(".//body")
        body = root if body is None else body
        kinds = trees.classes(body) | {c for child in body for c in trees.classes(child)}
        if any(_ABOUT.fullmatch(kind) for kind in kinds) or _ABOUT.match(Path(page).stem):
            return None
        for nav in list(body.iter("nav")):
            trees.remove(nav)
        heading = next((h for h in body.iter("h1", "h2", "h3") if trees.words(h)), None)
        title = trees.words(heading) if heading is not None else ""
        if heading is not None:
            trees.remove(heading)
        facts = self.book.facts
        name = trees.folded(title or facts["title"] or Path(self.raw.name).stem)
        key = f"{self.raw.name}\0{page}"
        written = write_part(name, body, self.desk, self.diary, self._finder(page))
        if written is None:
            return gaps.of_piece(Piece(name, self.raw.origin, key))
        if len(written.text.split()) < _FEWEST_WORDS:
            return None
        return Piece(
            title=inline.plain(name, heading=True),
            origin=self.raw.origin,
            key=key,
            body=written.text,
            author=facts["creator"],
            source=facts["title"] if title and fold(title) != fold(facts["title"]) else "",
            date=day_of(facts["date"]),
            language=language_of(trees.words(body), facts["language"]),
            pictures=written.pictures,
        )


def _with(element: Any, *names: str) -> Any:
    """Return the first element below that has one of these classes."""
    return next((each for each in element.iter() if trees.classes(each) & set(names)), None)
