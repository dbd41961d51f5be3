"""Pictures of every kind an editor may drop into a folder, each made to show one colour clearly."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import Image

RED, GREEN, BLUE = (200, 30, 40), (0, 255, 0), (20, 60, 160)
# Chromaticities of red, green and blue. Sources: IEC 61966-2-5 (Adobe RGB), SMPTE RP 431-2 (P3).
ADOBE_RGB = (0.64, 0.33), (0.21, 0.71), (0.15, 0.06)
DISPLAY_P3 = (0.68, 0.32), (0.265, 0.69), (0.15, 0.06)
D50 = (0.9642, 1.0, 0.8249)
_D65 = 0.3127, 0.3290
# From the white of a screen (D65) to that of profiles (D50). Source: ICC.1:2022 §E.2 (Bradford).
_ADAPT = (
    (1.0479298, 0.0229468, -0.0501922),
    (0.0296278, 0.9904344, -0.0170738),
    (-0.0092430, 0.0150552, 0.7518743),
)
Rows = list[list[float]]


def profile(primaries: tuple[tuple[float, float], ...], *, name: str, gamma: float = 2.2) -> bytes:
    """Return a display profile of three primaries, white D65. Source: ICC.1:2001-04 §6.3.1.2."""
    columns = [[x / y, 1.0, (1 - x - y) / y] for x, y in primaries]
    x, y = _D65
    shares = _solved(list(map(list, zip(*columns, strict=True))), [x / y, 1.0, (1 - x - y) / y])
    scaled = [
        [part * share for part in column] for column, share in zip(columns, shares, strict=True)
    ]
    adapted = [
        [sum(a * b for a, b in zip(row, column, strict=True)) for row in _ADAPT]
        for column in scaled
    ]
    curve = b"curv" + struct.pack(">IIHxx", 0, 1, round(gamma * 256))
    tags = {
        b"desc": b"desc" + struct.pack(">II", 0, len(name) + 1) + name.encode() + bytes(79 + 1),
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"wtpt": _xyz(D50),
        **{
            tag: _xyz(column)
            for tag, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), adapted, strict=True)
        },
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    return _profile(tags)


def _xyz(values: Any) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _profile(tags: dict[bytes, bytes]) -> bytes:
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        table += struct.pack(">4sII", tag, at + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s12s4s", size, b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ",
                       struct.pack(">6H", 2020, 1, 1, 0, 0, 0), b"acsp")  # fmt: skip
    head += bytes(28) + struct.pack(">3i", *(round(value * 65536) for value in D50))
    return head.ljust(128, b"\0") + table + body


def _solved(rows: Rows, right: list[float]) -> list[float]:
    """Return the solution of three equations, by Cramer's rule."""
    whole = _determinant(rows)
    found = []
    for column in range(3):
        swapped = [
            [*row[:column], value, *row[column + 1 :]]
            for row, value in zip(rows, right, strict=True)
        ]
        found.append(_determinant(swapped) / whole)
    return found


def _determinant(m: Rows) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def gradient(mode: str = "RGB", size: tuple[int, int] = (300, 300)) -> Image.Image:
    """A picture of more colours than any palette or artwork has."""
    ramp = Image.linear_gradient("L").resize(size)
    bands = [ramp, ramp.rotate(90), ramp.rotate(180), Image.new("L", size, 20)]
    return ramp if mode == "L" else Image.merge(mode, bands[: len(mode)])


def all_kinds() -> dict[str, bytes]:
    """Return files by name; the name tells the kind."""
    plain = Image.new("RGB", (40, 30), RED)
    two = plain.copy()
    two.paste((0, 0, 0), (0, 0, 20, 30))
    see = Image.new("RGBA", (40, 30), (*BLUE, 255))
    see.paste((0, 0, 0, 0), (0, 0, 20, 30))
    turned = Image.Exif()
    turned[0x0112] = 6
    grey16 = Image.frombytes("I;16", (40, 30), struct.pack("<1200H", *range(0, 48000, 40)))
    palette = two.quantize(4)
    clear = two.quantize(3)
    p3 = profile(DISPLAY_P3, name="Display P3")
    wide = profile(ADOBE_RGB, name="Adobe RGB (1998)", gamma=2.19921875)
    return {
        "photo.jpg": saved(gradient(), "JPEG", quality=90),
        "p3.jpg": saved(Image.new("RGB", (40, 30), GREEN), "JPEG", quality=100, icc_profile=p3),
        "adobe.png": saved(Image.new("RGB", (40, 30), GREEN), "PNG", icc_profile=wide),
        "turned.jpg": saved(two, "JPEG", exif=turned),
        "grey.jpg": saved(gradient("L"), "JPEG"),
        "grey-in-rgb.png": saved(gradient("L").convert("RGB"), "PNG"),
        "grey16.png": saved(grey16, "PNG"),
        "line.png": saved(two.convert("1"), "PNG"),
        "art.png": saved(two, "PNG"),
        "noise.png": saved(gradient(), "PNG"),
        "alpha.png": saved(see, "PNG"),
        "grey-alpha.png": saved(see.convert("LA"), "PNG"),
        "palette.png": saved(palette, "PNG"),
        "palette-alpha.png": saved(clear, "PNG", transparency=bytes((0, 128, 255))),
        "moving.gif": saved(two.quantize(4), "GIF", transparency=0),
        "inks.jpg": saved(Image.new("CMYK", (40, 30), (0, 255, 0, 0)), "JPEG", quality=95),
    }
