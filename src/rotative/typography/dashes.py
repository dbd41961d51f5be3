"""Dashes: pairs that set a clause apart, dialogue, dashes of other houses."""

import re
from typing import NamedTuple

from .edits import LEFT, RIGHT, Edit, Finder, Rule
from .finders import back_over_blanks, lazily, places, triggers
from .marks import BLANKS, NBSP, B

_SOURCE = "Lexique: tiret; sur parenthèses"
_DASH = re.compile(r"[—–]")
_TOKEN = re.compile(r"[—–.!?…\n]")
_AFTER_STOP = re.compile(rf"[!?….]*[»”\"’)\]]*{B}*[«“„\"'’(\[¿¡{B[1:-1]}]*")


_CLOSING = frozenset(("", "\n", *",;:!?.)]»”…"))
"""What takes no blank after a dash that ends a clause."""


_FURTHEST = 40
"""How many blanks may precede the dash that begins a line."""


class _Dash(NamedTuple):
    at: int
    left: int
    right: int
    opens: bool
    closes: bool


def paired_dashes(outside: str, inside: str, source: str = _SOURCE) -> Rule:
    """Two dashes in one sentence set a clause apart: write the blanks around them."""

    def find(text: str) -> list[Edit]:
        if text.count("—") < 2 and text.count("–") < 2:
            return []
        edits: list[Edit] = []
        for first, second in _pairs(text):
            edits += _slot(text, first.left, first.at, outside, RIGHT)
            edits += _slot(text, first.at + 1, first.right, inside, LEFT)
            edits += _slot(text, second.left, second.at, inside, RIGHT)
            if (
                second.right > second.at + 1
                and text[second.right : second.right + 1] not in _CLOSING
            ):
                edits += _slot(text, second.at + 1, second.right, outside, LEFT)
        return edits

    return Rule("dashes", find, triggers("—–"), source)


def _slot(text: str, start: int, end: int, new: str, side: int) -> list[Edit]:
    return [] if text[start:end] == new else [(start, end, new, side)]


def _pairs(text: str) -> list[tuple[_Dash, _Dash]]:
    """Return the pairs: two dashes of one kind with no end of sentence between them."""
    pairs: list[tuple[_Dash, _Dash]] = []
    pending: _Dash | None = None
    end = 0
    # Ends of sentences are only of interest behind a dash that waits for its second one.
    while match := (_DASH if pending is None else _TOKEN).search(text, end):
        at, end = match.span()
        if text[at] not in "—–":
            if pending is not None and _ends_sentence(text, at):
                pending = None
            continue
        dash = _dash(text, at)
        if dash is None:
            continue
        if (
            pending is not None
            and dash.closes
            and text[pending.at] == text[at]
            and _fits(pending, dash)
        ):
            pairs.append((pending, dash))
            pending = None
        elif dash.opens:
            pending = dash
    return pairs


def _fits(first: _Dash, second: _Dash) -> bool:
    """Say whether something stands between, and the dashes lean the right way."""
    if first.right >= second.left:
        return False
    both = first.right > first.at + 1 and second.left < second.at
    lean = first.right == first.at + 1 and second.left == second.at
    return both or lean


def _ends_sentence(text: str, at: int) -> bool:
    """Say whether the mark ends a line, or a sentence: a capital follows, no initial precedes."""
    if text[at] == "\n":
        return True
    if text[at] == "." and not (
        text[at - 1 : at].isdigit() or (text[max(0, at - 2) : at].isalpha() and at > 1)
    ):
        return False
    match = _AFTER_STOP.match(text, at)
    after = match.end() if match else at + 1
    return after < len(text) and after > at + 1 and (text[after].isupper() or text[after] == "\n")


def _dash(text: str, at: int) -> _Dash | None:
    """Return the dash with the blanks around it, or None if it opens no clause and closes none."""
    left = back_over_blanks(text, at)
    right = at + 1
    while right < len(text) and text[right] in BLANKS:
        right += 1
    before = text[left - 1] if left else "\n"
    after = text[right] if right < len(text) else "\n"
    if before in "\n—–" or after in "—–" or (before.isdigit() and after.isdigit()):
        return None
    if before in "«“„([":
        return None
    if before in ".!?…" and left < at and (after.isupper() or after in "«“"):
        return None
    spaced_left, spaced_right = left < at, right > at + 1 or after == "\n"
    opens = spaced_left and after not in "\n,;:!?.)]»”"
    closes = spaced_right or after in ",;:!?.)]»”…"
    return _Dash(at, left, right, opens, closes) if opens or closes else None


def dialogue(blank: str, source: str = "Lexique: dialogues") -> Rule:
    """The dash that begins a line or a quotation is followed by the blank (perhaps none)."""
    return Rule(
        "dialogue",
        _after_opening(blank),
        triggers("—–"),
        source,
    )


@lazily
def _after_opening(blank: str) -> Finder:
    follows = re.compile(rf"[—–]({B}++)(?=[^\s—–])").match

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for dash in sorted((*places(text, "—"), *places(text, "–"))):
            at = back_over_blanks(text, dash)
            begins = not at or text[at - 1] in "\n«“„"
            if not begins or dash - at > _FURTHEST:
                continue
            match = follows(text, dash)
            if match and match[1] != blank:
                edits.append((match.start(1), match.end(1), blank, LEFT))
        return edits

    return find


def double_hyphens(new: str = "—") -> Rule:
    """Two or three hyphens between words are a dash without blanks (American usage)."""
    return Rule(
        "dashes",
        _double_hyphens(new),
        triggers("-"),
        "Chicago 6.85",
    )


def _double_hyphens(new: str) -> Finder:
    search = re.compile(rf"-(?<!--)-{{1,2}}(?!-){B}?(?=[\w“‘”’\"'(…])").finditer

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in search(text):
            start = match.start() - (text[match.start() - 1 : match.start()] in BLANKS)
            before, after = text[start - 1 : start] if start > 0 else "", text[match.end()]
            if before and (before.isalnum() or before in ".,!?’”)…“‘"):
                range_ = before.isdigit() and after.isdigit() and match.end() - start == 2
                edits.append((start, match.end(), "–" if range_ else new, LEFT))
        return edits

    return find


def hyphen_to_dash(dash: str, before: str = NBSP, after: str = " ", *, marks: str = "-") -> Rule:
    """A hyphen with a blank on both sides is a dash bound to the word before it."""
    search = re.compile(rf"[{marks}](?<={B}.){B}++(?=[^\s])").finditer
    new = before + dash + after

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in search(text):
            start, end = back_over_blanks(text, match.start()), match.end()
            if start and text[start:end] != new and not _is_sum(text, start, end):
                edits.append((start, end, new, LEFT))
        return edits

    return Rule("dashes", find, triggers(marks, dash), "spaced hyphen is a dash")


def _is_sum(text: str, start: int, end: int) -> bool:
    """Say whether digits stand on both sides, or the dash begins a line."""
    return (
        (text[start - 1].isdigit() and text[end].isdigit())
        or text[start - 1] in "-–—\n"
        or text[end] in "-–—"
    )
