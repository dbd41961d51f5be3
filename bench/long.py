"""Long editions in print: cold, with nothing kept, and after a correction of one article."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.costs import Cost, run

ROTATIVE = Path(sys.executable).with_name("rotative")
# Puts a word into the first article of the headlines, as an editor would on the proofs.
CORRECT = "0,/En somme/s//En somme, donc/"
AIMS = {
    "m": ("≤ 0.5", "≤ 0.12"),
    "l": ("≤ 0.45", "≤ 0.06"),
}


def rows(
    name: str, edition: Path, bare: list[str | Path], folder: Path, rounds: int
) -> Iterator[str]:
    """Yield the rows of a long edition; `bare` lays out the same pages with the engine alone.

    Every round runs each once, side by side; the ratios are told for the clock and for the CPU.
    """
    cold, warm = AIMS[name]
    title = name.upper()
    commands: dict[str, Callable[[], Cost]] = {
        f"{title} bare WeasyPrint": lambda: run(bare),
        f"{title} Rotative, print, nothing kept": lambda: run(nothing_kept(edition, folder)),
        f"{title} Rotative, EPUB + print, an article corrected": lambda: run(
            _warm(edition, folder)
        ),
    }
    run(_build(edition, folder / "warm", "XDG_CACHE_HOME=" + shlex.quote(str(folder / "kept"))))
    turns = [[command() for command in commands.values()] for _ in range(rounds)]
    for index, (label, aim) in enumerate(zip(commands, ("", cold, warm), strict=True)):
        costs = [turn[index] for turn in turns]
        pairs = [(turn[index], turn[0]) for turn in turns]
        clock = median(one.wall / other.wall for one, other in pairs)
        cpu = median(one.cpu / other.cpu for one, other in pairs)
        numbers = (
            f"{median(cost.cpu for cost in costs):.2f} | {min(cost.cpu for cost in costs):.2f}"
            f" | {median(cost.wall for cost in costs):.2f} | {max(cost.peak for cost in costs):.0f}"
        )
        yield f"| {label} | {numbers} | {cpu:.2f} | {clock:.2f} | {aim} |"


def nothing_kept(edition: Path, folder: Path) -> list[str | Path]:
    """Return the command that prints an edition with nothing kept, into `folder/cold`."""
    kept = f"rm -rf {shlex.quote(str(folder / 'none'))}; export XDG_CACHE_HOME={folder / 'none'};"
    return _build(edition, folder / "cold", kept, "--force", formats=("print",))


def _warm(edition: Path, folder: Path) -> list[str | Path]:
    correct = f"sed -i {shlex.quote(CORRECT)} {shlex.quote(str(edition / 'headlines.md'))};"
    kept = f"export XDG_CACHE_HOME={shlex.quote(str(folder / 'kept'))};"
    return _build(edition, folder / "warm", correct + kept)


def _build(
    edition: Path, out: Path, before: str, *more: str, formats: tuple[str, ...] = ("epub", "print")
) -> list[str | Path]:
    chosen = [part for name in formats for part in ("--format", name)]
    command = [ROTATIVE, "build", edition.name, "--book", edition.parent, "--out", out, "--quiet"]
    words = " ".join(shlex.quote(str(part)) for part in (*command, *more, *chosen))
    return ["sh", "-c", f"{before} {words}"]
