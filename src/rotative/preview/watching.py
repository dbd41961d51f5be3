"""Watching what an edition is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rotative import manuscript
from rotative.jobs import Job
from rotative.problems import library
from rotative.shipped import STYLES, TEMPLATES, shipped

# Long enough for an editor to write all files it saves, too short to be noticed.
PAUSE_MS = 60


def watched(jobs: Iterable[Job]) -> tuple[Path, ...]:
    """Return the folders and files whose change may change an edition, ours included."""
    found = {manuscript.base(job.path, job.publication) for job in jobs if job.publication.root}
    found |= {job.path for job in jobs if not job.publication.root}
    ours = {shipped(TEMPLATES), shipped(STYLES)}
    return tuple(sorted(path for path in found | ours if path.exists()))


def changes(paths: Iterable[Path]) -> Iterator[None]:
    """Yield whenever something below the paths has changed; raise RotativeError without library."""
    with library("watching needs watchfiles", "preview"):
        from watchfiles import watch
    for _ in watch(*paths, debounce=PAUSE_MS, step=PAUSE_MS // 2, rust_timeout=1000):
        yield
