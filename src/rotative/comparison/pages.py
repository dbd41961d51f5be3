"""The pages of two PDFs as pictures, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from rotative.dataclass import dataclass
from rotative.problems import library

if TYPE_CHECKING:
    from PIL import Image

DPI, CELL = 80, 16
# Below this a grey value differs by smoothing alone.
LEAST = 24
FRAME, WIDTH = (200, 30, 40), 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that differs: pictures as PNG with the changed regions framed, empty if missing."""

    page: int
    old: bytes = field(repr=False)
    new: bytes = field(repr=False)


def compare(old: bytes, new: bytes) -> tuple[tuple[Sheet, ...], tuple[int, int]]:
    """Return the pages of two PDFs that look different, and how many each has.

    Raises RotativeError when pypdfium2 is not installed.
    """
    before, after = _open(old), _open(new)
    counts = len(before), len(after)
    return (tuple(_sheets(before, after)) if old != new else ()), counts


def _open(data: bytes) -> Any:
    with library("comparing pages needs pypdfium2", "diff"):
        from pypdfium2 import PdfDocument
    return PdfDocument(data)


def _sheets(before: Any, after: Any) -> Iterator[Sheet]:
    for number in range(max(len(before), len(after))):
        old, new = (_picture(each, number) for each in (before, after))
        if old is None or new is None:
            yield Sheet(number + 1, _png(old), _png(new))
            continue
        cells = _differing(old, new)
        if cells:
            yield Sheet(number + 1, _png(_framed(old, cells)), _png(_framed(new, cells)))


def _picture(document: Any, number: int) -> Image.Image | None:
    if number >= len(document):
        return None
    page = document[number]
    picture: Image.Image = page.render(scale=DPI / 72, draw_annots=False).to_pil().convert("RGB")
    page.close()
    return picture


def _differing(old: Image.Image, new: Image.Image) -> list[tuple[int, int]]:
    """Return the cells of a coarse grid in which two pictures differ."""
    from PIL import Image, ImageChops

    size = max(old.width, new.width), max(old.height, new.height)
    grounds = [Image.new("RGB", size, "white") for _ in (old, new)]
    for ground, picture in zip(grounds, (old, new), strict=True):
        ground.paste(picture)
    change = ImageChops.difference(*grounds).convert("L").point(lambda grey: 255 * (grey > LEAST))
    if change.getbbox() is None:
        return []
    columns, rows = -(-size[0] // CELL), -(-size[1] // CELL)
    coarse = change.resize((columns, rows), Image.Resampling.BOX)
    data = coarse.tobytes()
    return [(at % columns, at // columns) for at, value in enumerate(data) if value]


def _framed(picture: Image.Image, cells: list[tuple[int, int]]) -> Image.Image:
    """Return a picture with a frame around each group of touching cells."""
    from PIL import ImageDraw

    picture = picture.copy()
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in _groups(cells):
        box = (left * CELL - WIDTH, top * CELL - WIDTH, right * CELL + WIDTH, bottom * CELL + WIDTH)
        draw.rectangle(box, outline=FRAME, width=WIDTH)
    return picture


def _groups(cells: list[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the bounds of each group of cells that touch, corners included."""
    waiting = set(cells)
    while waiting:
        reached, group = [waiting.pop()], []
        while reached:
            x, y = reached.pop()
            group.append((x, y))
            around = {(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & waiting
            waiting -= around
            reached += around
        xs, ys = zip(*group, strict=True)
        yield min(xs), min(ys), max(xs) + 1, max(ys) + 1


def _png(picture: Image.Image | None) -> bytes:
    if picture is None:
        return b""
    file = BytesIO()
    picture.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()
