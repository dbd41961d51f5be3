"""Which of what came is new, which piece is the lead, and into which rubric each goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rotative.dataclass import dataclass
from rotative.gather.gaps import worded
from rotative.gather.harvest import Diary, Harvest, Piece
from rotative.gather.standing import Standing
from rotative.gather.twins import Register
from rotative.manuscript.gaps import Words
from rotative.manuscript.intake import shown
from rotative.matching import fold
from rotative.model import Publication
from rotative.problems import Place, fail


@dataclass(frozen=True, slots=True)
class Window:
    """Which entries of feeds are wanted: so many, from a day to a day, both included."""

    limit: int = 0
    since: dt.date | None = None
    until: dt.date | None = None

    def holds(self, day: dt.date | None) -> bool:
        """Tell whether a day is wanted; what has no date cannot be told, and is."""
        if day is None:
            return True
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What goes into the edition."""

    lead: Piece | None
    headlines: tuple[Piece, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """All of them, the lead first."""
        return (*([self.lead] if self.lead else []), *self.headlines)

    def worded(self, words: Words) -> Chosen:
        """Return them with their placeholders in the language of the edition."""
        lead = worded(self.lead, words) if self.lead else None
        return Chosen(lead, tuple(worded(piece, words) for piece in self.headlines))


def in_order(
    harvests: Sequence[Harvest], feeds: Sequence[bool], window: Window, diary: Diary
) -> list[Piece]:
    """Return all pieces: those of one source as it has them, entries of several feeds by date.

    Entries outside the window are left out, and told in numbers.
    """
    found: list[Piece] = []
    entries: list[Piece] = []
    for harvest, is_feed in zip(harvests, feeds, strict=True):
        (entries if is_feed else found).extend(harvest.pieces)
    if sum(feeds) > 1:
        entries.sort(key=lambda piece: piece.date or dt.date.min, reverse=True)
    wanted = [piece for piece in entries if window.holds(piece.date)]
    if len(wanted) < len(entries):
        diary.dropped(f"{len(entries) - len(wanted)} entries outside the dates asked for")
    asked = window.since or window.until
    if asked and (undated := sum(piece.date is None for piece in wanted)):
        diary.kept(f"{undated} entries without a date")
    return found + wanted


def new_pieces(
    pieces: Sequence[Piece], standing: Standing, most: int, diary: Diary, *, entries: frozenset[str]
) -> list[Piece]:
    """Return the pieces that are neither in the edition nor twice among themselves.

    Of feed entries (`entries`: their keys) at most `most` are looked at, 0 for all.
    """
    register = Register()
    register.expect(piece.title for piece in pieces)
    for piece in pieces:
        if standing.known(piece):
            register.add(piece.title, piece.url)
    found: list[Piece] = []
    keys: set[str] = set()
    count = 0
    for piece in pieces:
        is_new = _is_new(
            piece, standing, register, diary, is_over=piece.key in entries and 0 < most <= count
        )
        if is_new is None or piece.key in keys:
            continue
        keys.add(piece.key)
        count += piece.key in entries
        if is_new:
            register.add(piece.title, piece.url)
            found.append(piece)
    over = sum(piece.key in entries for piece in pieces) - count
    if most and over > 0 and count >= most:
        diary.dropped(f"what lies beyond the {most} entries asked for")
    return found


def _is_new(
    piece: Piece, standing: Standing, register: Register, diary: Diary, *, is_over: bool
) -> bool | None:
    """Tell whether a piece is new (True), is in the edition (False) or is left out (None)."""
    if is_over:
        return None
    diary.origin = piece.origin
    line = standing.known(piece)
    if line is not None:
        is_other = line.seen != piece.hash and not piece.is_gap
        changed = "; its source says something else by now" if is_other else ""
        diary.kept(f"“{piece.title}” was brought into {line.into} before{changed}")
        return False
    if twin := standing.repeats(piece):
        diary.kept(f"“{twin}” stands in the edition already")
        return False
    if twin := register.twin(piece.title, piece.url):
        diary.dropped(f"“{piece.title}”: it repeats “{twin}”")
        return None
    return True


def chosen(pieces: Sequence[Piece], standing: Standing, role: str, diary: Diary) -> Chosen:
    """Return the lead and the headlines: the first article is the lead, if there is none yet.

    `role` is what all are to be: "lead" for the first whatever it is, "headlines" for all, or "".
    Raises RotativeError if a lead is asked for where one stands.
    """
    if standing.has_lead:
        if role == "lead" and pieces:
            message = f"there is a lead already; “{pieces[0].title}” cannot be it"
            hint = "take that one away first, or import into another edition"
            raise fail("lead-there", message, Place(shown(standing.folder)), hint)
        return Chosen(None, tuple(pieces))
    lead = None if role == "headlines" else _lead(pieces, role)
    rest = tuple(piece for piece in pieces if piece is not lead)
    if lead is None and pieces:
        diary.origin = shown(standing.folder)
        message, hint = "the edition has no lead yet", "import an article, or write lead.md"
        diary.warn("no-lead-yet", message, hint)
    return Chosen(lead, rest)


def _lead(pieces: Sequence[Piece], role: str) -> Piece | None:
    told = [piece for piece in pieces if piece.body or piece.summary or piece.is_gap]
    told = told if any(not piece.is_gap for piece in told) else []
    articles = [piece for piece in told if piece.is_article]
    return next(iter(told if role == "lead" else articles or told), None)


def with_rubrics(
    pieces: Iterable[Piece], publication: Publication, feeds: frozenset[str]
) -> list[Piece]:
    """Return the pieces with the rubric that one of their categories names.

    A category names a rubric by id, by label or by being one of its keywords. Where no rubrics are
    declared, what a document calls a rubric is one; the tags of a feed or a page never are.
    """
    names: dict[str, str] = {}
    for rubric in publication.rubrics:
        for name in (rubric.id, rubric.label):
            names.setdefault(fold(name), rubric.label)
    for rubric in publication.rubrics:
        for keyword in rubric.keywords:
            if keyword.weight > 0 and "*" not in keyword.text:
                names.setdefault(fold(keyword.text), rubric.label)
    return [_with_rubric(piece, names, is_tagged=piece.key in feeds) for piece in pieces]


def _with_rubric(piece: Piece, names: dict[str, str], *, is_tagged: bool) -> Piece:
    found = next((names[fold(name)] for name in piece.categories if fold(name) in names), "")
    if not found and not names and not is_tagged:
        found = next(iter(piece.categories), "")
    return replace(piece, rubric=found) if found else piece
