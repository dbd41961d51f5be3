"""Pictures for the screen: in sRGB, whatever colours their files are in.

PDF/A lets a file have the colours of its output intent only, and viewers do not look for the
profile inside a picture (ISO 19005-3 §6.2.4).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageCms

_DEEP = frozenset({"I", "I;16", "I;16B", "I;16L", "F"})
_QUALITY = 92


def for_screen(data: bytes, press_profile: Callable[[], bytes]) -> bytes:
    """Return a picture in sRGB; untouched if it is already, as nearly all are.

    `press_profile` gives the ICC profile of a CMYK picture that does not bring its own.
    """
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data)) as file:
        profile = file.info.get("icc_profile", b"")
        if file.mode != "CMYK" and file.mode not in _DEEP and not _is_foreign(profile, file.mode):
            return data
        kind = str(file.format)
        image = ImageOps.exif_transpose(file)
    if image.mode in _DEEP:
        return _saved(image.convert("I").point(_eight_bits).convert("L"), kind)
    source = profile if _opens(profile) else press_profile() if image.mode == "CMYK" else b""
    return _saved(_converted(image, source), kind)


def _eight_bits(value: float) -> float:
    return value * (1 / 257)


def _is_foreign(profile: bytes, mode: str) -> bool:
    """Tell whether a profile means other colours than sRGB; grey ones are close enough."""
    if not profile or mode in {"L", "LA", "1"}:
        return False
    return _opens(profile) and "sRGB" not in _name(profile)


def _opens(profile: bytes) -> bool:
    from PIL import ImageCms

    try:
        _profile(profile)
    except (ImageCms.PyCMSError, OSError):
        return False
    return True


def _profile(profile: bytes) -> ImageCms.ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def _name(profile: bytes) -> str:
    return _profile(profile).profile.profile_description or ""


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    from PIL import ImageCms

    if image.mode in {"P", "PA"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    opaque = image.convert("RGB") if alpha else image
    done = ImageCms.profileToProfile(
        opaque,
        _profile(profile),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if done is None:
        raise ValueError("a picture without colours")
    if alpha:
        done.putalpha(alpha)
    return done


def _saved(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    if kind in {"JPEG", "MPO"}:
        image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
    else:
        image.save(file, "PNG")
    return file.getvalue()
