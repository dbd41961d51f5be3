"""Poppler and pikepdf: the words, fonts, boxes and pictures of a PDF."""

from __future__ import annotations

import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from tests.tools import find, run

XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of each page, in points from the top left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word as laid out: its page from 1 and its box in points from the top left."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Font:
    """One font of a PDF; the name is without the tag of its subset."""

    name: str
    subset: bool
    embedded: bool


Box = tuple[float, float, float, float]


def texts(
    path: Path, *, crop: Crop | None = None, layout: bool = False, raw: bool = False
) -> list[str]:
    """Return the text of each page: guessed order, as it lies (layout), or as drawn (raw)."""
    options = ["-enc", "UTF-8", *(["-layout"] if layout else []), *(["-raw"] if raw else [])]
    if crop:
        edges = {"-x": crop.x, "-y": crop.y, "-W": crop.width, "-H": crop.height}
        options += [str(part) for edge in edges.items() for part in edge]
    out = run([find("pdftotext"), *options, path, "-"])
    return out.split("\f")[:-1]  # each page ends with a form feed


def words(path: Path) -> list[Word]:
    """Return every word with its place."""
    out = run([find("pdftotext"), "-enc", "UTF-8", "-bbox", path, "-"])
    root = ET.fromstring(out)  # noqa: S314  # written by poppler a moment ago
    edges = ("xMin", "yMin", "xMax", "yMax")
    return [
        Word(number, word.text or "", *(float(word.get(edge, "0")) for edge in edges))
        for number, page in enumerate(root.iter(f"{XHTML}page"), 1)
        for word in page.iter(f"{XHTML}word")
    ]


def page_count(path: Path) -> int:
    """Return the number of pages."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def boxes(path: Path, name: str = "/TrimBox") -> list[Box | None]:
    """Return one box (`/MediaBox`, `/TrimBox`, `/BleedBox`…) of each page, None if it has none."""
    with pikepdf.open(path) as pdf:
        found = [page.obj.get(name) for page in pdf.pages]
        return [None if box is None else _box(box) for box in found]


def _box(box: pikepdf.Object) -> Box:
    left, bottom, right, top = (float(edge) for edge in box.as_list())
    return left, bottom, right, top


def fonts(path: Path) -> list[Font]:
    """Return the fonts of a PDF by name."""
    with pikepdf.open(path) as pdf:
        objects = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        return sorted({_font(item) for item in objects if "/FontName" in item}, key=_name)


def _font(descriptor: pikepdf.Object) -> Font:
    name = str(descriptor["/FontName"]).removeprefix("/")
    tag, plus, rest = name.partition("+")
    subset = bool(plus) and len(tag) == 6
    embedded = any(f"/FontFile{kind}" in descriptor for kind in ("", "2", "3"))
    return Font(rest if subset else name, subset, embedded)


def _name(font: Font) -> str:
    return font.name


def render_png(path: Path, *, page: int = 1, dpi: int = 72) -> bytes:
    """Return a picture of one page."""
    with tempfile.TemporaryDirectory() as scratch:
        stem = Path(scratch, "page")
        only = ["-f", str(page), "-l", str(page), "-singlefile"]
        run([find("pdftoppm"), "-png", "-r", str(dpi), *only, path, stem])
        return stem.with_suffix(".png").read_bytes()
