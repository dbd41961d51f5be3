"""What forks is tested in a process of its own: here are threads, a Java machine's among them."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

FILES = tuple(f"tests/forked/{name}.py" for name in ("crew", "fragments", "preflight", "reading"))


def test_a_crew_makes_what_one_makes_and_tells_what_goes_wrong() -> None:
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *FILES]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("100%") == 1
