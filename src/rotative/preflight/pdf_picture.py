"""Pictures of a PDF: pixels, colours and inks, decoded no larger than a rule needs them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf

from rotative.dataclass import dataclass
from rotative.preflight import pdf_colour
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_geometry import Box
from rotative.preflight.pdf_objects import elements, floats

if TYPE_CHECKING:
    from PIL.Image import Image

# Ink is a matter of areas: this many pixels along the longer side show every one of them.
REDUCED = 256
# A module of a QR code is drawn exactly; more of them than this and it is a scan.
MOST_MODULES = 220
MOST_PIXELS = 120_000_000
_LONG = {
    "/BPC": "/BitsPerComponent",
    "/CS": "/ColorSpace",
    "/D": "/Decode",
    "/DP": "/DecodeParms",
    "/F": "/Filter",
    "/H": "/Height",
    "/I": "/Interpolate",
    "/IM": "/ImageMask",
    "/W": "/Width",
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
    "/CCF": "/CCITTFaxDecode",
    "/DCT": "/DCTDecode",
}


@dataclass(frozen=True, slots=True)
class Peak:
    """Where a picture has too much ink: total in percent, plates, share of it, box from 0 to 1."""

    total: float
    inks: Mapping[str, float]
    share: float
    box: Box


def inline(pdf: pikepdf.Pdf, tokens: list[bytes]) -> pikepdf.Stream:
    """Return an inline image as a stream like that of any other, its short names made long."""
    *entries, content = tokens
    words = []
    for index, token in enumerate(entries):
        text = token.decode("latin-1")
        # A colour space's short name is also that of another key.
        is_space = index and entries[index - 1] in (b"/CS", b"/ColorSpace")
        words.append(text if is_space else _lengthened(text))
    header = pikepdf.Object.parse(f"<< {' '.join(words)} >>".encode("latin-1"))
    stream = pikepdf.Stream(pdf, content)
    for key, value in header.items():
        stream[key] = value
    return stream


def _lengthened(text: str) -> str:
    if text.startswith("["):
        return "[" + " ".join(map(_lengthened, text[1:-1].replace("/", " /").split())) + "]"
    return _LONG.get(text, text)


class Picture:
    """An image of a PDF."""

    def __init__(
        self, source: pikepdf.Object, resources: pikepdf.Object | None, name: str = ""
    ) -> None:
        self.source = source
        self.name = name
        self.width = int(source.get("/Width", 0))
        self.height = int(source.get("/Height", 0))
        self.is_mask = bool(source.get("/ImageMask", False))
        self.bits = 1 if self.is_mask else int(source.get("/BitsPerComponent", 8))
        self.is_soft = "/SMask" in source or bool(int(source.get("/SMaskInData", 0)))
        self.smoothed = bool(source.get("/Interpolate", False))
        self.filters = _names(source.get("/Filter"))
        self.space = self._space(resources)

    def _space(self, resources: pikepdf.Object | None) -> pdf_colour.Space:
        if self.is_mask:
            return pdf_colour.GRAY
        source = self.source.get("/ColorSpace")
        if source is not None:
            return pdf_colour.space(source, resources)
        # JPEG 2000 may keep its colour space to itself.
        image = self._decoded() if "/JPXDecode" in self.filters else None
        modes = {"L": pdf_colour.GRAY, "LA": pdf_colour.GRAY, "CMYK": pdf_colour.CMYK}
        modes |= {"RGB": pdf_colour.RGB, "RGBA": pdf_colour.RGB}
        return modes.get(image.mode if image else "", pdf_colour.UNKNOWN)

    @property
    def inks(self) -> tuple[str, ...]:
        """The plates that the colour space has, whether the picture uses them or not."""
        space = self.space.root
        named = {"gray": pdf_colour.PROCESS[3:], "cmyk": pdf_colour.PROCESS, "spot": space.inks}
        return named.get(space.kind, ())

    @property
    def is_line_art(self) -> bool:
        """Whether there are only two tones, which want a finer resolution than photographs."""
        return self.bits == 1 and self.space.root.parts == 1

    @cached_property
    def is_drawn(self) -> bool:
        """Whether every pixel is meant as a square: a QR code, one flat tone."""
        if self.smoothed or {"/DCTDecode", "/JPXDecode"} & set(self.filters):
            return False
        try:
            image = self._decoded()
        except FAULTS:
            return False
        tones = image.getcolors(2) if image else None
        if image is None or tones is None:
            return False
        small = max(image.size) <= MOST_MODULES
        return len(tones) == 1 or small or any(_made_of(image, k) for k in range(2, 33))

    @cached_property
    def plates(self) -> Mapping[str, Image]:
        """What each plate gets, as grey images where 255 is full ink; reduced."""
        if self.is_mask or not self.inks:
            return {}
        try:
            image = self._decoded(reduced=True)
        except FAULTS:
            return {}
        if image is None:
            return {}
        return {plate: _reduced(tone) for plate, tone in self._separated(image).items()}

    def _separated(self, image: Image) -> dict[str, Image]:
        space, bands = self.space, list(image.split())
        if space.kind == "indexed":
            return _looked_up(space, bands[0])
        bands = [self._meant(band, index) for index, band in enumerate(bands)]
        if space.kind == "gray":
            return {"Black": bands[0].point(_INVERTED)}
        inks = pdf_colour.PROCESS if space.kind == "cmyk" else space.inks
        return {ink: band for ink, band in zip(inks, bands, strict=False) if ink != "None"}

    def _meant(self, tones: Image, band: int) -> Image:
        """Return a band as its `/Decode` array means it (8.9.5.2)."""
        limits = floats(self.source.get("/Decode"))[2 * band : 2 * band + 2]
        if len(limits) < 2 or limits == (0, 1):
            return tones
        low, high = limits
        scale = [255 * low + tone * (high - low) for tone in range(256)]
        return tones.point([max(0, min(255, round(tone))) for tone in scale])

    def peak(self, limit: float, part: Box = (0, 0, 1, 1)) -> Peak | None:
        """Return where the inks of a part of the picture pass a limit in percent.

        `part` is measured from the picture's top left corner, from 0 to 1.
        """
        plates = {name: _cut(image, part) for name, image in self.plates.items()}
        if not plates:
            return None
        from PIL import ImageMath

        tones = {f"plate{index}": image for index, image in enumerate(plates.values())}
        total = ImageMath.lambda_eval(lambda named: sum(named[tone] for tone in tones), **tones)
        most = _most(total) / 2.55
        if most <= limit:
            return None
        over = total.point(lambda tone: tone - limit * 2.55).convert("L")
        count = sum(over.histogram()[1:])
        wide, high = over.size
        x0, y0, x1, y1 = over.getbbox() or (0, 0, wide, high)
        x, y = _brightest(total)
        inks = {name: _tone(image, x, y) / 255 for name, image in plates.items()}
        return Peak(most, inks, count / (wide * high), (x0 / wide, y0 / high, x1 / wide, y1 / high))

    def _decoded(self, *, reduced: bool = False) -> Image | None:
        """Return the pixels in their own bands, None where they are not kept as bands."""
        if self.width * self.height > MOST_PIXELS or not self.width * self.height:
            return None
        last = self.filters[-1] if self.filters else ""
        if last in ("/DCTDecode", "/JPXDecode"):
            return self._photograph(reduced=reduced)
        if last in ("/CCITTFaxDecode", "/JBIG2Decode"):
            return None
        return self._raw(self.source.read_bytes())

    def _photograph(self, *, reduced: bool) -> Image:
        from PIL import Image

        data = self.source.read_raw_bytes()
        for name in self.filters[:-1]:
            if name == "/FlateDecode":
                data = zlib.decompress(data)
        image = Image.open(BytesIO(data))
        if reduced and image.format == "JPEG":
            image.draft(image.mode, (REDUCED, REDUCED))
        image.load()
        if image.mode == "CMYK" and image.format == "JPEG":
            # Pillow turns the values round for the sake of Photoshop; a PDF does not.
            return Image.merge("CMYK", [band.point(_INVERTED) for band in image.split()])
        return image

    def _raw(self, data: bytes) -> Image | None:
        from PIL import Image

        size, parts = (self.width, self.height), max(self.space.parts, 1)
        if self.bits == 16:
            data = data[::2]
        elif self.bits < 8:
            if parts != 1:
                return None
            kind = "P" if self.space.kind == "indexed" else "L"
            mode = f"{kind};{self.bits}"
            if mode == "L;1":
                return Image.frombytes("1", size, data).convert("L")
            image = Image.frombytes(kind, size, data, "raw", mode)
            return Image.frombytes("L", size, image.tobytes())
        if parts == 1:
            return Image.frombytes("L", size, data[: size[0] * size[1]])
        bands = [Image.frombytes("L", size, data[i::parts]) for i in range(min(parts, 4))]
        modes = {2: "LA", 3: "RGB", 4: "CMYK"}
        return Image.merge(modes[len(bands)], bands)


_INVERTED = [255 - tone for tone in range(256)]


def _names(source: pikepdf.Object | None) -> tuple[str, ...]:
    if source is None:
        return ()
    listed = elements(source) or [source]
    return tuple(_LONG.get(str(name), str(name)) for name in listed)


def _looked_up(space: pdf_colour.Space, indices: Image) -> dict[str, Image]:
    colours = [pdf_colour.Colour(space, (float(index),)).inks for index in range(256)]
    plates = dict.fromkeys(plate for colour in colours for plate in colour)
    return {
        plate: indices.point([round(255 * colour.get(plate, 0)) for colour in colours])
        for plate in plates
    }


def _reduced(image: Image) -> Image:
    factor = max(image.size) // REDUCED
    return image.reduce(factor) if factor > 1 else image


def _cut(image: Image, part: Box) -> Image:
    wide, high = image.size
    left, top = int(part[0] * wide), int(part[1] * high)
    right, bottom = max(round(part[2] * wide), left + 1), max(round(part[3] * high), top + 1)
    return image.crop((left, top, min(right, wide), min(bottom, high)))


def _most(total: Image) -> float:
    most = total.getextrema()[1]
    return float(most) if isinstance(most, (int, float)) else 0.0


def _tone(image: Image, x: int, y: int) -> float:
    tone = image.getpixel((x, y))
    return float(tone) if isinstance(tone, (int, float)) else 0.0


def _brightest(total: Image) -> tuple[int, int]:
    most = _most(total)
    found = total.point(lambda tone: tone - (most - 1)).convert("L")
    _, top, _, _ = found.getbbox() or (0, 0, 1, 1)
    row = found.crop((0, top, found.width, top + 1)).getbbox() or (0, 0, 1, 1)
    return row[0], top


def _made_of(image: Image, size: int) -> bool:
    """Tell whether a picture consists of squares of so many pixels."""
    wide, high = image.size
    if wide % size or high % size:
        return False
    from PIL import Image as Pictures

    small = image.resize((wide // size, high // size), Pictures.Resampling.NEAREST)
    return small.resize(image.size, Pictures.Resampling.NEAREST).tobytes() == image.tobytes()
