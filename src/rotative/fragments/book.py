"""The book: fragments brought together until every page knows its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from rotative import padding
from rotative.crew import together
from rotative.dataclass import dataclass
from rotative.engine.parts import IndivisibleError, Start
from rotative.finish.album import blank
from rotative.fragments import join, margins
from rotative.fragments.binding import folios
from rotative.fragments.cut import Part, hollow
from rotative.fragments.join import Placed
from rotative.fragments.margins import Furniture, Sides, sides
from rotative.fragments.piece import Bench, Fragment
from rotative.fragments.store import Store, key
from rotative.fragments.ties import FRONT
from rotative.problems import Place
from rotative.record import versions

Made = Fragment | Furniture
# Templates that print documents are made with; all else is in the sections by then.
SHOWN = ("print", "own")
ROUNDS = 6
# What a page of margins costs, in characters of markup.
WEIGHT = 400
# Processes are not worth their making for less.
LIGHT = 30_000


@dataclass(frozen=True, slots=True)
class Task:
    """A part to be laid out for a side, with the pages of what it refers to; None: not known."""

    part: Part
    right: bool = True
    told: tuple[tuple[str, int], ...] | None = None
    last: bool = False


# What is laid out at once: a part, or margins of pages that follow each other.
Work = tuple[Task | Sides, ...]


class Book:
    """An edition cut into parts, which are laid out by so many hands."""

    def __init__(self, bench: Bench, pieces: Sequence[Part], hands: int) -> None:
        self.bench, self.hands = bench, hands
        self.store = Store(bench.forme.house.digest)
        self.base = key(sorted(versions().items()), *_facts(bench))
        self.tasks = [Task(part, last=part is pieces[-1]) for part in pieces]
        self.blanks = {name: blank(data) for name, data in sorted(bench.forme.files.items())}
        self.made: dict[Task | Sides, Made] = {}

    def placed(self) -> list[Placed]:
        """Return the fragments in their places, with as many pages as fill the printer's sheets.

        Raises IndivisibleError when numbers do not come to rest, RotativeError as `Bench.make`.
        """
        placed = self._settled()
        edition = self.bench.forme.galley.edition
        count = sum(len(one.fragment.pages) for one in placed)
        wanted = padding.fillers(edition)[: -count % padding.multiple(edition)]
        if not wanted:
            return placed
        last = self.tasks[-1]
        ahead = placed[-1].fragment.alone
        if ahead in padding.LAST:
            part = replace(last.part, fillers=wanted, ahead_of=ahead)
            self.tasks[-1] = replace(last, part=part)
            again = self._settled()
            if sum(len(one.fragment.pages) for one in again) == count + len(wanted):
                return again
            self.tasks[-1] = last
        before = (*last.part.before, *map(hollow, last.part.sections[-1:]))
        self.tasks.append(Task(Part((), before, begins=True, fillers=wanted), last=True))
        return self._settled()

    def _settled(self) -> list[Placed]:
        """Return the fragments once all know their side and the pages they refer to."""
        for _ in range(ROUNDS):
            fragments = self._fragments()
            pages = folios(fragments)
            told = [
                replace(task, told=tuple((a, pages[a]) for a in sorted(made.asked) if a in pages))
                if made.asked
                else task
                for task, made in zip(self.tasks, fragments, strict=True)
            ]
            if told == self.tasks:
                placed = self._placed(fragments)
                told = [
                    task if join.fits(one.fragment, one.furniture) else _turned(task)
                    for task, one in zip(self.tasks, placed, strict=True)
                ]
                if told == self.tasks:
                    return placed
            else:
                # Mostly no page moves: margins are made beside the parts that tell numbers anew.
                self._lay_out([*told, *self._sides(fragments)])
            self.tasks = told
        raise IndivisibleError("the numbers of pages do not come to rest")

    def _fragments(self) -> list[Fragment]:
        return [each for each in self._lay_out(self.tasks) if isinstance(each, Fragment)]

    def _placed(self, fragments: Sequence[Fragment]) -> list[Placed]:
        """Return the fragments, each with its margins."""
        found = self._lay_out(self._sides(fragments))
        margins = [each for each in found if isinstance(each, Furniture)]
        befores = accumulate((len(made.pages) for made in fragments), initial=0)
        return [Placed(*each) for each in zip(fragments, margins, befores, strict=False)]

    @staticmethod
    def _sides(fragments: Sequence[Fragment]) -> list[Sides]:
        """Return what the margins of fragments depend on."""
        after, strings = 0, dict[str, str]()
        wanted = []
        for made in fragments:
            wanted.append(sides(made.pages, after + 1, strings))
            after += len(made.pages)
            for page in made.pages:
                strings |= {name: texts[-1] for name, texts in page.strings.items()}
        return wanted

    def _lay_out(self, wanted: Sequence[Task | Sides]) -> list[Made]:
        """Return what is wanted: as it was made before, found in the store, or made and kept."""
        todo = {each: self._key(each) for each in wanted if each not in self.made}
        found = ((each, self.store.find(name, _kind(each))) for each, name in todo.items())
        self.made |= {each: made for each, made in found if made}
        missing = [each for each in todo if each not in self.made]
        strips = margins.strips([each for each in missing if isinstance(each, Sides)])
        work: list[Work] = [(each,) for each in missing if isinstance(each, Task)]
        work += strips
        hands = self.hands if sum(map(_weight, work)) > LIGHT else 1
        for done, results in together(self._make, work, weigh=_weight, most=hands):
            for each, made in zip(done, results, strict=True):
                self.made[each] = made
                self.store.keep(todo[each], made)
        for each in todo:  # wherever it was laid out
            self.bench.forme.house.seen.update(self.made[each].house)
        return [self.made[each] for each in wanted]

    def _make(self, work: Work) -> Sequence[Made]:
        if isinstance(work[0], Task):
            return [self._fragment(work[0])]
        return margins.make(self.bench, [each for each in work if isinstance(each, Sides)])

    def _fragment(self, task: Task) -> Fragment:
        folios = None if task.told is None else dict(task.told)
        part, right = task.part, task.right
        start = Start(None if part.first else 2 - right, right, folios)
        return self.bench.make(part, start, last=task.last)

    def _key(self, wanted: Task | Sides) -> str:
        return key(self.base, *(self._facts(wanted) if isinstance(wanted, Task) else (wanted,)))

    def _facts(self, task: Task) -> Iterator[object]:
        """Yield what a part is made from, besides what all are made from."""
        part = task.part
        around = (*part.before, *part.sections, *part.after)
        named = [section.xhtml for section in around]
        yield from named
        yield [section.id in self.bench.opening for section in around]
        edition, ids = self.bench.forme.galley.edition, {i for s in part.sections for i in s.ids}
        yield [(each.id, each.url) for each in edition.headlines if each.id in ids]
        yield edition.lead.url if edition.lead.id in ids else ""
        blanks = self.blanks.items()
        yield [(name, seen) for name, seen in blanks if any(name in text for text in named)]
        yield task.right, task.told, task.last
        yield part.notes, part.first, part.begins, part.ends, part.fillers, part.ahead_of
        if part.fillers:  # which show who publishes
            told = edition.publication
            yield told.title, told.tagline, told.url, edition.imprint


def _kind(wanted: Task | Sides) -> type[Made]:
    return Fragment if isinstance(wanted, Task) else Furniture


def _weight(work: Work) -> int:
    return sum(
        each.part.weight if isinstance(each, Task) else WEIGHT * len(each.pages) for each in work
    )


def _turned(task: Task) -> Task:
    if not task.right:
        raise IndivisibleError("a part fits neither side")
    return replace(task, right=False)


def _facts(bench: Bench) -> Iterator[object]:
    """Yield what all parts are made from: the sheet, what templates get beside sections."""
    forme = bench.forme
    edition = forme.galley.edition
    yield bench.made_from
    yield [hollow(each).xhtml for each in forme.galley.sections if each.kind in FRONT]
    nowhere = Place("")
    job = replace(edition.publication.print_job, place=nowhere, filler_place=nowhere)
    words = sorted(forme.house.words(edition.language).items())
    yield from (edition.language, edition.style, edition.id, job, words)
    yield sorted(bench.sheet.tokens.items())  # some of which no rule has
    if forme.house.lays_over(*SHOWN):  # what may show anything anywhere
        yield from (section.xhtml for section in forme.galley.sections)
        yield replace(edition, assets=(), sources=()), forme.modified
