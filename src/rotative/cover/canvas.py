"""The canvas: one paper and a few inks, written as a palette PNG that stays small and crisp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from rotative.fitting.face import Face
from rotative.fitting.lines import Block

WIDTH, HEIGHT = 1600, 2400
# Each ink has so many steps from paper to full; four inks fill a palette of 256 colours.
STEPS, INKS = 64, 4
# Below this size the same letter comes back often enough to keep it.
SMALL = 90
Colour = tuple[int, int, int]


class _Png(BytesIO):
    """A file whose name says its format: told by argument, Pillow loads five formats for one."""

    name = "cover.png"


class Canvas:
    """A page of 1600 × 2400 pixels; `inks` are numbered from 0, places from the top left."""

    def __init__(self, paper: Colour, inks: Sequence[Colour]) -> None:
        self._paper, self._inks = paper, tuple(inks)[:INKS]
        self._image = Image.new("L", (WIDTH, HEIGHT), 0)
        self._draw = ImageDraw.Draw(self._image)
        self._stamps: dict[tuple[int, str, float, int], Image.Image] = {}
        self._fonts: dict[tuple[int, int], ImageFont.FreeTypeFont] = {}

    def rule(self, left: float, top: float, width: float, height: float, ink: int = 0) -> None:
        """Fill a rectangle."""
        box = (round(left), round(top), round(left + width) - 1, round(top + max(1, height)) - 1)
        self._draw.rectangle(box, fill=ink * STEPS + STEPS - 1)

    def block(
        self,
        block: Block,
        left: float,
        top: float,
        ink: int = 0,
        *,
        measure: float = 0,
        align: float = 0,
    ) -> float:
        """Set a block with its first capitals at `top`; return the last baseline.

        `align` places the lines within `measure`: 0 left, 0.5 centred, 1 right.
        """
        cap = block.style.face.cap_height / block.style.face.units * block.size
        baseline = top + cap
        for n, line in enumerate(block.lines):
            width = block.style.width(line) * block.size if align else 0
            self._line(
                line, block, left + align * (measure - width), baseline + n * block.leading, ink
            )
        return baseline + block.leading * max(0, len(block.lines) - 1)

    def png(self) -> bytes:
        """Return the page as PNG (sRGB, 256 colours)."""
        self._image.putpalette(self._palette())
        file = _Png()
        self._image.save(file, compress_level=3)
        return file.getvalue()

    def _line(self, text: str, block: Block, left: float, baseline: float, ink: int) -> None:
        for face, character, place in block.style.glyphs(text):
            if not character or character.isspace():
                continue
            at = left + place * block.size
            if block.size < SMALL or ink:
                self._stamp(face, character, block.size, (at, baseline), ink)
            else:
                font = self._font(face, block.size)
                at_pixel = at, round(baseline)
                self._draw.text(at_pixel, character, STEPS - 1, font, anchor="ls")

    def _stamp(
        self, face: Face, character: str, size: float, at: tuple[float, float], ink: int
    ) -> None:
        """Print a glyph that is drawn once for each half pixel it can start at."""
        half = math.floor(2 * at[0] + 0.5)
        side, up = round(0.4 * size), round(1.2 * size)
        corner = half // 2 - side, round(at[1]) - up
        key = id(face), character, size, half % 2
        if key not in self._stamps:
            width = round(face.advance(character) / face.units * size) + 2 * side
            glyph = Image.new("L", (width, up + round(0.5 * size)), 0)
            start, font = (side + (half % 2) / 2, up), self._font(face, size)
            ImageDraw.Draw(glyph).text(start, character, 255, font, anchor="ls")
            self._stamps[key] = glyph
        glyph = self._stamps[key]
        if ink:
            # The first ink blends with the paper by itself; others have steps of their own.
            self._image.paste(glyph.point(_RAMPS[ink]), corner, glyph.point(_SHOWN))
        else:
            self._image.paste(STEPS - 1, corner, glyph)

    def _font(self, face: Face, size: float) -> ImageFont.FreeTypeFont:
        key = id(face), round(size * 64)
        if key not in self._fonts:
            plain = ImageFont.Layout.BASIC
            self._fonts[key] = ImageFont.truetype(BytesIO(face.data), size, layout_engine=plain)
        return self._fonts[key]

    def _palette(self) -> list[int]:
        return [
            round(paper + (full - paper) * step / (STEPS - 1))
            for ink in self._inks
            for step in range(STEPS)
            for paper, full in zip(self._paper, ink, strict=True)
        ]


_RAMPS = [[ink * STEPS + step * STEPS // 256 for step in range(256)] for ink in range(INKS)]
_SHOWN = [255 if step * STEPS // 256 else 0 for step in range(256)]
