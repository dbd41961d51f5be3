"""Ace, the accessibility checker for EPUB; `make test` installs it under `.tools/`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.tools import ROOT, MissingToolError, ToolFailedError, browser, run

COMMAND = Path(".tools/ace/node_modules/.bin/ace-cli")
PASSED, VIOLATIONS = 0, 2  # 1 is a crash: no verdict


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One rule broken in one document of a book."""

    path: str
    rule: str
    impact: str
    message: str
    markup: str


def violations(path: Path) -> list[Violation]:
    """Return what Ace finds wrong with a book: an empty list is a good one."""
    if not path.is_file():
        raise FileNotFoundError(path)
    command = ROOT / COMMAND
    if not command.exists():
        raise MissingToolError("Ace")
    with tempfile.TemporaryDirectory() as scratch:
        # Its home is the scratch folder: Ace leaves a log there, Chromium a profile.
        env = {
            **os.environ,
            "HOME": scratch,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",  # our Node
            "PUPPETEER_EXECUTABLE_PATH": browser.chromium(),
            "XDG_CONFIG_HOME": scratch,
        }
        out = Path(scratch, "out")
        options = ["--force", "--exit-on-error", "--silent", "--outdir", str(out)]
        run([command, *options, path], accept=(PASSED, VIOLATIONS), env=env, seconds=300)
        report = out / "report.json"
        if not report.is_file():
            raise ToolFailedError(f"Ace gave no report on {path}")
        return sorted(_read(json.loads(report.read_text(encoding="utf-8"))))


def _read(report: dict[str, Any]) -> Iterator[Violation]:
    for document in report["assertions"]:
        for assertion in document["assertions"]:
            if assertion["earl:result"]["earl:outcome"] == "pass":
                continue
            test = assertion["earl:test"]
            yield Violation(
                path=document["earl:testSubject"]["url"],
                rule=test["dct:title"],
                impact=test["earl:impact"],
                message=assertion["earl:result"]["dct:description"],
                markup=assertion["earl:result"].get("html", ""),
            )
