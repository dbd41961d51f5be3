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

from rotative import jobs, pdf, press, stylesheet
from rotative.galley import Galley
from rotative.house import STYLES, House, shipped
from rotative.model import Trim
from rotative.problems import Problem, Problems
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
OURS = ("SourceSerif4", "SourceSans3", "NotoSerif")
# Ascent and height of Source Serif 4, in em: a word's baseline follows from its box.
ASCENT, HEIGHT = 1.036, 1.371
NEAR = 0.4
LONG = (
    "Le rapprochement accéléré entre Vladimir Poutine et Kim Jong-un n’est plus une simple "
    "convergence d’intérêts : c’est un axe structuré qui rebat toutes les cartes en Europe"
)


@dataclass(frozen=True)
class Sheets:
    """One printed edition: its galley, tokens, PDF, the engine's complaints, and its words."""

    galley: Galley
    tokens: dict[str, str]
    path: Path
    problems: tuple[Problem, ...]
    words: list[Word]

    def length(self, name: str) -> float:
        return points(self.tokens[name])

    @property
    def bleed(self) -> float:
        # The engine draws at most 10 pt of bleed into its boxes; the media box says how much.
        media = sheets.boxes(self.path, "/MediaBox")[0]
        return -media[0] if media else 0.0

    def pages(self) -> Iterable[tuple[int, list[Word]]]:
        for number in range(1, sheets.page_count(self.path) + 1):
            yield number, [word for word in self.words if word.page == number]

    def of_size(self, name: str, *, face: float = HEIGHT) -> list[Word]:
        wanted = self.length(name) * face
        return [w for w in self.words if abs(w.bottom - w.top - wanted) < 0.05 * wanted]


def baseline(word: Word) -> float:
    return word.top + (word.bottom - word.top) * ASCENT / HEIGHT


def printed(book: Path, theme: str, trim: Trim, path: Path) -> Sheets:
    copy = press.read(
        jobs.find(book, [])[0], press.Order(path, ("print",), style=theme), Problems()
    )
    copy = replace(copy, edition=replace(copy.edition, trim=trim))
    galley = press.compose(copy)
    sheet = stylesheet.assemble(copy.house, galley.edition, "print")
    modified = press.modified(galley.edition)
    pages = pdf.write(galley, sheet, copy.house, modified=modified)
    path.write_bytes(pages.data)
    return Sheets(galley, dict(sheet.tokens), path, pages.problems, sheets.words(path))


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
    fields = ("publisher", "legal_form", "address", "director", "editor", "printer", "price")
    fields += ("legal_deposit", "contact", "rights")
    imprint = "imprint:\n" + "".join(f"  {field}: Un nom, une adresse\n" for field in fields)
    publication = (BOOK / "publication.yaml").read_text("utf-8") + imprint
    (folder / "publication.yaml").write_text(publication, "utf-8")
    (edition / "edition.yaml").write_text("date: 2026-11-22\n", "utf-8")
    lead = f'---\nstandfirst: ""\n---\n\n# {LONG}\n\n' + "\n\n".join(paragraphs)
    (edition / "lead.md").write_text(lead, "utf-8")
    (edition / "headlines.md").write_text("\n\n".join(briefs), "utf-8")


every_sheet = pytest.mark.parametrize(
    ("theme", "trim"), [(theme, trim) for theme in THEMES for trim in TRIMS]
)
every_theme = pytest.mark.parametrize("theme", THEMES)


@every_sheet
def test_every_theme_fits_every_trim(library: Library, theme: str, trim: str) -> None:
    edition = library.sample(theme, trim)
    assert not edition.problems
    text = _letters("".join(sheets.texts(edition.path, raw=True)))
    for headline in edition.galley.edition.headlines:
        assert _letters(headline.title.text) in text


@every_sheet
def test_no_word_lies_in_a_margin(library: Library, theme: str, trim: str) -> None:
    edition = library.sample(theme, trim)
    width, height = edition.length("trim-width"), edition.length("trim-height")
    inner, outer = edition.length("margin-inner"), edition.length("margin-outer")
    for number, found in edition.pages():
        left, right = (inner, outer) if number % 2 else (outer, inner)
        for word in found:
            assert word.left - edition.bleed > left - NEAR, (number, word)
            assert word.right - edition.bleed < width - right + NEAR, (number, word)
            assert 12 < word.top - edition.bleed, (number, word)
            assert word.bottom - edition.bleed < height - 12, (number, word)


@every_sheet
def test_columns_share_their_baselines(library: Library, theme: str, trim: str) -> None:
    edition = library.sample(theme, trim)
    leading = edition.length("leading")
    text = edition.of_size("text-size")
    for number, _ in edition.pages():
        lines = [baseline(word) for word in text if word.page == number and _is_body(word, text)]
        if not lines:
            continue
        off = [(line - lines[0] + leading / 2) % leading - leading / 2 for line in lines]
        assert max(map(abs, off)) < NEAR, number


def _is_body(word: Word, text: list[Word]) -> bool:
    """Tell whether a word stands in a line of at least three, which labels and folios do not."""
    line = [w for w in text if w.page == word.page and abs(w.bottom - word.bottom) < NEAR]
    return len(line) >= 3


@every_theme
def test_only_our_fonts_are_used(library: Library, theme: str) -> None:
    fonts = sheets.fonts(library.sample(theme, "A4").path)
    assert fonts
    assert all(font.name.startswith(OURS) and font.embedded for font in fonts), fonts


@pytest.mark.parametrize("trim", TRIMS)
def test_the_initial_stands_on_the_third_line(library: Library, trim: str) -> None:
    edition = library.sample("classique", trim)
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


@pytest.mark.parametrize("theme", ["magazine", "sobre"])
def test_an_initial_of_one_line_is_a_letter_like_the_others(library: Library, theme: str) -> None:
    words = library.sample(theme, "A4").words
    assert "Depuis" in [word.text.capitalize() for word in words]


@every_theme
def test_a_full_edition_loses_nothing(library: Library, theme: str) -> None:
    edition = library.full(theme)
    assert not edition.problems
    drawn = _letters("".join(sheets.texts(edition.path, raw=True)))
    last = [headline.body.text.split()[-1] for headline in edition.galley.edition.headlines]
    titles = [headline.title.text for headline in edition.galley.edition.headlines]
    counted = Counter(_letters(title) for title in titles)
    assert all(drawn.count(title) >= times for title, times in counted.items())
    assert all(_letters(word) in drawn for word in last)
    assert _letters(LONG) in drawn


@every_theme
def test_no_title_is_left_alone_at_a_foot(library: Library, theme: str) -> None:
    edition = library.full(theme)
    text = edition.of_size("text-size")
    titles = [w for w in edition.of_size("headline-size") if w.text[0].isalpha()]
    assert titles
    for title in titles:
        below = [
            w for w in text
            if w.page == title.page and w.top > title.top and w.left < title.right + 200
            and w.right > title.left - 200 and w.top - title.bottom < 60
        ]  # fmt: skip
        assert below, title


@every_theme
def test_no_page_is_nearly_empty(library: Library, theme: str) -> None:
    edition = library.full(theme)
    counts = {number: len(found) for number, found in edition.pages()}
    assert all(count > 25 for count in counts.values()), counts


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
    ("width", "size"), [(148, "small"), (170, "medium"), (210, "medium"), (250, "medium"), (279, "large")]
)  # fmt: skip
def test_a_trim_belongs_to_a_class(library: Library, width: float, size: str) -> None:
    edition = library.sample("classique", "A5").galley.edition
    wide = replace(edition, trim=Trim("own", width, 300))
    assert stylesheet.trim_size(wide) == size


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text))
