"""The typographic proof: what setting changes in an edition, and what it leaves to the editor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rotative.dataclass import dataclass
from rotative.model import Edition, Markup
from rotative.problems import Place
from rotative.setting import without_in
from rotative.typography import Change, Doubt, inspect_markup

# Blanks that look alike on a screen are shown as the house's documentation writes them.
SHOWN = str.maketrans({"\u00a0": "⍽", "\u202f": "‿", "\n": " "})


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on the proof: a change with its rule, or a doubt (`after` is then empty)."""

    place: Place
    rule: str
    before: str
    after: str = ""

    def __str__(self) -> str:
        before = self.before.translate(SHOWN)
        if self.after:
            return f"{self.place}: {self.rule}: “{before}” → “{self.after.translate(SHOWN)}”"
        return f"{self.place}: doubt: {self.rule}: “{before}”"

    def as_dict(self) -> dict[str, str | int]:
        """Return the mark for JSON."""
        kind = "change" if self.after else "doubt"
        return {
            "kind": kind,
            "rule": self.rule,
            "before": self.before,
            "after": self.after,
            "path": self.place.path,
            "line": self.place.line,
        }


def marks(edition: Edition) -> Iterator[Mark]:
    """Yield the marks of an edition that has been read and not yet set, piece by piece."""
    variant = edition.publication.typography
    for text, language, is_title in _texts(edition):
        for finding in inspect_markup(
            text.xhtml,
            language,
            titles=is_title,
            exceptions=variant.exceptions,
            without=without_in(variant, language),
        ):
            yield _mark(finding, text)


def _mark(finding: Change | Doubt, text: Markup) -> Mark:
    if isinstance(finding, Doubt):
        return Mark(text.place, finding.rule, finding.excerpt)
    return Mark(text.place, finding.rule, finding.before, finding.after or "(nothing)")


def located(found: Iterable[Mark], sources: Mapping[str, str]) -> Iterator[Mark]:
    """Yield marks with the line their words stand on, looked up in the sources by path.

    A body knows only where it begins; its marks are found one after the other from there.
    """
    cursors: dict[Place, int] = {}
    for mark in found:
        text = sources.get(mark.place.path, "")
        start = cursors.get(mark.place, _start(text, mark.place.line))
        at = text.find(mark.before, start) if mark.after else -1
        if at < 0:
            yield replace(mark, place=_at(text, start, mark.place)) if text else mark
            continue
        cursors[mark.place] = at
        yield replace(mark, place=_at(text, at, mark.place))


def _start(text: str, line: int) -> int:
    return sum(map(len, text.splitlines(keepends=True)[: max(0, line - 1)]))


def _at(text: str, offset: int, place: Place) -> Place:
    return Place(place.path, max(place.line, text.count("\n", 0, offset) + 1))


def _texts(edition: Edition) -> Iterator[tuple[Markup, str, bool]]:
    lead = edition.lead
    language = lead.language or edition.language
    yield lead.title, language, True
    yield from ((text, language, False) for text in (lead.standfirst, lead.body) if text)
    for headline in edition.headlines:
        language = headline.language or edition.language
        yield headline.title, language, True
        yield from ((text, language, False) for text in (headline.summary, headline.body) if text)
