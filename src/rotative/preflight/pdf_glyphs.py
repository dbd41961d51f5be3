"""Outlines of an embedded TrueType font: which glyphs a subset still has.

Source: OpenType 1.9, tables head, maxp and loca.
"""

from __future__ import annotations

import struct

from rotative.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Outlines:
    """Where each glyph's outline begins; one that ends where it begins is blank."""

    offsets: tuple[int, ...]

    def is_blank(self, glyph: int, *, shows: str) -> bool:
        """Tell whether a glyph that should show something has no outline, or is not there."""
        if glyph + 1 >= len(self.offsets):
            return True
        is_empty = self.offsets[glyph] == self.offsets[glyph + 1]
        return is_empty and bool(shows) and shows.isprintable()


def outlines(data: bytes) -> Outlines | None:
    """Return a TrueType font's outlines, None for a font that keeps them otherwise."""
    count = struct.unpack(">H", data[4:6])[0]
    records = (struct.unpack(">4sLLL", data[12 + 16 * i : 28 + 16 * i]) for i in range(count))
    tables = {tag: data[start : start + length] for tag, _, start, length in records}
    if not {b"head", b"maxp", b"loca"} <= tables.keys():
        return None
    glyphs = struct.unpack(">H", tables[b"maxp"][4:6])[0]
    if struct.unpack(">h", tables[b"head"][50:52])[0]:
        return Outlines(struct.unpack(f">{glyphs + 1}L", tables[b"loca"][: 4 * glyphs + 4]))
    short = struct.unpack(f">{glyphs + 1}H", tables[b"loca"][: 2 * glyphs + 2])
    return Outlines(tuple(2 * offset for offset in short))
