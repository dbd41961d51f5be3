"""Lettering: a line of small type in a finished PDF, its face embedded as a subset.

The slug and the sheets' names are text, not outlines: they can be searched, copied and proved.
Sources: ISO 32000-2 §9.7.4 (CIDFonts) and §9.10.3 (ToUnicode).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from struct import unpack_from
from typing import TYPE_CHECKING

from rotative.fitting.face import Face
from rotative.marks.subset import subset, table
from rotative.shipped import STYLES, shipped

if TYPE_CHECKING:
    import pikepdf

Letter = tuple[str, str, float]
"""Face, character and advance in em."""

FACES = ("SourceSans3-Regular.ttf", "fallback/NotoSerif-Regular.ttf")
UNKNOWN, CUT = "?", "…"


@cache
def _face(name: str) -> Face:
    return Face((shipped(STYLES) / "fonts" / name).read_bytes())


class Lettering:
    """Small type for lines known beforehand; `embed` puts its faces into a file once.

    Characters that neither the sans nor the fallback face has are shown as a question mark.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._used: dict[str, set[str]] = {name: set() for name in FACES}
        for line in (CUT, *lines) if any(lines) else ():
            for name, character in _cast(line):
                self._used[name].add(character)
        self._glyphs = {
            name: {character: at for at, character in enumerate(sorted(used), 1)}
            for name, used in self._used.items()
        }
        self._pieces: dict[Letter, str] = {}

    def width(self, line: str, size: float) -> float:
        """Return how wide a line is, in the unit of `size`."""
        return sum(advance for _, _, advance in _set(line)) * size

    def fitted(self, line: str, size: float, room: float) -> str:
        """Return the line, cut with `…` if it is wider than the room."""
        ends = list(accumulate(advance * size for _, _, advance in _set(line)))
        if not ends or ends[-1] <= room:
            return line
        short = bisect_right(ends, room - self.width(CUT, size))
        return line[:short].rstrip(" ·,;:") + CUT if short else ""

    def show(self, line: str, size: float) -> bytes:
        """Return the operators that show a line at the pen, between BT and ET."""
        out, before = list[str](), ""
        for letter in _set(line):
            if letter[0] != before:
                before = letter[0]
                out.append(f"{'] TJ ' if out else ''}/{_short(before)} {size:g} Tf [")
            out.append(self._shown(letter))
        return ("".join(out) + "] TJ").encode() if out else b""

    def _shown(self, letter: Letter) -> str:
        """Return a letter as TJ takes it, with the shift after it."""
        found = self._pieces.get(letter)
        if found is None:
            name, character, advance = letter
            extra = advance - _advance(name, character, "")
            kern = f" {-1000 * extra:.0f}" if round(1000 * extra) else ""
            found = self._pieces[letter] = f"<{self._glyphs[name][character]:04x}>{kern}"
        return found

    def embed(self, pdf: pikepdf.Pdf) -> pikepdf.Dictionary:
        """Return the font resources, with every face in use embedded as a subset."""
        from pikepdf import Dictionary

        fonts = Dictionary()
        for name, glyphs in self._glyphs.items():
            if glyphs:
                fonts[f"/{_short(name)}"] = _font(pdf, name, tuple(glyphs))
        return fonts


@lru_cache(maxsize=8)
def _set(line: str) -> tuple[Letter, ...]:
    """Return the letters of a line, kerned: a line is measured, cut, and shown."""
    cast = [character for character in line if _letter(character)]
    return tuple(map(_kerned, cast, [*cast[1:], ""]))


def _cast(line: str) -> Iterator[tuple[str, str]]:
    """Yield each character with the face that has it; white space is a blank, of whatever width."""
    return filter(None, map(_letter, line))


@cache
def _kerned(character: str, following: str) -> Letter:
    name, shown = _letter(character) or (FACES[0], UNKNOWN)
    after, beside = (following and _letter(following)) or ("", "")
    return name, shown, _advance(name, shown, beside if after == name else "")


@cache
def _letter(character: str) -> tuple[str, str] | None:
    wanted = " " if character.isspace() else character
    if not wanted.isprintable():
        return None
    name = next((name for name in FACES if _face(name).covers(wanted)), "")
    return (name, wanted) if name else (FACES[0], UNKNOWN)


@cache
def _advance(name: str, character: str, following: str) -> float:
    """Return how far the pen moves on, in em, with the kerning before what follows in the face."""
    face = _face(name)
    kern = face.kern(character, following) if following else 0
    return (face.advance(character) + kern) / face.units


def _short(name: str) -> str:
    return "S" if name == FACES[0] else "F"


def _font(pdf: pikepdf.Pdf, name: str, characters: Sequence[str]) -> pikepdf.Object:
    from pikepdf import Array, Dictionary, Name, Stream

    face = _face(name)
    data = subset(face, characters)
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    called = Name(f"/{tag}+{Path(name).stem}")
    em = 1000 / face.units
    left, bottom, right, top = unpack_from(">4h", table(face.data, "head"), 36)
    ascent, descent = unpack_from(">2h", table(face.data, "hhea"), 4)
    file = Stream(pdf, data, Length1=len(data))
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=called,
        Flags=4,
        FontBBox=Array([round(edge * em) for edge in (left, bottom, right, top)]),
        ItalicAngle=0,
        Ascent=round(ascent * em),
        Descent=round(descent * em),
        CapHeight=round(face.cap_height * em),
        StemV=80,
        FontFile2=file,
    )
    widths = [round(face.advance(character) * em, 3) for character in characters]
    cid = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=called,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Array([1, Array(widths)]),
        CIDToGIDMap=Name.Identity,
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=called,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(cid)]),
        ToUnicode=Stream(pdf, _to_unicode(characters)),
    )
    return pdf.make_indirect(font)


def _to_unicode(characters: Sequence[str]) -> bytes:
    rows = [f"<{at:04x}> <{c.encode('utf-16-be').hex()}>" for at, c in enumerate(characters, 1)]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    mapped = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{mapped}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()
