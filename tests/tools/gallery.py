"""The gallery: the sample edition's printed pages in each theme, side by side, for the README.

Run as `python -m tests.tools.gallery`, or `make gallery`. The same pages give the same bytes as
long as WeasyPrint, poppler and Pillow do.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from rotative import jobs, press, writers
from rotative.house import House
from rotative.model import Trim
from rotative.problems import Problems
from rotative.shipped import STYLES, shipped
from tests.tools import ROOT
from tests.tools.pdf import page_count, render_png

# Each theme on the trim it was drawn for.
TRIMS = {"sobre": Trim("A5", 148, 210)}
DPI, GAP, GREY = 62, 14, (150, 150, 150)
COLOURS = 64
MOST_BYTES = 250_000


def print_pages(theme: str, trim: Trim, *, book: Path = ROOT / "book") -> bytes:
    """Return the printed pages of a publication's first edition in a theme, without marks."""
    order = press.Order(Path(), ("print",), style=theme)
    copy = press.read(jobs.find(book, [])[0], order, Problems())
    shared = copy.edition.publication
    shared = replace(shared, print_job=replace(shared.print_job, marks=False))
    copy = replace(copy, edition=replace(copy.edition, trim=trim, publication=shared))
    galley = press.compose(copy)
    shop = writers.Workshop(galley, copy.house, press.modified(galley.edition))
    return shop.make(["print"])["print"].data


def side_by_side(pages: Sequence[Image.Image]) -> Image.Image:
    """Return pages on a grey ground in one row."""
    width = sum(page.width + GAP for page in pages) + GAP
    sheet = Image.new("RGB", (width, max(page.height for page in pages) + 2 * GAP), GREY)
    left = GAP
    for page in pages:
        sheet.paste(page, (left, GAP))
        left += page.width + GAP
    return sheet


def picture(theme: str) -> bytes:
    """Return a theme's preview as PNG with a palette."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch, "pages.pdf")
        path.write_bytes(print_pages(theme, TRIMS.get(theme, Trim("A4", 210, 297))))
        numbers = range(1, page_count(path) + 1)
        pages = [_trimmed(render_png(path, page=number, dpi=DPI)) for number in numbers]
    out = BytesIO()
    # The method that keeps the few red letters red.
    few = side_by_side(pages).quantize(
        COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _trimmed(png: bytes) -> Image.Image:
    """Return a page without its bleed of 3 mm."""
    page = Image.open(BytesIO(png)).convert("RGB")
    bleed = round(3 / 25.4 * DPI)
    return page.crop((bleed, bleed, page.width - bleed, page.height - bleed))


def main() -> int:
    """Write every theme's preview.png and print where it is."""
    for theme in House().themes():
        data = picture(theme)
        if len(data) > MOST_BYTES:
            print(f"{theme}: {len(data)} bytes, more than {MOST_BYTES}", file=sys.stderr)
            return 1
        path = shipped(STYLES) / "themes" / theme / "preview.png"
        path.write_bytes(data)
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
