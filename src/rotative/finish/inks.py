"""Inks: what of each goes on the paper for a colour.

A colour the sheets define keeps its very inks. Greys and black print in black ink alone, for
three inks under a letter never meet exactly. All others go through the profile, relative
colorimetric with black point compensation, and never lay more ink than the paper takes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

from rotative.colour import Ink, Millionths, millionths
from rotative.finish.profile import Condition, condition_of, description

if TYPE_CHECKING:
    from PIL import Image, ImageCms, ImageFilter

MOST = 3.0
"""The most ink, as the sum of four shares: 300 %, what coated paper takes in sheetfed offset."""
# Colours this near to a grey, of 255, look like one: #231f20 is the black of a printing ink.
NEAR_GREY = 6 / 255
# A black that is not quite full would be screened, and small letters in it look ragged.
ALMOST_FULL = 0.9
# Points a side of the table pictures go through; the colour library itself works with as many.
GRID = 33


class Inks:
    """Turns colours into the inks of one printing condition; `known` keep those they stand for."""

    def __init__(self, condition: Condition, known: Mapping[Millionths, Ink] | None = None) -> None:
        self._condition = condition
        self._known = dict(known or {})

    @cached_property
    def _profile(self) -> ImageCms.ImageCmsProfile:
        from PIL import ImageCms

        return ImageCms.ImageCmsProfile(BytesIO(self._condition.profile))

    def rgb(self, red: float, green: float, blue: float) -> Ink:
        """Return the inks of an sRGB colour, each part from 0 to 1."""
        return self.many([(red, green, blue)])[0]

    def many(self, colours: Sequence[tuple[float, float, float]]) -> list[Ink]:
        """Return the inks of sRGB colours; together they cost little more than one."""
        keys = [millionths(*colour) for colour in colours]
        new: dict[Millionths, list[int]] = {}
        for key, colour in zip(keys, colours, strict=True):
            if key in self._known:
                continue
            if max(colour) - min(colour) <= NEAR_GREY:
                self._known[key] = _solid(self.black(sum(colour) / 3))
            else:
                new[key] = [_byte(part) for part in colour]
        if new:
            self._known |= zip(new, self._converted("RGB", new.values()), strict=True)
        return [self._known[key] for key in keys]

    def lab(self, lightness: float, a: float, b: float) -> Ink:
        """Return the inks of a CIE L*a*b* colour, lightness from 0 to 100."""
        if abs(a) < 2 and abs(b) < 2:
            return _solid(self._black_for(_luminance(lightness)))
        # Outside, the library knows a and b as signed bytes.
        signed = [max(-128, min(127, round(part))) % 256 for part in (a, b)]
        return self._converted("LAB", [[_byte(lightness / 100), *signed]])[0]

    def black(self, grey: float) -> float:
        """Return how much black ink looks like a grey of sRGB, from 0 (black) to 1 (white)."""
        linear = grey / 12.92 if grey <= 0.04045 else ((grey + 0.055) / 1.055) ** 2.4
        return self._black_for(linear)

    @cached_property
    def tones(self) -> list[int]:
        """How bright each of 256 greys of sRGB is printed: 255 is paper, 0 full black ink."""
        return [round(255 * (1 - self.black(grey / 255))) for grey in range(256)]

    def table(self, source: bytes | None) -> ImageFilter.Color3DLUT:
        """Return a filter that turns RGB pictures into CMYK ones, within the limit of ink.

        `source` is the profile the picture brings; sRGB is meant without one, or with one that
        cannot be used.
        """
        from PIL import Image, ImageCms, ImageFilter

        steps = bytes(round(step * 255 / (GRID - 1)) for step in range(GRID))
        nodes = bytes(part for b in steps for g in steps for r in steps for part in (r, g, b))
        grid = Image.frombytes("RGB", (GRID * GRID, GRID), nodes)
        made = ImageCms.applyTransform(grid, self.transform(source, "RGB"))
        if made is None:  # only where it works in place
            raise AssertionError
        values = list(chain.from_iterable(_quads(made.tobytes())))
        return ImageFilter.Color3DLUT(GRID, values, channels=4, target_mode="CMYK")

    def transform(self, source: bytes | None, mode: str) -> ImageCms.ImageCmsTransform:
        """Return the colour library's transform from a picture's profile to the condition's."""
        from PIL import ImageCms

        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
        for profile in (*((BytesIO(source),) if source else ()), None):
            try:
                begin = ImageCms.ImageCmsProfile(profile) if profile else _plain(mode)
                return ImageCms.buildTransform(
                    begin, self._profile, mode, "CMYK", renderingIntent=intent, flags=flags
                )
            except (ImageCms.PyCMSError, OSError):
                if profile is None:
                    raise
        raise AssertionError

    def to_srgb(self, image: Image.Image, source: bytes) -> Image.Image:
        """Return an RGB picture in sRGB, as it is if its profile cannot be used."""
        from PIL import ImageCms

        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        try:
            begin = ImageCms.ImageCmsProfile(BytesIO(source))
            made = ImageCms.profileToProfile(image, begin, _plain("RGB"), renderingIntent=intent)
        except (ImageCms.PyCMSError, OSError):
            return image
        return made or image

    def translated(self, image: Image.Image, source: bytes | None) -> Image.Image:
        """Return a CMYK picture made for another condition in the inks of this one."""
        from PIL import ImageCms

        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
        try:
            begin = ImageCms.ImageCmsProfile(BytesIO(source or b""))
            made = ImageCms.profileToProfile(
                image, begin, self._profile, renderingIntent=intent, outputMode="CMYK", flags=flags
            )
        except (ImageCms.PyCMSError, OSError):
            return image
        return made or image

    def are_of(self, source: bytes | None) -> bool:
        """Tell whether CMYK values with this profile are the condition's own already."""
        if not source or source == self._condition.profile:
            return True
        name = condition_of(description(source))
        own = condition_of(self._condition.info), condition_of(self._condition.identifier)
        return bool(name) and name in own

    def _converted(self, mode: str, colours: Collection[list[int]]) -> list[Ink]:
        from PIL import Image, ImageCms

        row = Image.frombytes(mode, (len(colours), 1), bytes(chain.from_iterable(colours)))
        made = ImageCms.applyTransform(row, self._transforms(mode))
        if made is None:
            raise AssertionError
        return list(_quads(made.tobytes()))

    def _transforms(self, mode: str) -> ImageCms.ImageCmsTransform:
        made = self.__dict__.setdefault("_made", {})
        if mode not in made:
            made[mode] = self.transform(None, mode)
        found: ImageCms.ImageCmsTransform = made[mode]
        return found

    def _black_for(self, luminance: float) -> float:
        """Return the black ink for a luminance between the paper's (1) and full black's (0)."""
        if luminance >= 1:
            return 0.0
        ramp = self._ramp
        at = bisect_left(ramp, luminance)
        if at == 0:
            return 1.0
        low, high = ramp[at - 1], ramp[min(at, 255)]
        part = (luminance - low) / (high - low) if high > low else 0
        return round(1 - (at - 1 + part) / 255, 3)

    @cached_property
    def _ramp(self) -> list[float]:
        """The luminance of black ink from full to none: rising, from 0 to 1."""
        from PIL import Image, ImageCms

        steps = Image.frombytes(
            "CMYK", (256, 1), bytes(b for k in range(256) for b in (0, 0, 0, k))
        )
        intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
        light = ImageCms.buildTransform(
            self._profile, ImageCms.createProfile("LAB"), "CMYK", "LAB", renderingIntent=intent
        )
        made = ImageCms.applyTransform(steps, light)
        if made is None:
            raise AssertionError
        found = [_luminance(value * 100 / 255) for value in made.tobytes()[::3]][::-1]
        dark, paper = found[0], found[-1]
        return [(value - dark) / (paper - dark) for value in found]


def _plain(mode: str) -> ImageCms.ImageCmsProfile:
    from PIL import ImageCms

    made = ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB")
    return ImageCms.ImageCmsProfile(made)


def _solid(black: float) -> Ink:
    return 0.0, 0.0, 0.0, 1.0 if black >= ALMOST_FULL else black


def _byte(part: float) -> int:
    return max(0, min(255, round(part * 255)))


def _luminance(lightness: float) -> float:
    """Return the luminance of a CIE lightness, both of white being 1 and 100."""
    root = (lightness + 16) / 116
    return float(root**3) if lightness > 8 else lightness / 903.3


def _quads(data: bytes) -> Iterator[Ink]:
    """Yield the inks of a row of CMYK pixels."""
    for at in range(0, len(data), 4):
        yield _limited((data[at], data[at + 1], data[at + 2], data[at + 3]))


def _limited(parts: tuple[int, int, int, int]) -> Ink:
    """Return inks from 0 to 1 within the limit: black stays, the three others give way."""
    cyan, magenta, yellow, black = (round(part / 255, 4) for part in parts)
    coloured = cyan + magenta + yellow
    # A little less, since the places between the points of a table are rounded.
    room = MOST - 0.02 - black
    if coloured <= room:
        return cyan, magenta, yellow, black
    share = room / coloured
    return round(cyan * share, 4), round(magenta * share, 4), round(yellow * share, 4), black
