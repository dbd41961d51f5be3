"""Footnotes that go astray: notes nothing refers to, two of one name, and calls of no note."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from rotative.manuscript.markdown import Piece

_CALL = re.compile(r"\[\^([^\s\[\]]+)\]")


def lost_notes_plugin(markdown: MarkdownIt) -> None:
    """Let a parser remember where notes stand, and what looks like the call of one."""
    markdown.core.ruler.after("inline", "note_places", _note_places)
    markdown.core.ruler.after("inline", "lost_calls", _lost_calls)


def _note_places(state: Any) -> None:
    """Remember the line of every note before the plug-in gathers them; two may share a label."""
    notes = state.env.setdefault("notes", [])
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            notes.append((token.meta["label"], token.map[0] if token.map else 0))


def _lost_calls(state: Any) -> None:
    """Remember the calls left as text; one written with a backslash is not among them yet."""
    line, calls = 0, state.env.setdefault("lost_calls", [])
    for token in state.tokens:
        line = at = token.map[0] if token.map else line
        for child in (token.children or ()) if "[^" in token.content else ():
            at += child.type in {"softbreak", "hardbreak"}
            if child.type == "text":
                calls += [(label, at) for label in _CALL.findall(child.content)]


def look_for_lost_notes(env: dict[str, Any], here: Piece) -> None:
    """Note what the plug-ins left out of a text, or in it."""
    for label, line in env.get("lost_calls", ()):
        message = f"no note is called ^{label}: “[^{label}]” is printed as it stands"
        hint = f"write the note, [^{label}]: and its text, or \\[^{label}] if none is meant"
        place = here.at(line)
        if not here.id:
            message = f"a title can call no note: “[^{label}]” is printed as it stands"
            hint, place = "call it in the text", here.place
        here.problems.warn("missing-footnote", message, place, hint)
    refs: dict[str, int] = env.get("footnotes", {}).get("refs", {})
    seen: set[str] = set()
    for label, line in env.get("notes", ()):
        if label in seen:
            message, hint = f"there are two notes [^{label}]", "give each a name of its own"
            here.problems.error("duplicate-footnote", message, here.at(line), hint)
        elif refs.get(f":{label}", -1) < 0:
            hint = f"put [^{label}] where it belongs, or delete the note"
            message = f"nothing refers to the note [^{label}]"
            here.problems.error("unused-footnote", message, here.at(line), hint)
        seen.add(label)
