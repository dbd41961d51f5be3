"""Preflight of a PDF: every rule over every page, for any file, whoever made it.

What a page paints is read once into plain marks; rules look at those. Nothing is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rotative.crew import aside, hands
from rotative.dataclass import dataclass
from rotative.preflight import (
    pdf_boxes,
    pdf_detail,
    pdf_inks,
    pdf_links,
    pdf_metadata,
    pdf_trim,
    pdf_type,
    sound,
)
from rotative.preflight.expected import Expected
from rotative.preflight.findings import Findings
from rotative.preflight.pdf_document import Document, document, opened
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_marks import UNSEEN
from rotative.problems import Problem

Rule = Callable[[Document], None]

ALWAYS: tuple[Rule, ...] = (pdf_type.fonts, pdf_links.links)
SCREEN: tuple[Rule, ...] = (pdf_metadata.readers,)
PRINT: tuple[Rule, ...] = (
    pdf_boxes.boxes,
    pdf_boxes.count,
    pdf_metadata.standard,
    pdf_metadata.output_intent,
    pdf_metadata.protection,
    pdf_links.active,
    pdf_inks.colours,
    pdf_inks.coverage,
    pdf_trim.bleeds,
    pdf_trim.cut,
    pdf_trim.printers_marks,
    pdf_detail.resolution,
    pdf_detail.hairlines,
    pdf_type.small_type,
    pdf_type.overprint,
    pdf_type.transparency,
)
# Two processes are not worth their making for fewer pages.
MANY = 40


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a file, and what kind of file it is in a few words."""

    summary: str
    problems: tuple[Problem, ...]


def inspect(data: bytes | Path, expected: Expected) -> tuple[Problem, ...]:
    """Return what is wrong with a PDF, given as bytes or as a file; nothing for a good one.

    Findings have pages from 1 and places in mm from the trim's top left corner; errors first.
    Never raises for a bad file.
    """
    return examine(data, expected).problems


def inspect_again(data: bytes, expected: Expected) -> tuple[Problem, ...]:
    """Return what is wrong with a PDF, as `inspect`, sooner where most of it was looked at before.

    Pages known to be sound are not read, many others by two processes.
    """
    known, pages = sound.Known(), sound.pages(data, expected)
    new = [number for number, page in enumerate(pages, 1) if page not in known]
    if pages and not _by_hands(data, expected, new):
        known.keep(pages)
        return ()
    # A fault on several pages is one finding, with words of pages that are sound themselves.
    return inspect(data, expected)


def _by_hands(data: bytes, expected: Expected, pages: Sequence[int]) -> bool:
    """Tell whether anything is wrong with a PDF, whose other pages are sound."""
    if len(pages) < MANY or hands() < 2:
        return _is_faulty(data, expected, frozenset(pages))
    halves = frozenset(pages[::2]), frozenset(pages[1::2])
    with aside(lambda: _is_faulty(data, expected, halves[1])) as errand:
        return _is_faulty(data, expected, halves[0]) or errand.wait()


def _is_faulty(data: bytes, expected: Expected, pages: frozenset[int]) -> bool:
    findings = Findings()
    with _looked_at(data, expected, findings, pages):
        return bool(findings.groups)


def examine(data: bytes | Path, expected: Expected) -> Examined:
    """Return what is wrong with a PDF, as `inspect`, and a summary of it."""
    findings = Findings()
    with _looked_at(data, expected, findings) as found:
        summary = _summary(found) if found else "a PDF that cannot be read"
        return Examined(summary, findings.problems())


@contextmanager
def _looked_at(
    data: bytes | Path,
    expected: Expected,
    findings: Findings,
    pages: frozenset[int] | None = None,
) -> Iterator[Document | None]:
    """Give a file all rules were applied to, what some of its pages paint alone if so told."""
    with opened(data, findings) as pdf:
        if pdf is None:
            yield None
            return
        found = document(pdf, expected, findings, pages)
        if not found.sheets:
            findings.error("pdf-broken", "the file has no pages", None, "export it again")
        for rule in (*ALWAYS, _by_medium):
            _apply(rule, found)
        _warnings(found)
        yield found


def _by_medium(found: Document) -> None:
    for rule in PRINT if found.is_print else SCREEN:
        _apply(rule, found)


def _apply(rule: Rule, found: Document) -> None:
    try:
        rule(found)
    except FAULTS as error:
        message = f"the file is damaged where “{_told(rule)}” looks: {error}"
        hint = "export it again; the rule could not be applied to all of it"
        found.findings.error("pdf-broken", message.partition("\n")[0], None, hint)


def _told(rule: Rule) -> str:
    return getattr(rule, "__name__", "rule").replace("_", " ")


def _warnings(found: Document) -> None:
    if warnings := found.pdf.get_warnings():
        reason = str(warnings[0]).partition("\n")[0].rpartition(": ")[2]
        message = f"the file is damaged and was read with guesses: {reason}"
        found.findings.warn("pdf-damaged", message, None, "export or copy it again")


def _summary(found: Document) -> str:
    told: list[str] = []
    try:
        for fact in _facts(found):
            told.append(fact)  # noqa: PERF402 - those before a fault are kept
    except FAULTS:
        told.append("damaged")
    return ", ".join(told)


def _facts(found: Document) -> Iterator[str]:
    count = len(found.sheets)
    yield f"{count} page{'s' * (count != 1)}"
    if not found.sheets:
        return
    first = found.sheets[0]
    size = " × ".join(map(pdf_boxes.told, first.size)) + " mm"
    bleed = pdf_boxes.bleed(first)
    yield f"{size} + {pdf_boxes.told(bleed)} mm bleed" if bleed > 0.05 else size
    if not found.is_print:
        yield "for the screen"
        return
    yield from filter(None, (found.standard, pdf_metadata.condition(found), *_looks(found)))


def _looks(found: Document) -> Iterator[str]:
    inks: set[str] = set()
    veiled = 0
    for sheet in found.sheets:
        veiled += any(mark.through for mark in sheet.marks if mark.kind not in UNSEEN)
        for mark in sheet.marks:
            inks.update(*(colour.inks for colour in mark.colours))
            if mark.picture is not None and not mark.picture.is_mask:
                inks.update(mark.picture.inks)
    count = len(inks - {"All"})
    yield f"{count} ink{'s' * (count != 1)}" if count else ""
    yield f"transparency on {veiled} page{'s' * (veiled != 1)}" if veiled else ""
