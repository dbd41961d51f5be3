"""Prose: what a text says in nothing but words, which needs no parser."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rotative.characters import any_in

CHUNKS = re.compile(r"\n[ \t]*\n")
# What makes a parser necessary: anywhere in a line of words, at its ends, and beyond the
# paragraph it stands in. To look for each sign apart is faster than to look for a class.
_MARKUP = "*_`[]<>&\\|~^#"
_SIGNS = f"{_MARKUP}\ue000\ue001"
_BEGINS_MORE = re.compile(r"[ \t=+-]|[0-9]{1,9}[.)]")
# What may mean something to the paragraphs behind it.
_REACH_FAR = ("<", "\ue000", "\ue001", "```", "~~~", "]:")
_KEPT = re.compile("\ue000[0-9]+\ue001")
_LAST_SIGNS = f"{_MARKUP}()"
_SHORTEST_TAIL = 60


def says_more(source: str) -> bool:
    """Tell whether a text has anything that is not simply words to a parser of Markdown."""
    for sign in _SIGNS:
        if sign in source:
            return True
    for line in source.split("\n"):
        if line[-1:] in (" ", "\t") or _BEGINS_MORE.match(line):
            return True
    return any_in(("://",), source)


def without_prose(source: str) -> tuple[str, dict[str, str]]:
    """Take out paragraphs of nothing but words: most of what is written needs no parser.

    What stands in a row leaves one mark, of as many lines, by which it comes back. So does the
    end of a paragraph in one line, where it says no more than words. Inside HTML, code fences
    and the like a paragraph might mean something else: then all stay.
    """
    if any_in(_REACH_FAR, source):
        return source, {}
    left: list[str] = []
    prose: dict[str, str] = {}
    all_prose, row = True, ""
    for chunk in CHUNKS.split(source):
        lines, feeds = chunk.strip("\n"), "\n" * chunk.count("\n")
        if not says_more(lines):
            if not lines:
                left.append(feeds)
            elif row:
                prose[row] += f"</p>\n<p>{lines}"
                left.append(feeds)
            else:
                row = _keep(lines, prose)
                left.append(row + feeds)
            continue
        all_prose, row = False, ""
        taken = _plain_tail(chunk)
        left.append(chunk.removesuffix(taken) + _keep(taken, prose) + feeds if taken else chunk)
    return ("" if all_prose else "\n\n".join(left)), prose


def _keep(words: str, prose: dict[str, str]) -> str:
    """Keep words; return the mark that stands for them."""
    mark = f"\ue000{len(prose)}\ue001"
    prose[mark] = words
    return mark


def _plain_tail(line: str) -> str:
    """Return the words that end a line after the last sign of Markdown; "" if they are few.

    A heading keeps its words, for its id is made of them; so does what begins like a block.
    """
    if len(line) <= _SHORTEST_TAIL or "\n" in line or line[:1] in ("#", " ", "\t"):
        return ""
    signs = max(map(line.rfind, _LAST_SIGNS)) + 1
    tail = line[line.find(" ", signs) + 1 :]
    plain = len(tail) >= _SHORTEST_TAIL and tail[0].isalnum() and not says_more(tail)
    return tail if plain and len(tail) < len(line) else ""


def restored(xhtml: str, prose: Mapping[str, str]) -> str:
    """Put the words back where their marks stand."""
    return _KEPT.sub(lambda kept: prose[kept[0]], xhtml) if prose else xhtml
