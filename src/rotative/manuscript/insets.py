"""Tables, figures and footnotes, written for `weave`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rotative.manuscript.content import filled, is_block, running, words

if TYPE_CHECKING:
    from rotative.manuscript.weave import Weaver

_SPAN = re.compile(r"[1-9][0-9]{0,2}$")
_ALIGNED = frozenset({"left", "center", "right"})
_PARTS = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"})
_LAST_PARAGRAPH = re.compile(r"</p>$")


# Figures


def is_figure(paragraph: Any) -> bool:
    """Tell whether a paragraph is an image alone, several, or one with its caption below."""
    if not len(paragraph) or paragraph[0].tag != "img" or (paragraph.text or "").strip():
        return False
    tails = "".join(child.tail or "" for child in paragraph)
    if all(child.tag == "img" for child in paragraph) and not tails.strip():
        return True
    return (paragraph[0].tail or "").startswith("\n")


def lone_images(weaver: Weaver, paragraph: Any) -> list[str]:
    """Return the figures a paragraph stands for; what follows the image is its caption."""
    out: list[str] = []
    captions: list[str] = []
    image: Any = None
    for child in paragraph:
        if child.tag == "img":
            out += _figure(weaver, image, captions)
            image, captions = child, [running(child.tail)]
        else:
            captions += [weaver.element(child, 0), running(child.tail)]
    return out + _figure(weaver, image, captions)


def _figure(weaver: Weaver, image: Any, captions: list[str], said: str = "") -> list[str]:
    if image is None:
        return []
    title = running(image.get("title", "").strip())
    caption = " ".join(part for part in (title, "".join(captions).strip(" \n")) if part)
    inside = weaver.image(image)
    told = f"<figcaption>{caption}</figcaption>" if filled(caption) else ""
    if not inside.startswith("<img"):
        return [f"<p>{part}</p>" for part in (inside, caption) if filled(part)]
    return [f"<figure{said}>{inside}{told}</figure>"]


def figure(weaver: Weaver, element: Any, depth: int) -> list[str]:
    """Return an author's own figure: its images, one caption."""
    images = list(element.iter("img"))
    captions = list(element.iter("figcaption"))
    rest = [child for child in element if child.tag not in {"img", "figcaption"} and words(child)]
    if len(images) != 1 or len(captions) > 1 or rest or (element.text or "").strip():
        return weaver.flow(element, depth)
    tails = [running(child.tail) for child in element]
    caption = [weaver.line(captions[0])] if captions else []
    return _figure(weaver, images[0], [*caption, *tails], weaver.common(element))


# Tables


def table(weaver: Weaver, element: Any, depth: int) -> list[str]:
    """Return a table rebuilt from its rows: caption, head, body; loose words go before it."""
    if any(inner is not element for inner in element.iter("table")):
        return weaver.flow(element, depth)
    out: list[str] = []
    for child in element:
        if child.tag not in _PARTS | {"caption"}:
            out += weaver.block(child, depth) if is_block(child) else []
    rows = [(row, _row(weaver, row, depth)) for row in element.iter("tr")]
    rows = [(row, cells) for row, cells in rows if cells]
    heads = 0
    while heads < len(rows) and _is_head(rows[heads][0]):
        heads += 1
    if not rows:
        return out
    head = "".join(cells for _, cells in rows[:heads])
    body = "".join(cells for _, cells in rows[heads:])
    inside = _caption(weaver, element)
    inside += f"<thead>{head}</thead>" if head else ""
    inside += f"<tbody>{body}</tbody>" if body else ""
    return [*out, f"<table{weaver.common(element)}>{inside}</table>"]


def _caption(weaver: Weaver, element: Any) -> str:
    lines = [weaver.line(caption).strip(" \n") for caption in element.iter("caption")]
    content = " ".join(line for line in lines if line)
    return f"<caption>{content}</caption>" if filled(content) else ""


def _is_head(row: Any) -> bool:
    return row.getparent().tag == "thead" or all(cell.tag == "th" for cell in row)


def _row(weaver: Weaver, row: Any, depth: int) -> str:
    cells = [_cell(weaver, cell, row, depth) for cell in row if cell.tag in {"td", "th"}]
    return f"<tr{weaver.common(row)}>{''.join(cells)}</tr>" if cells else ""


def _cell(weaver: Weaver, cell: Any, row: Any, depth: int) -> str:
    content = weaver.mixed(cell, depth)
    # An empty head cell would be a head without a name.
    tag = cell.tag if content else "td"
    said = weaver.common(cell)
    if tag == "th":
        said += f' scope="{"col" if _is_head(row) else "row"}"'
    for name in ("colspan", "rowspan"):
        number = cell.get(name, "")
        said += f' {name}="{number}"' if _SPAN.match(number) and number != "1" else ""
    align = cell.get("data-rv-align", "").strip()
    said += f' class="{align}"' if align in _ALIGNED else ""
    return f"<{tag}{said}>{content}</{tag}>"


# Footnotes


def reference_id(piece: str, number: str, sub: int) -> str:
    """Return the id a reference to a note wants."""
    return f"{piece}-ref-{number}-{sub + 1}" if sub else f"{piece}-ref-{number}"


def reference(element: Any) -> tuple[str, int]:
    """Return which note an element refers to, and how many references came before."""
    return element.get("data-rv-ref"), int(element.get("data-rv-sub"))


def endnotes(weaver: Weaver, element: Any, depth: int) -> list[str]:
    """Return the notes of a piece, each with its way back."""
    notes = [_note(weaver, item, depth) for item in element if item.tag == "li"]
    inside = "".join(notes)
    section = '<section class="notes" role="doc-endnotes" epub:type="endnotes">'
    return [f"{section}<ol>{inside}</ol></section>"] if notes else []


def _note(weaver: Weaver, item: Any, depth: int) -> str:
    number, piece = item.get("data-rv-note"), weaver.piece.id
    content = "\n".join(weaver.flow(item, depth))
    subs = sorted(weaver.references.get(number, ()))
    links = [reference_id(piece, number, sub) for sub in subs]
    back = " ".join(f'<a role="doc-backlink" href="#{link}">↑</a>' for link in links)
    if not content.endswith("</p>"):
        content += "\n<p></p>" if content else "<p></p>"
    content = _LAST_PARAGRAPH.sub(lambda _: f"\u00a0{back}</p>", content)
    return f'<li id="{weaver.notes[number]}">{content}</li>'
