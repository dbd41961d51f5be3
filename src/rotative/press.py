"""The press: takes an edition through every stage, and writes what comes out.

Nothing is written until everything an edition needs has been made in memory.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rotative import iptc, manuscript, record, rubrics, writers
from rotative.faces import check_glyphs
from rotative.files import write_together
from rotative.galley import Galley, pull
from rotative.house import House
from rotative.jobs import Job
from rotative.model import Budget, Edition, Publication, Source, texts
from rotative.pagemap import Break
from rotative.problems import Place, Problem, Problems, RotativeError, fail, suggest
from rotative.setting import check_variant, set_type
from rotative.writers import FORMATS

RECORD = ".build.json"
LAST_SECOND = 253_402_300_799  # of the year 9999
LONGEST_TITLE = 500
LEGAL = ("publisher", "director", "printer", "price", "legal_deposit", "issn")
# An edition that says nothing of dates still needs one in its EPUB: the same one every time.
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Order:
    """What an editor asked for; empty values leave the choice to edition and publication."""

    out: Path
    formats: tuple[str, ...] = ()
    style: str = ""
    language: str = ""
    force: bool = False
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one edition."""

    edition: str
    state: str
    artefacts: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
    last_page: Mapping[str, float] = field(default_factory=dict)
    words: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0

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
        }


@dataclass(frozen=True, slots=True)
class Copy:
    """An edition that has been read and checked, before any type is set."""

    edition: Edition
    assignments: tuple[rubrics.Assignment, ...]
    house: House


def read(job: Job, order: Order, problems: Problems, *, explain: bool = False) -> Copy:
    """Read an edition, assign its rubrics and check what the house lays over ours.

    `explain` also assigns the lead, whose reasons only a check shows.

    Raises RotativeError with everything that stops the build.
    """
    house = House(job.publication.root)
    house.inspect(problems)
    edition = manuscript.read(
        job.path,
        job.publication,
        language=order.language,
        style=order.style,
        problems=problems,
    )
    edition = replace(edition, sources=(*_publication_source(job.publication), *edition.sources))
    if order.pages:
        edition = replace(edition, budget=Budget(order.pages, Place("--pages")))
    formats = order.formats or edition.formats
    _check_formats(formats, edition, problems)
    _check_imprint(formats, edition, problems)
    if {"print", "screen"} & set(formats) or edition.publication.page_list == "print":
        check_glyphs(edition, house, problems)
    publication = edition.publication
    if publication.typography.without:
        check_variant(publication.typography, edition.language, publication.place, problems)
    _check_titles(edition, problems)
    iptc.check_topics(edition.rubrics, problems)
    lead = edition.lead if explain else None
    assignments = rubrics.assign(edition.headlines, edition.rubrics, lead=lead, problems=problems)
    problems.raise_errors()
    return Copy(edition, assignments, house)


def _publication_source(publication: Publication) -> Iterator[Source]:
    path = Path(publication.root or "-") / "publication.yaml"
    if path.is_file():
        yield Source(path.name, record.sha256(path.read_bytes()))


def _check_formats(formats: Sequence[str], edition: Edition, problems: Problems) -> None:
    for name in formats:
        if name not in FORMATS:
            hint = suggest(name, FORMATS) or f"formats: {', '.join(FORMATS)}"
            problems.error("no-such-format", f'no format "{name}"', edition.place, hint)


def _check_titles(edition: Edition, problems: Problems) -> None:
    for title in (edition.lead.title, *(headline.title for headline in edition.headlines)):
        if len(title.xhtml) > LONGEST_TITLE:
            message = f"a title of {len(title.xhtml):,} characters fits no page"
            hint = "end the line after the title, and begin the text on the next one"
            problems.error("title-too-long", message, title.place, hint)


def _check_imprint(formats: Sequence[str], edition: Edition, problems: Problems) -> None:
    """Note what the law wants printed in France (loi du 29 juillet 1881; Code du patrimoine)."""
    if "print" not in formats or edition.language[:2] != "fr" or not edition.publication.root:
        return
    missing = [name for name in LEGAL if not getattr(edition.imprint, name)]
    if missing:
        message = f"the printed imprint lacks {', '.join(missing)}"
        place = edition.publication.place
        problems.warn("imprint-incomplete", message, place, "add them under imprint:")


def compose(copy: Copy) -> Galley:
    """Return the galley: type set, headlines grouped, sections pulled."""
    edition = copy.edition
    lead = replace(edition.lead, kicker=rubrics.kicker(edition.lead, edition.rubrics))
    own = rubrics.complete(edition.headlines, edition.rubrics, language=edition.language)
    edition = set_type(replace(edition, lead=lead, rubrics=own))
    groups = rubrics.group(
        edition.headlines, copy.assignments, edition.rubrics, language=edition.language
    )
    return pull(edition, groups, copy.house)


def modified(edition: Edition) -> dt.datetime:
    """Return when the content last changed, from the edition itself, never from the clock.

    The date of its revision, else SOURCE_DATE_EPOCH, else its issue date at midnight UTC.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if edition.revised is None and epoch.isdecimal() and int(epoch) <= LAST_SECOND:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    day = edition.revised or edition.date
    return dt.datetime.combine(day, dt.time(), dt.UTC) if day else UNDATED


def build(job: Job, order: Order) -> Result:
    """Build one edition and write its artefacts; errors come back in the result."""
    start, problems = time.perf_counter(), Problems()
    try:
        copy = read(job, order, problems)
        result = _build(copy, order, problems)
    except RotativeError as error:
        found = tuple(dict.fromkeys((*problems, *error.problems)))
        result = Result(job.path.stem, "failed", problems=found)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem("unreadable", f"cannot read: {reason}", Place(str(error.filename or "")))
        result = Result(job.path.stem, "failed", problems=(*problems, problem))
    return replace(result, seconds=time.perf_counter() - start)


def _build(copy: Copy, order: Order, problems: Problems) -> Result:
    edition = copy.edition
    formats = tuple(dict.fromkeys(order.formats or edition.formats))
    folder = order.out / edition.id
    book = record.Record.read(folder / f"{edition.id}{RECORD}")
    mark = record.fingerprint(edition, copy.house)
    files = {name: f"{edition.id}{FORMATS[name]}" for name in FORMATS}
    printed = record.printed_mark(mark, edition)
    breaks = book.breaks(printed)
    paged = _is_paged(edition.publication, printed="print" in formats or bool(breaks))
    marks = record.marks(mark, printed, paged=paged)
    stale = [n for n in formats if order.force or not book.is_current(files[n], marks[n], folder)]
    said, words = tuple(problems), count_words(edition)
    if stale:
        made = _make(copy, stale, paged=paged, kept=() if "print" in stale else breaks)
        fresh = {files[name]: (done, marks[name]) for name, done in made.items()}
        book = book.with_artefacts(fresh, folder)
        book = book.with_pages(printed, *(done.page_map for done in made.values()))
        kept = book.write(edition, mark, words=words, problems=said)
        data = {folder / files[name]: done.data for name, done in made.items()}
        write_together({**data, folder / f"{edition.id}{RECORD}": kept})
    for name in FORMATS:
        if name not in formats and book.is_older(files[name], marks[name]):
            place, hint = Place(str(folder / files[name])), f"build it with --format {name}"
            problems.warn("older-artefact", "made from an earlier state", place, hint)
    found = (*problems, *(p for name in formats for p in book.problems(files[name])))
    return Result(
        edition.id,
        "built" if stale else "unchanged",
        {name: str(folder / files[name]) for name in formats},
        {name: n for name in formats if (n := book.pages(files[name]))},
        {name: s for name in formats if (s := book.last_page(files[name])) is not None},
        words,
        found,
    )


def _is_paged(publication: Publication, *, printed: bool) -> bool:
    """Tell whether the EPUB has the numbers of the printed pages."""
    return publication.page_list == "print" or (publication.page_list == "kept" and printed)


def _make(
    copy: Copy, formats: Sequence[str], *, paged: bool, kept: Sequence[Break]
) -> dict[str, writers.Made]:
    """Return the artefacts; raise RotativeError with what every format found, if one failed."""
    galley = compose(copy)
    changed = modified(galley.edition)
    shop = writers.Workshop(galley, copy.house, changed, paged=paged, kept=tuple(kept))
    made = shop.make(formats)
    problems = Problems([problem for done in made.values() for problem in done.problems])
    problems.raise_errors()
    return made


def count_words(edition: Edition) -> int:
    """Return how many words of the editor's the edition has."""
    return sum(len(text.text.split()) for text in texts(edition))


def build_all(wanted: Sequence[Job], order: Order, jobs: int = 1) -> Iterator[Result]:
    """Build editions, `jobs` at once, yielding results in the order asked for."""
    if jobs == 1 or len(wanted) == 1:
        yield from (build(job, order) for job in wanted)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_all_start_methods, get_context

    # Not forked from here: a progress bar's thread, or a caller's, would leave its locks held.
    context = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    with ProcessPoolExecutor(min(jobs, len(wanted)), mp_context=context) as pool:
        futures = [(job, pool.submit(build, job, order)) for job in wanted]
        for job, future in futures:
            try:
                yield future.result()
            except BrokenProcessPool:
                hint = "build it alone, or with fewer --jobs"
                problem = Problem("worker-lost", "the process building it was killed", hint=hint)
                yield Result(job.path.stem, "failed", problems=(problem,))


def scaffold(folder: Path, title: str, language: str) -> tuple[Path, ...]:
    """Write a new publication that builds at once; raise RotativeError if something is there."""
    from rotative.scaffold import files

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "choose a new name, or empty the folder first"
        raise fail("folder-not-empty", "something is there already", Place(str(folder)), hint)
    written = {folder / name: text.encode() for name, text in files(title, language).items()}
    write_together(written)
    return tuple(written)
