"""Inspection: every change with its rule, and the doubts left to the editor."""

from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import combining, normalize

from .doubts import searches
from .engine import Profile, Trace, bits_of, settle, view_of
from .fragments import Fragment, Run, check
from .markup import attribute_values, raised_spans
from .plain import literals
from .profiles import profile

_REACH = 20


class Change(NamedTuple):
    """A change: the rule, a few characters before and after it, where (0 = first character)."""

    rule: str
    before: str
    after: str
    offset: int


class Doubt(NamedTuple):
    """Something left to the editor: the doubt's name, the words around it, where."""

    rule: str
    excerpt: str
    offset: int


Finding = Change | Doubt


def inspect(
    text: str,
    language: str,
    *,
    titles: bool = False,
    exceptions: Iterable[str] = (),
    without: Iterable[str] = (),
) -> list[Finding]:
    """Return what ``typeset`` would change in a text, and what it leaves to the editor.

    Offsets count characters of the text as given; findings come in their order. The
    doubts are judged on the corrected text. Errors are those of ``typeset``.
    """
    rules = profile(language, without=tuple(without))
    if not rules:
        return []
    parts = [(text, 0)]
    return sorted(
        _findings(parts, rules, literals(exceptions), folded=False, titles=titles), key=_offset
    )


def inspect_markup(
    xhtml: str,
    language: str,
    *,
    titles: bool = False,
    exceptions: Iterable[str] = (),
    without: Iterable[str] = (),
) -> list[Finding]:
    """Return what ``typeset_markup`` would change in a fragment, and its doubts.

    Offsets count characters of the fragment's text content (what is opaque left out); those
    of ``alt`` and ``title`` are where their element stands in it. Errors are those of
    ``typeset_markup``.
    """
    fragment = Fragment(check(xhtml), language, tuple(without))
    unaltered = literals(exceptions)
    findings: list[Finding] = []
    for run in fragment.runs:
        if run.parts and run.profile:
            findings += _run_findings(run, unaltered, titles=titles)
    for tag in fragment.tags:
        for value in attribute_values(fragment.pieces[tag.piece]) if tag.profile else ():
            found = _findings([(value, 0)], tag.profile, unaltered, folded=True, titles=True)
            findings += [finding._replace(offset=tag.offset) for finding in found]
    return sorted(findings, key=_offset)


def _offset(finding: Finding) -> int:
    return finding.offset


def _run_findings(run: Run, exceptions: tuple[str, ...], *, titles: bool) -> list[Finding]:
    parts = [
        (part, node.offset if node is not None else -1)
        for part, node in zip(run.parts, run.nodes, strict=True)
    ]
    findings = _findings(parts, run.profile, exceptions, folded=True, titles=titles)
    if run.profile.superscripts and not titles:
        for text, offset in raised_spans(run, exceptions):
            findings.append(Change("superscripts", text, f"<sup>{text}</sup>", offset))
    return findings


def _findings(
    parts: list[tuple[str, int]],
    rules: Profile,
    exceptions: tuple[str, ...],
    *,
    folded: bool,
    titles: bool,
) -> list[Finding]:
    """Inspect one run, given as its parts with the offset of each (-1: stands for an element)."""
    findings: list[Finding] = []
    text, origin = _composed(parts, findings)
    trace = Trace(origin)
    done, _ = settle(text, rules, exceptions, folded=folded, trace=trace)
    findings += [Change(rule, before, after, at) for rule, at, before, after in trace.edits]
    bits = bits_of(done, rules, folded=folded)
    view = view_of(done, bits, rules, exceptions, folded=folded)
    for name, search in searches(rules, titles=titles):
        for at in search(view):
            excerpt = done[max(0, at - _REACH) : at + _REACH].strip()
            findings.append(Doubt(name, excerpt, trace.origin[at]))
    return findings


def _composed(parts: list[tuple[str, int]], findings: list[Finding]) -> tuple[str, list[int]]:
    """Join the parts in NFC; return the text and for each character where it came from."""
    text: list[str] = []
    origin: list[int] = []
    last = 0
    for part, offset in parts:
        base = last if offset < 0 else offset
        composed = normalize("NFC", part)
        if composed == part:
            origin += range(base, base + len(part)) if offset >= 0 else [base] * len(part)
        else:
            findings.append(Change("nfc", part[:_REACH], composed[:_REACH], base))
            origin += _origins(part, composed, base)
        text.append(composed)
        last = base + len(part) if offset >= 0 else base
    origin.append(last)
    return "".join(text), origin


def _origins(part: str, composed: str, base: int) -> list[int]:
    """Match the characters of a composed text with those it was composed from."""
    starts = [at for at, char in enumerate(part) if not combining(char)] or [0]
    origins: list[int] = []
    for at, end in zip(starts, [*starts[1:], len(part)], strict=True):
        origins += [base + at] * len(normalize("NFC", part[at:end]))
    short = len(composed) - len(origins)
    return (origins + [base + len(part) - 1] * short)[: len(composed)]
