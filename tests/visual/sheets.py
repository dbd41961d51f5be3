"""The sample printed in a theme, and its pages drawn small."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from rotative.model import Trim
from tests.tools import find, run
from tests.tools.gallery import TRIMS, print_pages

DPI, FINELY = 60, 4


def printed(theme: str, folder: Path) -> Path:
    """Write the sample in a theme, on the trim the gallery shows it on."""
    path = folder / f"{theme}.pdf"
    path.write_bytes(print_pages(theme, TRIMS.get(theme, Trim("A4", 210, 297))))
    return path


def drawn(pdf: Path, *options: str) -> list[Image.Image]:
    """Return every page, drawn finely and brought down to 60 dpi."""
    with tempfile.TemporaryDirectory() as scratch:
        run([find("pdftoppm"), "-r", str(DPI * FINELY), *options, pdf, Path(scratch, "page")])
        return [_small(path) for path in sorted(Path(scratch).glob("*.ppm"))]


def _small(path: Path) -> Image.Image:
    with Image.open(path) as file:
        page = file.convert("RGB")
    return page.reduce(FINELY)
