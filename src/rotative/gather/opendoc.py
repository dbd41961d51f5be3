"""An OpenDocument text (ODT) → articles (OASIS ODF 1.3, part 3).

odfpy writes such files better than it reads them and looks after no hostile one; what a text
needs is little: paragraphs, headings, lists, tables, notes, pictures and the styles that make
words bold, so it is read here, from XML without entities.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from rotative.gather import archives, trees
from rotative.gather.album import Find
from rotative.gather.desk import Desk
from rotative.gather.harvest import Diary, Harvest
from rotative.gather.manuscripts import articles
from rotative.gather.odstyles import (
    DRAW,
    FO,
    OFFICE,
    STYLE,
    SVG,
    TABLE,
    TEXT,
    XLINK,
    Look,
    looks_of,
    numbered_of,
)
from rotative.gather.pictures import UnusableError
from rotative.gather.sources import Raw
from rotative.problems import Place, fail

_DC = "{http://purl.org/dc/elements/1.1/}"
_DEEPEST = 200
# What is in the text but not of it.
_SKIPPED = {
    f"{TEXT}tracked-changes": "",
    f"{OFFICE}annotation": "comments",
    f"{OFFICE}annotation-end": "",
    f"{TEXT}sequence-decls": "",
    f"{OFFICE}forms": "forms",
    f"{OFFICE}scripts": "scripts",
    f"{TEXT}table-of-content": "tables of contents",
    f"{TEXT}alphabetical-index": "indexes",
    f"{DRAW}object": "embedded objects",
    f"{DRAW}plugin": "embedded objects",
    f"{DRAW}floating-frame": "embedded pages",
}
_SOFT = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}soft-page-break": ""}


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the articles of an ODT file, one for each heading of the first level."""
    archive = archives.opened(raw.data, raw.origin, desk.limits)
    if "content.xml" not in archive:
        hint = "open it in LibreOffice and save it again"
        raise fail("source-unreadable", "the file has no content", Place(raw.origin), hint)
    content = _part(archive, "content.xml", desk)
    office = content.find(f".//{OFFICE}text")
    if office is None:
        hint = "save it as a text document (.odt)"
        raise fail("source-kind", "this is no text document", Place(raw.origin), hint)
    styles = _part(archive, "styles.xml", desk) if "styles.xml" in archive else None
    reader = _Reader(diary, looks_of(content, styles), numbered_of(content, styles))
    title, language = _facts(archive, styles, desk)
    body = reader.body(office)
    return articles(body, raw, desk, diary, find=_finder(archive), declared=language, title=title)


def _part(archive: archives.Archive, name: str, desk: Desk) -> Any:
    return trees.xml(archive.read(name), name, archive.origin, most=desk.limits.xml_bytes)


def _facts(archive: archives.Archive, styles: Any, desk: Desk) -> tuple[str, str]:
    """Return title and language as the file declares them."""
    title = language = ""
    if "meta.xml" in archive:
        meta = _part(archive, "meta.xml", desk)
        title = meta.findtext(f".//{_DC}title") or ""
        language = meta.findtext(f".//{_DC}language") or ""
    for said in styles.iter(f"{STYLE}text-properties") if styles is not None else ():
        tag, country = said.get(f"{FO}language", ""), said.get(f"{FO}country", "")
        if tag and tag != "none" and not language:
            language = f"{tag}-{country}" if country and country != "none" else tag
    return " ".join(title.split()), language


def _finder(archive: archives.Archive) -> Find:
    def find(address: str) -> bytes:
        name = archives.within("", address.removeprefix("rv:"))
        if name not in archive:
            raise UnusableError("the file only links to it, or lacks it")
        return archive.read(name)

    return find


@dataclass(slots=True)
class _Reader:
    """Turns the tree of an ODT into one of HTML elements."""

    diary: Diary
    looks: dict[str, Look]
    numbered: set[str]
    notes: list[Any] = field(default_factory=list)

    def body(self, office: Any) -> Any:
        body = etree.Element("body")
        self._flow(office, body, 0)
        if self.notes:
            etree.SubElement(body, "ol").extend(self.notes)
        trees.flatten(body)
        return body

    def _flow(self, source: Any, out: Any, depth: int, *, numbered: bool = False) -> None:
        """Add what a container holds; beyond a depth that no text has, its words only."""
        if depth > _DEEPEST:
            _say(out, trees.folded("".join(source.itertext())))
            return
        _say(out, source.text)
        for child in source:
            if isinstance(child.tag, str):
                self._element(child, out, depth + 1, numbered=numbered)
            _say(out, child.tail)

    def _element(self, child: Any, out: Any, depth: int, *, numbered: bool) -> None:
        tag = child.tag
        if tag in _SKIPPED:
            if _SKIPPED[tag]:
                self.diary.dropped(_SKIPPED[tag])
            return
        if tag in _SOFT:
            count = child.get(f"{TEXT}c", "1")
            _say(out, _SOFT[tag] * (min(int(count), 100) if count.isdecimal() else 1))
            return
        local = etree.QName(tag).localname
        writers: dict[str, Callable[[Any, Any, int], None]] = {
            "h": self._heading, "p": self._paragraph, "span": self._span, "a": self._link,
            "list": lambda c, o, d: self._list(c, o, d, numbered=numbered),
            "note": self._note, "frame": self._frame, "table": self._table,
            "line-break": lambda _c, o, _d: _add(o, "br"),
        }  # fmt: skip
        writer = writers.get(local)
        if writer:
            writer(child, out, depth)
        else:
            self._flow(child, out, depth, numbered=numbered)

    def _heading(self, child: Any, out: Any, depth: int) -> None:
        level = child.get(f"{TEXT}outline-level", "1")
        level = level if level in {"1", "2", "3", "4", "5", "6"} else "6"
        self._flow(child, _add(out, f"h{level}"), depth)

    def _paragraph(self, child: Any, out: Any, depth: int) -> None:
        names = self._styles(child)
        if "Title" in names:
            target = _add(out, "h1")
        elif "Subtitle" in names:
            target = _add(out, "p")
            target.set("class", "standfirst")
        elif names & {"Quotations", "Quotation"}:
            target = _add(_add(out, "blockquote"), "p")
        else:
            target = _add(out, "p")
            if names & {"Caption", "Illustration", "Figure", "Drawing"}:
                target.set("class", "caption")
        self._flow(child, target, depth)

    def _styles(self, element: Any) -> set[str]:
        """Return the names of a paragraph's style and of those it is made from."""
        name, names = element.get(f"{TEXT}style-name", ""), set()
        while name and name not in names:
            names.add(name)
            name = self.looks.get(name, Look()).parent
        return names

    def _span(self, child: Any, out: Any, depth: int) -> None:
        target = out
        names = self._styles(child)
        marks = [mark for name in sorted(names) for mark in self.looks.get(name, Look()).marks]
        named = {"Strong_20_Emphasis": "strong", "Emphasis": "em"}
        marks += [named[name] for name in sorted(names) if name in named]
        for mark in dict.fromkeys(marks):
            target = _add(target, mark)
        self._flow(child, _add(target, "span") if target is out else target, depth)

    def _link(self, child: Any, out: Any, depth: int) -> None:
        target = _add(out, "a")
        target.set("href", child.get(XLINK, ""))
        self._flow(child, target, depth)

    def _list(self, child: Any, out: Any, depth: int, *, numbered: bool) -> None:
        style = child.get(f"{TEXT}style-name")
        numbered = style in self.numbered if style else numbered
        made = _add(out, "ol" if numbered else "ul")
        for item in child:
            if isinstance(item.tag, str):
                self._flow(item, _add(made, "li"), depth, numbered=numbered)

    def _note(self, child: Any, out: Any, depth: int) -> None:
        number = len(self.notes) + 1
        link = _add(_add(out, "sup"), "a")
        link.set("href", f"#footnote-{number}")
        link.set("id", f"footnote-ref-{number}")
        link.text = str(number)
        item = etree.Element("li", id=f"footnote-{number}")
        self.notes.append(item)
        body = child.find(f"{TEXT}note-body")
        if body is not None:
            self._flow(body, item, depth)
        back = _add(item, "a")
        back.set("href", f"#footnote-ref-{number}")
        back.text = "↑"

    def _frame(self, child: Any, out: Any, depth: int) -> None:
        """Add a picture with its description, or a box of text with what it holds."""
        box = child.find(f"{DRAW}text-box")
        if box is not None:
            self._flow(box, _add(out, "div"), depth)
            return
        pictures = [each.get(XLINK, "") for each in child.iter(f"{DRAW}image")]
        pictures = sorted(filter(None, pictures), key=lambda name: name.lower().endswith(".svg"))
        if not pictures:
            self._flow(child, out, depth)
            return
        said = [child.findtext(f"{SVG}{name}") or "" for name in ("desc", "title")]
        image = _add(out, "img")
        image.set("src", f"rv:{pictures[0].removeprefix('./')}")
        alt = next(filter(None, said), "")
        image.set("alt" if alt else "alt-missing", alt or "yes")

    def _table(self, child: Any, out: Any, depth: int) -> None:
        made = _add(out, "table")
        for row in child.iter(f"{TABLE}table-row"):
            if next(row.iterancestors(f"{TABLE}table"), None) is not child:
                continue
            head = next(row.iterancestors(f"{TABLE}table-header-rows"), None) is not None
            line = _add(made, "tr")
            for cell in row.iterchildren(f"{TABLE}table-cell"):
                target = _add(line, "th" if head else "td")
                for name in ("columns", "rows"):
                    span = cell.get(f"{TABLE}number-{name}-spanned", "1")
                    target.set("colspan" if name == "columns" else "rowspan", span)
                self._flow(cell, target, depth)


def _add(parent: Any, tag: str) -> Any:
    return etree.SubElement(parent, tag)


def _say(out: Any, text: str | None) -> None:
    """Add text at the end of an element."""
    if not text:
        return
    if len(out):
        out[-1].tail = (out[-1].tail or "") + text
    else:
        out.text = (out.text or "") + text
