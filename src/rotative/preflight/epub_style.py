"""Rules of the EPUB lint for sheets and fonts: colours, remote files, glyph coverage."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from struct import error as StructError  # noqa: N812 - an exception's name

from rotative.characters import ASCII, any_in, in_utf8_beyond_ascii
from rotative.fitting.face import Face
from rotative.preflight.epub_book import CSS, NS, Book, Page, resolve
from rotative.problems import Place, Problems

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_URL = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""")
_SCHEME_QUERY = re.compile(r"@media[^{]*prefers-color-scheme[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_COLOUR = re.compile(
    r"(?:^|[;{\s])((?:background-)?color|background|fill)\s*:\s*"
    r"(?!\s*(?:inherit|initial|unset|currentcolor|transparent|none)\b)([^;}]+)",
    re.IGNORECASE,
)
_FAR = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
# Blanks (but the narrow one), controls, joiners and marks that need no glyph of their own.
NARROW_BLANK = "\u202f"
INVISIBLE = frozenset(("Cc", "Cf", "Zl", "Zp"))


def named(book: Book) -> Iterator[str]:
    """Yield the files that sheets refer to, as archive paths."""
    for path, address, _ in _addresses(book):
        if not _FAR.match(address):
            yield resolve(path, address)[0]


def sheets(book: Book, problems: Problems) -> None:
    """Check that sheets load nothing from afar and leave colours to the reader."""
    for path, address, line in _addresses(book):
        if _FAR.match(address):
            hint = "put the file into the book"
            message = f'"{address[:80]}" is loaded from outside the book'
            problems.error("epub-remote-resource", message, Place(path, line), hint)
        elif resolve(path, address)[0] not in book.files:
            message = f'"{address}" leads nowhere'
            problems.error("epub-dead-link", message, Place(path, line), "correct the address")
    for path, text in _texts(book):
        found = _COLOUR.search(_SCHEME_QUERY.sub(_blanked, text))
        if found:
            line = text.count("\n", 0, found.start(1)) + 1
            hint = "leave colours to the reader, or set them for each prefers-color-scheme"
            message = f"{found[1]}: {found[2].strip()} stays the same in dark mode"
            problems.warn("epub-fixed-colour", message, Place(path, line), hint)


def glyphs(book: Book, problems: Problems) -> None:
    """Check that some embedded font has each character; without embedded fonts there is no rule."""
    faces = list(_faces(book))
    if not faces:
        return

    @cache
    def has(character: str) -> bool:
        return not _visible(character) or any(face.covers(character) for face in faces)

    has_ascii = all(map(has, map(chr, ASCII)))
    seen: dict[str, Place] = {}
    for page in book.pages:
        beyond = _beyond_ascii(page)
        if has_ascii and beyond is not None and all(map(has, beyond)):
            continue
        body = page.root.find("h:body", NS)
        shown = set("".join(body.itertext())) if body is not None else set()
        seen.update(dict.fromkeys(shown.difference(seen), page.place()))
    missing = sorted(c for c in seen if not has(c))
    if missing:
        named = " ".join(f"{c} (U+{ord(c):04X})" for c in missing[:8])
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""
        hint = "other characters, or a font that has them; readers will substitute their own"
        message = f"no embedded font has {named}{more}"
        problems.warn("epub-glyph-missing", message, seen[missing[0]], hint)


def _beyond_ascii(page: Page) -> frozenset[str] | None:
    """Return the characters beyond ASCII in a document's source; None where it may show others."""
    if any_in((b"&#", b"\0"), page.source):
        return None
    try:
        return in_utf8_beyond_ascii(page.source)
    except UnicodeDecodeError:
        return None


def _visible(character: str) -> bool:
    if character == NARROW_BLANK:
        return True
    return not character.isspace() and unicodedata.category(character) not in INVISIBLE


def _faces(book: Book) -> Iterator[Face]:
    for item in book.items:
        if item.path.lower().endswith((".ttf", ".otf", ".woff")) and item.path in book.files:
            try:
                face = Face(book.files[item.path])
                face.covers("a")
            except (StructError, KeyError, IndexError, ValueError):
                continue
            yield face


def _addresses(book: Book) -> Iterator[tuple[str, str, int]]:
    for path, text in _texts(book):
        for match in _URL.finditer(text):
            yield path, match[1], text.count("\n", 0, match.start()) + 1


def _texts(book: Book) -> Iterator[tuple[str, str]]:
    """Yield path and text of all that is CSS: sheets, style elements and attributes."""
    for path, content in book.of_type(CSS):
        yield path, _COMMENT.sub(_blanked, content.decode("utf-8", "replace"))
    for page in book.pages:
        yield from ((page.path, _COMMENT.sub(_blanked, said)) for said in page.css)


def _blanked(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")
