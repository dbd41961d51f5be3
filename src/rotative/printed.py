"""The printed pages, drawn but not finished: laid out as a whole, or made of fragments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from rotative.colour import Ink, Millionths
from rotative.dataclass import dataclass
from rotative.problems import Problem

if TYPE_CHECKING:
    import pikepdf

    from rotative.finish.album import Held
    from rotative.pagemap import Break


@dataclass(frozen=True, slots=True)
class Printed:
    """Pages as the engine drew them, in stand-in colours, and what was found on the way.

    `fill` is how much of the last page of text is used, `lines` what the line lint says;
    `breaks` tells where pages begin. `furnish` puts into the open file what is still missing.
    """

    data: bytes = field(repr=False)
    count: int
    fill: float
    inks: Mapping[Millionths, Ink] = field(repr=False)
    pictures: Mapping[str, Held] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    lines: tuple[Problem, ...] = ()
    breaks: Callable[[], tuple[Break, ...]] = tuple
    furnish: Callable[[pikepdf.Pdf], None] | None = None
