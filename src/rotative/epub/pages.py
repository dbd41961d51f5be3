"""Pages that agree: the printed edition's page breaks, at the very word that begins each page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from rotative import offsets

HEADING = re.compile("h[1-6]")


class PageBreak(Protocol):
    """Where a printed page begins.

    `section` is the id of a galley's section; `offset` counts the characters of its text before
    the page's first word as `offsets` does; `label` is the folio as printed.
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

    Before a heading, if that is its first word: a heading's name has no number. A break past the
    section's end stands before its last closing tag.
    Source: EPUB Accessibility 1.1 §3.2 (page navigation), DPUB-ARIA doc-pagebreak.
    """
    if not breaks:
        return markup
    return "".join(_marked(markup, sorted(breaks, key=lambda page: page.offset)))


def _marked(markup: str, breaks: Sequence[PageBreak]) -> Iterator[str]:
    waiting, seen, done, heading = list(breaks), 0, 0, -1
    places: list[int] = []
    for token in offsets.tokens(markup):
        if not waiting:
            break
        if HEADING.fullmatch(token.tag):
            heading = token.start if token.opens else -1
        while waiting and waiting[0].offset < seen + len(token.letters):
            index = max(0, waiting[0].offset - seen)
            places = places or token.places()
            cut = max(done, heading) if heading >= 0 and not index else places[index]
            yield markup[done:cut] + _mark(waiting.pop(0))
            done = cut
        seen, places = seen + len(token.letters), []
        heading = -1 if token.letters else heading
    end = markup.rfind("</") if waiting else done
    yield markup[done:end] + "".join(map(_mark, waiting)) + markup[end:]


def _mark(page: PageBreak) -> str:
    label = html.escape(page.label)
    return (
        f'<span id="{anchor(page)}" class="pagebreak" epub:type="pagebreak"'
        f' role="doc-pagebreak" aria-label="{label}"></span>'
    )
