"""The facts of a print job, taken from the edition and measured on its finished files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rotative import inks
from rotative.dataclass import dataclass
from rotative.identity import headline_of, identifier
from rotative.imposition.order import padded, sides
from rotative.imposition.source import leaf_of
from rotative.marks.drawing import MM
from rotative.model import Booklet, Edition, PrintJob
from rotative.problems import Problem

if TYPE_CHECKING:
    import datetime as dt

    import pikepdf


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes to the printer: its name, its size in bytes, and how to know it again."""

    name: str
    size: int
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Imposed:
    """What the press sheets are: how many, how large in mm, in how many signatures."""

    booklet: Booklet
    sheets: int
    signatures: int
    width: float
    height: float
    creep: float
    blanks: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A print job; lengths in millimetres. `preflight` is None where nothing was checked."""

    publication: str
    title: str
    edition: str
    number: str
    date: dt.date | None
    revision: int
    revised: dt.date | None
    identifier: str
    language: str
    width: float
    height: float
    bleed: float
    pages: int
    inks: tuple[str, ...]
    condition: str
    standard: str
    job: PrintJob
    binding: str
    publisher: str
    printer: str
    contact: str
    files: tuple[File, ...]
    imposed: Imposed | None = None
    preflight: tuple[Problem, ...] | None = None


def gather(
    edition: Edition,
    files: Mapping[str, bytes],
    *,
    pages: str,
    sheets: str = "",
    preflight: Sequence[Problem] | None = None,
) -> Facts:
    """Return the facts of an edition's print job.

    `files` are all that goes to the printer, by name; `pages` names the print PDF among them,
    which is measured, and `sheets` the imposed one, if there is one. `preflight` is what a check
    of them found, empty if nothing was wrong, None if there was none.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(files[pages])) as pdf:
        leaf = leaf_of(pdf.pages[0])
        count, used = len(pdf.pages), inks.used(pdf.pages)
        condition, standard = _condition(pdf), _standard(pdf)
    imposed = _imposed(files[sheets], count, edition.publication.booklet) if sheets else None
    job, imprint = edition.publication.print_job, edition.imprint
    return Facts(
        publication=edition.publication.title,
        title=headline_of(edition),
        edition=edition.id,
        number=edition.number,
        date=edition.date,
        revision=edition.revision,
        revised=edition.revised,
        identifier=identifier(edition),
        language=edition.language,
        width=_mm(leaf.width),
        height=_mm(leaf.height),
        bleed=_mm(leaf.bleed),
        pages=count,
        inks=used,
        condition=condition,
        standard=standard,
        job=job,
        binding=edition.publication.booklet.binding if imposed else "",
        publisher=imprint.publisher,
        printer=imprint.printer,
        contact=job.contact or imprint.contact,
        files=tuple(_file(name, data) for name, data in files.items()),
        imposed=imposed,
        preflight=None if preflight is None else tuple(preflight),
    )


def _imposed(data: bytes, pages: int, booklet: Booklet) -> Imposed:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        sheets = len(pdf.pages) // 2
        left, bottom, right, top = (float(edge) for edge in pdf.pages[0].mediabox.as_list())
    wanted = sides(pages, booklet)
    depths = max(cell.depths for side in wanted for cell in side.cells)
    return Imposed(
        booklet=booklet,
        sheets=sheets,
        signatures=wanted[-1].signatures,
        width=_mm(right - left),
        height=_mm(top - bottom),
        creep=booklet.creep or booklet.thickness * (depths - 1),
        blanks=padded(pages, booklet) - pages,
    )


def _file(name: str, data: bytes) -> File:
    import pikepdf

    pages = 0
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
    return File(name, len(data), hashlib.sha256(data).hexdigest(), pages)


def _condition(pdf: pikepdf.Pdf) -> str:
    """Return the printing condition the file was made for, as its output intent names it."""
    for intent in pdf.Root.get("/OutputIntents", []):
        told = (intent.get(key) for key in ("/OutputConditionIdentifier", "/OutputCondition"))
        named = [str(text) for text in told if text is not None and str(text)]
        if named:
            return ", ".join(dict.fromkeys(named))
    return ""


def _standard(pdf: pikepdf.Pdf) -> str:
    """Return the PDF/X version that the file claims, from XMP (ISO 15930-7) or older ones' Info."""
    if "/Metadata" in pdf.Root:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            claimed: Any = xmp.get("pdfxid:GTS_PDFXVersion") or xmp.get("pdfx:GTS_PDFXVersion")
        if claimed:
            return str(claimed)
    return str(pdf.docinfo.get("/GTS_PDFXVersion", ""))


def _mm(points: float) -> float:
    return round(points / MM, 1)
