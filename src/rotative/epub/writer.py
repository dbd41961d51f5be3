"""The writer: a galley, its sheet and its pictures become one EPUB file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO

from ebooklib.epub import EpubBook, EpubItem, EpubWriter

from rotative import cover
from rotative.epub import accessibility, documents, linked, metadata, navigation
from rotative.epub.archive import pack, unpacked
from rotative.epub.documents import COVER_IMAGE, NAV_FILE, Document
from rotative.epub.pages import PageBreak
from rotative.epub.pictures import for_readers
from rotative.galley import Galley
from rotative.house import House
from rotative.language import direction
from rotative.model import Asset, Edition
from rotative.stylesheet import Stylesheet

NCX_FILE, STYLE_FILE = "toc.ncx", "style.css"
XHTML, NCX, CSS = "application/xhtml+xml", "application/x-dtbncx+xml", "text/css"
_DRAWN = re.compile(r"<(math|svg)\b")
# Without this Apple Books shows its own faces instead of the embedded ones.
APPLE_OPTIONS = b"""<?xml version="1.0" encoding="utf-8"?>
<display_options><platform name="*"><option name="specified-fonts">true</option></platform></display_options>
"""  # noqa: E501 - one element
# The nav document is ours.
OPTIONS = {
    "epub3_pages": False,
    "epub3_landmark": False,
}


def write(
    galley: Galley,
    sheet: Stylesheet,
    house: House,
    *,
    modified: datetime,
    page_map: Iterable[PageBreak] | None = None,
) -> bytes:
    """Return the EPUB as bytes that depend on nothing but the arguments.

    `modified` must know its time zone; `page_map` are the breaks of the printed pages, in order:
    they are asked for as late as possible. Raises RotativeError when a template is faulty.
    Source: EPUB 3.3, EPUB Accessibility 1.1.
    """
    picture, language = cover.render(galley, sheet.tokens, house), galley.edition.language
    breaks = tuple(page_map or ())
    laid_out = documents.lay_out(galley, house, breaks)
    words = house.words(language)
    facts = accessibility.observe((d.section.xhtml for d in laid_out[1:]), pages=bool(breaks))
    book = EpubBook()
    metadata.describe(book, galley, words, facts)
    if direction(language) == "rtl":
        book.set_direction("rtl")
    marks, leads = navigation.landmarks(laid_out, words), documents.targets(laid_out)
    folios = navigation.page_list(breaks, leads)
    tail = house.render("epub/nav-more.xhtml", words=words, landmarks=marks, pages=folios)
    book.guide = navigation.guide(marks)
    book.spine = list(_pages(laid_out, galley.edition, house, words, tail))
    ncx = navigation.ncx(
        galley.contents, leads, folios, uid=book.uid, title=book.title, language=language
    )
    about = EpubItem("about", f"EPUB/{linked.FILE}", linked.MEDIA_TYPE, manifest=False)
    about.content = linked.record(galley, words, modified)
    for item in (*book.spine, *_resources(laid_out, galley, sheet, ncx), _cover(picture), about):
        book.add_item(item)
    return _bytes(book, modified)


def _pages(
    laid_out: Sequence[Document],
    edition: Edition,
    house: House,
    words: Mapping[str, str],
    tail: str,
) -> Iterator[EpubItem]:
    for place, document in enumerate(laid_out):
        more = tail if document.file == NAV_FILE else ""
        page = documents.render(place, laid_out, edition, house, words=words, tail=more)
        item = EpubItem(f"doc-{document.section.id}", document.file, XHTML, page)
        item.properties = _properties(document)
        yield item


def _properties(document: Document) -> list[str]:
    drawn = set(_DRAWN.findall(document.section.xhtml))
    holds = {"nav": document.file == NAV_FILE, "mathml": "math" in drawn, "svg": "svg" in drawn}
    return [name for name, present in holds.items() if present]


def _resources(
    laid_out: Sequence[Document], galley: Galley, sheet: Stylesheet, ncx: bytes
) -> Iterator[EpubItem]:
    yield EpubItem("ncx", NCX_FILE, NCX, ncx)
    yield EpubItem("style", STYLE_FILE, CSS, sheet.css.encode())
    for n, file in enumerate(sheet.files, 1):
        yield EpubItem(f"file-{n}", file.name, file.media_type, file.data)
    for n, asset in enumerate(_shown(galley.edition.assets, laid_out), 1):
        yield EpubItem(f"image-{n}", f"images/{asset.name}", asset.media_type, for_readers(asset))
    options = "META-INF/com.apple.ibooks.display-options.xml"
    yield EpubItem("apple", options, "application/xml", APPLE_OPTIONS, manifest=False)


def _shown(assets: Sequence[Asset], laid_out: Sequence[Document]) -> list[Asset]:
    names = documents.images(laid_out) if assets else ()
    return [asset for asset in assets if asset.name in names]


def _cover(picture: bytes) -> EpubItem:
    item = EpubItem(metadata.COVER_ID, COVER_IMAGE, "image/png", picture)
    item.properties = ["cover-image"]
    return item


class _Package(EpubWriter):  # type: ignore[misc]  # untyped
    """What ebooklib writes around the items: to pack those is left to our archive."""

    def _write_items(self) -> None:
        """Write none, lest each be packed here, unpacked, and packed again."""


def _bytes(book: EpubBook, modified: datetime) -> bytes:
    utc, around = modified.astimezone(UTC), BytesIO()
    _Package(around, book, {**OPTIONS, "mtime": utc}).write()
    files = unpacked(around.getvalue(), book.language, linked.LINK)
    for item in book.get_items():
        name = f"{book.FOLDER_NAME}/{item.file_name}" if item.manifest else item.file_name
        files[name] = item.get_content()
    return pack(files, utc)
