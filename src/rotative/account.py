"""The account of a page budget: what the printed pages hold, told without writing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rotative import press, writers
from rotative.budget import Fitted, Trial
from rotative.dataclass import dataclass
from rotative.galley import Galley
from rotative.jobs import Job
from rotative.press import Order
from rotative.problems import Problem, Problems, RotativeError


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the edition and its printed lines, altogether and those of its summary."""

    id: str
    title: str
    lines: int
    summary: int


@dataclass(frozen=True, slots=True)
class Account:
    """What came of one edition; `fitted` is None when its sources could not be read."""

    name: str
    fitted: Fitted | None
    pieces: tuple[Piece, ...]
    problems: tuple[Problem, ...]

    @property
    def state(self) -> str:
        """`ok` or `failed`, as in a build's result."""
        return "ok" if self.fitted and not self.fitted.problem else "failed"

    def as_dict(self) -> dict[str, object]:
        """Return the account for `--json`."""
        return {
            "edition": self.name,
            "state": self.state,
            **(_fitted(self.fitted) if self.fitted else {}),
            "pieces": [
                {"id": p.id, "title": p.title, "lines": p.lines, "summary": p.summary}
                for p in self.pieces
            ],
            "problems": [problem.as_dict() for problem in self.problems],
        }


def _fitted(fitted: Fitted) -> dict[str, object]:
    least, most = fitted.limits.least, fitted.limits.most
    return {
        **_trial(fitted.chosen),
        "limits": {"text_size": [least.text, most.text], "leading": [least.leading, most.leading]},
        "tried": [_trial(trial) for trial in fitted.tried],
    }


def _trial(trial: Trial) -> dict[str, object]:
    return {
        "text_size": trial.size.text,
        "leading": trial.size.leading,
        "pages": trial.extent.pages,
        "last_page": round(trial.extent.fill, 2),
    }


def account(job: Job, order: Order) -> Account:
    """Lay one edition's pages out within its budget; what is wrong comes back in the account."""
    problems = Problems()
    try:
        copy = press.read(job, order, problems)
        galley = press.compose(copy)
        shop = writers.Workshop(galley, copy.house, press.modified(galley.edition))
        fitted = shop.fitted
    except RotativeError as error:
        found = tuple(dict.fromkeys((*problems, *error.problems)))
        return Account(job.path.stem, None, (), found)
    more = (fitted.problem,) if fitted.problem else ()
    return Account(galley.edition.id, fitted, tuple(_pieces(galley, fitted)), (*problems, *more))


def _pieces(galley: Galley, fitted: Fitted) -> Iterator[Piece]:
    titles = {section.id: section.title for section in galley.sections}
    titles |= {each.id: each.title.text for each in galley.edition.headlines}
    told = fitted.chosen.extent.lines
    lines = Counter(line.piece for line in told)
    summaries = Counter(line.piece for line in told if line.part == "summary")
    for name in dict.fromkeys(line.piece for line in told if line.piece):
        yield Piece(name, titles[name], lines[name], summaries[name])


def lines(account: Account) -> Iterator[str]:
    """Yield the account for people."""
    if not account.fitted:
        yield f"{account.name}: cannot be laid out"
        return
    chosen, limits = account.fitted.chosen, account.fitted.limits
    extent = chosen.extent
    last = "the last" if extent.pages > 1 else "it is"
    yield (
        f"{account.name}: {extent.pages} page{'s' * (extent.pages != 1)},"
        f" {last} {100 * extent.fill:.0f} % full"
    )
    own = " (the theme's own)" if chosen.size == limits.own else ""
    yield f"  type {chosen.size}{own}; the theme allows {limits.least} to {limits.most}"
    for trial in account.fitted.tried:
        yield f"  tried {trial.size}: {trial.extent.length:.2f} pages"
    yield "  lines"
    yield from (f"  {piece.lines:5,}  {piece.title}" for piece in account.pieces)
