"""Plain text → a lead and headlines as a dispatch is read, or one article, such as a mail."""

from __future__ import annotations

import re
from itertools import takewhile

from rotative.gather import inline
from rotative.gather.desk import Desk, language_of
from rotative.gather.harvest import Diary, Harvest, Piece
from rotative.gather.long import cut
from rotative.gather.mail import Letter, opened
from rotative.gather.sources import Raw, named
from rotative.manuscript.dispatch import Line, Reading, parse, reads_as_paragraph
from rotative.manuscript.dispatch import Piece as Told
from rotative.manuscript.intake import Text, scrub
from rotative.problems import Place, Problems, fail

WRAPPED_AT = (45, 90)
"""Lengths between which mail programs break lines."""

_LIST = re.compile(r"\s*([-*•–]|\d{1,3}[.)])\s+")
_MARKS = re.compile(r"^(-{3,}|#{1,2} .*)$", re.MULTILINE)
_LONGEST_TITLE = 160
_LONGEST_BRIEF = 400
_GREETING = re.compile(r"[^\n]{1,50}[,.:!]")
_OPEN = ",;:."
"""How no title ends."""


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
    if not (letter.taken or wrapped) or _MARKS.search(own):
        pieces = _dispatch(own, raw, desk)
    else:
        pieces = _sure_dispatch(own, letter, raw, desk, diary)
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
    return None if reading is None or problems.errors else _pieces(reading, raw, desk)


def _sure_dispatch(
    text: str, letter: Letter, raw: Raw, desk: Desk, diary: Diary
) -> tuple[Piece, ...] | None:
    """Return lead and headlines of a mail that is nothing else, None if it may be an article.

    What greets the reader before them is left out, and told.
    """
    blocks = re.split(r"\n[ \t]*\n", text.strip())
    greeting = list(takewhile(_GREETING.fullmatch, blocks[:3]))
    for at in range(len(greeting) + 1):
        reading, problems = _read_mail("\n\n".join(blocks[at:]), letter, raw)
        if reading and not problems.found and _is_sure(reading):
            for line in greeting[:at]:
                diary.dropped(f"the greeting of a mail: “{line}”")
            return _pieces(reading, raw, desk)
    reading, _ = _read_mail(text, letter, raw)
    lines = [told for told in (reading.headlines if reading else ()) if not told.paragraphs]
    if len(titles := list(filter(_is_title, lines))) > 2:
        message = f"read as one article, though {len(titles)} of its lines look like headlines"
        diary.warn("unsure-reading", message, "put --- before the first of them")
    return None


def _read_mail(text: str, letter: Letter, raw: Raw) -> tuple[Reading | None, Problems]:
    """Return a mail read as a dispatch; if it begins without a title, its subject is that."""
    first = Line(text.strip().partition("\n")[0].strip(), 1)
    titled = f"{letter.subject}\n{text.strip()}" if reads_as_paragraph(first) else text
    problems = Problems()
    return parse(Text(raw.origin, titled.strip()), problems), problems


def _is_sure(reading: Reading) -> bool:
    is_titled = reading.lead.title.text[-1] not in _OPEN
    return is_titled and len(reading.headlines) > 1 and all(map(_is_brief, reading.headlines))


def _is_brief(told: Told) -> bool:
    length = sum(len(line.text) for line in told.paragraphs)
    return _is_title(told) and len(told.paragraphs) < 2 and length <= _LONGEST_BRIEF


def _is_title(told: Told) -> bool:
    return " " in told.title.text and told.title.text[-1] not in _OPEN


def _pieces(reading: Reading, raw: Raw, desk: Desk) -> tuple[Piece, ...]:
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
