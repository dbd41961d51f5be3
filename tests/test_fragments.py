"""Fragments: sections laid out apart make the pages of the whole, and cost only what changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from bench.editions import prose, titles
from rotative import fragments, jobs, press
from rotative.engine import parts
from rotative.fragments import cut, ties
from rotative.fragments.piece import Bench, Fragment
from rotative.fragments.store import Store
from rotative.galley import Section
from rotative.house import House
from rotative.openings import openings
from rotative.printed import Printed
from rotative.problems import Problems
from rotative.stylesheet import assemble
from rotative.writers import Workshop

EDGE = 80  # of 255
THEMES = House().themes()
PUBLICATION = """
title: La Gazette « du port »
language: fr
trim: 130x150mm
rubrics:
  - {id: port, label: Le port}
  - {id: ville, label: La ville, default: true}
imprint: {publisher: Quai, director: Ana Pérez, printer: Quai, price: gratuit,
  legal_deposit: à parution, issn: 2109-1234}
"""
# Named strings, a picture in the margin, and a gradient that cannot be moved to the other side.
SHEET = """
:root { --article-opens: 1; --rubric-opens: 2; }
.piece-title { string-set: piece content(); }
@page { @top-left { content: string(piece, first-except); } }
@page { @top-right { content: string(piece, last); } }
@page :left { @top-center { content: url(icc/anchor.png); } }
h2 { background: linear-gradient(90deg, #dde6ee, #ffffff); opacity: 0.9; }
"""
# Pages that are glued at their inner edge have no bleed there.
GLUED = "@page :left { bleed-right: 0 } @page :right { bleed-left: 0 }"


def publication(
    folder: Path, *, style: str = "classique", job: str = "{}", sheet: str = SHEET
) -> Path:
    """Write a publication with one edition of a lead, three articles and some headlines."""
    edition = folder / "long"
    (edition / "images").mkdir(parents=True)
    (folder / "styles" / "icc").mkdir(parents=True)
    Image.new("RGB", (40, 40), "#336699").save(folder / "styles" / "icc" / "anchor.png")
    Image.new("RGB", (300, 200), "#557799").save(edition / "images" / "plan.png")
    (folder / "publication.yaml").write_text(
        f"{PUBLICATION}style: {style}\nprint: {job}\n", "utf-8"
    )
    (folder / "styles" / "publication.print.css").write_text(sheet, "utf-8")
    (edition / "edition.yaml").write_text("number: 7\ndate: 2026-11-22\n", "utf-8")
    (edition / "lead.md").write_text(f"# Le port rouvre enfin\n\n{body(0)}", "utf-8")
    (edition / "headlines.md").write_text("\n".join(headlines()), "utf-8")
    return folder


def headlines() -> Iterator[str]:
    for rubric, numbers in (("Le port", (1, 2)), ("La ville", (3,))):
        yield f"# {rubric}\n"
        for number in numbers:
            yield f"## {titles()[number]}\n\nRésumé {number}.\n\n{body(number)}"
            yield f"## Une brève, la {number}e\n\n{next(prose(number))}\n"


def body(number: int) -> str:
    stock = prose(number)
    blocks = [
        f"{next(stock)}[^a] {next(stock)} Voir [la suite](#une-breve-la-{number or 1}e).",
        f"[^a]: {next(stock)}",
        "### Un intertitre",
        " ".join(next(stock) for _ in range(5)),
        "![Un plan](images/plan.png)" if number % 2 else f"> {next(stock)}",
        " ".join(next(stock) for _ in range(3 + number)),
        f"[Source](https://example.org/{number})",
    ]
    return "\n\n".join(blocks) + "\n"


@dataclass(frozen=True)
class Made:
    """The printed pages of an edition: the engine's, and the file for the printer."""

    printed: Printed
    data: bytes

    def images(self) -> list[Image.Image]:
        """Return the pages as pictures, a pixel for a point."""
        with pypdfium2.PdfDocument(self.data) as pdf:
            return [page.render(scale=1).to_pil().convert("L") for page in pdf]

    def words(self) -> list[list[str]]:
        """Return the words of each page."""
        with pypdfium2.PdfDocument(self.data) as pdf:
            return [sorted(page.get_textpage().get_text_range().split()) for page in pdf]

    def boxes(self) -> list[tuple[float, ...]]:
        """Return the bleed boxes of all pages."""
        with pypdfium2.PdfDocument(self.data) as pdf:
            return [page.get_bleedbox() for page in pdf]

    def outline(self) -> list[tuple[object, ...]]:
        """Return the bookmarks, each with its level and the place it leads to."""
        with pypdfium2.PdfDocument(self.data) as pdf:
            found = [(mark, mark.get_dest()) for mark in pdf.get_toc()]
            return [
                (mark.level, mark.get_title(), dest and (dest.get_index(), dest.get_view()))
                for mark, dest in found
            ]


def workshop(book: Path) -> Workshop:
    (job,) = jobs.find(book, [])
    copy = press.read(job, press.Order(book / "dist"), Problems())
    galley = press.compose(copy)
    return Workshop(galley, copy.house, press.modified(galley.edition), paged=True)


def made(book: Path, *, apart: bool = True) -> Made:
    shop = workshop(book)
    sheet = assemble(shop.house, shop.galley.edition, "print")
    forme = shop._forme
    printed = fragments.pull(forme, sheet) if apart else shop._whole(forme.lay_out(sheet))
    assert printed is not None
    vars(shop)["_printed"] = printed
    return Made(printed, shop._pages[0])


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cut editions of any length, and keep fragments apart from the user's."""
    monkeypatch.setattr("rotative.galley.LONG", 0)
    monkeypatch.setattr(fragments, "hands", lambda: 1)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the first sections of the parts that are laid out, as they are."""
    seen: list[str] = []
    own = Bench.make

    def make(self: Bench, part: cut.Part, *rest: Any, **more: Any) -> Any:
        seen.append(part.sections[0].id if part.sections else "fillers")
        return own(self, part, *rest, **more)

    monkeypatch.setattr(Bench, "make", make)
    return seen


def unlike(one: Image.Image, other: Image.Image) -> bool:
    """Tell whether pages differ by more than the rounding of a letter's edge."""
    return ImageChops.difference(one, other).point(lambda level: level > EDGE).getbbox() is not None


def alike(one: Made, other: Made) -> None:
    assert one.printed.count == other.printed.count
    pairs = zip(one.images(), other.images(), strict=True)
    assert [number for number, pair in enumerate(pairs, 1) if unlike(*pair)] == []
    assert one.words() == other.words()
    assert one.outline() == other.outline()
    assert one.printed.breaks() == other.printed.breaks()
    assert one.printed.lines == other.printed.lines
    assert one.printed.problems == other.printed.problems
    assert one.printed.fill == other.printed.fill


@pytest.mark.parametrize("style", THEMES)
def test_fragments_make_the_pages_of_the_whole(style: str, tmp_path: Path) -> None:
    book = publication(tmp_path / "book", style=style)
    apart, whole = made(book), made(book, apart=False)
    assert apart.printed.count > 9
    alike(apart, whole)


def test_pages_bleed_on_their_own_side(tmp_path: Path) -> None:
    book = publication(tmp_path / "book", sheet=SHEET + GLUED)
    apart, whole = made(book), made(book, apart=False)
    assert apart.boxes() == whole.boxes()
    assert len(set(whole.boxes())) == 2


@pytest.mark.parametrize("pad", [2, 4])
def test_pages_are_filled_up_as_those_of_the_whole(pad: int, tmp_path: Path) -> None:
    book = publication(tmp_path / "book", job=f"{{pad: {pad}, filler: notes}}", style="sobre")
    apart, whole = made(book), made(book, apart=False)
    assert apart.printed.count % pad == 0
    alike(apart, whole)


def test_what_was_kept_makes_the_same_bytes(tmp_path: Path, laid_out: list[str]) -> None:
    book = publication(tmp_path / "book")
    first = made(book)
    assert laid_out
    laid_out.clear()
    assert made(book).data == first.data
    assert laid_out == []


def test_a_correction_costs_its_article(tmp_path: Path, laid_out: list[str]) -> None:
    book = publication(tmp_path / "book")
    made(book)
    laid_out.clear()
    text = (book / "long" / "headlines.md").read_text("utf-8")
    (book / "long" / "headlines.md").write_text(
        text.replace("Résumé 3.", "Résumé 3, revu."), "utf-8"
    )
    alike(made(book), made(book, apart=False))
    assert len(set(laid_out)) == 1
    (corrected,) = set(laid_out)
    assert titles()[3].split()[0].lower() in corrected


def test_a_picture_that_changes_is_put_in_anew(tmp_path: Path, laid_out: list[str]) -> None:
    book = publication(tmp_path / "book")
    made(book)
    everything, seen = set(laid_out), len(laid_out)
    Image.new("RGB", (300, 120), "#aa7799").save(book / "long" / "images" / "plan.png")
    alike(made(book), made(book, apart=False))
    assert set() < set(laid_out[seen:]) < everything


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("styles/publication.css", ".standfirst { letter-spacing: 0.02em }"),
        ("templates/print/links.xhtml", "<aside class='links'><p>Voir en ligne</p></aside>"),
        ("styles/publication.print.css", SHEET.replace("0.9", "0.8")),
        # Tokens that templates use, and no rule.
        ("styles/publication.print.css", SHEET + ":root { --color-code: device-cmyk(1 0 0 0) }"),
    ],
)
def test_what_was_asked_of_the_house_is_looked_at_again(
    name: str, text: str, tmp_path: Path, laid_out: list[str]
) -> None:
    book = publication(tmp_path / "book")
    made(book)
    everything, seen = set(laid_out), len(laid_out)
    (book / name).parent.mkdir(parents=True, exist_ok=True)
    (book / name).write_text(text, "utf-8")
    made(book)
    assert set(laid_out[seen:]) == everything


def test_a_filler_shows_who_publishes_now(tmp_path: Path, laid_out: list[str]) -> None:
    book = publication(tmp_path / "book", job="{pad: 4, filler: subscription}")
    made(book)
    laid_out.clear()
    text = (book / "publication.yaml").read_text("utf-8")
    (book / "publication.yaml").write_text(f"{text}tagline: Pour tous\n", "utf-8")
    printed = made(book)
    assert laid_out
    assert any("tous" in words for words in printed.words())


def test_templates_of_ones_own_may_show_anything_of_the_edition(
    tmp_path: Path, laid_out: list[str]
) -> None:
    book = publication(tmp_path / "book")
    own = book / "templates" / "print" / "links.xhtml"
    own.parent.mkdir(parents=True)
    own.write_text('<p class="links">{{ edition.publication.url }}</p>', "utf-8")
    made(book)
    everything = set(laid_out)
    laid_out.clear()
    text = (book / "publication.yaml").read_text("utf-8")
    (book / "publication.yaml").write_text(f"{text}url: https://quai.example/\n", "utf-8")
    made(book)
    assert set(laid_out) == everything


def test_a_font_of_ones_own_that_changes_is_noticed(tmp_path: Path, laid_out: list[str]) -> None:
    own = (
        "@font-face { font-family: Own; src: url(fonts/own.ttf) }\n.standfirst { font-family: Own }"
    )
    book = publication(tmp_path / "book", sheet=SHEET + own)
    fonts = House().find("styles", "fonts/SourceSans3-It.ttf")
    other = House().find("styles", "fonts/SourceSans3-Bold.ttf")
    assert fonts
    assert other
    (book / "styles" / "fonts").mkdir()
    (book / "styles" / "fonts" / "own.ttf").write_bytes(fonts.read_bytes())
    made(book)
    laid_out.clear()
    (book / "styles" / "fonts" / "own.ttf").write_bytes(other.read_bytes())
    made(book)
    assert laid_out


def test_the_record_knows_what_kept_fragments_asked_for(tmp_path: Path) -> None:
    book = publication(tmp_path / "book")
    first, second = workshop(book), workshop(book)
    for shop in (first, second):
        assert fragments.pull(shop._forme, assemble(shop.house, shop.galley.edition, "print"))
    assert second.house.seen == first.house.seen
    assert "templates/print/links.xhtml" in second.house.seen


@pytest.mark.parametrize(
    "rule",
    [
        ".body p { counter-increment: verse }",
        "@page { @bottom-center { content: counter(pages) } }",
        ".kicker { position: running(head) }",
        ".links { position: fixed }",
        ".toc-link::after { content: target-text(attr(href url)) }",
        ".toc-link::after { content: target-counter(attr(href url), verse) }",
        ".article { break-before: recto }",
        "@page :first { margin-top: 40mm }",
        "@page :nth(3) { margin-top: 40mm }",
        ".lead { min-height: 50vh }",
        ".article:nth-child(even) { color: #333 }",
        "section:not(:last-child) { color: #333 }",
        "body:has(.standfirst) .article { color: #333 }",
        ".lead:has(.pullquote) + .headlines { color: #333 }",
        "@page { @top-left { content: string(publication, start) } }",
        "@page :left { @footnote { border-top: 3pt solid } }",
        "@PAGE :FIRST { margin-top: 40mm }",
    ],
)
def test_a_sheet_that_ties_sections_together_is_laid_out_whole(rule: str, tmp_path: Path) -> None:
    book = publication(tmp_path / "book", sheet=SHEET + rule)
    shop = workshop(book)
    sheet = assemble(shop.house, shop.galley.edition, "print")
    assert ties.crosses(sheet.css, shop.galley.sections)
    assert fragments.pull(shop._forme, sheet) is None


@pytest.mark.parametrize(
    ("selector", "tied"),
    [
        (".lead ~ .article p", True),
        (".cover ~ .article p", False),
        (".lead + .article", False),
        (".lead + .article + .article", True),
        ("h2 + p ~ p", False),
        (":is(.lead ~ .article) p", True),
        ("body:has(.article) .lead", True),
        ("body:has(.contents--long) .frontpage", False),
        ("body:has(.contents .toc-link) .lead", True),
        (".paged:has(h2, .contents) .lead", True),
        ("*:has(h2) > .lead", True),
        ("body:has(p:not(.summary)) .lead", True),
        ("html:not(:has(.contents)) .lead", False),
        (".article:has(h2)", False),
        (".article:has(h2) + .article", True),
        (".article:has(+ .article)", True),
        (".article--long:nth-child(even)", True),
        ("body > :nth-child(even) p", True),
        (".opens-page:first-of-type p,\n.lead", True),
        ("#lead:not(:last-child)", True),
        (".body > *:first-child", False),
        (".rubrics .article:nth-last-child(2)", False),
        ("div:first-child", False),
        (".lead::first-letter", False),
        ('.lead[title="a ~ .article"]', False),
    ],
)
def test_selectors_tie_sections_by_what_they_may_stand_for(selector: str, *, tied: bool) -> None:
    sections = [
        section("cover", "cover"),
        section("contents", "contents"),
        section("lead", "lead"),
        section("article article--long", "article", inside='<h2></h2><p class="summary"></p>'),
    ]
    assert ties.crosses(f"p {{ margin: 0 }} {selector} {{ color: red }}", sections) is tied


@pytest.mark.parametrize("style", THEMES)
def test_our_own_sheets_tie_no_sections_together(style: str, tmp_path: Path) -> None:
    shop = workshop(publication(tmp_path / "book", style=style, sheet=""))
    sheet = assemble(shop.house, shop.galley.edition, "print")
    assert not ties.crosses(sheet.css, shop.galley.sections)


@pytest.mark.parametrize(
    "rule",
    [
        ".intro::before { content: counter(page) } .standfirst::before { content: counter(page) }",
        ".article h2 { break-before: right }",
        ".article:not(:has(img)), .headlines:not(:has(img)) { break-after: page }",
    ],
)
def test_what_only_the_pages_show_falls_back_too(rule: str, tmp_path: Path) -> None:
    shop = workshop(publication(tmp_path / "book", sheet=SHEET + rule))
    assert fragments.pull(shop._forme, assemble(shop.house, shop.galley.edition, "print")) is None


def test_another_release_of_the_engine_lays_out_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "KNOWN", "69.0")
    shop = workshop(publication(tmp_path / "book"))
    assert fragments.pull(shop._forme, assemble(shop.house, shop.galley.edition, "print")) is None


def test_a_shell_of_ones_own_is_laid_out_whole(tmp_path: Path) -> None:
    book = publication(tmp_path / "book")
    own = book / "templates" / "print" / "document.xhtml"
    own.parent.mkdir(parents=True)
    own.write_text('{% extends "house/print/document.xhtml" %}', "utf-8")
    shop = workshop(book)
    assert fragments.pull(shop._forme, assemble(shop.house, shop.galley.edition, "print")) is None


def test_the_file_for_the_printer_holds_each_font_once(tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(made(publication(tmp_path / "book")).data)) as pdf:
        fonts = [
            str(each.BaseFont)
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Subtype") == "/Type0"
        ]
    assert fonts
    assert len(set(fonts)) == len(fonts)


# ---- what is kept


def test_what_is_kept_may_be_damaged_or_gone(tmp_path: Path, laid_out: list[str]) -> None:
    book = publication(tmp_path / "book")
    first = made(book)
    everything = list(laid_out)
    for path in (tmp_path / "cache" / "rotative" / "fragments").iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    laid_out.clear()
    assert made(book).data == first.data
    assert laid_out == everything


def test_without_a_cache_folder_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    store = Store(lambda _: "")
    store.keep("a", Fragment((), {}))
    store.tidy()
    assert store.find("a", Fragment) is None


def test_a_full_store_loses_what_was_not_used_for_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rotative.fragments.store.FULL", 2500)
    store = Store(lambda _: "")
    assert store.folder
    for age, name in enumerate("abc"):
        (store.folder / name).write_bytes(bytes(1000))
        os.utime(store.folder / name, (1000 - age, 1000 - age))
    store.tidy()
    assert sorted(path.name for path in store.folder.iterdir()) == ["a", "b"]


# ---- which sections begin pages


def section(kind: str, name: str, words: int = 0, *, inside: str = "") -> Section:
    text = f'<section id="{name}" class="{kind}"><p>{"mot " * words}</p>{inside}</section>'
    return Section(name, kind, name, text, ids=(name,))


def tokens(**more: str) -> dict[str, str]:
    sheet = assemble(House(), replace(workshop_edition(), style="classique"), "print")
    return {**sheet.tokens, **{name.replace("_", "-"): value for name, value in more.items()}}


def workshop_edition() -> Any:
    (job,) = jobs.find(Path(__file__).parents[1] / "book", ["poutine-kim"])
    return press.read(job, press.Order(Path("dist")), Problems()).edition


def test_long_articles_begin_pages_and_short_ones_run_on() -> None:
    sections = [
        section("lead", "lead", 8000),
        section("rubric", "port", inside='<p class="headline"></p>'),
        section("article", "short", 300),
        section("article", "long", 8000),
        section("article", "after", 300),
    ]
    assert openings(sections, tokens()) == {"long"}
    assert openings(sections, tokens(article_opens="0")) == set()
    assert openings(sections, tokens(article_opens="0.2")) == {"short", "long", "after"}


def test_a_rubric_without_headlines_keeps_to_its_first_article() -> None:
    sections = [section("rubric", "port"), section("article", "long", 8000)]
    assert openings(sections, tokens()) == {"port"}


def test_rubrics_begin_pages_in_a_book() -> None:
    sections = [
        section("rubric", "port", 900, inside='<p class="headline"></p>'),
        section("article", "one", 900),
        section("rubric", "ville", 900, inside='<p class="headline"></p>'),
    ]
    assert openings(sections, tokens(rubric_opens="1.5")) == {"port", "ville"}
    assert openings(sections, tokens()) == set()
