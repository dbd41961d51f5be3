"""Pictures that only decorate: `![](ornament.png){alt=""}`.

A picture without a description may be an oversight, so that it only decorates must be said; HTML's
own `<img alt="">` says it too.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

SAID = '{alt=""}'
BARE = "data-rv-bare"
"""The attribute of a Markdown picture of which nothing is said."""

_SAID = re.compile(r"\{alt=(?:\"\"|'')\}")


def decorations_plugin(markdown: MarkdownIt) -> None:
    """Let a parser take in `{alt=""}`, and mark the pictures that lack both it and words."""
    markdown.core.ruler.after("inline", "decorations", _decorations)


def _decorations(state: Any) -> None:
    for token in state.tokens:
        for image, after in pairwise([*(token.children or ()), None]):
            if image.type != "image" or image.content.strip():
                continue
            said = _SAID.match(after.content) if after is not None else None
            if said and after.type == "text":
                after.content = after.content[said.end() :]
            else:
                image.attrSet(BARE, "1")
