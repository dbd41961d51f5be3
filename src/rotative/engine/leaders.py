"""Texts drawn again: the dots of a leader, each of which the engine asks Pango for anew.

A leader is one box repeated until the line is full, hundreds on a page of contents. Drawn twice,
a text is remembered as what was written into the page, and put in from there. It stands in the
place of functions of one known release of WeasyPrint; in any other nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

KNOWN = "70.0"
# A matrix, a font and the glyphs.
SIMPLE = 3


class _Drawn(NamedTuple):
    """What a text was drawn with, and what it came to: its font with a size, and its glyphs."""

    style: Any
    fonts: Any
    font: tuple[str, float]
    glyphs: bytes


def remember(version: str) -> None:
    """Have texts drawn from memory, if `version` is the release that this is known to fit."""
    if version != KNOWN:
        return
    import weasyprint.draw
    from weasyprint.draw import text
    from weasyprint.matrix import Matrix

    text.draw_first_line = _noting(text.draw_first_line)
    weasyprint.draw.draw_text = _again(weasyprint.draw.draw_text, Matrix)


def _noting(own: Callable[..., Any]) -> Callable[..., Any]:
    """Return `draw_first_line` that notes with a text how it was drawn."""

    @wraps(own)
    def draw_first_line(
        stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any
    ) -> Any:
        begin = len(stream.stream)
        emojis = own(stream, textbox, text_overflow, block_ellipsis, matrix)
        written = stream.stream[begin:]
        font = stream._current_font  # noqa: SLF001 - there is no public way
        cut_off = text_overflow == "ellipsis" or block_ellipsis != "none"
        if font and 1 < len(written) <= SIMPLE and not (emojis or cut_off):
            fonts = stream._fonts  # noqa: SLF001
            textbox.pango_layout.rotative_drawn = _Drawn(textbox.style, fonts, font, written[-1])
        return emojis

    return draw_first_line


def _again(own: Callable[..., None], matrix: Callable[..., Any]) -> Callable[..., None]:
    """Return `draw_text` that draws a text as before, where it is the same in the same file."""

    @wraps(own)
    def draw_text(
        stream: Any, textbox: Any, offset_x: float, text_overflow: str, block_ellipsis: str = "none"
    ) -> None:
        drawn: _Drawn | None = getattr(textbox.pango_layout, "rotative_drawn", None)
        style = textbox.style
        if (
            drawn is None
            or drawn.style is not style
            or drawn.fonts is not stream._fonts  # noqa: SLF001
            or text_overflow == "ellipsis"
            or block_ellipsis != "none"
            or style["visibility"] != "visible"
            or style["text_decoration_line"] != "none"
        ):
            own(stream, textbox, offset_x, text_overflow, block_ellipsis)
            return
        stream.set_color(style["color"])
        stream.begin_text()
        place = matrix(d=-1, e=textbox.position_x, f=textbox.position_y + textbox.baseline)
        stream.set_text_matrix(*place.values)
        stream.set_font_size(*drawn.font)
        stream.stream.append(drawn.glyphs)
        stream.end_text()

    return draw_text
