"""The content model: which elements exist, what is a block, and small things all writers need."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lxml import etree

from rotative.manuscript.links import linked

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TABLE_PARTS = frozenset({"caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_UNWRAPPED = frozenset(
    """
    div section article header footer main aside nav address center dl dt dd details summary
    form fieldset legend hgroup dialog menu search optgroup option
    """.split()  # noqa: SIM905 - names read better as words
)
BLOCKS = (
    HEADINGS
    | _TABLE_PARTS
    | _UNWRAPPED
    | {"p", "blockquote", "ul", "ol", "li", "hr", "pre", "table", "figure", "figcaption"}
)
"""Elements that part the words before them from those after; the unwrapped ones do only that."""

KEPT = frozenset(
    [
        "em",
        "strong",
        "i",
        "b",
        "cite",
        "q",
        "sub",
        "sup",
        "span",
        "abbr",
        "code",
        "kbd",
        "samp",
        "small",
        "s",
        "br",
    ]
)
INLINES = KEPT | {"time", "u", "del", "ins", "mark", "var", "dfn", "big", "strike", "font", "tt"}
"""Elements inside a line; what is not kept gives way to its words."""

_BLANK = " \t\n"
# What content may begin with that shows nothing.
_DOUBTFUL = frozenset(("", "<", *_BLANK))
_SHOWS = re.compile(r"<img |<a [^>]*doc-noteref")
_TAGS = re.compile(r"<[^>]*>")


def parse(source: str) -> Any:
    """Return the body element of a cleaned HTML fragment."""
    root = etree.fromstring(f"<html><body><div>{source}</div></body></html>", _parser())
    return root.find("body")


@cache
def _parser() -> Any:
    return etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)


def words(element: Any) -> str:
    """Return all the text of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def running(text: str | None) -> str:
    """Return running text as XHTML; bare addresses become links."""
    return linked(text) if text else ""


def is_block(element: Any) -> bool:
    """Tell whether an element is a block or an inline element around one."""
    if element.tag in BLOCKS:
        return True
    return len(element) > 0 and any(inner.tag in BLOCKS for inner in element.iter())


def filled(content: str) -> bool:
    """Tell whether inline XHTML shows anything."""
    if content[:1] not in _DOUBTFUL:
        return True
    return bool(_TAGS.sub("", content).strip(_BLANK)) or bool(_SHOWS.search(content))


def flush(run: list[str], out: list[str], tag: str = "p") -> None:
    """Close a run of loose inline content as an element of its own."""
    content = "".join(run).strip(_BLANK)
    if content and filled(content):
        out.append(f"<{tag}>{content}</{tag}>")
    run.clear()
