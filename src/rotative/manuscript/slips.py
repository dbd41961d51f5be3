"""Slips of the hand that Markdown takes for text: a warning each, for they would be printed."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from rotative.manuscript import fields
from rotative.problems import Problems

if TYPE_CHECKING:
    from rotative.manuscript.notes import Passage

_JOINED = re.compile(r"#{2,6}[^\s#]|#(?:[^\W\d_]|[«“\"'‘¿¡])")
_LONGEST = 120


def look_for_fields(
    passage: Passage, known: Collection[str], problems: Problems, way_out: str
) -> None:
    """Warn about lines at the beginning of a text that look like fields, well spelt or not.

    `way_out` is for those that are: why they are not read as fields here.
    """
    body = passage.trimmed()
    for number, line in enumerate(body.lines, body.first):
        field = fields.read(line)
        key = fields.meant(field, known) if field else ""
        if not field or not key:
            return
        message = f"“{field.key}:” looks like a field, and is printed as text"
        hint = way_out if key == field.key else f'did you mean "{key}"?'
        problems.warn("field-as-text", message, body.source.place(number), hint)


def look_for_titles(passage: Passage, problems: Problems) -> None:
    """Warn about titles that lack the blank after their signs: `##Title`.

    A hashtag is no title: what begins with a single sign is one where it stands alone.
    """
    suspects = [
        n for n, line in enumerate(passage.lines) if line[:1] == "#" and _JOINED.match(line)
    ]
    outside = {number for number, _ in passage.unfenced()} if suspects else set()
    for number in suspects:
        line = passage.lines[number].rstrip()
        signs = line[: len(line) - len(line.lstrip("#"))]
        is_title = len(line) <= _LONGEST and (len(signs) > 1 or _is_alone(passage, number))
        if is_title and number in outside:
            message = f"“{line}” looks like a title, and is printed as it stands"
            place = passage.source.place(passage.first + number)
            problems.warn("title-as-text", message, place, f"put a space after {signs}")


def _is_alone(passage: Passage, number: int) -> bool:
    around = (*passage.lines[max(0, number - 1) : number], *passage.lines[number + 1 : number + 2])
    return " #" not in passage.lines[number] and not any(map(str.strip, around))
