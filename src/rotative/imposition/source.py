"""The pages to impose: opened, measured, and turned into forms that a sheet can carry."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rotative.dataclass import dataclass
from rotative.marks.drawing import MM
from rotative.pdfpage import Box, box, inherited
from rotative.problems import Place, Problems, fail

if TYPE_CHECKING:
    import pikepdf

Matrix = tuple[float, float, float, float, float, float]

UNTOLD_BLEED = 3.0 * MM  # of a page that has a trim and says nothing of bleed, if it is that large
SAME = 0.5 * MM  # pages whose sizes differ by less are of one size
KEPT = ("/Type", "/Pages", "/Version", "/Extensions", "/OutputIntents", "/Metadata",
        "/OCProperties", "/Lang")  # fmt: skip
# What is claimed of a document whose structure and links are gone.
CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfaid:rev", "pdfuaid:part", "pdfuaid:rev")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page: its trim upright, its bleed, and the matrix that brings its trim to 0, 0; points."""

    width: float
    height: float
    bleed: float
    matrix: Matrix


def opened(data: bytes, place: Place | None) -> pikepdf.Pdf:
    """Return the file; raise RotativeError if it is damaged, locked or has no page."""
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as error:
        hint = "ask its maker for a file without a password"
        raise fail("protected-pdf", "the PDF opens with a password only", place, hint) from error
    except pikepdf.PdfError as error:
        hint = "make it again, or save it anew from the program it came from"
        raise fail("unreadable-pdf", "this is no PDF, or a damaged one", place, hint) from error
    if pdf.is_encrypted and not (pdf.allow.modify_assembly and pdf.allow.modify_other):
        hint = "ask its maker for a file without restrictions"
        raise fail("protected-pdf", "its maker forbids rearranging its pages", place, hint)
    if not pdf.pages:
        raise fail("unreadable-pdf", "the PDF has no page", place, "make it again")
    return pdf


def measured(
    pdf: pikepdf.Pdf, problems: Problems, place: Place | None
) -> tuple[tuple[float, float], float, list[Leaf]]:
    """Return the trim that all pages share, the widest bleed, and each page, in points."""
    leaves = [leaf_of(page) for page in pdf.pages]
    first = leaves[0]
    others = [
        number
        for number, leaf in enumerate(leaves, 1)
        if max(abs(leaf.width - first.width), abs(leaf.height - first.height)) > SAME
    ]
    if others:
        named = ", ".join(map(str, others[:8])) + (" …" if len(others) > 8 else "")
        message = f"pages are not of one size: page 1 is {_size(first)}, not so {named}"
        hint = f"page {others[0]} is {_size(leaves[others[0] - 1])}; crop or scale it first"
        problems.error("mixed-page-sizes", message, place, hint)
    return (first.width, first.height), max(leaf.bleed for leaf in leaves), leaves


def _size(leaf: Leaf) -> str:
    return f"{leaf.width / MM:.1f} × {leaf.height / MM:.1f} mm"


def leaf_of(page: pikepdf.Page) -> Leaf:
    """Return the measures of a page: its trim as readers see it, and its bleed."""
    unit = float(page.obj.get("/UserUnit", 1))
    left, bottom, right, top = trim = box(page.trimbox)
    rotation = int(inherited(page.obj, "/Rotate", 0)) % 360
    matrices: dict[int, Matrix] = {
        0: (1, 0, 0, 1, -left, -bottom),
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }
    sides = (right - left) * unit, (top - bottom) * unit
    width, height = sides if rotation % 180 == 0 else (sides[1], sides[0])
    a, b, c, d, e, f = (number * unit for number in matrices.get(rotation, matrices[0]))
    return Leaf(width, height, _bleed(page, trim) * unit, (a, b, c, d, e, f))


def _bleed(page: pikepdf.Page, trim: Box) -> float:
    """Return how far a page reaches beyond its trim, at the side where it reaches farthest.

    Without a BleedBox that is the MediaBox (ISO 32000-2 §14.11.2.1), which holds marks too.
    """
    if "/TrimBox" not in page.obj:
        return 0.0
    told = "/BleedBox" in page.obj
    around = box(page.bleedbox if told else page.mediabox)
    reach = max(
        0.0, trim[0] - around[0], trim[1] - around[1], around[2] - trim[2], around[3] - trim[3]
    )
    return reach if told else min(reach, UNTOLD_BLEED)


def forms(pdf: pikepdf.Pdf, leaves: Sequence[Leaf]) -> list[pikepdf.Object]:
    """Return every page as a form XObject: its content, resources and group, untouched."""
    from pikepdf import Array

    made = []
    for page, leaf in zip(pdf.pages, leaves, strict=True):
        form = page.as_form_xobject(handle_transformations=False)
        if "/Group" in form:
            form.Group.I = True  # a page is an isolated group, a form only if it says so
        edges = box(page.trimbox)
        unit = float(page.obj.get("/UserUnit", 1))
        reach = (-leaf.bleed / unit, -leaf.bleed / unit, leaf.bleed / unit, leaf.bleed / unit)
        form.BBox = Array([round(a + b, 4) for a, b in zip(edges, reach, strict=True)])
        made.append(pdf.make_indirect(form))
    return made


def flatten(pdf: pikepdf.Pdf) -> None:
    """Print what stamps and filled-in fields show into their pages: sheets carry no annotation."""
    shown = (
        note.get("/Subtype") not in ("/Link", "/Popup") and "/AP" in note
        for page in pdf.pages
        for note in page.obj.get("/Annots", [])
    )
    if any(shown):
        pdf.flatten_annotations("print")


def tidied(pdf: pikepdf.Pdf) -> None:
    """Leave out of the file what spoke of its pages: outline, links, structure, form fields.

    Output intents, metadata and layers stay; claims of PDF/A and PDF/UA no longer hold.
    """
    for key in list(pdf.Root.keys()):
        if key not in KEPT:
            del pdf.Root[key]
    if "/Metadata" not in pdf.Root:
        return
    metadata = pdf.Root.Metadata.read_bytes()
    if b"pdfaid" in metadata or b"pdfuaid" in metadata:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
            for claim in CLAIMS:
                if claim in xmp:
                    del xmp[claim]
