"""A picture as it comes → a master: upright, sRGB, of a sensible size, and nothing but a picture.

Every picture is decoded and written anew, so that no metadata, no position and no payload travels
on. JPEG for photographs, PNG where there is transparency or few colours.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from typing import TYPE_CHECKING, Any

from rotative.dataclass import dataclass
from rotative.gather.harvest import Picture
from rotative.import_limits import ImportLimits
from rotative.pixels import decode, in_srgb, scaled, upright
from rotative.slug import slug

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")
QUALITY = 90
SMALLEST = 3
"""A picture with a side of fewer pixels counts readers or makes room; it shows nothing."""

_SVG = re.compile(rb"<svg[\s>:]|<!DOCTYPE svg", re.IGNORECASE)
_HEIF = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftyphevc", b"ftypheim")
_ARTIST, _COPYRIGHT = 315, 33432  # EXIF 2.32, tables 4 and 5
_IPTC = ((2, 110), (2, 80), (2, 116))  # IIM 4.2: credit, by-line, copyright notice


class UnusableError(Exception):
    """Why a picture cannot be used, in words for the editor."""


class InvisibleError(UnusableError):
    """The picture shows nothing: one that counts readers, or room between others."""


@dataclass(frozen=True, slots=True)
class Master:
    """A picture as it is kept, who is to be credited by its metadata, and what was done."""

    picture: Picture
    credit: str = ""
    done: tuple[str, ...] = ()


def prepare(data: bytes, name: str, limits: ImportLimits) -> Master:
    """Return the master of a picture; raise UnusableError with the reason if there can be none.

    The name is made of the picture's own and of what it held when it came, so that two pictures
    of one name never meet and the same picture is kept once.
    """
    from PIL import Image

    if len(data) > limits.picture_bytes:
        raise UnusableError(f"it has {len(data) / 1e6:.0f} MB")
    if _SVG.search(data[:2000]):
        raise UnusableError("it is SVG, which may hold scripts; export it as PNG")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _made(data, name, limits)
    except UnusableError:
        raise
    except MemoryError as error:
        raise UnusableError("there is not enough memory to open it") from error
    except Image.DecompressionBombError as error:
        raise UnusableError(f"it has more than {limits.picture_pixels:,} pixels") from error
    except Exception as error:
        raise UnusableError("it is damaged, or no picture") from error


def _made(data: bytes, name: str, limits: ImportLimits) -> Master:
    from PIL import Image

    formats: tuple[str, ...] = FORMATS
    if data[4:12] in _HEIF:
        _open_heif()
        formats = ("HEIF",)
    with Image.open(io.BytesIO(data), formats=formats) as opened:
        width, height = opened.size
        if width * height > limits.picture_pixels:
            raise UnusableError(f"it has {width}×{height} pixels")
        if min(width, height) < SMALLEST:
            raise InvisibleError("it shows nothing")
        decode(opened)
        kind, credit = str(opened.format), _credit(opened)
        done = ["only its first frame"] if _moves(opened) else []
        image = scaled(upright(opened, done), limits.master_pixels, done)
        image = in_srgb(image, opened.info.get("icc_profile", b""), done)
    ending, written = _written(image, kind)
    digest = hashlib.sha256(data).hexdigest()[:8]
    stem = slug(re.sub(r"\.\w{2,5}$", "", name), longest=32)
    return Master(Picture(f"{stem}-{digest}.{ending}", written), credit, tuple(done))


def _moves(image: Image) -> bool:
    return bool(getattr(image, "is_animated", False)) and image.format != "MPO"


def _open_heif() -> None:
    """Let Pillow read what telephones write."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError as error:
        reason = "it is HEIC; pip install 'rotative[import]', or save it as JPEG"
        raise UnusableError(reason) from error
    register_heif_opener(thumbnails=False)


def _written(image: Image, kind: str) -> tuple[str, bytes]:
    """Return ending and bytes, from pixels alone: nothing else of the source goes along."""
    from PIL import Image

    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    see_through = bare.mode in {"RGBA", "LA"} and min(bare.getchannel("A").tobytes()) < 255
    if bare.mode in {"RGBA", "LA"} and not see_through:
        bare = bare.convert(bare.mode[:-1])
    out = io.BytesIO()
    if see_through or (kind in {"PNG", "GIF", "BMP"} and _is_drawn(bare)):
        bare.save(out, "PNG", optimize=True)
        return "png", out.getvalue()
    bare.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=True, progressive=False)
    return "jpg", out.getvalue()


def _is_drawn(image: Any) -> bool:
    """Tell whether a picture has the few colours of a drawing, a chart or a screenshot."""
    small = image.resize((256, 256), 0) if image.width * image.height > 65_536 else image
    return small.getcolors(maxcolors=4096) is not None


def _credit(image: Image) -> str:
    """Return whom the metadata name, for they go: the agency, else the photographer."""
    from PIL import IptcImagePlugin

    said: list[object] = []
    try:
        iptc = IptcImagePlugin.getiptcinfo(image) or {}  # type: ignore[arg-type]
        said += [iptc.get(key) for key in _IPTC]
    except Exception:  # noqa: BLE001, S110 - a broken block of metadata is none
        pass
    exif = image.getexif()
    said += [exif.get(_ARTIST), exif.get(_COPYRIGHT)]
    return next(filter(None, map(_named, said)), "")


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _named(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    said = _decoded(value) if isinstance(value, bytes) else str(value or "")
    text = " ".join("".join(c for c in said if c.isprintable() or c == " ").split())
    return text if 2 < len(text) <= 120 and text.lower() not in {"unknown", "picasa"} else ""
