"""Pictures for e-readers: upright, in sRGB, of few enough pixels, and nothing but a picture.

What an editor put into the folder may come from a telephone, with its place on earth and on its
side. Pixels that are right already are not touched; only what says more than they do is left out.
"""

from __future__ import annotations

import io
import warnings
from struct import unpack_from

from rotative.model import Asset
from rotative.pixels import decode, in_srgb, scaled, upright, without_metadata

MOST = 4_000_000
"""Pixels: devices of little memory fail above."""

QUALITY = 90
_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
_PNG = b"\x89PNG\r\n\x1a\n"
_SAYING = (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP")


def for_readers(asset: Asset) -> bytes:
    """Return the bytes of a picture of the edition as an EPUB takes it."""
    if asset.media_type == "image/gif":
        return asset.data
    return _made_anew(asset) or (
        _bare_png(asset.data) if asset.data.startswith(_PNG) else without_metadata(asset.data)
    )


def _made_anew(asset: Asset) -> bytes | None:
    """Return the picture with other pixels, None where they may stay as they are."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the limit is the edition's, and was looked at
        with Image.open(io.BytesIO(asset.data)) as opened:
            profile = opened.info.get("icc_profile", b"")
            is_small = opened.width * opened.height <= MOST
            is_upright = opened.getexif().get(0x0112, 1) in {0, 1}
            is_srgb = opened.mode in _MODES and (not profile or b"sRGB" in profile[:4096])
            if is_small and is_upright and is_srgb:
                return None
            decode(opened)
            image = in_srgb(scaled(upright(opened, []), MOST, []), profile, [])
    bare, out = Image.frombytes(image.mode, image.size, image.tobytes()), io.BytesIO()
    if asset.media_type == "image/png":
        bare.save(out, "PNG", optimize=True)
    else:
        bare.convert("RGB" if bare.mode != "L" else "L").save(
            out, "JPEG", quality=QUALITY, subsampling=0, optimize=True
        )
    return out.getvalue()


def _bare_png(data: bytes) -> bytes:
    """Return a PNG without its texts, times and profile. Source: PNG 3, 5.3 and 11.3."""
    parts, place = [_PNG], len(_PNG)
    while place + 12 <= len(data):
        size, kind = unpack_from(">L4s", data, place)
        end = place + 12 + size
        if kind not in _SAYING:
            parts.append(data[place:end])
        place = end if kind != b"IEND" else len(data)
    return b"".join(parts)
