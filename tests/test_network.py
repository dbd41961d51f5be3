"""Nothing is ever fetched while building, and nothing is read that is not the edition's or ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOSTILE = """---
title: Net
---
# A lead that wants things

It links to [a site](https://example.org/page) and carries on for a sentence or two.

<img src="https://example.org/pixel.png" onerror="alert(1)"><script src="//example.org/x.js">
</script>

<link rel="stylesheet" href="https://example.org/a.css"><iframe src="file:///etc/passwd"></iframe>

## A headline

A summary with {{ 7 * 7 }} and {% include "secret" %}.
"""

GUARDED = """
import sys

def forbid(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "urllib.", "http.client")):
        raise RuntimeError(f"network: {event} {arguments}")
    if event == "open" and str(arguments[0]) == "/etc/passwd":
        raise RuntimeError("read outside")

sys.addaudithook(forbid)
from rotative.cli import main
sys.exit(main(["build", "hostile.md", "--format", "epub", "--format", "print"]))
"""


def test_a_build_never_leaves_the_machine(tmp_path: Path) -> None:
    source = tmp_path / "hostile.md"
    source.write_text(HOSTILE, "utf-8")
    command = [sys.executable, "-c", GUARDED]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "network:" not in done.stderr
    assert done.returncode in {0, 1}
    if done.returncode == 1:
        assert "[remote-image]" in done.stderr or "image" in done.stderr
    picture = '<img src="https://example.org/pixel.png" onerror="alert(1)">'
    source.write_text(HOSTILE.replace(picture, ""), "utf-8")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "dist" / "hostile" / "hostile.print.pdf").is_file()
