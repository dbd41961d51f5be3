"""Findings: problems with a place on a page, gathered so that one fault is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from itertools import groupby
from typing import Any

from rotative.dataclass import dataclass
from rotative.preflight.pdf_geometry import Box
from rotative.problems import Place, Problem, Problems, Severity, suggest

# A fault on every page of a long book is told once, with so many of its places, few on each page.
MOST_SPOTS, MOST_ON_PAGE = 200, 4
# A drawing of a thousand tints has not a thousand faults: further ones are added to the last.
MOST_OF_A_CODE = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a page: left, top, width and height in mm from the trim's top left corner.

    `text` is what stands there, `element` the tag it has in a tagged file.
    """

    page: int
    box: Box | None = None
    text: str = ""
    element: str = ""

    def __str__(self) -> str:
        if self.box is None:
            return f"page {self.page}"
        left, top, width, height = (f"{length:.1f}" for length in self.box)
        return f"page {self.page} at {left}, {top} mm ({width} × {height} mm)"

    def as_dict(self) -> dict[str, Any]:
        """Return the spot for JSON; what is not known is left out."""
        fields: dict[str, Any] = {"page": self.page}
        if self.box is not None:
            fields["box"] = list(self.box)
        known = {"text": self.text, "element": self.element}
        return fields | {key: value for key, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Pending:
    """A spot not yet made: of thousands on a page a few are told, and decoding text takes time."""

    page: int
    make: Callable[[], Spot]


@dataclass(frozen=True, slots=True)
class Finding(Problem):
    """A problem and every place on the pages where it was found."""

    spots: tuple[Spot, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for JSON: page, box and text of its first spot, then the others."""
        fields = Problem.as_dict(self)
        if self.spots:
            fields |= self.spots[0].as_dict()
        if self.spots[1:]:
            fields["others"] = [spot.as_dict() for spot in self.spots[1:]]
        return fields


@dataclass(slots=True)
class _Group:
    problem: Problem
    spots: list[Spot] = field(default_factory=list)
    pages: dict[int, int] = field(default_factory=dict)
    times: int = 0


@dataclass(slots=True)
class Findings:
    """A collector: what has the same code and key is one finding with several spots."""

    groups: dict[tuple[object, ...], _Group] = field(default_factory=dict)
    _kinds: dict[tuple[str, Severity], int] = field(default_factory=dict)

    def error(
        self,
        code: str,
        message: str,
        spot: Spot | Pending | None = None,
        hint: str = "",
        key: object = None,
    ) -> None:
        """Note what a print shop would send back; `key` joins what differs in its message."""
        self._note(Problem(code, message, None, hint), spot, key)

    def warn(
        self,
        code: str,
        message: str,
        spot: Spot | Pending | None = None,
        hint: str = "",
        key: object = None,
    ) -> None:
        """Note what a print shop would ask about."""
        self._note(Problem(code, message, None, hint, Severity.WARNING), spot, key)

    def _note(self, problem: Problem, spot: Spot | Pending | None, key: object) -> None:
        kind = (problem.code, problem.severity)
        own = (*kind, problem.message if key is None else key)
        if own not in self.groups:
            self._kinds[kind] = count = self._kinds.get(kind, 0) + 1
            own = own if count < MOST_OF_A_CODE else (*kind, "others")
        group = self.groups.setdefault(own, _Group(problem))
        group.times += 1
        if spot is None:
            return
        group.pages[spot.page] = on_page = group.pages.get(spot.page, 0) + 1
        if on_page <= MOST_ON_PAGE and len(group.spots) < MOST_SPOTS:
            group.spots.append(spot if isinstance(spot, Spot) else spot.make())

    def problems(self) -> tuple[Finding, ...]:
        """Return the findings: errors first, then as they come in the file."""
        found = [_finding(group) for group in self.groups.values()]
        return tuple(sorted(found, key=lambda f: (f.severity != Severity.ERROR, _first_page(f))))


def _first_page(finding: Finding) -> int:
    return finding.spots[0].page if finding.spots else 0


def _finding(group: _Group) -> Finding:
    problem, spots = group.problem, tuple(group.spots)
    place, message = problem.place, problem.message
    if spots:
        place = Place(str(spots[0]))
        message += f": “{spots[0].text}”" if spots[0].text else ""
        message += _elsewhere(group)
    return Finding(problem.code, message, place, problem.hint, problem.severity, spots=spots)


def _elsewhere(group: _Group) -> str:
    if group.times == 1:
        return ""
    if len(group.pages) == 1:
        return f" ({group.times} times)"
    return f" ({group.times} times, pages {ranges(sorted(group.pages))})"


def ranges(pages: Iterable[int]) -> str:
    """Return page numbers as people write them: `1–3, 7`."""
    runs = []
    for _, run in groupby(enumerate(pages), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        ends = dict.fromkeys((numbers[0], numbers[-1]))
        runs.append(("–" if len(numbers) > 2 else ", ").join(map(str, ends)))
    return ", ".join(runs)


def allowed(problems: Iterable[Problem], reasons: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return problems with those whose code is allowed made warnings that keep the reason."""
    return tuple(
        replace(problem, severity=Severity.WARNING, allowed=reasons[problem.code])
        if problem.code in reasons
        else problem
        for problem in problems
    )


def reasons(words: Iterable[str]) -> dict[str, str]:
    """Return the reasons by code of words like `pdf-hairline=the client knows`.

    Raises RotativeError for a code that does not exist, and for one without a reason.
    """
    from rotative.explain import codes

    known, problems, found = codes(), Problems(), {}
    for word in words:
        code, _, reason = word.partition("=")
        if code not in known:
            hint = suggest(code, known) or "codes stand in brackets at the end of each message"
            problems.error("unknown-code", f'there is no code "{code}"', None, hint)
        elif not reason.strip():
            hint = f'write --allow "{code}=why"'
            problems.error("allowed-without-reason", f"{code} is allowed for no reason", None, hint)
        found[code] = reason.strip()
    problems.raise_errors()
    return found
