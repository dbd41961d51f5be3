"""Places that last: how a build record names the files of a publication.

It outlives the folder that an editor stood in, and is the same whoever makes it: there a file is
told from the publication's folder, as `./port/lead.md`. Other places, `page 3`, stay as they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from rotative.manuscript.finding import NOT_EDITIONS, PUBLICATION
from rotative.manuscript.folder import SETTINGS
from rotative.manuscript.intake import shown
from rotative.problems import Problem

_INSIDE = "./"


def lasting(problems: Iterable[Problem], base: Path) -> tuple[Problem, ...]:
    """Return problems with places told from the folder `base`, where they are files in it."""

    def name(path: str) -> str:
        inside = os.path.relpath(path, base).replace(os.sep, "/") if _is_file(Path(path)) else ".."
        return path if inside.startswith("..") else f"{_INSIDE}{inside}"

    return _renamed(problems, name)


def here(problems: Iterable[Problem], base: Path) -> tuple[Problem, ...]:
    """Return problems with lasting places told from where the editor stands."""
    return _renamed(problems, lambda path: shown(base / path) if path.startswith(_INSIDE) else path)


def _renamed(problems: Iterable[Problem], name: Callable[[str], str]) -> tuple[Problem, ...]:
    return tuple(
        replace(one, place=replace(one.place, path=name(one.place.path)))
        if one.place and one.place.path
        else one
        for one in problems
    )


def _is_file(path: Path) -> bool:
    """Tell whether a place is a file or an edition's folder, be it one that could be there."""
    wanted = path.name in {PUBLICATION, SETTINGS} and path.parent.is_dir()
    return wanted or path.is_file() or (path.is_dir() and path.name not in NOT_EDITIONS)
