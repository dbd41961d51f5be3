"""Correcting a published edition: the entry, the text and the revision, in the editor's own files.

Comments, order and quoting of edition.yaml stay as they are.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rotative.dataclass import dataclass
from rotative.files import write_together
from rotative.jobs import Job
from rotative.manuscript import listing, text_of, with_corrections
from rotative.model import Edition
from rotative.problems import Place, Problems, fail

SETTINGS = "edition.yaml"
_FRONT = re.compile(r"\A(\ufeff?---\r?\n)(.*?)(^---[ \t]*$)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What readers have seen and what is right; `piece` is a headline's title or id."""

    date: dt.date
    piece: str = ""
    wrong: str = ""
    right: str = ""
    note: str = ""


def correct(
    job: Job, edition: Edition, mistake: Mistake, *, notice_only: bool = False
) -> tuple[Path, ...]:
    """Write a correction into an edition's sources and return the files changed.

    The revision goes up by one and `revised` becomes the date. Where the wrong words stand once
    in all the sources they are replaced, unless `notice_only`; elsewhere that is left to the
    editor. Raises RotativeError for a piece that `edition`, as read, does not have, for wrong words
    that do not stand in it, unless `notice_only`, and when there is no place for settings.
    """
    problems = Problems()
    path = _settings(job.path)
    if not mistake.note and not (mistake.wrong and mistake.right):
        hint = "say --wrong TEXT and --right TEXT, or a sentence with --note TEXT"
        place = Place("--wrong" if mistake.right or not mistake.wrong else "--right")
        raise fail("empty-correction", "the correction does not tell what", place, hint)
    new = replace(edition, revision=edition.revision + 1)
    said = with_corrections(new, [_entry(mistake)], lambda _: Place("--piece"), problems)
    if not notice_only:
        _look_for(said, Place("--wrong"), problems)
    problems.raise_errors()
    text = _read(path)
    changed = {}
    if mistake.wrong and mistake.right and not notice_only:
        changed = dict(_applied(job.path, mistake))
    text = changed.pop(path, text)
    # The text first: if we are killed between the two, correcting again enters what is missing.
    write_together({**_encoded(changed), path: _entered(text, mistake, path).encode()})
    return (path, *changed)


def _look_for(edition: Edition, place: Place, problems: Problems) -> None:
    """Note words that never stood in the piece: readers would be told of a mistake of ours."""
    for correction in edition.corrections[-1:]:
        wrong, right = correction.wrong.text, correction.right.text
        text = text_of(edition, correction.piece)
        if wrong and wrong not in text and (not right or right not in text):
            message = f"“{wrong}” does not stand in the piece"
            hint = (
                "copy the words as they stand in the source, name another piece with --piece, "
                "or take --notice-only if the text is mended already"
            )
            problems.error("words-not-found", message, place, hint)


def _settings(edition: Path) -> Path:
    """Return the file that holds an edition's settings; it need not be there yet."""
    if edition.is_dir():
        single = [name for name in listing(edition) if name.lower().endswith(".md")]
        if len(single) == 1 and SETTINGS not in listing(edition) and single != ["lead.md"]:
            return edition / single[0]
        return edition / SETTINGS
    if edition.suffix.lower() == ".md":
        return edition
    hint = f"make a folder {edition.stem}/ and move the file into it"
    message = "a bare text file has no place for a correction"
    raise fail("no-settings", message, Place(str(edition)), hint)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig") if path.is_file() else ""


def _encoded(texts: dict[Path, str]) -> dict[Path, bytes]:
    return {path: text.encode() for path, text in texts.items()}


def _applied(edition: Path, mistake: Mistake) -> Iterator[tuple[Path, str]]:
    """Yield the one file that holds the wrong words once, with the right ones."""
    paths = [edition / name for name in listing(edition)] if edition.is_dir() else [edition]
    texts = {path: _read(path) for path in paths if path.name != SETTINGS}
    counts = {path: text.count(mistake.wrong) for path, text in texts.items()}
    if sum(counts.values()) == 1:
        path = next(path for path, count in counts.items() if count)
        yield path, texts[path].replace(mistake.wrong, mistake.right)


def _entered(text: str, mistake: Mistake, path: Path) -> str:
    front = _FRONT.match(text) if path.suffix.lower() == ".md" else None
    if path.suffix.lower() == ".md" and front is None:
        return f"---\n{_with_entry('', mistake)}---\n{text}"
    if front:
        return f"{front[1]}{_with_entry(front[2], mistake)}{text[front.start(3) :]}"
    return _with_entry(text, mistake)


def _with_entry(settings: str, mistake: Mistake) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    data: Any = yaml.load(settings) or CommentedMap()
    data["revision"] = int(data.get("revision", 1)) + 1
    # A date of its own: YAML would write the same one twice as an alias.
    data["revised"] = mistake.date.replace()
    data.setdefault("corrections", []).append(_entry(mistake))
    written = io.StringIO()
    yaml.dump(data, written)
    return written.getvalue()


def _entry(mistake: Mistake) -> dict[str, object]:
    told = {
        "date": mistake.date,
        "piece": mistake.piece,
        "wrong": mistake.wrong,
        "right": mistake.right,
        "note": mistake.note,
    }
    return {name: value for name, value in told.items() if value}
