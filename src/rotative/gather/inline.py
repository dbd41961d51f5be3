"""A line of foreign markup → Markdown that an editor likes to read, and that means the same.

A line is first told as events: text, emphasis begins, a link ends. They are tidied, written as
plainly as can be, and read again with the parser our manuscripts are read with: if what it
understands is not what was meant, the line is written more carefully, until it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from rotative.gather.events import BREAK, Event, merged, text_of, tidy
from rotative.gather.twins import untracked
from rotative.manuscript.blanks import blanks_plugin

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_CARE = 4
_MARKS = {"em": "*", "strong": "**"}
# Where Markdown could see more than text; only then is the line read again.
_DOUBTFUL = re.compile(r"[\\`*_\[\]<>&|~!\n]|^\W|^\d+[.)]|://|@|^[ \t]", re.MULTILINE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)", re.MULTILINE)
_STAR = re.compile(r"\*(?!\s)|(?<!\s)\*")
_RULE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(
    r"^([ \t]*)(?:(#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|={1,}(?=\s*$)|-{2,}(?=\s*$)|~{3,}|`{3,}|\|)"
    r"|(\d{1,9})([.)](?=\s|$)))",
    re.MULTILINE,
)
_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~!#=+(){}.^:@\"'-])")
_NOTE_REF = re.compile(r"\[(?=\^)")


# Writing


def write(events: Sequence[Event], *, heading: bool = False) -> str:
    """Return a tidied line as Markdown; a heading or a cell holds no line break."""
    if heading:
        events = _on_one_line(events)
    written = ""
    for care in range(MOST_CARE + 1):
        written = "".join(_written(events, care, heading=heading))
        if not _DOUBTFUL.search(written) or _means(written, events, heading=heading):
            return written
    notes = "".join(f"[^{event.value}]" for event in events if event.kind == "note")
    return _written_text(text_of(events), MOST_CARE, heading=heading) + notes


def plain(text: str, *, heading: bool = False) -> str:
    """Return plain text as Markdown that says the same."""
    return write(tidy([Event("text", text.replace("\n", " "))]), heading=heading)


def _on_one_line(events: Sequence[Event]) -> list[Event]:
    flat = [Event("text", " ") if e == BREAK else e for e in events]
    return merged(e._replace(value=e.value.replace("\n", " ")) for e in flat)


def _written(events: Sequence[Event], care: int, *, heading: bool) -> Iterator[str]:
    """Write with more care each time; from 0, hardly a backslash, to HTML for emphasis."""
    done = 0
    for at, event in enumerate(events):
        if at < done:
            continue
        if event.kind == "text":
            starts = at == 0 or events[at - 1] == BREAK
            yield _written_text(event.value, care, heading=heading or not starts)
        elif event.kind == "open" and event.value == "link" and _is_bare(events[at : at + 3]):
            yield f"<{events[at + 1].value}>"
            done = at + 3
        else:
            yield _written_mark(event, care)


def _written_mark(event: Event, care: int) -> str:
    kind, value, href = event
    if kind in _SINGLE:
        return _SINGLE[kind](value)
    if value == "link":
        target = f"<{href}>" if care > 2 else href
        return "[" if kind == "open" else f"]({target})"
    if value in _MARKS and care < MOST_CARE:
        return _MARKS[value]
    return f"<{'/' * (kind == 'close')}{value}>"


def _is_bare(events: Sequence[Event]) -> bool:
    """Tell whether a link says its own address and nothing else."""
    if len(events) < 3 or events[1].kind != "text" or events[2].kind != "close":
        return False
    text, href = events[1].value, events[0].href
    return href in {text, f"mailto:{text}"}


def _written_text(text: str, care: int, *, heading: bool) -> str:
    if care > 2:
        return _SPECIAL.sub(r"\\\1", text)
    text = _BACKSLASH.sub(r"\\\\", text)
    text = _TAG.sub(r"\\<", _ENTITY.sub(r"\\&", text)).replace("`", "\\`")
    text = _NOTE_REF.sub(r"\\[", text)
    if care > 0:
        text = _RULE.sub(r"\\_", _STAR.sub(r"\\*", text))
    if care > 1:
        text = re.sub(r"(?<!\\)([\[\]!|~])", r"\\\1", text)
    if heading:
        # Only the lines after the first can begin with a mark.
        first, mark, rest = text.partition("\n")
        return first + mark + _LINE_START.sub(_guarded, rest)
    return _LINE_START.sub(_guarded, text)


def _guarded(start: re.Match[str]) -> str:
    if start[3]:
        return f"{start[1]}{start[3]}\\{start[4]}"
    return start[0] if start[2].startswith("\\") else f"{start[1]}\\{start[2]}"


def _code(text: str) -> str:
    text = " ".join(text.split("\n"))
    runs = [len(run) for run in re.findall("`+", text)]
    fence = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    blank = " " if text[:1] == "`" or text[-1:] == "`" or (text[:1] == text[-1:] == " ") else ""
    return f"{fence}{blank}{text}{blank}{fence}"


_SINGLE: dict[str, Callable[[str], str]] = {
    "code": _code,
    "break": lambda _: "\\\n",
    "note": "[^{}]".format,
}

# Reading again


def _means(written: str, events: Sequence[Event], *, heading: bool) -> bool:
    """Tell whether Markdown says what was meant, and is one paragraph or heading."""
    env: dict[str, Any] = {"footnotes": {"refs": {f":{n}": -1 for n in range(1, 10)}, "list": {}}}
    env["footnotes"]["refs"] |= {f":{e.value}": -1 for e in events if e.kind == "note"}
    tokens = _reader().parse(f"## {written}" if heading else written, env)
    kind = "heading_open" if heading else "paragraph_open"
    if len(tokens) < 3 or tokens[0].type != kind or tokens[1].type != "inline":
        return False
    if any(token.type.endswith("_open") and token.level == 0 for token in tokens[3:4]):
        return False
    said = list(_read(tokens[1].children or []))
    return _comparable(said) == _comparable(events)


def _comparable(events: Iterable[Event]) -> list[Event]:
    return [
        e._replace(value=e.value.strip(" ") if e.kind == "code" else e.value)
        for e in merged(events)
    ]


@cache
def _reader() -> MarkdownIt:
    from mdit_py_plugins.footnote import footnote_plugin

    reader = MarkdownIt("commonmark").enable("table").use(footnote_plugin).use(blanks_plugin)
    reader.core.ruler.disable("footnote_tail")
    reader.validateLink = lambda _url: True  # type: ignore[method-assign,assignment]
    reader.normalizeLink = str  # type: ignore[method-assign,assignment]
    reader.normalizeLinkText = str  # type: ignore[method-assign,assignment]
    return reader


_SIMPLE: dict[str, Callable[[Token], Event]] = {
    "text": lambda token: Event("text", token.content),
    "text_special": lambda token: Event("text", token.content),
    "softbreak": lambda _: Event("text", "\n"),
    "hardbreak": lambda _: BREAK,
    "code_inline": lambda token: Event("code", token.content),
    "footnote_ref": lambda token: Event("note", token.meta.get("label", "")),
    "em_open": lambda _: Event("open", "em"),
    "em_close": lambda _: Event("close", "em"),
    "strong_open": lambda _: Event("open", "strong"),
    "strong_close": lambda _: Event("close", "strong"),
}
_HTML = re.compile(r"<(/?)(em|strong|sup|sub|s)>$")


def _read(tokens: Iterable[Token]) -> Iterator[Event]:
    """Return what Markdown says as events; what is none of ours becomes an event of its own."""
    links: list[str] = []
    for token in tokens:
        html = _HTML.match(token.content) if token.type == "html_inline" else None
        if token.type in _SIMPLE:
            yield _SIMPLE[token.type](token)
        elif token.type == "link_open":
            links.append(str(token.attrGet("href") or ""))
            yield Event("open", "link", links[-1])
        elif token.type == "link_close":
            yield Event("close", "link", links.pop())
        elif html:
            yield Event("close" if html[1] else "open", html[2])
        else:
            yield Event("other", token.type)


def link(address: str) -> tuple[Event, Event] | None:
    """Return how a link begins and ends, None if its address may not stand in a book."""
    href = address if address.startswith("#") else untracked(address)
    return (Event("open", "link", href), Event("close", "link", href)) if href else None
