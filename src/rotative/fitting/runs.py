"""Runs: the paragraphs of a body as words with their faces, where their lines can be foretold."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from rotative.dataclass import dataclass
from rotative.fitting.paragraphs import Word

_BODY = re.compile(r'<div[^>]*\bclass="body"[^>]*>')
FACES = {"em": "em", "i": "em", "cite": "em", "dfn": "em", "strong": "strong", "b": "strong"}
# Seen through: they change no width. A paragraph with any other element is left to the engine.
PLAIN = frozenset(("a", "abbr", "q", "span", "u", "time"))
_TOKEN = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^>]*)>|([^<]+)")
INITIAL = re.compile(r'<span class="initial">([^<]*)</span>')
_OPENING = re.compile(rf"<p>{INITIAL.pattern}(.*?)</p>", re.DOTALL)
_FOOTNOTE = re.compile(r'<span class="footnote">.*?</span></span>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^>]*?(/?)>")
_NOT_OURS = re.compile(r'class="(?:called|footnote|noteref)')
_BLANKS = re.compile(r"([ \t\n]+)")
_VOID = frozenset(("img", "br", "hr", "col", "wbr"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a body: where its `<p>` starts, its words, and what stands at its head."""

    start: int
    words: tuple[Word, ...]
    first: bool
    indented: bool
    initial: str


def paragraphs(section: str) -> Iterator[Paragraph]:
    """Yield the body's own paragraphs that can be foretold: plain `<p>`, no notes, no pictures."""
    body = _BODY.search(section)
    if not body:
        return
    before = ""
    for tag, opened, end in _children(section, body.end()):
        if tag == "p" and section.startswith("<p>", opened):
            content = section[opened + len("<p>") : end]
            initial = INITIAL.match(content)
            words = read(content[initial.end() :] if initial else content)
            if words:
                letter = html.unescape(initial[1]) if initial else ""
                yield Paragraph(opened, words, not before, before in ("p", "aside"), letter)
        before = tag


def opening(section: str) -> Paragraph | None:
    """Return the paragraph that begins with an initial, as plain words; None if none does.

    Its lines are only to be counted: notes called in it stand at the foot, and faces hardly matter.
    """
    found = _OPENING.search(section)
    if not found:
        return None
    words = read(_TAG.sub("", _FOOTNOTE.sub("", found[2])))
    return Paragraph(
        found.start(), words, first=True, indented=False, initial=html.unescape(found[1])
    )


def _children(section: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Yield the elements directly in the body: name, where each starts, where its end tag does."""
    depth, opened = 0, 0
    for match in _PARAGRAPH.finditer(section, start):
        closing, tag, empty = match.groups()
        if empty or tag in _VOID:
            if depth == 0:
                yield tag, match.start(), match.end()
            continue
        if not closing:
            opened = match.start() if depth == 0 else opened
            depth += 1
            continue
        depth -= 1
        if depth < 0:
            return
        if depth == 0:
            yield tag, opened, match.start()


def read(content: str) -> tuple[Word, ...]:
    """Return the words of a paragraph's markup, none if something in it cannot be measured."""
    if _NOT_OURS.search(content):
        return ()
    faces, words, pieces = [""], [], list[tuple[str, str]]()
    for closing, tag, _, text in _TOKEN.findall(content):
        if tag and tag not in FACES and tag not in PLAIN:
            return ()
        if tag in FACES:
            faces = faces[:-1] if closing else [*faces, FACES[tag]]
        for part in _BLANKS.split(html.unescape(text)) if text else ():
            if part.strip(" \t\n"):
                pieces.append((part, faces[-1]))
            elif part and pieces:
                words.append(_word(pieces))
                pieces = []
    return (*words, _word(pieces)) if pieces else tuple(words)


def _word(pieces: list[tuple[str, str]]) -> Word:
    """Return a word; pieces of one face that markup parts are one again."""
    joined: list[tuple[str, str]] = []
    for text, face in pieces:
        if joined and joined[-1][1] == face:
            joined[-1] = joined[-1][0] + text, face
        else:
            joined.append((text, face))
    return Word(tuple(text for text, _ in joined), tuple(face for _, face in joined))
