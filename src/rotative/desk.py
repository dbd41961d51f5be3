"""The desk: reads an edition, checks it and sets it, here or in a process of its own.

There the engine is loaded meanwhile, and what has set an edition finishes its pages when they are
drawn, if they are few.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rotative import (
    gate,
    iptc,
    manuscript,
    overrides,
    padding,
    record,
    rubrics,
    themes,
    tokens,
    writers,
)
from rotative.crew import Errand, hands, stepwise, word
from rotative.dataclass import dataclass
from rotative.faces import check_glyphs
from rotative.galley import Galley, pull
from rotative.house import House
from rotative.jobs import Job
from rotative.manuscript import edition_id
from rotative.matter import Matter
from rotative.model import Budget, Edition
from rotative.problems import Place, Problems, RotativeError
from rotative.stylesheet import Stylesheet, assemble
from rotative.writers import Finished

if TYPE_CHECKING:
    from rotative.printed import Printed
    from rotative.shell import Shell

# Asked for, it changes the printed pages too: they fill its sheets.
BOOKLET = "booklet"
# Seconds in which a short edition is read and set, once the engine is there.
SOON = 0.1
LAST_SECOND = 253_402_300_799  # of the year 9999
# An edition that says nothing of dates still needs one in its EPUB: the same one every time.
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Order:
    """What an editor asked for; empty values leave the choice to edition and publication.

    `allow` names faults of finished files that are to pass, each with the reason. `whole` says
    when an edition must have no gaps: "always", "never", or on "paper". `strict` lets no warning
    pass, and so makes everything anew.
    """

    out: Path
    formats: tuple[str, ...] = ()
    style: str = ""
    language: str = ""
    force: bool = False
    allow: Mapping[str, str] = field(default_factory=dict)
    pages: int = 0
    whole: str = "paper"
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """An edition that has been read and checked.

    Its galley, the document of its pages that is laid out first, and the faces for that by medium,
    where they were made meanwhile; `finish` then finishes printed pages and looks them over.
    """

    edition: Edition
    assignments: tuple[rubrics.Assignment, ...]
    house: House
    matter: Matter
    galley: Galley | None = None
    shells: Mapping[str, Shell] = field(default_factory=dict)
    fonts: Mapping[str, object] = field(default_factory=dict)
    finish: Callable[[Printed], Finished] | None = None


def read(job: Job, order: Order, problems: Problems, *, explain: bool = False) -> Copy:
    """Read an edition, assign its rubrics and check what the house lays over ours.

    `explain` also assigns the lead, whose reasons only a check shows, and looks at what is said of
    printing even where nothing is printed now.

    Raises RotativeError with everything that stops the build.
    """
    house = House(job.publication.root)
    overrides.inspect(house, problems)
    # A copy elsewhere of the same edition is as good.
    name = f"{job.publication.title}\0{edition_id(job.path)}"
    matter = Matter(name, record.versions())
    edition = manuscript.read(
        job.path,
        job.publication,
        language=order.language,
        style=order.style,
        gaps=manuscript.Gaps(house.words, house.every_words),
        matter=matter,
        problems=problems,
    )
    edition = replace(
        edition, sources=(*gate.publication_source(job.publication), *edition.sources)
    )
    if BOOKLET in order.formats:
        edition = replace(edition, folded=True)
    if order.pages:
        edition = replace(edition, budget=Budget(order.pages, Place("--pages")))
    edition = gate.without_paper(edition, order.formats, problems)
    formats = order.formats or edition.formats
    if themes.inspect(house, edition, problems):
        tokens.inspect(house, edition, formats, problems)
    gate.check_formats(order.formats, problems)
    gate.check_gaps(formats, order.whole, problems)
    gate.check_date(edition, order.whole, problems)
    gate.check_imprint(formats, edition, problems)
    check_glyphs(edition, house, formats, problems)
    gate.check_words(edition, house, problems)
    padding.check(edition, house, problems)
    publication = edition.publication
    job_said = publication.print_job
    if "print" in tokens.media(formats) or (explain and (job_said.profile or job_said.condition)):
        from rotative.finish import profile

        problems.found += profile.faults(job_said, house)
    gate.check_booklet(edition, problems)
    if publication.typography.without:
        from rotative.setting import check_variant

        check_variant(publication.typography, edition.language, publication.place, problems)
    gate.check_titles(edition, problems)
    iptc.check_topics(edition.rubrics, problems)
    lead = edition.lead if explain else None
    assignments = rubrics.assign(edition.headlines, edition.rubrics, lead=lead, problems=problems)
    if order.strict:
        gate.check_all(problems)
    problems.raise_errors()
    return Copy(edition, assignments, house, matter)


def compose(copy: Copy) -> Galley:
    """Return the galley: type set, headlines grouped, sections pulled."""
    from rotative.setting import set_type  # with all its rules of no use to what is up to date

    edition = copy.edition
    lead = replace(edition.lead, kicker=rubrics.kicker(edition.lead, edition.rubrics))
    own = rubrics.complete(edition.headlines, edition.rubrics, language=edition.language)
    edition = set_type(replace(edition, lead=lead, rubrics=own), copy.matter)
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


def take(job: Job, order: Order, problems: Problems, stack: ExitStack) -> Copy:
    """Return an edition read, and set where that can be done while the engine is loaded.

    Whoever has set it waits for its pages, until the stack is closed.
    """
    formats = {*(order.formats or job.publication.formats)}
    if formats <= {"epub"} or "weasyprint" in sys.modules or hands() < 2:
        return read(job, order, problems)
    tell, hear = stack.enter_context(word())
    errand: Errand[Any] = stack.enter_context(stepwise(partial(_composed, job, order, hear)))
    import rotative.makeready

    if not errand.is_done(SOON):  # it is a long one
        rotative.makeready.for_parts()
    house = House(job.publication.root)
    fonts = {}
    if expected := errand.wait():
        sheet, language = expected
        fonts[sheet.medium] = rotative.pdf.expect(sheet, language, house)
    done, found = errand.wait()
    problems.found += found
    if isinstance(done, Exception):
        raise done
    copy: Copy = replace(done, fonts=fonts)
    copy.house.seen.update(house.seen)

    def finish(printed: Printed) -> Finished:
        tell(printed)
        finished: Finished = errand.wait()
        return finished

    return replace(copy, finish=finish) if "print" in copy.shells else copy


def _composed(job: Job, order: Order, hear: Callable[[], Printed]) -> Iterator[object]:
    """Yield an edition read and set, and what was noted; or what stopped it.

    Before, the sheet of its pages and its language, None where there are none; and last, if it is
    short, its printed pages finished, which are heard of.
    """
    problems = Problems()
    try:
        copy = read(job, order, problems)
        galley = compose(copy)
    except (RotativeError, OSError) as error:
        yield None
        yield error, problems.found
        return
    sheet = _sheet(copy, galley, order)
    yield sheet and (sheet, galley.edition.language)
    shells = _shells(copy, galley, sheet)
    yield replace(copy, galley=galley, shells=shells, matter=Matter()), problems.found
    copy.matter.save()
    if "print" not in shells:
        return
    shop = writers.Workshop(galley, copy.house, modified(galley.edition), order.allow)
    shop.get_ready()
    yield shop.finished(hear())


def _sheet(copy: Copy, galley: Galley, order: Order) -> Stylesheet | None:
    """Return the sheet of the pages that are laid out first, None if there are none."""
    media = tokens.media(order.formats or copy.edition.formats)
    medium = next((each for each in media if each != "epub"), "")
    with suppress(RotativeError):  # told where it is laid out, with all the rest
        return assemble(copy.house, galley.edition, medium) if medium else None
    return None


def _shells(copy: Copy, galley: Galley, sheet: Stylesheet | None) -> Mapping[str, Shell]:
    """Return the document of pages that will be laid out first, where that is for certain."""
    from rotative import shell

    # Else it is laid out with several sheets, or in parts.
    if sheet and not (copy.edition.budget or galley.is_long):
        when = modified(galley.edition)
        with suppress(RotativeError):
            return {sheet.medium: shell.ready(galley, copy.house, sheet, modified=when)}
    return {}
