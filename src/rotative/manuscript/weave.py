"""A tree of cleaned HTML → XHTML of a sound content model, whatever the tree was.

Blocks never stand in inline elements, lists hold items, tables rows, no element that must not be
empty is; headings begin at h2 and skip no level; ids are unique in the book.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from rotative.language import direction
from rotative.limits import DEEPEST
from rotative.manuscript import insets
from rotative.manuscript.content import (
    BLOCKS,
    HEADINGS,
    KEPT,
    filled,
    flush,
    is_block,
    running,
    words,
)
from rotative.manuscript.decorations import BARE, SAID
from rotative.manuscript.links import safe_url
from rotative.slug import slug

if TYPE_CHECKING:
    from rotative.manuscript.markdown import Piece

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
_NUMBER = re.compile(r"[0-9]{1,9}$")
_ATTRIBUTION = re.compile(r"<p>(?:(.*)\n)?((?:—|–|--)[ \u00a0\u202f]?[^\n]+)</p>$", re.DOTALL)
_DASHED = re.compile(r"<p>(?:—|–|--)")
_IDS = re.compile(r' id="([^"]*)"')
_INNER_LINKS = re.compile(r'<a [^>]*href="#([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_PLAIN = frozenset(KEPT - {"span", "br", "abbr"})


def _without_dead_links(xhtml: str) -> str:
    """Unwrap links to what was not written after all, such as a heading inside a <pre>."""
    ids = set(_IDS.findall(xhtml)) if 'href="#' in xhtml else set()
    alive = _INNER_LINKS.sub(lambda link: link[0] if link[1] in ids else link[2], xhtml)
    return xhtml if alive == xhtml else _without_dead_links(alive)


class Weaver:
    """Writes the tree of one piece."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.names: dict[str, str] = {}
        self.elements: dict[Any, str] = {}
        self.notes: dict[str, str] = {}
        self.references: dict[str, set[int]] = {}
        self.levels: list[int] = []
        self.writers = {
            "p": self._paragraph,
            "blockquote": self._quotation,
            "ul": self._list,
            "ol": self._list,
            "pre": self._code,
            "table": lambda table, depth: insets.table(self, table, depth),
            "figure": lambda figure, depth: insets.figure(self, figure, depth),
            "hr": lambda *_: ["<hr/>"],
            **dict.fromkeys(HEADINGS, self._heading),
        }

    def blocks(self, body: Any) -> str:
        """Return the body as blocks, its footnotes last."""
        self._name(body)
        return _without_dead_links("\n".join(self.flow(body, 0)))

    def title(self, body: Any) -> str:
        """Return the body as inline content without links, images and line breaks."""
        for element in list(body.iter("a", "img", "br")):
            element.tag = "span"
            element.attrib.clear()
        return " ".join(self.line(body).split())

    # Ids

    def _name(self, body: Any) -> None:
        """Hand out the ids of the piece: to headings, notes, and whatever asks for one."""
        for element in body.iter():
            if element.tag not in HEADINGS and not element.keys():
                continue
            wanted, number = element.get("id", ""), element.get("data-rv-note")
            if element.get("data-rv-ref"):
                note, sub = insets.reference(element)
                self.references.setdefault(note, set()).add(sub)
            if number and number not in self.notes:
                self.notes[number] = self.piece.claim(f"{self.piece.id}-note-{number}")
            elif element.tag in HEADINGS:
                self._claim(element, wanted, words(element))
            elif wanted and element.tag in BLOCKS | KEPT:
                self._claim(element, wanted, wanted)

    def _claim(self, element: Any, wanted: str, text: str) -> None:
        plain = slug(text)
        name = self.piece.claim(f"{self.piece.id}-{slug(wanted) if wanted else plain}")
        self.elements[element] = name
        for each in (wanted, slug(wanted) if wanted else "", plain):
            self.names.setdefault(each, name)

    def common(self, element: Any) -> str:
        """Return the attributes any element may have; an id is written once."""
        name, language = self.elements.pop(element, ""), element.get("lang", "")
        said = f' id="{name}"' if name else ""
        if language and _LANGUAGE.match(language):
            said += f' lang="{language}" xml:lang="{language}"'
            said += ' dir="rtl"' if direction(language) == "rtl" else ""
        return said

    # Blocks

    def flow(self, parent: Any, depth: int) -> list[str]:
        """Return the content of a container as blocks; loose words become paragraphs."""
        out: list[str] = []
        run = [running(parent.text)]
        for child in parent:
            if is_block(child):
                flush(run, out)
                out += self.block(child, depth)
            else:
                run.append(self.element(child, 0))
            run.append(running(child.tail))
        flush(run, out)
        return out

    def block(self, element: Any, depth: int) -> list[str]:
        """Return one block element, or its content if it gives way."""
        if depth >= DEEPEST:
            told = running(words(element))
            return [f"<p>{told}</p>"] if told else []
        writer = self.writers.get(element.tag)
        return writer(element, depth + 1) if writer else self.flow(element, depth + 1)

    def mixed(self, element: Any, depth: int) -> str:
        """Return the content of an item or a cell: inline if it can be, else blocks."""
        if any(map(is_block, element)):
            return "\n".join(self.flow(element, depth))
        content = self.line(element).strip(" \n")
        return content if filled(content) else ""

    def _paragraph(self, element: Any, depth: int) -> list[str]:
        if any(map(is_block, element)):
            return self.flow(element, depth)
        if insets.is_figure(element):
            return insets.lone_images(self, element)
        content = self.line(element).strip(" \n")
        return [f"<p{self.common(element)}>{content}</p>"] if filled(content) else []

    def _heading(self, element: Any, _depth: int) -> list[str]:
        content = self.line(element).strip(" \n")
        if not words(element):
            return [f"<p>{content}</p>"] if filled(content) else []
        level = self._level(int(element.tag[1]))
        return [f"<h{level}{self.common(element)}>{content}</h{level}>"]

    def _level(self, said: int) -> int:
        """Return the level a heading gets: h2 at the top, at most one below the one above."""
        while self.levels and self.levels[-1] >= said:
            self.levels.pop()
        self.levels.append(said)
        return min(1 + len(self.levels), 6)

    def _quotation(self, element: Any, depth: int) -> list[str]:
        content = self.flow(element, depth)
        found = _ATTRIBUTION.match(content[-1]) if content else None
        if found:
            before = [*content[:-1], f"<p>{found[1]}</p>"] if found[1] else content[:-1]
            if before and not any(map(_DASHED.match, before)):
                content = [*before, f'<p class="attribution">{found[2]}</p>']
        inside = "\n".join(content)
        return [f"<blockquote{self.common(element)}>{inside}</blockquote>"] if content else []

    def _list(self, element: Any, depth: int) -> list[str]:
        if element.get("data-rv-notes"):
            return insets.endnotes(self, element, depth)
        items, start = self._items(element, depth), element.get("start", "")
        said = f' start="{int(start)}"' if element.tag == "ol" and _NUMBER.match(start) else ""
        inside = "".join(items)
        tag = element.tag
        return [f"<{tag}{self.common(element)}{said}>{inside}</{tag}>"] if items else []

    def _items(self, element: Any, depth: int) -> list[str]:
        items: list[str] = []
        run = [running(element.text)]
        for child in element:
            if child.tag == "li" or is_block(child):
                flush(run, items, "li")
                is_item = child.tag == "li"
                content = (
                    self.mixed(child, depth) if is_item else "\n".join(self.block(child, depth))
                )
                said = self.common(child) if is_item else ""
                items += [f"<li{said}>{content}</li>"] if content else []
            else:
                run.append(self.element(child, 0))
            run.append(running(child.tail))
        flush(run, items, "li")
        return items

    def _code(self, element: Any, _depth: int) -> list[str]:
        text = "".join(element.itertext()).strip("\n")
        code = html.escape(text, quote=False)
        return [f"<pre{self.common(element)}><code>{code}</code></pre>"] if text.strip() else []

    # Inline

    def line(self, element: Any, depth: int = 0) -> str:
        """Return the content of an element as inline XHTML, blocks inside it parted by blanks."""
        if depth >= DEEPEST:
            return running("".join(element.itertext()))
        out = [running(element.text)]
        for child in element:
            out.append(self.element(child, depth))
            out.append(running(child.tail))
        return "".join(out)

    def element(self, element: Any, depth: int) -> str:
        """Return an inline element, or its content if it gives way."""
        tag = element.tag
        if tag == "br":
            return "<br/>"
        if tag == "img":
            return self.image(element)
        if tag == "a":
            return self._link(element, depth)
        content = self.line(element, depth + 1)
        if tag in BLOCKS:
            return f" {content} "
        said = self._said(element)
        if tag in _PLAIN or said:
            return f"<{tag}{said}>{content}</{tag}>" if filled(content) or said else content
        return content

    def _said(self, element: Any) -> str:
        """Return the attributes of an inline element that is kept; "" if it has none."""
        if element.tag not in KEPT:
            return ""
        title = element.get("title", "").strip() if element.tag == "abbr" else ""
        return self.common(element) + (f' title="{html.escape(title)}"' if title else "")

    def _link(self, element: Any, depth: int) -> str:
        if element.get("data-rv-ref"):
            return self._reference(element)
        content, address = self._unlinked(element, depth), self._address(element)
        if not address or not filled(content):
            return content
        return f'<a{self.common(element)} href="{html.escape(address)}">{content}</a>'

    def _unlinked(self, element: Any, depth: int) -> str:
        """Return the content of a link; a link inside a link gives way to its words."""
        for inner in list(element.iter("a")):
            if inner is not element and not inner.get("data-rv-ref"):
                inner.tag = "span"
        content = self.line(element, depth + 1)
        return re.sub(r"<a href=[^>]*>(.*?)</a>", r"\1", content, flags=re.DOTALL)

    def _address(self, element: Any) -> str:
        address = element.get("href", "")
        if not address.startswith("#"):
            return safe_url(address)
        name = self.names.get(address[1:]) or self.names.get(slug(unquote(address[1:])), "")
        if not name:
            message = f"nothing here is called “{address}”: the link was dropped, its text kept"
            place = self.piece.at(int(element.get("data-rv-line", 0)))
            self.piece.problems.warn("broken-anchor", message, place, "name a heading of this text")
        return f"#{name}" if name else ""

    def _reference(self, element: Any) -> str:
        number, sub = insets.reference(element)
        name = self.piece.claim(insets.reference_id(self.piece.id, number, sub))
        note = self.notes.get(number, "")
        return (
            f'<a class="noteref" role="doc-noteref" epub:type="noteref" id="{name}" '
            f'href="#{note}">{number}</a>'
        )

    def image(self, element: Any) -> str:
        """Return an image of the edition's album, or a placeholder after noting why not."""
        images, address = (
            self.piece.images,
            (element.get("data-rv-src") or element.get("src", "")).strip(),
        )
        place = self.piece.at(int(element.get("data-rv-line", 0)))
        alt = " ".join(element.get("alt", "").split())
        if images is None:
            message = f"the image “{address}” cannot stand here"
            self.piece.problems.error("image-not-here", message, place, "put it in a body")
            return ""
        if not alt and (element.get(BARE) or element.get("alt") is None):
            hint = f"write ![what it shows](…), or ![](…){SAID} if it only decorates"
            message = f"the image “{address}” has no description"
            self.piece.problems.warn("no-alt", message, place, hint)
        name = images.add(address, place)
        if not name:
            return self.piece.gaps.image(alt, address) if self.piece.gaps else ""
        return f'<img src="images/{name}" alt="{html.escape(alt)}"/>'
