"""Words within a text: whole ones, in whatever form typesetting gives their marks and blanks."""

from __future__ import annotations

import re
from functools import lru_cache

from rotative.manuscript.quoted import SAME, alike

# Thai, Lao, Burmese, Khmer, Chinese, Japanese: no blank tells where a word of theirs ends.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff66-\uff9f"
_LETTER = rf"[^\W_{_UNSPACED}\U00020000-\U0003ffff]"
# A blank line is more than a blank: there another paragraph begins.
_BLANK = r"(?:[^\S\n]+\n?|\n)[^\S\n]*"
_LOOSE = r"\s*"
_SIGN = re.compile(r"\.\.\.|.", re.DOTALL)


def spots(words: str, text: str, *, right: str = "") -> tuple[tuple[int, int], ...]:
    """Return where words stand whole in a text, as start and end, but not within `right` ones.

    In “le nouveau port”, where “nouveau port” is right, “port” is no mistake any more.
    """
    held = spots(right, text) if right else ()
    found = (match.span() for match in pattern(words).finditer(text)) if words else ()
    return tuple(
        (start, end)
        for start, end in found
        if not any(first <= start and end <= last for first, last in held)
    )


@lru_cache(maxsize=256)
def pattern(words: str) -> re.Pattern[str]:
    """Return what finds words whatever the form of their marks, whole where a letter ends them."""
    plain = alike(words)
    looked_for = "".join(map(_form, _SIGN.findall(plain)))
    looked_for = looked_for.removeprefix(_LOOSE).removesuffix(_LOOSE)
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, plain) else ""
    after = rf"(?!{_LETTER}|[\u0300-\u036f])" if re.search(rf"{_LETTER}\Z", plain) else ""
    return re.compile(f"{before}{looked_for}{after}")


def _form(mark: str) -> str:
    """Return what finds a mark in all its forms, and any other character as it is."""
    if mark == " ":
        return _BLANK
    others = "".join(chr(code) for code, same in SAME.items() if same == mark)
    form = re.escape(mark)
    if others:
        form = rf"(?:{form}|{'--|' if mark == '-' else ''}[{re.escape(others)}])"
    if mark == '"':
        return f"{_LOOSE}{form}{_LOOSE}"
    return f"{_LOOSE}{form}" if mark in ";:!?%" else form
