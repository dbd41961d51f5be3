"""The plan: how a file is to be imposed, and what the sheets say about themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from rotative.dataclass import dataclass
from rotative.imposition.order import Side
from rotative.model import Booklet
from rotative.words import words


@dataclass(frozen=True, slots=True)
class Plan:
    """A booklet, a title for its sheets, and the words to name them in (by default English)."""

    booklet: Booklet = field(default_factory=Booklet)
    title: str = ""
    words: Mapping[str, str] = field(default_factory=lambda: words("en"))

    def name(self, side: Side, inks: tuple[str, ...]) -> str:
        """Return what the margin of a sheet says: signature, sheet, side and inks."""
        own = self.words
        parts = [self.title] if self.title else []
        if side.signatures > 1:
            parts.append(own["sheet_signature"].format(n=side.signature, total=side.signatures))
        parts.append(own["sheet_number"].format(n=side.sheet, total=side.sheets))
        parts.append(own["sheet_front" if side.front else "sheet_back"])
        parts.append(", ".join(called(ink, own) for ink in inks))
        return " · ".join(filter(None, parts))


def called(ink: str, own: Mapping[str, str]) -> str:
    """Return a process ink's name in the words of the house; a spot colour keeps its own."""
    return own.get(f"ink_{ink.lower()}", ink)
