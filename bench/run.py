"""Measures Rotative against bare WeasyPrint and pandoc: `make bench`, or see `--help`."""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # this file is run as a script

from bench import editions, long, many, peers  # noqa: E402
from bench.costs import ENVIRONMENT, Command, compare, nothing_kept, ratio  # noqa: E402
from rotative import jobs, press, record, shell  # noqa: E402
from rotative.problems import Problems  # noqa: E402
from rotative.shipped import STYLES, shipped  # noqa: E402
from rotative.stylesheet import assemble  # noqa: E402

ROTATIVE = Path(sys.executable).with_name("rotative")
PANDOC = shutil.which("pandoc") or "pandoc"
README = Path(__file__).with_name("README.md")
TABLE = re.compile(r"(<!-- table -->\n).*(<!-- /table -->)", re.DOTALL)
HEAD = (
    "| what | CPU s | at best | wall s | peak MB | CPU ratio | clock ratio | to reach |",
    "|---|---|---|---|---|---|---|---|",
)
AIMS = {
    "S Rotative, EPUB + print": "≤ 0.75",
    "S Rotative, all four formats": "≤ 2.2",
    "L Rotative, EPUB": "≤ 0.25",
}
BARE = "import sys, weasyprint; weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2])"
TYPESET = """
import sys, time
from bench.editions import xhtml
from rotative.typography import typeset_markup
fragments = xhtml(int(sys.argv[1]))
typeset_markup("<p>« Déjà ? »</p>", "fr")
start = time.process_time()
for fragment in fragments:
    typeset_markup(fragment, "fr")
print(sum(len(f.encode()) for f in fragments) / 1e6 / (time.process_time() - start))
"""
Rows = Iterator[str]
Arguments = list[str | Path]


def small(folder: Path, rounds: int) -> Rows:
    """The sample: EPUB and print against bare WeasyPrint, and the EPUB alone."""
    edition = editions.BOOK / "poutine-kim"
    everything = {"S Rotative, all four formats": ("epub", "print", "screen", "booklet")}
    yield from _pages("S", edition, folder, rounds, everything)
    yield from _alone(
        "S `build --format epub`", _build(edition, folder, "epub"), rounds, "< 0.35 s"
    )


def middle(folder: Path, rounds: int) -> Rows:
    """40 articles and 200 headlines: print and a correction against bare WeasyPrint."""
    yield from _long("m", editions.M, folder, rounds)


def longest(folder: Path, rounds: int) -> Rows:
    """400 articles: the same."""
    yield from _long("l", editions.L, folder, rounds)


def peers_small(folder: Path, rounds: int) -> Rows:
    """The sample in print against programs that print with a browser."""
    yield from _beside("S", editions.BOOK / "poutine-kim", "A4", folder, rounds)


def peers_middle(folder: Path, rounds: int) -> Rows:
    """40 articles and 200 headlines: the same."""
    edition = editions.write(folder / "book", editions.M)
    yield from _beside("M", edition, editions.M.trim, folder, rounds)


def peers_longest(folder: Path, rounds: int) -> Rows:
    """400 articles: the same."""
    edition = editions.write(folder / "book", editions.L)
    yield from _beside("L", edition, editions.L.trim, folder, rounds)


def _beside(name: str, edition: Path, trim: str, folder: Path, rounds: int) -> Rows:
    work = peers.Work(_document(edition, folder / "bare").parent, trim)
    yield from peers.rows(name, edition, work, folder, rounds)


def _long(name: str, size: editions.Size, folder: Path, rounds: int) -> Rows:
    edition = editions.write(folder / "book", size)
    document, made = _document(edition, folder / "bare"), folder / "bare.pdf"
    bare: Arguments = [sys.executable, "-c", BARE, document, made]
    rows = list(long.rows(name, edition, bare, folder, rounds))
    pages = _same_pages(name, made, folder / "cold" / edition.name)
    yield rows[0].replace("WeasyPrint", f"WeasyPrint, PDF of {pages} pages", 1)
    yield from rows[1:]


def large(folder: Path, rounds: int) -> Rows:
    """400 articles: the EPUB against pandoc's."""
    edition = editions.write(folder / "book", editions.L)
    source = folder / "l.md"
    source.write_text(editions.markdown(editions.L), "utf-8")
    commands: dict[str, Command] = {
        "L pandoc, EPUB": [PANDOC, source, "-o", folder / "pandoc.epub"],
        "L Rotative, EPUB": _build(edition, folder, "epub"),
    }
    yield from _compared(commands, rounds, AIMS.get)


def start(_: Path, rounds: int) -> Rows:
    """The start of the command line."""
    yield from _alone("`rotative --help`", [ROTATIVE, "--help"], rounds, "< 0.15 s")


def typography(_: Path, rounds: int) -> Rows:
    """The throughput of the typographic rules on 1.5 MB of French."""
    command = [sys.executable, "-c", TYPESET, "1500000"]
    speeds = [
        float(
            subprocess.run(
                command, cwd=ROOT, env=ENVIRONMENT, check=True, capture_output=True
            ).stdout
        )
        for _ in range(rounds)
    ]
    middle_speed, best = sorted(speeds)[rounds // 2], max(speeds)
    yield f"| typography, MB/s a core | {middle_speed:.2f} | {best:.2f} | | | | | ≥ 1.5 |"


def _build(edition: Path, folder: Path, *formats: str) -> Command:
    """Return the command that builds an edition, with nothing kept from before."""
    chosen = [part for name in formats for part in ("--format", name)]
    book: Arguments = ["--book", edition.parent, "--out", folder / "out"]
    command = [ROTATIVE, "build", edition.name, *book, "--force", "--quiet", *chosen]
    return nothing_kept(command, folder)


def _pages(
    name: str,
    edition: Path,
    folder: Path,
    rounds: int,
    more: Mapping[str, tuple[str, ...]] | None = None,
) -> Rows:
    document, made = _document(edition, folder / "bare"), folder / "bare.pdf"
    commands: dict[str, Command] = {
        f"{name} bare WeasyPrint, PDF": [sys.executable, "-c", BARE, document, made],
        f"{name} Rotative, EPUB + print": _build(edition, folder, "epub", "print"),
        f"{name} Rotative, print": _build(edition, folder, "print"),
    }
    # Apart: a booklet fills its sheets.
    others = {
        one: _build(edition, folder / "more", *formats) for one, formats in (more or {}).items()
    }
    rows = list(_compared(commands | others, rounds, AIMS.get))
    pages = _same_pages(name, made, folder / "out" / edition.name)
    yield rows[0].replace("PDF", f"PDF of {pages} pages", 1)
    yield from rows[1:]


def _document(edition: Path, folder: Path) -> Path:
    """Write the HTML, CSS, fonts and images that Rotative hands to WeasyPrint."""
    (job,) = jobs.find(edition.parent, [edition.name])
    copy = press.read(job, press.Order(folder), Problems())
    galley = press.compose(copy)
    sheet = assemble(copy.house, galley.edition, "print")
    when = press.modified(galley.edition)
    shutil.copytree(shipped(STYLES), folder)
    (folder / "images").mkdir()
    for asset in galley.edition.assets:
        (folder / "images" / asset.name).write_bytes(asset.data)
    (folder / shell.SHEET).write_text(sheet.css, "utf-8")
    document = folder / "document.html"
    document.write_text(shell.document(galley, sheet, copy.house, modified=when), "utf-8")
    return document


def _same_pages(name: str, bare: Path, out: Path) -> int:
    """Return how many pages both have; stop the bench if it is not the same work."""
    pages, ours = _page_count(bare), _page_count(out / f"{out.name}.print.pdf")
    if pages != ours:
        sys.exit(f"{name}: {pages} pages bare, {ours} pages by Rotative")
    return pages


def _page_count(path: Path) -> int:
    import pikepdf

    with pikepdf.open(path) as document:
        return len(document.pages)


def _compared(
    commands: dict[str, Command], rounds: int, aim: Callable[[str, str], str | None]
) -> Rows:
    """Measure commands in turn; the first is what the others are compared with."""
    costs = compare(commands, rounds)
    first = next(iter(commands))
    for name, cost in costs.items():
        numbers = f"{cost.cpu:.2f} | {cost.best:.2f} | {cost.wall:.2f} | {cost.peak:.0f}"
        cpu, clock = ratio(costs, name, first)
        told = f"{cpu:.2f} | {clock:.2f} | {aim(name, '')}" if name != first else "1 | 1 |"
        yield f"| {name} | {numbers} | {told} |"


def _alone(name: str, command: Command, rounds: int, aim: str) -> Rows:
    cost = compare({name: command}, rounds)[name]
    numbers = f"{cost.cpu:.3f} | {cost.best:.3f} | {cost.wall:.3f} | {cost.peak:.0f}"
    yield f"| {name} | {numbers} | | | {aim} |"


Case = tuple[Callable[[Path, int], Rows], int]
CASES: dict[str, Case] = {
    "help": (start, 15),
    "typography": (typography, 5),
    "s": (small, 9),
    "m": (middle, 2),
    "l": (large, 3),
    "l-print": (longest, 1),
    "peers": (peers_small, 6),
    "peers-m": (peers_middle, 4),
    "peers-l": (peers_longest, 1),
}
QUICK = "help,typography,s,idle,preview"


@cache
def _machine() -> str:
    libraries = record.versions()
    engine = f"WeasyPrint {libraries['weasyprint']}"
    told = subprocess.run([PANDOC, "--version"], check=False, capture_output=True, text=True)
    pandoc = told.stdout.partition("\n")[0]
    return f"Python {platform.python_version()}, {engine}, {pandoc}, {platform.machine()}"


def main() -> None:
    """Measure what was asked for and print a Markdown table, or keep it in README.md."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    cases = {**CASES, **many.CASES}
    parser.add_argument("--only", default=QUICK, help=f"some of {','.join(cases)} (%(default)s)")
    parser.add_argument("--full", action="store_true", help="as many editions as the aims speak of")
    parser.add_argument("--rounds", type=int, default=0, help="how often (default: by the case)")
    parser.add_argument("--write", action="store_true", help="keep the table in bench/README.md")
    options = parser.parse_args()
    wanted = options.only.split(",")
    if unknown := set(wanted) - set(cases):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    chosen = {
        name: (partial(case, full=options.full), usual)
        for name, (case, usual) in many.CASES.items()
    }
    lines = list(_tell({name: (CASES | chosen)[name] for name in wanted}, options.rounds))
    if options.write:
        text = TABLE.sub(lambda m: m[1] + "\n".join(lines) + "\n" + m[2], README.read_text("utf-8"))
        README.write_text(text, "utf-8")


def _tell(wanted: Mapping[str, Case], rounds: int) -> Iterator[str]:
    for line in (f"{_machine()}\n", *HEAD):
        print(line)
        yield line
    for measured, usual in wanted.values():
        with tempfile.TemporaryDirectory(prefix="rotative-bench-") as folder:
            for row in measured(Path(folder), rounds or usual):
                print(row, flush=True)
                yield row


if __name__ == "__main__":
    main()
