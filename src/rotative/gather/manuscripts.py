"""A text document, whatever wrote it → its articles: one for each heading of the first level."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from rotative.gather import gaps, inline, trees
from rotative.gather.album import Find
from rotative.gather.desk import Desk, Written, language_of, write, write_part
from rotative.gather.harvest import Diary, Harvest, Piece
from rotative.gather.sources import Raw, named
from rotative.problems import Place, fail

LONGEST_TITLE = 200


def articles(
    body: Any,
    raw: Raw,
    desk: Desk,
    diary: Diary,
    *,
    find: Find,
    declared: str = "",
    title: str = "",
    keep_lines: bool = False,
) -> Harvest:
    """Return the articles of a document's body; `title` is what its properties say.

    Two headings of the first level or more part it: the first is the lead's, each further one
    begins another piece. Raises RotativeError if there is no text.
    """
    found: list[Piece] = []
    parts = _parted(body)
    for part in parts:
        own = _title(part)
        standfirst = _standfirst(part)
        plain = trees.words(part)
        name = own or title or named(raw)
        if len(parts) == 1:
            written: Written | None = write(part, desk, diary, find, keep_lines=keep_lines)
        else:
            written = write_part(name, part, desk, diary, find, keep_lines=keep_lines)
        if written is None:
            found.append(gaps.of_piece(Piece(name, raw.origin, f"{raw.name}\0{name}")))
            continue
        if not own and not written.text.strip():
            continue
        found.append(
            Piece(
                title=inline.plain(trees.folded(name).strip(), heading=True),
                origin=raw.origin,
                key=f"{raw.name}\0{name}",
                body=written.text,
                standfirst=inline.plain(standfirst),
                language=language_of(f"{name}\n{plain}", declared),
                pictures=written.pictures,
            )
        )
    if not found:
        message, hint = "the document holds no text", "look whether it is the right file"
        raise fail("no-text", message, Place(raw.origin), hint)
    return Harvest(tuple(found))


def _parted(body: Any) -> list[Any]:
    """Return the parts of a body, each beginning with its heading of the first level."""
    headings = [each for each in body.iter("h1") if trees.words(each)]
    parents = {heading.getparent() for heading in headings}
    if len(headings) < 2 or len(parents) > 1:
        return [body]
    parent = parents.pop()
    notes = _notes_after(parent)
    starts = [parent.index(heading) for heading in headings]
    starts[0] = 0
    parts = []
    for start, end in zip(starts, [*starts[1:], len(parent)], strict=True):
        part = body.makeelement("div")
        part.extend([deepcopy(child) for child in parent[start:end] if child not in notes])
        part.extend([deepcopy(each) for each in notes])
        _forget_unused_notes(part)
        parts.append(part)
    return parts


def _is_note(element: Any) -> bool:
    return str(element.get("id", "")).startswith(("footnote-", "endnote-", "fn"))


def _notes_after(parent: Any) -> list[Any]:
    """Return the list of notes at the end: each part takes those it calls."""
    last = parent[-1] if len(parent) else None
    return [last] if last is not None and any(map(_is_note, last.iter("li"))) else []


def _forget_unused_notes(part: Any) -> None:
    called = {a.get("href", "")[1:] for a in part.iter("a")}
    for note in filter(_is_note, list(part.iter("li"))):
        if note.get("id") not in called:
            trees.remove(note)


def _title(part: Any) -> str:
    """Take the title out of a part: its first heading, else a short first paragraph of its own."""
    heading = next((each for each in part.iter("h1", "h2") if trees.words(each)), None)
    first = next(
        (each for each in part.iter("p", "h1", "h2", "h3", "li", "td") if trees.words(each)), None
    )
    if heading is not None and (heading.tag == "h1" or heading is first):
        return _taken(heading)
    if first is not None and _may_be_title(first):
        return _taken(first)
    return ""


def _may_be_title(first: Any) -> bool:
    """Tell whether a first paragraph is a title that nobody marked as one."""
    words = trees.words(first)
    more = next(first.itersiblings("p", "ul", "ol", "table"), None) is not None
    if first.tag != "p" or not more or len(words) > LONGEST_TITLE:
        return False
    return not re.search(r"[.:;,]$", words) and first.find(".//rv-note") is None


def _taken(element: Any) -> str:
    words = trees.words(element)
    images = list(element.iter("img"))
    for image in images:
        element.addnext(image)
    trees.remove(element)
    return words


def _standfirst(part: Any) -> str:
    found = next((each for each in part.iter("p") if each.get("class") == "standfirst"), None)
    if found is None:
        return ""
    words = trees.folded(trees.words(found)).strip()
    trees.remove(found)
    return words
