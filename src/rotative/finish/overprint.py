"""Overprinting: small black text prints over what is below it, instead of sparing it out.

Where plates do not meet exactly, a letter spared out of a tint shows a white edge; one that is
printed over it cannot. Printers expect it of text in full black (the Ghent Workgroup's checks
below 12 pt; layout programs do it at any size). Larger letters knock out here: a tint or a
picture would show through so much black, and their edges forgive. Source: ISO 32000-2 §8.6.7.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

LARGE = 24.0  # pt
_OVER, _OUT = b"\n/Over gs", b"\n/Out gs"
_TELLING = (b"BT", b"ET", b"q", b"Q", b" k", b"cs", b"Tf", b"cm")
_BLACK = b"0 0 0 1 k"


def overprint(pdf: pikepdf.Pdf) -> None:
    """Let the text in black ink smaller than 24 pt overprint, on every page of an open file."""
    import pikepdf

    states = {
        "/Over": pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, OP=True, op=True, OPM=1),
        "/Out": pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, OP=False, op=False, OPM=0),
    }
    done: set[tuple[int, int]] = set()
    for page in pdf.pages:
        stream = page.obj.Contents
        if not isinstance(stream, pikepdf.Stream):
            continue
        data = over(before := stream.read_bytes())
        if data == before:
            continue
        stream.write(data)
        kept = page.resources.get("/ExtGState")
        if kept is None:
            kept = page.resources.ExtGState = pikepdf.Dictionary()
        if page.resources.objgen not in done or not page.resources.is_indirect:
            done.add(page.resources.objgen)
            for name, state in states.items():
                kept[name] = state


def over(content: bytes) -> bytes:
    """Return a page's content with the graphics states that let its small black text overprint.

    It holds one operator a line, as the engine and the painter write it.
    """
    lines, within, on = content.split(b"\n"), False, False
    brush = _Brush()
    kept: list[_Brush] = []
    for at, line in enumerate(lines):
        ending = line[-2:]
        if ending not in _TELLING:
            continue
        if ending in (b"BT", b"ET"):
            within = ending == b"BT"
        elif line == b"q":
            kept.append(replace(brush))
        elif line == b"Q":
            brush = kept.pop() if kept else _Brush()
        else:
            brush.take(line)
        if (within and brush.prints_over) != on:
            on = not on
            lines[at] = line + (_OVER if on else _OUT)
    return b"\n".join(lines)


@dataclass(slots=True)
class _Brush:
    """What of the graphics state decides: the ink of fillings, the text's size, the scale."""

    black: bool = False
    size: float = 0.0
    scale: float = 1.0

    @property
    def prints_over(self) -> bool:
        return self.black and 0 < self.size * self.scale < LARGE

    def take(self, line: bytes) -> None:
        """Change with an operator."""
        *operands, operator = line.split()
        if operator == b"k":
            self.black = line == _BLACK
        elif operator == b"cs":
            self.black = False
        elif operator == b"Tf":
            self.size = float(operands[1])
        elif operator == b"cm":
            self.scale *= abs(float(operands[0]))
