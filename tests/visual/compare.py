"""Pictures of pages beside approved ones: blind to how letters are smoothed, not to what moved.

Pages are drawn finer than they are kept, so that another version of poppler, FreeType or Chromium
hardly changes them. What differs is judged in small cells: a moved line is lost in the share of a
whole page, and fills its cells.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

APPROVED = Path(__file__).with_name("approved")
BLUR = 0.9  # pixels
THRESHOLD = 32  # of 255, in the channel that differs most
CELL = 12  # pixels, about the height of a line
SHARE = 0.05  # of a cell's pixels; letters drawn without smoothing make 0.02
GENEROUS = 0.2  # for what other versions of Chromium may place half a pixel off
COLOURS = 32
RED = (214, 0, 40)

Cell = tuple[int, int]


def changes(approved: Image.Image, new: Image.Image, *, share: float = SHARE) -> list[Cell]:
    """Return the cells, by column and row, in which two pictures of one size differ."""
    blur = ImageFilter.GaussianBlur(BLUR)
    difference = ImageChops.difference(approved.filter(blur), new.filter(blur))
    red, green, blue = difference.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    changed = most.point([255 if value > THRESHOLD else 0 for value in range(256)])
    columns, rows = -(-most.width // CELL), -(-most.height // CELL)
    whole = Image.new("L", (columns * CELL, rows * CELL))
    whole.paste(changed)
    shares = whole.reduce(CELL)
    return [
        (column, row)
        for row in range(rows)
        for column in range(columns)
        if shares.getpixel((column, row)) > share * 255  # type: ignore[operator]  # one channel
    ]


def marked(new: Image.Image, cells: list[Cell]) -> Image.Image:
    """Return a picture paled, with the changed cells as they are in a red frame."""
    pale = Image.blend(new, Image.new("RGB", new.size, "white"), 0.5)
    frames = ImageDraw.Draw(pale)
    boxes = [(x * CELL, y * CELL, (x + 1) * CELL, (y + 1) * CELL) for x, y in cells]
    for left, top, right, bottom in boxes:
        frames.rectangle((left - 2, top - 2, right + 1, bottom + 1), fill=RED)
    for box in boxes:
        pale.paste(new.crop(box), box)
    return pale


def hold(pictures: dict[str, Image.Image], *, family: str, share: float = SHARE) -> None:
    """Hold pictures against those approved, all of a family, or approve them (`make approve`).

    What differs is written beside the approved picture: `*.new.png` and `*.diff.png`.
    """
    for stale in [*APPROVED.glob(f"{family}-*.new.png"), *APPROVED.glob(f"{family}-*.diff.png")]:
        stale.unlink()
    pictures = {f"{family}-{name}": _few_colours(new) for name, new in pictures.items()}
    kept = {path.stem: path for path in APPROVED.glob(f"{family}-*.png")}
    if os.environ.get("ROTATIVE_APPROVE"):
        for path in kept.values():
            path.unlink()
        for name, new in pictures.items():
            new.save(APPROVED / f"{name}.png", optimize=True)
        return
    said = [f"{name}: no longer made" for name in sorted(kept.keys() - pictures.keys())]
    for name, new in pictures.items():
        said += _against(kept.get(name), name, new.convert("RGB"), share)
    assert not said, "\n".join(
        [*said, f"look at *.new.png and *.diff.png in {APPROVED}; if all is well: make approve"]
    )


def _against(path: Path | None, name: str, new: Image.Image, share: float) -> list[str]:
    beside = APPROVED / f"{name}.new.png"
    if path is None:
        new.save(beside)
        return [f"{name}: nothing approved"]
    with Image.open(path) as file:
        approved = file.convert("RGB")
    if approved.size != new.size:
        new.save(beside)
        return [f"{name}: {new.size} and no longer {approved.size}"]
    if cells := changes(approved, new, share=share):
        new.save(beside)
        marked(new, cells).save(APPROVED / f"{name}.diff.png")
        column, row = cells[0]
        return [f"{name}: {len(cells)} places differ, the first at {column * CELL}, {row * CELL}"]
    return []


def _few_colours(picture: Image.Image) -> Image.Image:
    """Return a picture with a palette, by the method that keeps the few red letters red."""
    return picture.convert("RGB").quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
