"""Overrides: what a publication lays over templates and styles of ours, and whether it counts.

A file that answers to nothing, a sheet that no build reads or a block that nothing extends would
be passed over without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from rotative import blocks
from rotative.house import House, inside, names
from rotative.problems import Place, Problems, suggest
from rotative.shipped import STYLES, TEMPLATES, shipped

# A publication's additions that need no namesake in the house.
OWN = {
    TEMPLATES: ("own/*", "words/*.toml", "print/filler/*.xhtml"),
    STYLES: ("publication.css", "publication.*.css", "themes/*", "fonts/*", "icc/*"),
}
TEXTS = (".xhtml", ".html", ".xml", ".atom")


def inspect(house: House, problems: Problems) -> None:
    """Note every override, and every block of one, that answers to nothing in the house."""
    root = house.root
    if root is None:
        return
    for kind in (TEMPLATES, STYLES):
        _inspect(root, kind, problems)
    for own in house.folders(TEMPLATES)[:-1]:
        for name in names(own):
            if name.endswith(TEXTS) and inside(own / name, own):
                blocks.inspect(own / name, partial(_template, house), problems)


def _inspect(root: Path, kind: str, problems: Problems) -> None:
    for path in _links_outside(root / kind, root):
        hint = f"copy it into {root.name}/{kind}"
        message = "the file lies outside the publication"
        problems.error("outside-folder", message, Place(str(path)), hint)
    known = set(names(shipped(kind)))
    for name in names(root / kind):
        if name not in known and not _own(kind, name):
            message = f'the house has no "{name}" that this file could override'
            way_out = suggest(name, known) or _way_out(kind)
            place = Place(str(root / kind / name))
            problems.error("override-without-original", message, place, way_out)


def _template(house: House, name: str) -> str:
    """Return the text of a template as another extends it, empty for none."""
    folders = house.folders(TEMPLATES)
    for folder in folders[-1:] if name.startswith("house/") else folders:
        path = folder / name.removeprefix("house/")
        if path.is_file() and inside(path, folder):
            return path.read_text("utf-8", "replace")
    return ""


def _links_outside(folder: Path, root: Path) -> Iterator[Path]:
    if folder.is_dir():
        paths = (folder, *sorted(folder.rglob("*")))
        yield from (path for path in paths if path.is_symlink() and not inside(path, root))


def _own(kind: str, name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in OWN[kind])


def _way_out(kind: str) -> str:
    if kind == TEMPLATES:
        return f"put templates of your own below {TEMPLATES}/own/"
    return "put rules of your own into styles/publication.css or styles/themes/<name>/"
