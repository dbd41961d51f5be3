"""Cutting: which sections of a print document begin pages, and can be laid out by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace

from rotative.dataclass import dataclass
from rotative.engine.parts import PAGE, SIDE
from rotative.filters import footnotes, markup
from rotative.fragments.ties import FRONT, opening
from rotative.galley import Section

_ID = re.compile(r'\sid="[^"]*"')


@dataclass(frozen=True, slots=True)
class Part:
    """Sections that are laid out together, the first of which begins a page.

    `before` and `after` are the others their styles may depend on, without what they hold;
    `notes` counts the footnotes before them; `first` begins the document. `begins` tells that the
    first section asks for its page itself, `ends` that the last one asks for the page after it.
    `fillers` are templates of pages added before the section `ahead_of`, or at the end.
    """

    sections: tuple[Section, ...]
    before: tuple[Section, ...] = field(default=(), repr=False)
    after: tuple[Section, ...] = field(default=(), repr=False)
    notes: int = 0
    first: bool = False
    begins: bool = False
    ends: bool = False
    fillers: tuple[str, ...] = ()
    ahead_of: str = ""

    @property
    def weight(self) -> int:
        """How long it is, in characters of markup."""
        return sum(len(section.xhtml) for section in self.sections)


def hollow(section: Section) -> Section:
    """Return a section without what it holds, not shown and no target of links."""
    tag = _ID.sub("", opening(section), count=1)
    return replace(section, xhtml=f'{tag[:-1]} style="display: none"></section>')


def emptied(section: Section) -> Section:
    """Return a section without what it holds."""
    return replace(section, xhtml=opening(section) + "</section>")


def divide(sections: Sequence[Section], breaks: Mapping[str, tuple[str, str]]) -> tuple[Part, ...]:
    """Return the parts of a document, given how its shown sections break pages.

    One part alone where there is nothing to cut, or where a section asks for a side.
    """
    if any(SIDE & set(asked) for asked in breaks.values()):
        return (Part(tuple(sections), first=True),)
    heads = [0, *_heads(sections, breaks)]
    ends = [*heads[1:], len(sections)]
    notes = _notes(sections)

    def asked(head: int) -> tuple[str, str]:
        return breaks.get(sections[head].id, ("auto", "auto"))

    return tuple(
        Part(
            tuple(sections[head:end]),
            tuple(_before(sections, head)),
            tuple(map(hollow, sections[end : end + 1])),
            sum(notes[:head]),
            first=not head,
            begins=asked(head)[0] in PAGE,
            ends=end < len(sections) and asked(end)[0] not in PAGE,
        )
        for head, end in zip(heads, ends, strict=True)
    )


def _heads(sections: Sequence[Section], breaks: Mapping[str, tuple[str, str]]) -> Iterator[int]:
    """Yield which sections begin a page, but the first that is shown."""
    ending = None
    for index, section in enumerate(sections):
        if section.id not in breaks:
            continue
        before, after = breaks[section.id]
        if ending is not None and (before in PAGE or ending in PAGE):
            yield index
        ending = after


def _before(sections: Sequence[Section], head: int) -> Iterator[Section]:
    for index, section in enumerate(sections[:head]):
        if section.kind in FRONT or index == head - 1:
            yield hollow(section)


def _notes(sections: Sequence[Section]) -> list[int]:
    """Return how many footnotes each section has in print."""
    return [
        footnotes(markup(section)).count('<span class="footnote">')
        if 'class="notes"' in section.xhtml
        else 0
        for section in sections
    ]
