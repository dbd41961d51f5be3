"""Protected spans: what looks like text and is not, and so is never touched."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from .finders import compiled
from .marks import MASK, B

Span = tuple[int, int]

_STOP = r"\s<>\"«»“”„"
_TAIL = r".,;:!?…)\]}'’"
_GAP = r"[ .\-/()\u00a0\u202f\u2009]"

_FACE = r"[-'^o]?[)(\]\[DPpOoSs|/\\*3$>]"
"""What follows eyes."""

_DIGITS = "0123456789"


class _Kind(NamedTuple):
    """One kind of protected span: its pattern, whose group 1, if any, is the span.

    Before that is tried, one of ``keys`` must stand in the text, and where given one of
    ``also``, and what the cheap pattern ``gate`` finds.
    """

    keys: str
    pattern: str
    also: str = ""
    gate: str = ""


_KINDS: tuple[_Kind, ...] = (
    _Kind(
        "/",
        rf"(?<![\w+.-])[A-Za-z][A-Za-z0-9+.-]{{1,20}}://[^{_STOP}]*[^{_STOP}{_TAIL}]/?",
        gate="://",
    ),
    _Kind("w", rf"w(?<!\w.)ww\.[^{_STOP}]*[^{_STOP}{_TAIL}]", gate=r"www\."),
    _Kind(
        ":",
        rf"(?<!\w)(?:mailto|tel|sms|doi|urn|data|javascript):[^{_STOP}]*[^{_STOP}{_TAIL}]",
        gate=r":\w",
    ),
    _Kind(
        "/",
        rf"(?<![\w.@-])[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,6}}(?::\d+)?/(?:[^{_STOP}]*[^{_STOP}{_TAIL}])?",
    ),
    _Kind("@", r"(?<![\w.+-])[\w.+-]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    _Kind("@", r"@(?<!\w.)\w[\w.-]{0,128}(?<![.-])"),
    _Kind("#", r"#(?<![\w&].)\w+"),
    _Kind(":", r"[0-9](?<![\w:].)\d{0,3}(?::\d{1,4}){1,3}(?![\w:])", also=_DIGITS, gate=r":\d"),
    _Kind(":", r"(?<![\w:])\w+(?:::?[A-Za-z_]\w*)+(?:\(\))?", gate=r":\w"),
    _Kind(":", r":(?<![\w:].)[A-Za-z0-9_+-]{2,40}:(?![\w:])", gate=r":\w"),
    _Kind("-", r"-(?<![\w-].)-?[A-Za-z][\w-]*(?:=[^\s]+)?", gate=r"-(?<![\w-].)-?[A-Za-z]"),
    _Kind("\\", r"(?<![\w\\:])(?:\w:|[\w.~-]*)(?:\\[\w.~-]*)+"),
    _Kind("/", r"(?<![\w/])(?:~|\.{1,2})?/[\w.~+-]+(?:/[\w.~+-]*)*(?<![.])"),
    _Kind("/", r"\.(?<![\w/.].)\.?/", gate=r"\./"),
    _Kind(
        "-",
        r"[0-9](?<![\w-].)\d{3}-\d\d-\d\d(?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-])",
        also=_DIGITS,
        gate=r"-\d\d-\d",
    ),
    _Kind(
        ".",
        r"[vV0-9](?<![\w.].)\d*(?:\.\d+){2,}(?:-[\w.]+)?(?:/\d+)?(?::\d+)?(?!\w)",
        also=_DIGITS,
        gate=r"\.\d",
    ),
    _Kind(".", r"[vV](?<![\w.].)\d+\.\d+(?![\w.])", also=_DIGITS, gate=r"\.\d"),
    _Kind(
        "N",
        rf"IS[BSM]N(?:-1[03])?{B}?:?{B}?((?:\d[{B[1:-1]}-]?){{7,12}}[\dXx])(?!\d)",
        gate="IS[BSM]N",
    ),
    _Kind("+", rf"[+](?<!\w.)\d{{1,3}}(?:{_GAP}{{0,3}}\d{{1,4}}){{2,7}}(?!\d)"),
    _Kind(
        "0",
        rf"0(?<![\w.,+-].)(?<!\d{_GAP}.)(?=0?[1-9])\d{{1,3}}(?:{_GAP}{{1,2}}\d{{2,4}}){{2,5}}(?!\d)",
    ),
    _Kind("&", r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"),
    _Kind("`", r"`[^`\n]+`"),
    _Kind("{", r"\{\{[^{}]*\}\}|[$#]\{[^{}]*\}"),
    _Kind("<", r"<(?<!<.)/?[A-Za-z][^<>\n]*>(?!>)"),
    _Kind("<>", r"<(?:3+|-|=)(?!\w)|[-=](?<!\w.)>"),
    _Kind(":", rf":(?<!\S.)(?:{_FACE}|'[()])(?!\w)"),
    *(_Kind(eyes, rf"{eyes}(?<!\S.){_FACE}(?!\w)") for eyes in ";=8"),
    *(_Kind(mouth, rf"[{mouth}](?<!\S.)-?[:;](?!\w)") for mouth in "()"),
    *(_Kind(eyes, rf"{eyes}-?\)(?=\s|$)", also=")") for eyes in ":;"),
    _Kind("°", r"\d+(?:[.,]\d+)?°\d+(?:[.,]\d+)?['′’](?:\d+(?:[.,]\d+)?(?:[\"″”]|''))?"),
    _Kind("'", r"''(?<=\d..)", gate="''"),
    *(
        _Kind(foot, r"[0-9](?<![\w'].)\d*['′]\d{1,2}(?:[\"″]|'')?(?![\w'])", gate=rf"{foot}\d")
        for foot in "'′"
    ),
)


SIGNS = "".join(sorted({*_DIGITS, *(key for kind in _KINDS for key in kind.keys)}))
"""The characters without which nothing is protected."""

BY_SIGN = {
    sign: sum(1 << number for number, kind in enumerate(_KINDS) if sign in kind.keys)
    | sum(1 << number for number, kind in enumerate(_KINDS) if sign in (kind.also or SIGNS))
    << len(_KINDS)
    for sign in SIGNS
}
"""For each sign the kinds it is a key of, and above them those it lets stand, one bit each."""


_ALL = (1 << len(_KINDS)) - 1


@lru_cache(maxsize=1024)
def _gates(found: int) -> tuple[tuple[Callable[[str], object], tuple[str, ...]], ...]:
    """Return the patterns of the kinds whose bits are set, by what has to let them through."""
    patterns: dict[str, list[str]] = {}
    for number, kind in enumerate(_KINDS):
        if found >> number & 1:
            patterns.setdefault(kind.gate, []).append(kind.pattern)
    return tuple(
        (compiled(gate).search if gate else bool, tuple(behind))
        for gate, behind in patterns.items()
    )


@lru_cache(maxsize=64)
def _literals(exceptions: tuple[str, ...]) -> re.Pattern[str] | None:
    words = sorted((word for word in exceptions if word), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words))) if words else None


def spans(text: str, signs: int, exceptions: tuple[str, ...] = ()) -> list[Span]:
    """Return the protected spans of a text in order, merged where they meet.

    ``signs`` are the bits of ``BY_SIGN`` that the text's characters have between them.
    """
    kinds = signs & signs >> len(_KINDS)
    found: list[Span] = []
    for gate, patterns in _gates(kinds & _ALL):
        if gate(text):
            for pattern in map(compiled, patterns):
                group = pattern.groups
                found += [match.span(group) for match in pattern.finditer(text)]
    if exceptions and (literals := _literals(exceptions)):
        found += [match.span() for match in literals.finditer(text)]
    return _merged(found) if len(found) > 1 else found


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
