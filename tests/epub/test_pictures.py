"""Pictures in an EPUB: upright, in sRGB, of few enough pixels, and nothing but pixels."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from rotative.epub.pictures import MOST, for_readers
from rotative.model import Asset
from tests.conftest import Rotative
from tests.tools import epubcheck

TOLD = "48.8566 N, in the garden"


def photograph(width: int = 90, height: int = 60, mode: str = "RGB") -> Image.Image:
    """Return a picture whose left is dark and whose right is light."""
    image = Image.linear_gradient("L").rotate(90).resize((width, height))
    return image.convert(mode)


def telling(turned: int = 1) -> Image.Exif:
    """Return what a telephone says of a picture, and how it was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = turned, TOLD
    return exif


def asset(image: Image.Image, kind: str = "JPEG", **said: Any) -> Asset:
    """Return a picture as an edition has it."""
    out = io.BytesIO()
    image.save(out, kind, **said)
    return Asset("a", f"image/{kind.lower()}", out.getvalue(), *image.size)


def opened(data: bytes) -> Image.Image:
    """Return the picture that bytes hold."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def texts() -> PngImagePlugin.PngInfo:
    """Return what a program writes into a PNG."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", TOLD)
    info.add_itxt("XML:com.adobe.xmp", TOLD)
    return info


@pytest.mark.parametrize(
    "given",
    [
        asset(photograph(), exif=telling(), comment=TOLD.encode()),
        asset(photograph(), "PNG", pnginfo=texts(), exif=telling()),
        asset(photograph(mode="P"), "PNG", pnginfo=texts()),
    ],
    ids=["jpeg", "png", "palette"],
)
def test_only_pixels_travel_and_they_are_the_same(given: Asset) -> None:
    assert TOLD.encode() in given.data
    made = for_readers(given)
    assert TOLD.encode() not in made
    assert not opened(made).getexif()
    assert opened(made).tobytes() == opened(given.data).tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_a_picture_that_says_nothing_more_is_left_as_it_is(kind: str) -> None:
    given = asset(photograph(), kind)
    assert for_readers(given) == given.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_on_its_side_is_turned(kind: str) -> None:
    made = opened(for_readers(asset(photograph(), kind, exif=telling(6))))
    assert made.size == (60, 90)
    assert made.convert("L").getpixel((30, 5)) < made.convert("L").getpixel((30, 85))  # type: ignore[operator]
    assert made.getexif().get(0x0112, 1) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_picture_gets_what_e_readers_bear(kind: str) -> None:
    made = opened(for_readers(asset(photograph(3000, 2000), kind)))
    assert made.format == kind
    assert 0.98 * MOST < made.width * made.height <= MOST
    assert made.width / made.height == pytest.approx(1.5, rel=0.01)


def test_inks_and_other_profiles_become_srgb() -> None:
    inks = opened(for_readers(asset(photograph(mode="CMYK"))))
    assert inks.mode == "RGB"
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    made = opened(for_readers(asset(photograph(), icc_profile=lab.replace(b"sRGB", b"xRGB"))))
    assert "icc_profile" not in made.info


def test_the_book_holds_what_was_made(rotative: Rotative) -> None:
    photograph(3000, 2000).save("port.jpg", exif=telling(8))
    Path("x.md").write_text("# The port\n\nA line of words.\n\n![The port](port.jpg)\n")
    assert rotative("build", "x.md", "--format", "epub") == 0
    book = Path("dist/x/x.epub")
    with zipfile.ZipFile(book) as archive:
        (name,) = [name for name in archive.namelist() if "/images/port" in name]
        data = archive.read(name)
    assert TOLD.encode() not in data
    assert opened(data).height > opened(data).width
    assert epubcheck.check(book.resolve()) == []
