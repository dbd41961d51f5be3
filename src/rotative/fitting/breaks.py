"""Breaks: where the lines of a title or a standfirst end, so that they read well and look even."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from rotative.fitting.lines import CLINGING, PAUSE, Style

# What a break costs, beside the squares of what the lines leave free, as shares of the measure.
AFTER_PAUSE, AFTER_CLINGING, INSIDE_NAME, AFTER_DASH = -0.08, 0.15, 0.06, 0.15
# What the last line leaves free counts less in running text; a last line so short looks lost.
LAST_OF_TEXT, LOST, LOST_COST, IN_TEXT = 0.1, 0.25, 0.4, 0.2
MOST_WORDS = 120
# Widths are exact to a hair, in em.
HAIR = 0.01
DASHES = ("-", "–", "—")
_TOKEN = re.compile(r"<[^>]*>|[ \t\n]+|[^< \t\n]+")
_BLANKS = re.compile(r"[ \t\n]+")
_TAG = re.compile(r"<[^>]*>")


def broken(xhtml: str, style: Style, measure: float, *, text: bool = False, tail: float = 0) -> str:
    """Return inline markup with `<br/>` before the blanks where its lines should end.

    `measure` is in em of its size; `tail` is what follows its last word on the line. As few lines
    as will do, of even length (in running `text` all but the last); none ends after an article
    or inside a name if another way is as good. What fits no line is left to the engine.
    """
    words = html.unescape(_TAG.sub("", xhtml)).strip(" \t\n")
    starts = chosen(_BLANKS.split(words), style, measure + HAIR, text=text, tail=tail)
    return with_breaks(xhtml, starts)


def with_breaks(xhtml: str, starts: Sequence[int]) -> str:
    """Return inline markup with `<br/>` before the words of these numbers, from 0."""
    if not starts:
        return xhtml
    wanted, out, count, inside = set(starts), [], 0, False
    for token in _TOKEN.findall(xhtml):
        if token.isspace():
            count += inside
            inside = False
            # Before the blank: after it, the blank would still take its room on the line.
            out.append("<br/>" + token if count in wanted else token)
            wanted.discard(count)
        else:
            inside = inside or not token.startswith("<")
            out.append(token)
    return "".join(out)


def chosen(
    words: Sequence[str], style: Style, measure: float, *, text: bool = False, tail: float = 0
) -> list[int]:
    """Return the numbers of the words that begin a line, but the first; empty for one line."""
    widths = [style.width(word) for word in words]
    if not 1 < len(words) <= MOST_WORDS:
        return []
    widths[-1] += tail
    if max(widths) > measure:
        return []
    # Tracking follows the word before as well as the blank.
    blank = style.blank + style.tracking / 1000
    count = _fewest(widths, blank, measure)
    return _best(words, widths, (blank, measure), count, text=text) if count > 1 else []


def _fewest(widths: Sequence[float], blank: float, measure: float) -> int:
    count, pen = 1, -blank
    for width in widths:
        pen += blank + width
        if pen > measure:
            count, pen = count + 1, width
    return count


def _best(
    words: Sequence[str],
    widths: Sequence[float],
    room: tuple[float, float],
    count: int,
    *,
    text: bool,
) -> list[int]:
    """Return the starts of the lines that cost least together, of all ways to make so many."""
    total = len(words)
    # ways[k]: the least cost of words 0..k-1 in the lines so far, and where each line starts.
    ways: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(1, count + 1):
        new: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, starts) in ways.items():
            for end, slack in _lines(widths, start, room):
                if (end == total) is not (line == count):
                    continue
                free = _last(slack, text=text) if end == total else slack * slack
                more = cost + free
                if end < total:
                    more += penalty(words[end - 1], words[end]) * (IN_TEXT if text else 1)
                if end not in new or more < new[end][0]:
                    new[end] = more, (*starts, start)
        ways = new
    return list(ways[total][1][1:])


def _lines(
    widths: Sequence[float], start: int, room: tuple[float, float]
) -> Iterator[tuple[int, float]]:
    """Yield where a line from a word may end, and the share of the measure it leaves free."""
    (blank, measure), pen = room, -room[0]
    for end in range(start, len(widths)):
        pen += blank + widths[end]
        if pen > measure:
            return
        yield end + 1, 1 - pen / measure


def _last(slack: float, *, text: bool) -> float:
    lost = LOST_COST if slack > 1 - LOST else 0
    return lost + slack * slack * (LAST_OF_TEXT if text else 1)


def penalty(before: str, after: str) -> float:
    """Return what it costs to end a line between two words: less than nothing after a pause."""
    if before.endswith(DASHES):
        return AFTER_DASH
    if PAUSE.search(before):
        return AFTER_PAUSE
    if before.lower().strip("«“(\"'\u00a0") in CLINGING:
        return AFTER_CLINGING
    named = before[:1].isupper() and after[:1].isupper()
    return INSIDE_NAME if named else 0.0
