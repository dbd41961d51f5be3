"""Makes the EPUB faces in `epub/` and both coverage tables from the full fonts beside this script.

The Open Font License reserves the name "Source", so a changed font has to carry another: ours. Two
runs give equal bytes: no time of day enters, and every font is cut from the same unmodified files.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
EPUB = HERE / "epub"
# 2000-01-01 in the font epoch (seconds since 1904): a date that never moves.
FIXED_TIME = 3029529600
VERSION = "1.000"
STYLES = {"Regular": 0, "Italic": 1, "Bold": 32, "Bold Italic": 33}  # OS/2 fsSelection bits


def _points(*ranges: str) -> frozenset[int]:
    """Read `0020-007E 0131` into code points."""
    found: set[int] = set()
    for word in " ".join(ranges).split():
        first, _, last = word.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


LATIN = _points(
    "0020-007E 00A0-017F",
    "0192 0218-021B 0237 02BC 02C6 02C7 02D8-02DD",
    "1E80-1E85 1E9E 1EF2 1EF3",
    "2002-200A 200B-200D 2010-2015 2018-201E 2020-2022 2026 202F 2030 2032 2033 2039 203A 2044",
    "2052 2060 2070 2074-2079 2080-2089 20AC 20BD 2116 2117 2120 2122 2126 212E",
    "2150-215E 2190-2193 2212 2215 221A 221E 2248 2260 2264 2265 25A0 25A1 25CA FB00-FB04",
)
GREEK = _points("0384-038A 038C 038E-03A1 03A3-03CE")
CYRILLIC = _points("0400-045F 0490 0491")
# All that languages are written with in the three scripts, ancient and African ones included.
WIDE = _points(
    "0180-036F 0370-03FF 0400-052F 1C80-1C8F 1D00-1DFF 1E00-1FFF 2C60-2C7F 2DE0-2DFF",
    "2000-206F 207F 20A0-20BF 2E00-2E7F A640-A69F A700-A7FF AB30-AB6F FE20-FE2F",
)
# Most editions need Latin only; Greek and Cyrillic add half the weight: a set of their own. What
# is beyond that is rare, and weighs as much again.
SETS = {
    "latin": LATIN,
    "full": LATIN | GREEK | CYRILLIC,
    "wide": LATIN | GREEK | CYRILLIC | WIDE,
}

PLAIN = (
    *("case", "ccmp", "frac", "kern", "liga", "lnum", "locl", "mark"),
    *("mkmk", "onum", "ordn", "pnum", "subs", "sups", "tnum"),
)
SMALL_CAPS = (*PLAIN, "c2sc", "smcp")


@dataclass(frozen=True, slots=True)
class Face:
    """One EPUB face: the file it is cut from, the name it goes by, what it can do."""

    source: str
    family: str
    style: str
    features: tuple[str, ...] = PLAIN

    @property
    def postscript(self) -> str:
        """Return the PostScript name, which is also the file's stem."""
        return f"{self.family.replace(' ', '')}-{self.style.replace(' ', '')}"


# The italics have no small caps to keep.
FACES = (
    Face("SourceSerif4-Regular.ttf", "Rotative Text", "Regular", SMALL_CAPS),
    Face("SourceSerif4-It.ttf", "Rotative Text", "Italic"),
    Face("SourceSerif4-Bold.ttf", "Rotative Text", "Bold", SMALL_CAPS),
    Face("SourceSerif4-BoldIt.ttf", "Rotative Text", "Bold Italic"),
    Face("SourceSerif4Display-Bold.ttf", "Rotative Display", "Bold"),
    Face("SourceSans3-Bold.ttf", "Rotative Sans", "Bold"),
)
# What stands in where those lack a letter, with all it may combine with; of the wide set only.
LETTERS = (
    Face("fallback/NotoSerif-Regular.ttf", "Rotative Letters", "Regular"),
    Face("fallback/NotoSerif-Italic.ttf", "Rotative Letters", "Italic"),
    Face("fallback/NotoSerif-Bold.ttf", "Rotative Letters", "Bold"),
)


def _options(features: tuple[str, ...]) -> subset.Options:
    options = subset.Options()
    options.layout_features = list(features)
    options.hinting = False
    options.recalc_timestamp = False
    options.name_IDs = ["*"]  # _rename writes them all anew
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables = [*options.drop_tables, "DSIG", "BASE", "meta"]
    return options


def _rename(font: TTFont, face: Face) -> None:
    """Give the font our names; copyright and licence stay those of the original."""
    names = font["name"]
    kept = {number: names.getDebugName(number) for number in (0, 9, 11, 13, 14)}
    bold, italic = "Bold" in face.style, "Italic" in face.style
    names.names = []
    full = face.family if face.style == "Regular" else f"{face.family} {face.style}"
    kept |= {
        1: face.family,
        2: face.style,
        3: f"{VERSION};{face.postscript}",
        4: full,
        5: f"Version {VERSION}",
        6: face.postscript,
        10: f"Subset of {Path(face.source).stem}, renamed.",
        16: face.family,
        17: face.style,
    }
    for number in sorted(kept):
        if kept[number]:
            names.setName(kept[number], number, 3, 1, 0x409)
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (STYLES[face.style] or 0x40)
    font["head"].macStyle = int(bold) | int(italic) << 1
    font["head"].created = font["head"].modified = FIXED_TIME
    font["head"].fontRevision = float(VERSION)


def make(face: Face, codepoints: frozenset[int], folder: Path) -> None:
    """Cut, rename and write one face."""
    font = TTFont(HERE / face.source, recalcTimestamp=False)
    cutter = subset.Subsetter(_options(face.features))
    cutter.populate(unicodes=codepoints)
    cutter.subset(font)
    _rename(font, face)
    font.save(folder / f"{face.postscript}.ttf", reorderTables=True)
    font.close()


def covered(path: Path) -> list[list[int]]:
    """Return the font's code points as sorted, closed ranges."""
    with TTFont(path, lazy=True) as font:
        points = sorted(font.getBestCmap())
    breaks = [index for index, (a, b) in enumerate(pairwise(points), 1) if b != a + 1]
    edges = [0, *breaks, len(points)]
    return [[points[first], points[last - 1]] for first, last in pairwise(edges)]


def write_coverage(folder: Path, fonts: Iterable[Path]) -> None:
    """Write `coverage.json`: file name, from its folder, to ranges; one font a line."""
    named = {path.relative_to(folder).as_posix(): covered(path) for path in fonts}
    lines = [
        f"{json.dumps(name)}:{json.dumps(named[name], separators=(',', ':'))}"
        for name in sorted(named)
    ]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (folder / "coverage.json").write_text(text, encoding="ascii", newline="\n")


def main() -> None:
    """Make everything this folder derives from its fonts."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    for name, codepoints in SETS.items():
        folder = EPUB / name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.ttf"):
            old.unlink()
        for face in (*FACES, *(LETTERS if name == "wide" else ())):
            make(face, codepoints, folder)
    write_coverage(EPUB, EPUB.glob("*/*.ttf"))
    write_coverage(HERE, [*HERE.glob("*.ttf"), *HERE.glob("fallback/*.ttf")])


if __name__ == "__main__":
    main()
