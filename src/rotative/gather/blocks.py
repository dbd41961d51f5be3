"""A tree of foreign markup → Markdown blocks: paragraphs in one line each, no HTML.

Nothing is written that is not known here. Pictures stand on lines of their own, their captions
below them; tables are pipes; footnotes are `[^1]`; headings begin at level 2 and skip none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from rotative.gather import inline, lists, trees
from rotative.gather.events import BREAK, Event, text_of, tidy
from rotative.gather.long import LONGEST, cut
from rotative.gather.tables import table
from rotative.manuscript.content import BLOCKS, HEADINGS, INLINES
from rotative.slug import slug

DEEPEST = 8
"""Lists and quotations nested deeper are flattened: no page is that narrow."""

RULE = "* * *"
_OWN = {
    "em": "em", "i": "em", "cite": "em", "dfn": "em", "var": "em",
    "strong": "strong", "b": "strong", "sup": "sup", "sub": "sub",
    "s": "s", "strike": "s", "del": "s",
}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_IMAGES = frozenset({"img", "picture"})
_CAPTION = re.compile(r"(^|[-_ ])(caption|legende|légende|wp-caption-text|credit)", re.IGNORECASE)


class Album(Protocol):
    """Where the pictures of a source are."""

    def place(self, image: Any, caption: str) -> str:
        """Return the block that stands for a picture, "" if it is nothing to be seen."""


@dataclass(slots=True)
class Writer:
    """Writes the blocks of one piece; `top` is the level of its highest headings.

    `keep_lines` says that line ends inside paragraphs are the author's own, as in Markdown.
    """

    album: Album
    notes: dict[str, Any] = field(default_factory=dict)
    told: Callable[[str], None] = lambda _: None
    top: int = 2
    keep_lines: bool = False
    levels: list[int] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)

    def text(self, element: Any) -> str:
        """Return all blocks of an element and then its footnotes, as one text."""
        self.headings = {slug(trees.words(each)) for each in element.iter(*HEADINGS)}
        blocks = self.flow(element, 0)
        done = 0
        while done < len(self.used):
            label = self.used[done]
            inside = self.flow(self.notes[label], 1) or [""]
            indented = "\n\n".join(inside).replace("\n", "\n    ").replace("\n    \n", "\n\n")
            blocks.append(f"[^{label}]: {indented}")
            done += 1
        return "\n\n".join(blocks)

    def flow(self, parent: Any, depth: int) -> list[str]:
        """Return the content of a container as blocks; loose words become paragraphs."""
        out: list[str] = []
        run = [self._text(parent.text)]
        images: list[Any] = []
        for child in parent:
            if self._is_block(child):
                self._flush(run, images, out)
                self._add(child, depth, out)
            else:
                self._inline(child, run, images)
            run.append(self._text(child.tail))
        self._flush(run, images, out)
        return [block for block in out if block]

    def _is_block(self, element: Any) -> bool:
        if element.tag in BLOCKS:
            return True
        return len(element) > 0 and any(each.tag in BLOCKS for each in element.iter())

    def _add(self, element: Any, depth: int, out: list[str]) -> None:
        """Add a block; a caption below a picture joins it."""
        if out and out[-1].startswith("![") and _is_caption(element):
            picture, _, credit = out[-1].partition("\n")
            caption = self.line(element)
            if caption and credit:
                caption = f"{caption.rstrip('. ')}. {credit}"
            out[-1] = "\n".join(filter(None, [picture, caption or credit]))
            return
        written = self.block(element, depth)
        if out and written:
            written[0] = lists.apart(out[-1], written[0])
        out += written

    def _flush(self, run: list[Event], images: list[Any], out: list[str]) -> None:
        """Close loose words as paragraphs; pictures that stood in their midst come after them."""
        events = tidy(run)
        first = [image for image in images if image.get("rv-first")]
        out += [self.album.place(image, "") for image in first]
        out += _paragraphs(events, self.told)
        out += [self.album.place(image, "") for image in images if image not in first]
        run.clear()
        images.clear()

    def block(self, element: Any, depth: int) -> list[str]:
        """Return one block element as blocks, or its content if it gives way."""
        tag = element.tag
        if tag in HEADINGS:
            return self._heading(element)
        if tag in {"ul", "ol"} and depth < DEEPEST:
            return self._list(element, depth)
        if tag == "blockquote" and depth < DEEPEST:
            return self._quotation(element, depth)
        writer = {
            "pre": self._code,
            "hr": lambda _: [RULE],
            "table": lambda each: table(self, each, depth),
            "figure": lambda each: self._figure(each, depth),
            "p": lambda each: self._paragraph(each, depth),
            "dt": self._term,
        }.get(tag)
        return writer(element) if writer else self.flow(element, depth)

    def line(self, element: Any, *, heading: bool = False) -> str:
        """Return the words of an element in one line; its pictures are left out."""
        run: list[Event] = [self._text(element.text)]
        for child in element:
            self._inline(child, run, [])
            run.append(self._text(child.tail))
        return inline.write(tidy(run), heading=heading)

    def _paragraph(self, element: Any, depth: int) -> list[str]:
        """Return a paragraph; one whose first line is a picture is that picture's caption."""
        image = element[0] if len(element) else None
        if image is None or image.tag != "img" or (element.text or "").strip():
            return self.flow(element, depth)
        tail, after = image.tail or "", image.getnext()
        breaks = after is not None and after.tag == "br" and not tail.strip()
        if not breaks and not (self.keep_lines and tail.startswith("\n")):
            return self.flow(element, depth)
        if len(list(element.iter("img"))) > 1:
            return self.flow(element, depth)
        return [self.album.place(image, self.line(element))]

    def _heading(self, element: Any) -> list[str]:
        words = self.line(element, heading=True)
        images = [self.album.place(image, "") for image in element.iter("img")]
        if not words:
            return images
        said = int(element.tag[1])
        while self.levels and self.levels[-1] >= said:
            self.levels.pop()
        self.levels.append(said)
        level = min(self.top - 1 + len(self.levels), 6)
        return [f"{'#' * level} {words}", *images]

    def _term(self, element: Any) -> list[str]:
        words = self.line(element)
        return [words if words.startswith("**") or not words else f"**{words}**"]

    def _code(self, element: Any) -> list[str]:
        for line_end in element.iter("br"):
            line_end.tail = "\n" + (line_end.tail or "")
        text = "".join(element.itertext()).strip("\n")
        runs = [len(run) for run in re.findall("^ {0,3}(`{3,})", text, re.MULTILINE)]
        fence = "`" * max((3, *(n + 1 for n in runs)))
        return [f"{fence}\n{text}\n{fence}"] if text.strip() else []

    def _quotation(self, element: Any, depth: int) -> list[str]:
        last = element[-1] if len(element) else None
        if last is not None and last.tag in {"cite", "footer"} and not (last.tail or "").strip():
            trees.remove(last)
            said = self.line(last).removeprefix("*").removesuffix("*").lstrip("—– ")
        else:
            said = ""
        blocks = self.flow(element, depth + 1) + ([f"— {said}"] if said else [])
        inside = "\n\n".join(blocks)
        inside = re.sub("^(?=.)", "> ", inside, flags=re.MULTILINE)
        return [inside.replace("\n\n", "\n>\n")] if blocks else []

    def _figure(self, element: Any, depth: int) -> list[str]:
        """Return a figure: its pictures, the caption below the last."""
        captions = list(element.iter("figcaption"))
        caption = " ".join(filter(None, (self.line(each) for each in captions)))
        for each in captions:
            trees.remove(each)
        images = list(element.iter("img"))
        rest = not images or any(
            each.tag in {"table", "pre", "ul", "ol"} for each in element.iter()
        )
        if rest or trees.words(element):
            return [*self.flow(element, depth), caption]
        placed = [self.album.place(image, "") for image in images[:-1]]
        return [*placed, self.album.place(images[-1], caption)]

    # Lists

    def _list(self, element: Any, depth: int) -> list[str]:
        loose = trees.folded(element.text).strip()
        items: list[list[str]] = [[inline.plain(loose)]] if loose else []
        for child in element:
            if child.tag in {"ul", "ol"} and items:
                items[-1] += self.block(child, depth + 1)  # a list in a list, outside any item
            elif isinstance(child.tag, str):
                items.append(self.flow(child, depth + 1))
            if child.tail and child.tail.strip():
                items.append([inline.plain(trees.folded(child.tail).strip())])
        items = [item for item in items if item]
        said = element.get("start", "1")
        start = int(said) if re.fullmatch(r"[0-9]{1,6}", said) else 1
        return [lists.written(items, start if element.tag == "ol" else -1)] if items else []

    # Inline

    def _text(self, text: str | None) -> Event:
        return Event("text", text or "" if self.keep_lines else trees.folded(text))

    def _inline(self, element: Any, run: list[Event], images: list[Any]) -> None:
        """Add what an inline element says to a run; pictures go to `images`."""
        tag = element.tag
        if tag == "img":
            if not any(event.value.strip() for event in run):
                element.set("rv-first", "yes")
            images.append(element)
        elif tag in {"br", "wbr"}:
            run.append(BREAK if tag == "br" else Event("text"))
        elif tag == "rv-note":
            self._note(element.get("label"), run)
        elif tag in _CODE and not len(element):
            text = trees.folded(element.text).strip()
            run.append(Event("code", text) if text else Event("text", element.text or ""))
        else:
            opened, closed = self._marks(element)
            run += opened
            run.append(self._text(element.text))
            for child in element:
                self._inline(child, run, images)
                run.append(self._text(child.tail))
            run += closed
            if tag in BLOCKS:
                run.append(Event("text", " "))

    def _note(self, label: str, run: list[Event]) -> None:
        if label not in self.used:
            self.used.append(label)
        run.append(Event("note", label))

    def _marks(self, element: Any) -> tuple[list[Event], list[Event]]:
        tag = element.tag
        if tag == "a":
            pair = self._link(element)
            return ([pair[0]], [pair[1]]) if pair else ([], [])
        if tag == "q":
            return [Event("text", '"')], [Event("text", '"')]
        name = _OWN.get(tag, "") or _styled(element)
        return ([Event("open", name)], [Event("close", name)]) if name else ([], [])

    def _link(self, element: Any) -> tuple[Event, Event] | None:
        address = element.get("href", "").strip()
        if not address or not trees.words(element):
            return None
        if address.startswith("#"):
            return inline.link(address) if address[1:] in self.headings else None
        found = inline.link(address)
        if found is None:
            self.told(f"a link to {address[:60]}: its words were kept")
        return found


def _styled(element: Any) -> str:
    """Return the emphasis that only a style attribute says, as office programs write it."""
    style = element.get("style", "").replace(" ", "").lower() if element.tag in INLINES else ""
    if "font-weight:bold" in style or "font-weight:700" in style:
        return "strong"
    return "em" if "font-style:italic" in style else ""


def _is_caption(element: Any) -> bool:
    is_text = element.tag in {"p", "div", "figcaption"} and element.find(".//img") is None
    return is_text and bool(_CAPTION.search(element.get("class", "")))


def _paragraphs(events: list[Event], told: Callable[[str], None]) -> list[str]:
    """Return a paragraph; several if it is beyond what a page can be made of."""
    if sum(len(event.value) for event in events) <= LONGEST:
        return [inline.write(events)] if events else []
    told("a paragraph longer than any page: it was broken at ends of sentences")
    return [inline.plain(part) for part in cut(text_of(events))]
