"""Pull quotes: words of the lead shown large. They must be in it as they are: nothing is invented.

What typesetting changes anyway (apostrophes, quotation marks, blanks, dashes) may differ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rotative.model import Markup, plain_text
from rotative.problems import Problems

LONGEST_SHOWN = 160
# How many passages are compared to find the nearest one.
COMPARED = 2000
_BLOCK = re.compile(r"</(?:p|h[1-6]|li|td|th|figcaption|blockquote)>")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s»”\"]+")
SAME = str.maketrans(
    {
        **dict.fromkeys("’‘`´", "'"),
        **dict.fromkeys("«»“”„‹›", '"'),
        **dict.fromkeys("–—", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\n\t", " "),
        "…": "...",
    }
)


def check(quotes: Sequence[Markup], body: Markup, problems: Problems) -> tuple[Markup, ...]:
    """Return the quotes that are in a body, each within one paragraph; note the others."""
    if not quotes:
        return ()
    passages = tuple(_passages(body))
    folded = [fold(passage) for passage in passages]
    found = []
    for quote in quotes:
        wanted = fold(quote.text)
        if wanted and any(wanted in passage for passage in folded):
            found.append(quote)
            continue
        near = _nearest(wanted, passages)
        hint = f'the nearest passage is "{near}"' if near else "take words of the article"
        message = f'the pull quote "{_short(quote.text)}" is not in the article word for word'
        problems.error("pull-quote-not-found", message, quote.place, hint)
    return tuple(found)


def fold(text: str) -> str:
    """Return a text as `alike` does, without the quotation marks around it."""
    return alike(text).strip(' "')


def alike(text: str) -> str:
    """Return a text without what typesetting decides: the forms of marks, and their blanks."""
    text = unicodedata.normalize("NFC", text).translate(SAME).replace("--", "-")
    return re.sub(r' +(?=[;:!?%"])|(?<=") +', "", " ".join(text.split()))


def _passages(body: Markup) -> Iterator[str]:
    for block in _BLOCK.split(body.xhtml):
        if passage := plain_text(block):
            yield passage


def _nearest(wanted: str, passages: Sequence[str]) -> str:
    """Return the sentence most like the quote, empty if none is at all."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(b=wanted, autojunk=False)
    best, likeness = "", 0.4
    sentences = [one for passage in passages for one in _SENTENCE.split(passage)]
    for sentence in sentences[:COMPARED]:
        matcher.set_seq1(fold(sentence))
        if matcher.real_quick_ratio() > likeness and matcher.quick_ratio() > likeness:
            ratio = matcher.ratio()
            best, likeness = (sentence, ratio) if ratio > likeness else (best, likeness)
    return _short(best)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
