"""Pixels: what is done to a picture before a reader or a press gets it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_METADATA = (*range(0xE1, 0xEE), 0xEF, 0xFE)  # APP1–13, APP15, comments: more than pixels need
_SCAN, _NO_LENGTH = 0xDA, (0x01, *range(0xD0, 0xD9))


def decode(image: Image) -> None:
    """Decode a picture whole; whatever else runs in this process may be content with less."""
    from PIL import ImageFile

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def upright(image: Image, done: list[str]) -> Image:
    """Return the picture as its EXIF data say that the camera was held; note it in `done`."""
    from PIL import ImageOps

    if image.getexif().get(0x0112, 1) in {0, 1}:
        return image
    done.append("turned upright")
    return ImageOps.exif_transpose(image)


def scaled(image: Image, most: int, done: list[str]) -> Image:
    """Return the picture in `most` pixels or fewer, in linear steps of Lanczos."""
    from PIL import Image

    width, height = image.size
    if width * height <= most:
        return image
    factor = (most / (width * height)) ** 0.5
    size = max(1, int(width * factor)), max(1, int(height * factor))
    done.append(f"scaled from {width}×{height} to {size[0]}×{size[1]} pixels")
    if image.mode in {"P", "PA", "1"}:
        image = image.convert(
            "RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB"
        )
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def in_srgb(image: Image, profile: bytes, done: list[str]) -> Image:
    """Return the picture in sRGB or grey of eight bits, by its own colour profile."""
    if image.mode.startswith(("I", "F")):
        image = _eight_bits(image)
    converted = _by_profile(image, profile) if profile else None
    if converted is not None:
        if image.mode == "CMYK" or b"sRGB" not in profile[:4096]:
            done.append("turned into sRGB by its colour profile")
        return converted
    if image.mode in {"CMYK", "YCCK", "LAB", "HSV", "YCbCr"}:
        done.append("turned into sRGB; it named no colour profile")
        return image.convert("RGB")
    if image.mode in {"P", "PA"}:
        return image.convert(
            "RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB"
        )
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"RGB", "RGBA", "L", "LA"} else image.convert("RGB")


def _eight_bits(image: Image) -> Image:
    _, high = image.getextrema()
    if not isinstance(high, tuple) and high > 255:
        return image.convert("I").point(lambda value: value / 256).convert("L")
    return image.convert("L")


def _by_profile(image: Image, profile: bytes) -> Image | None:
    """Return the picture converted, relative colorimetric with black point compensation."""
    from PIL import ImageCms

    if image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return None
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    source = image.convert("RGB") if alpha else image
    try:
        made = ImageCms.profileToProfile(
            source,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None  # a broken profile is no profile
    if made is not None and alpha:
        made.putalpha(alpha)
    return made


def without_metadata(data: bytes) -> bytes:
    """Return a JPEG without what its camera and its editors say of it.

    Source: ITU-T T.81 §B.1.1.
    """
    out, at = bytearray(data[:2]), 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != _SCAN:
        marker = data[at + 1]
        if marker == 0xFF or marker in _NO_LENGTH:  # padding, or a marker that stands alone
            at += 1 if marker == 0xFF else 2
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker not in _METADATA:
            out += data[at:end]
        at = end
    return bytes(out + data[at:])
