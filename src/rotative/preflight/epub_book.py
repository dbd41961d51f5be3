"""An EPUB opened for inspection: its archive, package and documents as plain values."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache, cached_property
from io import BytesIO
from itertools import chain
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zipfile import ZipFile, ZipInfo

from lxml import etree

from rotative.dataclass import dataclass
from rotative.problems import Place, Problems
from rotative.zipfaults import ZIP_FAULTS

CONTAINER = "META-INF/container.xml"
XHTML, CSS = "application/xhtml+xml", "text/css"
MOST_BYTES = 512_000_000
AGAIN = "build the edition again, or copy the file again"
NS = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
    "h": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
# Attributes that lead somewhere or load something.
_XLINK = f"{{{NS['xlink']}}}href"
_LEADING = ("href", "src", "srcset", _XLINK, "poster", "data", "longdesc", "cite")
# A name in the same folder, as nearly all references are.
_PLAIN = re.compile(r"(?:[\w-][\w.-]*)?(?:#[\w.-]+)?", re.ASCII)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the manifest; `path` is its place in the archive."""

    id: str
    path: str
    media_type: str
    properties: tuple[str, ...]


@dataclass
class Page:
    """A parsed content document; what has been looked for in it once is kept."""

    path: str
    root: etree._Element
    source: bytes

    def place(self, element: etree._Element | None = None) -> Place:
        """Return where an element stands."""
        return Place(self.path, (element.sourceline or 0) if element is not None else 0)

    def lead(self, reference: str) -> tuple[str, str]:
        """Return archive path and fragment of a reference as seen from this document."""
        return resolve(self.path, reference)

    @cached_property
    def elements(self) -> list[tuple[etree._Element, list[str]]]:
        """All elements, each with its attributes' names: one walk takes less than many searches."""
        return [(element, element.keys()) for element in self.root.iter("*")]

    def having(self, *attributes: str) -> Iterator[tuple[etree._Element, str]]:
        """Yield each of some attributes that an element has."""
        wanted = frozenset(attributes)
        for element, names in self.elements:
            for name in names:
                if name in wanted:
                    yield element, name

    @cached_property
    def ids(self) -> dict[str, etree._Element]:
        """Elements by id, the last of each."""
        return {element.get("id", ""): element for element in self.with_id}

    @cached_property
    def with_id(self) -> list[etree._Element]:
        """Elements that have an id."""
        return [element for element, _ in self.having("id")]

    @cached_property
    def references(self) -> list[tuple[etree._Element, str]]:
        """Every element that leads somewhere or loads something, with its address."""
        return [
            (element, address)
            for element, key in self.having(*_LEADING)
            for address in _addresses(key, element.get(key, ""))
        ]

    @cached_property
    def css(self) -> list[str]:
        """What its style elements and attributes say."""
        inside = [style.itertext() for style in self.root.iter(f"{{{NS['h']}}}style")]
        beside = [element.get("style", "") for element, _ in self.having("style")]
        return [*chain.from_iterable(inside), *beside]


def _addresses(key: str, value: str) -> Iterator[str]:
    if key == "srcset":
        yield from (part.split()[0] for part in value.split(",") if part.strip())
    else:
        yield value.strip()


@dataclass
class Book:
    """An EPUB's parts, as far as they could be read."""

    entries: tuple[ZipInfo, ...]
    files: Mapping[str, bytes]
    package_path: str
    package: etree._Element
    pages: list[Page] = field(default_factory=list)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The manifest."""
        found = self.package.iterfind("opf:manifest/opf:item", NS)
        return tuple(
            Item(
                item.get("id", ""),
                resolve(self.package_path, item.get("href", ""))[0],
                item.get("media-type", ""),
                tuple(item.get("properties", "").split()),
            )
            for item in found
        )

    def meta(self, name: str) -> list[str]:
        """Return the values of a metadata property."""
        found = self.package.iterfind(f"opf:metadata/opf:meta[@property='{name}']", NS)
        return [(meta.text or "").strip() for meta in found]

    @property
    def languages(self) -> list[str]:
        """The publication's languages."""
        found = self.package.iterfind("opf:metadata/dc:language", NS)
        return [(language.text or "").strip() for language in found]

    def of_type(self, media_type: str) -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the manifest's files of a media type."""
        for item in self.items:
            if item.media_type == media_type and item.path in self.files:
                yield item.path, self.files[item.path]


def resolve(base: str, reference: str) -> tuple[str, str]:
    """Return archive path and fragment of a relative reference; no path for one leading outside."""
    if _PLAIN.fullmatch(reference):
        path, _, fragment = reference.partition("#")
        return (base[: base.rfind("/") + 1] + path if path else base), fragment
    try:
        parts = urlsplit(reference)
    except ValueError:
        return "", ""
    if parts.scheme or parts.netloc:
        return "", ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path)))
    return (path if parts.path else base), unquote(parts.fragment)


def open_book(data: bytes | Path, problems: Problems) -> Book | None:
    """Return an EPUB's parts, or None when there is no book in it; what is broken is noted."""
    try:
        with ZipFile(BytesIO(data) if isinstance(data, bytes) else data) as archive:
            entries = tuple(archive.infolist())
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                hint = "take out or reduce its pictures, sound and films"
                problems.error("epub-broken", "the archive unpacks to more than 512 MB", hint=hint)
                return None
            files = {entry.filename: archive.read(entry) for entry in entries}
    except ZIP_FAULTS as error:
        problems.error("epub-broken", f"this is no readable ZIP archive: {error}", hint=AGAIN)
        return None
    return _book(entries, files, problems)


def parse(path: str, data: bytes, problems: Problems) -> etree._Element | None:
    """Return an XML file's root element, or None when it is not well-formed, which is noted."""
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        text = data.decode("utf-8", "surrogateescape")
        illegal = _ILLEGAL.search(text)
        if illegal:
            place = Place(path, text.count("\n", 0, illegal.start()) + 1)
            hint = "remove the character from the source"
            message = f"the character U+{ord(illegal[0]):04X} is not allowed in XML"
            problems.error("epub-illegal-character", message, place, hint)
        else:
            place = Place(path, error.lineno or 0)
            hint = "mend the template it comes from; in XHTML every tag is closed"
            problems.error("epub-not-xml", f"not well-formed XML: {error.msg}", place, hint)
        return None


@cache
def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _book(
    entries: tuple[ZipInfo, ...], files: Mapping[str, bytes], problems: Problems
) -> Book | None:
    container = parse(CONTAINER, files.get(CONTAINER, b""), problems)
    rootfile = container.find(".//c:rootfile", NS) if container is not None else None
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    if path not in files:
        message = "the container names no package document"
        problems.error("epub-broken", message, Place(CONTAINER), AGAIN)
        return None
    package = parse(path, files[path], problems)
    if package is None:
        return None
    book = Book(entries, files, path, package)
    for name, content in book.of_type(XHTML):
        root = parse(name, content, problems)
        if root is not None:
            book.pages.append(Page(name, root, content))
    return book
