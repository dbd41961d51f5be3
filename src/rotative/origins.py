"""Where a file came from: its build record, its revision, and whether it can be made again.

Records are looked for beside the file and in the archives around it, by hash: a file that turns up
anywhere can be traced to its revision, sources and versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rotative import bundle
from rotative.dataclass import dataclass
from rotative.digests import sha256
from rotative.problems import Place, Problem, RotativeError, fail
from rotative.record import SUFFIX, Record, versions
from rotative.shelf import FOLDER, Shelf

NEAR = 4  # folders around a file: <out>/archive/<edition>/r<N>/


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file came from: the record that knows it, and its name there.

    `shelf` is the folder of its revision, None if it is in no archive that was looked at.
    """

    file: Path
    record: Record
    name: str
    shelf: Shelf | None

    @property
    def differing(self) -> tuple[str, ...]:
        """The versions that are not the ones it was made with: `weasyprint 70.0, here 70.1`."""
        now = versions()
        made = self.record.states[self.record.state_id(self.name)].versions
        return tuple(
            f"{library} {version}, here {now.get(library, 'none')}"
            for library, version in made.items()
            if now.get(library) != version
        )

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps a published file from being made again."""
        lost = self.shelf.told(self.shelf.bundle_name) if self.shelf else None
        return (lost,) if lost else ()

    def as_dict(self) -> dict[str, Any]:
        """Return the origin for `--json`."""
        facts, state = self.record.facts, self.record.states[self.record.state_id(self.name)]
        return {
            "file": str(self.file),
            "edition": facts["edition"],
            "title": facts["title"],
            "revision": facts["revision"],
            "artefact": self.name,
            "sha256": self.record.artefacts[self.name]["sha256"],
            "sources": dict(state.sources),
            "versions": dict(state.versions),
            "options": dict(state.options),
            "published": self.shelf is not None,
            "differing": list(self.differing),
        }


def trace(file: Path, out: Path) -> Origin:
    """Return where a file came from, looking beside it and in the archives around it and `out`.

    Raises RotativeError when no record knows a file with these bytes.
    """
    if not file.is_file():
        raise fail("unreadable", "there is no such file", Place(str(file)), "check the name")
    digest, folders = sha256(file.read_bytes()), tuple(_folders(file, out))
    found = None
    for origin in (each for folder in folders for each in _origins(file, digest, folder)):
        # What lies in dist/ may have been published since: the archive alone can make it again.
        if origin.shelf:
            return origin
        found = found or origin
    _look_for_lost(digest, folders)
    if found is None:
        raise _unknown(file, out)
    return found


def _folders(file: Path, out: Path) -> Iterator[Path]:
    """Yield the folders that may hold the record of a file, each once."""
    outs = (out, out.parent) if out.name == FOLDER else (out,)
    roots = (*outs, *file.absolute().parents[:NEAR])
    shelves = (path for root in roots for path in sorted((root / FOLDER).glob("*/r*")))
    built = (path for root in outs for path in sorted(root.glob("*")))
    seen = set[Path]()
    for folder in (file.parent, *shelves, *built):
        if folder.resolve() not in seen and folder.is_dir():
            seen.add(folder.resolve())
            yield folder


def _origins(file: Path, digest: str, folder: Path) -> Iterator[Origin]:
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        shelf, record = Shelf(folder, path.name.removesuffix(SUFFIX)), Record.read(path)
        kept = shelf.is_numbered or (folder / shelf.bundle_name).is_file()
        for name, facts in record.artefacts.items():
            if facts["sha256"] == digest:
                yield Origin(file, record, name, shelf if kept else None)


def _look_for_lost(digest: str, folders: Iterable[Path]) -> None:
    """Raise RotativeError for a revision that holds the file, and whose record is lost."""
    for folder in folders:
        shelf = Shelf(folder, folder.resolve().parent.name)
        lost = shelf.is_numbered and shelf.told(shelf.record_name)
        if lost and digest in shelf.published.values():
            raise RotativeError((lost,))


def _unknown(file: Path, out: Path) -> RotativeError:
    place = Place(str(file))
    for path in sorted(file.parent.glob(f"*{SUFFIX}")):
        if file.name in Record.read(path).artefacts:
            message = f"this is not the file that {path.name} tells of: it was changed since"
            hint = "fetch it from a backup, or build or publish it again"
            return fail("unknown-origin", message, place, hint)
    hint = f"name the folder of its archive with --out (looked around it and in {out})"
    message = "no build record knows this file: it was altered, or made elsewhere"
    return fail("unknown-origin", message, place, hint)


def verified(
    file: Path, out: Path, *, rebuild: bool = False
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return where a file came from, for `--json`, and what is wrong with it.

    `rebuild` makes it again: `rebuilt` tells whether the same bytes came out. Where `state` is
    `failed`, nothing may be known of the file but its name.
    """
    answer: dict[str, Any] = {"file": str(file)}
    problems: tuple[Problem, ...] = ()
    try:
        origin = trace(file, out)
        answer, problems = {**origin.as_dict(), "rebuilt": None}, origin.problems
        if rebuild and not problems:
            answer["rebuilt"], problems = _rebuild(origin)
    except RotativeError as error:
        problems = error.problems
    bad = bool(problems) or answer.get("rebuilt") is False
    told = {"problems": [problem.as_dict() for problem in problems]}
    return {**answer, **told, "state": "failed" if bad else "ok"}, problems


def _rebuild(origin: Origin) -> tuple[bool, tuple[Problem, ...]]:
    """Make a published file again; tell whether it came out byte for byte, and if not what ails it.

    Raises RotativeError when it is in no archive, which would have its bundle.
    """
    if origin.shelf is None:
        hint = "name the folder of its archive with --out, or publish it: that keeps its sources"
        message = "it is in no archive that was looked at, so its sources are not known"
        raise fail("no-bundle", message, Place(str(origin.file)), hint)
    product = bundle.build(origin.shelf.read(origin.shelf.bundle_name))
    made = product.files.get(origin.name, b"")
    same = sha256(made) == origin.record.artefacts[origin.name]["sha256"]
    return same, () if same else product.result.problems
