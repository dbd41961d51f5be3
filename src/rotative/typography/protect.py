"""Protected spans: what looks like text and is not, and so is never touched."""

import re
from functools import cache, lru_cache

from .marks import MASK, B

Span = tuple[int, int]

_STOP = r"\s<>\"«»“”„"
_TAIL = r".,;:!?…)\]}'’"
_GAP = r"[ .\-/()\u00a0\u202f\u2009]"

_DIGITS = "0123456789"
_PATTERNS: tuple[tuple[str, str, str], ...] = (
    # One of these characters must be there; a cheap pattern that must be found, or digits that
    # must; the pattern itself, whose group 1, if any, is the span.
    ("/", "://", rf"(?<![\w+.-])[A-Za-z][A-Za-z0-9+.-]{{1,20}}://[^{_STOP}]*[^{_STOP}{_TAIL}]/?"),
    (".", r"www\.", rf"w(?<!\w.)ww\.[^{_STOP}]*[^{_STOP}{_TAIL}]"),
    (
        ":",
        r":\w",
        rf"(?<!\w)(?:mailto|tel|sms|doi|urn|data|javascript):[^{_STOP}]*[^{_STOP}{_TAIL}]",
    ),
    (
        "/",
        "/",
        rf"(?<![\w.@-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,6}}(?::\d+)?/(?:[^{_STOP}]*[^{_STOP}{_TAIL}])?",
    ),
    ("@", "@", r"(?<![\w.+-])[\w.+-]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    ("@", "@", r"@(?<!\w.)\w[\w.-]{0,128}(?<![.-])"),
    ("#", "#", r"#(?<![\w&].)\w+"),
    (":", r":\d", r"[0-9](?<![\w:].)\d{0,3}(?::\d{1,4}){1,3}(?![\w:])"),
    (":", r":\w", r"(?<![\w:])\w+(?:::?[A-Za-z_]\w*)+(?:\(\))?"),
    (":", r":\w", r":(?<![\w:].)[A-Za-z0-9_+-]{2,40}:(?![\w:])"),
    ("-", r"-(?<![\w-].)-?[A-Za-z]", r"-(?<![\w-].)-?[A-Za-z][\w-]*(?:=[^\s]+)?"),
    ("\\", r"\\", r"(?<![\w\\:])(?:\w:|[\w.~-]*)(?:\\[\w.~-]*)+"),
    ("/", "/", r"(?<![\w/])(?:~|\.{1,2})?/[\w.~+-]+(?:/[\w.~+-]*)*(?<![.])"),
    ("/", r"\./", r"\.(?<![\w/.].)\.?/"),
    ("-", _DIGITS, r"[0-9](?<![\w-].)\d{3}-\d\d-\d\d(?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])"),
    (".", _DIGITS, r"[vV0-9](?<![\w.].)\d*(?:\.\d+){2,}(?:-[\w.]+)?(?:/\d+)?(?::\d+)?(?!\w)"),
    (".", _DIGITS, r"[vV](?<![\w.].)\d+\.\d+(?![\w.])"),
    ("N", "IS[BSM]N", rf"IS[BSM]N(?:-1[03])?{B}?:?{B}?((?:\d[{B[1:-1]}-]?){{7,12}}[\dXx])(?!\d)"),
    ("+", "[+]", rf"[+](?<!\w.)\d{{1,3}}(?:{_GAP}{{0,3}}\d{{1,4}}){{2,7}}(?!\d)"),
    (
        "0",
        "0",
        rf"0(?<![\w.,+-].)(?<!\d{_GAP}.)(?=0?[1-9])\d{{1,3}}(?:{_GAP}{{1,2}}\d{{2,4}}){{2,5}}(?!\d)",
    ),
    ("&", "&", r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"),
    ("`", "`", r"`[^`\n]+`"),
    ("{", "{", r"\{\{[^{}]*\}\}|[$#]\{[^{}]*\}"),
    ("<", "<", r"<(?<!<.)/?[A-Za-z][^<>\n]*>(?!>)"),
    ("<>", "[<>]", r"<(?:3+|-|=)(?!\w)|[-=](?<!\w.)>"),
    (
        ":;=()8",
        "",
        r"[:;=8()](?<!\S.)(?:(?<=[:;=8])[-'^o]?[)(\]\[DPpOoSs|/\\*3$>]|(?<=:)'[()]|(?<=[()])-?[:;])(?!\w)",
    ),
    (")", "", r"[:;](?:\)|-\))(?=\s|$)"),
    ("°", "°", r"\d+(?:[.,]\d+)?°\d+(?:[.,]\d+)?['′’](?:\d+(?:[.,]\d+)?(?:[\"″”]|''))?"),
    ("'′", r"\d['′]\d", r"[0-9](?<![\w'].)\d*['′]\d{1,2}(?:[\"″]|'')?(?![\w'])"),
    ("'", "''", r"''(?<=\d..)"),
)


SIGNS = "".join(sorted({*_DIGITS, *(key for keys, _, _ in _PATTERNS for key in keys)}))
"""The characters without which nothing is protected."""

_BY_SIGN = {
    sign: [number for number, (keys, _, _) in enumerate(_PATTERNS) if sign in keys]
    for sign in SIGNS
}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Few texts need more than two or three of all these.
    return re.compile(pattern)


@lru_cache(maxsize=64)
def _literals(exceptions: tuple[str, ...]) -> re.Pattern[str] | None:
    words = sorted((word for word in exceptions if word), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))) if words else None


def spans(text: str, chars: set[str], exceptions: tuple[str, ...] = ()) -> list[Span]:
    """Return the protected spans of a text in order, merged where they meet.

    ``chars`` are those of the ``SIGNS`` that stand in the text, perhaps with others.
    """
    found: list[Span] = []
    for number in {number for char in chars for number in _BY_SIGN.get(char, ())}:
        _, gate, rule = _PATTERNS[number]
        if _may_hold(text, chars, gate):
            pattern = _compiled(rule)
            group = pattern.groups
            found += [match.span(group) for match in pattern.finditer(text)]
    if exceptions and (literals := _literals(exceptions)):
        found += [match.span() for match in literals.finditer(text)]
    return _merged(found) if len(found) > 1 else found


def _may_hold(text: str, chars: set[str], gate: str) -> bool:
    if gate == _DIGITS:
        return not chars.isdisjoint(_DIGITS)
    return not gate or _compiled(gate).search(text) is not None


def _merged(found: list[Span]) -> list[Span]:
    found.sort()
    merged = [found[0]]
    for start, end in found[1:]:
        if start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mask(text: str, found: list[Span]) -> str:
    """Return the text with every protected character replaced by the mask."""
    pieces: list[str] = []
    at = 0
    for start, end in found:
        pieces.append(text[at:start])
        pieces.append(MASK * (end - start))
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
