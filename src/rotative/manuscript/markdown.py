"""Markdown and foreign HTML → safe, well-formed, medium-neutral XHTML.

markdown-it reads CommonMark, tables and footnotes; nh3 takes away whatever is not on the list;
`weave` writes what is left as XHTML of a sound content model. Line numbers, notes and alignments
travel through nh3 as `data-rv-*`, which no source can write itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import nh3
from markdown_it import MarkdownIt

from rotative.limits import MAX_NESTING, MAX_OPEN, MAX_PARAGRAPH, MAX_RESUMED
from rotative.manuscript.blanks import blanks_plugin
from rotative.manuscript.content import BLOCKS, INLINES, parse
from rotative.manuscript.decorations import BARE, decorations_plugin
from rotative.manuscript.draft import too_long
from rotative.manuscript.intake import scrub
from rotative.manuscript.links import safe_url
from rotative.manuscript.lostnotes import look_for_lost_notes, lost_notes_plugin
from rotative.manuscript.prose import CHUNKS, restored, says_more, without_prose
from rotative.manuscript.spans import spans_plugin
from rotative.manuscript.weave import Weaver
from rotative.model import Markup
from rotative.problems import Place, Problems

if TYPE_CHECKING:
    from markdown_it.token import Token

    from rotative.manuscript.gaps import Gaps

_DROPPED_WHOLE = {"script", "style", "svg", "math", "template"}
_ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href", "data-rv-line", "data-rv-ref", "data-rv-sub"},
    "img": {"src", "alt", "title", "data-rv-line", "data-rv-src", BARE},
    "abbr": {"title"},
    "ol": {"start", "data-rv-notes"},
    "li": {"data-rv-note"},
    "td": {"colspan", "rowspan", "data-rv-align"},
    "th": {"colspan", "rowspan", "data-rv-align"},
}
_NOTES = '<ol data-rv-notes="1">'
_TAG_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9-]*)")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
# Elements that hold nothing, or that the next of their kind closes.
_NEVER_DEEP = frozenset(
    """
    area base br col embed hr img input link meta source track wbr
    p li dt dd td th tr thead tbody tfoot option optgroup rb rp rt
    """.split()  # noqa: SIM905 - names read better as words
)
# Elements that HTML opens again in every block until they are closed.
_RESUMED = ("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u")
_HTML = frozenset(("html_block", "html_inline"))
_HANDLER = re.compile(r"\s(on[a-z]+)\s*=", re.IGNORECASE)
_OURS = re.compile("data-rv-", re.IGNORECASE)


class Images(Protocol):
    """Where the images of an edition are: gives each its name in the book."""

    def add(self, address: str, place: Place) -> str:
        """Return the asset's name, or "" after noting why the image cannot be used."""


@dataclass(slots=True)
class Piece:
    """The piece a text belongs to, for ids, images and problems."""

    id: str
    place: Place
    problems: Problems
    claim: Callable[[str], str]
    images: Images | None = None
    gaps: Gaps | None = None

    def at(self, line: int) -> Place:
        """Return the place of a line of the piece's text, counted from 0."""
        return Place(self.place.path, max(self.place.line, 1) + line)


def blocks(
    source: str,
    place: Place,
    problems: Problems,
    *,
    piece: str,
    claim: Callable[[str], str],
    images: Images | None = None,
    gaps: Gaps | None = None,
) -> Markup:
    """Return Markdown as blocks; `place` is where its first line stands, `piece` prefixes ids."""
    here = Piece(piece, place, problems, claim, images, gaps)
    if _has_long_paragraph(source, here):
        return Markup("", place)
    told, prose = without_prose(source)
    if not told.strip():
        return Markup("\n".join(f"<p>{lines}</p>" for lines in prose.values()), place)
    env: dict[str, Any] = {}
    tokens = _markdown().parse(told, env)
    if not _look_at(tokens, env, here):
        return Markup("", place)
    html = _markdown().renderer.render(tokens, _markdown().options, env)
    xhtml = Weaver(here).blocks(_tree(html))
    return Markup(restored(xhtml, prose), place)


def inline(source: str, place: Place, problems: Problems) -> Markup:
    """Return Markdown of a title or standfirst: emphasis and the like; no link, no image."""
    if not says_more(source):
        return Markup(" ".join(source.split()), place)
    here = Piece("", place, problems, lambda wanted: wanted)
    env: dict[str, Any] = {}
    tokens = _markdown().parseInline(" ".join(source.split()), env)
    if not _look_at(tokens, env, here):
        return Markup("", place)
    html = _markdown().renderer.render(tokens, _markdown().options, env)
    return Markup(Weaver(here).title(_tree(html)), place)


def _tree(html: str) -> Any:
    """Return the cleaned tree; the notes apart, lest an unclosed <pre> of the text swallow them."""
    text, mark, notes = html.partition(_NOTES)
    body = parse(scrub(_cleaner().clean(text)))
    if mark:
        body.extend(parse(scrub(_cleaner().clean(mark + notes))))
    return body


@cache
def _cleaner() -> Any:
    return nh3.Cleaner(
        tags=BLOCKS | INLINES | {"img", "a"},
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


@cache
def _markdown() -> MarkdownIt:
    from mdit_py_plugins.footnote import footnote_plugin

    markdown = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table")
    markdown.use(footnote_plugin).use(lost_notes_plugin)
    markdown.use(spans_plugin).use(decorations_plugin).use(blanks_plugin)
    markdown.validateLink = lambda _url: True  # type: ignore[method-assign,assignment]
    markdown.normalizeLink = str  # type: ignore[method-assign,assignment]
    for name, rule in _RENDERERS.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _note_number(token: Token) -> int:
    return int(token.meta["id"]) + 1


def _ref(_self: Any, tokens: Sequence[Token], at: int, *_: Any) -> str:
    number, sub = _note_number(tokens[at]), tokens[at].meta.get("subId", 0)
    return f'<a data-rv-ref="{number}" data-rv-sub="{sub}">{number}</a>'


def _note_open(_self: Any, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return f'<li data-rv-note="{_note_number(tokens[at])}">'


def _raw(_self: Any, tokens: Sequence[Token], at: int, *_: Any) -> str:
    return _OURS.sub("data-x-", tokens[at].content)


_RENDERERS: dict[str, Callable[..., str]] = {
    "footnote_ref": _ref,
    "footnote_block_open": lambda *_: _NOTES,
    "footnote_block_close": lambda *_: "</ol>",
    "footnote_open": _note_open,
    "footnote_close": lambda *_: "</li>",
    "footnote_anchor": lambda *_: "",
    "html_block": _raw,
    "html_inline": _raw,
}


# What the tokens tell before they are rendered


def _has_long_paragraph(source: str, here: Piece) -> bool:
    if len(source) <= MAX_PARAGRAPH:
        return False
    line, found = 0, False
    for chunk in CHUNKS.split(source):
        longest = chunk if "\n|" not in chunk else max(chunk.split("\n"), key=len)
        found = too_long(longest, here.at(line), here.problems) or found
        line += chunk.count("\n") + 2
    return found


def _look_at(tokens: Iterable[Token], env: dict[str, Any], here: Piece) -> bool:
    """Give links and images their line, drop unsafe links, note raw HTML and lost notes.

    Tells whether the text may be rendered at all.
    """
    line, removed = 0, _Removed()
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.level >= MAX_NESTING - 1:
            message = f"quotations or lists are nested more than {MAX_NESTING // 2} deep"
            here.problems.error("too-deep", message, here.at(line), "remove > or - signs")
            return False
        if token.type in {"th_open", "td_open"} and "style" in token.attrs:
            token.attrSet("data-rv-align", str(token.attrs.pop("style")).rpartition(":")[2])
        if token.type == "html_block":
            removed.look(token.content, line)
        if removed.deep(token):
            message = "too many HTML elements stand in each other, or were never closed"
            here.problems.error("too-deep", message, here.at(line), "close the elements")
            return False
        if token.content and here.gaps:
            here.gaps.note_lines(token.content, here.at(line), here.problems)
        at = line
        for child in token.children or ():
            at += child.type in {"softbreak", "hardbreak"}
            _look_inside(child, at, removed, here)
    removed.report(here)
    look_for_lost_notes(env, here)
    return True


def _look_inside(token: Token, line: int, removed: _Removed, here: Piece) -> None:
    if token.type == "image":
        # nh3 drops the address of an image it does not like before we can say why.
        token.attrSet("data-rv-src", str(token.attrGet("src") or ""))
        token.attrSet("data-rv-line", str(line))
    elif token.type == "html_inline":
        removed.look(token.content, line)
    elif token.type == "link_open":
        address = str(token.attrGet("href") or "")
        token.attrSet("data-rv-line", str(line))
        if not address.startswith("#") and not safe_url(address):
            token.attrs.pop("href")
            hint = "only http, https, mailto and #heading links may stand in a book"
            told = address if len(address) < 60 else address[:59] + "…"
            message = f"the link to “{told}” was dropped, its text kept"
            here.problems.warn("link-dropped", message, here.at(line), hint)


@dataclass(slots=True)
class _Removed:
    """Which raw HTML will not reach the book."""

    tags: dict[str, int] = field(default_factory=dict)
    open: Counter[str] = field(default_factory=Counter)

    def deep(self, token: Token) -> bool:
        """Tell whether too many elements stand in each other, or stay open after a block."""
        deepest = 0
        raw = [each.content for each in token.children or (token,) if each.type in _HTML]
        for html in raw:
            for closing, name in _TAG.findall(html.lower()):
                if name not in _NEVER_DEEP:
                    self.open[name] = max(0, self.open[name] + (-1 if closing else 1))
                    deepest = max(deepest, self.open.total())
        if not self.open:  # mostly: prose holds no HTML
            return False
        left = sum(self.open[name] for name in _RESUMED)
        return deepest > MAX_OPEN or (token.type != "inline" and left > MAX_RESUMED)

    def look(self, html: str, line: int) -> None:
        for name in _TAG_NAME.findall(html):
            if name.lower() not in BLOCKS | INLINES | {"img", "a"}:
                self.tags.setdefault(f"<{name.lower()}>", line)
        for name in _HANDLER.findall(html):
            self.tags.setdefault(name.lower(), line)

    def report(self, here: Piece) -> None:
        if self.tags:
            names = ", ".join(list(self.tags)[:6])
            message = f"HTML that may not stand in a book was removed: {names}"
            hint = "write Markdown, or plain HTML such as <em> or <table>"
            here.problems.warn("html-removed", message, here.at(min(self.tags.values())), hint)
