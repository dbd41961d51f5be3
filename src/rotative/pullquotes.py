"""Pull quotes set into a body: between paragraphs, spread evenly, away from their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rotative.model import Markup, plain_text

_BLOCKS = re.compile(r"\n(?=<)")


def placed(body: Markup, quotes: Sequence[Markup]) -> Markup:
    """Return a typeset body with its typeset quotes between its paragraphs.

    They repeat words of the text, so that reading aloud passes over them.
    Source: DPUB-ARIA 1.1, doc-pullquote; EPUB 3 Structural Semantics, pullquote.
    """
    if not quotes:
        return body
    blocks = _BLOCKS.split(body.xhtml)
    lengths = [len(plain_text(block)) for block in blocks]
    free = [n for n in range(1, len(blocks)) if _between(blocks, n)] or [len(blocks)]
    asides: dict[int, list[str]] = {}
    for number, quote in enumerate(quotes, 1):
        wanted = sum(lengths) * number / (len(quotes) + 1)
        best = min(free, key=lambda n: _distance(n, wanted, blocks, lengths, quote))
        asides.setdefault(best, []).append(_aside(quote))
        free = [n for n in free if n != best] or free
    out = ["\n".join((*asides.get(n, ()), *blocks[n : n + 1])) for n in range(len(blocks) + 1)]
    return Markup("\n".join(filter(None, out)), body.place)


def _between(blocks: Sequence[str], place: int) -> bool:
    return blocks[place - 1].endswith("</p>") and blocks[place].startswith("<p")


def _distance(
    place: int, wanted: float, blocks: Sequence[str], lengths: Sequence[int], quote: Markup
) -> tuple[bool, float]:
    beside = any(quote.text in plain_text(block) for block in blocks[place - 1 : place + 1])
    return beside, abs(sum(lengths[:place]) - wanted)


def _aside(quote: Markup) -> str:
    return (
        '<aside class="pullquote" epub:type="pullquote" role="doc-pullquote" aria-hidden="true">'
        f"<p>{quote.xhtml}</p></aside>"
    )
