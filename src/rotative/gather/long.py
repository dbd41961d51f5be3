"""Texts longer than a page can be made of, cut where a reader would pause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rotative.limits import MAX_PARAGRAPH

LONGEST = MAX_PARAGRAPH // 2
_SENTENCE_END = re.compile(r"[.!?…][»”’\"')\]]*\s+")


def cut(text: str, most: int = LONGEST) -> Iterator[str]:
    """Yield a text in parts not longer than `most`, cut after sentences, else between words."""
    while len(text) > most:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, most // 2, most)]
        at = ends[-1] if ends else text.rfind(" ", most // 2, most) + 1 or most
        yield text[:at].strip()
        text = text[at:].lstrip()
    if text:
        yield text
