"""A subset of a TrueType face: glyph 0, then one glyph a character, then what composites need.

Cut here because fontTools takes longer to import than a booklet to impose; tests open what comes
out with fontTools. Source: OpenType 1.9 (glyf, loca, hmtx, maxp, head.checksumAdjustment).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from struct import pack, unpack_from

from rotative.fitting.face import Face

# How the parts of a composite glyph follow one another (OpenType, glyf).
WIDE, SCALED, MORE, SCALED_TWICE, MATRIX = 0x1, 0x8, 0x20, 0x40, 0x80
CHECKSUM = 0xB1B0AFBA


def table(data: bytes, tag: str) -> bytes:
    """Return a table of a TrueType font, empty if it has none of the name."""
    for at in range(unpack_from(">H", data, 4)[0]):
        name, _, offset, length = unpack_from(">4sLLL", data, 12 + 16 * at)
        if name.decode("latin-1") == tag:
            return bytes(data[offset : offset + length])
    return b""


def subset(face: Face, characters: Sequence[str]) -> bytes:
    """Return a TrueType font whose glyphs 1, 2, 3… are those of the characters, in order."""
    order = [0, *(face.glyph(character) for character in characters)]
    outlines = _outlines(face.data)
    # The order grows meanwhile, by what composites are made of.
    shapes = [_renumbered(outlines[glyph], order) for glyph in order]
    places, glyf = [0], b""
    for shape in shapes:
        glyf += shape + b"\0" * (-len(shape) % 4)
        places.append(len(glyf))
    head, hhea, maxp = (bytearray(table(face.data, tag)) for tag in ("head", "hhea", "maxp"))
    head[50:52] = pack(">H", 1)  # loca in long form
    head[8:12] = bytes(4)
    hhea[34:36] = maxp[4:6] = pack(">H", len(order))
    tables = {
        "glyf": glyf,
        "head": bytes(head),
        "hhea": bytes(hhea),
        "hmtx": b"".join(_metrics(face.data, glyph) for glyph in order),
        "loca": pack(f">{len(places)}L", *places),
        "maxp": bytes(maxp),
    }
    hints = {tag: table(face.data, tag) for tag in ("cvt ", "fpgm", "prep")}
    return _assembled(tables | {tag: data for tag, data in hints.items() if data})


def _outlines(data: bytes) -> list[bytes]:
    glyf, loca = table(data, "glyf"), table(data, "loca")
    long = unpack_from(">h", table(data, "head"), 50)[0]
    count = unpack_from(">H", table(data, "maxp"), 4)[0]
    places = unpack_from(f">{count + 1}{'L' if long else 'H'}", loca)
    step = 1 if long else 2
    return [glyf[a * step : b * step] for a, b in pairwise(places)]


def _metrics(data: bytes, glyph: int) -> bytes:
    hmtx, count = table(data, "hmtx"), unpack_from(">H", table(data, "hhea"), 34)[0]
    if glyph < count:
        return hmtx[4 * glyph : 4 * glyph + 4]
    bearing = 4 * count + 2 * (glyph - count)
    return hmtx[4 * count - 4 : 4 * count - 2] + hmtx[bearing : bearing + 2]


def _renumbered(shape: bytes, order: list[int]) -> bytes:
    """Return an outline whose parts go by their new numbers; parts not yet there are added."""
    if len(shape) < 2 or unpack_from(">h", shape)[0] >= 0:
        return shape
    out, at, more = bytearray(shape), 10, True
    while more:
        flags, glyph = unpack_from(">HH", shape, at)
        if glyph not in order:
            order.append(glyph)
        out[at + 2 : at + 4] = pack(">H", order.index(glyph))
        at += 8 if flags & WIDE else 6
        at += 2 if flags & SCALED else 4 if flags & SCALED_TWICE else 8 if flags & MATRIX else 0
        more = bool(flags & MORE)
    return bytes(out)


def _assembled(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = pack(">LHHHH", 0x10000, count, 16 << power, power, 16 * (count - (1 << power)))
    offset, body = 12 + 16 * count, b""
    for tag in sorted(tables):
        data = tables[tag]
        head += pack(">4sLLL", tag.encode(), _sum(data), offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    adjustment = (CHECKSUM - _sum(head + body)) & 0xFFFFFFFF
    place = unpack_from(">L", head, 12 + 16 * sorted(tables).index("head") + 8)[0] + 8
    font = bytearray(head + body)
    font[place : place + 4] = pack(">L", adjustment)
    return bytes(font)


def _sum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    return int(sum(unpack_from(f">{len(padded) // 4}L", padded))) & 0xFFFFFFFF
