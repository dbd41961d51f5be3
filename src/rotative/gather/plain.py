"""Plain text → a lead and headlines as a dispatch is read, or one article, such as a mail."""

from __future__ import annotations

import re

from rotative.gather import inline
from rotative.gather.desk import Desk, language_of
from rotative.gather.harvest import Diary, Harvest, Piece
from rotative.gather.long import cut
from rotative.gather.mail import Letter, opened
from rotative.gather.sources import Raw, named
from rotative.manuscript.dispatch import Piece as Told
from rotative.manuscript.dispatch import parse
from rotative.manuscript.intake import Text, scrub
from rotative.problems import Place, Problems, fail

WRAPPED_AT = (45, 90)
"""Lengths between which mail programs break lines."""

_LIST = re.compile(r"\s*([-*•–]|\d{1,3}[.)])\s+")
_MARKS = re.compile(r"^(-{3,}|#{1,2} .*)$", re.MULTILINE)
_LONGEST_TITLE = 160


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the pieces of a plain text; raise RotativeError if there is no text."""
    text, encoding = raw.text()
    if encoding not in {"utf-8", "utf-16"}:
        diary.changed(f"read as {encoding}")
    if len(text) > desk.limits.piece_characters:
        message = f"the text has {len(text):,} characters"
        hint = f"--max piece-characters={len(text)} takes it"
        raise fail("source-too-large", message, Place(raw.origin), hint)
    letter = opened(scrub(text))
    for what in letter.taken:
        diary.dropped(what)
    own, wrapped = _joined(letter.text)
    if wrapped:
        diary.changed("lines broken amid sentences: they were joined")
    if not own.strip():
        message, hint = "the file holds no text", "look whether it is the right file"
        raise fail("no-text", message, Place(raw.origin), hint)
    is_article = (letter.taken or wrapped) and not _MARKS.search(own)
    pieces = None if is_article else _dispatch(own, raw, desk)
    return Harvest(pieces or (_article(own, letter, raw),))


def _joined(text: str) -> tuple[str, bool]:
    """Return the text with lines joined that a mail program broke, and whether it did."""
    blocks = [block.split("\n") for block in re.split(r"\n[ \t]*\n", text)]
    inner = [line.strip() for block in blocks for line in block[:-1] if line.strip()]
    broken = [n for n in inner if WRAPPED_AT[0] <= len(n) <= WRAPPED_AT[1] and n[-1] not in ".!?…:"]
    if len(inner) < 3 or len(broken) * 2 < len(inner):
        return text, False
    return "\n\n".join(_one_line(block) for block in blocks), True


def _one_line(block: list[str]) -> str:
    lines: list[str] = []
    for line in block:
        short = (
            lines
            and len(lines[-1].rpartition("\n")[2]) < WRAPPED_AT[0]
            and not _LIST.match(lines[-1])
        )
        if not lines or _LIST.match(line) or short:
            lines.append(line.strip())
        else:
            lines[-1] = f"{lines[-1]} {line.strip()}"
    return "\n".join(lines)


def _dispatch(text: str, raw: Raw, desk: Desk) -> tuple[Piece, ...] | None:
    """Return lead and headlines as `rotative build` would read the file, None if it would not."""
    problems = Problems()
    reading = parse(Text(raw.origin, text), problems)
    if reading is None or problems.errors:
        return None
    told = [reading.lead, *reading.headlines][: desk.limits.pieces]
    return tuple(_piece(each, raw, is_lead=at == 0) for at, each in enumerate(told))


def _piece(told: Told, raw: Raw, *, is_lead: bool) -> Piece:
    title, paragraphs = told.title.text, [line.text for line in told.paragraphs]
    if not is_lead:
        paragraphs = [" ".join(paragraphs)] if paragraphs else []
    return Piece(
        title=inline.plain(title, heading=True),
        origin=raw.origin,
        key=f"{raw.name}\0{title}",
        body="\n\n".join(inline.plain(part) for text in paragraphs for part in cut(text)),
        language=language_of("\n".join([title, *paragraphs]), "") if is_lead else "",
        categories=(told.rubric,) if told.rubric else (),
        is_article=is_lead,
    )


def _article(text: str, letter: Letter, raw: Raw) -> Piece:
    """Return a text as one article: a block is a paragraph, lines of a list stay lines."""
    blocks = [block.strip() for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    title = letter.subject
    if not title and "\n" not in blocks[0] and len(blocks) > 1 and len(blocks[0]) <= _LONGEST_TITLE:
        title = blocks.pop(0)
    elif not title and "\n" in blocks[0]:
        title, _, blocks[0] = blocks[0].partition("\n")
    title = title.strip() or named(raw)
    return Piece(
        title=inline.plain(title, heading=True),
        origin=raw.origin,
        key=f"{raw.name}\0{title}",
        body="\n\n".join(part for block in blocks for part in _paragraphs(block)),
        language=language_of(text, ""),
    )


def _paragraphs(block: str) -> list[str]:
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    if len(lines) > 1 and all(map(_LIST.match, lines)):
        return ["\n".join(map(_item, lines))]
    return [inline.plain(part) for line in lines for part in cut(line)]


def _item(line: str) -> str:
    found = _LIST.match(line)
    mark = found[1] if found else ""
    words = inline.plain(line[found.end() :] if found else line)
    return f"{mark[:-1]}. {words}" if mark[:1].isdecimal() else f"- {words}"
