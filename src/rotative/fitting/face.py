"""Faces: advances and kerning read straight from a font file, so that setting is exact.

Pillow's plain layout rounds advances and knows no GPOS, and its better one (raqm) is there or not
depending on the machine's libraries; fontTools takes longer to import than a cover to draw.
Source: OpenType 1.9 (cmap, hmtx, GPOS pair adjustment, coverage and class tables).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from struct import unpack_from
from typing import NamedTuple

from rotative.fitting.woff import unpacked

LIGATURES = (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ"))
PAIR_POSITIONING, EXTENSION = 2, 9
SIGNATURES = (b"\0\1\0\0", b"OTTO", b"true")
# All faces of a theme and its cover, a third of a megabyte each.
MOST_FACES = 24


Columns = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


class Pairs(NamedTuple):
    """A pair adjustment subtable: where it stands, by pairs or by classes, its record's size."""

    table: int
    named: bool
    size: int
    skip: int
    coverage: int


class Face:
    """A static TrueType or OpenType font, or a WOFF 1 file of one.

    Measures are in its own units, `units` to the em. Raises ValueError, KeyError or struct.error
    for what is none.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data = unpacked(data)
        if data[:4] not in SIGNATURES:
            raise ValueError("no font that is read here")
        count = unpack_from(">H", data, 4)[0]
        records = (unpack_from(">4sLLL", data, 12 + 16 * n) for n in range(count))
        self._tables = {tag.decode("latin-1"): offset for tag, _, offset, _ in records}
        self.units: int = self._u16(self._tables["head"] + 18)
        self._metrics: int = self._u16(self._tables["hhea"] + 34)
        self.cap_height: int = self._u16(self._tables["OS/2"] + 88)
        self._glyphs: dict[str, int] = {}
        self._kerns: dict[tuple[int, int], int] = {}
        self._firsts: dict[tuple[int, int], list[tuple[Pairs, int]]] = {}
        self._read: dict[int, Columns] = {}

    @classmethod
    @lru_cache(maxsize=MOST_FACES)
    def of(cls, data: bytes) -> Face:
        """Return a font that remembers what was measured with it before."""
        return cls(data)

    def covers(self, character: str) -> bool:
        """Tell whether the font has a glyph for a character."""
        return self.glyph(character) > 0

    def glyph(self, character: str) -> int:
        """Return a character's glyph number, 0 when there is none."""
        if character not in self._glyphs:
            self._glyphs[character] = self._lookup(ord(character))
        return self._glyphs[character]

    def advance(self, character: str) -> int:
        """Return a character's width."""
        place = min(self.glyph(character), self._metrics - 1)
        return self._u16(self._tables["hmtx"] + 4 * place)

    def kern(self, left: str, right: str) -> int:
        """Return what to add between two characters, mostly less than nothing."""
        pair = self.glyph(left), self.glyph(right)
        if pair not in self._kerns:
            self._kerns[pair] = sum(self._pair(lookup, *pair) for lookup in self._lookups)
        return self._kerns[pair]

    def ligated(self, text: str) -> str:
        """Return text with the ligatures the font has as characters."""
        for plain, ligature in LIGATURES:
            if plain in text and self.covers(ligature):
                text = text.replace(plain, ligature)
        return text

    def _u16(self, offset: int) -> int:
        return int(unpack_from(">H", self.data, offset)[0])

    def _array(self, offset: int, count: int) -> tuple[int, ...]:
        return unpack_from(f">{count}H", self.data, offset)

    def _lookup(self, code: int) -> int:
        if code > 0xFFFF:
            return self._lookup_far(code)
        ends, starts, deltas, ranges, base = self._segments
        place = bisect_right(ends, code - 1)
        if place >= len(ends) or starts[place] > code:
            return 0
        if not ranges[place]:
            return (code + deltas[place]) & 0xFFFF
        found = self._u16(base + 2 * place + ranges[place] + 2 * (code - starts[place]))
        return (found + deltas[place]) & 0xFFFF if found else 0

    def _lookup_far(self, code: int) -> int:
        """Return the glyph of a character beyond the first plane, from the cmap's format 12."""
        starts, table = self._groups
        place = bisect_right(starts, code) - 1
        if place < 0:
            return 0
        start, end, glyph = unpack_from(">3L", self.data, table + 16 + 12 * place)
        return int(glyph + code - start) if code <= end else 0

    @cached_property
    def _groups(self) -> tuple[tuple[int, ...], int]:
        """The first characters of format 12's groups, and where it stands; none where it lacks."""
        table = self._subtables_of_cmap.get(12)
        if table is None:
            return (), 0
        count = int(unpack_from(">L", self.data, table + 12)[0])
        numbers = unpack_from(f">{3 * count}L", self.data, table + 16)
        return numbers[::3], table

    @cached_property
    def _subtables_of_cmap(self) -> dict[int, int]:
        """Where the cmap's subtables stand, by their format."""
        start = self._tables["cmap"]
        records = (4 + 8 * number for number in range(self._u16(start + 2)))
        offsets = (int(unpack_from(">L", self.data, start + at + 4)[0]) for at in records)
        return {self._u16(start + offset): start + offset for offset in offsets}

    @cached_property
    def _segments(
        self,
    ) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...], int]:
        """The cmap's format 4: ends, starts, deltas, range offsets and where the latter stand."""
        table = self._subtables_of_cmap[4]
        count = self._u16(table + 6) // 2
        ends = self._array(table + 14, count)
        starts = self._array(table + 16 + 2 * count, count)
        deltas = self._array(table + 16 + 4 * count, count)
        base = table + 16 + 6 * count
        return ends, starts, deltas, self._array(base, count), base

    @cached_property
    def _lookups(self) -> tuple[tuple[Pairs, ...], ...]:
        """The subtables of each lookup that the kern feature names."""
        gpos = self._tables.get("GPOS")
        if gpos is None:
            return ()
        features, lookups = (gpos + o for o in self._array(gpos + 6, 2))
        records = (
            unpack_from(">4sH", self.data, features + 2 + 6 * n) for n in range(self._u16(features))
        )
        kern = next((features + offset for tag, offset in records if tag == b"kern"), None)
        if kern is None:
            return ()
        numbers = self._array(kern + 4, self._u16(kern + 2))
        offsets = (lookups + self._u16(lookups + 2 + 2 * n) for n in numbers)
        return tuple(tuple(map(self._pairs, self._subtables(lookup))) for lookup in offsets)

    def _subtables(self, lookup: int) -> Iterator[int]:
        kind, _, count = self._array(lookup, 3)
        for offset in self._array(lookup + 6, count):
            table = lookup + offset
            if kind == EXTENSION and self._u16(table + 2) == PAIR_POSITIONING:
                yield table + int(unpack_from(">L", self.data, table + 4)[0])
            elif kind == PAIR_POSITIONING:
                yield table

    def _pairs(self, table: int) -> Pairs:
        form, coverage, first, second = self._array(table, 4)
        size = 2 * (first.bit_count() + second.bit_count())
        return Pairs(table, form == 1, size, 2 * (first & 3).bit_count(), table + coverage)

    def _pair(self, subtables: tuple[Pairs, ...], left: int, right: int) -> int:
        """Return the adjustment of the first subtable that speaks of the pair."""
        for pairs, place in self._speaking(subtables, left):
            found = self._named if pairs.named else self._classed
            record = found(pairs, place, left, right)
            if record:
                return int(unpack_from(">h", self.data, record + pairs.skip)[0])
        return 0

    def _speaking(self, subtables: tuple[Pairs, ...], left: int) -> list[tuple[Pairs, int]]:
        """Return the subtables that cover a pair's first glyph, and its place in each."""
        key = id(subtables), left
        if key not in self._firsts:
            places = ((pairs, self._covered(pairs.coverage, left)) for pairs in subtables)
            self._firsts[key] = [(pairs, place) for pairs, place in places if place is not None]
        return self._firsts[key]

    def _named(self, pairs: Pairs, place: int, _: int, right: int) -> int:
        listed = pairs.table + self._u16(pairs.table + 10 + 2 * place)
        step, count = 2 + pairs.size, self._u16(listed)
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            glyph = self._u16(listed + 2 + middle * step)
            if glyph == right:
                return listed + 4 + middle * step
            low, high = (middle + 1, high) if glyph < right else (low, middle)
        return 0

    def _classed(self, pairs: Pairs, _: int, left: int, right: int) -> int:
        rows, columns, _, width = self._array(pairs.table + 8, 4)
        row = self._class(pairs.table + rows, left)
        column = self._class(pairs.table + columns, right)
        return pairs.table + 16 + pairs.size * (row * width + column)

    def _covered(self, table: int, glyph: int) -> int | None:
        form = self._u16(table)
        starts, ends, firsts = self._columns(table + 2, 3 if form == 2 else 1)
        place = bisect_right(starts, glyph) - 1
        if place < 0 or glyph > ends[place]:
            return None
        return firsts[place] + glyph - starts[place] if form == 2 else place

    def _class(self, table: int, glyph: int) -> int:
        if self._u16(table) == 1:
            start, count = self._array(table + 2, 2)
            inside = 0 <= glyph - start < count
            return self._u16(table + 6 + 2 * (glyph - start)) if inside else 0
        starts, ends, numbers = self._columns(table + 2, 3)
        place = bisect_right(starts, glyph) - 1
        return numbers[place] if place >= 0 and glyph <= ends[place] else 0

    def _columns(self, offset: int, width: int) -> Columns:
        """Return a counted table of glyph ranges (start, end, value) or single glyphs."""
        if offset not in self._read:
            values = self._array(offset + 2, width * self._u16(offset))
            last = width - 1
            self._read[offset] = values[::width], values[min(last, 1) :: width], values[last::width]
        return self._read[offset]
