"""Cutting: which sections of a print document begin pages, and can be laid out by themselves.

What a sheet may say that makes a part depend on the others is listed here; a sheet that says any
of it is laid out whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rotative.engine.parts import PAGE, SIDE
from rotative.filters import footnotes, markup
from rotative.galley import Section

# Sections that others are styled by, whatever stands between them.
FRONT = ("cover", "frontpage", "contents")
ROOTS = "cover|frontpage|contents|lead|headlines|article|colophon|imprint|piece|filler"
_HAS = r":has\((?:[^()]|\([^()]*\))*\)"
CROSSING = re.compile(
    # counters of one's own and the number of all pages, running and fixed elements, windows
    r"counter-(?:reset|increment|set)\b|counters?\(\s*pages\b|\brunning\(|\belement\("
    r"|position:\s*fixed|\d(?:vw|vh|vmin|vmax|vi|vb)\b"
    # what is told of other places but the number of their page
    r"|target-text\(|target-counters\(|target-counter\(\s*(?:attr\([^)]*\)|[^,()]+),(?!\s*page\s*\))"
    r"|(?:string-set|bookmark-label):[^;}]*counter\(|\bstring\([^),]+,\s*start\b"
    # sides, and pages by their number
    r"|break-(?:before|after):\s*(?:left|right|recto|verso)\b|@page[^{;]*:(?:first|nth|blank)"
    # sections by their number, or by what others hold
    rf"|(?:(?<![\w.-])(?:section|body\s*>\s*\*)|\.(?:{ROOTS}))(?![\w-])"
    r"[^\s,{}>+~()]*(?::not\()?:(?:nth|first|last|only)-"
    rf"|{_HAS}[^,{{}}]*[+~]|{_HAS[:-2]}[+~]"
)
_OF_ALL = re.compile(r"(?:\bbody|\bhtml|:root)[^\s,{}>+~]*:has\(([^()]*)\)")
_TAG = re.compile(r"\s*<section\b[^>]*>")
_ID = re.compile(r'\sid="[^"]*"')
_CLASSES = re.compile(r'\bclass="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Part:
    """Sections that are laid out together, the first of which begins a page.

    `before` and `after` are the others their styles may depend on, without what they hold;
    `notes` counts the footnotes before them; `first` begins the document, and `begins` tells that
    the first section asks for its page itself. `fillers` are templates of pages added before the
    section `ahead_of`, or at the end.
    """

    sections: tuple[Section, ...]
    before: tuple[Section, ...] = field(default=(), repr=False)
    after: tuple[Section, ...] = field(default=(), repr=False)
    notes: int = 0
    first: bool = False
    begins: bool = False
    fillers: tuple[str, ...] = ()
    ahead_of: str = ""

    @property
    def weight(self) -> int:
        """How long it is, in characters of markup."""
        return sum(len(section.xhtml) for section in self.sections)


def crosses(css: str, sections: Sequence[Section]) -> bool:
    """Tell whether a sheet makes sections depend on each other by more than their pages."""
    if CROSSING.search(css):
        return True
    roots = {f".{name}" for section in sections for name in _classes(section)}
    return any(asked.strip() not in roots for asked in _OF_ALL.findall(css))


def hollow(section: Section) -> Section:
    """Return a section without what it holds, not shown and no target of links."""
    opening = _ID.sub("", _opening(section), count=1)
    return replace(section, xhtml=f'{opening[:-1]} style="display: none"></section>')


def emptied(section: Section) -> Section:
    """Return a section without what it holds."""
    return replace(section, xhtml=_opening(section) + "</section>")


def _opening(section: Section) -> str:
    tag = _TAG.match(section.xhtml)
    return tag[0].strip() if tag else "<section>"


def _classes(section: Section) -> Sequence[str]:
    found = _CLASSES.search(_opening(section))
    return found[1].split() if found else ()


def cut(sections: Sequence[Section], breaks: Mapping[str, tuple[str, str]]) -> tuple[Part, ...]:
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
