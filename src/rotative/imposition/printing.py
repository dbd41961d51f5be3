"""Imposing: a finished PDF in, press sheets out, with the very same pages on them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rotative import inks
from rotative.imposition import source
from rotative.imposition.order import Cell, Side, padded, sides
from rotative.imposition.plan import Plan
from rotative.imposition.sheet import Layout, lay_out
from rotative.imposition.sheetmarks import drawn
from rotative.marks.drawing import form, registration, rounded
from rotative.marks.lettering import Lettering
from rotative.model import Booklet
from rotative.pdfpage import Box
from rotative.problems import Place, Problems
from rotative.sizes import check_signature

if TYPE_CHECKING:
    import pikepdf

UPRIGHT = "1 0 0 1 0 0"


def impose(
    data: bytes, plan: Plan, *, problems: Problems | None = None, place: Place | None = None
) -> bytes:
    """Return the press sheets of a PDF: front, back, front, back, the outermost sheet first.

    Pages are neither scaled nor redrawn; output intents, metadata and PDF/X version stay, links
    go. Warnings are noted in `problems` with `place`: blank pages where the count fills no whole
    sheet, a sheet without room for bleed or marks. Raises RotativeError when the file cannot be
    read, its pages differ in size, or the sheet is too small.
    """
    found = Problems()
    pdf = source.opened(data, place)
    booklet, count = plan.booklet, len(pdf.pages)
    check_signature(booklet, found, place)
    found.raise_errors()
    wanted = sides(count, booklet)
    depths = max(cell.depths for side in wanted for cell in side.cells)
    trim, bleed, leaves = source.measured(pdf, found, place)
    layout = lay_out(trim, bleed, booklet, depths=depths, problems=found, place=place)
    found.raise_errors()
    _report_blanks(count, booklet, found, place)
    if problems is not None:
        problems.found.extend(found)
    source.flatten(pdf)
    _Press(pdf, plan, layout, depths, leaves).print(wanted)
    source.tidied(pdf)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, min_version=pdf.pdf_version)
    return out.getvalue()


def _report_blanks(count: int, booklet: Booklet, problems: Problems, place: Place | None) -> None:
    blanks = padded(count, booklet) - count
    if blanks:
        pages = "1 page fills" if count == 1 else f"{count} pages fill"
        message = f"{pages} no whole sheet: {blanks} blank at the end"
        hint = f"make it {count + blanks} pages, so that the last one is the back"
        problems.warn("blank-pages", message, place, hint)


@dataclass(slots=True)
class _Press:
    """Prints sheets into the file whose pages they carry, then takes the pages out."""

    pdf: pikepdf.Pdf
    plan: Plan
    layout: Layout
    depths: int
    leaves: Sequence[source.Leaf]

    def print(self, wanted: Sequence[Side]) -> None:
        """Put every side on a page of its own; nothing but sheets is left."""
        pages = list(self.pdf.pages)
        used = inks.by_page(pages) if self.plan.booklet.marks else []
        group = next((page.obj.Group for page in pages if "/Group" in page.obj), None)
        forms = source.forms(self.pdf, self.leaves)
        names = [self._name(side, used) for side in wanted]
        lettering = Lettering(names)
        fonts = lettering.embed(self.pdf)
        for side, name in zip(wanted, names, strict=True):
            marks = drawn(self.layout, side, name, lettering) if self.plan.booklet.marks else b""
            self._sheet(side, forms, marks, fonts, group)
        del self.pdf.pages[: len(pages)]

    def _name(self, side: Side, used: Sequence[inks.Inks]) -> str:
        if not self.plan.booklet.marks:
            return ""
        on_it = (used[cell.page - 1] for cell in side.cells if cell.page <= len(used))
        return self.plan.name(side, inks.ordered(frozenset().union(*on_it)))

    def _sheet(
        self,
        side: Side,
        forms: Sequence[pikepdf.Object],
        marks: bytes,
        fonts: pikepdf.Dictionary,
        group: pikepdf.Object | None,
    ) -> None:
        from pikepdf import Array, Dictionary

        layout = self.layout
        page = self.pdf.add_blank_page(page_size=(layout.width, layout.height))
        content, placed = [], Dictionary()
        for cell in side.cells:
            if cell.page <= len(forms):
                placed[f"/P{cell.page}"] = forms[cell.page - 1]
                content.append(self._placed(cell))
        whole = (0.0, 0.0, layout.width, layout.height)
        if marks:
            placed["/Marks"] = self.pdf.make_indirect(
                form(self.pdf, whole, marks, {"/Font": fonts}, registration(self.pdf))
            )
            content.append("/Marks Do")
        turn = self._turn(side)
        operators = "\n".join(["q", f"{turn} cm", *content, "Q"] if turn != UPRIGHT else content)
        page.obj.Contents = self.pdf.make_stream(operators.encode())
        page.obj.Resources = Dictionary(XObject=placed)
        for name, edges in (
            ("/MediaBox", whole),
            ("/BleedBox", layout.bleeds),
            ("/TrimBox", layout.trims),
        ):
            page.obj[name] = Array([rounded(edge) for edge in edges])
        if group is not None:
            page.obj.Group = group

    def _turn(self, side: Side) -> str:
        """Return the matrix of a whole side: backs stand on their heads for the other flip."""
        width, height = self.layout.width, self.layout.height
        upright = "short" if width > height else "long"
        if side.front or self.plan.booklet.flip in ("", upright):
            return UPRIGHT
        return f"-1 0 0 -1 {rounded(width)} {rounded(height)}"

    def _placed(self, cell: Cell) -> str:
        """Return the operators that put a page in its place, clipped to what it may print on."""
        layout, leaf = self.layout, self.leaves[cell.page - 1]
        x, y = layout.corner(cell.column, cell.row)
        x += layout.shift(cell, self.depths)
        matrix = leaf.matrix
        if cell.turned:
            matrix = _times(matrix, (-1, 0, 0, -1, leaf.width, leaf.height))
        numbers = " ".join(_number(n) for n in _times(matrix, (1, 0, 0, 1, x, y)))
        clip = " ".join(_number(n) for n in _sized(layout.clip(cell.column, cell.row)))
        return f"q {clip} re W n {numbers} cm /P{cell.page} Do Q"


def _times(a: source.Matrix, b: source.Matrix) -> source.Matrix:
    """Return the matrix that does `a` first, then `b`."""
    return (
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    )


def _sized(edges: Box) -> Box:
    left, bottom, right, top = edges
    return left, bottom, right - left, top - bottom


def _number(number: float) -> str:
    return f"{round(number, 5) + 0.0:.5f}".rstrip("0").rstrip(".")
