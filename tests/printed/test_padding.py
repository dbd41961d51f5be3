"""Pages added to fill a printer's sheets: how many, where, and what stands on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rotative import epub, overrides, padding, pagemap, pdf, press, shell
from rotative.house import House
from rotative.jobs import Job
from rotative.manuscript import read_publication
from rotative.model import Booklet
from rotative.pdf import Layout
from rotative.problems import Problems, RotativeError
from rotative.words import words
from tests.printed.editions import Proof, proof, write
from tests.tools import pdf as sheets

PARAGRAPH = "Depuis le printemps, les équipages débarquent ailleurs. " * 6
ONE = f"# Le port rouvre\n\n{PARAGRAPH}\n"
TWO = ONE + 7 * f"\n{PARAGRAPH}\n"
ALONE = ".colophon { break-before: page }"
OWN = '<section class="filler filler--advertisement"><p>Bienvenue au quai {{ 3 + 4 }}.</p>'


def short(folder: Path, job: str = "{}", lead: str = TWO) -> Path:
    return write(folder / "book", trim="A5", job=job, lead=lead, more="")


def texts(made: Proof, layout: Layout, folder: Path) -> list[str]:
    path = folder / "revue.pdf"
    path.write_bytes(pdf.draw(layout, made.galley.edition)[0])
    # Spaced capitals come apart after a first letter that is no label's middle.
    return [re.sub(r"\b([A-Z]) ([A-Z]{2,})", r"\1\2", text) for text in sheets.texts(path)]


@dataclass(frozen=True)
class Sheets:
    """An edition of one page of text, filled up: its layout, its file and what stands on it."""

    layout: Layout
    path: Path
    shown: list[str]


class Shop:
    """Lays each edition out once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made = cache(self._made)

    def _made(self, job: str, css: str = "", lead: str = TWO) -> Sheets:
        folder = self.folder / str(len(list(self.folder.iterdir())))
        made = proof(short(folder, job, lead))
        layout = made.layout(css)
        return Sheets(layout, folder / "revue.pdf", texts(made, layout, folder))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("padding"))


def test_pages_come_up_to_a_multiple_of_four_for_a_booklet_else_of_one(tmp_path: Path) -> None:
    made = proof(short(tmp_path)).galley.edition
    assert padding.multiple(made) == 1
    assert padding.multiple(replace(made, folded=True)) == 4
    large = replace(made.publication, booklet=Booklet(up=4))
    assert padding.multiple(replace(made, folded=True, publication=large)) == 8
    job = replace(made.publication.print_job, pad=2)
    said = replace(made, folded=True, publication=replace(made.publication, print_job=job))
    assert padding.multiple(said) == 2


def test_nothing_is_added_unless_asked(shop: Shop) -> None:
    made = shop.made("{}")
    assert made.layout.count == 2
    assert not any("NOTES" in text for text in made.shown)


@pytest.mark.parametrize(
    ("lead", "pad", "pages"), [(ONE, 4, 4), (ONE, 2, 2), (TWO, 4, 4), (TWO, 2, 2)]
)
def test_the_pages_fill_the_sheets_and_the_text_stays(
    shop: Shop, lead: str, pad: int, pages: int
) -> None:
    plain, padded = shop.made("{}", "", lead), shop.made(f"{{pad: {pad}}}", "", lead)
    assert padded.layout.count == pages
    assert padded.shown[: plain.layout.count] == plain.shown
    added = padded.shown[plain.layout.count :]
    assert all(text.startswith("NOTES") for text in added)


def test_a_page_for_notes_has_its_title_its_folio_and_nothing_else(shop: Shop) -> None:
    made = shop.made("{pad: 4}")
    layout, shown = made.layout, made.shown
    assert " ".join(shown[-1].split()) == "NOTES 4 — Dimanche 22 novembre 2026 La Gazette du Port"
    folio = next(w for w in sheets.words(made.path) if w.page == 4 and w.text == "4")
    width = layout.document.pages[-1].width * 0.75
    assert folio.left < width / 2  # a left-hand page has it on the left
    margins = [(p.margin_left, p.margin_right) for p in map(_box, layout.document.pages)]
    assert margins[0] == margins[2] == margins[1][::-1] == margins[3][::-1]


def _box(page: Any) -> Any:
    return page._page_box


def test_added_pages_are_in_the_page_map(tmp_path: Path) -> None:
    made = proof(short(tmp_path, "{pad: 4}"))
    breaks = pagemap.read(made.layout("").document, made.galley)
    assert [page.label for page in breaks] == ["1", "2", "3", "4"]


def test_ruled_lines_are_on_the_grid_and_on_the_page(shop: Shop) -> None:
    made = proof(short(shop.folder / "ruled", "{pad: 4}"))
    page = shop.made("{pad: 4}").layout.document.pages[-1]
    lines = [box for box in _box(page).descendants() if _class(box) == "filler-line"]
    leading = float(made.sheet().tokens["leading"].removesuffix("pt")) / 0.75
    feet = [box.position_y + box.height + box.border_bottom_width for box in lines]
    assert len(lines) > 10
    assert {round((b - a) / leading, 3) for a, b in pairwise(feet)} == {2}
    top = _box(page).content_box_y()
    # The first ruled line is where a line of text has its baseline.
    text, ascent, height = (
        float(made.sheet().tokens["text-size"].removesuffix("pt")) / 0.75,
        1.036,
        1.371,
    )
    baseline = (leading - height * text) / 2 + ascent * text
    assert (feet[0] - top - baseline) % leading == pytest.approx(0, abs=0.7)
    assert feet[-1] < top + _box(page).height - leading


def _class(box: Any) -> str:
    return str(box.element.get("class", "")) if box.element is not None else ""


def test_a_blank_page_is_blank(shop: Shop) -> None:
    shown = shop.made("{pad: 4, filler: blank}").shown
    assert [bool(text.strip()) for text in shown] == [True, True, False, False]


def test_a_house_says_what_it_has_to_say_once(shop: Shop) -> None:
    shown = shop.made("{pad: 4, filler: subscription}").shown
    call = words("fr")["subscribe_call"]
    assert [call in text for text in shown] == [False, False, True, False]
    for detail in ("2€", "redaction@gazette.example.org", "gazette.example.org/abonnement"):
        assert detail in re.sub("[\\s\u00a0\u200b]", "", shown[2])
    assert shown[3].startswith("NOTES")


@pytest.mark.parametrize("pad", [4, 2])
def test_a_colophon_with_a_page_of_its_own_stays_last(shop: Shop, pad: int) -> None:
    shown = shop.made(f"{{pad: {pad}}}", ALONE).shown
    assert ["NOTES" in text for text in shown] == [False, False, True, False]
    assert "OURS" in shown[3]
    assert "4 — Dimanche" in shown[3]


def test_a_sheet_that_counts_all_pages_counts_them_right(shop: Shop) -> None:
    css = '@page :left { @bottom-right { content: "de " counter(pages) } }'
    for pad, pages in ((4, 4), (2, 2)):
        made = shop.made(f"{{pad: {pad}}}", css)
        assert made.layout.count == pages
        assert f"de {pages}" in made.shown[1]


@pytest.mark.parametrize("name", ["notes", "subscription"])
@pytest.mark.parametrize("language", ["fr", "en", "de", "es", "it", "pt", "nl", "pl", "ru", "el"])
def test_fillers_speak_the_language(tmp_path: Path, language: str, name: str) -> None:
    made = proof(short(tmp_path), language=language)
    edition, sheet = made.galley.edition, made.sheet()
    modified = press.modified(edition)
    html = shell.document(made.galley, sheet, made.house, modified=modified, fillers=[name])
    key = {"notes": "filler_notes", "subscription": "subscribe_call"}[name]
    assert words(language)[key] in html
    assert html.count('class="filler ') == 1


def test_a_publication_has_fillers_of_its_own(tmp_path: Path) -> None:
    book = short(tmp_path, "{pad: 4, filler: quai}")
    own = book / "templates" / "print" / "filler"
    own.mkdir(parents=True)
    (own / "quai.xhtml").write_text(f"{OWN}</section>", "utf-8")
    # One of ours, replaced in part.
    notes = '{% extends "house/print/filler/notes.xhtml" %}'
    notes += "{% block body %}<p>Vos recettes</p>{% endblock %}"
    (own / "notes.xhtml").write_text(notes, "utf-8")
    problems = Problems()
    overrides.inspect(House(str(book)), problems)
    assert not list(problems)
    made = proof(book)
    layout = made.layout()
    shown = texts(made, layout, tmp_path)
    assert sum("Bienvenue au quai 7." in text for text in shown) == 1
    assert "Vos recettes" in shown[-1]


def test_a_filler_that_fills_two_pages_is_told(tmp_path: Path) -> None:
    book = short(tmp_path, "{pad: 4, filler: quai}")
    own = book / "templates" / "print" / "filler"
    own.mkdir(parents=True)
    (own / "quai.xhtml").write_text(OWN + "<p>Encore une ligne.</p>" * 90 + "</section>", "utf-8")
    with pytest.raises(RotativeError) as told:
        proof(book).layout()
    (problem,) = told.value.problems
    assert problem.code == "filler-pages"
    assert "quai.xhtml" in str(problem.place)


def test_an_unknown_filler_is_told_with_its_place_and_a_suggestion(tmp_path: Path) -> None:
    book = short(tmp_path, "{pad: 4, filler: subscripton}")
    problems = Problems()
    job = Job(book / "revue", read_publication(book, problems))
    with pytest.raises(RotativeError) as told:
        press.read(job, press.Order(tmp_path), problems)
    problem = next(p for p in told.value.problems if p.code == "unknown-filler")
    assert problem.hint == 'did you mean "subscription"?'
    assert str(problem.place).endswith("publication.yaml:9:25")


@pytest.mark.parametrize(
    ("job", "code"),
    [
        ("{pad: 3}", "unknown-value"),
        ("{pad: 12}", "unknown-value"),
        ("{pad: 32}", "out-of-range"),
        ("{pad: yes}", "wrong-type"),
        ("{filler: ../notes}", "unknown-value"),
        ("{links: footnotes}", "unknown-value"),
        ("{qr: 2}", "wrong-type"),
        ("{qrcode: true}", "unknown-key"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, job: str, code: str) -> None:
    problems = Problems()
    read_publication(short(tmp_path, job), problems)
    assert [problem.code for problem in problems] == [code]


def test_an_epub_has_no_pages_to_fill(tmp_path: Path) -> None:
    made = [proof(short(tmp_path / job, f"{{pad: {job}}}")) for job in ("1", "4")]
    books = [
        epub.write(p.galley, p.sheet("epub"), p.house, modified=press.modified(p.galley.edition))
        for p in made
    ]
    assert books[0] == books[1]
