"""Preflight of finished files: PDF or EPUB, told by their first bytes, never by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from rotative.dataclass import dataclass
from rotative.preflight.expected import Expected
from rotative.preflight.findings import allowed
from rotative.problems import Place, Problem, Severity, unreadable


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one file."""

    path: str
    kind: str
    summary: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many errors nobody has allowed."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)

    def as_dict(self) -> dict[str, object]:
        """Return the report for `--json`."""
        return {
            "file": self.path,
            "kind": self.kind,
            "ok": not self.errors,
            "summary": self.summary,
            "problems": [problem.as_dict() for problem in self.problems],
        }


def inspect(path: Path, expected: Expected, reasons: Mapping[str, str] | None = None) -> Report:
    """Return the report on a file; problems whose code is in `reasons` are warnings that keep it.

    Never raises for a file that is damaged, of another kind, or not there.
    """
    try:
        with path.open("rb") as file:
            head = file.read(1024)
        kind, summary, problems = _look(path, head, expected)
    except OSError as error:
        problem = replace(unreadable(error), place=None)  # the report names the file
        kind, summary, problems = "", "unreadable", (problem,)
    return Report(str(path), kind, summary, allowed(problems, reasons or {}))


def _look(path: Path, head: bytes, expected: Expected) -> tuple[str, str, tuple[Problem, ...]]:
    # Readers take a PDF whose header stands within its first kilobyte.
    if b"%PDF-" in head:
        from rotative.preflight import pdf

        found = pdf.examine(path, expected)
        return "pdf", found.summary, found.problems
    if head.startswith(b"PK"):
        from rotative.preflight import epub_lint, epubcheck

        problems = (*epub_lint.inspect(path), *epubcheck.inspect(path))
        size = path.stat().st_size
        return "epub", f"EPUB of {size // 1000 + 1:,} kB", problems
    message, hint = "this is neither a PDF nor an EPUB", "give a finished .pdf or .epub"
    return "", "unknown", (Problem("unknown-file", message, None, hint),)


def lines(report: Report) -> Iterator[str]:
    """Yield a report for people: the file with its verdict, then its problems, a line each."""
    errors, others = report.errors, len(report.problems) - report.errors
    counts = [f"{n} {word}{'s' * (n != 1)}" for n, word in ((errors, "error"), (others, "warning"))]
    verdict = ", ".join(count for count in counts if count[0] != "0") or "nothing found"
    yield f"{report.path}: {report.summary}: {verdict}"
    for problem in report.problems:
        # What has no place is about the whole file.
        yield f"  {replace(problem, place=problem.place or Place('the file'))}"
