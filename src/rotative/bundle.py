"""The bundle: everything an edition is built from, in one ZIP; and its build as a pure function.

Sources, the publication's templates and styles and the editor's options go in, artefacts come
out: the same bytes on any machine that has the same versions. A published revision keeps its
bundle, so that it can be made again.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from io import BytesIO
from pathlib import Path

from rotative import manuscript, press, record
from rotative.dataclass import dataclass
from rotative.digests import sha256
from rotative.jobs import Job
from rotative.limits import MAX_BUNDLE
from rotative.manuscript.intake import shown
from rotative.press import Copy, Order, Result
from rotative.problems import Place, Problem, Problems, RotativeError, fail
from rotative.shipped import STYLES, TEMPLATES
from rotative.zipfaults import ZIP_FAULTS

ORDER, CONTENT = "order.json", "content/"
SAID = ("edition", "path", "folder", "publication", "formats", "style", "language", "epoch")
EARLIEST = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE = 0o100644 << 16
_LOST = "fetch the archive's copy from a backup, or publish a new revision"


@dataclass(frozen=True, slots=True)
class Product:
    """What came of a bundle: the result, files by name as a build writes them, their SHA-256."""

    result: Result
    files: Mapping[str, bytes] = field(repr=False)
    digests: Mapping[str, str]


def pack(job: Job, copy: Copy, order: Order) -> bytes:
    """Return the bundle of an edition that has been read: the same bytes for the same content."""
    base = manuscript.base(job.path, job.publication).resolve()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(_files(copy, base)):
            _add(archive, f"{CONTENT}{base.name}/{name}", path.read_bytes())
        _add(archive, ORDER, _told(job, copy, order, base))
    return packed.getvalue()


def _files(copy: Copy, base: Path) -> Iterator[tuple[str, Path]]:
    for source in copy.edition.sources:
        if source.sha256:  # else it is missing, and a draft is made
            yield source.path, base / source.path
    for kind in (TEMPLATES, STYLES) if copy.edition.publication.root else ():
        for path in (base / kind).rglob("*"):
            if path.is_file() and path.resolve().is_relative_to(base):
                yield path.relative_to(base).as_posix(), path


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, EARLIEST)
    info.create_system, info.external_attr = 3, REGULAR_FILE
    archive.writestr(info, data, zipfile.ZIP_DEFLATED, 6)


def _told(job: Job, copy: Copy, order: Order, base: Path) -> bytes:
    told = {
        "edition": copy.edition.id,
        "path": job.path.resolve().relative_to(base).as_posix(),
        "folder": base.name,
        "publication": bool(job.publication.root),
        "formats": list(order.formats),
        "style": order.style,
        "language": order.language,
        "pages": order.pages,
        "allow": dict(order.allow),
        **({"strict": True} if order.strict else {}),
        "epoch": os.environ.get("SOURCE_DATE_EPOCH", ""),
        "versions": record.versions(),
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def told(data: bytes) -> Mapping[str, object]:
    """Return what a bundle says of itself: edition, options and versions.

    Raises RotativeError when it is no bundle.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            said = dict(json.loads(archive.read(ORDER)))
    except (*ZIP_FAULTS, TypeError) as error:
        raise fail("not-a-bundle", "this is no bundle of Rotative's", None, _LOST) from error
    if not said.keys() >= {*SAID, "allow"}:
        raise fail("not-a-bundle", "the bundle does not tell what it is of", None, _LOST)
    return said


def is_whole(data: bytes) -> bool:
    """Tell whether bytes are a bundle, and nothing in it is damaged."""
    with suppress(*ZIP_FAULTS, RotativeError), zipfile.ZipFile(BytesIO(data)) as archive:
        return bool(told(data)) and _size(archive) <= MAX_BUNDLE and not archive.testzip()
    return False


def _size(archive: zipfile.ZipFile) -> int:
    return sum(info.file_size for info in archive.infolist())


def build(data: bytes, named: str = "") -> Product:
    """Build a bundle in a folder of its own, and return what came of it.

    Nothing outside the bundle is read but Rotative itself; in problems the publication's folder is
    `named` as its editor does, else by its name alone. Raises RotativeError when it is no bundle.
    """
    said = told(data)
    with tempfile.TemporaryDirectory(prefix="rotative-") as scratch, _epoch(str(said["epoch"])):
        root, out = Path(scratch, "in"), Path(scratch, "out")
        _unpack(data, root)
        job, order = _job(said, root, out)
        result = press.build(job, order)
        folder, book = out / str(said["edition"]), str(said["folder"])
        made = sorted(folder.iterdir() if folder.is_dir() else ())
        files = {path.name: path.read_bytes() for path in made}
        digests = {name: sha256(content) for name, content in files.items()}
        ours = dict.fromkeys((str(root / book), shown(root / book)), named or book)
        return Product(_named(result, {**ours, str(folder): "."}), files, digests)


def _unpack(data: bytes, root: Path) -> None:
    root.mkdir()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        entries = [info for info in archive.infolist() if info.filename.startswith(CONTENT)]
        if _size(archive) > MAX_BUNDLE:
            raise fail("not-a-bundle", "the bundle is larger than any edition may be", None, _LOST)
        if not is_whole(data):
            raise fail("not-a-bundle", "the bundle is damaged", None, _LOST)
        for info in entries:
            path = root / info.filename.removeprefix(CONTENT)
            if info.is_dir() or not path.resolve().is_relative_to(root.resolve()):
                raise fail("not-a-bundle", f"the bundle holds “{info.filename}”", None, _LOST)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.read(info))


def _job(said: Mapping[str, object], root: Path, out: Path) -> tuple[Job, Order]:
    book, problems = root / str(said["folder"]), Problems()
    publication = manuscript.read_publication(book if said["publication"] else None, problems)
    problems.raise_errors()
    formats, allow = said["formats"], said["allow"]
    order = Order(
        out,
        formats=tuple(map(str, formats)) if isinstance(formats, list) else (),
        style=str(said["style"]),
        language=str(said["language"]),
        allow=dict(allow) if isinstance(allow, dict) else {},
        strict=bool(said.get("strict")),
        pages=int(str(said.get("pages", 0))),
    )
    return Job(book / str(said["path"]), publication), order


@contextmanager
def _epoch(value: str) -> Iterator[None]:
    """Set SOURCE_DATE_EPOCH as it was where the bundle was packed, for a while."""
    before = os.environ.pop("SOURCE_DATE_EPOCH", "")
    os.environ |= {"SOURCE_DATE_EPOCH": value} if value else {}
    try:
        yield
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        os.environ |= {"SOURCE_DATE_EPOCH": before} if before else {}


def _named(result: Result, names: Mapping[str, str]) -> Result:
    """Return a result that names no folder of ours, but what stands for it: `.` for this one."""

    def name(text: str) -> str:
        for ours, theirs in names.items():
            within = "" if theirs == "." else f"{theirs}/"
            text = text.replace(f"{ours}/", within).replace(ours, theirs)
        return text

    def problem(one: Problem) -> Problem:
        place = one.place and Place(name(one.place.path), one.place.line, one.place.column)
        return replace(one, place=place, message=name(one.message), hint=name(one.hint))

    problems = tuple(map(problem, result.problems))
    artefacts = {key: name(path) for key, path in result.artefacts.items()}
    return replace(result, problems=problems, artefacts=artefacts)
