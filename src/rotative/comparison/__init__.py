"""The comparison: what readers of two revisions would find different.

Words come from the EPUBs, pages from pictures of the PDFs, the rest from the metadata.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rotative.comparison.pages import Sheet, compare
from rotative.comparison.words import Change, Fact, facts, words
from rotative.dataclass import dataclass
from rotative.house import House

__all__ = ["Change", "Difference", "Fact", "Sheet", "difference", "report"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two revisions; `sheets` are the changed pages by format."""

    edition: str
    old: str
    new: str
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    sheets: Mapping[str, tuple[Sheet, ...]] | None = None
    counts: Mapping[str, tuple[int, int]] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the difference for `--json`."""
        return {
            "edition": self.edition,
            "state": "same" if self.is_same else "different",
            "old": self.old,
            "new": self.new,
            "words": [asdict(change) for change in self.changes],
            "metadata": [asdict(fact) for fact in self.facts],
            "pages": {name: [s.page for s in some] for name, some in (self.sheets or {}).items()},
            "page_counts": {name: list(both) for name, both in (self.counts or {}).items()},
        }

    @property
    def is_same(self) -> bool:
        """Tell whether a reader would see nothing new."""
        return not (self.changes or self.facts or any((self.sheets or {}).values()))

    def lines(self) -> Iterator[str]:
        """Yield what differs, for people: one line on the whole, then every change."""
        yield f"{self.edition}, {self.old} → {self.new}: {self._whole()}"
        for change in self.changes:
            yield f"  {change.title}: {change}"
        for fact in self.facts:
            yield f"  {fact.name}: {fact.old or '–'} → {fact.new or '–'}"

    def _whole(self) -> str:
        if self.is_same:
            return "nothing a reader would see changed"
        told = [*map(_told, (self.sheets or {}).items())]
        for name, (old, new) in (self.counts or {}).items():
            told += [f"{name} {old} → {new} pages"] if old != new else []
        changes, about = len(self.changes), len(self.facts)
        told += [f"{changes} change{'s' * (changes != 1)} of words"] if changes else []
        told += [f"{about} change{'s' * (about != 1)} of metadata"] if about else []
        return f"{', '.join(filter(None, told))}; nothing else"


def _told(item: tuple[str, tuple[Sheet, ...]]) -> str:
    """Return `print pages 3 and 6 changed`, nothing for a format without changes."""
    name, sheets = item
    numbers = [str(sheet.page) for sheet in sheets]
    if not numbers:
        return ""
    last = f" and {numbers.pop()}" if len(numbers) > 1 else ""
    return f"{name} page{'s' * bool(last)} {', '.join(numbers)}{last} changed"


def difference(
    edition: str, old: tuple[str, Mapping[str, bytes]], new: tuple[str, Mapping[str, bytes]]
) -> Difference:
    """Return what differs between two sets of artefacts by format, each with its name.

    Formats that only one of them has are not compared.
    """
    (before, had), (after, has) = old, new
    both = [name for name in had if name in has]
    sheets, counts = {}, {}
    for name in both:
        if name != "epub":
            sheets[name], counts[name] = compare(had[name], has[name])
    books = (had["epub"], has["epub"]) if "epub" in both else None
    return Difference(
        edition,
        before,
        after,
        tuple(words(*books)) if books else (),
        tuple(facts(*books)) if books else (),
        sheets,
        counts,
    )


def report(found: Difference, house: House) -> bytes:
    """Return the difference as one HTML page, pictures of the changed pages included."""
    pictures = {
        name: [
            {"page": sheet.page, "old": _uri(sheet.old), "new": _uri(sheet.new)} for sheet in some
        ]
        for name, some in (found.sheets or {}).items()
    }
    page = house.render("report/difference.html", found=found, pictures=pictures)
    return page.encode()


def _uri(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}" if picture else ""
