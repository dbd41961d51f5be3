"""The studio: the latest build of one edition, kept in memory for the browser."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any

from rotative import jobs, manuscript, press
from rotative.dataclass import dataclass
from rotative.digests import sha256
from rotative.jobs import Job
from rotative.press import Order, Result
from rotative.problems import Problem, RotativeError

FORMATS = ("print", "epub")
# Sharp on a screen of high density at the size that pages are shown.
SCALE = 1.9
# Seconds that pages may take before the book is shown first.
PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class View:
    """What the browser is shown: the last pages and book that could be made, and the problems."""

    version: int = 0
    title: str = ""
    state: str = "building"
    problems: tuple[Problem, ...] = ()
    pages: int = 0
    pdf: bytes = field(default=b"", repr=False)
    book: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    seconds: float = 0.0

    @property
    def documents(self) -> tuple[str, ...]:
        """The book's documents in reading order, as paths in the archive."""
        package = self.book.get("EPUB/content.opf", b"")
        if not package:
            return ()
        from lxml import etree

        root = etree.fromstring(package)
        hrefs = {item.get("id"): item.get("href") for item in root.iterfind(".//{*}item")}
        spine = [hrefs.get(ref.get("idref")) for ref in root.iterfind(".//{*}itemref")]
        return tuple(f"EPUB/{href}" for href in spine if href)

    def as_dict(self) -> dict[str, Any]:
        """Return what the page's script needs to know."""
        look = sha256(b"".join(self.book.get(f"EPUB/{name}", b"") for name in ("style.css",)))
        return {
            "version": self.version,
            "title": self.title,
            "state": self.state,
            "seconds": round(self.seconds, 2),
            "pages": self.pages,
            "pdf": sha256(self.pdf)[:16],
            "documents": [
                {"path": path, "mark": sha256(self.book.get(path, b"") + look.encode())[:16]}
                for path in self.documents
            ],
            "problems": [{**each.as_dict(), "text": str(each)} for each in self.problems],
        }


class Studio:
    """Builds one edition again and again; `view` is what came of it last."""

    def __init__(self, book: Path | None, name: str, order: Order) -> None:
        self.book, self.name = book, name
        self._scratch = tempfile.TemporaryDirectory(prefix="rotative-")
        self.order = replace(order, out=Path(self._scratch.name), whole="never")
        self.job: Job = jobs.one(book, [name] if name else [])[0]
        self.seconds = inf  # that the pages took last; nobody knows yet
        self.view = View(title=manuscript.edition_id(self.job.path))

    def close(self) -> None:
        """Remove what was built."""
        self._scratch.cleanup()

    def refresh(self) -> View:
        """Build what has changed and return what to show at last."""
        *_, view = self.refreshed()
        return view

    def refreshed(self) -> Iterator[View]:
        """Build what has changed and yield what to show: the pages, then all.

        Where pages take long, the book comes before them, and tells their numbers at last. A
        faulty edition keeps the last ones.
        """
        for first in ("epub", "print") if self.seconds > PATIENCE else ("print",):
            made = self._built(first)
            if first == "print" and made.state == "built":
                self.seconds = made.seconds
            if made.state == "failed":
                break
            if made.state == "built":
                # What is wrong is told of the whole, which is not known yet.
                yield self._show(replace(made, state="setting", problems=self.view.problems))
        yield self._show(self._built(*FORMATS))

    def _built(self, *formats: str) -> Result:
        try:
            (self.job,) = jobs.one(self.book, [self.name] if self.name else [])
            return press.build(self.job, replace(self.order, formats=formats))
        except RotativeError as error:
            return Result(self.view.title, "failed", problems=error.problems)

    def _show(self, result: Result) -> View:
        self.view = replace(
            self.view,
            version=self.view.version + 1,
            state=result.state,
            problems=result.problems,
            seconds=result.seconds,
            **_shown(result),
        )
        return self.view

    def source(self, path: str) -> str | None:
        """Return the text of one of the edition's own files, None for any other."""
        base = manuscript.base(self.job.path, self.job.publication).resolve()
        try:
            wanted = Path(path).resolve()
            inside = wanted.is_relative_to(base) or wanted == self.job.path.resolve()
            return wanted.read_text("utf-8", "replace") if inside and wanted.is_file() else None
        except (OSError, ValueError, RuntimeError):  # no file has such a name
            return None


def _shown(result: Result) -> dict[str, Any]:
    """Return what a build brought of a view."""
    shown: dict[str, Any] = {}
    if path := result.artefacts.get("epub"):
        with zipfile.ZipFile(BytesIO(Path(path).read_bytes())) as archive:
            shown["book"] = {name: archive.read(name) for name in archive.namelist()}
    if path := result.artefacts.get("print"):
        shown |= {"pdf": Path(path).read_bytes(), "pages": result.pages.get("print", 0)}
    return shown


def picture(pdf: bytes, number: int) -> bytes:
    """Return a page as PNG; raise IndexError for a page that is not there."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    if not 0 < number <= len(document):
        raise IndexError(number)
    shown, file = document[number - 1].render(scale=SCALE).to_pil(), BytesIO()
    shown.save(file, "PNG", compress_level=1)
    return file.getvalue()
