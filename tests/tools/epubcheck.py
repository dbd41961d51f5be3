"""EPUBCheck, the conformance checker for EPUB, in this process."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tools import ToolFailedError, jvm

FAULTS = frozenset({"FATAL", "ERROR", "WARNING"})


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One finding of EPUBCheck, at one place."""

    severity: str
    id: str
    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.severity}({self.id}) {self.path}:{self.line}:{self.column}: {self.message}"


def check(path: Path, *, severities: frozenset[str] = FAULTS) -> list[Message]:
    """Return what EPUBCheck finds wrong with a book: an empty list is a good one."""
    if not path.is_file():
        raise FileNotFoundError(path)
    folder = jvm.package_folder("epubcheck")
    find = jvm.classes(folder / "epubcheck.jar", *sorted((folder / "lib").glob("*.jar")))
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.json")
        # Java knows the folder it was started in, and no other since.
        arguments = [str(path.resolve()), "--quiet", "--locale", "en", "--json", str(report)]
        _silently(lambda: find("com.adobe.epubcheck.tool.EpubChecker")().run(arguments))
        if not report.is_file():
            raise ToolFailedError(f"EPUBCheck gave no report on {path}")
        found = json.loads(report.read_text(encoding="utf-8"))
    return sorted(m for entry in found["messages"] for m in _messages(entry, severities))


def _messages(entry: dict[str, Any], severities: frozenset[str]) -> list[Message]:
    if entry["severity"] not in severities:
        return []
    nowhere = {"path": "", "line": 0, "column": 0}
    return [
        Message(
            severity=entry["severity"],
            id=entry["ID"],
            path=place["path"],
            line=max(place["line"], 0),
            column=max(place["column"], 0),
            message=entry["message"],
        )
        for place in entry["locations"] or [nowhere]
    ]


def _silently(work: Any) -> None:
    """Run Java work with its stdout and stderr away: the report says all."""
    system, stream = jvm.java("java.lang.System"), jvm.java("java.io.PrintStream")
    nowhere = stream(jvm.java("java.io.OutputStream").nullOutputStream())
    out, err = system.out, system.err
    system.setOut(nowhere)
    system.setErr(nowhere)
    try:
        work()
    finally:
        system.setOut(out)
        system.setErr(err)
