"""The words of two EPUBs: what was taken out and put in, passage by passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from rotative.dataclass import dataclass
from rotative.preflight.epub_book import NS, Book, open_book
from rotative.problems import Problems, RotativeError

if TYPE_CHECKING:
    from lxml import etree

CONTEXT = 4
"""How many words are shown on either side of a change."""
BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li td th dt dd figcaption div section article aside br".split()  # noqa: SIM905
)
TYPE = "{http://www.idpf.org/2007/ops}type"
# What says how the file was made rather than what it says.
_TECHNICAL = ("dcterms:modified",)


@dataclass(frozen=True, slots=True)
class Change:
    """Words replaced in a document, with a few words around them."""

    title: str
    before: str
    old: str
    new: str
    after: str

    def __str__(self) -> str:
        old, new = self.old and f"[-{self.old}-]", self.new and f"[+{self.new}+]"
        return f"…{' '.join(filter(None, (self.before, old, new, self.after)))}…"


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry of the metadata that differs, empty where it is missing."""

    name: str
    old: str
    new: str


def words(old: bytes, new: bytes) -> Iterator[Change]:
    """Yield the changes of words between two EPUBs, in reading order."""
    before, after = _texts(old), _texts(new)
    for path in dict.fromkeys((*after, *before)):
        title, had = before.get(path, ("", []))
        named, has = after.get(path, ("", []))
        yield from _changes(named or title, had, has)


def _texts(data: bytes) -> dict[str, tuple[str, list[str]]]:
    return {
        page.path: (_title(page.root), "".join(_words(page.root)).split())
        for page in _book(data).pages
    }


def _book(data: bytes) -> Book:
    problems = Problems()
    book = open_book(data, problems)
    if book is None:
        raise RotativeError(problems)
    return book


def _title(root: etree._Element) -> str:
    found = root.find(".//h:h1", NS)
    text = "".join(map(str, found.itertext())) if found is not None else ""
    return " ".join(text.split()) or str(root.findtext(".//h:title", "", NS))


def _words(root: etree._Element) -> Iterator[str]:
    """Yield the text of a document in pieces, a blank at both ends of every block."""
    body = root.find("h:body", NS)
    for text, element in _walked(body) if body is not None else ():
        blank = " " if str(element.tag).rpartition("}")[2] in BLOCKS else ""
        yield blank + (text or "")


def _walked(body: etree._Element) -> Iterator[tuple[str | None, etree._Element]]:
    """Yield what begins each element and follows it; ways to other documents are no words of it."""
    from lxml.etree import iterwalk

    walk = iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            yield element.tail, element
        elif str(element.tag).endswith("}nav") and not element.get(TYPE):
            walk.skip_subtree()
        else:
            yield element.text, element


def _changes(title: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    if old == new:
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            before, after = new[max(0, c - CONTEXT) : c], new[d : d + CONTEXT]
            shown = (before, old[a:b], new[c:d], after)
            yield Change(title, *(" ".join(part) for part in shown))


def facts(old: bytes, new: bytes) -> Iterator[Fact]:
    """Yield the entries of the metadata that differ between two EPUBs."""
    before, after = _metadata(_book(old)), _metadata(_book(new))
    for name in dict.fromkeys((*before, *after)):
        had, has = before.get(name, []), after.get(name, [])
        if had != has and name not in _TECHNICAL:
            yield Fact(name, "; ".join(had), "; ".join(has))


def _metadata(book: Book) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in book.package.iterfind("opf:metadata/*", NS):
        name = str(element.get("property") or element.get("name") or element.tag).rpartition("}")[2]
        value = (element.text or element.get("content") or "").strip()
        if value:
            found.setdefault(name, []).append(value)
    return found
