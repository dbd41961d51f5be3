"""The few filters that templates may use besides Jinja's own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from math import floor
from typing import Protocol
from urllib.parse import urlsplit

from markupsafe import Markup as Safe
from markupsafe import escape

from rotative.addresses import breakable, breakable_host, readable
from rotative.codes import code
from rotative.language import direction
from rotative.references import references
from rotative.units import points
from rotative.words import long_date

# A drop cap needs a plain first word: a letter, and one more letter or an apostrophe after it.
_OPENING = re.compile(r"""(<div class="body">\s*<p>)([^\W\d_])(?=[\w’'])""")

# A ruled page: a line on every second line of the text, and its head above them.
RULED_PITCH, RULED_HEAD = 2, 4

_NOTHING = Safe("")
_CLASS = re.compile(r'(<section\b[^>]*?\bclass=")')
_BODY = re.compile(r'<div class="body">')
_NOTES = re.compile(r'<section class="notes"[^>]*><ol>(.*?)</ol></section>', re.DOTALL)
_NOTE = re.compile(r'<li id="([^"]+)">(.*?)</li>(?=<li id="|$)', re.DOTALL)
_PLAIN_NOTE = re.compile(r"<p>((?:(?!</?p>|<li|<table|<pre|<figure).)*)</p>", re.DOTALL)
_WAY_BACK = re.compile(r'\s*<a role="doc-backlink"[^>]*>[^<]*</a>')
_REFERENCE = re.compile(r'<a class="noteref"[^>]* href="#([^"]+)">[^<]*</a>')
_HEADING = re.compile(r"(</?h)([2-6])(?=[\s>])")
_CALLED = re.compile(r'(?<![^\s<>])([^\s<>]*+)<a class="noteref"[^>]* href="#([^"]+)">[^<]*</a>')


class Safened(Protocol):
    """Markup that intake or a template of ours made safe."""

    @property
    def xhtml(self) -> str:
        """Well-formed XHTML without active content."""


def markup(value: Safened) -> Safe:
    """Pass markup unescaped: only values whose type says that it is safe have `xhtml`."""
    return Safe(value.xhtml)  # noqa: S704 - safe by type


def lang(language: str, base: str) -> Safe:
    """Return the language attributes of a passage, none where it is in the base language.

    Its direction goes with them where it is not that of the base language.
    """
    if not language or language == base:
        return _NOTHING
    runs = direction(language)
    turned = Safe(' dir="{0}"').format(runs) if runs != direction(base) else ""
    return Safe(' lang="{0}" xml:lang="{0}"{1}').format(language, turned)


def host(url: str) -> str:
    """Return the host of a URL without `www.`, as a reader would name the site."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def fill(pattern: str, **values: object) -> Safe:
    """Fill the `{name}` places of a word from words/*.toml; markup stays markup."""
    return escape(pattern).format(**values)


def initial(section: Safe) -> Safe:
    """Wrap the first letter of a piece's body, which the sheet then drops over some lines.

    A floated element, because the engine cannot float `::first-letter` in columns.
    """
    return Safe(_OPENING.sub(r'\1<span class="initial">\2</span>', str(section), count=1))  # noqa: S704


def footnotes(section: Safe) -> Safe:
    """Move a piece's notes to where they are called, for a sheet that sets them at the page's foot.

    Only if each note is one paragraph, called once: others stay at the end of the piece.
    """
    listed = _NOTES.search(section)
    if not listed:
        return section
    notes = {name: _PLAIN_NOTE.fullmatch(content) for name, content in _NOTE.findall(listed[1])}
    calls = sorted(_REFERENCE.findall(section))
    if calls != sorted(notes) or not all(notes.values()):
        return section

    def moved(call: re.Match[str]) -> str:
        note = notes[call[2]]
        text = _WAY_BACK.sub("", note[1]) if note else ""
        return f'<span class="called">{call[1]}<span class="footnote">{text}</span></span>'

    return Safe(_CALLED.sub(moved, _NOTES.sub("", str(section))))  # noqa: S704 - safe by type


def anchored(section: Safe, name: str) -> Safe:
    """Give a piece's body an id, for the number of the page its text begins on."""
    return Safe(_BODY.sub(rf'<div id="{name}" class="body">', str(section), count=1))  # noqa: S704


def opening(section: Safe, opens: bool) -> Safe:  # noqa: FBT001 - filters take no keywords
    """Mark a section that begins a page, for the sheet."""
    return Safe(_CLASS.sub(r"\1opens-page ", str(section), count=1)) if opens else section  # noqa: S704


def fitted(section: Safe, fit: Callable[[str, str], str], kind: str) -> Safe:
    """Return a section with the line ends and word spaces its measure asks for."""
    return Safe(fit(kind, str(section)))  # noqa: S704 - safe by type


def lowered(body: Safe, level: int) -> Safe:
    """Lower the headings of a body, which begin at h2, so that they stand below one of `level`."""

    def heading(tag: re.Match[str]) -> str:
        return f"{tag[1]}{min(6, int(tag[2]) + level - 1)}"

    return Safe(_HEADING.sub(heading, str(body)))  # noqa: S704 - safe by type


def day(date: dt.date, words: Mapping[str, str]) -> str:
    """Return a date as running text has it, in the words of the publication."""
    return long_date(date, "", words)


def ruled(tokens: Mapping[str, str]) -> int:
    """Return how many ruled lines a page takes below its head, one on every second of the text."""
    height, top, bottom, leading = (
        points(tokens[name]) for name in ("trim-height", "margin-top", "margin-bottom", "leading")
    )
    return max(0, (floor((height - top - bottom) / leading) - RULED_HEAD) // RULED_PITCH)


FILTERS = {
    "address": breakable,
    "code": code,
    "anchored": anchored,
    "day": day,
    "fitted": fitted,
    "footnotes": footnotes,
    "fill": fill,
    "host": host,
    "initial": initial,
    "lang": lang,
    "lowered": lowered,
    "markup": markup,
    "opening": opening,
    "readable": readable,
    "references": references,
    "ruled": ruled,
    "site": breakable_host,
}
