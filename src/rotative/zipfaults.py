"""What Python's zipfile raises for archives that are damaged, locked or packed in unknown ways."""

import zlib
from zipfile import BadZipFile

ZIP_FAULTS = (
    BadZipFile, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError,
    zlib.error,
)  # fmt: skip
"""Its documentation names two of them; damage reaches the decompressors' and the files' own."""
