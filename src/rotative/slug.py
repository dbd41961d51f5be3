"""Titles and file names → ASCII slugs: stable, readable, safe in ids and file names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field
from functools import lru_cache

_SPELLED = """
ß ss æ ae œ oe ø o đ d ð d ł l þ th ı i ħ h ŋ n ĸ k
а a б b в v г g д d е e ё e ж zh з z и i й i к k л l м m н n о o п p р r с s т t у u ф f х kh
ц ts ч ch ш sh щ shch ы y э e ю iu я ia і i ї i є ie ґ g ў u
α a β b γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch
ψ ps ω o
""".split()  # noqa: SIM905 - pairs read better as words
_LETTERS = str.maketrans(
    {**dict(zip(_SPELLED[::2], _SPELLED[1::2], strict=True)), "ъ": "", "ь": ""}
)
_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@lru_cache(4096)
def slug(text: str, *, longest: int = 48) -> str:
    """Return an ASCII slug, cut between words; a script we cannot spell becomes a short hash."""
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    bare = unicodedata.normalize("NFKD", lowered).translate(_LETTERS)
    words = _NOT_SLUG.sub("-", "".join(c for c in bare if not unicodedata.combining(c))).strip("-")
    if not words:
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
    if len(words) > longest:
        cut = words[: longest + 1].rfind("-")
        words = words[: cut if cut > longest // 2 else longest]
    return words


def unique(wanted: str, taken: Container[str]) -> str:
    """Return the name wanted, or with -2, -3 … if it is taken; for a few (`Names` for many)."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


@dataclass(slots=True)
class Names:
    """Hands out each name once: the second who wants it gets -2, the third -3."""

    taken: set[str] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)

    def claim(self, wanted: str) -> str:
        """Return the name wanted, or one with a number that is free."""
        name, number = wanted, self.last.get(wanted, 1)
        while name in self.taken:
            number += 1
            name = f"{wanted}-{number}"
        self.last[wanted] = number
        self.taken.add(name)
        return name
