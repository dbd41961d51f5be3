"""Pictures whose file has blanks in its name: `![The sea](images/The sea.png)`.

CommonMark takes that for text and wants `<images/The sea.png>`; an editor means the picture.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll

# No longer than a path may be, so that a hostile text costs no more than it has characters.
_FILE = re.compile(
    r"\( ?((?:[^()<>\"\n]|\([^()<>\"\n]{0,99}\)){1,400}?)(?:[ \t]{1,9}\"([^\"\n]{0,999})\")? ?\)"
)


def blanks_plugin(markdown: MarkdownIt) -> None:
    """Let a parser take in such pictures, after it has tried CommonMark's own."""
    markdown.inline.ruler.after("image", "blanks", _picture)


def _picture(state: Any, silent: bool) -> bool:  # noqa: FBT001 - as the parser calls its rules
    if not state.src.startswith("![", state.pos):
        return False
    start = state.pos + 2
    end = state.md.helpers.parseLinkLabel(state, start - 1)
    found = _FILE.match(state.src, end + 1, state.posMax) if end > 0 else None
    if found is None or " " not in found[1]:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.content, token.children = state.src[start:end], []
        token.attrs = {"src": unescapeAll(found[1]), "alt": ""}
        if found[2]:
            token.attrs["title"] = unescapeAll(found[2])
        state.md.inline.parse(token.content, state.md, state.env, token.children)
    state.pos = found.end()
    return True
