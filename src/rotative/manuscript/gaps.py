"""Gaps: parts of an edition that are missing, and the placeholders that stand in their place.

A draft is made with them; what is printed or published is not. A placeholder is a title, or a line
of bold text, that says what is missing: `**[Image missing: harbour.jpg]**`, in the language of the
edition. Import writes them, editors may, and where a picture cannot be used the reader puts one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from rotative.model import Markup
from rotative.problems import Place, Problem, Problems, Severity

CODES = frozenset(
    {
        "bad-image",
        "file-too-large",
        "image-format",
        "image-too-large",
        "missing-image",
        "outside-folder",
        "placeholder",
        "remote-image",
        "unreadable",
    }
)
"""What a warning of these codes tells of is a gap."""

Words = Mapping[str, str]
"""The house's words in one language; those of placeholders are `gap_…`, with a `{what}` inside."""

KINDS = ("image", "article", "feed")
_WHAT = "{what}"
_TITLE = re.compile(r"\[(.+)\]")
_LINE = re.compile(r"^[ \t]*\*\*\\?\[(.+?)\\?\]\*\*[ \t]*$", re.MULTILINE)
_OPENS = re.compile(r"\*\*\\?\[")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLANKS = re.compile(r"\s+")


def said(words: Words, kind: str, what: str) -> str:
    """Return what a placeholder says of a missing thing of one of KINDS."""
    return f"[{words[f'gap_{kind}'].replace(_WHAT, what)}]"


def may_tell(markdown: str) -> bool:
    """Tell whether some line of a text could be a placeholder, whatever the house's words."""
    return _OPENS.search(markdown) is not None


class Gaps:
    """The gaps of one edition: how they are worded, and how they are recognised.

    `spoken` returns the words of a language, `every` those of all languages that are known: a
    placeholder stays one whatever language the edition is in by now. They are called when there
    is something to word or to recognise, which is seldom.
    """

    def __init__(
        self, spoken: Callable[[str], Words], every: Callable[[], Iterable[Words]]
    ) -> None:
        self._spoken, self._every = spoken, every
        self.language = ""

    @cached_property
    def _forms(self) -> tuple[re.Pattern[str], ...]:
        texts = (words[f"gap_{kind}"] for words in self._every() for kind in KINDS)
        return tuple(map(_form, dict.fromkeys(texts)))

    def named(self, title: str) -> str:
        """Return what a title says is missing, "" if it is none of a placeholder."""
        found = _TITLE.fullmatch(title.strip())
        return self._what(found[1]) if found else ""

    def _what(self, text: str) -> str:
        found = next(filter(None, (form.fullmatch(text) for form in self._forms)), None)
        return found[found.lastindex or 0] if found else ""

    def image(self, alt: str, address: str) -> str:
        """Return the placeholder of a picture as inline XHTML."""
        name = address if len(address) < 60 else f"{address[:59]}…"
        what = f"{alt} ({name})" if alt and name else alt or name
        text = said(self._spoken(self.language), "image", what)
        return f"<strong>{html.escape(text, quote=False)}</strong>"

    def note_lines(self, markdown: str, place: Place, problems: Problems) -> None:
        """Note the placeholders among the lines of a block of Markdown that begins at `place`."""
        if not may_tell(markdown):
            return
        for found in _LINE.finditer(markdown):
            if what := self._what(_ESCAPED.sub(r"\1", found[1])):
                line = markdown.count("\n", 0, found.start())
                _note(what, replace(place, line=place.line + line), problems)

    def note_titles(self, titles: Iterable[Markup], problems: Problems) -> None:
        """Note the titles that are placeholders."""
        for title in titles:
            if title.text.startswith("[") and (what := self.named(title.text)):
                _note(what, title.place, problems)


def _form(text: str) -> re.Pattern[str]:
    """Return what finds a worded placeholder, whichever blanks an editor typed."""
    before, _, after = text.partition(_WHAT)
    around = [r"\s*".join(map(re.escape, _BLANKS.split(part))) for part in (before, after)]
    return re.compile("(.+?)".join(around) if _WHAT in text else around[0], re.IGNORECASE)


def _note(what: str, place: Place | None, problems: Problems) -> None:
    message = f"“{what}” is missing: a placeholder stands in its place"
    problems.warn("placeholder", message, place, "put what is missing there, or import it again")


def closed(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with each gap an error: what is made of them is no draft."""
    return [_closed(each) if _is_gap(each) else each for each in problems]


def _is_gap(problem: Problem) -> bool:
    return problem.severity is Severity.WARNING and problem.code in CODES


def _closed(problem: Problem) -> Problem:
    draft = "rotative build --format epub makes a draft with a placeholder"
    way_out = f"{problem.hint}; {draft}"
    return replace(problem, severity=Severity.ERROR, hint=way_out.removeprefix("; "))
