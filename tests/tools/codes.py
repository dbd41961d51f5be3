"""zxing: QR codes read back from a picture, as a telephone would."""

from __future__ import annotations

import io
from dataclasses import dataclass

import zxingcpp
from PIL import Image


@dataclass(frozen=True, slots=True)
class Found:
    """A code that could be read: what it says, and its box without the white, in pixels."""

    text: str
    left: int
    top: int
    right: int
    bottom: int

    @property
    def side(self) -> int:
        """The side of the code."""
        return self.right - self.left


def read(picture: bytes) -> list[Found]:
    """Return the QR codes of a picture, from the top and the left."""
    image = Image.open(io.BytesIO(picture)).convert("L")
    formats = zxingcpp.barcode_formats_from_str("QRCode")
    found = [_found(code) for code in zxingcpp.read_barcodes(image, formats=formats)]
    return sorted(found, key=lambda code: (code.top, code.left))


def _found(code: zxingcpp.Barcode) -> Found:
    corners = code.position
    across = [point.x for point in (corners.top_left, corners.bottom_right)]
    down = [point.y for point in (corners.top_left, corners.bottom_right)]
    return Found(code.text, min(across), min(down), max(across), max(down))
