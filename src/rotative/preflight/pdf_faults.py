"""What reading a damaged file can raise, in pikepdf, in Pillow and in our own arithmetic.

A part that cannot be read is passed over and told; the rest of the file is still looked at.
"""

from __future__ import annotations

import struct
import zlib

import pikepdf

FAULTS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    pikepdf.PdfError,
    struct.error,
    zlib.error,
)
