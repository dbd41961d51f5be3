"""The archive: published revisions, frozen, each with its build record and its bundle.

They stand in <out>/archive/<edition>/r<N>/ and no build ever touches them. A file that turns up
anywhere can be traced to its revision, sources and versions, and made again to be compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from rotative import bundle, catalogue, press
from rotative.dataclass import dataclass
from rotative.digests import sha256
from rotative.files import OUT, claimed, write_folder, write_together
from rotative.jobs import Job
from rotative.model import Edition
from rotative.press import Order, Result
from rotative.problems import Place, Problem, Problems, RotativeError, fail
from rotative.record import SUFFIX, Record, versions
from rotative.record import file_name as record_file
from rotative.writers import FORMATS

FOLDER = "archive"
BUNDLE = ".bundle.zip"
READ_ONLY = 0o444


def folder(out: Path, edition: str, revision: int) -> Path:
    """Return where a published revision stands."""
    return out / FOLDER / edition / f"r{revision}"


def revisions(out: Path, edition: str) -> tuple[int, ...]:
    """Return the published revisions of an edition, oldest first."""
    names = (path.name for path in (out / FOLDER / edition).glob("r*") if path.is_dir())
    return tuple(sorted(int(name[1:]) for name in names if name[1:].isdecimal()))


def publish(job: Job, order: Order) -> Result:
    """Build an edition if it must be, and freeze its artefacts as its present revision.

    Publishing the same again changes nothing. A revision that is published already and would
    come out otherwise is an error in the result: readers could not tell the two apart.
    """
    order = replace(order, whole="always")
    result = press.build(job, order)
    if result.state == "failed":
        return result
    try:
        return _freeze(job, order, result)
    except RotativeError as error:
        told = {(each.code, each.place) for each in error.problems}
        others = (each for each in result.problems if (each.code, each.place) not in told)
        return Result(result.edition, "failed", problems=(*others, *error.problems))


def _freeze(job: Job, order: Order, result: Result) -> Result:
    copy = press.read(job, order, Problems())
    edition = copy.edition
    built, there = order.out / edition.id, folder(order.out, edition.id, edition.revision)
    names = [Path(path).name for path in result.artefacts.values()]
    names.append(f"{edition.id}{SUFFIX}")
    frozen = {name: (built / name).read_bytes() for name in names}
    paths = {name: str(there / Path(path).name) for name, path in result.artefacts.items()}
    with claimed(there.parent):
        state = "unchanged" if there.is_dir() else "published"
        if there.is_dir():
            _compare(there, frozen, edition)
        else:
            frozen[f"{edition.id}{BUNDLE}"] = bundle.pack(job, copy, order)
            book = frozen.get(f"{edition.id}.epub")
            frozen |= {catalogue.COVER: catalogue.cover(book)} if book else {}
            write_folder(there, frozen, mode=READ_ONLY)
    _list(copy, order.out / FOLDER)
    return _told(result, state, paths)


def _list(copy: press.Copy, root: Path) -> None:
    """Bring the catalogue up to date, also if a publication before was killed half-way."""
    shared = copy.edition.publication
    with claimed(root, wait=True):
        files = catalogue.write(root, shared.title, shared.identifier or shared.url, copy.house)
        write_together({path: d for path, d in files.items() if _read(path) != d}, option=OUT)


def _told(result: Result, state: str, paths: Mapping[str, str]) -> Result:
    return replace(result, state=state, artefacts=paths)


def _compare(there: Path, frozen: Mapping[str, bytes], edition: Edition) -> None:
    """Raise RotativeError when what is published is not what would be."""
    problems, revision = Problems(), edition.revision
    for name, data in frozen.items():
        if not name.endswith(SUFFIX) and _read(there / name) != data:
            message = f"revision {revision} is published and {name} was another file then"
            hint = f"write “revision: {revision + 1}” in edition.yaml, or use rotative correct"
            problems.error("already-published", message, edition.place, hint)
    problems.raise_errors()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def artefacts(out: Path, edition: str, revision: int | None) -> dict[str, bytes]:
    """Return the artefacts of a published revision by format, or those built last for None.

    Raises RotativeError when there are none.
    """
    there = out / edition if revision is None else folder(out, edition, revision)
    names = {name: record_file(edition, name) for name in FORMATS}
    found = {name: _read(there / file) for name, file in names.items()}
    if not any(found.values()):
        known = ", ".join(f"r{number}" for number in revisions(out, edition)) or "none"
        what = "nothing was built" if revision is None else f"there is no revision {revision}"
        raise fail("no-such-revision", what, Place(str(there)), f"published are: {known}")
    return {name: data for name, data in found.items() if data}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file came from: its record, its revision, and the bundle if one was kept."""

    file: Path
    record: Record
    name: str
    bundle: Path | None
    problems: tuple[Problem, ...] = field(default=())

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
            "published": self.bundle is not None,
            "differing": list(self.differing),
        }


def trace(file: Path, out: Path) -> Origin:
    """Return where a file came from, looking beside it and in the archive below `out`.

    Raises RotativeError when no record knows a file with these bytes.
    """
    if not file.is_file():
        raise fail("unreadable", "there is no such file", Place(str(file)), "check the name")
    found = tuple(_origins(file, out))
    if found:
        # What lies in dist/ may have been published since: the archive alone can make it again.
        return next((origin for origin in found if origin.bundle), found[0])
    hint = f"name the folder of its archive with --out (looked beside it and in {out})"
    message = "no build record knows this file: it was altered, or made elsewhere"
    raise fail("unknown-file", message, Place(str(file)), hint)


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
        answer = {**origin.as_dict(), "rebuilt": None}
        if rebuild:
            answer["rebuilt"], problems = _rebuild(origin)
    except RotativeError as error:
        problems = error.problems
    bad = bool(problems) or answer.get("rebuilt") is False
    told = {"problems": [problem.as_dict() for problem in problems]}
    return {**answer, **told, "state": "failed" if bad else "ok"}, problems


def _origins(file: Path, out: Path) -> Iterator[Origin]:
    digest = sha256(file.read_bytes())
    for path in _records(file, out):
        record = Record.read(path)
        for name, facts in record.artefacts.items():
            if facts["sha256"] == digest:
                kept = path.with_name(path.name.removesuffix(SUFFIX) + BUNDLE)
                yield Origin(file, record, name, kept if kept.is_file() else None)


def _records(file: Path, out: Path) -> Iterator[Path]:
    yield from sorted(file.parent.glob(f"*{SUFFIX}"))
    yield from sorted((out / FOLDER).glob(f"*/r*/*{SUFFIX}"))
    yield from sorted(out.glob(f"*/*{SUFFIX}"))


def _rebuild(origin: Origin) -> tuple[bool, tuple[Problem, ...]]:
    """Make a published file again; tell whether it came out byte for byte, and if not what ails it.

    Raises RotativeError when no bundle was kept.
    """
    if origin.bundle is None:
        hint = "publish editions with rotative publish: that keeps what they are made from"
        message = "it was never published, so its sources were not kept"
        raise fail("no-bundle", message, Place(str(origin.file)), hint)
    product = bundle.build(origin.bundle.read_bytes())
    made = product.files.get(origin.name, b"")
    same = sha256(made) == origin.record.artefacts[origin.name]["sha256"]
    return same, () if same else product.result.problems
