"""Sizes: what a theme lets the body's type be, step by step between its limits."""

from __future__ import annotations

from collections.abc import Mapping

from rotative.budget.search import STEPS
from rotative.dataclass import dataclass
from rotative.units import points

TEXT, LEADING = "text-size", "leading"


@dataclass(frozen=True, slots=True)
class Size:
    """A size of type and its leading, in pt."""

    text: float
    leading: float

    def __str__(self) -> str:
        return f"{self.text:g}/{self.leading:g} pt"

    def tokens(self) -> dict[str, str]:
        """Return the tokens that set it."""
        return {TEXT: f"{self.text:g}pt", LEADING: f"{self.leading:g}pt"}


@dataclass(frozen=True, slots=True)
class Limits:
    """The theme's own size, and the smallest and the largest it allows."""

    own: Size
    least: Size
    most: Size

    @classmethod
    def of(cls, tokens: Mapping[str, str]) -> Limits:
        """Return the limits that tokens declare; what a publication sets beyond them counts too."""
        own, least, most = (
            [points(tokens[f"{name}{end}"]) for name in (TEXT, LEADING)]
            for end in ("", "-least", "-most")
        )
        return cls(Size(*own), Size(*map(min, own, least)), Size(*map(max, own, most)))

    def at(self, step: int) -> Size:
        """Return the size at a step from -STEPS, the smallest, to STEPS, the largest."""
        end = self.most if step > 0 else self.least
        share = abs(step) / STEPS
        return Size(
            round(self.own.text + share * (end.text - self.own.text), 2),
            round(self.own.leading + share * (end.leading - self.own.leading), 2),
        )

    def area(self, step: int) -> float:
        """Return how large a step's type is beside the theme's own."""
        size = self.at(step)
        return size.text * size.leading / (self.own.text * self.own.leading)
