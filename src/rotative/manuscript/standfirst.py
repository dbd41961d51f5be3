"""The standfirst: the first sentence of the body, moved out; no word invented, none doubled."""

from __future__ import annotations

import re

from rotative.model import Markup, plain_text

SHORTEST, LONGEST, REMAINDER = 6, 70, 8
"""Words a standfirst has at least and at most, and words that must stay in the paragraph."""
FURTHEST = 5000
"""How many characters of the paragraph are searched for the end of a sentence."""

_FIRST = re.compile(r"\s*<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)[^>]*?(/?)>")
_STOP = re.compile(
    r"(?:[.!?…]+[ \u00a0\u202f]?[»”’\"')\]]*|[.!?…]+[ \u00a0\u202f][»”])"
    r"[ \t\n]+(?=[«“‘\"'(\[—–¿¡]*[ \u00a0\u202f]*(?:<[^>]*>)*(?P<next>\w))"
)
_WORD_BEFORE = re.compile(r"([\w.’'-]+)$")
_ABBREVIATIONS = frozenset(
    """
    m mm mme mmes mlle mlles me mgr dr pr prof st ste cf p pp av bd bld env art chap fig vol n no
    éd ed trad t ibid op cit mr mrs ms sr jr vs hr fr nr bzw ca usw bspw abs str tel tél sra srta
    dott sig g gr kg ст г др проф ул etc
    """.split()  # noqa: SIM905 - a list of words reads better as words
)


def take(body: Markup) -> tuple[Markup, Markup]:
    """Return (standfirst, remaining body); the standfirst is empty where none can be taken."""
    first = _FIRST.match(body.xhtml)
    if not first:
        return Markup("", body.place), body
    paragraph = first[1]
    end = _first_sentence(paragraph)
    rest = paragraph[end:].lstrip(" \t\n")
    if not end or _words(rest) < REMAINDER:
        return Markup("", body.place), body
    standfirst = paragraph[:end].rstrip(" \t\n")
    remaining = f"<p>{rest}</p>{body.xhtml[first.end() :]}"
    return Markup(standfirst, body.place), Markup(remaining, body.place)


def _first_sentence(paragraph: str) -> int:
    """Return where the first sentence ends, or 0 if it does not make a standfirst."""
    for stop in _STOP.finditer(paragraph, 0, FURTHEST):
        before = paragraph[: stop.start()]
        if _depth(before) or not _begins_sentence(stop["next"]) or _abbreviates(before, stop[0]):
            continue
        words = _words(paragraph[: stop.end()])
        if words > LONGEST:
            return 0
        return stop.end() if words >= SHORTEST else 0
    return 0


def _begins_sentence(letter: str) -> bool:
    return letter.isupper() or letter.isdigit() or letter.lower() == letter.upper()


def _abbreviates(before: str, stop: str) -> bool:
    """Tell whether the full stop belongs to an abbreviation or an initial."""
    if stop.rstrip(" \t\n") != ".":
        return False
    word = _WORD_BEFORE.search(plain_text(before))
    if not word:
        return False
    last = re.split(r"[’'-]", word[1])[-1]
    return (
        last.lower() in _ABBREVIATIONS
        or (len(last) == 1 and last.isalpha())
        or bool(re.fullmatch(r"(?:\w\.)+\w", last))
    )


def _depth(xhtml: str) -> int:
    """Return how many elements are open at the end of the fragment, a half-written tag too."""
    if xhtml.rfind("<") > xhtml.rfind(">"):
        return 1
    tags = [(slash, empty) for slash, _, empty in _TAG.findall(xhtml) if not empty]
    return sum(-1 if slash else 1 for slash, _ in tags)


def _words(xhtml: str) -> int:
    return sum(any(c.isalnum() for c in word) for word in plain_text(xhtml).split())
