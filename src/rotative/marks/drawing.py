"""Drawing marks: thin lines, targets, patches and small type, in the colour of registration.

`/Separation /All` prints on every plate, so that the printer can see whether the plates agree.
Coordinates are in points, from the bottom left. Source: ISO 32000-2 §8.6.6.4 (Separation, All).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotative.marks.lettering import Lettering
from rotative.pdfpage import Box
from rotative.units import POINTS

if TYPE_CHECKING:
    import pikepdf

Inks = tuple[float, float, float, float]

MM = POINTS["mm"]
LINE = 0.25  # pt: as thin as every press still prints
LETTERS = 6.5  # pt
LEAST_LETTERS = 5.0
ARM, RING = 2.5 * MM, 1.5 * MM  # of a registration mark: half its cross, and its circle
_CIRCLE = 0.5523  # how far the handles of a quarter circle reach


class Drawing:
    """Marks for one page or sheet, collected as operators of a content stream."""

    def __init__(self) -> None:
        self._out: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._out)

    def line(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a thin line."""
        self._out.append(f"{_n(x)} {_n(y)} m {_n(to_x)} {_n(to_y)} l S")

    def dashes(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a dashed line: where to fold, never where to cut."""
        self._out.append("[2 1.5] 0 d")
        self.line(x, y, to_x, to_y)
        self._out.append("[] 0 d")

    def target(self, x: float, y: float) -> None:
        """Draw a registration mark, a cross in a circle."""
        self.line(x - ARM, y, x + ARM, y)
        self.line(x, y - ARM, x, y + ARM)
        bow = RING * _CIRCLE
        right, left, up, down = x + RING, x - RING, y + RING, y - RING
        quarters = (
            (right, y + bow, x + bow, up, x, up),
            (x - bow, up, left, y + bow, left, y),
            (left, y - bow, x - bow, down, x, down),
            (x + bow, down, right, y - bow, right, y),
        )
        path = [" ".join(map(_n, points)) + " c" for points in quarters]
        self._out.append(f"{_n(right)} {_n(y)} m {' '.join(path)} s")

    def block(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a rectangle on every plate."""
        self._out.append(" ".join(map(_n, (x, y, width, height))) + " re f")

    def patch(self, x: float, y: float, side: float, inks: Inks) -> None:
        """Fill a square in process inks, from 0 to 1, for a densitometer."""
        colour = " ".join(map(_n, inks))
        self._out.append(f"q {colour} k {_n(x)} {_n(y)} {_n(side)} {_n(side)} re f Q")

    def text(self, x: float, y: float, line: str, lettering: Lettering, room: float) -> None:
        """Set a line from a pen position, smaller and at last cut if the room asks for it."""
        width = lettering.width(line, LETTERS)
        size = max(LEAST_LETTERS, LETTERS * min(1.0, room / width)) if width else LETTERS
        if width * size > room * LETTERS:
            line = lettering.fitted(line, size, room)
        shown = lettering.show(line, size).decode()
        if shown:
            self._out.append(f"BT {_n(x)} {_n(y)} Td {shown} ET")

    @property
    def operators(self) -> bytes:
        """The content stream, in the colour of registration."""
        body = "\n".join(self._out)
        return f"/All CS /All cs 1 SCN 1 scn {LINE} w 0 J\n{body}\n".encode()


def form(
    pdf: pikepdf.Pdf,
    box: Box,
    content: bytes,
    resources: dict[str, pikepdf.Object],
    every: pikepdf.Object,
) -> pikepdf.Stream:
    """Return a form XObject with its own resources; `every` is the colour of registration."""
    from pikepdf import Array, Dictionary, Name, Stream

    named = {"/ColorSpace": Dictionary(All=every), **resources}
    return Stream(
        pdf,
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([rounded(edge) for edge in box]),
        Resources=Dictionary(named),
    )


def registration(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Return the colour space of registration: tint 1 is full ink on every plate."""
    from pikepdf import Array, Dictionary, Name

    tint = Dictionary(
        FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1, Range=[0, 1] * 4
    )
    return pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, tint]))


def rounded(number: float) -> float:
    """Return a coordinate as it is written: a thousandth of a point is finer than any press."""
    return round(number, 3) + 0.0  # no minus zero


def _n(number: float) -> str:
    return f"{rounded(number):.3f}".rstrip("0").rstrip(".")
