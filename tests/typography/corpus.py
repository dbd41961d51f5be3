"""Reads the corpus: tables of cases and lists of sentences already right."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "corpus"
_HEADING = re.compile(r"## ([\w-]+): ")
_CASE = re.compile(r"\| ([\w-]+) \| `(.*)` \| `(.*)` \|$")
_RIGHT = re.compile(r"- `(.*)`$")


class Case(NamedTuple):
    """A text and what it must become, by which rule, and where it is written down."""

    language: str
    rule: str
    before: str
    after: str
    place: str


def cases() -> Iterator[Case]:
    """Return every case of the corpus; sentences already right have the rule ``right``."""
    for path in sorted(FOLDER.glob("*.md")):
        language = ""
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            place = f"{path.name}:{number}"
            if heading := _HEADING.match(line):
                language = heading[1]
            elif case := _CASE.match(line):
                yield Case(language, case[1], blanks(case[2]), blanks(case[3]), place)
            elif right := _RIGHT.match(line):
                text = blanks(right[1])
                yield Case(language, "right", text, text, place)


def blanks(text: str) -> str:
    """Turn the signs for no-break blanks into the blanks themselves."""
    return text.replace("⍽", "\u00a0").replace("‿", "\u202f")


def signs(text: str) -> str:
    """Turn no-break blanks into their signs, for messages."""
    return text.replace("\u00a0", "⍽").replace("\u202f", "‿")
