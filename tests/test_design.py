"""What a reader of the printed sheets would notice, measured on real pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from rotative import jobs, press, stylesheet, writers
from rotative.galley import Galley
from rotative.house import House
from rotative.model import Imprint, Trim
from rotative.problems import Problem, Problems
from rotative.shipped import STYLES, shipped
from rotative.units import points
from tests.conftest import BOOK
from tests.tools import pdf as sheets
from tests.tools.pdf import Word

THEMES = House().themes()
TRIMS = {
    "A4": Trim("A4", 210, 297),
    "A5": Trim("A5", 148, 210),
    "A3": Trim("A3", 297, 420),
    "letter": Trim("letter", 215.9, 279.4),
    "half-letter": Trim("half-letter", 139.7, 215.9),
}
# Ascent and height of Source Serif 4, in em: a word's baseline follows from its box.
ASCENT, HEIGHT = 1.036, 1.371
NEAR = 0.4
LONG = (
    "Le rapprochement accéléré entre Vladimir Poutine et Kim Jong-un n’est plus une simple "
    "convergence d’intérêts : c’est un axe structuré qui rebat toutes les cartes en Europe"
)


@dataclass(frozen=True)
class Sheets:
    """One printed edition: its galley, tokens, PDF, the engine's complaints, words and bleed."""

    galley: Galley
    tokens: dict[str, str]
    path: Path
    problems: tuple[Problem, ...]
    words: list[Word]
    bleed: float

    def length(self, name: str) -> float:
        return points(self.tokens[name])

    def pages(self) -> Iterable[tuple[int, list[Word]]]:
        for number in range(1, self.words[-1].page + 1):
            yield number, [word for word in self.words if word.page == number]

    def of_size(self, name: str, *, face: float = HEIGHT) -> list[Word]:
        wanted = self.length(name) * face
        return [w for w in self.words if abs(w.bottom - w.top - wanted) < 0.006 * wanted]


def baseline(word: Word) -> float:
    return word.top + (word.bottom - word.top) * ASCENT / HEIGHT


def printed(book: Path, theme: str, trim: Trim, path: Path) -> Sheets:
    copy = press.read(
        jobs.find(book, [])[0], press.Order(path, ("print",), style=theme), Problems()
    )
    shared = copy.edition.publication
    shared = replace(shared, print_job=replace(shared.print_job, marks=False))
    copy = replace(copy, edition=replace(copy.edition, trim=trim, publication=shared))
    galley = press.compose(copy)
    sheet = stylesheet.assemble(copy.house, galley.edition, "print")
    shop = writers.Workshop(galley, copy.house, press.modified(galley.edition))
    pages = shop.make(["print"])["print"]
    path.write_bytes(pages.data)
    (left, *_), *_ = filter(None, sheets.boxes(path, "/MediaBox"))
    found = sheets.words(path)
    return Sheets(galley, dict(sheet.tokens), path, pages.problems, found, bleed=-left)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("design")


class Library:
    """Every edition is laid out once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sample = cache(self._sample)
        self.full = cache(self._full)

    def _sample(self, theme: str, trim: str) -> Sheets:
        return printed(BOOK, theme, TRIMS[trim], self.folder / f"{theme}-{trim}.pdf")

    def _full(self, theme: str) -> Sheets:
        """Briefs of one to four paragraphs, a long title, no standfirst, every legal field."""
        book = self.folder / "full"
        if not book.exists():
            full_book(book)
        return printed(book, theme, TRIMS["A4"], self.folder / f"{theme}-full.pdf")


@pytest.fixture(scope="module")
def library(folder: Path) -> Library:
    return Library(folder)


def full_book(folder: Path) -> None:
    text = (BOOK / "poutine-kim" / "poutine-kim.txt").read_text("utf-8")
    body, *titles = [block.strip() for block in text.split("\n\n") if block.strip()]
    paragraphs = body.split("\n")[1:]
    sentences = re.split(r"(?<=[.!?]) ", " ".join(paragraphs))
    briefs = [
        f"## {titles[n % len(titles)]}\n\n" + "\n\n".join(sentences[n : n + 1 + n % 4])
        for n in range(22)
    ]
    edition = folder / "edition"
    edition.mkdir(parents=True)
    fields = (name for name in Imprint.__slots__ if name != "issn")
    imprint = "imprint:\n" + "".join(f"  {field}: Un nom, une adresse\n" for field in fields)
    publication = (BOOK / "publication.yaml").read_text("utf-8") + imprint
    (folder / "publication.yaml").write_text(publication, "utf-8")
    (edition / "edition.yaml").write_text("date: 2026-11-22\n", "utf-8")
    lead = f'---\nstandfirst: ""\n---\n\n# {LONG}\n\n' + "\n\n".join(paragraphs)
    (edition / "lead.md").write_text(lead, "utf-8")
    (edition / "headlines.md").write_text("\n\n".join(briefs), "utf-8")


every_theme = pytest.mark.parametrize("theme", THEMES)


# What narrow columns cannot always avoid; stranded titles, widows and early breaks they can.
TOLERATED = {"hyphen-ladder", "loose-line", "river", "short-last-line"}


def _grave(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.code not in TOLERATED]


@pytest.mark.parametrize("trim", TRIMS)
@every_theme
def test_every_theme_fits_every_trim(library: Library, theme: str, trim: str) -> None:
    # One test a sheet, so that no worker lays out what another has.
    edition = library.sample(theme, trim)
    assert not _grave(edition.problems)
    has_every_headline(edition)
    has_only_our_fonts(edition)
    keeps_its_margins(edition)
    shares_its_baselines(edition)
    if edition.tokens["initial-lines"] == "3":
        sets_its_initial_on_the_third_line(edition)
    else:
        assert "Depuis" in [word.text.capitalize() for word in edition.words]


def has_every_headline(edition: Sheets) -> None:
    text = _letters("".join(sheets.texts(edition.path, raw=True)))
    for headline in edition.galley.edition.headlines:
        assert _letters(headline.title.text) in text


def keeps_its_margins(edition: Sheets) -> None:
    width, height = edition.length("trim-width"), edition.length("trim-height")
    inner, outer = edition.length("margin-inner"), edition.length("margin-outer")
    for number, found in edition.pages():
        left, right = (inner, outer) if number % 2 else (outer, inner)
        for word in found:
            assert word.left - edition.bleed > left - 2 * NEAR, (number, word)
            assert word.right - edition.bleed < width - right + 2 * NEAR, (number, word)
            assert word.top - edition.bleed > 12, (number, word)
            assert word.bottom - edition.bleed < height - 12, (number, word)


def shares_its_baselines(edition: Sheets) -> None:
    leading = edition.length("leading")
    text = edition.of_size("text-size")
    for number, _ in edition.pages():
        lines = [baseline(word) for word in text if word.page == number and _is_body(word, text)]
        if lines:
            off = [(line - lines[0] + leading / 2) % leading - leading / 2 for line in lines]
            assert max(map(abs, off)) < NEAR, number


def _is_body(word: Word, text: list[Word]) -> bool:
    """Tell whether a word stands in a line of at least three, which labels and folios do not."""
    line = [w for w in text if w.page == word.page and abs(w.bottom - word.bottom) < NEAR]
    return len(line) >= 3


def has_only_our_fonts(edition: Sheets) -> None:
    fonts = sheets.fonts(edition.path)
    assert fonts
    assert all(font.name.startswith("Rotative-") and font.embedded for font in fonts), fonts
    assert not any("Fallback" in font.name for font in fonts)


def sets_its_initial_on_the_third_line(edition: Sheets) -> None:
    size, text = edition.length("initial-size"), edition.length("text-size")
    (initial,) = [
        w for w in edition.words
        if w.text == "D" and w.bottom - w.top > 2 * text * HEIGHT and w.page == 1
    ]  # fmt: skip
    assert initial.bottom - initial.top == pytest.approx(size * HEIGHT, rel=0.05)
    beside = [
        baseline(word)
        for word in edition.of_size("text-size")
        if word.page == 1 and initial.right < word.left < initial.right + 20
    ]
    lines = sorted({round(line, 1) for line in beside if line > initial.top})
    assert baseline(initial) == pytest.approx(lines[2], abs=NEAR)


@pytest.mark.parametrize(("theme", "trim"), [("magazine", "A4"), ("sobre", "A5")])
def test_headlines_run_on_where_the_lead_ends(library: Library, theme: str, trim: str) -> None:
    # On these sheets the lead leaves room for the first rubric.
    words = library.sample(theme, trim).words
    (end,) = [word.page for word in words if word.text.startswith(("eurasiatique", "ritaire"))][-1:]
    assert next(word.page for word in words if word.text == "titres") == end


@pytest.mark.parametrize("theme", ["magazine"])
def test_printed_titles_break_where_sense_does(library: Library, theme: str) -> None:
    text = "\n".join(sheets.texts(library.sample(theme, "A4").path, raw=True))
    for lines in (
        "Le Pen jugée :\nque devient",
        "Chine vs Taïwan :\nUne menace expliquée",
        "Trump cible l’Iran\net les Houthis",
    ):
        assert lines in re.sub(r"[ \r]*\n[ \r]*", "\n", text.replace("\u00a0", " "))


@every_theme
def test_a_full_edition_fits_every_theme(library: Library, theme: str) -> None:
    edition = library.full(theme)
    assert not _grave(edition.problems)
    loses_nothing(edition)
    strands_no_title(edition)
    words_on = Counter(word.page for word in edition.words)
    assert min(words_on.values()) > 25, words_on


def loses_nothing(edition: Sheets) -> None:
    drawn = _letters("".join(sheets.texts(edition.path, raw=True)))
    headlines = edition.galley.edition.headlines
    counted = Counter(_letters(headline.title.text) for headline in headlines)
    assert all(drawn.count(title) >= times for title, times in counted.items())
    for headline in headlines:
        for text in (headline.summary.text, headline.body.text):
            assert _letters(text)[-12:] in drawn
    assert _letters(LONG) in drawn


def strands_no_title(edition: Sheets) -> None:
    text = edition.of_size("text-size")
    titles = [w for w in edition.of_size("headline-size") if w.text[0].isalpha()]
    assert titles
    columns = float(edition.tokens["brief-columns"])
    reach = edition.length("trim-width") / columns / 2
    for title in titles:
        below = [
            w for w in text
            if w.page == title.page and abs(w.left - title.left) < reach
            and title.top < w.top < title.bottom + 60
        ]  # fmt: skip
        assert below, title


@every_theme
def test_the_epub_has_nothing_to_complain_of(tmp_path: Path, theme: str) -> None:
    job = jobs.find(BOOK, [])[0]
    result = press.build(job, press.Order(tmp_path, ("epub",), style=theme))
    assert (result.state, result.problems) == ("built", ())


@every_theme
def test_the_screen_has_nothing_to_complain_of(tmp_path: Path, theme: str) -> None:
    job = jobs.find(BOOK, [])[0]
    result = press.build(job, press.Order(tmp_path, ("screen",), style=theme))
    assert (result.state, result.problems) == ("built", ())


@every_theme
def test_every_theme_has_its_picture(theme: str) -> None:
    path = shipped(STYLES) / "themes" / theme / "preview.png"
    assert path.stat().st_size <= 250_000
    with Image.open(path) as picture:
        assert picture.mode == "P"


@pytest.mark.parametrize(
    ("width", "size"),
    [(148, "small"), (170, "medium"), (216, "medium"), (250, "medium"), (279, "large")],
)
def test_a_trim_belongs_to_a_class(tmp_path: Path, width: float, size: str) -> None:
    order = press.Order(tmp_path, ("print",))
    edition = press.read(jobs.find(BOOK, [])[0], order, Problems()).edition
    assert stylesheet.trim_size(replace(edition, trim=Trim("own", width, 300))) == size


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text))
