"""Kills builds at random points and at each point of writing, and looks at what is left.

By hand: `python -m tests.hostile.killing --kills 200 --seed 1 --work build import`.
Each trial changes the edition, starts the work in a process of its own and kills it (SIGKILL).
Then every file there must be whole, as it was before or as it was to become, the record must be
readable, and the same work, done again, must succeed. A disk that is full at a random point
(`--full-disk`) must be told as a problem, with the same guarantees.
"""

from __future__ import annotations

import argparse
import datetime as dt
import errno
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from rotative import archive, correcting, jobs, press
from rotative.correcting import Mistake
from rotative.gather.importing import Outcome, Wish, bring_in
from rotative.problems import Problems, RotativeError

LEAD = "# Le port rouvre\n\nLa criée a repris mardi, après {n} semaines de travaux sur le quai.\n"
HEADLINES = "## Le marché déménage\n\nIl ira place du Nord.\n\n## Une école sans cantine\n"
DATED = "date: 2026-11-20\n"
# The audit events of a process that is about to change something on disk.
WRITING = frozenset(("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.chmod"))
TOLD, CRASHED = 3, 4
FEED = """\
<rss version="2.0"><channel><title>Le fil</title>
<item><title>La criée numéro {n}</title><link>https://example.org/{n}</link></item>
</channel></rss>
"""


def works(formats: tuple[str, ...]) -> dict[str, Callable[[Path], press.Result | Outcome]]:
    """Return what can be killed, by name; each works in a folder that holds book/ and dist/.

    What is imported lies in desk/: an article with a picture, and a feed.
    """

    def order(folder: Path) -> press.Order:
        return press.Order(folder / "dist", formats)

    def build(folder: Path) -> press.Result:
        (job,) = jobs.find(folder / "book", ["port"])
        return press.build(job, order(folder))

    def correct(folder: Path) -> press.Result:
        (job,) = jobs.find(folder / "book", ["port"])
        edition = press.read(job, order(folder), Problems()).edition
        mistake = Mistake(dt.date(2026, 11, 23), wrong="mardi", right="lundi")
        correcting.correct(job, edition, mistake)
        return build(folder)

    def publish(folder: Path) -> press.Result:
        (job,) = jobs.find(folder / "book", ["port"])
        return archive.publish(job, order(folder))

    def bring(folder: Path) -> Outcome:
        sources = (str(folder / "desk/port.html"), str(folder / "desk/fil.xml"))
        return bring_in(Wish(sources, "brought", folder / "book"))

    return {"build": build, "correct": correct, "publish": publish, "import": bring}


@dataclass(slots=True)
class Tally:
    """What came of the trials; `faults` must stay empty."""

    trials: int = 0
    killed: int = 0
    told: int = 0
    finished: int = 0
    half: int = 0
    faults: list[str] = field(default_factory=list)


class Trials:
    """Trials in one folder, one after the other."""

    def __init__(self, folder: Path, formats: tuple[str, ...], seed: int) -> None:
        self.folder, self.formats = folder, formats
        self.works = works(formats)
        self.random = random.Random(seed)  # noqa: S311 - chance, not secrecy
        self.tally = Tally()
        self.events = dict.fromkeys(self.works, 1)
        self.seconds = dict.fromkeys(self.works, 0.1)
        (folder / "book/port").mkdir(parents=True)
        (folder / "book/publication.yaml").write_text("title: Le Quai\nlanguage: fr\n", "utf-8")
        self.revision = 0
        self.change()
        self.works["publish"](folder)
        self.works["import"](folder)

    def change(self) -> None:
        """Write another revision of the edition."""
        self.revision += 1
        port = self.folder / "book/port"
        (port / "lead.md").write_text(LEAD.format(n=self.revision), "utf-8")
        (port / "headlines.md").write_text(HEADLINES, "utf-8")
        (port / "edition.yaml").write_text(f"{DATED}revision: {self.revision}\n", "utf-8")
        self.change_desk()

    def change_desk(self) -> None:
        """Put other sources on the desk; every third time the edition they go into is a new one."""
        desk, number = self.folder / "desk", self.revision
        desk.mkdir(exist_ok=True)
        if number % 3 == 0:
            shutil.rmtree(self.folder / "book/brought", ignore_errors=True)
        words = LEAD.format(n=number).rpartition("\n\n")[2]
        image = f"<p><img src='quai{number}.png' alt='Le quai'>"
        page = f"<article><h1>Le quai numéro {number}</h1><p>{words * 9}{image}</article>"
        (desk / "port.html").write_text(page, "utf-8")
        (desk / "fil.xml").write_text(FEED.format(n=number), "utf-8")
        Image.new("RGB", (9, number + 1), "gray").save(desk / f"quai{number}.png")

    def measure(self, name: str) -> None:
        """Learn how long a work takes and how many points of writing it has."""
        self.change()
        points, stop = self.folder / "points", time.perf_counter()
        self._in_child(lambda: _counting(points, lambda: self.works[name](self.folder)))
        self.seconds[name] = time.perf_counter() - stop
        self.events[name] = int(points.read_text()) if points.exists() else 1

    def trial(self, name: str, *, full_disk: bool = False) -> None:
        """Start a work, stop it somewhere, and look at what is left."""
        self.change()
        before = self._files()
        self.tally.trials += 1
        work, point = self.works[name], self.random.randint(1, self.events[name])
        by_point = full_disk or self.random.random() < 0.6
        delay = self.random.uniform(0, self.seconds[name])
        hindered: Callable[[], object] = lambda: work(self.folder)  # noqa: E731 - one of three
        if full_disk:
            hindered = lambda: _full(point, lambda: work(self.folder))  # noqa: E731 - as above
        elif by_point:
            hindered = lambda: _killed_at(point, lambda: work(self.folder))  # noqa: E731 - as above
        status = self._in_child(hindered, None if by_point else delay)
        self._count(status, f"{name} at {point if by_point else f'{delay:.3f} s'}")
        left = self._files()
        self._again(name, before, left, f"{name} at {point if by_point else f'{delay:.3f} s'}")

    def _in_child(self, work: Callable[[], object], delay: float | None = None) -> int:
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            os._exit(_outcome(work))
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        return os.waitpid(child, 0)[1]

    def _count(self, status: int, what: str) -> None:
        if os.WIFSIGNALED(status):
            self.tally.killed += 1
        elif os.WEXITSTATUS(status) == TOLD:
            self.tally.told += 1
        elif os.WEXITSTATUS(status) == 0:
            self.tally.finished += 1
        else:
            self.tally.faults.append(f"{what}: ended with {os.WEXITSTATUS(status)}")

    def _files(self) -> dict[str, bytes]:
        """Return the artefacts and sources there, by name; what is being written has no name."""
        root = self.folder
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for top in ("dist", "book")
            for path in sorted((root / top).rglob("*"))
            if path.is_file() and not any(part.startswith(".") for part in path.parts)
        }

    def _again(
        self, name: str, before: dict[str, bytes], left: dict[str, bytes], what: str
    ) -> None:
        """Do the work again, undisturbed: every file left must be an old one or a new one."""
        try:
            result = self.works[name](self.folder)
        except RotativeError as error:
            self.tally.faults.append(f"{what}: again: {error}")
            return
        if result.state == "failed":
            self.tally.faults.append(f"{what}: again: {', '.join(map(str, result.problems))}")
            return
        after = self._files()
        self.tally.half += left not in (before, after)
        self.tally.faults += [f"{what}: {lost} is gone" for lost in before.keys() - left.keys()]
        for path, data in left.items():
            if data not in (before.get(path), after.get(path)) and not _is_whole(path, data):
                self.tally.faults.append(f"{what}: {path} is neither the old nor the new one")
        if name == "import":
            self._check_brought(what)
        else:
            self._check_record(what)

    def _check_brought(self, what: str) -> None:
        """Look whether all is there, once, and every picture that a text names."""
        folder = self.folder / "book/brought"
        texts = "".join((folder / name).read_text("utf-8") for name in ("lead.md", "headlines.md"))
        for title in (f"Le quai numéro {self.revision}\n", f"La criée numéro {self.revision}\n"):
            if texts.count(f"# {title}") != 1:
                self.tally.faults.append(f"{what}: “{title}” is there {texts.count(title)} times")
        for name in re.findall(r"\(images/(.+?)\)", texts):
            if not _is_whole(name, (folder / "images" / name).read_bytes()):
                self.tally.faults.append(f"{what}: {name} is damaged")

    def _check_record(self, what: str) -> None:
        from rotative.digests import sha256

        folder = self.folder / "dist/port"
        record = json.loads((folder / "port.build.json").read_bytes())
        for file, facts in record["artefacts"].items():
            if sha256((folder / file).read_bytes()) != facts["sha256"]:
                self.tally.faults.append(f"{what}: the record does not know {file}")


def _is_whole(path: str, data: bytes) -> bool:
    """Tell whether a file that came between two states is complete.

    A correction that is entered again is a second one: its files are new once more.
    """
    if path.endswith(".epub"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return book.testzip() is None
    if path.endswith(".pdf"):
        return data.rstrip().endswith(b"%%EOF")
    if path.endswith(".json"):
        return bool(json.loads(data))
    if path.endswith((".jpg", ".png")):
        with Image.open(io.BytesIO(data)) as image:
            image.load()
        return True
    return path.endswith("edition.yaml") and data.count(b"revised:") == data.count(b"- date:")


def _outcome(work: Callable[[], object]) -> int:
    """Run in the child; its exit code tells success, a told problem, or a crash."""
    try:
        result = work()
    except RotativeError:
        return TOLD
    except BaseException:  # noqa: BLE001 - whatever else is a fault
        import traceback

        traceback.print_exc()
        return CRASHED
    return TOLD if isinstance(result, press.Result) and result.state == "failed" else 0


def _writes(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        return bool(int(str(arguments[2] or 0)) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return event in WRITING


def _counting(points: Path, work: Callable[[], object]) -> object:
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        count += _writes(event, arguments)

    sys.addaudithook(hook)
    result = work()
    points.write_text(str(count))
    return result


def _killed_at(point: int, work: Callable[[], object]) -> object:
    """Do a work that dies just before it writes for the nth time."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        count += (writes := _writes(event, arguments))
        if writes and count >= point:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return work()


def _full(point: int, work: Callable[[], object]) -> object:
    """Do a work whose disk is full from its nth writing on."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writes = _writes(event, arguments)
        count += writes
        if count >= point and writes and event not in {"os.remove", "os.rmdir"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(arguments[0]))

    sys.addaudithook(hook)
    return work()


@contextmanager
def trials(formats: tuple[str, ...], seed: int) -> Iterator[Trials]:
    """Set up a publication with one published edition, in a folder and cache of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        yield Trials(Path(folder) / "work", formats, seed)


def main() -> int:
    """Kill as often as asked, and tell what came of it as JSON."""
    parser = argparse.ArgumentParser(description="Kill builds at random points.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", nargs="+", default=["build", "correct", "publish", "import"])
    parser.add_argument("--format", nargs="+", default=["epub"])
    parser.add_argument("--full-disk", action="store_true")
    options = parser.parse_args()
    with trials(tuple(options.format), options.seed) as running:
        for name in options.work:
            running.measure(name)
        for number in range(options.kills):
            name = options.work[number % len(options.work)]
            running.trial(name, full_disk=options.full_disk)
        told = {name: getattr(running.tally, name) for name in Tally.__slots__}
    sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return int(bool(told["faults"]))


if __name__ == "__main__":
    sys.exit(main())
