"""The album: pictures held back from the engine, which knows no profiles, and put in at the end.

Pages are laid out around blanks of the same size, as print shops did with pictures to come.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from rotative.dataclass import dataclass
from rotative.finish.pictures import Plate, by_mode, plate, put, size_of
from rotative.finish.resolution import Size
from rotative.problems import Place, fail

if TYPE_CHECKING:
    from rotative.finish.inks import Inks

_LONGEST = 65_535  # pixels a side that the header of a JPEG can tell


def blank(data: bytes) -> bytes:
    """Return an empty picture of the same size, anything but a picture as it is.

    It is the header of a grey JPEG, which the engine reads and passes on without decoding.
    Source: ITU-T T.81 §B.2.2.
    """
    size = size_of(data)
    if size is None or max(size) > _LONGEST:
        return data
    width, height = size
    frame = struct.pack(">HBHHB", 11, 8, height, width, 1) + bytes((1, 0x11, 0))
    scan = struct.pack(">HB", 8, 1) + bytes((1, 0, 0, 63, 0))
    return b"\xff\xd8\xff\xc0" + frame + b"\xff\xda" + scan + b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Held:
    """A picture held back from the engine: the name it was asked for by, and its file."""

    name: str
    data: bytes = field(repr=False)


@dataclass(slots=True)
class Album:
    """Puts the pictures held back into a file; each is made ready once, however often it shows.

    `sizes` are how large they are drawn, by the engine's names, where that is known.
    """

    held: Mapping[str, Held]
    inks: Inks
    sizes: Mapping[str, Size] = field(default_factory=dict)
    _made: dict[str, Plate] = field(default_factory=dict)

    def place(self, name: str, stream: Any) -> None:
        """Put into a picture's stream (pikepdf.Stream) what belongs there, by its resource's name.

        The engine appends to a picture's name whether it may be smoothed. One that was not held
        back is turned into inks as it is. Raises RotativeError when a file cannot be decoded.
        """
        held = self.held.get(name[:-1])
        if held is None:
            self._convert(stream)
            return
        if held.name not in self._made:
            self._made[held.name] = self._plate(held, self.sizes.get(name[:-1]))
        put(stream, self._made[held.name])

    def _plate(self, held: Held, size: Size | None) -> Plate:
        try:
            return plate(held.data, self.inks, size)
        except Exception as error:  # Pillow's decoders raise whatever they like
            hint = "open it in an image editor and save it again as JPEG or PNG"
            message = f"the image “{held.name}” cannot be read"
            raise fail("bad-image", message, Place(held.name), hint) from error

    def _convert(self, stream: Any) -> None:
        import pikepdf

        if stream.get("/ImageMask") or stream.get("/ColorSpace") in _PRINTED:
            return
        image = pikepdf.PdfImage(stream).as_pil_image()
        if "/SMask" in stream:
            image = image.convert("RGB")
            image.putalpha(pikepdf.PdfImage(stream.SMask).as_pil_image().convert("L"))
        put(stream, by_mode(image, None, self.inks, photograph="/SMask" not in stream))


_PRINTED = ("/DeviceCMYK", "/DeviceGray")
