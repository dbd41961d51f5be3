"""Resolution: photographs with no more pixels than paper can show at the size they are drawn.

A telephone's picture in one column has a thousand pixels an inch: each costs time on its way to
the plate, and none of it is seen. As press presets have it, only what is far beyond is reduced.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

Size = tuple[float, float]
# Pixels an inch: what has more than the first is reduced to the second, twice a fine screen.
MOST, ENOUGH = 450, 350
PX = 96  # an inch
_NUMBER = rb"-?[\d.]+"
_DRAWN = re.compile(
    rb"^(%s) 0 0 -(%s) %s %s cm\n/(i[0-9a-f]{32})[01] Do" % ((_NUMBER,) * 4), re.MULTILINE
)
# What else the engine moves: pages as a whole, from CSS px to points, and boxes in them.
_SCALE = rb"(?:1|0\.75) 0 0 -?(?:1|0\.75)"
_MOVED = re.compile(
    rb"^%s %s %s cm$(?!\n/i[0-9a-f]{32}[01] Do)" % (_SCALE, _NUMBER, _NUMBER), re.MULTILINE
)
_ANY = re.compile(rb" cm$", re.MULTILINE)


def drawn(pdf: pikepdf.Pdf) -> dict[str, Size]:
    """Return how large pictures are drawn at most, in CSS px, by the names the engine gave them.

    Nothing where a rule turns or scales something: then nobody knows.
    """
    sizes: dict[str, Size] = {}
    for stream in filter(_is_drawing, pdf.objects):
        data = stream.read_bytes()
        found = _DRAWN.findall(data)
        if len(found) + len(_MOVED.findall(data)) < len(_ANY.findall(data)):
            return {}
        for wide, high, name in found:
            known = sizes.get(name.decode(), (0.0, 0.0))
            sizes[name.decode()] = max(known[0], float(wide)), max(known[1], float(high))
    return sizes


def _is_drawing(thing: Any) -> bool:
    import pikepdf

    if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") == "/Image":
        return False
    return not any(key in thing for key in ("/Length1", "/FunctionType", "/Type1C"))


def reduced(image: Image.Image, size: Size | None) -> Image.Image:
    """Return a photograph in fewer pixels if it is drawn at a size that needs far fewer."""
    from PIL import Image

    if not size or not all(size):
        return image
    inches = size[0] / PX, size[1] / PX
    dpi = min(image.width / inches[0], image.height / inches[1])
    if dpi <= MOST or image.mode not in ("L", "RGB", "CMYK"):
        return image
    pixels = [max(1, round(side * ENOUGH / dpi)) for side in image.size]
    return image.resize((pixels[0], pixels[1]), Image.Resampling.LANCZOS, reducing_gap=3.0)
