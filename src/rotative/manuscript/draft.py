"""What every source form is parsed into before it becomes part of an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from rotative.dataclass import dataclass
from rotative.limits import MAX_PARAGRAPH
from rotative.model import Markup
from rotative.problems import Place, Problems

Locate = Callable[[Sequence[str | int]], Place]
"""Finds the place of a value in its file, by its path of keys and numbers."""


def _nowhere(_path: Sequence[str | int]) -> Place:
    return Place("")


@dataclass(frozen=True, slots=True)
class Draft:
    """A lead or a headline: its title, the fields an editor gave, its text still as source.

    The text is either plain `paragraphs` (dispatch) or `markdown`, which begins on `line`.
    """

    title: Markup
    place: Place
    fields: Mapping[str, Any] = field(default_factory=dict)
    paragraphs: tuple[Markup, ...] = ()
    markdown: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sources:
    """One edition as its files hold it: settings, one lead, the headlines in order."""

    lead: Draft
    headlines: tuple[Draft, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    locate: Locate = _nowhere


def look_for_empty_rubrics(
    named: Mapping[str, Place], headlines: Iterable[Draft], problems: Problems
) -> None:
    """Warn about rubric headings that no headline follows."""
    used = {str(draft.fields.get("rubric", "")) for draft in headlines}
    for label, place in named.items():
        if label and label not in used:
            message = f"no headline follows the rubric “{label}”"
            hint = "delete it, or write ## if it is a headline"
            problems.warn("empty-rubric", message, place, hint)


def too_long(text: str, place: Place, problems: Problems) -> bool:
    """Tell, and note, whether a paragraph is beyond what a page can be made of."""
    if len(text) <= MAX_PARAGRAPH:
        return False
    size = f"{len(text):,} characters; the limit is {MAX_PARAGRAPH:,}".replace(",", " ")
    way_out = "break it into paragraphs; perhaps the line ends were lost"
    problems.error("paragraph-too-long", f"one paragraph has {size}", place, way_out)
    return True
