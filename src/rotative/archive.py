"""The archive: published revisions, frozen, each with its build record and its bundle.

They stand in <out>/archive/<edition>/r<N>/ and no build ever touches them. What is lost there is
put back by publishing again, if the very same bytes come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rotative import bundle, catalogue, manuscript, press
from rotative.digests import sha256
from rotative.files import OUT, claimed, write_folder, write_together
from rotative.jobs import Job
from rotative.press import Order, Result
from rotative.problems import Place, Problem, Problems, RotativeError, Severity, fail
from rotative.record import Record, alone, media
from rotative.record import file_name as record_file
from rotative.shelf import BACKUP, FOLDER, Shelf
from rotative.status import PAGED, UNPAGED
from rotative.writers import FORMATS

READ_ONLY = 0o444


def revisions(out: Path, edition: str) -> tuple[int, ...]:
    """Return the published revisions of an edition, oldest first."""
    names = (path.name for path in (out / FOLDER / edition).glob("r*") if path.is_dir())
    return tuple(sorted(int(name[1:]) for name in names if name[1:].isdecimal()))


def publish(job: Job, order: Order) -> Result:
    """Build an edition if it must be, and freeze its artefacts as its present revision.

    Publishing the same again changes nothing, but puts back what the archive has lost. A revision
    that is published already, and would come out otherwise or in more formats, is an error in the
    result: readers could not tell the two apart.
    """
    order = replace(order, whole="always")
    if found := _others(job, order):
        return Result(manuscript.edition_id(job.path), "failed", problems=found)
    result = press.build(job, order)
    if result.state == "failed":
        return result
    try:
        return _freeze(job, order, result)
    except RotativeError as error:
        told = {(each.code, each.place) for each in error.problems}
        others = (each for each in result.problems if (each.code, each.place) not in told)
        return Result(result.edition, "failed", problems=(*others, *error.problems))


def _others(job: Job, order: Order) -> tuple[Problem, ...]:
    """Return the problem of formats that a revision was not published in, before they are built.

    Pages that are built now would change what the book says of them.
    """
    if not revisions(order.out, manuscript.edition_id(job.path)):
        return ()
    with suppress(RotativeError, OSError):  # which the build will tell
        edition = press.read(job, order, Problems()).edition
        shelf = Shelf.of(order.out, edition.id, edition.revision)
        new = [n for n in order.formats or edition.formats if n not in shelf.published]
        if new and shelf.record.artefacts:
            had = " and ".join(shelf.published)
            message = f"revision {shelf.revision} is published as {had}, not as {' or '.join(new)}"
            hint = f"publish it as it was ({_options(shelf)}), or {_raised(shelf)}"
            return (Problem("already-published", message, Place(str(shelf.path)), hint),)
    return ()


def _options(shelf: Shelf) -> str:
    return " ".join(f"--format {name}" for name in shelf.published)


def _raised(shelf: Shelf) -> str:
    return f"write “revision: {shelf.revision + 1}” in edition.yaml"


def _freeze(job: Job, order: Order, result: Result) -> Result:
    copy = press.read(job, order, Problems())
    edition = copy.edition
    shelf = Shelf.of(order.out, edition.id, edition.revision)
    paths = {name: str(shelf.path / Path(path).name) for name, path in result.artefacts.items()}
    with claimed(shelf.path.parent):
        files = _whole(job, copy, replace(order, formats=tuple(result.artefacts)), shelf)
        there = shelf.path.is_dir()
        record = Record.read(order.out / edition.id / shelf.record_name)
        lost = _lost(shelf, files, record) if there else {}
        if not there:
            write_folder(shelf.path, files, mode=READ_ONLY)
        back = {shelf.path / name: files[name] for name in lost}
        write_together(back, mode=READ_ONLY)
    _list(copy, order.out / FOLDER)
    state = "mended" if lost else "unchanged" if there else "published"
    told = (_put_back(shelf.path / name, flaw) for name, flaw in lost.items())
    return replace(result, state=state, artefacts=paths, problems=(*result.problems, *told))


def _whole(job: Job, copy: press.Copy, order: Order, shelf: Shelf) -> dict[str, bytes]:
    """Return all that a revision's folder holds, from what was built last, by file name."""
    built = order.out / shelf.edition
    names = [record_file(shelf.edition, name) for name in order.formats]
    files = {name: (built / name).read_bytes() for name in names}
    files[shelf.record_name] = alone((built / shelf.record_name).read_bytes(), names)
    book, record = record_file(shelf.edition, "epub"), Record.read(built / shelf.record_name)
    if book in files and record.is_paged(book) and job.publication.page_list == "kept":
        # It has the numbers of pages printed before; without them it would not be made again.
        order = replace(order, formats=tuple(dict.fromkeys((*order.formats, "print"))))
    files[shelf.bundle_name] = bundle.pack(job, copy, order)
    return files | ({catalogue.COVER: catalogue.cover(files[book])} if book in files else {})


def _lost(shelf: Shelf, files: Mapping[str, bytes], built: Record) -> dict[str, str]:
    """Return what a revision has lost and is to get back: `missing` or `damaged`, by file name.

    Raises RotativeError when it is not what would be published now, or cannot be put back.
    """
    if not shelf.published:
        raise RotativeError(shelf.faults())
    names = {record_file(shelf.edition, name): digest for name, digest in shelf.published.items()}
    beside = (shelf.record_name, shelf.bundle_name)
    problems = Problems()
    for name, digest in names.items():
        problems.found += _fault(shelf, name, digest, files.get(name), built)
    made = {record_file(shelf.edition, name) for name in FORMATS} & files.keys()
    if problems.errors or made != names.keys():
        hint = (
            BACKUP if problems.errors else f"{BACKUP}, or publish it as it was: {_options(shelf)}"
        )
        problems.found += filter(None, (shelf.told(name, hint=hint) for name in beside))
    problems.raise_errors()
    flaws = {name: shelf.flaw(name) for name in (*names, *beside)}
    if catalogue.COVER in files and shelf.read(catalogue.COVER) != files[catalogue.COVER]:
        flaws[catalogue.COVER] = shelf.flaw(catalogue.COVER) or "damaged"
    return {name: flaw for name, flaw in flaws.items() if flaw}


def _fault(
    shelf: Shelf, name: str, digest: str, data: bytes | None, built: Record
) -> Iterator[Problem]:
    """Yield why an artefact is not what was published, and cannot be put back; `data` is built."""
    if data is None:
        hint = f"{BACKUP}, or publish it in this format too: that puts it back"
        yield from filter(None, [shelf.told(name, hint=hint)])
    elif sha256(data) != digest:
        why = _why(shelf, name, built)
        lost = shelf.told(
            name, f", and another one would come out now{why}", f"{BACKUP}, or {_raised(shelf)}"
        )
        message = f"revision {shelf.revision} is published, and this file would be another now{why}"
        hint = f"{_raised(shelf)}, or use rotative correct"
        place = Place(str(shelf.path / name))
        yield lost or Problem("already-published", message, place, hint)


def _why(shelf: Shelf, name: str, built: Record) -> str:
    """Return what has changed since a file was published, in brackets, if it can be told."""
    before, now = (record.states.get(record.state_id(name)) for record in (shelf.record, built))
    if not (before and now):
        return ""
    paged = built.is_paged(name)
    kind = next(kind for kind in FORMATS if record_file(shelf.edition, kind) == name)
    told = list(before.changes(now, media(kind, paged=paged)))
    if shelf.record.is_paged(name) != paged:
        told.append(PAGED if paged else UNPAGED)
    return f" ({told[0]})" if told else ""


def _put_back(path: Path, flaw: str) -> Problem:
    hint = "keep a backup of the archive"
    message = f"this published file was {flaw}; it is put back, as the same came out again"
    return Problem("archive-mended", message, Place(str(path)), hint, Severity.WARNING)


def _list(copy: press.Copy, root: Path) -> None:
    """Bring the catalogue up to date, also if a publication before was killed half-way."""
    shared = copy.edition.publication
    with claimed(root, wait=True):
        files = catalogue.write(root, shared.title, shared.identifier or shared.url, copy.house)
        write_together({path: d for path, d in files.items() if _read(path) != d}, option=OUT)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def artefacts(out: Path, edition: str, revision: int | None) -> dict[str, bytes]:
    """Return the artefacts of a published revision by format, or those built last for None.

    Raises RotativeError when there are none, or when any of those published is lost.
    """
    if revision is not None and revision in revisions(out, edition):
        return Shelf.of(out, edition, revision).artefacts()
    there = out / edition
    names = {name: record_file(edition, name) for name in FORMATS}
    found = {name: _read(there / file) for name, file in names.items() if revision is None}
    if not any(found.values()):
        known = ", ".join(f"r{number}" for number in revisions(out, edition)) or "none"
        what = "nothing was built" if revision is None else f"there is no revision {revision}"
        there = there if revision is None else Shelf.of(out, edition, revision).path
        raise fail("no-such-revision", what, Place(str(there)), f"published are: {known}")
    return {name: data for name, data in found.items() if data}
