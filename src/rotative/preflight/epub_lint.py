"""The EPUB lint: what neither EPUBCheck nor Ace reports, and readers would notice.

Each rule is a function that looks at the opened book and notes what it finds.
Source: EPUB 3.3, EPUB Accessibility 1.1, and the limits of reading systems in use.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from rotative.preflight import epub_markup, epub_style
from rotative.preflight.epub_book import NS, XHTML, Book, open_book
from rotative.problems import Place, Problem, Problems

MIMETYPE = b"application/epub+zip"
# Old reading systems cut or refuse longer documents.
MOST_XHTML = 260_000
# Shops ask for 1000 pixels at least; devices of little memory fail above four million.
LEAST_COVER_HEIGHT, MOST_COVER_PIXELS = 1000, 4_000_000
PNG = b"\x89PNG\r\n\x1a\n"
_MODIFIED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CONFORMANCE = re.compile(r"EPUB Accessibility 1\.1 - WCAG 2\.[0-2] Level A{1,3}")

Rule = Callable[[Book, Problems], None]


def inspect(data: bytes | Path) -> tuple[Problem, ...]:
    """Return what is wrong with an EPUB, given as bytes or as a file; nothing for a good one.

    Places are paths inside the archive with lines from 1. Never raises for a bad file.
    """
    problems = Problems()
    book = open_book(data, problems)
    if book is not None:
        for rule in RULES:
            rule(book, problems)
    return tuple(problems)


def archive(book: Book, problems: Problems) -> None:
    """Check mimetype and names: readers sniff the first bytes, old ones know ASCII only."""
    first = book.entries[0]
    faults = {
        "it is not the archive's first file": first.filename != "mimetype",
        "it is compressed": first.compress_type != 0,
        "it has an extra field": bool(first.extra),
        f'it is not "{MIMETYPE.decode()}"': book.files.get("mimetype") != MIMETYPE,
    }
    for fault, found in faults.items():
        if found:
            hint = "write it first, stored, with nothing around it"
            problems.error("epub-mimetype", f"mimetype: {fault}", Place("mimetype"), hint)
            break
    for name in book.files:
        if not name.isascii():
            hint = "rename it with letters a–z, digits, hyphens"
            problems.warn("epub-name-not-ascii", "the file name is not ASCII", Place(name), hint)


def sizes(book: Book, problems: Problems) -> None:
    """Check that documents are short enough for old readers."""
    for name, content in book.of_type(XHTML):
        if len(content) > MOST_XHTML:
            message = f"the document has {len(content) // 1000} kB; some readers stop at 260"
            problems.warn("epub-file-too-large", message, Place(name), "split the section")


def package(book: Book, problems: Problems) -> None:
    """Check the form of modification date and conformance claim, and the landmarks."""
    place = Place(book.package_path)
    modified = book.meta("dcterms:modified")
    if len(modified) != 1 or not _MODIFIED.fullmatch(modified[0]):
        shown = ", ".join(modified) or "missing"
        hint = "write it once, in UTC: 2026-11-22T06:30:00Z"
        problems.error("epub-modified-form", f"dcterms:modified is {shown}", place, hint)
    claims = book.meta("dcterms:conformsTo")
    if not any(_CONFORMANCE.fullmatch(claim) for claim in claims):
        shown = f'"{claims[0]}"' if claims else "missing"
        hint = 'claim "EPUB Accessibility 1.1 - WCAG 2.2 Level AA", to the letter, if it is true'
        problems.warn("epub-conformance", f"dcterms:conformsTo is {shown}", place, hint)
    if not any(page.root.xpath(LANDMARKS, namespaces=NS) for page in book.pages):
        hint = 'add <nav epub:type="landmarks"> with cover, contents and start of the text'
        problems.warn("epub-landmarks-missing", "there are no landmarks", place, hint)


def cover(book: Book, problems: Problems) -> None:
    """Check that there is a cover image which shops and devices can take."""
    items = [item for item in book.items if "cover-image" in item.properties]
    if not items or items[0].path not in book.files:
        hint = 'give the cover\'s manifest item properties="cover-image"'
        problems.error("epub-cover-missing", "no cover image", Place(book.package_path), hint)
        return
    width, height = _pixels(book.files[items[0].path])
    if height < LEAST_COVER_HEIGHT or width * height > MOST_COVER_PIXELS:
        message = f"the cover has {width} × {height} pixels"
        hint = "make it 1600 × 2400"
        problems.warn("epub-cover-size", message, Place(items[0].path), hint)


def _pixels(data: bytes) -> tuple[int, int]:
    from PIL import Image, UnidentifiedImageError
    from PIL.PngImagePlugin import PngImageFile

    # Known for a PNG, as ours is, it spares Pillow loading all other common formats.
    opened = PngImageFile if data.startswith(PNG) else Image.open
    try:
        with opened(BytesIO(data)) as image:
            return image.size
    except (UnidentifiedImageError, SyntaxError, OSError, Image.DecompressionBombError):
        return 0, 0


def identifiers(book: Book, problems: Problems) -> None:
    """Check that no id is used twice: in a document links fail, in a book merged files do."""
    owners: dict[str, str] = {}
    for page in book.pages:
        names = [element.get("id", "") for element in page.with_id]
        twice = {name for name, times in Counter(names).items() if times > 1}
        for name in [name for name in page.ids if name in twice or name in owners]:
            place, hint = page.place(page.ids[name]), "give one of them another id"
            if name in twice:
                message = f'the id "{name}" is used twice in the document'
                problems.error("epub-id-twice", message, place, hint)
            else:
                message = f'the id "{name}" is used in {owners[name]} already'
                problems.warn("epub-id-twice", message, place, hint)
        owners |= dict.fromkeys(page.ids, page.path)


def unreferenced(book: Book, problems: Problems) -> None:
    """Check that every file of the manifest is of use to someone."""
    used = {book.package_path, *_named(book)}
    for item in book.items:
        special = {"cover-image", "nav"} & set(item.properties)
        if item.path not in used and not special and not item.media_type.endswith("dtbncx+xml"):
            hint = "leave it out of the edition"
            place = Place(item.path)
            problems.warn("epub-unreferenced", "nothing refers to this file", place, hint)


def _named(book: Book) -> Iterator[str]:
    by_id = {item.id: item.path for item in book.items}
    for itemref in book.package.iterfind("opf:spine/opf:itemref", NS):
        yield by_id.get(itemref.get("idref", ""), "")
    for page in book.pages:
        for _, reference in page.references:
            yield page.lead(reference)[0]
    yield from epub_style.named(book)


LANDMARKS = "//h:nav[contains(concat(' ', @epub:type, ' '), ' landmarks ')]"
RULES: tuple[Rule, ...] = (
    archive,
    package,
    cover,
    sizes,
    identifiers,
    epub_markup.headings,
    epub_markup.languages,
    epub_markup.active_content,
    epub_markup.links,
    epub_markup.pictures,
    epub_style.sheets,
    epub_style.glyphs,
    unreferenced,
)
