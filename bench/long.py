"""Long editions in print: with nothing kept, after a correction, and with a template touched."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.costs import Command, Cost, nothing_kept, run

ROTATIVE = Path(sys.executable).with_name("rotative")
# Puts a word into the first article of the headlines, as an editor would on the proofs.
CORRECT = "0,/En somme/s//En somme, donc/"
# An article's template that says something new: all that was laid out before is of no use.
TEMPLATE = """{% extends "house/sections/article.xhtml" %}
{% block body %}<!-- NOW -->{{ super() }}{% endblock %}"""
TOUCH = """mkdir -p "$0/sections"
echo "$1" | sed "s/NOW/$(date +%N)/" > "$0/sections/article.xhtml"
XDG_CACHE_HOME=$2; export XDG_CACHE_HOME; shift 2
"$@"; code=$?
rm -r "$0"; exit $code"""
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
    aims = ("", *AIMS[name], "no slower than with nothing kept")
    title = name.upper()
    commands: dict[str, Callable[[], Cost]] = {
        f"{title} bare WeasyPrint": lambda: run(bare),
        f"{title} Rotative, print, nothing kept": lambda: run(cold(edition, folder)),
        f"{title} Rotative, EPUB + print, an article corrected": lambda: run(
            _warm(edition, folder)
        ),
        f"{title} Rotative, print, a template touched": lambda: run(_touched(edition, folder)),
    }
    run(_warm(edition, folder))
    run(_touched(edition, folder))
    turns = [[command() for command in commands.values()] for _ in range(rounds)]
    for index, (label, aim) in enumerate(zip(commands, aims, strict=True)):
        costs = [turn[index] for turn in turns]
        pairs = [(turn[index], turn[0]) for turn in turns]
        clock = median(one.wall / other.wall for one, other in pairs)
        cpu = median(one.cpu / other.cpu for one, other in pairs)
        numbers = (
            f"{median(cost.cpu for cost in costs):.2f} | {min(cost.cpu for cost in costs):.2f}"
            f" | {median(cost.wall for cost in costs):.2f} | {max(cost.peak for cost in costs):.0f}"
        )
        yield f"| {label} | {numbers} | {cpu:.2f} | {clock:.2f} | {aim} |"


def cold(edition: Path, folder: Path) -> Command:
    """Return the command that prints an edition with nothing kept, into `folder/cold`."""
    return nothing_kept(_build(edition, folder / "cold", "--force", formats=("print",)), folder)


def _warm(edition: Path, folder: Path) -> Command:
    correct = f"sed -i {shlex.quote(CORRECT)} {shlex.quote(str(edition / 'headlines.md'))};"
    build = _build(edition, folder / "warm")
    return ["sh", "-c", f'{correct} XDG_CACHE_HOME=$0 exec "$@"', folder / "kept", *build]


def _touched(edition: Path, folder: Path) -> Command:
    build = _build(edition, folder / "touched", formats=("print",))
    own = edition.parent / "templates"
    return ["sh", "-c", TOUCH, own, TEMPLATE, folder / "kept-touched", *build]


def _build(
    edition: Path, out: Path, *more: str, formats: tuple[str, ...] = ("epub", "print")
) -> list[str | Path]:
    chosen = [part for name in formats for part in ("--format", name)]
    book: list[str | Path] = ["--book", edition.parent, "--out", out, "--quiet"]
    return [ROTATIVE, "build", edition.name, *book, *more, *chosen]
