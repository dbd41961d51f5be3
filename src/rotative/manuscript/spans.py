"""Passages in another language: `[mot]{lang=en}`, as Pandoc and others write bracketed spans.

Only a language may be said; any other braces are text. Source: Pandoc's manual, `bracketed_spans`.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt

_SAID = re.compile(r"\{lang=([\"']?)([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\1\}")


def spans_plugin(markdown: MarkdownIt) -> None:
    """Let a parser read such passages as `<span lang="…">`."""
    markdown.inline.ruler.before("link", "language_span", _span)


def _span(state: Any, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls its rules
    if state.src[state.pos] != "[" or "]{lang=" not in state.src:
        return False
    start, end = state.pos + 1, state.md.helpers.parseLinkLabel(state, state.pos)
    found = _SAID.match(state.src, end + 1) if end > start else None
    if found is None:
        return False
    if not silent:
        most = state.posMax
        state.pos, state.posMax = start, end
        state.push("span_open", "span", 1).attrSet("lang", found[2])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = most
    state.pos = found.end()
    return True
