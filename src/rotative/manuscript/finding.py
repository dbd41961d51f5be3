"""Which editions there are: sub-folders with sources and bare text files of a publication."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from rotative.manuscript.intake import reason, shown
from rotative.problems import Place, Problems, suggest, typed
from rotative.slug import slug

NOT_EDITIONS = frozenset({"templates", "styles", "images", "dist"})
"""Folders of a publication that are never an edition."""

PUBLICATION = "publication.yaml"
_TEXTS = (".txt", ".md")
_SOURCES = (*_TEXTS, ".yaml")
_ABOUT = ("readme", "license", "licence", "copying", "changelog", "contributing")


def find(book: Path, names: Sequence[str]) -> tuple[Path, ...]:
    """Return the editions of a publication, or those named: by name, or by any path."""
    problems = Problems()
    editions = _editions(book, problems) if book.is_dir() else []
    if not names:
        _look_for_none(book, editions, problems)
        found = editions
    else:
        found = [path for name in names for path in _named(name, book, editions, problems)]
    found = list(dict.fromkeys(found))
    _look_for_twins(found, problems)
    problems.raise_errors()
    return tuple(found)


def is_edition(book: Path, name: str) -> bool:
    """Tell whether a folder or file of a publication is one of its editions."""
    with suppress(OSError), os.scandir(book) as entries:
        return any(each.name == name and _is_edition(each, book) for each in entries)
    return False


def edition_id(path: Path) -> str:
    """Return the id of the edition at a path: its folder's or file's name as a slug."""
    return slug(_stem(path if path.name not in {"", ".."} else path.resolve()))


def _stem(path: Path) -> str:
    """Return the name without the ending of a text file; a folder's name has none."""
    name = path.name
    return path.stem if name.lower().endswith(_TEXTS) and not path.is_dir() else name


def _editions(book: Path, problems: Problems) -> list[Path]:
    try:
        with os.scandir(book) as entries:
            names = sorted(each.name for each in entries if _is_edition(each, book))
        return [book / name for name in names]
    except OSError as error:
        problems.error("unreadable", reason(error), Place(shown(book)), "check the permissions")
        return []


def _is_edition(entry: os.DirEntry[str], book: Path) -> bool:
    if entry.name[0] in "._~" or entry.name in NOT_EDITIONS:
        return False
    # What the folder's listing tells need not be asked of the disk, but for what a link points to.
    if (book / entry.name).is_dir() if entry.is_symlink() else entry.is_dir():
        with os.scandir(entry.path) as found:
            inside = list(found)
        within = any(each.name.lower() == PUBLICATION for each in inside)
        if within and (book / entry.name / PUBLICATION).exists():  # which has editions of its own
            return False
        return any(_is_source(each.name) and each.is_file() for each in inside)
    path = book / entry.name
    about = path.stem.lower().startswith(_ABOUT)
    return path.is_file() and path.suffix.lower() in _TEXTS and not about


def _is_source(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in _SOURCES  # noqa: PTH122 - ten times as quick


def _named(name: str, book: Path, editions: list[Path], problems: Problems) -> list[Path]:
    by_name = [path for path in editions if name in {path.name, _stem(path), edition_id(path)}]
    if by_name:
        return by_name
    for path in (Path(name), book / name):
        try:
            exists = path.exists()
        except (OSError, ValueError):
            exists = False
        if name and exists:
            return [_around(_told(path))] if _is_usable(path, problems) else []
    known = [edition_id(path) for path in editions]
    hint = suggest(name, known) or _list(known) or "name a folder or a .txt or .md file"
    message = f"there is no edition “{name}” in {shown(book)}"
    if not book.is_dir():
        message = f"there is no file, folder or edition “{name}”"
        hint = f"check the name; no publication is at {shown(book)}, name another with --book"
    problems.error("unknown-edition", message, None, hint)
    return []


def _told(path: Path) -> Path:
    """Return a path that ends in a name, as `.` and `..` do not: its parent is its folder then."""
    if path.name not in {"", ".."}:
        return path
    real = path.resolve()
    return Path(os.path.relpath(real.parent)) / real.name


def _around(path: Path) -> Path:
    """Return the edition of a publication that a file is a part of, else the path itself."""
    folder = _told(path.parent)
    book = folder.parent
    if path.is_dir() or (folder / PUBLICATION).exists() or not (book / PUBLICATION).is_file():
        return path
    return folder if is_edition(book, folder.name) else path


def _is_usable(path: Path, problems: Problems) -> bool:
    if path.is_dir() and (path / PUBLICATION).exists():
        hint = f"to build all its editions use --book {typed(shown(path))}"
        message = "this is a whole publication, not an edition"
        problems.error("not-an-edition", message, Place(shown(path)), hint)
        return False
    if not path.is_dir() and path.suffix.lower() not in _TEXTS:
        hint = "save the text as .txt (a dispatch) or .md (Markdown)"
        message = f"a {path.suffix or 'nameless'} file is no source of an edition"
        problems.error("unknown-format", message, Place(shown(path)), hint)
        return False
    return True


def _look_for_none(book: Path, editions: list[Path], problems: Problems) -> None:
    place = Place(shown(book))
    if not book.is_dir():
        hint = "name one with --book, or make one: rotative new DIR"
        problems.error("no-book", "there is no such folder", place, hint)
    elif not editions:
        hint = "put a .txt or .md file here, or a folder with lead.md"
        problems.error("no-editions", "the publication holds no edition", place, hint)


def _look_for_twins(found: Iterable[Path], problems: Problems) -> None:
    seen: dict[str, Path] = {}
    for path in found:
        twin = seen.setdefault(edition_id(path), path)
        if twin != path:
            message = f"{shown(twin)} and {shown(path)} would both be edition “{edition_id(path)}”"
            problems.error("same-id", message, Place(shown(path)), "rename one of them")


def _list(known: Sequence[str]) -> str:
    some = ", ".join(known[:6]) + (" …" if len(known) > 6 else "")
    return f"the editions are {some}" if known else ""
