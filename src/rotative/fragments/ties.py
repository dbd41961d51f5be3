"""Ties: what a sheet says that makes sections depend on each other by more than their pages.

A part is laid out with little of the others: the sections at the front, the one before it and the
one after it, all hollow. A rule that looks further, or into them, needs the whole. Where a
selector leaves it open what it stands for, it counts as a tie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rotative.dataclass import dataclass
from rotative.galley import Section

# Sections that others are styled by, whatever stands between them.
FRONT = ("cover", "frontpage", "contents")
TYING = re.compile(
    # counters of one's own and the number of all pages, running and fixed elements, windows
    r"counter-(?:reset|increment|set)\b|counters?\(\s*pages\b|\brunning\(|\belement\("
    r"|position:\s*fixed|\d(?:vw|vh|vmin|vmax|vi|vb)\b"
    # what is told of other places but the number of their page
    r"|target-text\(|target-counters\(|target-counter\(\s*(?:attr\([^)]*\)|[^,()]+),(?!\s*page\s*\))"
    r"|(?:string-set|bookmark-label):[^;}]*counter\(|\bstring\([^),]+,\s*start\b"
    # sides, and pages by their number; notes are drawn with the text, before the side is known
    r"|break-(?:before|after):\s*(?:left|right|recto|verso)\b|@page[^{;]*:(?:first|nth|blank)"
    r"|@page[^{;]*:(?:left|right)[^{;]*\{(?:[^{}]|\{[^{}]*\})*@footnote",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*<section\b[^>]*>")
_CLASSES = re.compile(r'\bclass="([^"]*)"')
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', re.DOTALL)
_PRELUDE = re.compile(r"(?:^|(?<=[{};]))\s*([^@{};\s][^{};]*)(?=\{)")
# What our own templates add to classes of the body and of sections.
_OF_BODY = re.compile(r"paged|style-.*")
_ADDED = re.compile(r"opens-page|filler(?:--.*)?")
_OF_FRONT = re.compile(rf"(?:{'|'.join(FRONT)})(?:--.*)?")
_TYPE = re.compile(r"[\w-]+")
_CLASS = re.compile(r"\.([\w-]+)")
_PLACED = re.compile(r":(?:nth|first|last|only)-(?!letter|line)|:empty\b")
_CALL = re.compile(r":([\w-]+)\(")


@dataclass(frozen=True, slots=True)
class Step:
    """A compound selector and how it follows the one before: ` `, `>`, `+`, `~`, or nothing."""

    how: str
    text: str

    @property
    def plain(self) -> str:
        """The compound without what stands in brackets."""
        return "".join(text for text, depth in _levels(self.text) if not depth)

    def calls(self) -> Iterator[tuple[str, str]]:
        """Yield the functions called, however deep, with what they are given."""
        for call in _CALL.finditer(self.text):
            rest = self.text[call.end() - 1 :]
            inside = (text for text, depth in _levels(rest, until_closed=True) if depth)
            yield call[1].lower(), "".join(inside)[1:]

    def may_be(self, kind: str, known: re.Pattern[str] | frozenset[str]) -> bool:
        """Tell whether it may stand for an element of a kind that has some known classes."""
        plain = self.plain
        of_type = _TYPE.match(plain)
        if of_type and of_type[0].lower() != kind:
            return False
        classes = _CLASS.findall(plain)
        if isinstance(known, frozenset):
            return all(name in known or _ADDED.fullmatch(name) for name in classes)
        return all(known.fullmatch(name) for name in classes)


@dataclass(frozen=True, slots=True)
class Kin:
    """An edition's sections as selectors know them: their classes, and those of others' than FRONT.

    `markup` is that of all sections.
    """

    classes: frozenset[str]
    behind: frozenset[str]
    markup: str

    def are_tied(self, selector: str) -> bool:
        """Tell whether a selector makes a section depend on others than its neighbour."""
        steps = list(_steps(selector))
        sections = list(self._sections(steps))
        return (
            any(map(self._looks_in, steps, sections))
            or any(self._is_far(steps[:end], sections) for end in range(2, len(steps) + 1))
            or any(
                self.are_tied(each)
                for step in steps
                for name, given in step.calls()
                for each in _listed(given)
                if name != "has" and len(list(_steps(each))) > 1
            )
        )

    def _sections(self, steps: Sequence[Step]) -> Iterator[bool]:
        """Yield for each step whether it may stand for a section of the document."""
        beside = True
        for index, step in enumerate(steps):
            if step.how in (" ", ">"):
                beside = _is_root(steps[index - 1])
            beside = beside and step.may_be("section", self.classes)
            yield beside

    def _looks_in(self, step: Step, is_section: bool) -> bool:  # noqa: FBT001 - mapped
        """Tell whether it asks what the document holds, or for a place among the sections."""
        asked = [given for name, given in step.calls() if name == "has"]
        own = step.text
        for given in asked:
            own = own.replace(given, "")
        if is_section and (_PLACED.search(own) or re.search("[+~]", "".join(asked))):
            return True
        return _is_root(step) and not all(
            self._is_front(each) for given in asked for each in _listed(given)
        )

    def _is_far(self, steps: Sequence[Step], sections: Sequence[bool]) -> bool:
        """Tell whether the last step is held against a section that a part has not, or hollow."""
        *_, left, right = steps
        at = len(steps) - 1
        if right.how not in ("+", "~") or not (sections[at - 1] and sections[at]):
            return False
        if any(name == "has" for name, _ in left.calls()):
            return True
        if right.how == "~":
            return not self._is_front(left.plain)
        return left.how in ("+", "~")

    def _is_front(self, selector: str) -> bool:
        """Tell whether it stands for a section at the front, or for nothing."""
        name = _CLASS.fullmatch(selector.strip())
        if not name or name[1] in self.behind:
            return False
        return name[1] in self.classes or (
            _OF_FRONT.fullmatch(name[1]) is not None and name[1] not in self.markup
        )


def crosses(css: str, sections: Sequence[Section]) -> bool:
    """Tell whether a sheet makes sections depend on each other by more than their pages."""
    if TYING.search(css):
        return True
    kin = Kin(
        frozenset(name for section in sections for name in _classes(section)),
        frozenset(name for s in sections if s.kind not in FRONT for name in _classes(s)),
        "".join(section.xhtml for section in sections),
    )
    preludes = (match[1] for match in _PRELUDE.finditer(_STRING.sub('""', css)))
    return any(kin.are_tied(each) for prelude in preludes for each in _listed(prelude))


def opening(section: Section) -> str:
    """Return the tag that opens a section."""
    tag = _TAG.match(section.xhtml)
    return tag[0].strip() if tag else "<section>"


def _classes(section: Section) -> Sequence[str]:
    found = _CLASSES.search(opening(section))
    return found[1].split() if found else ()


def _is_root(step: Step) -> bool:
    return step.may_be("body", _OF_BODY) or step.may_be("html", frozenset())


def _levels(text: str, *, until_closed: bool = False) -> Iterator[tuple[str, int]]:
    """Yield letters with how many brackets stand around them; one that opens is within."""
    depth = 0
    for letter in text:
        depth -= letter in ")]"
        if until_closed and not depth and letter in ")]":
            return
        depth += letter in "(["
        yield letter, depth if letter not in ")]" else depth + 1


def _listed(selectors: str) -> Iterator[str]:
    """Yield the selectors of a list."""
    levels = _levels(selectors)
    outer = ("\0" if letter == "," and not depth else letter for letter, depth in levels)
    yield from "".join(outer).split("\0")


def _steps(selector: str) -> Iterator[Step]:
    """Yield the steps of a selector."""
    how, text = "", ""
    for letter, depth in _levels(selector.strip()):
        if depth or not (letter.isspace() or letter in ">+~"):
            text += letter
            continue
        if text:
            yield Step(how, text)
            how, text = " ", ""
        how = letter if letter in ">+~" else how
    if text:
        yield Step(how, text)
