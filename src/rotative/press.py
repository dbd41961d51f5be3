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

from rotative import iptc, manuscript, record, rubrics
from rotative.faces import keeps_narrow_blank
from rotative.files import write_together
from rotative.galley import Galley, pull, widened
from rotative.house import House
from rotative.jobs import Job
from rotative.model import Edition, Publication, Source
from rotative.problems import Place, Problem, Problems, RotativeError, fail, suggest
from rotative.setting import check_variant, set_type
from rotative.stylesheet import assemble

FORMATS = {"epub": ".epub", "print": ".print.pdf", "screen": ".screen.pdf"}
RECORD = ".build.json"
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


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one edition."""

    edition: str
    state: str
    artefacts: Mapping[str, str] = field(default_factory=dict)
    pages: Mapping[str, int] = field(default_factory=dict)
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
    _check_formats(order.formats or edition.formats, edition, problems)
    _check_imprint(order.formats or edition.formats, edition, problems)
    publication = edition.publication
    if publication.typography.without:
        check_variant(publication.typography, edition.language, publication.place, problems)
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
    if edition.revised is None and epoch.isdecimal():
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
    return replace(result, seconds=time.perf_counter() - start)


def _build(copy: Copy, order: Order, problems: Problems) -> Result:
    edition = copy.edition
    formats = tuple(dict.fromkeys(order.formats or edition.formats))
    folder = order.out / edition.id
    mark = record.fingerprint(edition, copy.house, formats)
    last = record.read(folder / f"{edition.id}{RECORD}")
    paths = {name: str(folder / f"{edition.id}{FORMATS[name]}") for name in formats}
    if not order.force and record.is_current(last, mark, folder):
        facts = {"pages": last.get("pages", {}), "words": last.get("words", 0)}
        return Result(edition.id, "unchanged", paths, problems=tuple(problems), **facts)
    artefacts, pages = _make(copy, formats, problems)
    problems.raise_errors()
    named = {f"{edition.id}{FORMATS[name]}": data for name, data in artefacts.items()}
    words = count_words(edition)
    kept = record.make(
        edition,
        mark=mark,
        artefacts=named,
        facts={"pages": pages, "words": words},
        problems=tuple(problems),
    )
    named[f"{edition.id}{RECORD}"] = kept
    write_together({folder / name: data for name, data in named.items()})
    return Result(edition.id, "built", paths, pages, words, tuple(problems))


def _make(
    copy: Copy, formats: Sequence[str], problems: Problems
) -> tuple[dict[str, bytes], dict[str, int]]:
    galley, house = compose(copy), copy.house
    when = modified(galley.edition)
    artefacts: dict[str, bytes] = {}
    pages: dict[str, int] = {}
    for medium in formats:
        sheet = assemble(house, galley.edition, medium)
        if medium == "epub":
            from rotative import epub
            from rotative.preflight import epub_lint

            choice = galley.edition.publication.narrow_space
            shown = galley if keeps_narrow_blank(choice, sheet.css) else widened(galley)
            artefacts[medium] = epub.write(shown, sheet, house, modified=when)
            problems.found.extend(epub_lint.inspect(artefacts[medium]))
            continue
        from rotative import pdf

        paged = pdf.write(galley, sheet, house, modified=when)
        artefacts[medium], pages[medium] = paged.data, paged.count
        problems.found.extend(paged.problems)
    return artefacts, pages


def count_words(edition: Edition) -> int:
    """Return how many words of the editor's the edition has."""
    lead = edition.lead
    texts = [lead.title, lead.standfirst, lead.body]
    for headline in edition.headlines:
        texts += [headline.title, headline.summary, headline.body]
    return sum(len(text.text.split()) for text in texts)


def build_all(wanted: Sequence[Job], order: Order, jobs: int = 1) -> Iterator[Result]:
    """Build editions, `jobs` at once, yielding results in the order asked for."""
    if jobs == 1 or len(wanted) == 1:
        yield from (build(job, order) for job in wanted)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(max_workers=min(jobs, len(wanted))) as pool:
        for future in [pool.submit(build, job, order) for job in wanted]:
            yield future.result()


def scaffold(folder: Path, title: str, language: str) -> tuple[Path, ...]:
    """Write a new publication that builds at once; raise RotativeError if something is there."""
    from rotative.scaffold import files

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = "choose a new name, or empty the folder first"
        raise fail("folder-not-empty", "something is there already", Place(str(folder)), hint)
    written = {folder / name: text.encode() for name, text in files(title, language).items()}
    write_together(written)
    return tuple(written)
