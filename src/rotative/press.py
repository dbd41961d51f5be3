"""The press: takes an edition through every stage, and writes what comes out.

Nothing is written until everything an edition needs has been made in memory.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rotative import (
    garbage,
    gate,
    manuscript,
    record,
    writers,
)
from rotative.dataclass import dataclass
from rotative.desk import BOOKLET, Copy, Order, compose, modified, read, take
from rotative.digests import sha256
from rotative.files import OUT, claimed, write_together
from rotative.jobs import Job
from rotative.manuscript import edition_id
from rotative.model import Edition, Markup, texts
from rotative.problems import Place, Problem, Problems, RotativeError, Severity, fail, unreadable
from rotative.record import SUFFIX, State
from rotative.status import Judge, Standing
from rotative.writers import FORMATS

if TYPE_CHECKING:
    from rotative.pagemap import Break

__all__ = [
    "Copy",
    "Order",
    "Result",
    "asked",
    "build",
    "build_all",
    "compose",
    "count_words",
    "modified",
    "moved",
    "read",
    "scaffold",
    "standings",
    "unchanged",
]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one edition.

    `reasons` tell why formats were built; `moved` are the folios of the printed pages that begin
    elsewhere than in the build before, and `reworded` tells whether its words are others.
    """

    edition: str
    state: str
    artefacts: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    last_page: Mapping[str, float] = field(default_factory=dict)
    words: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    reworded: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return the result for `--json`."""
        return {
            "edition": self.edition,
            "state": self.state,
            "artefacts": dict(self.artefacts),
            "pages": dict(self.pages),
            "last_page": dict(self.last_page),
            "words": self.words,
            "problems": [problem.as_dict() for problem in self.problems],
            "seconds": round(self.seconds, 3),
            "reasons": {name: list(why) for name, why in self.reasons.items() if why},
            "moved": list(self.moved),
            "reworded": self.reworded,
        }


def asked(order: Order) -> dict[str, str]:
    """Return what an editor asked for beyond the sources, for the build record."""
    allow = "; ".join(f"{code}={reason}" for code, reason in sorted(order.allow.items()))
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return {
        "style": order.style,
        "language": order.language,
        "allow": allow,
        "pages": str(order.pages or ""),
        BOOKLET: "asked for" if BOOKLET in order.formats else "",
        "SOURCE_DATE_EPOCH": epoch,
    }


def build(job: Job, order: Order) -> Result:
    """Build one edition and write its artefacts; errors come back in the result."""
    judge = Judge(order.out)
    return unchanged(job, order, judge) or _build(job, order, judge)


def unchanged(job: Job, order: Order, judge: Judge) -> Result | None:
    """Return the result of an edition that is up to date, None if something must be built."""
    start = time.perf_counter()
    if order.force or order.strict or not judge.overrides_answer(job.publication.root):
        return None
    known = not set(order.formats) - set(FORMATS)
    standing = _standing(job, order, judge) if known else None
    if standing is None or standing.state != "current":
        return None
    book = standing.record
    result = _result("unchanged", job, standing, words=book.words, said=book.said)
    return replace(result, seconds=time.perf_counter() - start)


def standings(wanted: Sequence[Job], order: Order) -> Iterator[Standing]:
    """Yield how editions stand, without reading them; raise RotativeError for a wrong format."""
    wrong = next((name for name in order.formats if name not in FORMATS), "")
    if wrong:
        hint = gate.formats_hint(wrong)
        raise fail("no-such-format", f'no format "{wrong}"', Place("--format"), hint)
    judge = Judge(order.out)
    for job in wanted:
        yield judge.judge(job, formats=order.formats, asked=asked(order))
    judge.digests.save()


def _standing(job: Job, order: Order, judge: Judge) -> Standing | None:
    try:
        return judge.judge(job, formats=order.formats, asked=asked(order))
    except OSError:  # an edition that cannot be read; building tells why
        return None


def _build(job: Job, order: Order, judge: Judge) -> Result:
    start, problems = time.perf_counter(), Problems()
    try:
        with ExitStack() as stack:
            copy = take(job, order, problems, stack)
            result = _made(job, copy, order, judge, problems)
    except RotativeError as error:
        found = tuple(dict.fromkeys((*problems, *error.problems)))
        result = Result(edition_id(job.path), "failed", problems=found)
    except OSError as error:
        result = Result(edition_id(job.path), "failed", problems=(*problems, unreadable(error)))
    return replace(result, seconds=time.perf_counter() - start)


def _made(job: Job, copy: Copy, order: Order, judge: Judge, problems: Problems) -> Result:
    edition, base = copy.edition, manuscript.base(job.path, job.publication)
    formats = tuple(dict.fromkeys(order.formats or edition.formats))
    with claimed(order.out / edition.id):
        listing = manuscript.listing(job.path)
        standing = judge.judge(job, formats=formats, asked=asked(order))
        anew = order.force or order.strict
        made = _make(copy, formats if anew else standing.stale, order, standing, base)
        text = sha256("\n".join(each.xhtml for each in texts(edition)).encode())
        named = {record.file_name(edition.id, name): done for name, done in made.items()}
        made_from = _state(copy, order, listing)
        book = standing.record.with_artefacts(named, made_from, standing.folder, judge.digests)
        words = count_words(edition)
        said = manuscript.lasting(problems, base)
        kept = book.write(edition, words=words, text=text, problems=said)
        data = {standing.folder / name: done.data for name, done in named.items()}
        write_together({**data, standing.folder / f"{edition.id}{SUFFIX}": kept}, option=OUT)
        copy.matter.save()
    told = replace(standing, record=book)
    state = "built" if made else "unchanged"
    result = _result(state, job, told, words=words, said=problems)
    before = standing.record
    return replace(
        result,
        reasons={name: why for name, why in standing.reasons.items() if name in made},
        moved=moved(before.breaks(), book.breaks()),
        reworded=before.facts.get("text", text) != text,
    )


def moved(before: Sequence[Break], now: Sequence[Break]) -> tuple[str, ...]:
    """Return the folios of pages that begin elsewhere than before, none if either is unknown."""
    if not (before and now):
        return ()
    was, places = (
        {each.label: (each.section, each.offset) for each in some} for some in (before, now)
    )
    labels = dict.fromkeys((*places, *was))
    return tuple(label for label in labels if was.get(label) != places.get(label))


def _state(copy: Copy, order: Order, listing: Sequence[str]) -> State:
    return State(
        sources={source.path: source.sha256 for source in copy.edition.sources},
        listing=listing,
        house=dict(sorted(copy.house.seen.items())),
        versions=record.versions(),
        options=asked(order),
    )


def _result(
    state: str, job: Job, standing: Standing, *, words: int, said: Iterable[Problem]
) -> Result:
    files = {name: record.file_name(standing.edition, name) for name in standing.reasons}
    book, folder = standing.record, standing.folder
    made = (problem for file in files.values() for problem in book.problems(file))
    base = manuscript.base(job.path, job.publication)
    found = manuscript.here((*said, *_older(standing), *made), base)
    return Result(
        standing.edition,
        state,
        artefacts={name: os.path.join(folder, file) for name, file in files.items()},  # noqa: PTH118
        pages={name: pages for name, file in files.items() if (pages := book.pages(file))},
        last_page={name: s for name, file in files.items() if (s := book.last_page(file))},
        words=words,
        # What a booklet is made from is found faulty in the pages and on the sheets.
        problems=tuple(dict.fromkeys(found)),
    )


def _older(standing: Standing) -> Iterator[Problem]:
    for name in standing.older:
        path = standing.folder / record.file_name(standing.edition, name)
        hint, severity = f"build it with --format {name}", Severity.WARNING
        yield Problem(
            "older-artefact", "made from an earlier state", Place(str(path)), hint, severity
        )


def _make(
    copy: Copy, formats: Sequence[str], order: Order, standing: Standing, base: Path
) -> dict[str, writers.Made]:
    """Return the artefacts, problems with places that last; `base` is the publication's folder.

    Raises RotativeError with what every format found, if one failed.
    """
    if not formats:
        return {}
    galley = copy.galley or compose(copy)
    when = modified(galley.edition)
    shop = writers.Workshop(
        galley,
        copy.house,
        when,
        order.allow,
        paged=standing.paged,
        kept=() if "print" in formats else standing.breaks,
        shells=copy.shells,
        fonts=copy.fonts,
        finish=copy.finish,
    )
    made = shop.make(formats)
    problems = Problems([problem for done in made.values() for problem in done.problems])
    if order.strict:
        gate.check_all(problems)
    problems.raise_errors()
    return {
        name: replace(done, problems=manuscript.lasting(done.problems, base))
        for name, done in made.items()
    }


def count_words(edition: Edition) -> int:
    """Return how many words of the editor's the edition has."""
    return sum(map(_count, texts(edition)))


def _count(text: Markup) -> int:
    # Folded text has single blanks; a tenth of the time, where no other kinds of blank are in it.
    if any(map(str.isspace, text.rare)):
        return len(text.text.split())
    return text.text.count(" ") + bool(text.text)


def build_all(wanted: Sequence[Job], order: Order, jobs: int = 1) -> Iterator[Result]:
    """Build editions, `jobs` at once, yielding results in the order asked for."""
    judge = Judge(order.out)
    done = {job.path: unchanged(job, order, judge) for job in wanted}
    stale = [job for job in wanted if done[job.path] is None]
    built = _build_stale(stale, order, judge, min(jobs, len(stale)))
    for job in wanted:
        yield done[job.path] or next(built)
    judge.digests.save()


def _build_stale(wanted: Sequence[Job], order: Order, judge: Judge, jobs: int) -> Iterator[Result]:
    if jobs < 2:
        for job in wanted:
            yield _build(job, order, judge)
            if len(wanted) > 1:
                garbage.take_away()
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_all_start_methods, get_context

    # Not forked from here: a progress bar's thread, or a caller's, would leave its locks held.
    context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    if context.get_start_method() == "forkserver":
        # What all workers need is imported once, before they are forked.
        context.set_forkserver_preload(_needed(wanted, order))
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        futures = [(job, pool.submit(_build_one_of_many, job, order)) for job in wanted]
        for job, future in futures:
            try:
                yield future.result()
            except BrokenProcessPool:
                hint = "build it alone, or with fewer --jobs"
                problem = Problem("worker-lost", "the process building it was killed", hint=hint)
                yield Result(edition_id(job.path), "failed", problems=(problem,))


def _build_one_of_many(job: Job, order: Order) -> Result:
    result = build(job, order)
    garbage.take_away()
    return result


def _needed(wanted: Sequence[Job], order: Order) -> list[str]:
    formats = {name for job in wanted for name in order.formats or job.publication.formats}
    return ["rotative.preload", *(["rotative.preload.pages"] if formats - {"epub"} else [])]


def scaffold(folder: Path, title: str, language: str) -> tuple[Path, ...]:
    """Write a new publication that builds at once; raise RotativeError if something is there."""
    from rotative.scaffold import files

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "choose a new name, or empty the folder first"
        raise fail("folder-not-empty", "something is there already", Place(str(folder)), hint)
    made = files(title, language, dt.datetime.now().astimezone().date())
    written = {folder / name: text.encode() for name, text in made.items()}
    write_together(written)
    return tuple(written)
