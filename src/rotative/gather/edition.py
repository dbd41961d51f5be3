"""Pieces → the files of an edition folder, added to what stands there and changing none of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rotative.gather.harvest import Harvest, Piece
from rotative.gather.standing import HEAD, Standing, logged
from rotative.manuscript import fields
from rotative.manuscript.conform import known_keys
from rotative.manuscript.folder import HEADLINES, IMPORTED, LEAD, SETTINGS

_PLAIN = re.compile(r"[^\W\d_][\w’'.,()«»/ \u00a0\u202f-]*")
_URL = re.compile(r"https?://[^\s\"'`]+[^\s\"'`:]")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_RUBRIC = re.compile(r"^ {0,3}# .*$", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_HEADING = re.compile(r"#{2,5} ")
_NEXT = re.compile(r"\n*(#{1,2} |$)")


def files(
    standing: Standing,
    lead: Piece | None,
    headlines: Sequence[Piece],
    harvest: Harvest,
    language: str,
) -> dict[Path, bytes]:
    """Return the files to be written: path → bytes, pictures first, the log of it last.

    `language` is the edition's: pieces in it need not say theirs.
    """
    folder, texts = standing.folder, dict[str, str]()
    pieces = [*([lead] if lead else []), *headlines]
    pictures = [p for piece in pieces for p in piece.pictures] + list(harvest.pictures)
    found = {folder / "images" / each.name: each.data for each in pictures}
    found = {path: data for path, data in found.items() if not path.exists()}
    settings = _settings(harvest, language)
    if SETTINGS not in standing.texts and not standing.has_lead and settings:
        texts[SETTINGS] = settings
    if lead:
        texts[LEAD] = lead_text(lead, language)
    there = standing.texts.get(HEADLINES, "")
    if headlines or there:
        texts[HEADLINES] = _headlines(there, standing.filled, headlines, language)
    if pieces or standing.filled:
        into = [(piece, LEAD if piece is lead else HEADLINES) for piece in pieces]
        before = _without(standing.filled, standing.texts.get(IMPORTED) or HEAD)
        texts[IMPORTED] = before + "\n" * (not before.endswith("\n")) + logged(into)
    return found | {folder / name: text.encode("utf-8") for name, text in texts.items()}


def _headlines(
    there: str, filled: Sequence[Piece], headlines: Sequence[Piece], language: str
) -> str:
    """Return headlines.md: placeholders give way to what fills them, the rest is added."""
    ends = "\r\n" if "\r\n" in there else "\n"
    text, left = there.replace("\r\n", "\n"), list(headlines)
    for gap in filled:
        if untouched(gap, text):
            fillings = [piece for piece in left if piece.fills(gap)]
            left = [piece for piece in left if piece not in fillings]
            before, _, after = text.partition(headline_text(gap, ""))
            written = "\n".join(headline_text(piece, language) for piece in fillings)
            text = before + (written or after.lstrip("\n")) + (after if written else "")
    if left:
        text = added(text, left, language)
    return text.replace("\n", ends) if text != there.replace("\r\n", "\n") else there


def untouched(gap: Piece, text: str) -> bool:
    """Tell whether headlines.md holds a placeholder as import wrote it."""
    before, block, after = text.replace("\r\n", "\n").partition(headline_text(gap, ""))
    stands = not before or before.endswith("\n")
    return bool(block) and stands and bool(_NEXT.match(after))


def _without(filled: Sequence[Piece], log: str) -> str:
    """Return imported.yaml less the lines of placeholders that go."""
    gone = tuple(f"{gap.id}: " for gap in filled)
    return "".join(line for line in log.splitlines(keepends=True) if not line.startswith(gone))


def _settings(harvest: Harvest, language: str) -> str:
    said = {"language": language, **dict(harvest.settings)}
    order = ("title", "number", "date", "language", "identifier")
    return "".join(f"{key}: {scalar(said[key])}\n" for key in order if said.get(key))


def scalar(text: str) -> str:
    """Return text as a YAML scalar: plain if it can be, else in double quotes."""
    if _URL.fullmatch(text):
        return text
    is_number = re.fullmatch(r"[1-9][0-9]{0,5}|\d{4}-\d\d-\d\d", text)
    if is_number or (
        _PLAIN.fullmatch(text) and text.lower() not in _WORDS and text == text.strip()
    ):
        return text
    return json.dumps(text, ensure_ascii=False)


def _fields(piece: Piece, language: str, order: Iterable[str]) -> dict[str, str]:
    """Return what is to be said of a piece beside its text, one line each."""
    said: Mapping[str, str] = {
        "kicker": piece.kicker,
        "standfirst": piece.standfirst,
        "rubric": piece.rubric,
        "author": piece.author,
        "source": piece.source,
        "url": piece.url,
        "date": piece.date.isoformat() if piece.date else "",
        "language": "" if _same_language(piece.language, language) else piece.language,
    }
    return {key: " ".join(said[key].split("\n")) for key in order if said[key]}


def _same_language(one: str, other: str) -> bool:
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def lead_text(piece: Piece, language: str) -> str:
    """Return lead.md: front matter, title, body."""
    order = ("kicker", "standfirst", "author", "source", "url", "date", "language", "rubric")
    said = _fields(piece, language, order)
    lines = "".join(f"{key}: {scalar(value)}\n" for key, value in said.items())
    front = f"---\n{lines}---\n\n" if lines else ""
    body = _as_text(_body(piece), "lead")
    return f"{front}# {piece.title}\n\n{body}\n{_note(piece)}"


def _body(piece: Piece) -> str:
    return "\n\n".join(filter(None, [piece.summary, piece.body]))


def _note(piece: Piece) -> str:
    """Return the categories a feed or page gave, as a note that no reader sees."""
    if not piece.categories or piece.rubric:
        return ""
    names = re.sub("-{2,}|[<>&]", " ", ", ".join(piece.categories))
    return f"\n<!-- {' '.join(names.split())} -->\n"


def headline_text(piece: Piece, language: str) -> str:
    """Return a headline as headlines.md has it: title, lines of keys, summary, body."""
    order = ("rubric", "source", "author", "date", "url", "language")
    said = _fields(piece, language, order)
    summary = piece.summary or piece.standfirst
    body = "\n\n".join(filter(None, [summary, deeper(piece.body)]))
    keys = "".join(f"{key}: {_value(value)}\n" for key, value in said.items())
    body = f"{_as_text(body, 'headline', is_below_title=not keys)}\n" if body else ""
    parts = [f"## {piece.title}\n{keys}", body, _note(piece).lstrip("\n")]
    return "\n".join(filter(None, parts))


def _as_text(body: str, kind: str, *, is_below_title: bool = False) -> str:
    """Return a body whose first line could be taken for a field with its colon guarded."""
    field = fields.read(body.partition("\n")[0])
    is_read = is_below_title and field is not None and field.is_proper
    if field and (is_read or fields.meant(field, known_keys((), kind))):
        return body.replace(":", "\\:", 1)
    return body


def _value(text: str) -> str:
    """Return the rest of a `key: value` line; outer quotes are the reader's to take away."""
    return f"'{text}'" if re.fullmatch(r"(['\"]).*\1", text) else text


def deeper(body: str) -> str:
    """Return a body with its headings one level lower, since `##` is a headline's title."""
    out, fence = [], ""
    for line in body.split("\n"):
        found = _FENCE.match(line)
        if found and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        is_heading = not fence and not found and _HEADING.match(line)
        out.append(f"#{line}" if is_heading else line)
    return "\n".join(out)


def added(there: str, pieces: Sequence[Piece], language: str) -> str:
    """Return headlines.md with headlines added and nothing else changed.

    Those without a rubric go before the first `# Rubric`, lest they fall into it.
    """
    write: Callable[[Iterable[Piece]], str] = lambda some: "\n".join(  # noqa: E731
        headline_text(piece, language) for piece in some
    )
    if "\r\n" in there:
        return added(there.replace("\r\n", "\n"), pieces, language).replace("\n", "\r\n")
    first = _first_rubric(there)
    if first < 0:
        return _spaced(there) + write(pieces)
    loose = write(piece for piece in pieces if not piece.rubric)
    sorted_in = write(piece for piece in pieces if piece.rubric)
    above, below = there[:first], there[first:]
    if loose:
        above = _spaced(above) + loose + "\n"
    return above + (_spaced(below) + sorted_in if sorted_in else below)


def _first_rubric(text: str) -> int:
    """Return where the first `# Rubric` begins, outside fences, -1 if there is none."""
    at, fence = 0, ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if found and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        elif not fence and _RUBRIC.match(line):
            return at
        at += len(line)
    return -1


def _spaced(text: str) -> str:
    """Return a text that ends in one blank line, if there is any text."""
    return text.rstrip("\r\n") + "\n\n" if text.strip() else text
