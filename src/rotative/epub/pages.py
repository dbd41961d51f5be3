"""Pages that agree: the printed edition's page breaks, at the very word that begins each page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

_TOKEN = re.compile(r"<[^>]*>|&[^;]*;|[^<&]+")
_WORD = re.compile(r"\S")


class PageBreak(Protocol):
    """Where a printed page begins.

    `section` is the id of a galley's section; `offset` counts the characters of its text before
    the page's first word, white space of any kind left out; `label` is the folio as printed.
    """

    @property
    def section(self) -> str: ...  # noqa: D102 - described by the class
    @property
    def offset(self) -> int: ...  # noqa: D102 - described by the class
    @property
    def label(self) -> str: ...  # noqa: D102 - described by the class


def anchor(page: PageBreak) -> str:
    """Return the id of a page break: `page-` and the folio, ASCII."""
    return "page-" + "".join(
        c if c.isascii() and c.isalnum() else f"_{ord(c):x}" for c in page.label
    )


def insert(markup: str, breaks: Sequence[PageBreak]) -> str:
    """Return a section's markup with a break before the word each page begins with.

    A break past the section's end stands before its last closing tag.
    Source: EPUB Accessibility 1.1 §3.2 (page navigation), DPUB-ARIA doc-pagebreak.
    """
    if not breaks:
        return markup
    return "".join(_marked(markup, sorted(breaks, key=lambda page: page.offset)))


def _marked(markup: str, breaks: Sequence[PageBreak]) -> Iterator[str]:
    waiting, seen, done = list(breaks), 0, 0
    for token in _TOKEN.finditer(markup):
        if not waiting:
            break
        piece = token[0]
        if piece.startswith("<"):
            continue
        places = _places(piece, token.start())
        while waiting and waiting[0].offset < seen + len(places):
            cut = places[max(0, waiting[0].offset - seen)]
            yield markup[done:cut] + _mark(waiting.pop(0))
            done = cut
        seen += len(places)
    end = markup.rfind("</") if waiting else done
    yield markup[done:end] + "".join(map(_mark, waiting)) + markup[end:]


def _places(piece: str, start: int) -> list[int]:
    if piece.startswith("&"):
        return [] if html.unescape(piece).isspace() else [start]
    return [start + match.start() for match in _WORD.finditer(piece)]


def _mark(page: PageBreak) -> str:
    label = html.escape(page.label)
    return (
        f'<span id="{anchor(page)}" class="pagebreak" epub:type="pagebreak"'
        f' role="doc-pagebreak" aria-label="{label}"></span>'
    )
