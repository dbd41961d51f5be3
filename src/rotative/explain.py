"""Explanations: what a problem code means, why it matters, the way out, an example.

They are read from explanations.md, one `## code` section each; a test keeps the file and the
codes in the source in step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rotative.problems import fail, suggest

SOURCE = Path(__file__).with_name("explanations.md")
# An example in a fence may hold headings of its own.
_FENCE = r"^```[^\n]*\n.*?^```[ \t]*$"
_SECTION = re.compile(rf"{_FENCE}|^## +(\S+)[ \t]*$", re.MULTILINE | re.DOTALL)
_STRAY = "`\"'[]().,:;"


def codes() -> tuple[str, ...]:
    """Return every code that can be explained, sorted."""
    return tuple(sorted(_explanations()))


def explain(code: str) -> str:
    """Return the explanation of a code as Markdown, headed by the code.

    Brackets and quotes copied along with the code are forgiven. Raises RotativeError with the
    nearest known code for an unknown one.
    """
    wanted = code.strip().strip(_STRAY).lower().replace("_", "-")
    text = _explanations().get(wanted)
    if text is None:
        hint = suggest(wanted, codes()) or "codes stand in brackets at the end of each message"
        raise fail("unknown-code", f'there is no code "{code}"', hint=hint)
    return f"{wanted}\n\n{text}\n"


@cache
def _explanations() -> dict[str, str]:
    return {code: body.strip() for code, body in sections(SOURCE.read_text("utf-8"))}


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield each code and its explanation as they stand in explanations.md."""
    headings = [match for match in _SECTION.finditer(text) if match[1]]
    ends = [match.start() for match in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading[1], text[heading.end() : end]
