"""Quotation marks: which sign opens, which closes, and what the house writes there."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .edits import LEFT, RIGHT, Edit, Finder
from .finders import places
from .marks import BLANKS

Pair = tuple[str, str]


class QuoteStyle(NamedTuple):
    """The quotation marks of a house.

    ``inside`` maps the opening mark of the enclosing quotation ("" outside any) to the pair
    to write; ``converted`` lists the opening marks that may be rewritten besides ``"`` and
    ``'``; ``single`` is what ``'x'`` becomes outside any quotation (None: left alone);
    ``clipped`` is a pattern of the words that begin with an apostrophe.
    """

    inside: Mapping[str, Pair]
    converted: frozenset[str] = frozenset()
    single: Pair | None = None
    clipped: str = ""

    def pair(self, parent: str) -> Pair:
        """Return the marks of a quotation inside the one that ``parent`` opens."""
        return self.inside.get(parent) or self.inside[""]


class Quote(NamedTuple):
    """One quotation found in a text: where its marks are, what they are, what they become."""

    start: int
    end: int
    opener: str
    closer: str
    house: Pair


class Quotations(NamedTuple):
    """The quotations of a text, and the marks that found no partner."""

    quotes: list[Quote]
    unpaired: list[int]


class _Token(NamedTuple):
    at: int
    mark: str
    opens: bool
    closes: bool
    weak: bool = False


_CLOSERS = {"»": "«", "”": "“„", "“": "„", "’": "‘‚", "‘": "‚", "›": "‹", ">>": "<"}
_MARKS = '"“”„«»‹›'
_RARE = "‘‚'<"
_APOSTROPHES = "'’‘"
_WITHIN_WORD = "(?!(?<=[^\\W_].)[^\\W_])"
_BEFORE_OPENER = frozenset("([{«‹“‘„‚\"'’¿¡-–—/=:…\n\u00ad\u200b\ufeff<")
_AFTER_CLOSER = frozenset(".,;:!?…)]}»›”’“\"'-–—/\n·*\u200b\ufeff>")
_NO_OPEN_BEFORE = frozenset(".,;:!?)]}»›”\n")


def quotation_rule(style: QuoteStyle) -> Finder:
    """Make the finder that writes the house's marks on every paired quotation."""

    def find(text: str) -> list[Edit]:
        if _is_settled(text, style):
            return []
        edits: list[Edit] = []
        for quote in quotations(text, style).quotes:
            opener, closer = quote.house
            if quote.opener != opener:
                edits.append((quote.start, quote.start + len(quote.opener), opener, LEFT))
            if quote.closer != closer:
                edits.append((quote.end, quote.end + len(quote.closer), closer, RIGHT))
        edits.sort()
        return edits

    return find


def _is_settled(text: str, style: QuoteStyle) -> bool:
    """Tell at little cost that all marks are the house's own, open and closed in turn."""
    opener, closer = style.inside[""]
    for mark in _MARKS + _RARE:
        if mark not in (opener, closer) and mark in text and not _is_in_words(text, mark):
            return False
    opened, closed = places(text, opener), places(text, closer)
    turns = [at for pair in zip(opened, closed, strict=False) for at in pair]
    return len(opened) == len(closed) and turns == sorted(turns)


def _is_in_words(text: str, mark: str) -> bool:
    """Tell whether a mark is an apostrophe wherever it stands."""
    return mark == "'" and _apostrophe(mark).search(text) is None


@lru_cache(maxsize=32)
def _apostrophe(mark: str) -> re.Pattern[str]:
    """Match a single mark; one between two letters of a word is no quotation mark."""
    return re.compile(mark + _WITHIN_WORD)


@lru_cache(maxsize=32)
def _clipped(pattern: str) -> re.Pattern[str]:
    """Match an apostrophe that begins a word: a decade, or one of the language's clipped words."""
    return re.compile(rf"['‘’](?:\d\ds?|{pattern or 'n'})(?!\w)")


def quotations(text: str, style: QuoteStyle) -> Quotations:
    """Find the quotations of a text.

    A ``"`` after a digit may be inches, and one between two letters a part of a word: they
    count as marks only when some other mark lacks its partner.
    """
    found = [(at, mark) for mark in _MARKS if mark in text for at in places(text, mark)]
    if any(mark in text for mark in _RARE):
        found += _rare(text, _clipped(style.clipped))
    tokens = [_token(text, at, mark) for at, mark in sorted(found)]
    strong = [token for token in tokens if not token.weak]
    pairs, alone = _pairs(strong)
    if len(strong) < len(tokens) and any(t.mark == '"' and t.opens for t in alone):
        wider, left = _pairs(tokens)
        if _straight(left) < _straight(alone) + (len(tokens) - len(strong)):
            pairs, alone = wider, left
    return _with_house(pairs, alone, style)


def _rare(text: str, clipped: re.Pattern[str]) -> list[tuple[int, str]]:
    """Return the marks that may as well be something else."""
    found = [(at, mark) for mark in ("‚", "<<", ">>") for at in places(text, mark)]
    for mark in _APOSTROPHES:
        if mark in text:
            found += [(m.start(), mark) for m in _apostrophe(mark).finditer(text)]
    return [(at, mark) for at, mark in found if _is_mark(text, at, mark, clipped)]


def _is_mark(text: str, at: int, mark: str, clipped: re.Pattern[str]) -> bool:
    """Tell quotation marks from apostrophes inside a word, feet, shifts and comparisons."""
    before, after = text[at - 1 : at], text[at + len(mark) : at + len(mark) + 1]
    if mark in "'’‘":
        if before.isalnum():
            return not after.isalnum() and text[max(0, at - 2) : at] not in ("'n", "’n", "'N", "‘n")
        return clipped.match(text, at) is None
    return len(mark) == 1 or not (before in ("<", ">") or after in ("<", ">", "="))


def _straight(tokens: Sequence[_Token]) -> int:
    return sum(token.mark == '"' for token in tokens)


def _token(text: str, at: int, mark: str) -> _Token:
    before = text[at - 1] if at else "\n"
    after = text[at + len(mark)] if at + len(mark) < len(text) else "\n"
    if mark == '"':
        return _straight_token(at, mark, before, after)
    if mark == "'":
        opens = _may_precede(before) and after.isalnum()
        closes = before not in BLANKS and before != "\n" and not after.isalnum()
        return _Token(at, mark, opens, closes and not opens)
    opens = mark in "«“„‹‘‚<<"
    closes = mark in _CLOSERS
    return _Token(at, mark, opens, closes)


def _straight_token(at: int, mark: str, before: str, after: str) -> _Token:
    blank_before = before in BLANKS or before == "\n"
    blank_after = after in BLANKS or after == "\n"
    if blank_before and blank_after:
        return _Token(at, mark, opens=True, closes=True)
    opens = (
        (blank_before or _may_precede(before))
        and not blank_after
        and (after not in _NO_OPEN_BEFORE or after == '"')
    )
    closes = not blank_before and before not in "([{" and (blank_after or _may_follow(after))
    if before == '"':
        opens, closes = after.isalnum(), not after.isalnum()
    if opens and closes:
        opens = before not in "'’" or after.isalnum()
        closes = not opens or before not in "([{«‹“‘„‚'’¿¡"
    weak = (before.isdigit() and not opens) or not (opens or closes)
    return _Token(at, mark, opens, closes or not opens, weak)


def _may_precede(before: str) -> bool:
    return before in _BEFORE_OPENER or before in BLANKS


def _may_follow(after: str) -> bool:
    return after in _AFTER_CLOSER or not (after.isalnum() or after in "([{«‹")


def _pairs(tokens: Sequence[_Token]) -> tuple[list[tuple[_Token, _Token]], list[_Token]]:
    """Match openers and closers with a stack; return the pairs and the marks left alone."""
    stack: list[_Token] = []
    pending: dict[str, int] = {}
    pairs: list[tuple[_Token, _Token]] = []
    alone: list[_Token] = []
    for token in tokens:
        wanted = _openers_of(token)
        if token.closes and any(pending.get(mark) for mark in wanted):
            while True:
                opener = stack.pop()
                pending[opener.mark] -= 1
                if opener.mark in wanted:
                    pairs.append((opener, token))
                    break
                alone.append(opener)
        elif token.opens:
            stack.append(token)
            pending[token.mark] = pending.get(token.mark, 0) + 1
        else:
            alone.append(token)
    return pairs, alone + stack


def _openers_of(token: _Token) -> tuple[str, ...]:
    if token.mark in "\"'":
        return (token.mark,)
    if token.mark == ">>":
        return ("<<",)
    return tuple(_CLOSERS.get(token.mark, ""))


def _with_house(
    pairs: list[tuple[_Token, _Token]], alone: list[_Token], style: QuoteStyle
) -> Quotations:
    """Decide from the outside in what each pair becomes."""
    quotes: list[Quote] = []
    enclosing: list[tuple[int, str]] = []
    last_closer = max((t.at for t in alone if t.mark in "»”"), default=-1)
    opened = sorted(t.at for t in alone if t.mark in "«„")
    index = 0
    for opener, closer in sorted(pairs):
        while enclosing and enclosing[-1][0] < opener.at:
            enclosing.pop()
        while index < len(opened) and opened[index] < opener.at:
            index += 1
        outside = style.inside[""][0] if index or closer.at < last_closer else ""
        parent = enclosing[-1][1] if enclosing else outside
        house = _house(opener, closer, parent, style)
        enclosing.append((closer.at, house[0]))
        quotes.append(Quote(opener.at, closer.at, opener.mark, closer.mark, house))
    return Quotations(quotes, sorted(token.at for token in alone))


def _house(opener: _Token, closer: _Token, parent: str, style: QuoteStyle) -> Pair:
    if opener.mark == "'" and not parent:
        return style.single or ("'", "'")
    if opener.mark in "\"'" or opener.mark in style.converted:
        return style.pair(parent)
    return opener.mark, closer.mark


def unpaired_marks(text: str, style: QuoteStyle) -> list[int]:
    """Return where marks stand that found no partner (apostrophes and inches aside)."""
    return [at for at in quotations(text, style).unpaired if _is_doubtful(text, at)]


def _is_doubtful(text: str, at: int) -> bool:
    mark = text[at]
    if mark in "'’‘‚<>":
        return False
    return not (mark == '"' and at and text[at - 1].isdigit())
