"""Costs of whole processes, children they waited for included, as the system counted them."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Command = Sequence[str | Path]
# As on an editor's machine: Python keeps what it has compiled, wherever this bench is run.
HINDERING = ("PYTHONDONTWRITEBYTECODE", "SOURCE_DATE_EPOCH")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in HINDERING}


@dataclass(frozen=True, slots=True)
class Cost:
    """One run: seconds of processor (user and system) and of the clock, peak memory in MB."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True)
class Costs:
    """Several runs of one command."""

    runs: tuple[Cost, ...]

    @property
    def cpu(self) -> float:
        """The median seconds of processor."""
        return median(run.cpu for run in self.runs)

    @property
    def best(self) -> float:
        """The least seconds of processor, which other work on the machine disturbs least."""
        return min(run.cpu for run in self.runs)

    @property
    def wall(self) -> float:
        """The median seconds of the clock."""
        return median(run.wall for run in self.runs)

    @property
    def peak(self) -> float:
        """The median peak memory in MB."""
        return median(run.peak for run in self.runs)


def nothing_kept(command: Command, folder: Path) -> Command:
    """Return a command of Rotative's that finds nothing kept in the user's cache, every time."""
    kept = folder / "none"
    return ["sh", "-c", 'rm -rf "$0"; XDG_CACHE_HOME=$0 exec "$@"', kept, *command]


def run(command: Command) -> Cost:
    """Run a command to its end; stop the bench with what it said when it fails."""
    code, cost, said = attempt(command)
    if code:
        sys.exit(f"{code}: {' '.join(map(str, command))}\n{said}")
    return cost


def attempt(command: Command) -> tuple[int, Cost, str]:
    """Run a command to its end; return its exit code, its cost and what it said."""
    arguments = [str(part) for part in command]
    with tempfile.TemporaryFile() as said:
        actions = [(os.POSIX_SPAWN_DUP2, said.fileno(), stream) for stream in (1, 2)]
        start = time.perf_counter()
        process = os.posix_spawnp(arguments[0], arguments, ENVIRONMENT, file_actions=actions)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - start
        said.seek(0)
        told = said.read().decode(errors="replace")
    cost = Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)
    return os.waitstatus_to_exitcode(status), cost, told


def compare(commands: Mapping[str, Command], rounds: int) -> dict[str, Costs]:
    """Run each command once to warm the caches, then all in turn, `rounds` times."""
    for command in commands.values():
        run(command)
    turns = [{name: run(command) for name, command in commands.items()} for _ in range(rounds)]
    return {name: Costs(tuple(turn[name] for turn in turns)) for name in commands}


def ratio(costs: Mapping[str, Costs], one: str, other: str) -> tuple[float, float]:
    """Return the medians over the rounds of one's CPU to the other's, and of their clocks.

    Each round's two runs stand side by side in time, so that a busy machine weighs on both.
    """
    pairs = list(zip(costs[one].runs, costs[other].runs, strict=True))
    return median(a.cpu / b.cpu for a, b in pairs), median(a.wall / b.wall for a, b in pairs)
