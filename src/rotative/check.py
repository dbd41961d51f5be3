"""The check: everything that can be known of an edition without building it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from pathlib import Path

from rotative.dataclass import dataclass
from rotative.jobs import Job
from rotative.manuscript import edition_id, explain_reading
from rotative.model import Edition
from rotative.press import Copy, Order, count_words, read
from rotative.problems import Problem, Problems, RotativeError
from rotative.proof import Mark, located, marks
from rotative.rehearsal import rehearse
from rotative.rubrics import Assignment, complete


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; `copy` is None when the sources could not be read."""

    name: str
    copy: Copy | None
    problems: tuple[Problem, ...]
    reading: tuple[str, ...] = ()
    proof: tuple[Mark, ...] = ()
    rubrics: tuple[tuple[str, str, Assignment], ...] = field(default=())

    @property
    def state(self) -> str:
        """`ok` or `failed`, as in a build's result."""
        return "ok" if self.copy else "failed"

    def as_dict(self) -> dict[str, object]:
        """Return the check for `--json`."""
        edition = self.copy.edition if self.copy else None
        return {
            "edition": self.name,
            "state": self.state,
            "title": edition.title if edition else "",
            "words": count_words(edition) if edition else 0,
            "reading": list(self.reading),
            "typography": [mark.as_dict() for mark in self.proof],
            "rubrics": [
                {"title": title, "rubric": label, "reason": assignment.reason}
                for title, label, assignment in self.rubrics
            ],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def check(job: Job, order: Order, *, typography: bool = False) -> Checked:
    """Read and check one edition; what is wrong comes back in the result.

    `typography` adds what setting would change, and its doubts.
    """
    problems = Problems()
    try:
        copy = read(job, order, problems, explain=True)
        problems.found += rehearse(copy, order.formats or copy.edition.formats)
        problems.raise_errors()
    except RotativeError as error:
        found = tuple(dict.fromkeys((*problems, *error.problems)))
        return Checked(edition_id(job.path), None, found)
    rows = tuple(_rows(copy.edition, copy.assignments))
    reading = explain_reading(job.path)
    proof = tuple(_proof(copy.edition)) if typography else ()
    return Checked(copy.edition.id, copy, tuple(problems), reading, proof, rows)


def _proof(edition: Edition) -> Iterator[Mark]:
    found = list(marks(edition))
    paths = {mark.place.path for mark in found if mark.place.path}
    sources = {path: Path(path).read_text("utf-8-sig", "replace") for path in paths}
    return located(found, sources)


def _rows(
    edition: Edition, assignments: tuple[Assignment, ...]
) -> Iterator[tuple[str, str, Assignment]]:
    titles = {edition.lead.id: edition.lead.title.text}
    titles |= {headline.id: headline.title.text for headline in edition.headlines}
    own = complete(edition.headlines, edition.rubrics, language=edition.language)
    labels = {rubric.id: rubric.label for rubric in own}
    for assignment in assignments:
        label = labels.get(assignment.rubric, assignment.rubric)
        yield titles[assignment.headline], label, assignment


def lines(checked: Checked) -> Iterator[str]:
    """Yield the check for people: what was read, and why each headline stands where it does."""
    if checked.copy is None:
        yield f"{checked.name}: cannot be built"
        return
    edition = checked.copy.edition
    yield f"{checked.name}: “{edition.title}”, {edition.language}, {count_words(edition):,} words"
    yield from (f"  {reason}" for reason in checked.reading)
    width = max((len(title) for title, _, _ in checked.rubrics), default=0)
    for title, label, assignment in checked.rubrics:
        yield f"  {title.ljust(min(width, 60))}  → {label} ({assignment.reason})"
    yield from (f"  {mark}" for mark in checked.proof)
