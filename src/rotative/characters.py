"""Characters: which of them a text shows, at little cost."""

from __future__ import annotations

ASCII = bytes(range(128))


def beyond_ascii(text: str) -> frozenset[str]:
    """Return the characters of a text beyond ASCII: a set of all takes ten times as long."""
    if text.isascii():
        return frozenset()
    return in_utf8_beyond_ascii(text.encode(errors="surrogatepass"))


def in_utf8_beyond_ascii(data: bytes) -> frozenset[str]:
    """Return the same of bytes; raise UnicodeDecodeError when they are not UTF-8."""
    return frozenset(data.translate(None, ASCII).decode(errors="surrogatepass"))
