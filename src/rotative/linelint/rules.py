"""What is wrong with a block's lines. Limits are for text; lengths in em follow its size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from rotative.dataclass import dataclass
from rotative.linelint.pages import Block, Line
from rotative.problems import Problem, Severity

HYPHENS = ("-", "\u2010")
LADDER = 3  # hyphens in a row that are let pass
LOOSE = 0.72  # em; 9 px in the house's text
FAR = 0.12  # of the measure
LETTERS = 5
# A river: blanks of so many em, one below the other within so many em, over so many lines.
RIVER_BLANK = 0.5
RIVER_DRIFT = 0.3
RIVER = 4
MM = 25.4 / 96  # a px
MOST = 90  # characters told of a line


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a line: what, on which page and in which column, 0 where there is but one."""

    code: str
    page: int
    column: int
    what: str
    text: str

    def problem(self, *, after: int = 0) -> Problem:
        """Return it as a warning; so many pages stand before those it was found on."""
        where = f"page {self.page + after}" + (f", column {self.column}" if self.column else "")
        text = " ".join(self.text.split())
        shown = text if len(text) <= MOST else f"{text[: MOST - 1]}…"
        message = f'{where}: {self.what}: "{shown}"'
        return Problem(self.code, message, severity=Severity.WARNING)


def judge(block: Block) -> Iterator[Finding]:
    """Yield what an editor should see again in a block."""
    yield from _ladders(block)
    yield from _lines(block)
    yield from _rivers(block)
    yield from _alone(block)
    yield from _short(block)
    if block.last and block.keeps:
        text = block.lines[-1].text
        yield _finding("stranded-heading", block, "a heading with its text elsewhere", text)


def _finding(code: str, block: Block, what: str, text: str) -> Finding:
    return Finding(code, block.page, block.column, what, text)


def _runs(lines: Sequence[Line], flags: Sequence[bool], least: int) -> Iterator[Sequence[Line]]:
    """Yield the runs of at least so many lines for which the flag is up."""
    for up, group in groupby(zip(flags, lines, strict=True), key=lambda pair: pair[0]):
        run = [line for _, line in group]
        if up and len(run) >= least:
            yield run


def _ladders(block: Block) -> Iterator[Finding]:
    flags = [line.text.endswith(HYPHENS) for line in block.lines]
    for run in _runs(block.lines, flags, LADDER + 1):
        ends = " / ".join(line.text.split()[-1] for line in run)
        yield _finding("hyphen-ladder", block, f"{len(run)} lines in a row end in a hyphen", ends)


def _lines(block: Block) -> Iterator[Finding]:
    for line, following in zip_longest(block.lines, block.lines[1:]):
        if following and _is_early(line, following):
            what = f"broken {line.slack * MM:.0f} mm early, though the next word would fit"
            yield _finding("early-break", block, what, line.text)
        elif line.stretch and line.blank > LOOSE:
            what = f"blanks of {line.blank:.1f} em"
            yield _finding("loose-line", block, what, line.text)


def _is_early(line: Line, following: Line) -> bool:
    if line.forced or line.slack < FAR * line.measure or following.solid or not following.text:
        return False
    return line.slack > following.first_unit() + 0.3 * line.size


def _rivers(block: Block) -> Iterator[Finding]:
    flags = [line.stretch > 0 and line.blank >= RIVER_BLANK for line in block.lines]
    for run in _runs(block.lines, flags, RIVER):
        depth, end = _deepest(run)
        if depth >= RIVER:
            what = f"wide blanks one below the other over {depth} lines, down to"
            yield _finding("river", block, what, run[end].text)


def _deepest(run: Sequence[Line]) -> tuple[int, int]:
    """Return how many lines the longest river runs through, and the index of its last line."""
    above: dict[float, int] = {}
    longest, end = 0, 0
    for index, line in enumerate(run):
        near = RIVER_DRIFT * line.size
        depths = {
            x: 1 + max((d for other, d in above.items() if abs(other - x) <= near), default=0)
            for x in line.blanks()
        }
        deepest = max(depths.values(), default=0)
        if deepest > longest:
            longest, end = deepest, index
        above = depths
    return longest, end


def _alone(block: Block) -> Iterator[Finding]:
    if len(block.lines) == 1 and block.begins != block.ends:
        text = block.lines[0].text
        if block.ends:
            yield _finding("widow", block, "a paragraph's last line stands alone at the top", text)
        else:
            yield _finding(
                "orphan", block, "a paragraph's first line stands alone at the foot", text
            )


def _short(block: Block) -> Iterator[Finding]:
    if not (block.running and block.ends) or len(block.lines) < 2:
        return
    before, last = block.lines[-2:]
    if before.forced or last.solid or not last.text:
        return
    if sum(map(str.isalnum, last.text)) < LETTERS or last.width < block.indent:
        words = " ".join(before.text.split()[-3:])
        what = "a last line of almost nothing"
        yield _finding("short-last-line", block, what, f"{words} / {last.text}")
