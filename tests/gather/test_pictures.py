"""Pictures come upright, in sRGB, of a sensible size, nothing but pixels; bombs do not."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageFile

from rotative.gather.album import addresses_of, candidates_of
from rotative.gather.pictures import InvisibleError, UnusableError, prepare
from rotative.gather.trees import clean, fragment
from rotative.import_limits import ImportLimits

from .conftest import Bring, picture, text

LIMITS = ImportLimits()


def opened(data: bytes, name: str = "a.jpg") -> Image.Image:
    image = Image.open(io.BytesIO(prepare(data, name, LIMITS).picture.data))
    image.load()
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    return Image.radial_gradient("L").resize(size).convert(mode)


def test_a_photograph_is_turned_upright_and_says_nothing_more() -> None:
    exif = Image.Exif()
    exif[274], exif[315], exif[0x8825] = 6, "Jane Doe", {1: "N", 2: (48.0, 51.0, 24.0)}
    data = saved(photo(), "JPEG", exif=exif, comment=b"<?php payload") + b"PK\x03\x04 appended"
    made = prepare(data, "IMG 1.JPG", LIMITS)
    image = Image.open(io.BytesIO(made.picture.data))
    assert image.size == (40, 60)
    assert made.credit == "Jane Doe"
    assert not dict(image.getexif())
    assert not {"exif", "comment", "icc_profile"} & set(image.info)
    assert b"payload" not in made.picture.data
    assert b"appended" not in made.picture.data
    assert b"Jane" not in made.picture.data


def test_a_colour_profile_is_honoured() -> None:
    # A profile whose red and blue are swapped, as no eye could mistake.
    red = Image.new("RGB", (40, 40), (255, 0, 0))
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(srgb[n : n + 4]): n for n in range(132, 132 + 12 * 20, 12)}
    left, right = tags[b"rXYZ"] + 4, tags[b"bXYZ"] + 4
    srgb[left : left + 8], srgb[right : right + 8] = srgb[right : right + 8], srgb[left : left + 8]
    shown = opened(saved(red, "PNG", icc_profile=bytes(srgb)), "a.png").convert("RGB")
    pixel = shown.getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert pixel[2] > 200
    assert pixel[0] < 60


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "RGBA", "LA", "I;16"])
def test_every_mode_of_pixels_arrives(mode: str) -> None:
    image = photo("L").point(lambda v: v * 256, "I").convert("I;16") if mode == "I;16" else photo()
    image = image if mode == "I;16" else image.convert(mode)
    made = opened(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert made.mode in {"RGB", "L", "RGBA", "LA"}
    assert made.size == (60, 40)
    grey = made.convert("L").tobytes()
    middle, corner = grey[20 * 60 + 30], grey[0]
    assert corner > middle + 60


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "GIF", "TIFF", "BMP", "HEIF"])
def test_other_formats_become_jpeg_or_png(kind: str) -> None:
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    made = prepare(saved(photo(), kind), f"a.{kind}", LIMITS)
    assert Image.open(io.BytesIO(made.picture.data)).format in {"JPEG", "PNG"}


def test_a_moving_picture_keeps_its_first_frame_and_says_so() -> None:
    data = saved(photo(), "GIF", save_all=True, append_images=[photo().rotate(90)])
    assert prepare(data, "a.gif", LIMITS).done == ("only its first frame",)


def test_a_large_picture_is_scaled_to_what_an_epub_takes() -> None:
    made = prepare(picture(3000, 2000), "a.jpg", LIMITS)
    width, height = Image.open(io.BytesIO(made.picture.data)).size
    assert 3_900_000 < width * height <= LIMITS.master_pixels
    assert abs(width / height - 1.5) < 0.01
    assert "scaled" in made.done[0]


def test_names_are_of_the_content() -> None:
    one, two = (prepare(picture(n, 40), "img1.jpg", LIMITS).picture for n in (60, 61))
    assert one.name != two.name
    assert one == prepare(picture(60, 40), "img1.jpg", LIMITS).picture


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (png_header(30_000, 30_000), "pixels"),
        (png_header(9_000, 9_000), "pixels"),
        (png_header(100, 100), "damaged"),
        (picture()[:-100], "damaged"),
        (b"", "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG"),
        (b"<?xml version='1.0'?><!DOCTYPE svg><svg/>", "SVG"),
        (b"%PDF-1.4", "damaged"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as the PDF engine leaves it behind
    try:
        with pytest.raises(UnusableError, match=reason):
            prepare(data, "a.png", LIMITS)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


def test_a_point_that_counts_readers_is_nothing() -> None:
    with pytest.raises(InvisibleError):
        prepare(saved(Image.new("RGB", (1, 1)), "GIF"), "pixel.gif", LIMITS)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<img src="a.jpg">', "a.jpg"),
        ('<img src="a.jpg" srcset="b.jpg 400w, c.jpg 1600w, d.jpg 800w">', "c.jpg"),
        ('<img src="data:image/gif;base64,AA==" data-src="a.jpg">', "a.jpg"),
        ('<picture><source srcset="b.webp 2x, c.webp"><img src="a.jpg"></picture>', "b.webp"),
        ('<img srcset="/a,b.jpg 1x">', "/a,b.jpg"),
    ],
)
def test_the_best_of_many_addresses(html: str, wanted: str) -> None:
    tree = fragment(html)
    clean(tree)
    assert addresses_of(tree.find(".//img"))[0] == wanted


def test_any_srcset_is_read() -> None:
    assert candidates_of(", ,x,,  y 2x, z 3q3w,") == [("x", 1.0), ("y", 2.0), ("z", 1.0)]


def test_what_only_decorates_is_said_and_stays_so(bring: Bring) -> None:
    Path("o.jpg").write_bytes(picture())
    page = "<p><img src='o.jpg' alt=''></p><p>Un texte de plusieurs mots, et plus encore.</p>"
    Path("a.html").write_text(f"<html><body><article><h1>Le port</h1>{page}", "utf-8")
    Path("b.md").write_text('# Le quai\n\n![](o.jpg){alt=""}\n\nUn texte.\n', "utf-8")
    Path("c.md").write_text("# La digue\n\n![](o.jpg)\n\nUn texte.\n", "utf-8")
    outcome = bring("a.html", "b.md", "c.md")
    assert [str(each.place) for each in outcome.problems if each.code == "no-alt"] == ["c.md"]
    assert '){alt=""}\n' in text("lead.md")
    assert text("headlines.md").count('){alt=""}\n') == 1
