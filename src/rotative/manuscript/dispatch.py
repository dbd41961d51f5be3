"""The dispatch: plain text as it comes by mail, read without a word of markup.

How a dispatch is read (`rotative check` repeats the reasons):

1. A line of blanks only is blank, and so is one of nothing but signs (`*****`), `---` apart;
   blocks are what blank lines part.
2. The first block is the lead: its first line the title, each further line a paragraph.
3. A later block **continues the lead** as long as its first line *reads as a paragraph*: it has
   at least 100 characters and ends like a sentence (`. ! ? …`, perhaps a closing quote). While
   the lead has a title only, any block that ends with a full stop is its first paragraph.
4. From the first block that does not, every block is a headline: first line the title, further
   lines the summary. A block there that reads as a paragraph belongs to the headline above it. A
   block whose every line has the sign of a list (`-`, `•`, `1.`) holds a headline a line.
5. A separator decides instead of rule 3. `---` ends the lead; with two or more of them, each
   piece lies between two and blank lines part nothing. `# Title` titles the lead (later: names a
   rubric for the headlines that follow), `## Title` begins a headline that lasts to the next one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from rotative.manuscript.draft import Draft, Sources, look_for_empty_rubrics, too_long
from rotative.manuscript.intake import Text
from rotative.manuscript.links import linked
from rotative.manuscript.notes import Passage
from rotative.manuscript.slips import look_for_titles
from rotative.model import Markup
from rotative.problems import Problems

LONG_LINE = 100
"""From this many characters on, a line that ends like a sentence reads as a paragraph."""

_SENTENCE_END = re.compile(r"[.!?…][ \u00a0\u202f]?[»”’\"')\]]*$")
_FULL_STOP = re.compile(r"[.…][ \u00a0\u202f]?[»”’\"')\]]*$")
_BLANKS = "".join(map(chr, [9, 32, 0xA0, 0x1680, *range(0x2000, 0x200E), 0x202F, 0x205F, 0x2060]))
_BLANKS += "\u3000\ufeff"
_RULE = re.compile(r"-{3,}$")
_HEADING = re.compile(r"(#{1,2})[ \t\u00a0]")
_KEY_LINE = re.compile(r"[A-Za-z][\w-]*:( |$)")
ORNAMENT = re.compile(r"(?:[-–—_=*~+#•·◆■●▪◦][ \t\u00a0]*)+$")
"""A line of nothing but signs: a rule, and no words."""

LIST_SIGN = re.compile(r"(?:[-–*+•·▪●◦‣⁃]|([0-9]{1,3})[.)])[ \t\u00a0]+(?=\S)")
"""What an editor's program puts before each line of a list, with its number if it is one."""

_WAY_OUT = "put --- between the lead and the headlines, or ## before each headline"


class Line(NamedTuple):
    """A line without the blanks around it, and its number in the file."""

    text: str
    number: int


Block = list[Line]


class Piece(NamedTuple):
    """A lead or a headline in plain text: its title and its paragraphs."""

    title: Line
    paragraphs: tuple[Line, ...] = ()
    rubric: str = ""


class Reading(NamedTuple):
    """A dispatch as read: the lead, the headlines, and why, in words for the editor."""

    lead: Piece
    headlines: tuple[Piece, ...]
    reasons: tuple[str, ...]
    rubrics: tuple[Line, ...] = ()


class _Part(NamedTuple):
    """What stands between two separators: the mark that opened it and its blocks."""

    mark: str
    blocks: list[Block]

    @property
    def lines(self) -> Block:
        return [line for block in self.blocks for line in block]


def read_dispatch(source: Text, problems: Problems) -> Sources | None:
    """Return the sources of an edition that is one plain text file."""
    reading = parse(source, problems)
    if reading is None:
        return None
    look_for_titles(Passage(source, tuple(source.text.split("\n"))), problems)
    headlines = tuple(_draft(piece, source, problems) for piece in reading.headlines)
    named = {line.text: source.place(line.number) for line in reading.rubrics}
    look_for_empty_rubrics(named, headlines, problems)
    return Sources(_draft(reading.lead, source, problems), headlines, reasons=reading.reasons)


def _draft(piece: Piece, source: Text, problems: Problems) -> Draft:
    paragraphs = []
    for line in piece.paragraphs:
        place = source.place(line.number)
        if not too_long(line.text, place, problems):
            paragraphs.append(Markup(linked(line.text), place))
    fields = {"rubric": piece.rubric} if piece.rubric else {}
    place = source.place(piece.title.number)
    too_long(piece.title.text, place, problems)
    return Draft(Markup.plain(piece.title.text, place), place, fields, tuple(paragraphs))


def parse(source: Text, problems: Problems) -> Reading | None:
    """Read a dispatch by the rule above, noting what is missing or doubtful."""
    parts = _parts(source.text)
    if not parts:
        problems.error("empty-file", "the file holds no text", source.place(), "write a title")
        return None
    if len(parts) > 1 or parts[0].mark:
        reading = _by_separators(parts)
    else:
        reading = _by_shape(parts[0].blocks, source, problems)
    _look_for_faults(parts, reading, source, problems)
    return reading


def reads_as_paragraph(line: Line) -> bool:
    """Tell whether a line looks like a paragraph rather than a title."""
    return len(line.text) >= LONG_LINE and bool(_SENTENCE_END.search(line.text))


def _parts(text: str) -> list[_Part]:
    """Cut the text at its separators, and what stands between them into blocks."""
    parts, fresh = [_Part("", [])], True
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip(_BLANKS)
        heading = _HEADING.match(line)
        if heading or _RULE.match(line):
            parts.append(_Part(heading[1] if heading else "---", []))
            fresh, line = True, _heading_words(line[heading.end() :]) if heading else ""
        if not line or ORNAMENT.match(line):
            fresh = True
            continue
        if fresh:
            parts[-1].blocks.append([])
        parts[-1].blocks[-1].append(Line(line, number))
        fresh = False
    return [part for part in parts if part.blocks]


def _by_separators(parts: list[_Part]) -> Reading:
    lead, rubric = _piece(parts[0].lines), ""
    strict = sum(part.mark == "---" for part in parts[1:]) > 1
    headlines: list[Piece] = []
    rubrics: list[Line] = []
    for part in parts[1:]:
        blocks = part.blocks
        if part.mark == "#":
            rubrics.append(blocks[0][0])
            rubric, blocks = blocks[0][0].text, [blocks[0][1:], *blocks[1:]]
        elif part.mark == "##" or strict:
            blocks = [part.lines]
        grouped = _headlines([block for block in blocks if block])
        headlines += [piece._replace(rubric=rubric) for piece in grouped]
    marks = " and ".join(sorted({part.mark for part in parts if part.mark}))
    reason = f"{marks} part the pieces: the lead “{short(lead.title)}”, {_count(headlines)}"
    return Reading(lead, tuple(headlines), (reason,), tuple(rubrics))


def _by_shape(blocks: list[Block], source: Text, problems: Problems) -> Reading:
    lead = list(blocks[0])
    rest = 1
    while rest < len(blocks) and _continues(lead, blocks[rest]):
        lead += blocks[rest]
        rest += 1
    headlines = _headlines(blocks[rest:])
    count = f"{len(lead) - 1} paragraph{'s' * (len(lead) != 2)}"
    reasons = [f"the first block is the lead “{short(lead[0])}”, {count}"]
    if rest > 1:
        reasons.append(f"{rest - 1} later blocks continue it, since they read as paragraphs")
    if headlines:
        at = blocks[rest][0]
        why = f"line {at.number} “{short(at)}” does not read as a paragraph"
        reasons.append(f"{why}: from there on every block is a headline ({len(headlines)})")
    if listed := next(filter(None, _lists(blocks[rest:])), None):
        reasons.append(f"line {listed[0].number} begins a list: each line of it is a headline")
    _look_for_doubt(blocks[rest:], headlines, source, problems)
    return Reading(_piece(lead), tuple(headlines), tuple(reasons))


def _heading_words(line: str) -> str:
    return line.strip(" \t\u00a0").rstrip("#").rstrip(" \t\u00a0")


def _continues(lead: Block, block: Block) -> bool:
    if reads_as_paragraph(block[0]):
        return True
    return len(lead) == 1 and bool(_FULL_STOP.search(block[0].text))


def _headlines(blocks: list[Block]) -> list[Piece]:
    """Return one headline a block; a block that reads as a paragraph joins the one above."""
    pieces: list[Block] = []
    for block, items in zip(blocks, _lists(blocks), strict=True):
        if items:
            pieces += [[item] for item in items]
        elif pieces and reads_as_paragraph(block[0]):
            pieces[-1] += block
        else:
            pieces.append(list(block))
    return [_piece(piece) for piece in pieces]


def _lists(blocks: list[Block]) -> list[Block]:
    """Return for each block the lines of the list it is, without their signs; none if it is none.

    A number is no sign where it stands alone: a title may begin with one.
    """
    signs = [[LIST_SIGN.match(line.text) for line in block] for block in blocks]
    numbers = sum(bool(sign and sign[1]) for block in signs for sign in block)
    found: list[Block] = []
    for block, marks in zip(blocks, signs, strict=True):
        ends = [sign.end() for sign in marks if sign and (numbers > 1 or not sign[1])]
        lines = zip(block, ends, strict=True) if len(ends) == len(block) else ()
        found.append([Line(line.text[end:], line.number) for line, end in lines])
    return found


def _piece(lines: Block) -> Piece:
    return Piece(lines[0], tuple(lines[1:]))


def _look_for_doubt(
    blocks: list[Block], headlines: list[Piece], source: Text, problems: Problems
) -> None:
    """Warn where long paragraphs stand among headlines: perhaps the lead was cut too early."""
    joined = [block for block in blocks[1:] if reads_as_paragraph(block[0])]
    if joined and (len(joined) < len(headlines) or len(headlines) == 1):
        at = headlines[0].title
        message = f"“{short(at)}” was read as the first headline, yet long paragraphs follow"
        problems.warn("unsure-reading", message, source.place(at.number), _WAY_OUT)


def _look_for_faults(
    parts: list[_Part], reading: Reading, source: Text, problems: Problems
) -> None:
    lead, at = reading.lead, source.place(reading.lead.title.number)
    first = parts[0]
    if first.mark == "##":
        way_out = "write the lead article before it, its title as # Title"
        problems.error("no-lead", "the dispatch begins with a headline (##)", at, way_out)
    elif first.mark == "---" and all(_KEY_LINE.match(line.text) for line in first.lines):
        way_out = "rename the file to .md, or move these lines into an edition.yaml"
        problems.error("front-matter", "a dispatch has no front matter", at, way_out)
    elif not lead.paragraphs and reading.headlines:
        message = f"the lead “{short(lead.title)}” has no paragraph: only titles were found"
        problems.error(
            "no-lead-body", message, at, f"write its text below its title; or {_WAY_OUT}"
        )
    elif not lead.paragraphs:
        way_out = "write the article below it, one paragraph a line"
        problems.error("only-title", "there is a title and nothing else", at, way_out)
    wrapped = [p for p in lead.paragraphs if len(p.text) < 90 and p.text[-1] not in ".!?…»”:;\"'"]
    if len(wrapped) > 3 and len(wrapped) * 2 > len(lead.paragraphs):
        message = "each line is a paragraph, but most lines of the lead end amid a sentence"
        place = source.place(wrapped[0].number)
        problems.warn("hard-wrapped", message, place, "join the lines of each paragraph")


def _count(headlines: list[Piece]) -> str:
    return f"{len(headlines)} headline{'s' * (len(headlines) != 1)}"


def short(line: Line, longest: int = 48) -> str:
    """Return a line for a message."""
    return line.text if len(line.text) <= longest else f"{line.text[: longest - 1].rstrip()}…"
