"""Pictures as they are printed, by their kind.

Grey pictures are printed in black ink; artwork with few colours as a palette of inks, its greys in
black alone; photographs through their own profile, as JPEG; CMYK pictures as they are, if they
were made for the same paper. Transparency is laid on the white of the paper.
"""

from __future__ import annotations

import struct
from dataclasses import field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from rotative.dataclass import dataclass
from rotative.finish.resolution import Size, reduced
from rotative.pixels import without_metadata

if TYPE_CHECKING:
    from PIL import Image

    from rotative.finish.inks import Inks

QUALITY = 92
# Artwork of more colours than this is a photograph, and no losslessly kept one is small.
MANY_COLOURS = 65_536
_TURNED = (5, 6, 7, 8)  # EXIF orientations that stand on their side
_ORIENTATION = 0x0112
_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture as a PDF holds it; `space` is a device's or, with `palette`, that of its colours.

    Source: ISO 32000-2 §8.9.5.
    """

    data: bytes = field(repr=False)
    size: tuple[int, int]
    space: str
    bits: int = 8
    jpeg: bool = False
    inverted: bool = False
    palette: bytes = b""


def size_of(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a picture as it is shown, in pixels; None for anything else."""
    from PIL import Image, UnidentifiedImageError

    if data.lstrip()[:1] == b"<":  # markup, for which Pillow would load all the plugins it has
        return None
    try:
        with Image.open(BytesIO(data)) as image:
            width, height = image.size
            turned = image.getexif().get(_ORIENTATION) in _TURNED
    except (UnidentifiedImageError, OSError):
        return None
    return (height, width) if turned else (width, height)


def plate(data: bytes, inks: Inks, size: Size | None = None) -> Plate:
    """Return a picture (JPEG, PNG, GIF…) as it is printed, `size` being what it is drawn at in px.

    Photographs lose pixels that nobody could see.
    """
    from PIL import Image, ImageOps

    with Image.open(BytesIO(data)) as opened:
        turned = opened.getexif().get(_ORIENTATION, 1) != 1
        profile = opened.info.get("icc_profile")
        profile = profile if isinstance(profile, bytes) else None
        photograph = opened.format in ("JPEG", "MPO")
        image = ImageOps.exif_transpose(opened) if turned else opened
        if image.mode == "CMYK" and photograph and not turned and inks.are_of(profile):
            # Their own values, upside down as Photoshop writes them if the file says Adobe.
            upside_down, bare = "adobe" in opened.info, without_metadata(data)
            return Plate(bare, image.size, "DeviceCMYK", jpeg=True, inverted=upside_down)
        image = reduced(image, size) if photograph else image
        made = _cmyk if image.mode == "CMYK" else by_mode
        return made(image, profile, inks, photograph=photograph)


def by_mode(image: Image.Image, profile: bytes | None, inks: Inks, *, photograph: bool) -> Plate:
    """Return a decoded picture, not in CMYK, as it is printed; only photographs lose anything."""
    if image.mode == "1":
        return Plate(_deflated(image), image.size, "DeviceGray", bits=1)
    if image.mode == "P":
        return _palette(image, profile, inks)
    image = _opaque(image)
    if image.mode == "L":
        return _grey(image, inks, photograph=photograph)
    if _is_grey(image):
        return _grey(image.getchannel(0), inks, photograph=photograph)
    if photograph or image.getcolors(MANY_COLOURS) is None:
        return _photograph(image.filter(inks.table(profile)))
    return _artwork(image, profile, inks)


def _opaque(image: Image.Image) -> Image.Image:
    """Return a picture in grey or RGB, 8 bits a part, on the white of the paper."""
    from PIL import Image

    if image.mode.startswith("I;16"):
        # The upper bytes: a plate has fewer tints than they can tell.
        high = 0 if image.mode.endswith("B") else 1
        return Image.frombytes("L", image.size, image.tobytes()[high::2])
    if image.has_transparency_data:
        whole = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, (*_WHITE, 255))
        return Image.alpha_composite(paper, whole).convert("RGB")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _is_grey(image: Image.Image) -> bool:
    from PIL import ImageChops

    red, green, blue = image.split()
    return not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))


def _grey(image: Image.Image, inks: Inks, *, photograph: bool) -> Plate:
    shown = image.point(inks.tones)
    if photograph:
        return _photograph(shown)
    return Plate(_deflated(shown), shown.size, "DeviceGray")


def _photograph(image: Image.Image) -> Plate:
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY, subsampling=0)
    space = "DeviceCMYK" if image.mode == "CMYK" else "DeviceGray"
    # CMYK in a JPEG is written upside down, as Photoshop does.
    inverted = image.mode == "CMYK"
    return Plate(file.getvalue(), image.size, space, jpeg=True, inverted=inverted)


def _artwork(image: Image.Image, profile: bytes | None, inks: Inks) -> Plate:
    """Keep every pixel; greys, such as black lines and letters, print in black ink alone."""
    from PIL import Image, ImageChops

    shown = image.filter(inks.table(profile))
    red, green, blue = image.split()
    apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(red, blue))
    greys = apart.point([255 if step == 0 else 0 for step in range(256)])
    none = Image.new("L", image.size)
    black = ImageChops.invert(red.point(inks.tones))
    shown.paste(Image.merge("CMYK", (none, none, none, black)), mask=greys)
    return Plate(_deflated(shown), shown.size, "DeviceCMYK")


def _palette(image: Image.Image, profile: bytes | None, inks: Inks) -> Plate:
    """Turn the colours of a palette into inks, each laid on white where it lets paper through."""
    image = image.copy()
    image.apply_transparency()
    quads = bytes(image.getpalette("RGBA") or ())
    colours = [_on_paper(*quads[at : at + 4]) for at in range(0, len(quads), 4)][:256]
    if profile:
        colours = _as_srgb(colours, profile, inks)
    made = inks.many([(red / 255, green / 255, blue / 255) for red, green, blue in colours])
    if all(not any(ink[:3]) for ink in made):
        space, table = "DeviceGray", bytes(round(255 * (1 - ink[3])) for ink in made)
    else:
        space, table = "DeviceCMYK", bytes(round(255 * part) for ink in made for part in ink)
    return Plate(_deflated(_as_bytes(image, "L")), image.size, space, palette=table)


def _on_paper(red: int, green: int, blue: int, alpha: int) -> tuple[int, int, int]:
    red, green, blue = (round(255 + (part - 255) * alpha / 255) for part in (red, green, blue))
    return red, green, blue


def _as_srgb(
    colours: list[tuple[int, int, int]], profile: bytes, inks: Inks
) -> list[tuple[int, int, int]]:
    from PIL import Image

    row = Image.frombytes("RGB", (len(colours), 1), bytes(part for c in colours for part in c))
    flat = inks.to_srgb(row, profile).tobytes()
    return [(flat[at], flat[at + 1], flat[at + 2]) for at in range(0, len(flat), 3)]


def _cmyk(image: Image.Image, profile: bytes | None, inks: Inks, *, photograph: bool) -> Plate:
    image = image if inks.are_of(profile) else inks.translated(image, profile)
    return _photograph(image) if photograph else Plate(_deflated(image), image.size, "DeviceCMYK")


def _as_bytes(image: Image.Image, mode: str) -> Image.Image:
    from PIL import Image

    return Image.frombytes(mode, image.size, image.tobytes())


def _deflated(image: Image.Image) -> bytes:
    """Return pixels as a PNG compresses them, row by row; four inks pass for red to alpha."""
    file = BytesIO()
    (_as_bytes(image, "RGBA") if image.mode == "CMYK" else image).save(file, "PNG")
    png, at, found = file.getvalue(), 8, bytearray()
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if kind == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return bytes(found)


def put(stream: Any, plate: Plate) -> None:
    """Make a picture of a PDF (pikepdf.Stream) be this one."""
    import pikepdf

    for key in ("/SMask", "/Mask", "/Decode", "/Interpolate", "/Intent", "/DecodeParms"):
        if key in stream:
            del stream[key]
    width, height = plate.size
    stream.Width, stream.Height, stream.BitsPerComponent = width, height, plate.bits
    space: Any = pikepdf.Name("/" + plate.space)
    parts = 4 if plate.space == "DeviceCMYK" else 1
    if plate.palette:
        colours = len(plate.palette) // parts - 1
        space = pikepdf.Array([pikepdf.Name.Indexed, space, colours, pikepdf.String(plate.palette)])
        parts = 1
    stream.ColorSpace = space
    if plate.inverted:
        stream.Decode = pikepdf.Array([1, 0] * parts)
    if plate.jpeg:
        stream.write(plate.data, filter=pikepdf.Name.DCTDecode)
        return
    rows = pikepdf.Dictionary(
        Predictor=15, Columns=width, Colors=parts, BitsPerComponent=plate.bits
    )
    stream.write(plate.data, filter=pikepdf.Name.FlateDecode, decode_parms=rows)
