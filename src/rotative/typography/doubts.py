"""Doubts: what the engine sees and leaves to the editor."""

import re
from collections.abc import Callable, Iterator

from .engine import Profile
from .marks import LOWER, NBSP, UPPER, B
from .quotes import QuoteStyle, unpaired_marks

Search = Callable[[str], Iterator[int]]

_COLON_LANGUAGES = frozenset(("fr", "es", "it", "pt"))

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("spaced-hyphen", rf"-(?<=[^\s\d]{B}.)(?={B}[^\s])|-(?<=\d{B}.)(?={B}[^\s\d])"),
    ("double-hyphen", r"-(?<!--)-(?![\w-])"),
    ("missing-blank", r"[!?;,](?<=[^\W\d_].)(?=[^\W\d_])|[.](?<=[a-zà-ÿ]{2}.)(?=[A-ZÀ-Þ][a-zà-ÿ])"),
    ("double-blank", r"(?<=[^\s])  +(?=[^\s])"),
    ("repeated-mark", r",,+|;;+|(?<!:)::(?![:\w])|(?<!\.)\.\.(?!\.)"),
)
_COLON = rf":{B}*(?:«{B}*)?(?=[{UPPER}][{LOWER}])"
_AFTER_A = r"(?= (?:la|l’|l'|partir|cause|propos|Paris|qui|quoi)\b)"
_FRENCH_CAPITALS = (
    r"E(?<!\w.)(?:tats?|coles?|glises?|lysée|tienne|milie|conomie|nergie|lections?|dition|ducation|"
    r"galité|quipes?|tudes?|gypte|cosse|v[eê]que|ditorial)(?!\w)|C(?<!\w.)a(?!\w)|"
    rf"A(?<=[^\w{NBSP}].){_AFTER_A}|^A{_AFTER_A}"
)


def searches(profile: Profile, *, titles: bool) -> list[tuple[str, Search]]:
    """Return the doubts to look for in a language: their names and how each is found."""
    base = profile.language.partition("-")[0]
    patterns = list(_PATTERNS)
    if base in _COLON_LANGUAGES:
        patterns.append(("capital-after-colon", _COLON))
    if base == "fr":
        patterns.append(("unaccented-capital", _FRENCH_CAPITALS))
    if titles:
        patterns.append(("final-stop", r"\.(?<=[^\W\d_]{3}.)\Z"))
    found = [(name, _pattern(pattern)) for name, pattern in patterns]
    if profile.style is not None:
        found.append(("unpaired-quote", _unpaired(profile.style)))
    return found


def _pattern(pattern: str) -> Search:
    compiled = re.compile(pattern)
    return lambda text: (match.start() for match in compiled.finditer(text))


def _unpaired(style: QuoteStyle) -> Search:
    return lambda text: iter(unpaired_marks(text, style))
