"""The real tools that tests hold Rotative's output against, each behind one small function."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]


class MissingToolError(RuntimeError):
    """A tool is not on this machine; tests fail on it and never skip."""

    def __init__(self, tool: str, way: str = "run `make test`, which installs it") -> None:
        super().__init__(f"{tool} is missing: {way}")


class ToolFailedError(RuntimeError):
    """A tool crashed or refused its input, which is not the same as finding fault with it."""


def find(*names: str) -> str:
    """Return the path of the first of these programs that is here."""
    for name in names:
        if found := shutil.which(name):
            return found
    raise MissingToolError(names[0])


def run(
    command: Sequence[str | Path],
    *,
    accept: tuple[int, ...] = (0,),
    env: Mapping[str, str] | None = None,
    seconds: float = 180,
) -> str:
    """Run a tool and return its stdout; an exit code not accepted is a failure of the tool."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        capture_output=True,
        check=False,
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=seconds,
    )
    if done.returncode not in accept:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise ToolFailedError(f"{Path(words[0]).name} ended with {done.returncode}: {said}")
    return done.stdout
