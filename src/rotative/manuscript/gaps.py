"""Gaps: parts of an edition that are missing, and the placeholders that stand in their place.

A draft is made with them; what is printed or published is not. A placeholder is a title, or a line
of bold text, that says what is missing: `**[Image missing: harbour.jpg]**`. Import writes them,
editors may, and where a picture cannot be used the reader puts one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace

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

_MISSING = r"\[(?:Image|Article|Feed) missing: (.+?)\\?\]"
_TITLE = re.compile(_MISSING)
_LINE = re.compile(rf"^[ \t]*\*\*\\?{_MISSING}\*\*[ \t]*$", re.MULTILINE)


def named(title: str) -> str:
    """Return what a title says is missing, "" if it is none of a placeholder."""
    found = _TITLE.fullmatch(title.strip())
    return found[1] if found else ""


def image(alt: str, address: str) -> str:
    """Return the placeholder of a picture as inline XHTML."""
    name = address if len(address) < 60 else f"{address[:59]}…"
    what = f"{alt} ({name})" if alt and name else alt or name
    return f"<strong>[Image missing: {html.escape(what, quote=False)}]</strong>"


def note_lines(markdown: str, place: Place, problems: Problems) -> None:
    """Note the placeholders among the lines of a block of Markdown that begins at `place`."""
    if " missing: " not in markdown:
        return
    for found in _LINE.finditer(markdown):
        line = markdown.count("\n", 0, found.start())
        _note(found[1], replace(place, line=place.line + line), problems)


def note_titles(titles: Iterable[Markup], problems: Problems) -> None:
    """Note the titles that are placeholders."""
    for title in titles:
        if what := named(title.text):
            _note(what, title.place, problems)


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
