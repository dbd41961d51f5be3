"""PDF functions, as far as the colours of a shading need them (ISO 32000-2, 7.10)."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pikepdf

from rotative.preflight.pdf_objects import floats
from rotative.preflight.pdf_postscript import program

SAMPLES = (1, 2, 4, 8, 12, 16, 24, 32)

Values = tuple[float, ...]
Function = Callable[[Values], Values]


def function(source: pikepdf.Object) -> Function:
    """Return a function of PDF as one of Python; an array of functions gives one value each.

    Raises ValueError for a kind that does not exist.
    """
    if isinstance(source, pikepdf.Array):
        parts = [function(part) for part in source.as_list()]
        return lambda values: tuple(part(values)[0] for part in parts)
    kinds = {0: _sampled, 2: _exponential, 3: _stitched, 4: _calculated}
    kind = int(source["/FunctionType"])
    if kind not in kinds:
        raise ValueError(f"no function of type {kind}")
    return kinds[kind](source)


def _between(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def _line(value: float, start: float, end: float, low: float, high: float) -> float:
    return low if start == end else low + (value - start) * (high - low) / (end - start)


def _exponential(source: pikepdf.Object) -> Function:
    low, high = floats(source.get("/C0"), (0.0,)), floats(source.get("/C1"), (1.0,))
    power, (start, end) = float(source["/N"]), floats(source["/Domain"])[:2]

    def at(values: Values) -> Values:
        x = _between(values[0], start, end) ** power
        return tuple(a + x * (b - a) for a, b in zip(low, high, strict=False))

    return at


def _stitched(source: pikepdf.Object) -> Function:
    start, end = floats(source["/Domain"])[:2]
    edges = (start, *floats(source["/Bounds"]), end)
    codes = floats(source["/Encode"])
    parts = [function(part) for part in source["/Functions"].as_list()]

    def at(values: Values) -> Values:
        x = _between(values[0], start, end)
        index = min(sum(x >= edge for edge in edges[1:-1]), len(parts) - 1)
        low, high = codes[2 * index : 2 * index + 2]
        return parts[index]((_line(x, *list(pairwise(edges))[index], low, high),))

    return at


def _sampled(source: pikepdf.Object) -> Function:
    sizes = [int(size) for size in source["/Size"].as_list()]
    domain, outputs = floats(source["/Domain"]), floats(source["/Range"])
    count, bits = len(outputs) // 2, int(source["/BitsPerSample"])
    if bits not in SAMPLES:
        raise ValueError(f"no samples of {bits} bits")
    codes = floats(source.get("/Encode"), [n for size in sizes for n in (0, size - 1)])
    decode = floats(source.get("/Decode"), outputs)
    data, most = source.read_bytes(), (1 << bits) - 1

    def sample(index: int) -> Values:
        found = []
        for j in range(count):
            start = (index * count + j) * bits
            chunk = int.from_bytes(data[start // 8 : (start + bits + 7) // 8], "big")
            raw = chunk >> (-(start + bits) % 8) & most
            found.append(_line(raw, 0, most, decode[2 * j], decode[2 * j + 1]))
        return tuple(found)

    def at(values: Values) -> Values:
        index, step = 0, 1
        # The nearest sample: between two of them the ink is between theirs.
        for i, size in enumerate(sizes):
            x = _between(values[i], domain[2 * i], domain[2 * i + 1])
            x = _line(x, *domain[2 * i : 2 * i + 2], *codes[2 * i : 2 * i + 2])
            index += step * round(_between(x, 0, size - 1))
            step *= size
        return sample(index)

    return at


_COMMENT = re.compile(r"%[^\r\n]*")


def _calculated(source: pikepdf.Object) -> Function:
    text = _COMMENT.sub("", source.read_bytes().decode("latin-1"))
    run, outputs = program(text), floats(source["/Range"])

    def at(values: Values) -> Values:
        stack = run(list(values))[-(len(outputs) // 2) :]
        limits = zip(stack, outputs[::2], outputs[1::2], strict=False)
        return tuple(_between(value, low, high) for value, low, high in limits)

    return at
