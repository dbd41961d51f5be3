"""A PDF opened for inspection: its pages with their boxes, marks and places."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pikepdf

from rotative.pdfpage import inherited, upright
from rotative.preflight.expected import PRINT, SCREEN, Expected
from rotative.preflight.findings import Findings, Pending, Spot
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_geometry import MM, Box, intersect, is_empty, millimetres
from rotative.preflight.pdf_marks import AREAS, Mark
from rotative.preflight.pdf_objects import floats
from rotative.preflight.pdf_reader import Reader

# What pikepdf says of damage is told as a finding, not on the terminal.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())
_LETTER: Box = (0.0, 0.0, 612.0, 792.0)


@dataclass
class Sheet:
    """A page: its boxes in points of its user space, as far as it has them, and its marks.

    `looks` counts how often a rule has looked below a mark.
    """

    number: int
    source: pikepdf.Object
    boxes: dict[str, Box]
    turn: int = 0
    unit: float = 1.0
    marks: list[Mark] = field(default_factory=list)
    looks: int = 0

    @cached_property
    def areas(self) -> list[tuple[int, Box, Mark]]:
        """The marks that others can lie upon, with their numbers and what shows of them."""
        marks = enumerate(self.marks)
        return [(index, mark.visible, mark) for index, mark in marks if mark.kind in AREAS]

    @property
    def media(self) -> Box:
        """The whole sheet."""
        return self.boxes.get("/MediaBox", _LETTER)

    @property
    def crop(self) -> Box:
        """What viewers show."""
        return self.boxes.get("/CropBox", self.media)

    @property
    def trim(self) -> Box:
        """The finished page, or what comes nearest to it."""
        return self.boxes.get("/TrimBox") or self.boxes.get("/ArtBox") or self.crop

    @property
    def has_trim(self) -> bool:
        """Whether the page says where it is cut."""
        return "/TrimBox" in self.boxes or "/ArtBox" in self.boxes

    @property
    def bleed(self) -> Box:
        """What is printed beyond the cut."""
        return self.boxes.get("/BleedBox", self.trim)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the finished page in mm, as it is seen."""
        _, _, width, height = millimetres(self.trim, self.trim, self.turn, self.unit)
        return width, height

    def mm(self, length: float) -> float:
        """Return a length of the page in mm."""
        return length * self.unit / MM

    def points(self, length: float) -> float:
        """Return a length in mm as points of the page."""
        return length * MM / self.unit

    def spot(self, box: Box | None = None, mark: Mark | None = None) -> Pending:
        """Return a place on the page, with the words there and the element they are in."""
        return Pending(self.number, lambda: self._spot(box, mark))

    def _spot(self, box: Box | None, mark: Mark | None) -> Spot:
        if mark is not None and box is None:
            box = mark.visible
        if box is not None and not is_empty(within := intersect(box, self.media)):
            box = within
        seen = millimetres(box, self.trim, self.turn, self.unit) if box is not None else None
        text = mark.words if mark is not None else ""
        return Spot(self.number, seen, text, mark.tag if mark is not None else "")


@dataclass
class Document:
    """A file and what was expected of it; rules note in `findings` what they find."""

    pdf: pikepdf.Pdf
    expected: Expected
    findings: Findings
    reader: Reader
    sheets: list[Sheet] = field(default_factory=list)

    @property
    def root(self) -> pikepdf.Object:
        """The catalogue."""
        return self.pdf.Root

    @cached_property
    def info(self) -> pikepdf.Object:
        """The information dictionary, an empty one when there is none."""
        found = self.pdf.trailer.get("/Info")
        return found if isinstance(found, pikepdf.Dictionary) else pikepdf.Dictionary()

    @cached_property
    def metadata(self) -> str:
        """The XMP packet as text."""
        stream = self.root.get("/Metadata")
        try:
            data = stream.read_bytes() if isinstance(stream, pikepdf.Stream) else b""
        except FAULTS:
            return ""
        return data.decode(
            "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace"
        )

    @property
    def is_print(self) -> bool:
        """Whether the file goes to a press."""
        return self.medium == PRINT

    @cached_property
    def medium(self) -> str:
        """What the file is for, as expected or as it says itself."""
        if self.expected.medium:
            return self.expected.medium
        if self.standard or any(sheet.trim != sheet.media for sheet in self.sheets):
            return PRINT
        is_tagged = "pdfuaid" in self.metadata or "pdfaid" in self.metadata
        marks = self.root.get("/MarkInfo")
        if isinstance(marks, pikepdf.Dictionary):
            is_tagged |= bool(marks.get("/Marked", False))
        return SCREEN if is_tagged else PRINT

    @cached_property
    def standard(self) -> str:
        """The PDF/X level that the file claims, an empty text for none."""
        from rotative.preflight.pdf_metadata import claimed

        return claimed(self)


@contextmanager
def opened(data: bytes | Path, findings: Findings) -> Iterator[pikepdf.Pdf | None]:
    """Give a file's PDF, or None when it cannot be opened, which is noted."""
    pdf = None
    try:
        source = BytesIO(data) if isinstance(data, bytes) else data
        pdf = pikepdf.open(source, suppress_warnings=True)
        len(pdf.pages)
    except pikepdf.PasswordError:
        hint = "export it again without a password"
        findings.error("pdf-locked", "the file cannot be opened without its password", hint=hint)
        pdf = None
    except FAULTS as error:
        hint = "export it again, or copy the file again"
        findings.error("pdf-broken", f"this is no readable PDF: {_plain(error)}", hint=hint)
        pdf = None
    try:
        yield pdf
    finally:
        if pdf is not None:
            pdf.close()


def _plain(error: BaseException) -> str:
    return _plain_text(str(error)) or type(error).__name__


def document(
    pdf: pikepdf.Pdf,
    expected: Expected,
    findings: Findings,
    pages: frozenset[int] | None = None,
) -> Document:
    """Return the file with its pages read; pages that cannot be are noted.

    `pages` are the numbers of those whose marks are wanted, None for all.
    """
    reader = Reader(pdf)
    found = Document(pdf, expected, findings, reader)
    for number, page in enumerate(pdf.pages, 1):
        sheet = Sheet(number, page.obj, {})
        found.sheets.append(sheet)
        try:
            _measure(sheet)
            if pages is None or number in pages:
                sheet.marks = reader.page(page.obj, _resources(page.obj), sheet.media)
        except FAULTS as error:
            reader.broken.append(_plain(error))
        if reader.broken:
            message = f"a part of the page could not be read: {_plain_text(reader.broken[0])}"
            hint = "export the file again, and compare the page with what it should be"
            findings.error("pdf-broken", message, Spot(number), hint, key="page")
            reader.broken.clear()
    return found


def _plain_text(text: str) -> str:
    # qpdf begins with the name of the file or stream.
    return text.partition("\n")[0].rpartition("): ")[2].strip()[:120]


def _resources(page: pikepdf.Object) -> pikepdf.Object | None:
    found: pikepdf.Object | None = inherited(page, "/Resources")
    return found


def _measure(sheet: Sheet) -> None:
    page = sheet.source
    for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        is_inherited = name in ("/MediaBox", "/CropBox")
        source = inherited(page, name) if is_inherited else page.get(name)
        if isinstance(source, pikepdf.Array) and len(source) == 4:
            left, bottom, right, top = floats(source)
            sheet.boxes[name] = upright((left, bottom, right, top))
    sheet.unit = float(page.get("/UserUnit", 1)) or 1.0
    turn = inherited(page, "/Rotate")
    sheet.turn = int(turn) % 360 if turn is not None else 0
