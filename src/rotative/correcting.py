"""Correcting a published edition: the entry, the text and the revision, in the editor's own files.

Comments, order and quoting of edition.yaml stay as they are.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rotative.dataclass import dataclass
from rotative.files import write_together
from rotative.jobs import Job
from rotative.manuscript import alike, listing, shown, spots, text_of, with_corrections
from rotative.model import Correction, Edition
from rotative.problems import Place, Problems, fail

SETTINGS = "edition.yaml"
_FRONT = re.compile(r"\A(\ufeff?---\r?\n)(.*?)(^---[ \t]*$)", re.DOTALL | re.MULTILINE)
_ENTRIES = re.compile(r"^corrections:.*?(?=^[^\s#-]|\Z)", re.DOTALL | re.MULTILINE)


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

    The revision goes up by one and `revised` becomes the date. The wrong words are replaced where
    they stand in the piece, unless they are gone and the right ones stand there, or `notice_only`.
    Raises RotativeError, with nothing written, for a correction that would not be true: of a piece
    that `edition`, as read, does not have, that changes nothing, of words that stand nowhere in
    the piece or in more than one place; and when there is no place for settings.
    """
    problems = Problems()
    path = _settings(job.path)
    if not (mistake.wrong and mistake.right if mistake.wrong or mistake.right else mistake.note):
        hint = "say --wrong TEXT and --right TEXT, or a sentence with --note TEXT"
        place = Place("--wrong" if mistake.right or not mistake.wrong else "--right")
        raise fail("empty-correction", "the correction does not tell what", place, hint)
    new = replace(edition, revision=edition.revision + 1)
    said = with_corrections(new, [_entry(mistake)], lambda _: Place("--piece"), problems)
    problems.raise_errors()
    correction = said.corrections[-1]
    if mistake.wrong and alike(mistake.wrong) == alike(mistake.right):
        hint = "say what differs, or tell it in a sentence with --note TEXT"
        message = f"“{mistake.wrong}” and “{mistake.right}” are set the same"
        raise fail("words-alike", message, Place("--right"), hint)
    as_it_is = notice_only or not mistake.wrong
    changed = {} if as_it_is else _mended(job.path, edition, correction)
    text = changed.pop(path, None) or _read(path)
    # The text first: if we are killed between the two, correcting again enters what is missing.
    write_together({**_encoded(changed), path: _entered(text, mistake, path).encode()})
    return (path, *changed)


def _mended(path: Path, edition: Edition, correction: Correction) -> dict[Path, str]:
    """Return the file that says the wrong words, with the right ones; none if they are there.

    Raises RotativeError where it cannot be told which words are meant.
    """
    wrong, right, place = correction.wrong.text, correction.right.text, Place("--wrong")
    text = text_of(edition, correction.piece)
    times = len(spots(wrong, text, right=right))
    if not times and not spots(right, text):
        hint = (
            "copy the words as they stand in the source, whole, name another piece with --piece, "
            "or take --notice-only if the text is mended already"
        )
        raise fail("words-not-found", f"“{wrong}” does not stand in the piece", place, hint)
    if not times:
        return {}
    found = list(_in_source(path, edition, correction))
    if max(times, len(found)) > 1:
        listed = dict.fromkeys(_place(*each) for each in found)
        where = f": {', '.join(map(str, listed))}" if found else ""
        message = f"“{wrong}” stands {max(times, len(found))} times in the piece{where}"
        hint = "give more of the sentence, or mend the text by hand and take --notice-only"
        raise fail("words-ambiguous", message, place, hint)
    if not found:
        message = f"“{wrong}” stands in the piece, but its source writes it in another way"
        hint = "mend the text by hand, then give the same command again"
        raise fail("correction-not-applied", message, place, hint)
    ((file, (start, end)),) = found
    source = _read(file)
    return {file: source[:start] + right + source[end:]}


def _in_source(
    path: Path, edition: Edition, correction: Correction
) -> Iterator[tuple[Path, tuple[int, int]]]:
    """Yield where a piece's wrong words stand in its own lines of the sources."""
    lead = edition.lead
    texts = (lead, lead.title, lead.standfirst, lead.body)
    pieces = {each.id: (each,) for each in edition.headlines} | {lead.id: texts}
    names = dict.fromkeys(Path(each.place.path).name for each in pieces[correction.piece])
    for name in (name for name in names if name not in {"", SETTINGS}):
        file = path / name if path.is_dir() else path
        text = _without_entries(_read(file), file)
        starts = {
            each.place.line: each.id
            for each in edition.headlines
            if Path(each.place.path).name == name
        }
        for start, end in spots(correction.wrong.text, text, right=correction.right.text):
            line = text.count("\n", 0, start) + 1
            before = [at for at in starts if at <= line]
            if (starts[max(before)] if before else lead.id) == correction.piece:
                yield file, (start, end)


def _place(file: Path, span: tuple[int, int]) -> Place:
    before = _read(file)[: span[0]]
    return Place(shown(file), before.count("\n") + 1, span[0] - before.rfind("\n"))


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
    data = path.read_bytes() if path.is_file() else b""
    return data.decode("utf-16" if data[:2] in {BOM_UTF16_LE, BOM_UTF16_BE} else "utf-8-sig")


def _encoded(texts: dict[Path, str]) -> dict[Path, bytes]:
    return {path: text.encode() for path, text in texts.items()}


def _without_entries(text: str, path: Path) -> str:
    """Return a source without the words of earlier corrections in its front matter."""
    front = _FRONT.match(text) if path.suffix.lower() == ".md" else None
    if not front:
        return text
    said = _ENTRIES.sub(lambda entries: re.sub(r"[^\n]", " ", entries[0]), front[2])
    return text[: front.start(2)] + said + text[front.end(2) :]


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
