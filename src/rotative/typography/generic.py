"""Rules that many languages share: ellipsis, apostrophe, blanks around marks."""

import re
from collections.abc import Sequence

from .edits import LEFT, RIGHT, Edit, Finder, Rule
from .finders import (
    after_numbers,
    back_over_blanks,
    compiled,
    holding,
    lazily,
    numbers,
    places,
    several,
    slot_after,
    slots,
    swaps,
    triggers,
    where,
)
from .marks import BLANKS, MASK, NBSP, NNBSP, B, L

_OPENERS = frozenset("([{«‹“‘„‚¿¡")
_NO_INSERT = frozenset("/=&@#*+<>|\\^~_$([{«‹“‘„‚¿¡-–—")
_LINE = "\n"
_NO_CODE = "".join(rf"(?<!{L}{chr(92)}d{{{digits}}}.)" for digits in range(4))
"""After a digit: its number, of up to four digits, is no part of a code such as B12."""


def ellipsis() -> Rule:
    """Three dots are one sign, whether or not blanks part them; a leader is left alone."""
    three = rf"\.(?<!\.\.)\.{{2,3}}(?!\.)|\.(?<!\.{B}.)(?:{B}\.){{2}}(?!{B}?\.)"
    find = dotted(swaps(three, "…"))
    return Rule("ellipsis", find, triggers("."), "all: one sign, U+2026")


def dotted(finder: Finder) -> Finder:
    """Make a finder that has nothing to do in a text where no dot follows a dot."""
    return where(lambda text: compiled(rf"\.{B}*+\.").search(text), finder)


def ellipsis_glued() -> Rule:
    """No blank between a word and its ellipsis."""
    return Rule(
        "ellipsis",
        _before_closer("…", "", after=r"\w"),
        triggers("…"),
        "the sign is glued to the word",
    )


def high_punctuation(marks: str, blank: str, rule: str = "punctuation", source: str = "") -> Rule:
    """Put the blank (perhaps none) before the marks; a sequence such as ?! stays together."""
    return Rule(rule, _before_marks(marks, blank), triggers(marks), source)


@lazily
def _before_marks(marks: str, blank: str) -> Finder:
    search = re.compile(rf"[{marks}][{marks}]*+").finditer

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in search(text):
            edit = _before_mark(text, match.start(), match.end(), blank, match[0])
            if edit is not None:
                edits.append(edit)
        return edits

    return find


def _before_mark(text: str, at: int, end: int, blank: str, marks: str) -> Edit | None:
    start = back_over_blanks(text, at)
    if not start or text[start - 1] == _LINE:
        return None
    before = text[start - 1]
    if end < len(text) and text[end] != MASK and (text[end].isalnum() or text[end] in "=_"):
        return None
    if before in "\"'" and (start < 2 or text[start - 2].isspace()):
        return None
    if before in _OPENERS or (start == at and before in _NO_INSERT):
        return None
    if before in "!?" and marks[0] in "!?":
        blank = ""
    return None if text[start:at] == blank else (start, at, blank, RIGHT)


def colon(blank: str, source: str = "") -> Rule:
    """Put the blank before a colon that a blank, a quotation mark or the end follows."""
    return Rule("colon", _before_colons(blank), triggers(":"), source)


@lazily
def _before_colons(blank: str) -> Finder:
    search = re.compile(r":(?<!::)(?=[\s\"«“‘'„‹\u00a0]|$)").finditer

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in search(text):
            edit = _before_mark(text, match.start(), match.end(), blank, ":")
            if edit is not None:
                edits.append(edit)
            if match.end() < len(text) and text[match.end()] in "«“„":
                edits.append((match.end(), match.end(), " ", LEFT))
        return edits

    return find


def no_blank_before(marks: str, rule: str = "blanks", source: str = "") -> Rule:
    """No blank before the marks when a word precedes and a blank or the end follows."""
    one_each = several(*(_no_blank_before(mark, marks) for mark in marks))
    return Rule(rule, one_each, triggers(marks), source)


@lazily
def _no_blank_before(mark: str, marks: str) -> Finder:
    search = re.compile(rf"{re.escape(mark)}(?<={B}.)").finditer

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for match in search(text):
            at = match.start()
            start = back_over_blanks(text, at)
            run = at
            while run < len(text) and text[run] in marks:
                run += 1
            follows = text[run : run + 1]
            if follows and not (follows.isspace() or follows in "\"'»”“’‹›)]…"):
                continue
            if start and (text[start - 1].isalnum() or text[start - 1] in "»”’)]%€$°…!?\"'"):
                edits.append((start, at, "", RIGHT))
        return edits

    return find


def inside_brackets() -> Rule:
    """No blank inside parentheses and square brackets."""
    return Rule(
        "blanks",
        several(
            *(slots(rf"\{opener}({B}++)(?=[\w«“„\"'’…—¿¡])", "", side=LEFT) for opener in "(["),
            *(_before_closer(closer, "") for closer in ")]"),
        ),
        triggers("()[]"),
        "all: no blank inside brackets",
    )


@lazily
def _before_closer(closer: str, blank: str, after: str = r"[^\n([{«‹“„]") -> Finder:
    """Put the blank before each closer where a character of the class ``after`` precedes."""
    precedes = re.compile(after).match

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        for at in places(text, closer):
            start = back_over_blanks(text, at)
            if start and text[start:at] != blank and precedes(text, start - 1):
                edits.append((start, at, blank, RIGHT))
        return edits

    return find


def inside_quotes(
    opener: str, closer: str, blank: str, rule: str = "guillemets", source: str = ""
) -> Rule:
    """Put the blank (perhaps none) inside a pair of directional quotation marks."""
    empty = "" if blank else r"(?=[^\s])"
    after = slots(rf"{opener}({B}*+)(?=[^\n]){empty}", blank, side=LEFT)
    return Rule(
        rule, several(after, _before_closer(closer, blank)), triggers(opener, closer), source
    )


def around_guillemets() -> Rule:
    """A plain blank outside « » where a word touches them; none between an elision and «."""
    return Rule(
        "guillemets",
        several(
            _before_guillemet,
            slots(r"»()(?=[^\W_])", " ", side=LEFT),
            slots(rf"’(?<={L}.)({B}++)(?=«)", "", side=RIGHT),
        ),
        triggers("«»"),
        "Lexique: guillemets",
    )


def _before_guillemet(text: str) -> list[Edit]:
    return [
        (at, at, " ", RIGHT)
        for at in places(text, "«")
        if at and (text[at - 1].isalnum() or text[at - 1] in ",;!?…")
    ]


def apostrophes(leading: str = "", *, every: bool = False) -> Rule:
    """The typographic apostrophe after a letter, in elisions and before the leading forms.

    ``leading`` is a pattern of what may follow an apostrophe that begins a word; ``every``
    takes any word so begun.
    """
    words = r"\d\ds?(?![\w'’])" + (rf"|(?:{leading})(?!\w)" if leading else "")
    begins = rf"(?<![\w'’].)(?={words})" + (r"|(?<!\w.)(?=[^\W_])" if every else "")
    inside = rf"(?<={L}.)(?={L})"
    finders = (
        swaps(rf"'(?:(?<={L}')|(?<=\d')(?={L})|{begins})", "’"),
        swaps(rf"‘(?:{inside}|(?<![\w'’].)(?={words}))", "’"),
        swaps(f"´{inside}", "’"),
        swaps(f"′{inside}", "’"),
    )
    return Rule("apostrophe", several(*finders), triggers("'´‘′"), "all: U+2019")


def elisions(words: str) -> Rule:
    """No blank after an elided word: l’ Europe."""
    return Rule(
        "apostrophe",
        slot_after(rf"(?<![\w’'])(?:{words})", rf"’({B}++)(?=[\w«“\"])", "", side=RIGHT),
        triggers("’"),
        "an elided word is glued to the next",
    )


def before_units(
    symbols: str,
    blank: str,
    *,
    glued: bool = True,
    rule: str = "units",
    source: str = "",
    chars: str = "0123456789",
    holds: Sequence[str] = (),
) -> Rule:
    """Put the blank between a number and a sign; without ``glued`` only where a blank stands.

    ``chars`` and ``holds`` are what a text has in which some such sign stands.
    """
    count = "*+" if glued else "++"
    find = after_numbers(rf"[0-9]{_NO_CODE}({B}{count})(?={symbols})", blank)
    return Rule(rule, holding(holds, find) if holds else find, triggers(chars), source)


def groups(blank: str = NNBSP, source: str = "ISO 80000-1: groups of three") -> Rule:
    """Write one no-break blank between groups of three digits that blanks part already."""
    return Rule("numbers", _groups(blank), triggers("0123456789"), source)


@lazily
def _groups(blank: str) -> Finder:
    group = re.compile(rf"[1-9](?<![\w.,:/+’'–-].)\d{{0,2}}(?:{B}\d{{3}})+(?![\w]|{B}\d)").match

    def find(text: str) -> list[Edit]:
        edits: list[Edit] = []
        last = 0
        for start, _ in numbers(text):
            if start >= last and (match := group(text, start)):
                last = match.end()
                edits += [
                    (at, at + 1, blank, LEFT)
                    for at in range(start, last)
                    if text[at] in BLANKS and text[at] != blank
                ]
        return edits

    return find


def swiss_thousands() -> Rule:
    """1'000 is written with the typographic apostrophe in Switzerland."""
    find = slots(r"[0-9](')(?=\d{3}(?!\d))", "’")
    return Rule("numbers", find, triggers("'"), "Bundeskanzlei / Chancellerie fédérale")


@lazily
def _at_word_start(pattern: str) -> Finder:
    search = re.compile(pattern).finditer

    def find(text: str) -> list[Edit]:
        return [
            (m.start(1), m.end(1), NBSP, LEFT)
            for m in search(text)
            if m[1] != NBSP
            and not (m.start() and (text[m.start() - 1].isalnum() or text[m.start() - 1] == "_"))
        ]

    return find


def after_words(
    pattern: str,
    follows: str,
    rule: str,
    source: str = "",
    chars: str = "",
    *,
    glued: bool = False,
    holds: Sequence[str] = (),
) -> Rule:
    """Bind a short word to what follows with ⍽; with ``glued`` also where no blank stands.

    ``chars`` and ``holds`` are what a text has in which some such word stands.
    """
    count = "*+" if glued else "++"
    find = _at_word_start(rf"(?:{pattern})({B}{count})(?={follows})")
    return Rule(rule, holding(holds, find) if holds else find, triggers(chars), source)
