"""WOFF: a font whose tables are compressed one by one. Source: WOFF File Format 1.0, 3 to 5."""

from __future__ import annotations

import zlib
from struct import pack, unpack_from

SIGNATURE = b"wOFF"
MOST = 200_000_000
"""Bytes of a font's tables; the largest fonts there are have a quarter of it."""


def unpacked(data: bytes) -> bytes:
    """Return a WOFF file as the TrueType or OpenType file it holds, any other as it is.

    Raises ValueError or struct.error if it is damaged.
    """
    if data[:4] != SIGNATURE:
        return data
    flavor, _, count = unpack_from(">4sLH", data, 4)
    place, records, tables = 12 + 16 * count, [], []
    for number in range(count):
        tag, offset, packed, size, checksum = unpack_from(">4s4L", data, 44 + 20 * number)
        if place + size > MOST:
            raise ValueError("the font is too large")
        table = _table(data[offset : offset + packed], size)
        records.append(pack(">4s3L", tag, checksum, place, size))
        tables.append(table + bytes(-size % 4))
        place += len(tables[-1])
    return b"".join([flavor, pack(">4H", count, 0, 0, 0), *records, *tables])


def _table(packed: bytes, size: int) -> bytes:
    try:
        table = packed if len(packed) == size else zlib.decompressobj().decompress(packed, size)
    except zlib.error as error:
        raise ValueError("a table is damaged") from error
    if len(table) != size:
        raise ValueError("a table is cut short")
    return table
