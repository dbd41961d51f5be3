"""Documents: every section of the galley as one XHTML file, its links leading across files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rotative import identity
from rotative.dataclass import dataclass
from rotative.epub import pages
from rotative.epub.pages import PageBreak
from rotative.galley import Galley, Section
from rotative.house import House
from rotative.language import direction
from rotative.model import Edition, Markup
from rotative.words import long_date

CONTENTS, NAV_FILE, COVER_IMAGE = "contents", "nav.xhtml", "cover.png"
MATTER = {
    "cover": "frontmatter",
    "frontpage": "frontmatter",
    "contents": "frontmatter",
    "colophon": "backmatter",
    "imprint": "backmatter",
}
# The bar follows the title here; elsewhere it stands at the section's end.
TITLED = ("lead", "rubric", "headlines", "article")

_LINK = re.compile(r'(<a\b[^<>]*?\bhref=")#([^"]*)"')
_FOREIGN = re.compile(r'<\w[^<>]* xml:lang="[^"]*"(?![^<>]* dir=)')
_IMAGE = re.compile(r'<(?:img|image|source)\b[^<>]*?\b(?:src|href|srcset)="images/([^"]+)"')


@dataclass(frozen=True, slots=True)
class Document:
    """A content document: its file name and the section it shows, links already rewritten."""

    file: str
    section: Section

    @property
    def kind(self) -> str:
        """The section's kind."""
        return self.section.kind


def lay_out(galley: Galley, house: House, breaks: Iterable[PageBreak] = ()) -> tuple[Document, ...]:
    """Return the documents in reading order, led by the cover, one of them with the contents."""
    sections = _complete(galley, house)
    if direction(galley.edition.language) == "rtl":
        sections = tuple(map(_with_directions, sections))
    unlinked = tuple(Document(_file(section), section) for section in sections)
    leads, folios = targets(unlinked), _by_section(breaks)
    return tuple(
        replace(document, section=_linked(document, leads, folios.get(document.section.id, ())))
        for document in unlinked
    )


def targets(documents: Iterable[Document]) -> dict[str, str]:
    """Return where each id leads: a section to its file, anything else to a place in one."""
    found: dict[str, str] = {}
    for document in documents:
        found |= {name: f"{document.file}#{name}" for name in document.section.ids}
        found[document.section.id] = document.file
    return found


def render(
    place: int,
    documents: Sequence[Document],
    edition: Edition,
    house: House,
    *,
    words: Mapping[str, str],
    tail: str = "",
) -> bytes:
    """Return the document at a place in the reading order as XHTML; `tail` follows its section.

    Source: EPUB 3.3 §6.1 (XHTML content documents).
    """
    section = documents[place].section
    opening, closing = _split(section)
    return house.render(
        "epub/document.xhtml",
        edition=edition,
        words=words,
        section=section,
        title=section.title or edition.publication.title,
        direction="rtl" if direction(edition.language) == "rtl" else "",
        matter=MATTER.get(section.kind, "bodymatter"),
        bar=() if section.kind == "cover" else tuple(_bar(place, documents, words)),
        opening=Markup(opening),
        closing=Markup(closing),
        tail=Markup(tail),
    ).encode("utf-8")


def images(documents: Iterable[Document]) -> set[str]:
    """Return the names of the assets that documents show."""
    return {name for document in documents for name in _IMAGE.findall(document.section.xhtml)}


def _complete(galley: Galley, house: House) -> tuple[Section, ...]:
    """Return the galley's sections behind a cover of our own, with contents in any case."""
    words = house.words(galley.edition.language)
    sections = [section for section in galley.sections if section.kind != "cover"]
    if all(section.kind != CONTENTS for section in sections):
        xhtml = house.render("epub/nav.xhtml", words=words, contents=galley.contents)
        sections.insert(0, Section(CONTENTS, CONTENTS, words["contents"], xhtml))
    known = galley.section("cover")
    first = known or Section("cover", "cover", words["cover"], "")
    xhtml = house.render(
        "epub/cover.xhtml", words=words, section=first, image=COVER_IMAGE, alt=_alt(galley, words)
    )
    return replace(first, xhtml=xhtml, ids=(first.id,)), *sections


def _with_directions(section: Section) -> Section:
    """Return a section read from the right whose passages in other languages run their own way."""
    return replace(section, xhtml=_FOREIGN.sub(r'\g<0> dir="ltr"', section.xhtml))


def _alt(galley: Galley, words: Mapping[str, str]) -> str:
    """Return what the cover says, for those who do not see it."""
    edition = galley.edition
    date = long_date(edition.date, edition.language, words) if edition.date else ""
    said = (identity.display_title(edition, words), date if edition.number else "")
    return ". ".join((words["cover"], *filter(None, said)))


def _file(section: Section) -> str:
    if section.kind == CONTENTS:
        return NAV_FILE
    return f"{section.id}-section.xhtml" if section.id == "nav" else f"{section.id}.xhtml"


def _by_section(breaks: Iterable[PageBreak]) -> dict[str, list[PageBreak]]:
    sorted_out: dict[str, list[PageBreak]] = {}
    for page in breaks:
        sorted_out.setdefault(page.section, []).append(page)
    return sorted_out


def _linked(document: Document, leads: Mapping[str, str], breaks: Sequence[PageBreak]) -> Section:
    section, here = document.section, document.file + "#"

    def lead_on(match: re.Match[str]) -> str:
        target = leads.get(match[2], "#" + match[2])
        return f'{match[1]}{target[len(here) - 1 :] if target.startswith(here) else target}"'

    xhtml = _LINK.sub(lead_on, pages.insert(section.xhtml, breaks))
    return replace(section, xhtml=xhtml)


def _split(section: Section) -> tuple[str, str]:
    """Return the markup before and after the bar: under the title, else at the section's end."""
    markup = section.xhtml
    if section.kind in TITLED:
        tag = "</header>" if 0 <= markup.find("<header") < markup.find("<h1") else "</h1>"
        place = markup.find(tag)
        if place >= 0:
            return markup[: place + len(tag)], markup[place + len(tag) :]
    place = markup.rfind("</section>")
    return (markup[:place], markup[place:]) if place >= 0 else (markup, "")


def _bar(
    place: int, documents: Sequence[Document], words: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield relation, target and label of the links to the neighbours and the contents."""
    if place > 1 and documents[place - 1].kind != CONTENTS:
        yield "previous", documents[place - 1].file, words["previous"]
    if documents[place].kind != CONTENTS:
        yield "contents", NAV_FILE, words["contents"]
    if place + 1 < len(documents):
        yield "next", documents[place + 1].file, words["next"]
