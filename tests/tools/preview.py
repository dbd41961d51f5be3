"""The preview's server as an editor starts it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(folder: Path, edition: str) -> Iterator[str]:
    """Serve an edition from a folder; yield the address the command tells."""
    command = [sys.executable, "-m", "rotative.cli", "serve", edition, "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        yield server.stdout.readline().strip()
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)
