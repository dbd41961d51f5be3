"""Accessibility facts, computed from the documents rather than promised.

Source: EPUB Accessibility 1.1 §2 (discovery metadata) and §5.3.4 (conformance), schema.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rotative.dataclass import dataclass

CONFORMS_TO = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"

_SEEN = re.compile(r"<(?:img|svg|math)\b[^<>]*>")
_ALT = re.compile(r'\s(?:alt|aria-label|aria-labelledby)="')
_DESCRIBED = re.compile(r'\s(?:alt|aria-label|aria-labelledby)="[^"]')
_ROLE = re.compile(r'\srole="doc-')


@dataclass(frozen=True, slots=True)
class Facts:
    """What a publication's content was found to be; the cover's own picture does not count."""

    images: bool = False
    described: bool = False
    undescribed: bool = False
    math: bool = False
    roles: bool = False
    pages: bool = False

    @property
    def modes(self) -> tuple[str, ...]:
        """How the content reaches the reader (schema:accessMode)."""
        return ("textual", "visual") if self.images else ("textual",)

    @property
    def sufficient(self) -> tuple[str, ...]:
        """Sets of modes that are enough to read everything (schema:accessModeSufficient)."""
        if self.undescribed:
            return ("textual,visual",)
        return ("textual,visual", "textual") if self.images else ("textual",)

    @property
    def features(self) -> tuple[str, ...]:
        """What helps the reader, only if present (schema:accessibilityFeature)."""
        found = {
            "alternativeText": not self.undescribed,
            "ARIA": self.roles,
            "displayTransformability": True,
            "MathML": self.math,
            "pageBreakMarkers": self.pages,
            "pageNavigation": self.pages,
            "readingOrder": True,
            "structuralNavigation": True,
            "tableOfContents": True,
        }
        return tuple(name for name, present in found.items() if present)

    @property
    def conforms_to(self) -> str:
        """The claim of conformance in its exact form, empty where an image lacks words."""
        return "" if self.undescribed else CONFORMS_TO

    def summary(self, words: Mapping[str, str]) -> str:
        """Return the facts as sentences in the edition's language."""
        keys = self._sentences()
        return " ".join(words[key] for key in keys if words.get(key))

    def _sentences(self) -> Iterator[str]:
        yield "access_structure"
        if self.undescribed:
            yield "access_images_missing"
        else:
            yield "access_images" if self.images else "access_text_only"
        if self.pages:
            yield "access_pages"
        yield "access_hazards"


def observe(markups: Iterable[str], *, pages: bool = False) -> Facts:
    """Return the facts about content documents, given as markup without the cover's."""
    text = "\n".join(markups)
    seen = _SEEN.findall(text)
    pictures = [tag for tag in seen if not tag.startswith("<math")]
    return Facts(
        images=any('alt=""' not in picture for picture in pictures),
        described=any(_DESCRIBED.search(picture) for picture in pictures),
        undescribed=any(not _ALT.search(picture) for picture in pictures),
        math=len(pictures) < len(seen),
        roles=bool(_ROLE.search(text)),
        pages=pages,
    )
