"""What every kind of source is turned into: pieces and pictures, and notes on what was left out."""

from __future__ import annotations

import datetime as dt
import hashlib
from contextlib import AbstractContextManager
from dataclasses import field, replace

from rotative.dataclass import dataclass
from rotative.problems import Place, Problem, Problems, Severity, library
from rotative.slug import slug

GAP = "\0missing"
"""Ends the key of a placeholder, after the key or the origin of what it stands for."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready for the edition: a name made of its content, and its bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """An article or a headline; title, standfirst, summary and body are Markdown.

    The body's headings begin at level 2. `key` tells the piece apart from every other wherever it
    was found: its address, or the name of its file and its title. A placeholder `lacks` an
    "article" or a "feed", and `name` is what that is called.
    """

    title: str
    origin: str
    key: str
    body: str = ""
    summary: str = ""
    kicker: str = ""
    standfirst: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    date: dt.date | None = None
    language: str = ""
    rubric: str = ""
    categories: tuple[str, ...] = ()
    is_article: bool = True
    pictures: tuple[Picture, ...] = ()
    first_hash: str = ""
    lacks: str = ""
    name: str = ""

    @property
    def is_gap(self) -> bool:
        """Tell whether this is but a placeholder."""
        return bool(self.lacks)

    def fills(self, gap: Piece) -> bool:
        """Tell whether this is what a placeholder stands for, or comes from where it should."""
        return gap.key in {f"{self.key}{GAP}", f"{self.origin}{GAP}"}

    @property
    def id(self) -> str:
        """What import knows the piece by: its title in short and six digits of its key.

        That of a placeholder is the same in every language.
        """
        digest = hashlib.sha256(self.key.encode("utf-8", "replace")).hexdigest()
        title = f"{self.lacks} missing {self.name}" if self.is_gap else self.title
        return f"{slug(title, longest=40)}-{digest[:6]}"

    @property
    def hash(self) -> str:
        """Eight digits that change when its words do, as its source gives them at first sight."""
        if self.first_hash:
            return self.first_hash
        words = f"{self.title}\0{self.standfirst}\0{self.summary}\0{self.body}"
        return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Harvest:
    """What sources gave: pieces in their order, pictures of no piece, the edition's settings."""

    pieces: tuple[Piece, ...] = ()
    pictures: tuple[Picture, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Harvest) -> Harvest:
        said = dict(other.settings) | dict(self.settings)
        return replace(
            self,
            pieces=self.pieces + other.pieces,
            pictures=self.pictures + other.pictures,
            settings=tuple(said.items()),
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Something dropped, changed or kept, and where."""

    kind: str
    what: str
    origin: str = ""


@dataclass(slots=True)
class Diary:
    """Collects notes and problems of one source as it is read."""

    problems: Problems
    notes: list[Note] = field(default_factory=list)
    origin: str = ""

    def dropped(self, what: str) -> None:
        """Note something that is not brought in."""
        self._add("dropped", what)

    def changed(self, what: str) -> None:
        """Note something that was brought in otherwise than it was."""
        self._add("changed", what)

    def kept(self, what: str) -> None:
        """Note something that stands in the edition and was left as it is."""
        self._add("kept", what)

    def warn(self, code: str, message: str, hint: str = "") -> None:
        """Note a part that could not be brought in."""
        self.problems.warn(code, message, Place(self.origin) if self.origin else None, hint)

    def _add(self, kind: str, what: str) -> None:
        self.notes.append(Note(kind, what, self.origin))


def needed(package: str) -> AbstractContextManager[None]:
    """Import a library of the `import` extra, or raise RotativeError that says how to get it."""
    return library(f"importing this needs {package}", "import")


def softened(problem: Problem) -> Problem:
    """Return a problem as a warning: the rest of the import goes on."""
    return replace(problem, severity=Severity.WARNING)
