"""The import itself: sources are taken, read, chosen from and written, together or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rotative import manuscript
from rotative.files import claimed, write_together
from rotative.gather import choosing, edition, gaps, standing
from rotative.gather.album import Budget, Shoebox
from rotative.gather.choosing import Chosen, Window
from rotative.gather.desk import Desk
from rotative.gather.harvest import Diary, Harvest, Note, Piece, softened
from rotative.gather.sources import Raw, is_address, take
from rotative.gather.web import Web
from rotative.jobs import home
from rotative.manuscript.intake import shown
from rotative.model import Publication
from rotative.problems import Place, Problem, Problems, RotativeError, Severity, fail
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
    """What an import did, or would do: `written` is each path and whether it is new."""

    folder: Path
    state: str
    written: tuple[tuple[str, bool], ...] = ()
    lead: str = ""
    headlines: tuple[str, ...] = ()
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
    there = standing.look(folder)
    problems = Problems()
    diary = Diary(problems)
    publication = _publication(folder)
    limits = publication.limits.imports.but(wish.limits)
    with closing(Web(limits, allow_private=wish.allow_private)) as web:
        budget = Budget(limits.pictures)
        desk = Desk(limits, web, budget, publication, fetch=wish.fetch, full=wish.full)
        taken = list(_taken(wish, desk, diary))
        read, diary.notes = diary.notes, []
        there, fresh = _fresh(wish, desk, there, taken, diary)
        made = choosing.chosen(fresh, there, wish.role, diary)
        made = _with_whole_lead(made, taken, desk, diary)
    diary.notes[:0] = _of_news(read, taken, made, problems)
    harvest = sum((each for _, each in taken), Harvest())
    files = edition.files(there, made.lead, made.headlines, harvest)
    files = {path: data for path, data in files.items() if not _is_same(path, data)}
    if wish.strict and problems.found:
        raise RotativeError(replace(each, severity=Severity.ERROR) for each in problems)
    written = tuple((shown(path), not path.exists()) for path in files)
    if files and not wish.dry_run:
        write_together(files)
    return Outcome(
        folder,
        "unchanged" if not files else "planned" if wish.dry_run else "imported",
        written,
        made.lead.title if made.lead else "",
        tuple(piece.title for piece in made.headlines),
        _counted(diary.notes),
        tuple(problems),
    )


def target(wish: Wish) -> Path:
    """Return the edition folder that is meant, in the publication if there is one here.

    Raises RotativeError for a publication named that is not there.
    """
    book = home(wish.book)
    if wish.book is not None and not book.is_dir():
        hint = f"check the name, or make one: rotative new {shown(book)}"
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


def _taken(wish: Wish, desk: Desk, diary: Diary) -> Iterator[tuple[Raw, Harvest]]:
    """Yield each source with what it gave; those that fail give what stands in their place.

    Their faults are told; if nothing came at all, they are raised.
    """
    failed, came, lacks = list[Problem](), False, False
    for named in dict.fromkeys(wish.sources):
        try:
            raw = take(named, desk.web, desk.limits)
            diary.origin = raw.origin
            harvest = _read(raw, desk, diary)
        except RotativeError as error:
            failed += (replace(p, place=p.place or Place(named)) for p in error.problems)
            raw, harvest = _missing(named)
        came = came or bool(harvest.pictures) or not all(each.is_gap for each in harvest.pieces)
        lacks = lacks or bool(failed) or any(each.is_gap for each in harvest.pieces)
        yield raw, harvest
    if lacks and not came:
        found = (*failed, *diary.problems.found)
        raise RotativeError(replace(each, severity=Severity.ERROR) for each in found)
    diary.problems.found.extend(map(softened, failed))


def _missing(named: str) -> tuple[Raw, Harvest]:
    """Return what stands for a source that failed."""
    origin = named if is_address(named) else shown(Path(named))
    gap = gaps.of_source(origin)
    return Raw(origin, origin, "missing", b""), Harvest((gap,) if gap else ())


def _read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return what a source gives; whatever a library raises on foreign bytes becomes a problem."""
    try:
        return _reader(raw.kind)(raw, desk, diary)
    except RotativeError:
        raise
    except Exception as error:
        message = f"this cannot be read ({type(error).__name__})"
        hint = "save it in another form, such as .docx or .txt"
        raise fail("source-unreadable", message, Place(raw.origin), hint) from error


def _reader(kind: str) -> Callable[[Raw, Desk, Diary], Harvest]:
    """Return the reader of a kind; each brings its own libraries, so it is loaded when needed."""
    from importlib import import_module

    modules: Mapping[str, str] = {
        "feed": "feeds",
        "json-feed": "feeds",
        "html": "pages",
        "docx": "word",
        "odt": "opendoc",
        "epub": "books",
        "markdown": "marked",
        "text": "plain",
        "mail": "letters",
    }
    if kind == "picture":
        return _picture
    reader: Any = import_module(f"rotative.gather.{modules[kind]}").read
    return reader  # type: ignore[no-any-return]


def _picture(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return a picture by itself, ready to be put into a text."""
    from lxml import etree

    shoebox = Shoebox(lambda _: raw.data, diary, desk.limits, desk.budget)
    image = etree.Element("img", src=raw.name, alt="")
    placed = shoebox.place(image, "")
    if not shoebox.found:
        message = "; ".join(p.message for p in diary.problems if p.code == "picture-left-out")
        diary.problems.found[:] = [p for p in diary.problems if p.code != "picture-left-out"]
        hint = "save it as JPEG or PNG"
        raise fail(
            "source-unreadable", message or "the picture shows nothing", Place(raw.origin), hint
        )
    diary.changed(f"put it where it belongs: {placed.replace('![]', '![what it shows]')}")
    return Harvest(pictures=tuple(shoebox.found.values()))


def _fresh(
    wish: Wish,
    desk: Desk,
    there: standing.Standing,
    taken: list[tuple[Raw, Harvest]],
    diary: Diary,
) -> tuple[standing.Standing, list[Piece]]:
    """Return what stands in the edition less what is filled, and the pieces that are new in it."""
    feeds = [raw.kind in FEEDS for raw, _ in taken]
    pieces = choosing.in_order([each for _, each in taken], feeds, wish.window, diary)
    tagged = [h for raw, h in taken if raw.kind in (*FEEDS, "html")]
    tags = frozenset(piece.key for harvest in tagged for piece in harvest.pieces)
    entries = frozenset(p.key for (raw, h) in taken if raw.kind in FEEDS for p in h.pieces)
    most = desk.limits.pieces
    if len(pieces) > most:
        diary.dropped(f"{len(pieces) - most} pieces beyond the first {most}")
    fresh = choosing.new_pieces(pieces[:most], there, wish.window.limit, diary, entries=entries)
    fresh = choosing.with_rubrics(fresh, desk.publication, tags)
    read = (raw.origin for raw, _ in taken if raw.kind != "missing")
    there = gaps.without(there, read, fresh)
    if gap := there.filled_lead:
        fresh.sort(key=lambda piece: not piece.fills(gap))
    return there, fresh


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
    again = _read(raw, whole, notes).pieces
    diary.notes += (note for note in notes.notes if note not in diary.notes)
    diary.problems.found += (each for each in notes.problems if each not in diary.problems.found)
    lead = next((piece for piece in again if piece.key == made.lead.key), made.lead)
    return replace(made, lead=replace(lead, rubric=made.lead.rubric, first_hash=made.lead.hash))


def _of_news(
    notes: list[Note], taken: list[tuple[Raw, Harvest]], made: Chosen, problems: Problems
) -> list[Note]:
    """Return the notes of sources that bring something new; forget the others' small faults."""
    pieces = [*made.headlines, *([made.lead] if made.lead else [])]
    known = {raw.origin for raw, harvest in taken if harvest.pieces}
    known -= {piece.origin for piece in pieces}
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
