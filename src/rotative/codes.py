"""QR codes: an address as squares that a telephone reads, drawn as one path (ISO/IEC 18004)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import groupby

from rotative.dataclass import dataclass

QUIET = 4  # modules of white on each side (ISO/IEC 18004, 5.3.8)
SMALLEST = 15.0  # mm, without the white
MODULE = 0.42  # mm, the least that old telephones read at arm's length
LARGEST_VERSION = 11  # 61 modules: 26 mm


@dataclass(frozen=True, slots=True)
class Code:
    """The squares of a code: modules a side without the white, and their SVG path."""

    url: str
    modules: int
    path: str = field(repr=False)

    @property
    def box(self) -> str:
        """The SVG `viewBox`, white included."""
        side = self.modules + 2 * QUIET
        return f"{-QUIET} {-QUIET} {side} {side}"

    @property
    def side(self) -> float:
        """The side in mm, white included."""
        module = max(MODULE, SMALLEST / self.modules)
        return round(module * (self.modules + 2 * QUIET), 2)


@lru_cache(maxsize=256)
def code(url: str) -> Code | None:
    """Return the code of an address, None for one so long that no telephone would read it."""
    import segno

    for error in ("m", "l"):
        try:
            made = segno.make_qr(url, error=error)
        except segno.DataOverflowError:
            continue
        if int(made.version) <= LARGEST_VERSION:
            return Code(url, len(made.matrix), "".join(_path(made.matrix)))
    return None


def _path(matrix: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield each row's runs of dark modules: one path, so that no seam shows between them."""
    for y, row in enumerate(matrix):
        x = 0
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
