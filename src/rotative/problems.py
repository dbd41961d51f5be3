"""Problems as values: what is wrong, where, and the way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from enum import StrEnum
from typing import Any

from rotative.dataclass import dataclass


class Severity(StrEnum):
    """How much a problem weighs: an error stops the build, a warning is reported."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a source: path as the editor types it, line and column from 1 (0: unknown)."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(n) for n in (self.line, self.column) if n]
        return ":".join([self.path, *numbers])


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding; `code` is a slug that `rotative explain` knows.

    `allowed` is the reason why someone let an error pass, which made it a warning.
    """

    code: str
    message: str
    place: Place | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR
    allowed: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        way_out = f"; allowed: {self.allowed}" if self.allowed else f"; {self.hint}"
        way_out = way_out if self.allowed or self.hint else ""
        return f"{where}{self.severity}: {self.message}{way_out} [{self.code}]"

    def as_dict(self) -> dict[str, Any]:
        """Return the problem for JSON, without empty fields."""
        place = self.place or Place("")
        fields: dict[str, Any] = {
            "severity": self.severity.value,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            "allowed": self.allowed,
            "path": place.path,
            "line": place.line,
            "column": place.column,
        }
        return {key: value for key, value in fields.items() if value}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Problem:
        """Return the problem that `as_dict` described; what it lacks is empty."""
        path = str(fields.get("path", ""))
        place = Place(path, _count(fields.get("line")), _count(fields.get("column")))
        return cls(
            str(fields.get("code", "")),
            str(fields.get("message", "")),
            place if path else None,
            str(fields.get("hint", "")),
            Severity.ERROR if fields.get("severity") == "error" else Severity.WARNING,
            str(fields.get("allowed", "")),
        )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


class RotativeError(Exception):
    """What a stage raises once at its boundary: every problem it found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[RotativeError], tuple[tuple[Problem, ...]]]:
        """Travel between processes with the problems, not with their text."""
        return type(self), (self.problems,)


@dataclass(slots=True)
class Problems:
    """A collector handed down a stage, so that all problems are reported at once."""

    found: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def error(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        """Note something that stops the build."""
        self.found.append(Problem(code, message, place, hint))

    def warn(self, code: str, message: str, place: Place | None = None, hint: str = "") -> None:
        """Note something the editor should look at."""
        self.found.append(Problem(code, message, place, hint, Severity.WARNING))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop the build."""
        return tuple(p for p in self.found if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that do not."""
        return tuple(p for p in self.found if p.severity is Severity.WARNING)

    def raise_errors(self) -> None:
        """Raise RotativeError with everything found, if anything stops the build."""
        if self.errors:
            raise RotativeError(self.found)


def fail(code: str, message: str, place: Place | None = None, hint: str = "") -> RotativeError:
    """Return the exception for a single problem, to be raised where nothing else can be found."""
    return RotativeError([Problem(code, message, place, hint)])


def unreadable(error: OSError, path: object = "") -> Problem:
    """Return the problem of a file that the system would not read; `path` if it names none."""
    said, name = error.strerror or str(error), str(error.filename or path)
    hint = "check the name and the permissions"
    return Problem("unreadable", f"cannot be read: {said}", Place(name) if name else None, hint)


@contextmanager
def library(need: str, extra: str) -> Iterator[None]:
    """Import a library within; raise RotativeError that names the extra if it is not installed.

    `need` says what wants which library: `a cluster needs Dask`.
    """
    try:
        yield
    except ImportError as error:
        hint = f"pip install 'rotative[{extra}]'"
        raise fail("library-missing", f"{need}, which is not installed", None, hint) from error


def typed(path: object) -> str:
    """Return a path as it is typed in a command: in quotes, where a shell would take it apart."""
    import shlex  # only a command that is proposed needs it

    return shlex.quote(str(path))


def suggest(word: str, known: Iterable[str]) -> str:
    """Return `did you mean "…"?` for the nearest known word, or an empty string."""
    import difflib  # only a mistake needs it

    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else ""
