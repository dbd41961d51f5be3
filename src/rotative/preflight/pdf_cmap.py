"""Character maps: from the codes of a string to words (ToUnicode) and to glyphs (Encoding).

Source: ISO 32000-2, 9.7.5 and 9.10.3; Adobe Technical Note 5014.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.entities import name2codepoint

_BLOCK = re.compile(rb"begin(bfchar|bfrange|cidchar|cidrange|codespacerange)(.*?)end\1", re.DOTALL)
_PART = re.compile(rb"<([\da-fA-F\s]*)>|\[([^\]]*)\]|(\d+)")
# A range over more codes than there are is damage.
_MOST = 65536


@dataclass(slots=True)
class CMap:
    """What a CMap stream says: words by code, glyph numbers by code, and how long codes are."""

    words: dict[int, str] = field(default_factory=dict)
    glyphs: dict[int, int] = field(default_factory=dict)
    width: int = 2


def parse(data: bytes) -> CMap:
    """Return the map of a ToUnicode or Encoding stream; what cannot be read is left out."""
    found = CMap()
    for kind, body in _BLOCK.findall(data):
        parts = [(match[1], match[2], match[3]) for match in _PART.finditer(body)]
        if kind == b"codespacerange":
            widths = [len(b"".join(part[0].split())) // 2 for part in parts if part[0]]
            found.width = min(widths, default=2) or 1
        elif kind == b"bfchar":
            for code, target in zip(parts[::2], parts[1::2], strict=False):
                found.words[_number(code)] = _word(target[0] or b"")
        elif kind == b"bfrange":
            _ranges_of_words(found, parts)
        else:
            _glyphs(found, parts, step=3 if kind == b"cidrange" else 2)
    return found


Part = tuple[bytes | None, bytes | None, bytes | None]


def _ranges_of_words(found: CMap, parts: list[Part]) -> None:
    for first, last, target in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        start, end = _number(first), _number(last)
        if target[1] is not None:
            words = [match[1] or b"" for match in _PART.finditer(target[1])]
            found.words |= {start + i: _word(word) for i, word in enumerate(words)}
        elif end - start + len(found.words) < _MOST and (word := _word(target[0] or b"")):
            for code in range(start, end + 1):
                last_letter = min(ord(word[-1]) + code - start, 0x10FFFF)
                found.words[code] = word[:-1] + chr(last_letter)


def _glyphs(found: CMap, parts: list[Part], step: int) -> None:
    for first, last, target in zip(
        parts[::step], parts[step - 2 :: step], parts[step - 1 :: step], strict=False
    ):
        start, end, glyph = _number(first), _number(last), _number(target)
        if end - start < _MOST and len(found.glyphs) < _MOST:
            found.glyphs |= {code: glyph + code - start for code in range(start, end + 1)}


def _number(part: Part) -> int:
    if part[0] is not None:
        return int(b"".join(part[0].split()) or b"0", 16)
    return int(part[2] or 0)


def _word(digits: bytes) -> str:
    plain = b"".join(digits.split()).decode("ascii")
    return bytes.fromhex(plain[: len(plain) // 2 * 2]).decode("utf-16-be", "replace")


# The Latin part of the Adobe Glyph List, where it is not HTML's names for the same letters.
_NAMES = {
    "space": " ", "exclam": "!", "quotedbl": '"', "numbersign": "#", "dollar": "$",
    "percent": "%", "ampersand": "&", "quotesingle": "'", "parenleft": "(", "parenright": ")",
    "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "period": ".", "slash": "/",
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "colon": ":", "semicolon": ";", "less": "<",
    "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[",
    "backslash": "\\", "bracketright": "]", "underscore": "_", "braceleft": "{", "bar": "|",
    "braceright": "}", "quoteleft": "‘", "quoteright": "’", "quotedblleft": "“",
    "quotedblright": "”", "quotesinglbase": "‚", "quotedblbase": "„", "guillemotleft": "«",
    "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "endash": "–",
    "emdash": "—", "ellipsis": "…", "bullet": "•", "fi": "fi", "fl": "fl", "ff": "ff",
    "ffi": "ffi", "ffl": "ffl", "oe": "œ", "OE": "Œ", "dotlessi": "ı", "Euro": "€",
    "exclamdown": "¡", "questiondown": "¿", "germandbls": "ß", "trademark": "™",
}  # fmt: skip


def letter(glyph: str) -> str:
    """Return what a glyph's name means, an empty text when it tells nothing."""
    stem = glyph.partition(".")[0]
    if len(stem) == 1:
        return stem
    if stem in _NAMES:
        return _NAMES[stem]
    if match := re.fullmatch(r"(?:uni|u)([0-9A-F]{4,6})", stem):
        return chr(min(int(match[1], 16), 0x10FFFF))
    return chr(name2codepoint[stem]) if stem in name2codepoint else ""
