"""Jobs: which editions a command is about, each with the publication it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from rotative import manuscript
from rotative.dataclass import dataclass
from rotative.model import Publication
from rotative.problems import Problems, fail

BOOKS = (Path(), Path("book"))
AROUND = Path("..")


@dataclass(frozen=True, slots=True)
class Job:
    """One edition to be worked on."""

    path: Path
    publication: Publication


def find(book: Path | None, names: Sequence[str], *, every: bool = False) -> tuple[Job, ...]:
    """Return the editions named, or all of the publication.

    Without `book` the publication is found by `home`; in the folder of one of its editions that
    edition alone is meant, unless it is to be `every` one. A path elsewhere belongs to the
    publication whose folder it is in, or to none, with defaults; a file in the folder of an edition
    means that. Raises RotativeError with everything wrong in the names and in every
    publication.yaml.
    """
    problems = Problems()
    folder = home(book)
    here = () if every or book or folder != AROUND else (".",)
    paths = manuscript.find(folder, names or here)
    known: dict[Path | None, Publication] = {}
    jobs = []
    usual = cache(lambda parent: _root(parent / "_", folder))
    for path in paths:
        # All in one folder belong together, but for a link, which belongs where it points to.
        root = _root(path, folder) if path.is_symlink() else usual(path.parent)
        if root not in known:
            known[root] = manuscript.read_publication(root, problems)
        jobs.append(Job(path, known[root]))
    problems.raise_errors()
    return tuple(jobs)


def one(book: Path | None, names: Sequence[str]) -> tuple[Job]:
    """Return the one edition named; raise RotativeError when that is not one."""
    found = find(book, names)
    if len(found) != 1:
        known = ", ".join(job.path.name for job in found[:6])
        raise fail("one-edition", "this takes one edition", None, f"name one of {known}")
    return (found[0],)


def home(book: Path | None) -> Path:
    """Return the publication's folder: as given, else this folder or book/ if it is one.

    In the folder of an edition it is the folder around that.
    """
    if found := book or next(filter(_is_book, BOOKS), None):
        return found
    inside = _is_book(AROUND) and manuscript.is_edition(AROUND, Path.cwd().name)
    return AROUND if inside else BOOKS[-1]


def _is_book(folder: Path) -> bool:
    return (folder / "publication.yaml").is_file()


def _root(path: Path, book: Path) -> Path | None:
    folder = path.resolve().parent
    if book.is_dir() and folder == book.resolve():
        return book
    return path.parent if _is_book(path.parent) else None
