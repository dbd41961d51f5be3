"""Edits: what a rule wants changed, and how node boundaries follow."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Edit = tuple[int, int, str, int]
"""``(start, end, new, side)``: replace ``text[start:end]`` by ``new``.

``side`` tells whose mark the new text serves when it falls on a boundary between two
nodes: ``LEFT`` puts it in the node before, ``RIGHT`` in the node after.
"""

LEFT, RIGHT = -1, 1

Finder = Callable[[str], Sequence[Edit]]
"""Reads a text, returns its edits in ascending order without overlap."""


class Rule(NamedTuple):
    """One small idempotent rule: its name, what it looks for, where it comes from.

    ``triggers`` lists characters one of which must be present for the rule to have
    anything to do; empty means always.
    """

    id: str
    find: Finder
    triggers: frozenset[str] = frozenset()
    source: str = ""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with its edits made."""
    pieces: list[str] = []
    at = 0
    for start, end, new, _side in edits:
        pieces.append(text[at:start])
        pieces.append(new)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def shift(starts: Sequence[int], edits: Sequence[Edit]) -> list[int]:
    """Return where the nodes start once the edits are made: boundaries never move a mark."""
    moved: list[int] = []
    delta = 0
    index = 0
    count = len(edits)
    for bound in starts:
        while index < count and _is_before(edits[index], bound):
            start, end, new, _side = edits[index]
            delta += len(new) - (end - start)
            index += 1
        if index < count and edits[index][0] < bound < edits[index][1]:
            start, _end, new, side = edits[index]
            moved.append(start + delta + (len(new) if side == LEFT else 0))
        else:
            moved.append(bound + delta)
    return moved


def _is_before(edit: Edit, bound: int) -> bool:
    """Say whether all the new text of the edit belongs before the boundary."""
    start, end, _new, side = edit
    if start == end == bound:
        return side == LEFT
    return end <= bound


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """Sort the edits of several searches; of two that overlap the first one stays."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit[0] > kept[-1][1] or edit[0] == kept[-1][1] < edit[1]:
            kept.append(edit)
    return kept
