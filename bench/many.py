"""What only shows over many editions, many builds or many headlines."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench import editions, plot
from bench.costs import ENVIRONMENT, Cost, run

ROOT = Path(__file__).parents[1]
PLOT = Path(__file__).with_name("linear.svg")
ROTATIVE = Path(sys.executable).with_name("rotative")
Rows = Iterator[str]
# Builds the same edition again and again; tells the peak memory (kB) after each.
AGAIN = """
import json, resource, sys
from pathlib import Path
from rotative import jobs, press
book, name, out, times = sys.argv[1:]
(job,) = jobs.find(Path(book), [name])
peaks = []
for _ in range(int(times)):
    press.build(job, press.Order(Path(out), ("epub", "print"), force=True))
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
print(json.dumps(peaks))
"""
# Changes the first word of the sample's title and shows it anew, in a process that is warm.
SHOW = """
import json, sys, time
from pathlib import Path
from rotative.preview.studio import Studio
from rotative.press import Order
book, times = Path(sys.argv[1]), int(sys.argv[2])
path = book / "poutine-kim" / "poutine-kim.txt"
text, seconds = path.read_text("utf-8"), []
studio = Studio(book, "poutine-kim", Order(Path()))
studio.refresh()
for number in range(times):
    before, shown = studio.view.pdf, {}
    path.write_text(f"Acte {number} : {text}", "utf-8")
    start = time.perf_counter()
    for view in studio.refreshed():
        name = "all" if view.state == "built" else "book" if view.pdf == before else "pages"
        shown[name] = time.perf_counter() - start
    assert studio.view.state == "built"
    seconds.append([shown["pages"], shown["all"]])
studio.close()
print(json.dumps(seconds))
"""


def idle(folder: Path, rounds: int, *, full: bool = False, count: int = 0) -> Rows:
    """Editions that are all up to date."""
    count = count or (1000 if full else 100)
    command = _all(_catalogue(folder, count), folder / "out", "--format", "epub")
    run(command)
    costs = [run(command) for _ in range(rounds)]
    yield _row(f"nothing to do in {count:,} editions", costs, "≤ 0.5 s for 1,000")


def catalogue(folder: Path, rounds: int, *, full: bool) -> Rows:
    """Small editions in one process, in two, and in a process each; ratios are of the clock."""
    count = 100 if full else 12
    book = _catalogue(folder, count)
    common = ("--format", "print", "--force")
    one, two, each = [], [], []
    for _ in range(rounds):
        one.append(run(_all(book, folder / "out", *common, "--jobs", "1")))
        two.append(run(_all(book, folder / "out", *common, "--jobs", "2")))
        each.append(_each(book, folder / "out", count, *common))
    yield _row(f"{count} small editions, print, one process", one)
    gain = median(a.wall / b.wall for a, b in zip(one, two, strict=True))
    yield _row("the same with --jobs 2", two, f"{gain:.2f}× as fast; ≥ 1.8")
    gain = median(a.wall / b.wall for a, b in zip(each, two, strict=True))
    yield _row("the same, a process each", each, f"--jobs 2 {gain:.2f}× as fast; ≥ 3")


def memory(folder: Path, _: int, *, full: bool) -> Rows:
    """Peak memory over many builds in one process."""
    times = 1000 if full else 40
    edition = editions.write(folder / "book", _small("small"))
    told = _told(AGAIN, edition.parent, edition.name, folder / "out", times)
    early, late = told[times // 5] / 1024, told[-1] / 1024
    name = f"peak memory after {times // 5} builds, after {times}"
    yield f"| {name} | | | | {early:.0f}, {late:.0f} | {late / early:.2f} | | flat |"


def linear(folder: Path, _: int, *, full: bool) -> Rows:
    """Ever more headlines, articles and pages, in five sizes; a whole run keeps the plot."""
    least = 1 if full else 4  # of 64 printed articles a sixteenth must be left: one, and no less
    series: dict[str, list[plot.Point]] = {}
    for what, (format_, most, size) in GROWING.items():
        for share in (16, 8, 4, 2, 1):
            count = most // share // least
            edition = editions.write(folder / f"{format_}{count}", size(count))
            command = _all(edition.parent, folder / "out", "--format", format_, "--force")
            # With a cache of its own: a size must not find the fragments of the one before.
            cost = run(["env", f"XDG_CACHE_HOME={folder / f'cache-{format_}{count}'}", *command])
            series.setdefault(what, []).append((count, cost.cpu))
            aim = f"{cost.cpu / count * 1e3:.2f} ms each; level"
            yield _row(f"{count:,} {what}", [cost], aim)
    if full:
        PLOT.write_text(plot.growth(series), "utf-8")


def preview(folder: Path, rounds: int, *, full: bool) -> Rows:
    """A saved change in the sample, EPUB and pages, in a warm process."""
    shutil.copytree(editions.BOOK, folder / "book")
    seconds = _told(SHOW, folder / "book", rounds * (3 if full else 1))
    for name, each in zip(("pages", "book, too"), zip(*seconds, strict=True), strict=True):
        told = f"{median(each):.2f}"
        yield f"| preview of a changed S, warm: its {name} | | | {told} | | | | < 1 s |"


# What grows: the format built, how many at most, and an edition of so many.
GROWING: dict[str, tuple[str, int, Callable[[int], editions.Size]]] = {
    "headlines, EPUB": ("epub", 50_000, lambda n: editions.Size("h", articles=1, headlines=n)),
    "articles, EPUB": ("epub", 800, lambda n: editions.Size("a", articles=n)),
    "articles, print": ("print", 64, lambda n: editions.Size("p", articles=n)),
}
Case = Callable[..., Rows]
CASES: dict[str, tuple[Case, int]] = {
    "idle": (idle, 5),
    "catalogue": (catalogue, 1),
    "memory": (memory, 1),
    "linear": (linear, 1),
    "preview": (preview, 5),
}


def _small(name: str) -> editions.Size:
    return editions.Size(name, articles=2, headlines=3, words=150)


def _catalogue(folder: Path, count: int) -> Path:
    for number in range(count):
        editions.write(folder / "book", _small(f"no{number:04}"))
    return folder / "book"


def _all(book: Path, out: Path, *options: str) -> list[str | Path]:
    return [ROTATIVE, "build", "--book", book, "--out", out, "--quiet", *options]


def _each(book: Path, out: Path, count: int, *options: str) -> Cost:
    """Return what it costs to build each in a process, told from a third of them."""
    names = [f"no{number:04}" for number in range(0, count, 3)]
    common: list[str | Path] = ["--book", book, "--out", out, "--quiet", *options]
    costs = [run([ROTATIVE, "build", name, *common]) for name in names]
    share = count / len(names)
    cpu, wall = sum(cost.cpu for cost in costs), sum(cost.wall for cost in costs)
    return Cost(cpu * share, wall * share, max(cost.peak for cost in costs))


def _told(script: str, *words: object) -> Any:
    command = [sys.executable, "-c", script, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True)
    return json.loads(done.stdout)


def _row(name: str, costs: list[Cost], aim: str = "") -> str:
    cpu, best = median(cost.cpu for cost in costs), min(cost.cpu for cost in costs)
    wall, peak = median(cost.wall for cost in costs), median(cost.peak for cost in costs)
    return f"| {name} | {cpu:.2f} | {best:.2f} | {wall:.2f} | {peak:.0f} | | | {aim} |"
