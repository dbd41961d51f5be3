"""The import itself: sources are taken, read, chosen from and written, together or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import closing, nullcontext
from dataclasses import field, replace
from pathlib import Path
from urllib.parse import urlsplit

from rotative import manuscript
from rotative.dataclass import dataclass
from rotative.files import INTO, claimed, write_together
from rotative.gather import choosing, edition, gaps, standing, taking
from rotative.gather.album import Budget
from rotative.gather.choosing import Chosen, Window
from rotative.gather.desk import Desk
from rotative.gather.harvest import Diary, Harvest, Note, Piece
from rotative.gather.sources import Raw, is_address
from rotative.gather.web import Web
from rotative.house import House
from rotative.import_limits import ImportLimits
from rotative.jobs import home
from rotative.language import detect
from rotative.manuscript.folder import LEAD, SETTINGS
from rotative.manuscript.gaps import Gaps, Words
from rotative.manuscript.intake import shown
from rotative.model import Publication
from rotative.problems import Place, Problem, Problems, RotativeError, Severity, fail, typed
from rotative.slug import slug

FEEDS = ("feed", "json-feed")


@dataclass(frozen=True, slots=True)
class Wish:
    """What an editor asks for; `role` is "lead", "headlines" or "" for whichever fits.

    `limits` are those set otherwise than the publication has them, by name.
    """

    sources: tuple[str, ...]
    into: str = ""
    book: Path | None = None
    role: str = ""
    window: Window = field(default_factory=Window)
    limits: tuple[tuple[str, int], ...] = ()
    fetch: bool = False
    full: bool = False
    allow_private: bool = False
    strict: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did, or would do: `written` is each path and whether it is new.

    `missing` are those of the titles that are placeholders.
    """

    folder: Path
    state: str
    written: tuple[tuple[str, bool], ...] = ()
    lead: str = ""
    headlines: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the outcome for `--json`."""
        return {
            "edition": shown(self.folder),
            "state": self.state,
            "written": [path for path, _ in self.written],
            "lead": self.lead,
            "headlines": list(self.headlines),
            "missing": list(self.missing),
            "notes": [{"kind": n.kind, "what": n.what, "source": n.origin} for n in self.notes],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def bring_in(wish: Wish) -> Outcome:
    """Bring sources into an edition folder, and return what was done.

    A source, an entry or a picture that fails is a warning and a placeholder, the rest is
    brought in; with `strict`, or if nothing at all could be read, RotativeError is raised and
    nothing written.
    """
    folder = target(wish)
    is_held = not wish.dry_run and (folder.is_dir() or not folder.exists())
    with claimed(folder, what="import") if is_held else nullcontext():
        return _brought_in(wish, folder)


def _brought_in(wish: Wish, folder: Path) -> Outcome:
    problems = Problems()
    diary = Diary(problems)
    publication = _publication(folder)
    house = House(publication.root)
    there = standing.look(folder, Gaps(house.words, house.every_words))
    limits = ImportLimits().but((*publication.limits.imports, *wish.limits))
    with closing(Web(limits, allow_private=wish.allow_private)) as web:
        budget = Budget(limits.pictures)
        desk = Desk(limits, web, budget, publication, fetch=wish.fetch, full=wish.full)
        taken = list(taking.taken(wish.sources, desk, diary))
        read, diary.notes = diary.notes, []
        fresh = _fresh(wish, desk, there, taken, diary)
        there = _filled(there, taken, fresh, house.every_words())
        made = choosing.chosen(fresh, there, wish.role, diary)
        made = _with_whole_lead(made, taken, desk, diary)
    diary.notes[:0] = _of_news(read, taken, made, problems)
    harvest = sum((each for _, each in taken), Harvest())
    language = _language(there, publication, made, harvest)
    made = made.worded(house.words(language))
    files = edition.files(there, made.lead, made.headlines, harvest, language)
    files = {path: data for path, data in files.items() if not _is_same(path, data)}
    if wish.strict and problems.found:
        raise RotativeError(replace(each, severity=Severity.ERROR) for each in problems)
    written = tuple((shown(path), not path.exists()) for path in files)
    if files and not wish.dry_run:
        write_together(files, option=INTO)
    return Outcome(
        folder,
        "unchanged" if not files else "planned" if wish.dry_run else "imported",
        written,
        made.lead.title if made.lead else "",
        tuple(piece.title for piece in made.headlines),
        tuple(piece.title for piece in made.pieces if piece.is_gap),
        _counted(diary.notes),
        tuple(problems),
    )


def target(wish: Wish) -> Path:
    """Return the edition folder that is meant, in the publication if there is one here.

    Raises RotativeError for a publication named that is not there.
    """
    book = home(wish.book)
    if wish.book is not None and not book.is_dir():
        hint = f"check the name, or make one: rotative new {typed(shown(book))}"
        raise fail("no-book", "there is no such publication", Place(shown(book)), hint)
    is_book = wish.book is not None or (book / "publication.yaml").is_file()
    if wish.into:
        is_path = len(Path(wish.into).parts) != 1 or Path(wish.into).exists()
        return Path(wish.into) if is_path or not is_book else book / wish.into
    first = wish.sources[0]
    named = _site(first) if is_address(first) else Path(first).stem
    return (book if is_book else Path()) / slug(named)


def _site(address: str) -> str:
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return address


def _is_same(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def _fresh(
    wish: Wish,
    desk: Desk,
    there: standing.Standing,
    taken: list[tuple[Raw, Harvest]],
    diary: Diary,
) -> list[Piece]:
    """Return the pieces that are new in the edition."""
    feeds = [raw.kind in FEEDS for raw, _ in taken]
    pieces = choosing.in_order([each for _, each in taken], feeds, wish.window, diary)
    tagged = [h for raw, h in taken if raw.kind in (*FEEDS, "html")]
    tags = frozenset(piece.key for harvest in tagged for piece in harvest.pieces)
    entries = frozenset(p.key for (raw, h) in taken if raw.kind in FEEDS for p in h.pieces)
    most = desk.limits.pieces
    if len(pieces) > most:
        diary.dropped(f"{len(pieces) - most} pieces beyond the first {most}")
    fresh = choosing.new_pieces(pieces[:most], there, wish.window.limit, diary, entries=entries)
    return choosing.with_rubrics(fresh, desk.publication, tags)


def _filled(
    there: standing.Standing,
    taken: list[tuple[Raw, Harvest]],
    fresh: list[Piece],
    every: Iterable[Words],
) -> standing.Standing:
    """Return what stands in the edition less the placeholders that are filled.

    What fills that of the lead becomes the first piece.
    """
    read = (raw.origin for raw, _ in taken if raw.kind != "missing")
    there = gaps.without(there, read, fresh, every)
    if gap := there.filled_lead:
        fresh.sort(key=lambda piece: not piece.fills(gap))
    return there


def _language(
    there: standing.Standing, publication: Publication, made: Chosen, harvest: Harvest
) -> str:
    """Return the language an edition is in: as it says, as it will say, or as it reads."""
    told = (piece.language for piece in made.pieces if piece.language)
    coming = dict(harvest.settings).get("language", "") or next(told, "")
    is_new = SETTINGS not in there.texts and not there.has_lead
    if there.language or (is_new and coming):
        return there.language or coming
    return publication.language or detect(there.texts.get(LEAD, "")) or coming


def _with_whole_lead(
    made: Chosen, taken: list[tuple[Raw, Harvest]], desk: Desk, diary: Diary
) -> Chosen:
    """Return what goes into the edition: a feed's entry that leads brings its whole text."""
    entries = frozenset(p.key for (raw, h) in taken if raw.kind in FEEDS for p in h.pieces)
    if made.lead is None or made.lead.body or made.lead.key not in entries:
        return made
    whole = replace(desk, whole=made.lead.key)
    key = made.lead.key
    raw = next(raw for raw, h in taken if any(piece.key == key for piece in h.pieces))
    notes = Diary(Problems(), origin=raw.origin)
    again = taking.read(raw, whole, notes).pieces
    diary.notes += (note for note in notes.notes if note not in diary.notes)
    diary.problems.found += (each for each in notes.problems if each not in diary.problems.found)
    lead = next((piece for piece in again if piece.key == made.lead.key), made.lead)
    return replace(made, lead=replace(lead, rubric=made.lead.rubric, first_hash=made.lead.hash))


def _of_news(
    notes: list[Note], taken: list[tuple[Raw, Harvest]], made: Chosen, problems: Problems
) -> list[Note]:
    """Return the notes of sources that bring something new; forget the others' small faults."""
    known = {raw.origin for raw, harvest in taken if harvest.pieces}
    known -= {piece.origin for piece in made.pieces}
    small = ("no-alt", "picture-left-out")
    kept = (p for p in problems if not (p.code in small and p.place and p.place.path in known))
    problems.found[:] = list(kept)
    return [note for note in notes if note.origin not in known]


def _publication(folder: Path) -> Publication:
    """Return the publication an edition folder is part of; one without rubrics if of none."""
    root = folder.absolute().parent
    if not (root / "publication.yaml").is_file():
        return Publication("")
    problems = Problems()
    found = manuscript.read_publication(root, problems)
    problems.raise_errors()
    return found


def _counted(notes: list[Note]) -> tuple[Note, ...]:
    """Return the notes, the same ones told once with their number."""
    counts = Counter(notes)
    return tuple(
        replace(note, what=f"{note.what} ({count} times)") if count > 1 else note
        for note, count in counts.items()
    )
