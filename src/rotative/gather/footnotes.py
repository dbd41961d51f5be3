"""Footnotes of foreign pages: which link calls which note, told apart from other links.

Word (through mammoth), LibreOffice, EPUB, Wikipedia, WordPress and pandoc all write a link to an
id and, in the note, a link back. What is found is taken out of the text: the reference becomes an
`rv-note` element with a label, the note's element is kept under that label.
"""

from __future__ import annotations

import re
from typing import Any

from rotative.gather import trees

_BLOCKS = ("li", "aside", "p", "div", "dd", "td", "section", "tr")
_MARK = re.compile(
    r"[\[(]?\s*(?:\d{1,3}|[*†‡§]{1,3}|[a-z]|[ivx]{1,5}|note\s?\d{1,3})\s*[\])]?$", re.IGNORECASE
)
_BACK = re.compile(r"^[\s↑↩^⏎↵⤴\ufe0e\ufe0f\[\]().\d←*†‡]*$")
_NOTEREF = frozenset({"noteref", "doc-noteref", "footnote-ref", "footnote-reference"})
_NOTE = frozenset(
    {"footnote", "footnotes", "endnote", "endnotes", "rearnote", "doc-footnote", "doc-endnote"}
    | {"doc-endnotes", "notes", "references", "rearnotes"}
)
_HEADING = re.compile(
    r"(foot|end)?notes?|r[ée]f[ée]rences?|fu(ß|ss)noten|notas|note a piè di pagina", re.IGNORECASE
)


def gather(root: Any) -> dict[str, Any]:
    """Take the footnotes out of a page: label, from 1 in the order of the text → element."""
    ids: dict[str, Any] = {}
    for element in root.iter():
        if isinstance(element.tag, str):
            for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
                if name:
                    ids.setdefault(name, element)
    notes: dict[str, Any] = {}
    labels: dict[Any, str] = {}
    for link in [a for a in root.iter("a") if a.get("href", "").startswith("#")]:
        note = _note_of(link, ids)
        if note is not None:
            label = labels.setdefault(note, str(len(labels) + 1))
            notes[label] = note
            _replace(link, label)
    for note in notes.values():
        _detach(note)
    return notes


def _note_of(link: Any, ids: dict[str, Any]) -> Any:
    target = ids.get(link.get("href")[1:])
    if target is None:
        return None
    note = target if target.tag in _BLOCKS else next(target.iterancestors(*_BLOCKS), None)
    if note is None or note in set(link.iterancestors()) or not trees.words(note):
        return None
    said = _NOTEREF & (trees.classes(link) | trees.classes(_wrapper(link)))
    if not (said or _MARK.match(trees.words(link))):
        return None
    own = {
        name for each in (link, *_near(link)) for name in (each.get("id"), each.get("name")) if name
    }
    back = any(
        a.get("href", "")[1:] in own for a in note.iter("a") if a.get("href", "#")[:1] == "#"
    )
    told = any(_NOTE & trees.classes(each) for each in (note, *_near(note)))
    return note if back or (told and _comes_later(link, note)) else None


def _near(element: Any) -> list[Any]:
    return [each for _, each in zip(range(3), element.iterancestors(), strict=False)]


def _comes_later(link: Any, note: Any) -> bool:
    for element in link.getroottree().getroot().iter():
        if element is link:
            return True
        if element is note:
            return False
    return False


def _wrapper(link: Any) -> Any:
    """Return what stands for the reference: a <sup> or <span> around it alone, or the link."""
    element, parent = link, link.getparent()
    while parent is not None and parent.tag in {"sup", "span"}:
        alone = len(parent) == 1 and not (parent.text or "").strip("[( \n")
        if not alone or (element.tail or "").strip("]) ,\n"):
            break
        element, parent = parent, parent.getparent()
    return element


def _replace(link: Any, label: str) -> None:
    element = _wrapper(link)
    mark = element.makeelement("rv-note", {"label": label})
    mark.tail, element.tail = element.tail, None
    element.getparent().replace(element, mark)


def _detach(note: Any) -> None:
    """Take a note out of the page, the way back out of the note, and what is then empty."""
    for link in list(note.iter("a")):
        words = trees.words(link)
        if link.get("href", "").startswith("#") and (
            _BACK.match(words) or "backlink" in link.get("class", "")
        ):
            outer = _wrapper(link)
            trees.remove(outer if outer is not note else link)
    parent = note.getparent()
    trees.remove(note)
    while parent is not None and parent.tag in {
        "ol",
        "ul",
        "section",
        "aside",
        "div",
        "dl",
        "table",
        "tbody",
    }:
        if not _is_empty(parent):
            return
        above, before = parent.getparent(), parent.getprevious()
        if above is None or parent.tag == "body":
            return
        trees.remove(parent)
        if before is not None and before.tag == "hr":
            trees.remove(before)
        parent = above


def _is_empty(element: Any) -> bool:
    """Tell whether nothing is left of a list of notes but perhaps its heading or its rule."""
    if element.find(".//img") is not None:
        return False
    words = trees.words(element)
    return not words or bool(len(words) < 40 and _HEADING.fullmatch(words))
