"""Navigation: contents, landmarks and page list in one nav document, and the NCX for old readers.

Source: EPUB 3.3 §7 (navigation document), OPF 2.0.1 §2.4.1 and §2.6 (NCX, guide).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import count

from rotative.epub import pages
from rotative.epub.documents import CONTENTS, NAV_FILE, Document
from rotative.epub.pages import PageBreak
from rotative.galley import Entry

NCX_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{language}">
<head>
<meta name="dtb:uid" content="{uid}"/>
<meta name="dtb:depth" content="{depth}"/>
<meta name="dtb:totalPageCount" content="{pages}"/>
<meta name="dtb:maxPageNumber" content="{last}"/>
</head>
<docTitle><text>{title}</text></docTitle>
"""
# Landmark and guide type of each kind that has one; the first text is where reading starts.
LANDMARKS = {"cover": "cover", CONTENTS: "toc", "colophon": "colophon", "imprint": "imprint"}
GUIDE = {"cover": "cover", "toc": "toc", "bodymatter": "text"}
TEXTS = ("lead", "headlines", "rubric", "article")

Targets = Mapping[str, str]


def landmarks(
    documents: Sequence[Document], words: Mapping[str, str]
) -> tuple[dict[str, str], ...]:
    """Return type, file and label of the places a reader looks for."""
    found: dict[str, dict[str, str]] = {}
    for document in documents:
        kind = "bodymatter" if document.kind in TEXTS else LANDMARKS.get(document.kind, "")
        label = words["start"] if kind == "bodymatter" else document.section.title
        if kind:
            found.setdefault(kind, {"type": kind, "file": document.file, "label": label})
    return tuple(found.values())


def guide(marks: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return landmarks as old readers know them."""
    return [
        {"type": GUIDE[mark["type"]], "href": mark["file"], "title": mark["label"]}
        for mark in marks
        if mark["type"] in GUIDE
    ]


def page_list(breaks: Sequence[PageBreak], targets: Targets) -> tuple[tuple[str, str], ...]:
    """Return target and folio of every page break."""
    return tuple((f"{targets[page.section]}#{pages.anchor(page)}", page.label) for page in breaks)


def ncx(
    entries: Sequence[Entry],
    targets: Targets,
    folios: Sequence[tuple[str, str]],
    *,
    uid: str,
    title: str,
    language: str,
) -> bytes:
    """Return the NCX: the contents again, in the same order, and the page list."""
    numbers = [int(label) for _, label in folios if label.isascii() and label.isdigit()]
    head = NCX_HEAD.format(
        language=escape(language),
        uid=escape(uid),
        title=escape(title),
        depth=_depth(entries),
        pages=len(folios),
        last=max(numbers, default=0),
    )
    order = count(1)
    points = "".join(_points(entries, targets, order))
    return f"{head}<navMap>\n{points}</navMap>\n{_folios(folios, order)}</ncx>\n".encode()


def _depth(entries: Sequence[Entry]) -> int:
    return max((1 + _depth(entry.entries) for entry in entries), default=0)


def _points(entries: Sequence[Entry], targets: Targets, order: Iterator[int]) -> Iterator[str]:
    for entry in entries:
        number, source = next(order), escape(targets.get(entry.id, NAV_FILE))
        yield f'<navPoint id="point-{number}" playOrder="{number}">'
        yield f'<navLabel><text>{escape(entry.title)}</text></navLabel><content src="{source}"/>\n'
        yield from _points(entry.entries, targets, order)
        yield "</navPoint>\n"


def _folios(folios: Sequence[tuple[str, str]], order: Iterator[int]) -> str:
    if not folios:
        return ""
    return f"<pageList>\n{''.join(_folio(*folio, next(order)) for folio in folios)}</pageList>\n"


def _folio(target: str, label: str, number: int) -> str:
    arabic = label.isascii() and label.isdigit()
    kind = f'type="normal" value="{int(label)}"' if arabic else 'type="special"'
    return (
        f'<pageTarget id="folio-{number}" {kind} playOrder="{number}">'
        f'<navLabel><text>{escape(label)}</text></navLabel><content src="{escape(target)}"/>'
        "</pageTarget>\n"
    )
