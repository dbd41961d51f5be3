"""Characters: which of them, and which few words, a text holds, told at little cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import AnyStr

ASCII = bytes(range(128))


def beyond_ascii(text: str) -> frozenset[str]:
    """Return the characters of a text beyond ASCII: a set of all takes ten times as long."""
    if text.isascii():
        return frozenset()
    rest = text.encode(errors="surrogatepass").translate(None, ASCII)
    return frozenset(rest.decode(errors="surrogatepass"))


def in_utf8_beyond_ascii(data: bytes) -> frozenset[str]:
    """Return the same of bytes; raise UnicodeDecodeError when they are not UTF-8."""
    return frozenset(data.translate(None, ASCII).decode())


def any_in(words: Iterable[AnyStr], text: AnyStr) -> bool:
    """Tell whether some word stands in a text: its first character is looked for before it.

    One character is found several times as fast as two, and mostly is not there.
    """
    return any(word[:1] in text and word in text for word in words)
