"""What the press says meanwhile: progress on a terminal, else plain lines, always on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rotative.press import Result
from rotative.problems import Problem


def say(text: str) -> None:
    """Tell people something."""
    print(text, file=sys.stderr, flush=True)


def tell_problems(problems: tuple[Problem, ...]) -> None:
    """Print problems, one a line, where they are and the way out."""
    for problem in problems:
        say(str(problem))


def summary(result: Result) -> str:
    """Return one line: `port: built in 1.2 s, print 2 pages, last 83 % full, 1,013 words`."""
    if result.state == "failed":
        errors = sum(problem.severity == "error" for problem in result.problems)
        return f"{result.edition}: failed, {errors} error{'s' * (errors != 1)}"
    pages = [_pages(name, n, result) for name, n in result.pages.items()]
    facts = ", ".join([*pages, f"{result.words:,} words"])
    if result.state == "unchanged":
        return f"{result.edition}: unchanged, {facts}"
    return f"{result.edition}: built in {result.seconds:.1f} s, {facts}"


def _pages(name: str, number: int, result: Result) -> str:
    count = f"{name} {number} page{'s' * (number != 1)}"
    share = result.last_page.get(name)
    if share is None:
        return count
    return f"{count}, {'last ' if number > 1 else ''}{share:.0%} full".replace("%", " %")


@contextmanager
def progress(total: int, *, quiet: bool) -> Iterator[Callable[[Result], None]]:
    """Give a function that takes note of each result as it comes."""
    if quiet or not sys.stderr.isatty():
        yield (lambda _: None) if quiet else (lambda result: say(summary(result)))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as bars:
        task = bars.add_task("Building", total=total)

        def note(result: Result) -> None:
            bars.update(task, advance=1, description=result.edition)
            console.print(summary(result), highlight=False, markup=False, soft_wrap=True)

        yield note
