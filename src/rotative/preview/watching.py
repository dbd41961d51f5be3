"""Watching what an edition is made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rotative import manuscript
from rotative.jobs import Job
from rotative.problems import library
from rotative.shipped import STYLES, TEMPLATES, shipped

# Long enough for an editor to write all files it saves, too short to be noticed.
PAUSE_MS = 60
# It is told that nothing happened, too: then it is known that somebody watches.
PATIENCE: Mapping[str, Any] = {
    "debounce": PAUSE_MS,
    "step": PAUSE_MS // 2,
    "rust_timeout": 500,
    "yield_on_timeout": True,
}


def watched(jobs: Iterable[Job]) -> tuple[Path, ...]:
    """Return the folders and files whose change may change an edition, ours included."""
    found = {manuscript.base(job.path, job.publication) for job in jobs if job.publication.root}
    found |= {job.path for job in jobs if not job.publication.root}
    ours = {shipped(TEMPLATES), shipped(STYLES)}
    return tuple(sorted(path for path in found | ours if path.exists()))


class Since:
    """What has changed below some paths since this was made.

    Nobody watches until the first build is done; what is saved meanwhile shows in the files.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._before: dict[Path, tuple[int, int]] | None = _stamps(paths)

    def is_news(self, found: object) -> bool:
        """Tell whether a watcher found something, or at first came too late for it."""
        before, self._before = self._before, None
        return bool(found) or (before is not None and before != _stamps(self._paths))


def _stamps(paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return when each file below the paths was written, and its size."""
    found = {}
    for path in paths:
        for file in path.rglob("*") if path.is_dir() else (path,):
            with suppress(OSError):  # gone already
                told = file.stat()
                found[file] = told.st_mtime_ns, told.st_size
    return found


def changes(paths: Sequence[Path]) -> Iterator[None]:
    """Yield whenever something below the paths has changed since this was called.

    Raises RotativeError without the library.
    """
    with library("watching needs watchfiles", "preview"):
        from watchfiles import watch
    return _changes(watch(*paths, **PATIENCE), Since(paths))


def _changes(watch: Iterable[object], since: Since) -> Iterator[None]:
    yield from (None for found in watch if since.is_news(found))
