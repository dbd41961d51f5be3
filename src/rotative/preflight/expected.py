"""What a file is held against: what our own builds know, or what the options say."""

from __future__ import annotations

from dataclasses import dataclass

PRINT, SCREEN = "print", "screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a PDF should be; empty values are not looked at, lengths are in mm.

    `trim` is the finished page (width, height), `bleed` what must stand beyond it, `safety` how
    near to the trim text may come. `pages` is the exact count, `multiple` what must divide it, as
    the sheets are folded: 0 stands for four, but lets a single leaf be. `condition` is a part of
    the output intent's name, such as `FOGRA39`; `standard` the PDF/X level, such as `PDF/X-4`.
    `spots` are the spot inks that are wanted. `ink_limit` is in percent. An empty `medium` is told
    from the file. `imposed` sheets hold several pages, with marks between them: what concerns
    single pages is left out.
    """

    medium: str = ""
    trim: tuple[float, float] | None = None
    bleed: float = 3.0
    safety: float = 3.0
    pages: int = 0
    multiple: int = 0
    condition: str = ""
    standard: str = ""
    spots: tuple[str, ...] = ()
    ink_limit: float = 300.0
    imposed: bool = False
