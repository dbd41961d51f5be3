"""Sound pages: what stood in a file in which nothing was found is not read again.

What a page paints follows from its streams and from what they draw with. Where all of that is the
same to the last byte, in a file that is held against the same, the rules would find nothing again:
a correction of one article leaves most pages as they were. Kept are hashes alone, in the user's
cache, the last ones made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pikepdf

from rotative import __version__
from rotative.files import cache_folder, write_together
from rotative.pdfpage import inherited
from rotative.preflight.expected import Expected
from rotative.preflight.pdf_faults import FAULTS
from rotative.problems import RotativeError

SIZE = 16  # bytes of a hash
MOST = 50_000  # pages
# What a page takes over from the nodes above it (ISO 32000-2, table 31).
_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_REFERENCE = re.compile(rb"(\d+) (\d+) R\b")
# Other pages are no part of what a page paints, though its links name them.
_OTHERS = ("/Page", "/Pages")


class Known:
    """The hashes of pages that were found sound."""

    def __init__(self) -> None:
        folder = cache_folder("preflight")
        self.path: Path | None = folder / "sound" if folder else None
        self._hashes: dict[bytes, None] = dict.fromkeys(self._read())

    def _read(self) -> Iterator[bytes]:
        with suppress(OSError):
            data = self.path.read_bytes() if self.path else b""
            yield from (data[at : at + SIZE] for at in range(0, len(data) - SIZE + 1, SIZE))

    def __contains__(self, page: object) -> bool:
        return page in self._hashes

    def keep(self, pages: Sequence[bytes]) -> None:
        """Keep pages that are new; a folder that cannot be written costs time, nothing else."""
        if self._hashes.keys() >= set(pages):
            return
        for page in pages:
            self._hashes.pop(page, None)
        self._hashes.update(dict.fromkeys(pages))
        if self.path:
            with suppress(RotativeError):
                write_together({self.path: b"".join(list(self._hashes)[-MOST:])})


def pages(data: bytes, expected: Expected) -> list[bytes]:
    """Return a hash for each page of a PDF; none for one that cannot be read whole."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            marks = _Marks(pdf, f"{__version__} {pikepdf.__version__} {expected}".encode())
            return [marks.page(page.obj) for page in pdf.pages]
    except FAULTS:
        return []


class _Marks:
    """Hashes of objects, each made once."""

    def __init__(self, pdf: pikepdf.Pdf, base: bytes) -> None:
        self.pdf, self.base = pdf, base
        self._known: dict[tuple[int, int], bytes] = {}

    def page(self, page: pikepdf.Object) -> bytes:
        found = hashlib.blake2b(self.base, digest_size=SIZE)
        entries = {key: page[key] for key in page.keys() if key != "/Parent"}  # noqa: SIM118
        entries |= {key: value for key in _INHERITED if (value := inherited(page, key)) is not None}
        for key in sorted(entries):
            found.update(key.encode() + self._of(entries[key]))
        return found.digest()

    def _of(self, value: object) -> bytes:
        """Return what identifies a value: its text, what it refers to by hash."""
        if not isinstance(value, pikepdf.Object):
            return repr(value).encode()
        if value.is_indirect:
            return self._indirect(value.objgen)
        return self._text(value.unparse())

    def _text(self, written: bytes) -> bytes:
        return _REFERENCE.sub(lambda m: self._indirect((int(m[1]), int(m[2]))), written)

    def _indirect(self, number: tuple[int, int]) -> bytes:
        if number not in self._known:
            self._known[number] = b"within"  # what leads to itself
            self._known[number] = self._made(self.pdf.get_object(number))
        return self._known[number]

    def _made(self, value: pikepdf.Object) -> bytes:
        found = hashlib.blake2b(digest_size=SIZE)
        if isinstance(value, pikepdf.Dictionary) and value.get("/Type") in _OTHERS:
            return b"page"
        if isinstance(value, pikepdf.Stream):
            found.update(self._text(value.stream_dict.unparse()) + value.read_raw_bytes())
        else:
            found.update(self._text(value.unparse(resolved=True)))
        return found.digest()
