"""A source as it was named → its bytes and its kind, which its first bytes decide, not its name."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from dataclasses import field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from rotative.dataclass import dataclass
from rotative.gather.trees import decoded
from rotative.gather.web import Web
from rotative.import_limits import ImportLimits
from rotative.manuscript.intake import shown
from rotative.problems import Place, RotativeError, fail, typed
from rotative.zipfaults import ZIP_FAULTS

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_FEED = re.compile(r"<(?:\w+:)?(rss|feed|RDF)[\s>]", re.IGNORECASE)
_JSON_FEED = re.compile(
    r"\s*\{.{0,2000}?\"version\"\s*:\s*\"https?:\\?/\\?/jsonfeed\.org", re.DOTALL
)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h[1-6]|table|meta)[\s>]",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<!doctype html|<html", re.IGNORECASE)
_SVG = re.compile(r"(<\?xml[^>]*>\s*)?(<!doctype svg|<svg)", re.IGNORECASE)
_MAIL = re.compile(
    r"(?:[a-z][a-z0-9-]*:.*\n(?:[ \t].*\n)*)*?(?:mime-version|received|message-id):", re.IGNORECASE
)
_ENDINGS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
}
_MEDIA_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/plain": "text",
}
# What text never is, by its name, and the way out if it is nevertheless.
_NO_TEXT = {
    "a picture": (
        ("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif", "tif", "tiff", "bmp"),
        "open it in a browser: perhaps a page was saved instead of the picture",
    ),
    "a document": (
        ("docx", "odt", "epub", "pdf", "rtf", "doc", "pages", "xlsx", "ods", "pptx", "odp", "zip"),
        "save it anew in the program it came from, or name it .txt or .html if that is what it is",
    ),
    "data": (
        ("csv", "tsv", "json", "xml", "yaml", "yml", "css", "js", "ini", "sql", "ics", "vcf"),
        "copy what is to be read into a .txt or .md file",
    ),
}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_OTHERS = {
    b"%PDF": ("a PDF", "open the text it was made from, or copy the text into a .txt file"),
    b"{\\rtf": ("an RTF file", "save it as .docx or .odt"),
    b"\xd0\xcf\x11\xe0": ("an old Word file, or a mail of Outlook", "save it as .docx"),
    b"\x1f\x8b": ("a packed file", "unpack it"),
    b"Rar!": ("a packed file", "unpack it"),
    b"7z\xbc\xaf": ("a packed file", "unpack it"),
}


@dataclass(frozen=True, slots=True)
class Raw:
    """A source as it came: where from, its bytes and its kind.

    `origin` is what people are told, `name` the file's own name without folders, `url` where it
    was fetched from in the end, `folder` where a file lies.
    """

    origin: str
    name: str
    kind: str
    data: bytes = field(repr=False)
    url: str = ""
    folder: Path | None = None
    charset: str = ""

    def text(self) -> tuple[str, str]:
        """Return the source as text, and the encoding it was in."""
        return decoded(self.data, self.charset)


def named(raw: Raw) -> str:
    """Return a title for a source that says none: its name without ending."""
    return " ".join(re.split(r"[-_\s]+", PurePosixPath(raw.name).stem)).strip() or raw.name


def is_address(named: str) -> bool:
    """Tell whether a source was named by its address."""
    return bool(_ADDRESS.match(named))


def take(name: str, web: Web, limits: ImportLimits) -> Raw:
    """Return a source by its path or address; raise RotativeError with why it cannot be used."""
    if is_address(name):
        response = web.get(name)
        there = PurePosixPath(unquote(urlsplit(response.url).path))
        kind = _kind(response.data, there.suffix.lower(), name, response.media_type)
        own = there.name or urlsplit(response.url).netloc
        return Raw(name, own, kind, response.data, response.url, charset=response.charset)
    path = Path(name)
    origin = shown(path)
    data = _file(path, origin, limits)
    kind = _kind(data, path.suffix.lower(), origin, "")
    return Raw(origin, path.name, kind, data, folder=path.parent)


def _file(path: Path, origin: str, limits: ImportLimits) -> bytes:
    place = Place(origin)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            hint = f"name its files: {typed(origin)}/*"
            raise fail("source-unreadable", "this is a folder", place, hint)
        if not stat.S_ISREG(status.st_mode):
            raise fail("source-unreadable", "this is not a file", place, "name a file")
        if status.st_size > limits.source_bytes:
            hint = f"--max source-bytes={status.st_size // 1_000_000 + 1}M takes it"
            message = f"the file has {status.st_size / 1e6:.0f} MB"
            raise fail("source-too-large", message, place, hint)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        said = (error.strerror if isinstance(error, OSError) else "") or str(error)
        hint = "check the name; an address begins with https://"
        raise fail("source-unreadable", f"cannot be read: {said}", place, hint) from error


def _kind(data: bytes, ending: str, origin: str, media_type: str) -> str:
    """Return the kind: feed, html, docx, odt, epub, picture, mail, markdown or text."""
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, origin)
    for mark, (what, hint) in _OTHERS.items():
        if data.startswith(mark):
            raise _unknown(origin, f"this is {what}", hint)
    is_riff = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if data.startswith(_PICTURES) or data[4:8] == b"ftyp" or is_riff:
        return "picture"
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _unknown(origin, "this is binary data of no known kind", "save it as .docx or text")
    return _written(decoded(data)[0][:20_000], ending, media_type, origin)


def _written(head: str, ending: str, media_type: str, origin: str) -> str:
    """Return the kind of a text, by how it begins, by its name, by what the server calls it."""
    if not head.strip():
        raise _unknown(origin, "this is empty", "name a source that holds something")
    start = head.lstrip("\ufeff \t\r\n")
    found = _unmistakable(start) or _ENDINGS.get(ending) or _MEDIA_TYPES.get(media_type, "")
    if not found and start.startswith("<") and _HTML.search(start):
        found = "html"
    if not _unmistakable(start) and not (media_type in _MEDIA_TYPES or _is_named_so(found, ending)):
        _refuse_misnamed(ending.removeprefix("."), media_type, origin)
    if not found and start.startswith(("{", "[", "<?xml")):
        raise _unknown(origin, "this is data of no known kind", "name a feed, a page or a text")
    return found or "text"


def _is_named_so(kind: str, ending: str) -> bool:
    """Tell whether a text may have this name; many a system writes pages and calls them .doc."""
    return _ENDINGS.get(ending) == kind or (kind == "html" and ending in {".doc", ".xml"})


def _refuse_misnamed(ending: str, media_type: str, origin: str) -> None:
    """Raise RotativeError if a text is called something that text never is."""
    main, _, sub = media_type.partition("/")
    for what, (endings, hint) in _NO_TEXT.items():
        if ending in endings or sub in endings or (main == "image" and what == "a picture"):
            called = f".{ending}" if ending in endings else media_type
            if what == "data":
                raise _unknown(origin, f"this is data ({called}), not a text", hint)
            raise _unknown(origin, f"this is called {what} ({called}), and holds text", hint)


def _unmistakable(start: str) -> str:
    if _JSON_FEED.match(start):
        return "json-feed"
    if _SVG.match(start):
        return "picture"
    if _MAIL.match(start.replace("\r\n", "\n")):
        return "mail"
    is_feed = start.startswith("<") and _FEED.search(start) and not _PAGE.match(start)
    return "feed" if is_feed else ""


def _packed(data: bytes, origin: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            names = set(found.namelist())
            said = _media_type(found) if "mimetype" in names else ""
    except ZIP_FAULTS as error:
        raise fail(
            "source-unreadable", "the archive is damaged", Place(origin), "save it again"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    if said == "application/epub+zip" or "META-INF/container.xml" in names:
        return "epub"
    if said.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    raise _unknown(origin, "this is a ZIP archive of no known kind", "unpack it, name its files")


def _media_type(found: zipfile.ZipFile) -> str:
    with found.open("mimetype") as file:
        return file.read(200).decode("ascii", "replace").strip()


def _unknown(origin: str, message: str, hint: str) -> RotativeError:
    return fail("source-kind", message, Place(origin), hint)
