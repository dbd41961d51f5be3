"""Plain text: the public functions on strings."""

from collections.abc import Iterable
from unicodedata import is_normalized, normalize

from .engine import settle
from .profiles import profile


def typeset(
    text: str,
    language: str,
    *,
    titles: bool = False,
    exceptions: Iterable[str] = (),
    without: Iterable[str] = (),
) -> str:
    """Return the text with the orthotypography of the language's house profile.

    Idempotent. Line ends are kept. ``exceptions`` are literal strings never to be touched;
    ``without`` names rules to leave out (``ValueError`` if there is no such rule).
    ``titles`` changes nothing here: plain text has no superscripts. A language without a
    profile gets its text back untouched. Rules and sources: tests/typography/corpus/.
    """
    del titles
    rules = profile(language, without=tuple(without))
    if not rules or not text:
        return text
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    return settle(text, rules, literals(exceptions))[0]


def literals(exceptions: Iterable[str]) -> tuple[str, ...]:
    """Return the exceptions in the form that texts have here (NFC); one string is one exception."""
    literals = (exceptions,) if isinstance(exceptions, str) else tuple(exceptions)
    return tuple(normalize("NFC", literal) for literal in literals)
