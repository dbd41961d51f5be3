"""What the press says meanwhile: progress on a terminal, else plain lines, always on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rotative.press import Result
from rotative.problems import Problem
from rotative.status import Standing


def say(text: str) -> None:
    """Tell people something."""
    print(text, file=sys.stderr, flush=True)


def tell_problems(problems: Iterable[Problem]) -> None:
    """Print problems, one a line, where they are and the way out."""
    for problem in problems:
        say(str(problem))


@dataclass(slots=True)
class Teller:
    """Prints the problems of one edition after another.

    What is the publication's or the command's own is found in each of them, and told once. Where
    there are several editions, what is about pages begins with the edition they are of.
    """

    editions: int
    _told: set[str] = field(default_factory=set)

    def tell(self, edition: str, problems: Iterable[Problem]) -> None:
        """Print what was found in an edition, but what was told before."""
        for problem in problems:
            of_pages = problem.place is None or problem.place.path.startswith("page ")
            line = f"{edition}: {problem}" if of_pages and self.editions > 1 else str(problem)
            if line not in self._told:
                say(line)
            self._told.add(line)


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


def standing(one: Standing) -> Iterator[str]:
    """Yield lines on how an edition stands: `poutine-kim r1: stale`, and below it the reasons."""
    revision = one.record.facts.get("revision")
    yield f"{one.edition}{f' r{revision}' if revision else ''}: {one.state}"
    reasons: dict[tuple[str, ...], list[str]] = {}
    for name, why in one.reasons.items():
        reasons.setdefault(why, []).append(name)
    for why, names in reasons.items():
        yield from (f"  {', '.join(names)}: {reason}" for reason in why if one.state != "new")


def origin(told: Mapping[str, Any]) -> Iterator[str]:
    """Yield lines on where a file came from, and whether it can be made again."""
    kept = "published" if told["published"] else "not in the archive"
    yield f"{told['file']}: {told['edition']}, revision {told['revision']}, {kept}"
    yield f"  “{told['title']}”"
    yield from (f"  from {name}  {digest[:12]}" for name, digest in told["sources"].items())
    yield f"  with Rotative {told['versions']['rotative']}, {_versions(told['versions'])}"
    yield from (f"  differs: {difference}" for difference in told["differing"])
    if told["rebuilt"] is None:
        can = told["published"] and not told["differing"] and not told["problems"]
        yield "  can be made again: --rebuild does it" if can else _cannot(told)
    else:
        yield f"  made again: {'the same bytes' if told['rebuilt'] else 'OTHER bytes'}"


def _versions(told: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {told[name]}" for name in ("weasyprint", "ebooklib") if name in told)


def _cannot(told: Mapping[str, Any]) -> str:
    why = "other versions are here"
    if told["problems"] or not told["published"]:
        why = "its bundle is lost or damaged" if told["published"] else "its sources were not kept"
    return f"  cannot be made again for certain: {why}"


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
