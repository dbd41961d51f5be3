"""Blocks: what a template that extends ours replaces in it, and what of it is passed over.

A template that extends another is shown through the blocks of that one alone: a misspelt block,
or text between the blocks, is left out without a word. Read without Jinja, which a build that
finds everything up to date never loads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rotative.problems import Place, Problems, suggest

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_RAW = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}", re.DOTALL)
_TAG = re.compile(r"\{%[-+]?\s*(\w+)\s*(.*?)\s*[-+]?%\}", re.DOTALL)
_EXTENDS = re.compile(r"\{%[-+]?\s*extends\s*[\"']([^\"']+)[\"']\s*[-+]?%\}")
# Between blocks these are heard: what they define or set is used inside.
_HEARD = ("macro", "set", "call", "filter", "import", "from")


def inspect(path: Path, read: Callable[[str], str], problems: Problems) -> None:
    """Note blocks and text of a template that no template it extends has a place for.

    `read` returns the text of a template by the name it is extended by, empty for none.
    """
    text = _bare(path.read_text("utf-8", "replace"))
    base = _EXTENDS.search(text)
    known = _blocks(base[1], read) if base else None
    if base is None or known is None:
        return
    for at, name in _outermost(text):
        if name not in known:
            hint = suggest(name, known) or _way_out(known)
            message = f"“{base[1]}” has no block “{name}”: what it says is left out"
            problems.warn("template-ignored", message, _at(path, text, at), hint)
    between = _between(text, base.end())
    if between is not None:
        message = f"what stands between the blocks is left out, for “{base[1]}” is extended"
        hint = _way_out(known)
        problems.warn("template-ignored", message, _at(path, text, between), hint)


def _way_out(known: set[str]) -> str:
    if not known:
        return "it has no blocks: write the whole file instead, without extends"
    return f"put it into one of its blocks: {', '.join(sorted(known))}"


def _blocks(name: str, read: Callable[[str], str]) -> set[str] | None:
    """Return all blocks of a template and of those it extends, None where that cannot be told."""
    found: set[str] = set()
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        text = _bare(read(name))
        if not text:
            return None
        found |= {tag[2].split()[0] for tag in _TAG.finditer(text) if tag[1] == "block" and tag[2]}
        base = _EXTENDS.search(text)
        name = base[1] if base else ""
    return found


def _outermost(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each block stands that is in no other, and its name."""
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[1] == "block" and tag[2]:
            if depth == 0:
                yield tag.start(), tag[2].split()[0]
            depth += 1
        elif tag[1] == "endblock":
            depth = max(0, depth - 1)


def _between(text: str, start: int) -> int | None:
    """Return where the first text outside all blocks stands, None if there is none."""
    depth, last = 0, start
    for tag in _TAG.finditer(text, start):
        if depth == 0 and (tag[1] in _HEARD):
            return None
        if depth == 0 and (found := re.search(r"\S", text[last : tag.start()])):
            return last + found.start()
        depth += {"block": 1, "endblock": -1}.get(tag[1], 0)
        last = tag.end()
    found = re.search(r"\S", text[last:])
    return last + found.start() if found and depth == 0 else None


def _bare(text: str) -> str:
    """Return a template without comments and raw text, its characters where they were."""
    for pattern in (_COMMENT, _RAW):
        text = pattern.sub(lambda part: re.sub(r"[^\n]", " ", part[0]), text)
    return text


def _at(path: Path, text: str, offset: int) -> Place:
    return Place(str(path), text.count("\n", 0, offset) + 1)
