"""Shadings: the colours that a gradient runs through (ISO 32000-2, 8.7.4)."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf

from rotative.preflight import pdf_colour
from rotative.preflight.pdf_colour import Colour, Space
from rotative.preflight.pdf_function import function
from rotative.preflight.pdf_objects import floats
from rotative.preflight.pdf_resources import Library

# As fine as an eye tells tints apart along a page.
STEPS = 32
MOST_VERTICES = 500
# Corners of a patch bring two coordinates for each control point (types 6 and 7).
_POINTS = {4: 1, 5: 1, 6: 12, 7: 16}


def colours(
    source: pikepdf.Object, resources: pikepdf.Object | None, library: Library
) -> tuple[Colour, ...]:
    """Return the colours of a shading: samples along its function, or those of its corners."""
    return library.once("shading", source, lambda: _colours(source, resources, library))


def _colours(
    source: pikepdf.Object, resources: pikepdf.Object | None, library: Library
) -> tuple[Colour, ...]:
    space = pdf_colour.space(source.get("/ColorSpace"), resources)
    found = dict.fromkeys(values for values in _values(source, space))
    return tuple(library.colour(space, values) for values in found)


def _values(source: pikepdf.Object, space: Space) -> Iterator[tuple[float, ...]]:
    kind = int(source.get("/ShadingType", 0))
    if "/Function" in source:
        work = function(source["/Function"])
        domain = floats(source.get("/Domain"), (0.0, 1.0))
        if kind == 1:
            for x in _steps(domain[:2], STEPS // 4):
                for y in _steps(domain[2:4] or (0.0, 1.0), STEPS // 4):
                    yield work((x, y))
            return
        if kind not in _POINTS:
            yield from (work((x,)) for x in _steps(domain[:2], STEPS))
            return
        decode = floats(source.get("/Decode"))[4:6] or (0.0, 1.0)
        yield from (work((x,)) for x in _steps(decode[:2], STEPS))
    elif kind in _POINTS:
        yield from _corners(source, space.parts, kind)
    else:
        yield space.start()


def _steps(limits: tuple[float, ...], count: int) -> Iterator[float]:
    start, end = limits
    return (start + (end - start) * i / count for i in range(count + 1))


def _corners(source: pikepdf.Object, parts: int, kind: int) -> Iterator[tuple[float, ...]]:
    """Yield the colours of a mesh's corners; of patches that share an edge, the new ones."""
    flags = 0 if kind == 5 else int(source["/BitsPerFlag"])
    across, bits = int(source["/BitsPerCoordinate"]), int(source["/BitsPerComponent"])
    if not 0 <= flags <= 8 or not 1 <= across <= 32 or not 1 <= bits <= 16:
        raise ValueError("a mesh with numbers of impossible size")
    decode, data = floats(source["/Decode"])[4:], source.read_bytes()
    position, most = 0, (1 << bits) - 1
    for _ in range(MOST_VERTICES):
        flag = _bits(data, position, flags) if flags else 0
        shared = kind > 5 and flag
        points = _POINTS[kind] - (4 if shared else 0)
        corners = 1 if kind < 6 else 2 if shared else 4
        position += flags + points * 2 * across
        if position + corners * parts * bits > 8 * len(data):
            return
        for _ in range(corners):
            raw = [_bits(data, position + i * bits, bits) / most for i in range(parts)]
            limits = zip(raw, decode[::2], decode[1::2], strict=False)
            yield tuple(low + value * (high - low) for value, low, high in limits)
            position += parts * bits
        position += -position % 8


def _bits(data: bytes, start: int, count: int) -> int:
    chunk = int.from_bytes(data[start // 8 : (start + count + 7) // 8], "big")
    return chunk >> (-(start + count) % 8) & ((1 << count) - 1)
