"""What workers are forked from: imported, but with nothing started that a fork would break."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rotative import press
from rotative.jobs import Job
from rotative.model import Publication

CODE = """
import gc, json, os, sys
import {module}
heavy = [name for name in ("weasyprint", "pikepdf", "jinja2", "lxml", "PIL") if name in sys.modules]
print(json.dumps([heavy, len(os.listdir("/proc/self/task")), gc.get_freeze_count() > 10_000]))
"""
BOOK = ["jinja2", "lxml", "PIL"]


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
@pytest.mark.parametrize(
    ("module", "loaded"),
    [("rotative.preload", BOOK), ("rotative.preload.pages", ["weasyprint", "pikepdf", *BOOK])],
)
def test_all_is_imported_and_no_thread_runs(module: str, loaded: list[str]) -> None:
    command = [sys.executable, "-c", CODE.format(module=module)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [loaded, 1, True]


@pytest.mark.parametrize(
    ("own", "asked", "paged"),
    [(("epub",), (), False), (("epub", "print"), (), True), (("epub",), ("ticket",), True)],
)
def test_workers_for_books_never_load_the_engine(
    own: tuple[str, ...], asked: tuple[str, ...], paged: bool
) -> None:
    jobs = [Job(Path("a"), Publication("A", formats=own))]
    needed = press._needed(jobs, press.Order(Path(), formats=asked))
    assert ("rotative.preload.pages" in needed) is paged
    assert needed[0] == "rotative.preload"
