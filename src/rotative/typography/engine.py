"""The engine: rules in order over a masked view of the text, until nothing moves."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .edits import Edit, Rule, apply, shift
from .marks import BLANKS, LINE
from .protect import BY_SIGN, mask, spans
from .quotes import QuoteStyle

_PASSES = 12
"""The rules settle in two passes; the bound only guards against a fault in a rule."""


_FOLDED = {"\n": " ", "\r": " ", LINE: "\n"}
"""What a reader of XHTML sees in the place of line ends, in turn."""


class Profile(NamedTuple):
    """The rules of one language in their order; no rules means nothing is done."""

    language: str
    rules: tuple[Rule, ...] = ()
    style: QuoteStyle | None = None
    superscripts: bool = False
    silent: bytes = b""
    """Of ASCII what no rule looks for, nor protected spans, nor who reads line ends."""
    woken: Mapping[str, int] = {}
    """For each character the rules it wakes, one bit each; those without triggers under ``""``.

    Above them stand the bits of ``BY_SIGN``.
    """

    def __bool__(self) -> bool:
        """Say whether the profile does anything."""
        return bool(self.rules)


def ready(profile: Profile) -> Profile:
    """Return a profile that knows which characters its rules look for."""
    woken: dict[str, int] = {}
    for index, rule in enumerate(profile.rules):
        for sign in rule.triggers or ("",):
            woken[sign] = woken.get(sign, 0) | 1 << index
    for sign, kinds in BY_SIGN.items():
        woken[sign] = woken.get(sign, 0) | kinds << len(profile.rules)
    silent = bytes(range(128)).translate(None, "".join({*woken, *_FOLDED}).encode())
    return profile._replace(silent=silent, woken=woken)


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
    """A text after a round: as the rules see it, and where the last rule that moved it stands.

    ``bits`` are those of `woken` for all characters it has or had.
    """

    text: str
    view: str
    starts: Sequence[int]
    last: int
    bits: int


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
    done = _Round(text, "", starts, 0, bits_of(text, profile, folded=folded))
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
    text, view, starts, last, bits = before
    rules = job.profile.rules
    view = view_of(text, bits, job.profile, job.exceptions, folded=job.folded)
    spared = before.last + 1 if view == before.view else len(rules)
    every, last = (1 << len(rules)) - 1, -1
    turns = iter(_numbers(bits & every))
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
        bits |= _woken({char for edit in edits for char in edit[2]}, job.profile)
        turns = iter(_numbers((bits & every) >> index + 1 << index + 1))
    return _Round(text, view, starts, last, bits)


@lru_cache(maxsize=1 << 12)
def _numbers(bits: int) -> tuple[int, ...]:
    """Return the numbers of the bits that are set, in ascending order."""
    return tuple(number for number in range(bits.bit_length()) if bits >> number & 1)


def bits_of(text: str, profile: Profile, *, folded: bool) -> int:
    """Return what a text's characters wake, as bits of the profile's `woken`."""
    # Most characters tell no rule anything. To take those out first is faster than a set of
    # all, or than a search for each other one.
    told = text.encode(errors="surrogatepass").translate(None, profile.silent)
    chars = set(told.decode(errors="surrogatepass"))
    if folded:
        chars.update(_FOLDED[end] for end in _FOLDED.keys() & chars)
    return _woken(("", *chars), profile)


def _woken(chars: Iterable[str], profile: Profile) -> int:
    bits, woken = 0, profile.woken
    for char in chars:
        bits |= woken.get(char, 0)
    return bits


def _is_calm(text: str, edits: Sequence[Edit]) -> bool:
    """Say whether the edits only put one blank in place of another: no rule tells blanks apart."""
    for start, end, new, _side in edits:
        if end - start != 1 or new not in BLANKS or text[start] not in BLANKS:
            return False
    return True


def _both(text: str, view: str, edits: Sequence[Edit]) -> tuple[str, str]:
    changed = apply(text, edits)
    return (changed, changed) if text is view else (changed, apply(view, edits))


def view_of(
    text: str, bits: int, profile: Profile, exceptions: tuple[str, ...], *, folded: bool
) -> str:
    """Return the text as the rules see it, character for character: protected spans masked.

    ``bits`` are those of the text, perhaps with others. A reader of XHTML sees line ends as
    blanks, and breaks as line ends.
    """
    view = text
    for end in _FOLDED if folded else ():
        if end in view:
            view = view.replace(end, _FOLDED[end])
    masked = spans(view, bits >> len(profile.rules), exceptions)
    return mask(view, masked) if masked else view


def _excerpt(text: str, start: int, end: int, new: str) -> tuple[str, str]:
    """Return a few characters around an edit, before and after it."""
    left = max(text.rfind(" ", max(0, start - 24), max(start - 1, 0)) + 1, start - 24, 0)
    right = text.find(" ", end + 1, end + 24)
    right = min(end + 24, len(text)) if right < 0 else right
    return text[left:right], text[left:start] + new + text[end:right]
