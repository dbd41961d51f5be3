"""Documents read as the XML they are, where an HTML parser would make the same tree of them.

Our templates write well-formed markup. What a parser of HTML mends, it has to look for in every
character, at a hundred times the cost. Here a document goes through expat; with any element,
nesting or reference that HTML might take otherwise it goes to the engine's own parser, which is
imported only then. Source: HTML Standard, 13.2 (parsing), of which what is left out is
13.2.6 (tree construction) for markup that needs no mending.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO, StringIO
from types import ModuleType
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

KNOWN = "70.0"
PARSER = "tinyhtml5"
VOID = frozenset(("br", "hr", "img", "link", "meta", "wbr"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LISTS = frozenset(("ul", "ol"))
# Blocks end a paragraph that is open.
BLOCKS = HEADINGS | LISTS | {
    *("article", "aside", "blockquote", "div", "dl", "figcaption", "figure", "footer", "header"),
    *("hr", "main", "nav", "p", "pre", "section", "table"),
}  # fmt: skip
# What stands in nothing but these.
WITHIN = {
    "html": {""}, "head": {"html"}, "body": {"html"},
    "title": {"head"}, "meta": {"head"}, "link": {"head"},
    "li": LISTS, "dt": {"dl"}, "dd": {"dl"},
    "caption": {"table"}, "thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"},
    "tr": {"thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"},
}  # fmt: skip
# What holds nothing but its own kind of elements: others would be put before the table.
ROWS = frozenset(("html", "head", "table", "thead", "tbody", "tfoot", "tr"))
PLAIN = frozenset((
    *("abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd"),
    *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var"),
    "a",
)) | BLOCKS | VOID | WITHIN.keys()  # fmt: skip
BLANKS = " \n\t"  # of HTML
BEGINNING = "<!DOCTYPE html>\n<html"
# Comments and the like; references that the two read otherwise; ends of void elements; line ends
# in values, and at the beginning of what is preformatted.
OTHERWISE = re.compile(
    rf"<[!?]|&#(?!3[49];)|</(?:{'|'.join(sorted(VOID))})\b|=\"[^\"<>]*[\n\t][^\"<>]*\"|<pre[^>]*>\n"
    r"|[\r\0\ufeff]"
)
CLOSED = re.compile(r"<([^\s<>/]+)(?:\s[^<>]*)?/>")


class OtherwiseError(Exception):
    """A document that HTML might take otherwise than XML does."""


@contextmanager
def quickly() -> Iterator[ModuleType | None]:
    """Let the engine have this module for its parser while it is imported, unless that is there."""
    if PARSER in sys.modules:
        yield None
        return
    stand_in = ModuleType(PARSER)
    stand_in.parse = _mended  # type: ignore[attr-defined]
    sys.modules[PARSER] = stand_in
    try:
        yield stand_in
    finally:
        if sys.modules.get(PARSER) is stand_in:
            del sys.modules[PARSER]


def remember(stand_in: ModuleType | None, version: str) -> None:
    """Have documents read here, if `version` is the release that this is known to fit."""
    if stand_in and version == KNOWN:
        stand_in.parse = parse  # type: ignore[attr-defined]


def parse(file: Any, **options: Any) -> Element:
    """Return the root of a document, as the engine's parser would."""
    source: str | bytes = file.read()
    if isinstance(source, str) and options == {"namespace_html_elements": False}:
        try:
            return read(source)
        except (OtherwiseError, expat.ExpatError, UnicodeEncodeError):
            pass  # it is for the other parser to mend
    again = StringIO(source) if isinstance(source, str) else BytesIO(source)
    return _mended(again, **options)


def _mended(file: Any, **options: Any) -> Element:
    root: Element = import_module(PARSER).parse(file, **options)
    return root


def read(source: str) -> Element:
    """Return the root of a document that is read as XML.

    Raises OtherwiseError or ExpatError where HTML might take it otherwise.
    """
    if not source.startswith(BEGINNING) or OTHERWISE.search(source, len(BEGINNING)):
        raise OtherwiseError
    closed = CLOSED.findall(source)
    # All of them are found where no value holds a >; HTML would leave other elements open.
    if len(closed) != source.count("/>") or not VOID.issuperset(closed):
        raise OtherwiseError
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    parser.Parse(source, True)  # noqa: FBT003, no keyword in C
    return reader.close(source[len(source.rstrip(BLANKS)) :])


class _Reader:
    """Builds a tree, and looks at each element whether HTML would let it stand there."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._open = [""]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        opened = self._open
        within = opened[-1]
        if (
            name not in PLAIN
            or within not in WITHIN.get(name, (within,))
            or (within in ROWS and name not in WITHIN)
            or within in VOID
            or (name in BLOCKS and ("p" in opened or within in HEADINGS))
            or (name == "a" and "a" in opened)
        ):
            raise OtherwiseError(name)
        opened.append(name)
        self._builder.start(name, attributes)

    def end(self, name: str) -> None:
        """End an element."""
        self._open.pop()
        self._builder.end(name)

    def data(self, text: str) -> None:
        """Take text."""
        within = self._open[-1]
        if within in VOID or (within in ROWS and text.strip(BLANKS)):
            raise OtherwiseError(text)
        self._builder.data(text)

    def close(self, after: str) -> Element:
        """Return the tree, with blanks where HTML has them: none before the head, all in the body.

        `after` are those that stand after all elements.

        Raises OtherwiseError where there is no head with a body behind it.
        """
        root = self._builder.close()
        if [child.tag for child in root] != ["head", "body"]:
            raise OtherwiseError
        root.text = None
        body = root[1]
        _append(body, (body.tail or "") + after)
        body.tail = None
        return root


def _append(body: Element, text: str) -> None:
    if len(body):
        body[-1].tail = (body[-1].tail or "") + text
    else:
        body.text = (body.text or "") + text
