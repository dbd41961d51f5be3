"""Writes tests/exemplars.json: the letters of languages in Latin, Greek and Cyrillic script.

From CLDR, as the npm package `cldr-misc-full` has it:
`npm pack cldr-misc-full@48.2.0 && tar xzf cldr-misc-full-*.tgz`, then
`python -m tests.tools.cldr package/main`.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parents[1] / "exemplars.json"
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
SETS = {
    "main": ("exemplarCharacters", "index"),
    "auxiliary": ("auxiliary",),
    "punctuation": ("punctuation", "punctuation-auxiliary", "numbers", "numbers-auxiliary"),
}
ABOUT = (
    "Exemplar characters of CLDR 48.2.0 beyond ASCII, made by tests/tools/cldr.py. "
    "Copyright © 1991-2025 Unicode, Inc.; Unicode License v3, "
    "https://www.unicode.org/license.txt"
)
_TOKEN = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\(.)|([{}\[\] -])|(.)", re.DOTALL)


def members(said: str) -> set[str]:
    """Return the characters of a UnicodeSet that lists letters, ranges and {strings}."""
    found: set[str] = set()
    last, is_range = "", False
    for short, long, escaped, mark, plain in _TOKEN.findall(said):
        character = chr(int(short or long, 16)) if short or long else escaped or plain
        if mark == "-" and last:
            is_range = True
        elif character and is_range:
            found |= set(map(chr, range(ord(last), ord(character) + 1)))
            last, is_range = "", False
        elif character:
            found.add(character)
            last = character
        elif mark in "{}[]":
            last = ""
    return found


def script(letters: set[str]) -> str:
    """Return the script that most letters are of."""
    names = (unicodedata.name(each, "").split(" ")[0] for each in letters if each.isalpha())
    return next((name for name, _ in Counter(names).most_common(1)), "")


def shown(characters: set[str]) -> str:
    """Return what a font must have: capitals too; no ASCII, no blanks, nothing invisible."""
    cases = (case for each in characters for case in (each.upper(), each.lower()))
    both = characters | {case for case in cases if len(case) == 1}
    unseen = {"Cc", "Cf", "Zs", "Cn", "Co"}
    kept = (c for c in both if not c.isascii() and unicodedata.category(c) not in unseen)
    return "".join(sorted(kept))


def languages(main: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each language in one of SCRIPTS with its characters, regions only where they differ."""
    known: dict[str, dict[str, str]] = {}
    for path in sorted(main.glob("*/characters.json"), key=lambda path: path.parent.name):
        tag = path.parent.name
        said = json.loads(path.read_text("utf-8"))["main"][tag]["characters"]
        told = {
            name: set().union(*(members(said.get(key, "[]")) for key in keys))
            for name, keys in SETS.items()
        }
        if script(told["main"]) not in SCRIPTS:
            continue
        known[tag] = {name: shown(told[name]) for name in SETS}
        if known[tag] != known.get(tag.rpartition("-")[0]):
            yield tag, known[tag]


def main() -> None:
    """Write the table."""
    found = dict(languages(Path(sys.argv[1])))
    rows = {name: {tag: told[name] for tag, told in found.items()} for name in SETS}
    text = json.dumps({"about": ABOUT, **rows}, ensure_ascii=False, indent=0)
    TABLE.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
