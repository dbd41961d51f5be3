"""The engine: rules in order over a masked view of the text, until nothing moves."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .edits import Edit, Rule, apply, shift
from .marks import BLANKS, LINE
from .protect import SIGNS, mask, spans
from .quotes import QuoteStyle

_PASSES = 12
"""The rules settle in two passes; the bound only guards against a fault in a rule."""


PROTECTED = SIGNS + "\n\r" + LINE
"""The characters that `view_of` looks for."""


class Profile(NamedTuple):
    """The rules of one language in their order; no rules means nothing is done."""

    language: str
    rules: tuple[Rule, ...] = ()
    style: QuoteStyle | None = None
    superscripts: bool = False
    signs: str = PROTECTED
    """The characters that some rule looks for, and those of protected spans and line ends."""
    woken: Mapping[str, int] = {}
    """For each character the rules it wakes, one bit each; those without triggers under ``""``."""

    def __bool__(self) -> bool:
        """Say whether the profile does anything."""
        return bool(self.rules)


def ready(profile: Profile) -> Profile:
    """Return a profile that knows which characters its rules look for."""
    woken: dict[str, int] = {}
    for index, rule in enumerate(profile.rules):
        for sign in rule.triggers or ("",):
            woken[sign] = woken.get(sign, 0) | 1 << index
    signs = {sign for sign in woken if sign}.union(PROTECTED)
    return profile._replace(signs="".join(sorted(signs)), woken=woken)


class Trace:
    """What was changed, for the report: each edit with its rule and its first offset."""

    def __init__(self, origin: list[int]) -> None:
        self.origin = origin
        self.edits: list[tuple[str, int, str, str]] = []

    def record(self, rule: str, text: str, edits: Sequence[Edit]) -> None:
        """Note the edits about to be made to the text."""
        fresh: list[int] = []
        at = 0
        for start, end, new, _side in edits:
            before, after = _excerpt(text, start, end, new)
            self.edits.append((rule, self.origin[start], before, after))
            fresh += self.origin[at:start]
            fresh += [self.origin[start]] * len(new)
            at = end
        self.origin = fresh + self.origin[at:]


class _Job(NamedTuple):
    profile: Profile
    exceptions: tuple[str, ...]
    folded: bool
    trace: Trace | None


class _Round(NamedTuple):
    """A text after a round: as the rules see it, and where the last rule that moved it stands."""

    text: str
    view: str
    starts: Sequence[int]
    last: int


def settle(
    text: str,
    profile: Profile,
    exceptions: tuple[str, ...] = (),
    starts: Sequence[int] = (),
    *,
    folded: bool = False,
    trace: Trace | None = None,
) -> tuple[str, Sequence[int]]:
    """Run the rules to their fixed point; return the text and where its nodes start now.

    ``folded`` means that line ends are mere blanks, as in XHTML; otherwise they end lines.
    """
    job = _Job(profile, exceptions, folded, trace)
    done = _Round(text, "", starts, 0)
    for _ in range(_PASSES):
        before = done.text
        done = _once(done, job)
        if done.last < 0 or done.text == before:
            break
    return done.text, done.starts


def _once(before: _Round, job: _Job) -> _Round:
    """Run every rule that may find something to do.

    The rules behind the one that moved the text last have seen it as it is now: if the same
    is protected as before, they are spared until something changes.
    """
    text, view, starts, last = before
    rules, chars = job.profile.rules, chars_of(text, job.profile.signs)
    view = view_of(text, chars, job.exceptions, folded=job.folded)
    spared = before.last + 1 if view == before.view else len(rules)
    awake, last = _woken(("", *chars), job.profile), -1
    turns = iter(_bits(awake))
    # A rule woken by an edit has its turn if the rule that made it comes before.
    while (index := next(turns, spared)) < spared:
        rule = rules[index]
        edits = rule.find(view)
        if not edits:
            continue
        if job.trace is not None:
            job.trace.record(rule.id, text, edits)
        spared = len(rules)
        last = last if _is_calm(text, edits) else index
        text, view = _both(text, view, edits)
        starts = shift(starts, edits) if starts else starts
        awake |= _woken({char for edit in edits for char in edit[2]}, job.profile)
        turns = iter(_bits(awake >> index + 1 << index + 1))
    return _Round(text, view, starts, last)


@lru_cache(maxsize=1 << 12)
def _bits(number: int) -> tuple[int, ...]:
    """Return the bits set in a number, in ascending order."""
    return tuple(bit for bit in range(number.bit_length()) if number >> bit & 1)


def _woken(chars: Iterable[str], profile: Profile) -> int:
    """Return the rules that have something to look for, one bit each."""
    awake, woken = 0, profile.woken
    for char in chars:
        awake |= woken.get(char, 0)
    return awake


def chars_of(text: str, signs: str) -> set[str]:
    """Return which of the signs stand in a text: a search for each is faster than a set of all."""
    return {sign for sign in signs if sign in text}


def _is_calm(text: str, edits: Sequence[Edit]) -> bool:
    """Say whether the edits only put one blank in place of another: no rule tells blanks apart."""
    for start, end, new, _side in edits:
        if end - start != 1 or new not in BLANKS or text[start] not in BLANKS:
            return False
    return True


def _both(text: str, view: str, edits: Sequence[Edit]) -> tuple[str, str]:
    changed = apply(text, edits)
    return (changed, changed) if text is view else (changed, apply(view, edits))


def view_of(text: str, chars: set[str], exceptions: tuple[str, ...], *, folded: bool) -> str:
    """Return the text as the rules see it, character for character: protected spans masked."""
    view = fold(text, chars) if folded else text
    masked = spans(view, chars, exceptions)
    return mask(view, masked) if masked else view


def fold(text: str, chars: set[str]) -> str:
    """Return the text as a reader of XHTML sees it: line ends are blanks, breaks are line ends."""
    for end in "\n\r":
        if end in chars:
            text = text.replace(end, " ")
            chars.add(" ")
    if LINE in chars:
        text = text.replace(LINE, "\n")
        chars.add("\n")
    return text


def _excerpt(text: str, start: int, end: int, new: str) -> tuple[str, str]:
    """Return a few characters around an edit, before and after it."""
    left = max(text.rfind(" ", max(0, start - 24), max(start - 1, 0)) + 1, start - 24, 0)
    right = text.find(" ", end + 1, end + 24)
    right = min(end + 24, len(text)) if right < 0 else right
    return text[left:right], text[left:start] + new + text[end:right]
