"""Comparing revisions of an edition: published ones, or the latest with what stands there now."""

from __future__ import annotations

from pathlib import Path

from rotative import archive, comparison, manuscript, press
from rotative.files import write_together
from rotative.house import House
from rotative.jobs import Job
from rotative.press import Order
from rotative.problems import Place, Problem, RotativeError, Severity, fail


def compare(
    job: Job, out: Path, old: int | None, new: int | None
) -> tuple[comparison.Difference, tuple[Problem, ...]]:
    """Return what differs between two revisions, and what was found while building.

    Without `old` the latest published one is meant; without `new` the edition as it is now,
    built in the formats published. Raises RotativeError for a revision that is not there and
    for an edition that cannot be built.
    """
    edition = manuscript.edition_id(job.path)
    known = archive.revisions(out, edition)
    if old is None and not known:
        hint = "publish it first: rotative publish"
        raise fail("no-such-revision", "nothing is published yet", Place(str(job.path)), hint)
    before = known[-1] if old is None else old
    had = archive.artefacts(out, edition, before)
    problems: tuple[Problem, ...] = ()
    if new is None:
        result = press.build(job, Order(out, formats=tuple(had)))
        if result.state == "failed":
            raise RotativeError(result.problems)
        problems = tuple(one for one in result.problems if one.severity is Severity.ERROR)
    has = archive.artefacts(out, edition, new)
    names = f"r{before}", f"r{new}" if new else "now"
    return comparison.difference(edition, (names[0], had), (names[1], has)), problems


def keep(found: comparison.Difference, job: Job, path: Path) -> Path:
    """Write a difference as a web page and return its path."""
    house = House(job.publication.root)
    write_together({path: comparison.report(found, house)}, option="--html")
    return path
