"""The page budget: exactly so many pages, on the grid, or how far the text is from them."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest

from bench.editions import prose, titles
from rotative import account, jobs, press
from rotative.account import Account
from rotative.budget.lines import Extent
from rotative.budget.search import STEPS, search
from rotative.pdf import Forme, Layout
from rotative.press import Order
from rotative.problems import Problems
from rotative.stylesheet import Stylesheet
from rotative.writers import Workshop
from tests.conftest import Rotative
from tests.tools import pdf

ASCENT, HEIGHT = 1.036, 1.371  # of Source Serif 4, in em: a word's baseline follows from its box
NEAR = 0.4
TRIM = "148x150mm"


def edition(folder: Path, *, words: int = 520, headlines: int = 6, more: str = "") -> Path:
    """Write a small publication: a lead, and headlines of a sentence each."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "publication.yaml").write_text(f"title: Le Port\nlanguage: fr\ntrim: {TRIM}\n{more}")
    path = folder / "port"
    path.mkdir(exist_ok=True)
    text = " ".join(islice((w for s in prose(0) for w in s.split()), words)).rstrip(",;:") + "."
    sentences = re.split(r"(?<=\.) ", text)
    paragraphs = [" ".join(sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
    lead = "---\nstandfirst: false\n---\n\n# Le port rouvre\n\n" + "\n\n".join(paragraphs)
    (path / "lead.md").write_text(lead + "\n", "utf-8")
    briefs = (f"## {titles()[n]}\n\n{next(prose(n))}\n" for n in range(headlines))
    (path / "headlines.md").write_text("# Titres\n\n" + "\n".join(briefs), "utf-8")
    return folder


def told(book: Path, pages: int = 0, style: str = "") -> Account:
    (job,) = jobs.find(book, [])
    return account.account(job, Order(book, ("print",), style=style, pages=pages))


def extent(found: Account) -> Extent:
    assert found.fitted, found.problems
    return found.fitted.chosen.extent


def error(found: Account) -> tuple[str, str, str]:
    (problem,) = (p for p in found.problems if p.severity == "error")
    return problem.code, problem.message, problem.hint


# ---- counts that can be had


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theme", "words", "pages"), [("classique", 600, 5), ("magazine", 560, 4), ("sobre", 600, 6)]
)
def test_an_edition_takes_the_pages_wanted(
    tmp_path: Path, theme: str, words: int, pages: int
) -> None:
    (job,) = jobs.find(edition(tmp_path / "book", words=words, headlines=3), [])
    order = Order(tmp_path, ("print",), style=theme, pages=pages)
    copy = press.read(job, order, Problems())
    galley = press.compose(copy)
    shop = Workshop(galley, copy.house, press.modified(galley.edition))
    made, fitted = shop.make(["print"])["print"], shop.fitted
    path = tmp_path / "print.pdf"
    path.write_bytes(made.data)
    assert pdf.page_count(path) == made.pages == pages
    chosen = fitted.chosen
    assert made.facts == {"last_page": round(chosen.extent.fill, 2), "type": str(chosen.size)}
    size, limits = fitted.chosen.size, fitted.limits
    assert size != limits.own
    assert limits.least.text <= size.text <= limits.most.text
    assert limits.least.leading <= size.leading <= limits.most.leading
    assert len(fitted.tried) <= 7
    pieces = {n: {line.piece for line in fitted.chosen.extent.lines if line.page == n}
              for n in range(2, pages + 1)}  # fmt: skip
    lead = [number for number, held in pieces.items() if held == {"lead"}]
    assert lead
    stands_on_the_grid(path, lead, size.text, size.leading)


def stands_on_the_grid(path: Path, pages: list[int], text: float, leading: float) -> None:
    """The lines of text are whole leadings apart, across columns."""
    found = [w for w in pdf.words(path) if abs(w.bottom - w.top - text * HEIGHT) < 0.05]
    lines = 0
    for number in pages:
        rows = [w.top + (w.bottom - w.top) * ASCENT / HEIGHT for w in found if w.page == number]
        body = [row for row in rows if sum(abs(row - other) < NEAR for other in rows) >= 4]
        off = [(row - body[0] + leading / 2) % leading - leading / 2 for row in body]
        assert max(map(abs, off), default=0) < NEAR, number
        lines += len(body)
    assert lines > 50, "the text was found"


# ---- counts that cannot


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Account]:
    """An edition with too much text for the three pages it wants."""
    book = edition(tmp_path_factory.mktemp("over") / "book", words=440, more="pages: 3\n")
    return book, told(book)


def test_too_much_text_is_told_in_lines_with_the_cheapest_cut(over: tuple[Path, Account]) -> None:
    book, found = over
    code, message, hint = error(found)
    assert code == "page-budget-over"
    assert re.match(r"\d+ lines? over 3 pages, even at the smallest type of the theme, 9/12.3 pt: "
                    r"page 4 would begin in “.*”, with “.*”", message)  # fmt: skip
    assert re.match(r"dropping .*; or shorten the lead by \d+ lines?; or allow 4 pages", hint)
    place = next(p.place for p in found.problems if p.code == code)
    assert str(place) == f"{book / 'publication.yaml'}:4:8"


@pytest.mark.slow
def test_the_cut_that_is_told_will_do(over: tuple[Path, Account], tmp_path: Path) -> None:
    book, found = over
    cut = re.match(r"dropping (the summar\w+ of )?headlines? ([\d, and]+)", error(found)[2])
    assert cut
    numbers = set(map(int, re.findall(r"\d+", cut[2])))
    head, *parts = (book / "port" / "headlines.md").read_text("utf-8").split("## ")
    for number in numbers:
        parts[number - 1] = f"{parts[number - 1].splitlines()[0]}\n\n" if cut[1] else ""
    shorter = edition(tmp_path / "book", words=440, more="pages: 3\n")
    rest = "## ".join((head, *filter(None, parts)))
    (shorter / "port" / "headlines.md").write_text(rest, "utf-8")
    assert extent(told(shorter)).pages == 3


def lead_of(folder: Path, words: float, pages: int) -> Account:
    """Return what is told of a lead without headlines."""
    more = f"pages: {pages}\n"
    return told(edition(folder / f"{words:.0f}", headlines=0, words=round(words), more=more))


@pytest.mark.slow
def test_the_lines_over_are_those_that_must_go(tmp_path: Path) -> None:
    found = lead_of(tmp_path, 560, 2)
    (over,) = map(int, re.findall(r"^(\d+) lines? over 2 pages", error(found)[1]))
    (less,) = map(int, re.findall(r"shorten the lead by (\d+) lines?;", error(found)[2]))
    assert over <= less <= round(1.5 * over)
    body = next(piece.lines for piece in found.pieces if piece.id == "lead") - 1
    assert lead_of(tmp_path, 560 * (1 - (less + 2) / body), 2).state == "ok"
    code, message, _ = error(lead_of(tmp_path, 560 * (1 - (over - 3) / body), 2))
    assert (code, int(message.split()[0]) <= 4) == ("page-budget-over", True)


@pytest.mark.slow
def test_the_lines_under_are_those_that_may_come(tmp_path: Path) -> None:
    found = lead_of(tmp_path, 330, 4)
    (under,) = map(int, re.findall(r"^at least (\d+) lines? under 4 pages", error(found)[1]))
    body = next(piece.lines for piece in found.pieces if piece.id == "lead") - 1
    assert lead_of(tmp_path, 330 * (1 + (under + 6) / body), 4).state == "ok"
    code, message, _ = error(lead_of(tmp_path, 330 * (1 + (under - 3) / body), 4))
    assert (code, int(message.split()[2]) <= 6) == ("page-budget-under", True)


@pytest.mark.parametrize(
    ("said", "code"),
    [("0", "out-of-range"), ("huit", "wrong-type"), ("2.5", "wrong-type"), ("-1", "out-of-range"),
     ("true", "wrong-type"), ("5000", "out-of-range")],
)  # fmt: skip
def test_no_page_count_is_an_error_with_its_place(tmp_path: Path, said: str, code: str) -> None:
    (job,) = jobs.find(edition(tmp_path, more=""), [])
    (tmp_path / "port" / "edition.yaml").write_text(f"number: 1\npages: {said}\n", "utf-8")
    (problem,) = press.build(job, Order(tmp_path, ("print",))).problems
    assert (problem.code, str(problem.place)) == (code, f"{tmp_path}/port/edition.yaml:2:8")


@pytest.mark.parametrize("said", ["0", "huit", "-1"])
def test_no_page_count_on_the_command_line(rotative: Rotative, said: str) -> None:
    assert rotative("build", "--pages", said) == 2


# ---- what a budget leaves alone


def test_a_failed_budget_writes_nothing_and_tells_its_code(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("build", dispatch, "--format", "print", "--pages", "9", "--out", "out") == 1
    assert "[page-budget-under]" in capsys.readouterr().err
    assert not Path("out").exists()


def test_the_account_is_told_and_nothing_written(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("build", dispatch, "--budget", "--out", "out") == 0
    assert re.match(r"port: 1 page, it is \d+ % full\n  type 9.5/12.9 pt \(the theme's own\)",
                    capsys.readouterr().out)  # fmt: skip
    assert rotative("build", dispatch, "--budget", "--json", "--out", "out") == 0
    (told,) = json.loads(capsys.readouterr().out)["editions"]
    assert (told["pages"], told["text_size"], told["leading"]) == (1, 9.5, 12.9)
    (lead,) = (piece for piece in told["pieces"] if piece["id"] == "lead")
    assert (lead["title"], lead["lines"] > lead["summary"] > 0) == ("Le port rouvre", True)
    assert not Path("out").exists()


def test_the_summary_tells_how_full_the_last_page_is(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("build", dispatch, "--format", "print", "--format", "epub") == 0
    assert re.search(r"print 1 page, \d+ % full, ", capsys.readouterr().err)
    assert rotative("build", dispatch, "--format", "print", "--json", "--quiet") == 0
    (told,) = json.loads(capsys.readouterr().out)["editions"]
    assert 0 < told["last_page"]["print"] < 1


def test_a_budget_moves_the_printed_pages_alone(tmp_path: Path) -> None:
    book = edition(tmp_path / "book", words=440, headlines=0)
    (job,) = jobs.find(book, [])

    def made(out: str, pages: int) -> dict[str, bytes]:
        order = Order(tmp_path / out, ("epub", "print", "screen"), pages=pages)
        result = press.build(job, order)
        assert result.state == "built", result.problems
        return {name: Path(path).read_bytes() for name, path in result.artefacts.items()}

    own, fitted = made("own", 0), made("fitted", 2)
    assert own["screen"] == fitted["screen"]
    assert (listed(own["epub"]), listed(fitted["epub"])) == (3, 2)
    again = press.build(job, Order(tmp_path / "fitted", ("epub",), pages=2))
    assert again.state == "unchanged"
    other = press.build(job, Order(tmp_path / "fitted", ("print",)))
    assert (other.state, other.pages["print"]) == ("built", 3)


def listed(epub: bytes) -> int:
    with zipfile.ZipFile(BytesIO(epub)) as book:
        return book.read("EPUB/nav.xhtml").count(b"#page-")


def test_without_a_budget_pages_are_laid_out_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = jobs.find(edition(tmp_path / "book", words=60, headlines=1), [])
    calls: list[str] = []
    lay_out = Forme.lay_out

    def counted(forme: Forme, sheet: Stylesheet, *, pad: bool = True) -> Layout:
        calls.append(sheet.medium)
        return lay_out(forme, sheet, pad=pad)

    monkeypatch.setattr(Forme, "lay_out", counted)
    assert press.build(job, Order(tmp_path, ("epub", "print"))).state == "built"
    assert calls == ["print"]


# ---- the search


def lengths(length: Callable[[int], float]) -> Callable[[int], Extent]:
    def measure(step: int) -> Extent:
        pages, fill = divmod(length(step), 1)
        return Extent((*[1.0] * int(pages), fill))

    return measure


def tried(length: Callable[[int], float], wanted: int) -> tuple[int | None, int]:
    """Return the step found and how many steps were measured."""
    measure, steps = lengths(length), set()

    def noted(step: int) -> Extent:
        assert -STEPS <= step <= STEPS
        steps.add(step)
        return measure(step)

    return search(noted, wanted, lambda step: 1 + step / 250), len(steps)


@pytest.mark.parametrize("base", [1.3, 2.9, 7.05, 7.5, 7.95, 33.4, 129.2])
@pytest.mark.parametrize("change", [-1, 0, 1, 3])
@pytest.mark.parametrize("shape", ["even", "jumps"])
def test_the_nearest_size_with_a_full_last_page_is_found(
    base: float, change: int, shape: str
) -> None:
    def length(step: int) -> float:
        value = base * (1 + step / 200)
        # A block that is kept together moves half a page at once.
        return value if shape == "even" else int(value) + (0.4 if value % 1 < 0.5 else 0.95)

    wanted = int(base) + 1 + change
    step, count = tried(length, wanted)
    within = [s for s in range(-STEPS, STEPS + 1) if int(length(s)) + 1 == wanted]
    assert (step is None) == (not within)
    assert count <= 9
    if step is None or change == 0:
        assert change or step == 0
        return
    assert step in within
    best = max(within) if change < 0 else min(within, key=lambda s: (length(s) % 1 < 0.75, s))
    rest = length(step) % 1
    full = rest >= 0.9 if change < 0 else rest <= 0.85
    assert full or abs(step - best) <= 4, (step, best)
