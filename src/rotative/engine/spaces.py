"""Blanks in a face: whether words may be shaped once and put together with blanks between them.

They may where a blank does nothing but move its neighbour on the line by kerning. Otherwise a word
looks different, or is of another width, at the end of a line. HarfBuzz is asked what each lookup of
a face touches, and the face's own table of which kind it is.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from ctypes import POINTER, byref, c_char_p, c_int, c_uint, c_void_p
from functools import cache
from struct import unpack_from
from typing import Any

# What HarfBuzz does in left-to-right text unless told otherwise, besides kerning: OpenType
# features, and those that it turns on by itself beside a fraction slash.
USUAL = ("abvm", "blwm", "calt", "ccmp", "clig", "curs", "dist", "kern", "liga", "locl",
         "ltra", "ltrm", "mark", "mkmk", "rand", "rclt", "rlig", "rvrn")  # fmt: skip
# Tables of other systems, by which HarfBuzz shapes in other ways.
FOREIGN = ("kern", "kerx", "morx", "mort", "trak", "Silf")
PAIR, EXTENSION = 2, 9  # kinds of lookups in GPOS
ADVANCE = 4  # the bit of a pair's value that says how far the next glyph is
MOST = 64  # features that a font's rule may turn on
LIBRARIES = ("libharfbuzz.so.0", "libpango-1.0.so.0")


def are_plain(
    font: int, face: int, blanks: Sequence[int], features: Iterable[str], known: dict[Any, bool]
) -> bool:
    """Tell whether blanks only kern; `font` is Pango's, `face` HarfBuzz's, as addresses.

    `features` are those asked for besides the usual ones; `known` keeps the answer for all sizes.
    """
    harfbuzz, pango = _libraries()
    if harfbuzz is None:
        return False
    tags = [_tag(harfbuzz, feature).value for feature in (*USUAL, *features)]
    told = (*tags, *_own_features(pango, font))
    if (face, told) not in known:
        known[face, told] = _kern_alone(harfbuzz, face, blanks, told)
    return known[face, told]


def _kern_alone(harfbuzz: Any, face: int, blanks: Sequence[int], told: Sequence[int]) -> bool:
    if any(_table(harfbuzz, face, tag) for tag in FOREIGN):
        return False
    substituting, moving = (
        [*_touching(harfbuzz, face, table, told, blanks)] for table in ("GSUB", "GPOS")
    )
    positions = _table(harfbuzz, face, "GPOS")
    return not substituting and all(_kerns(positions, lookup) for lookup in moving)


@cache
def _libraries() -> tuple[Any, Any]:
    """Return HarfBuzz and Pango as the engine has loaded them, None where they are called else."""
    with suppress(OSError, AttributeError):
        harfbuzz, pango = map(ctypes.CDLL, LIBRARIES)
        for name in ("hb_set_create", "hb_face_reference_table"):
            getattr(harfbuzz, name).restype = c_void_p
        harfbuzz.hb_blob_get_data.restype = POINTER(ctypes.c_char)
        harfbuzz.hb_tag_from_string.argtypes = [c_char_p, c_int]
        pango.pango_font_get_features.restype = None
        return harfbuzz, pango
    return None, None


def _own_features(pango: Any, font: int) -> list[int]:
    """Return the features that the rule which declares a font turns on, as HarfBuzz's tags."""
    count, told = c_uint(0), (c_uint * 4 * MOST)()  # tag, value, from where, until where
    pango.pango_font_get_features(c_void_p(font), told, c_uint(MOST), byref(count))
    return [tag for tag, value, _, _ in told[: count.value] if value]


def _tag(harfbuzz: Any, tag: str) -> c_uint:
    return c_uint(harfbuzz.hb_tag_from_string(tag.encode(), -1) & 0xFFFFFFFF)


def _table(harfbuzz: Any, face: int, tag: str) -> bytes:
    blob = c_void_p(harfbuzz.hb_face_reference_table(c_void_p(face), _tag(harfbuzz, tag)))
    length = c_uint(0)
    data = harfbuzz.hb_blob_get_data(blob, byref(length))
    table = ctypes.string_at(data, length.value) if length.value else b""
    harfbuzz.hb_blob_destroy(blob)
    return table


def _touching(
    harfbuzz: Any, face: int, table: str, features: Sequence[int], blanks: Sequence[int]
) -> Iterator[int]:
    """Yield the lookups of a table, used by some features, that have to do with blanks."""
    lookups, touched = (c_void_p(harfbuzz.hb_set_create()) for _ in range(2))
    wanted = (c_uint * (len(features) + 1))(*features, 0)
    where = c_void_p(face), _tag(harfbuzz, table)
    harfbuzz.hb_ot_layout_collect_lookups(*where, None, None, wanted, lookups)
    lookup = c_uint(0xFFFFFFFF)
    while harfbuzz.hb_set_next(lookups, byref(lookup)):
        harfbuzz.hb_set_clear(touched)
        harfbuzz.hb_ot_layout_lookup_collect_glyphs(
            *where, lookup, touched, touched, touched, touched
        )
        if any(harfbuzz.hb_set_has(touched, c_uint(blank)) for blank in blanks):
            yield lookup.value
    harfbuzz.hb_set_destroy(lookups)
    harfbuzz.hb_set_destroy(touched)


def _kerns(table: bytes, lookup: int) -> bool:
    """Tell whether a lookup of GPOS does nothing but move the second of two glyphs along the line.

    See the OpenType specification, GPOS, Lookup type 2: pair adjustment positioning.
    """
    (lookups,) = unpack_from(">H", table, 8)
    (offset,) = unpack_from(">H", table, lookups + 2 + 2 * lookup)
    start = lookups + offset
    kind, _, count = unpack_from(">HHH", table, start)
    for part in unpack_from(f">{count}H", table, start + 6):
        place, its = start + part, kind
        if kind == EXTENSION:
            _, its, further = unpack_from(">HHI", table, place)
            place += further
        first, second = unpack_from(">HH", table, place + 4)
        if its != PAIR or first & ~ADVANCE or second:
            return False
    return True
