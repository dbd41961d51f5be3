"""The syntax of content streams: operators with their operands, strings, inline images.

Pictures and pages of text are read by the regular expression engine, some fifty times faster than
object by object; whatever is no token is passed over, as viewers do (ISO 32000-2, 7.2 and 7.8.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Parentheses may stand in a string when they pair; three deep is more than any writer nests.
_PLAIN = rb"[^()\\]++|\\."
_PAIR = rb"\((?:" + _PLAIN + rb")*+\)"
_PAIRS = rb"\((?:" + _PLAIN + rb"|" + _PAIR + rb")*+\)"
_LITERAL = rb"\((?:" + _PLAIN + rb"|" + _PAIRS + rb")*+\)"
_HEX = rb"<[\da-fA-F\s]*+>"
_ARRAY = rb"\[(?:[^][()<>%]++|" + _HEX + rb"|" + _LITERAL + rb")*+\]"
_TOKEN = re.compile(
    rb"|".join(
        (
            _ARRAY,
            rb"[-+]*+[\d.]++",
            rb"/[^\s()<>\[\]{}/%\x00]*+",
            _LITERAL,
            rb"<<|>>",
            _HEX,
            rb"[A-Za-z'\"][A-Za-z0-9*'\"]*+",
            rb"%[^\r\n]*+",
            rb"[\[\]]",
        )
    ),
    re.DOTALL,
)
_STRING = re.compile(_HEX + rb"|" + _LITERAL, re.DOTALL)
_PIECE = re.compile(_HEX + rb"|" + _LITERAL + rb"|[-+]*+[\d.]++", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|[\r\n])|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NAME_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")
_END = re.compile(rb"(?<=[\s\x00])EI(?=[\s\x00/]|$)")
_READABLE = re.compile(rb"[\x09-\x0d\x20-\x7e\x00]*")
_LITERALS = frozenset((b"true", b"false", b"null"))
_LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'\"")

Operation = tuple[bytes, list[bytes]]


def operations(data: bytes) -> Iterator[Operation]:
    """Yield each operator with its operands as tokens.

    An inline image comes as `BI` with the tokens of its dictionary, its bytes last.
    """
    if b"BI" in data:
        yield from _with_images(data)
        return
    operands: list[bytes] = []
    for token in _TOKEN.findall(data):
        if token[0] in _LETTERS and token not in _LITERALS:
            yield token, operands
            operands = []
        elif token[0] != 37:  # a comment
            operands.append(token)


def _with_images(data: bytes) -> Iterator[Operation]:
    start: int | None = 0
    while start is not None:
        operands: list[bytes] = []
        begun, resume = False, None
        for match in _TOKEN.finditer(data, start):
            token = match[0]
            if begun and token == b"ID":
                content, resume = _inline(data, match.end() + 1)
                yield b"BI", [*operands, content]
                break
            if token[0] not in _LETTERS or token in _LITERALS:
                if token[0] != 37:
                    operands.append(token)
            elif token == b"BI":
                begun, operands = True, []
            else:
                yield token, operands
                operands = []
        start = resume


def _inline(data: bytes, start: int) -> tuple[bytes, int]:
    """Return an inline image's bytes and where the stream goes on.

    Image bytes may spell EI by chance: what follows the true one reads as text.
    """
    for match in _END.finditer(data, start):
        behind = data[match.end() : match.end() + 24]
        if len(_READABLE.match(behind)[0]) == len(behind):  # type: ignore[index]  # matches always
            return data[start : match.start() - 1], match.end()
    return data[start:], len(data)


def string(token: bytes) -> bytes:
    """Return the bytes of a literal or hexadecimal string."""
    if token[:1] == b"<":
        digits = token[1:-1].decode("ascii")  # whose blanks are passed over
        try:
            return bytes.fromhex(digits)
        except ValueError:  # an odd number of them, or blanks within a pair
            whole = "".join(digits.split())
            return bytes.fromhex(whole + "0" * (len(whole) % 2))
    content = token[1:-1]
    return _ESCAPE.sub(_unescaped, content) if b"\\" in content else content


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, line_end, other = match.groups()
    if octal:
        return bytes((int(octal, 8) & 255,))
    return b"" if line_end else _ESCAPED.get(other, other)


def shown(token: bytes) -> tuple[bytes, float]:
    """Return the codes that a string or an array for TJ shows, and the sum of its adjustments."""
    if token[:1] != b"[":
        return string(token), 0.0
    if b"(" in token:
        codes = b"".join(map(string, _STRING.findall(token)))
        return codes, sum(map(float, _STRING.sub(b" ", token[1:-1]).split()))
    # Numbers and digits in turn.
    parts = token[1:-1].replace(b">", b"<").split(b"<")
    codes = string(b"<" + b"".join(parts[1::2]) + b">")
    return codes, sum(map(float, b" ".join(parts[::2]).split()))


def pieces(token: bytes) -> Iterator[bytes | float]:
    """Yield the strings that an array for TJ shows, with the adjustments between them."""
    for part in _PIECE.findall(token):
        yield string(part) if part[:1] in b"<(" else float(part)


def name(token: bytes) -> str:
    """Return a name as pikepdf spells it: with its slash, `#20` and the like resolved."""
    text = token.decode("utf-8", "replace")
    return _NAME_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text) if "#" in text else text


def numbers(tokens: list[bytes]) -> tuple[float, ...]:
    """Return operands as numbers; raise ValueError when one is none."""
    return tuple(map(float, tokens))


def array(token: bytes) -> tuple[float, ...]:
    """Return an array of numbers, such as a dash pattern."""
    return tuple(map(float, token.strip(b"[]").split()))
