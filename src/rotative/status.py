"""The status: which artefacts are up to date, and why the others are not.

It is told from the build record and the hashes of the files named there, without reading the
edition: a thousand unchanged editions are judged in half a second.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from rotative import manuscript, overrides
from rotative.dataclass import dataclass
from rotative.digests import Digests
from rotative.house import House
from rotative.jobs import Job
from rotative.problems import Problems
from rotative.record import SUFFIX, Record, State, file_name, versions
from rotative.record import media as record_media
from rotative.writers import FORMATS

if TYPE_CHECKING:
    from rotative.pagemap import Break

PUBLICATION = "publication.yaml"
NEVER, ALTERED = "never built", "the file was changed or removed"
PAGED = "the numbers of the printed pages are known"
UNPAGED = "the numbers of the printed pages are not known"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an edition's artefacts.

    `reasons` to build, by format wanted, none if it is current; `older` are the formats that
    nobody asked for now and that were made from an earlier state. `paged` tells whether an EPUB
    is to have the numbers of the printed pages, `breaks` where those begin, if that is known.
    """

    edition: str
    record: Record
    folder: Path
    reasons: Mapping[str, tuple[str, ...]]
    older: tuple[str, ...]
    paged: bool = False
    breaks: tuple[Break, ...] = ()

    @property
    def stale(self) -> tuple[str, ...]:
        """The formats to be built."""
        return tuple(name for name, why in self.reasons.items() if why)

    @property
    def state(self) -> str:
        """`current`, `stale` or `new`."""
        if all(why == (NEVER,) for why in self.reasons.values()):
            return "new"
        return "stale" if self.stale else "current"

    def as_dict(self) -> dict[str, object]:
        """Return the standing for `--json`."""
        return {
            "edition": self.edition,
            "revision": self.record.facts.get("revision"),
            "state": self.state,
            "reasons": {name: list(why) for name, why in self.reasons.items() if why},
        }


class _Marks(dict[str, str]):
    """Hashes of what a house answers to, by name; each is made once."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house

    def __missing__(self, name: str) -> str:
        """Make the hash of a name."""
        self[name] = mark = self.house.digest(name)
        return mark


class Judge:
    """Compares records with what stands on disk now; one judge for all editions of a command."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.digests = Digests(out)
        self._houses: dict[str, House] = {}
        self._marks: dict[str, _Marks] = {}
        self._answered: dict[str, bool] = {}

    def judge(self, job: Job, *, formats: Sequence[str] = (), asked: Mapping[str, str]) -> Standing:
        """Return how the artefacts of an edition stand, in the formats asked for or its own.

        `asked` are the options of the build that would be made, as the record keeps them.
        """
        edition = manuscript.edition_id(job.path)
        folder = self.out / edition
        record = Record.read(os.path.join(folder, f"{edition}{SUFFIX}"))  # noqa: PTH118 - as there
        wanted = formats or record.facts.get("formats") or job.publication.formats
        made = [name for name in FORMATS if file_name(edition, name) in record.artefacts]
        now = cache(partial(self._now, job, asked, record))
        breaks = self._breaks(record, now)
        printed = "print" in wanted or bool(breaks)
        choice = job.publication.page_list
        paged = choice == "print" or (choice == "kept" and printed)
        reasons = {}
        for name in dict.fromkeys((*wanted, *made)):
            state = record.state_id(file_name(edition, name))
            if not state:
                reasons[name] = (NEVER,)
                continue
            before = record.states[state]
            whole = self._whole(folder, file_name(edition, name), record)
            media = record_media(name, paged=paged)
            told = [*before.changes(now(state), media), *(() if whole else (ALTERED,))]
            if name == "epub" and record.is_paged(file_name(edition, name)) != paged:
                told.append(PAGED if paged else UNPAGED)
            reasons[name] = tuple(told)
        return Standing(
            edition,
            record,
            folder,
            {name: reasons[name] for name in dict.fromkeys(wanted)},
            tuple(name for name in made if name not in wanted and reasons[name]),
            paged,
            breaks,
        )

    @staticmethod
    def _breaks(record: Record, now: Callable[[str], State]) -> tuple[Break, ...]:
        """Return the page map kept, if the pages would still begin there."""
        state = record.map_state
        if not state:
            return ()
        changes = record.states[state].changes(now(state), record_media("print"))
        return () if any(changes) else record.breaks()

    def _whole(self, folder: Path, name: str, record: Record) -> bool:
        facts = record.artefacts.get(name)
        return facts is not None and self.digests.within(folder, name) == facts["sha256"]

    def _now(self, job: Job, asked: Mapping[str, str], record: Record, state: str) -> State:
        """Return a state of the record as a build would find it now."""
        before = record.states[state]
        base = manuscript.base(job.path, job.publication)
        sources = {name: self.digests.within(base, name) for name in before.sources}
        if job.publication.root and PUBLICATION not in sources:
            shared = self.digests.within(base, PUBLICATION)
            sources |= {PUBLICATION: shared} if shared else {}
        for key in ("style", "language"):
            # What was chosen by itself then may be asked for now: the same comes out.
            if asked[key] and asked[key] == record.facts.get(key):
                asked = {**asked, key: before.options.get(key, "")}
        if "booklet" in record.facts.get("formats", ()):
            asked = {**asked, "booklet": before.options.get("booklet", "")}
        marks = self._marks_of(job.publication.root)
        house = {name: marks[name] for name in before.house}
        return State(sources, manuscript.listing(job.path), house, versions(), dict(asked))

    def _marks_of(self, root: str) -> _Marks:
        if root not in self._marks:
            self._marks[root] = _Marks(self._house(root))
        return self._marks[root]

    def _house(self, root: str) -> House:
        if root not in self._houses:
            self._houses[root] = House(root)
        return self._houses[root]

    def overrides_answer(self, root: str) -> bool:
        """Tell whether all that a publication lays over the house has a namesake there."""
        if root not in self._answered:
            problems = Problems()
            overrides.inspect(self._house(root), problems)
            self._answered[root] = not problems.errors
        return self._answered[root]
