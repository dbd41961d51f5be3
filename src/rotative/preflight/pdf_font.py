"""Fonts as preflight needs them: how wide, how high, which words, which glyphs are missing.

Source: ISO 32000-2, 9.5 to 9.10.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cached_property

import pikepdf

from rotative.preflight import pdf_cmap, pdf_glyphs
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_geometry import Matrix
from rotative.preflight.pdf_objects import elements

Codes = Sequence[int]

# Letters seldom reach further than this from the baseline, in parts of the size.
HIGHEST, LOWEST = 0.75, -0.22
_THOUSANDTH: Matrix = (0.001, 0.0, 0.0, 0.001, 0.0, 0.0)


class _Widths(dict[int, float]):
    """Widths by code; what is not listed has the default."""

    default = 1000.0

    def __missing__(self, code: int) -> float:
        return self.default


class Font:
    """A font of a PDF; what it has to tell is looked up when asked for."""

    def __init__(self, source: pikepdf.Object) -> None:
        self.source = source
        self.used: set[int] = set()
        self.kind = str(source.get("/Subtype", "")).removeprefix("/")
        self.composite = self.kind == "Type0"
        self.inner = self._descendant() if self.composite else source
        descriptor = self.inner.get("/FontDescriptor")
        self.descriptor = descriptor if isinstance(descriptor, pikepdf.Dictionary) else None
        self.vertical = self.composite and str(source.get("/Encoding", "")).endswith("-V")
        self.matrix = self._matrix() if self.kind == "Type3" else _THOUSANDTH
        self._widths = self._composite_widths() if self.composite else self._simple_widths()

    def _descendant(self) -> pikepdf.Object:
        kids = self.source.get("/DescendantFonts")
        kid = kids[0] if isinstance(kids, pikepdf.Array) and len(kids) else None
        return kid if isinstance(kid, pikepdf.Dictionary) else self.source

    def _matrix(self) -> Matrix:
        a, b, c, d, e, f = (float(part) for part in self.source["/FontMatrix"].as_list())
        return (a, b, c, d, e, f)

    @cached_property
    def name(self) -> str:
        """The font's name without its slash and the tag of its subset."""
        text = str(self.source.get("/BaseFont", self.source.get("/Name", "/?"))).removeprefix("/")
        tag, plus, rest = text.partition("+")
        return rest if plus and len(tag) == 6 else text

    @property
    def embedded(self) -> bool:
        """Whether the glyphs are in the file."""
        if self.kind == "Type3":
            return True
        keys = ("/FontFile", "/FontFile2", "/FontFile3")
        return self.descriptor is not None and any(key in self.descriptor for key in keys)

    def codes(self, data: bytes) -> Codes:
        """Return the codes of the characters in a string."""
        if self._code_width == 1:
            return data
        count = len(data) // 2
        return struct.unpack(f">{count}H", data[: count * 2])

    @cached_property
    def _code_width(self) -> int:
        if not self.composite:
            return 1
        return self._encoding.width if self._encoding is not None else 2

    @cached_property
    def _encoding(self) -> pdf_cmap.CMap | None:
        encoding = self.source.get("/Encoding")
        if self.composite and isinstance(encoding, pikepdf.Stream):
            return pdf_cmap.parse(encoding.read_bytes())
        return None

    def width(self, codes: Codes) -> float:
        """Return how wide characters are together, in thousandths of the size."""
        if self._encoding is not None:
            codes = [self._encoding.glyphs.get(code, 0) for code in codes]
        return sum(map(self._widths.__getitem__, codes)) * self.matrix[0] * 1000

    def _simple_widths(self) -> _Widths:
        widths = _Widths()
        listed = self.source.get("/Widths")
        fallback = 600.0 if "Courier" in str(self.source.get("/BaseFont", "")) else 500.0
        if isinstance(listed, pikepdf.Array):
            first = int(self.source.get("/FirstChar", 0))
            widths.update(enumerate(map(float, listed.as_list()), first))
            fallback = 0.0
        missing = self.descriptor.get("/MissingWidth") if self.descriptor is not None else None
        widths.default = float(missing) if missing is not None else fallback
        return widths

    def _composite_widths(self) -> _Widths:
        widths = _Widths()
        widths.default = float(self.inner.get("/DW", 1000))
        listed = self.inner.get("/W")
        entries = elements(listed)
        position = 0
        while position + 1 < len(entries):
            first, second = int(entries[position]), entries[position + 1]
            if isinstance(second, pikepdf.Array):
                widths.update(enumerate(map(float, second.as_list()), first))
                position += 2
            else:
                last = min(int(second), first + 65535)
                width = float(entries[position + 2])
                widths.update(dict.fromkeys(range(first, last + 1), width))
                position += 3
        return widths

    @cached_property
    def extent(self) -> tuple[float, float]:
        """How deep and how high letters reach, in parts of the size."""
        if self.kind == "Type3":
            box = [float(edge) for edge in self.source["/FontBBox"].as_list()]
            factor = self.matrix[3]
            low, high = sorted((box[1] * factor, box[3] * factor))
            return (low, high) if high > low else (0.0, 1.0)
        if self.descriptor is None:
            return LOWEST, HIGHEST
        high = float(self.descriptor.get("/Ascent", 0)) / 1000 or HIGHEST
        low = float(self.descriptor.get("/Descent", 0)) / 1000 or LOWEST
        return max(LOWEST, min(low, 0.0)), max(0.4, min(HIGHEST, high))

    def text(self, codes: Codes) -> str:
        """Return the words that codes show, as far as the file tells them."""
        return "".join(map(self.letter, codes))

    def letter(self, code: int) -> str:
        """Return what one code shows; an empty text when the file does not tell."""
        if code in self._words:
            return self._words[code]
        if self.composite:
            return ""
        if code in self._named:
            return pdf_cmap.letter(self._named[code])
        return bytes((code,)).decode("cp1252", "replace")

    @cached_property
    def _words(self) -> dict[int, str]:
        source = self.source.get("/ToUnicode")
        try:
            words = pdf_cmap.parse(source.read_bytes()).words if source is not None else {}
        except FAULTS:
            words = {}
        return words

    @cached_property
    def _named(self) -> dict[int, str]:
        encoding = self.source.get("/Encoding")
        differences = (
            encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
        )
        found: dict[int, str] = {}
        code = 0
        for entry in elements(differences):
            if isinstance(entry, pikepdf.Name):
                found[code] = str(entry).removeprefix("/")
                code += 1
            else:
                code = int(entry)
        return found

    def glyph_name(self, code: int) -> str:
        """Return the name of a Type 3 font's glyph, an empty text when it has none."""
        return self._named.get(code, "")

    def is_missing(self, code: int) -> bool:
        """Tell whether a code shows the font's sign for a missing glyph, or nothing at all."""
        letter = self.letter(code)
        if letter and not letter.strip("\xad\u200b\u200c\u200d\ufeff\u2060 \t\r\n"):
            return False
        if letter.isspace():
            return False
        if not self.composite:
            return self._named.get(code) == ".notdef" or self._is_beyond(code)
        glyph = self._glyph(code)
        if glyph == 0:
            return True
        return self._outlines.is_blank(glyph, shows=letter) if self._outlines else False

    def _is_beyond(self, code: int) -> bool:
        """Tell whether a subset of the font was made without this code."""
        first, last = self.source.get("/FirstChar"), self.source.get("/LastChar")
        if self.kind == "Type3" and self._named:
            return code not in self._named
        if first is None or last is None or self.descriptor is None:
            return False
        return not int(first) <= code <= int(last) and "/MissingWidth" not in self.descriptor

    def _glyph(self, code: int) -> int:
        number = code if self._encoding is None else self._encoding.glyphs.get(code, 0)
        return self._glyph_numbers.get(number, number)

    @cached_property
    def _glyph_numbers(self) -> dict[int, int]:
        table = self.inner.get("/CIDToGIDMap")
        if not isinstance(table, pikepdf.Stream):
            return {}
        data = table.read_bytes()
        count = len(data) // 2
        return dict(enumerate(struct.unpack(f">{count}H", data[: count * 2])))

    @cached_property
    def _outlines(self) -> pdf_glyphs.Outlines | None:
        program = self.descriptor.get("/FontFile2") if self.descriptor is not None else None
        try:
            return pdf_glyphs.outlines(program.read_bytes()) if program is not None else None
        except FAULTS:
            return None
