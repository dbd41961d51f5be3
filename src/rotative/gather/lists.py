"""How lists are written in Markdown, so that what stood apart is read apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ITEM = re.compile(r"(-|\*|\d+[.)]) ")


def written(items: Sequence[Sequence[str]], start: int) -> str:
    """Return items, each of blocks, as a list numbered from `start`; -1 for one with dashes."""
    loose = any(len(item) > 1 and not _is_tight(item) for item in items)
    between = "\n\n" if loose else "\n"
    lines = []
    for at, item in enumerate(items):
        mark = "- " if start < 0 else f"{start + at}. "
        lines.append(mark + re.sub("\n(?=.)", "\n" + " " * len(mark), between.join(item)))
    return between.join(lines)


def _is_tight(item: Sequence[str]) -> bool:
    """Tell whether an item is a line and the lists below it."""
    return "\n" not in item[0] and all(map(_ITEM.match, item[1:]))


def apart(above: str, below: str) -> str:
    """Return the list below, with other marks if the two would be read as one."""
    first, second = (re.match(r"(- )|(\d+\. )", each) for each in (above, below))
    if not first or not second or first.lastindex != second.lastindex:
        return below
    if second[1]:
        return re.sub("^- ", "* ", below, flags=re.MULTILINE)
    return re.sub(r"^(\d+)\. ", r"\1) ", below, flags=re.MULTILINE)
