"""Line lint: what an editor should look at again on the laid-out pages.

`pages` knows the engine's boxes and turns them into blocks of lines; `rules` judges those;
here the findings are counted, so that a long edition does not bury its other warnings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rotative.dataclass import dataclass
from rotative.linelint.pages import blocks
from rotative.linelint.rules import Finding, judge
from rotative.problems import Problem, Severity

# How many findings of one code are told one by one.
TOLD = 10


@dataclass(frozen=True, slots=True)
class More(Problem):
    """What is beyond the first findings of a code: a line for people, all of it in JSON."""

    rest: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the problem for JSON, with those it stands for."""
        fields = Problem.as_dict(self)  # slots and a bare super() do not go together
        return {**fields, "more": [problem.as_dict() for problem in self.rest]}


def inspect(pages: Iterable[Any]) -> tuple[Problem, ...]:
    """Return what is wrong with the lines of rendered pages, each code shortened after ten."""
    return told(finding.problem() for finding in findings(pages))


def findings(pages: Iterable[Any], *, goes_on: bool = False) -> Iterator[Finding]:
    """Yield every finding, in the order of the text; `goes_on` tells that other pages follow."""
    for block in blocks(pages, goes_on=goes_on):
        yield from judge(block)


def told(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by their codes, each code shortened after ten."""
    by_code: dict[str, list[Problem]] = {}
    for problem in problems:
        by_code.setdefault(problem.code, []).append(problem)
    return tuple(each for _, found in sorted(by_code.items()) for each in shortened(found))


def shortened(found: list[Problem]) -> Iterator[Problem]:
    """Yield the first findings of one code, and one problem that stands for the rest."""
    told, rest = found[:TOLD], found[TOLD:]
    yield from told
    if rest:
        message = f"and {len(rest)} more like these, in full with --json"
        yield More(rest[0].code, message, severity=Severity.WARNING, rest=tuple(rest))
