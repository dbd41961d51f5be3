"""Rubrics: which themed group each headline belongs to, and the words that decided it.

An explicit rubric in the source wins; else the rubric with the highest score of weighted
keywords, the first declared on a tie; else the default rubric, which is reported. Titles and
summaries are read whole, bodies as far as the paragraph their 2 000th character stands in: news
are written with what matters first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from rotative.dataclass import dataclass
from rotative.matching import Matcher, fold
from rotative.model import Headline, Lead, Rubric
from rotative.problems import Problems, suggest

# How much a keyword's weight counts by where it stands; it counts once, at its best place.
TITLE, SUMMARY, BODY = 3, 2, 1
# News say what they are about first: of a body only what begins within so many characters counts.
OPENING = 2000
BUILT_IN = "in-brief"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where a headline goes; `words` are those of the source that decided, as they stand there.

    `score` is 0 for an explicit rubric and for the fallback, which no rule led to.
    """

    headline: str
    rubric: str
    reason: str
    fallback: bool = False
    score: float = 0
    words: tuple[str, ...] = ()


def complete(
    headlines: Sequence[Headline],
    rubrics: Sequence[Rubric],
    *,
    language: str = "en",
    problems: Problems | None = None,
) -> tuple[Rubric, ...]:
    """Return the rubrics declared, those that sources name, and a default one if none is declared.

    A publication without rubrics gets one for each label its headlines name, in order. In one
    with rubrics an unknown label is an error, `unknown-rubric`. Doing it again changes nothing.
    """
    found = _named(headlines, rubrics, problems)
    return found if any(rubric.default for rubric in found) else _defaulted(found, language)


def assign(
    headlines: Sequence[Headline],
    rubrics: Sequence[Rubric],
    *,
    lead: Lead | None = None,
    problems: Problems | None = None,
) -> tuple[Assignment, ...]:
    """Return one assignment a headline, in order, before them the lead's own if it has one.

    Unknown rubrics are noted as errors, headlines that no rule fits as warnings if there are
    rules at all.
    """
    own = _named(headlines, rubrics, problems)
    rules = _Rules(own)
    assigned = tuple(rules.assign(headline) for headline in headlines)
    if problems is not None and any(rubric.keywords for rubric in own):
        for headline, assignment in zip(headlines, assigned, strict=True):
            if assignment.fallback:
                message = f'no rubric fits "{headline.title.text}": it goes to the default one'
                hint = "give it a rubric, or a rubric one of its words as a keyword"
                problems.warn("no-rubric-fits", message, headline.place, hint)
    first = (rules.assign(lead),) if lead else ()
    return (*(item for item in first if not item.fallback), *assigned)


def group(
    headlines: Sequence[Headline],
    assignments: Sequence[Assignment],
    rubrics: Sequence[Rubric],
    *,
    language: str = "en",
) -> tuple[tuple[Rubric, tuple[Headline, ...]], ...]:
    """Return rubrics as declared, each with its headlines in source order; empty ones left out."""
    own = complete(headlines, rubrics, language=language)
    default = next(rubric.id for rubric in own if rubric.default)
    place = {a.headline: default if a.fallback else a.rubric for a in assignments}
    filled: dict[str, list[Headline]] = {rubric.id: [] for rubric in own}
    for headline in headlines:
        filled[place[headline.id]].append(headline)
    return tuple((rubric, tuple(filled[rubric.id])) for rubric in own if filled[rubric.id])


def kicker(lead: Lead, rubrics: Sequence[Rubric]) -> str:
    """Return the lead's kicker: as written, else the label of its rubric, else nothing."""
    if lead.kicker:
        return lead.kicker
    assignment = _Rules(rubrics).assign(lead)
    labels = {rubric.id: rubric.label for rubric in rubrics}
    return "" if assignment.fallback else labels.get(assignment.rubric, lead.rubric)


def _named(
    headlines: Sequence[Headline], rubrics: Sequence[Rubric], problems: Problems | None
) -> tuple[Rubric, ...]:
    """Return the rubrics and those that only sources name, an error where some are declared."""
    found = list(rubrics)
    declared = any(rubric.id != BUILT_IN for rubric in rubrics)
    names = _names(found)
    for headline in headlines:
        if not headline.rubric or fold(headline.rubric) in names:
            continue
        if declared and problems is not None:
            problems.error(
                "unknown-rubric",
                f'the publication has no rubric "{headline.rubric}"',
                headline.place,
                suggest(headline.rubric, [r.label for r in rubrics]) or _listed(rubrics),
            )
        new = Rubric(_new_id(headline.rubric, found), headline.rubric, place=headline.place)
        found.append(new)
        names |= _names([new])
    return tuple(found)


class _Rules:
    """The keywords of all rubrics, compiled together."""

    def __init__(self, rubrics: Sequence[Rubric]) -> None:
        self._ids = _names(rubrics)
        self._default = next((r.id for r in rubrics if r.default), BUILT_IN)
        self._order = {rubric.id: place for place, rubric in enumerate(rubrics)}
        keywords = [(rubric.id, keyword) for rubric in rubrics for keyword in rubric.keywords]
        self._owners = [(owner, keyword.weight) for owner, keyword in keywords]
        self._matcher = Matcher([keyword.text for _, keyword in keywords])

    def assign(self, piece: Headline | Lead) -> Assignment:
        """Return where a piece goes and why."""
        if piece.rubric:
            named = self._ids.get(fold(piece.rubric), "")
            return Assignment(piece.id, named, f'the source says "{piece.rubric}"')
        hits = self._hits(piece)
        scores: dict[str, float] = {}
        for number, (points, _) in hits.items():
            owner = self._owners[number][0]
            scores[owner] = scores.get(owner, 0) + points
        best = max(scores, key=lambda owner: (scores[owner], -self._order[owner]), default="")
        if not best or scores[best] <= 0:
            return Assignment(piece.id, self._default, "no keyword was found", fallback=True)
        own = [hit for number, hit in hits.items() if self._owners[number][0] == best]
        parts = ", ".join(f"{words} {points:g}" for points, words in own)
        reason = f"{parts}: score {scores[best]:g}{_rivals(scores, best)}"
        return Assignment(
            piece.id, best, reason, score=scores[best], words=tuple(words for _, words in own)
        )

    def _hits(self, piece: Headline | Lead) -> dict[int, tuple[float, str]]:
        """Return each keyword found, with its points and the words it was found in."""
        hits: dict[int, tuple[float, str]] = {}
        for factor, text in _texts(piece):
            for number, words in self._matcher.find(text, hits):
                hits[number] = (factor * self._owners[number][1], words)
        return hits


def _texts(piece: Headline | Lead) -> Iterator[tuple[int, str]]:
    """Yield the texts of a piece from the weightiest down."""
    yield TITLE, piece.title.text
    summary = piece.summary if isinstance(piece, Headline) else piece.standfirst
    if summary:
        yield SUMMARY, summary.text
    if piece.body:
        yield BODY, piece.body.opening(OPENING)


def _rivals(scores: dict[str, float], best: str) -> str:
    others = [f"{owner} {score:g}" for owner, score in scores.items() if owner != best]
    return f" (against {', '.join(others)})" if others else ""


def _names(rubrics: Sequence[Rubric]) -> dict[str, str]:
    """Return what a source may call each rubric, folded; ids before labels, the first wins."""
    pairs = chain(((r.id, r.id) for r in rubrics), ((r.label, r.id) for r in rubrics))
    names: dict[str, str] = {}
    for name, owner in pairs:
        names.setdefault(fold(name), owner)
    return names


def _listed(rubrics: Sequence[Rubric]) -> str:
    return "the rubrics are " + ", ".join(rubric.label for rubric in rubrics)


def _new_id(label: str, rubrics: Sequence[Rubric]) -> str:
    from rotative.slug import slug, unique

    return unique(slug(label), {BUILT_IN, *(rubric.id for rubric in rubrics)})


def _defaulted(rubrics: Sequence[Rubric], language: str) -> tuple[Rubric, ...]:
    """Return the rubrics with a default one: that named "In brief" in the language, else ours."""
    from rotative.words import words

    label = words(language)["in_brief"]
    own = next((rubric for rubric in rubrics if fold(rubric.label) == fold(label)), None)
    if own is None:
        return (*rubrics, Rubric(BUILT_IN, label, default=True))
    return tuple(replace(each, default=each is own) for each in rubrics)
