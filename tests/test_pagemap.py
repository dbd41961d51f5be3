"""Pages that agree: each printed page begins with the words after its break in the EPUB."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from rotative import engine, jobs, offsets, pagemap, press
from rotative.epub import pages as epub_pages
from rotative.galley import Galley, Section
from rotative.house import House
from rotative.model import Edition, Lead, Markup, Publication
from rotative.pagemap.align import align
from rotative.problems import Problems
from rotative.stylesheet import assemble
from rotative.units import points
from tests import longbook
from tests.conftest import Built
from tests.epub.editions import Break, picture
from tests.tools import ace, epubcheck, pdf

THEMES = House().themes()
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
INLINE = {f"{XHTML}{name}" for name in offsets.INLINE}
HEAD = "bateautonnes"  # of the long edition's tables; every part repeats it
RUNNING = "lagazette"  # magazine's pages have it above the text
TOLD = 24  # letters compared
COVER = 36.0  # pt from the trim, where a cover has no running head

# ---- small pages, one difficulty each

SHEET = """
@font-face { font-family: Text; src: url(fonts/SourceSerif4-Regular.ttf); }
@page { size: 60mm 50mm; margin: 5mm; @footnote { margin-top: 4px } }
body { margin: 0; font: 12px/16px Text; }
section { break-after: page; }
p, table { margin: 0; }
.columns { columns: 2; column-gap: 2mm; column-fill: auto; }
.next { break-before: page; }
.footnote { float: footnote; }
img { display: block; width: 40mm; height: 30mm; }
"""
# A page has room for nine of these.
LINES = "".join(f"<p>ligne{n} du texte</p>" for n in range(20))
NOTE = 'mot<a class="noteref" href="#n1">1</a> suivant'
PRINTED_NOTE = 'mot<span class="footnote">Une note au pied.</span> suivant'
REFRAIN = "<p>Le refrain.</p>" * 25


@dataclass(frozen=True)
class Case:
    """A section of the galley, how it is printed if otherwise, a sheet, and each page's words."""

    galley: str
    words: str
    printed: str = ""
    sheet: str = ""


CASES = {
    "plain": Case(LINES, "ligne0 ligne9 ligne18"),
    "columns under a head": Case(
        f"<h1>Titre</h1><div class='columns'>{LINES}</div>", "Titre ligne16", sheet="h1{margin:0}"
    ),
    "a word broken between pages": Case(
        "<p>anti<em>constitutionnellement</em> dit</p>",
        " ".join(["anticonstitutionnellement"] * 3),
        sheet="@page{size:25mm 15mm;margin:5mm} p{hyphens:auto;orphans:1;widows:1}",
    ),
    "footnotes": Case(
        f"<p>{NOTE}</p><p class='next'>autre page</p><section><p>1 Une note au pied.</p></section>",
        "mot1 autre",
        f"<p>{PRINTED_NOTE}</p><p class='next'>autre page</p>",
    ),
    "a note that runs over": Case(
        f"<p>{NOTE}</p><p class='next'>autre <em>page</em></p><section>{LINES}</section>",
        "mot1 autre",
        f"<p>mot<span class='footnote'>{LINES.replace('p>', 'span>')}</span> suivant</p>"
        "<p class='next'>autre <em>page</em></p>",
    ),
    "a dropped initial": Case(
        "<p>un</p><p class='next'>La criée a repris.</p>",
        "un La",
        "<p>un</p><p class='next'><span style='float:left'>L</span>a criée a repris.</p>",
    ),
    "a box broken beside the text": Case(
        "<p>un</p><p class='space'><span class='box'>a<br/>b<br/>c<br/>d</span>deux</p>"
        "<p>trois</p><p>quatre</p>",
        "un trois",
        sheet=".space{padding-top:30mm} .box{float:left}",
    ),
    "a picture alone": Case(
        "<p>un</p><p class='next'><img src='x.png' alt=''/></p><p class='next'>deux</p>",
        "un ￼ deux",
    ),
    "a picture and its legend": Case(
        "<p>un</p><figure class='next'><img src='x.png' alt=''/><p>deux</p></figure>", "un ￼"
    ),
    "a table's head again": Case(
        "<table><thead><tr><th>ligne0</th></tr></thead><tbody>"
        + "".join(f"<tr><td>ligne{n}</td></tr>" for n in range(20))
        + "</tbody></table>",
        "ligne0 ligne8 ligne16",
        sheet="table{border-collapse:collapse} td,th{padding:0;font-weight:400}",
    ),
    "cells cut in two": Case(
        f"<table><tr><td>{LINES}</td><td>{LINES.replace('ligne', 'autre')}</td></tr></table>",
        "ligne0 ligne9 ligne18",
        sheet="table{border-spacing:0} td{padding:0;white-space:nowrap}",
    ),
    "text of the sheet": Case(
        "<p>un</p><ol class='next'><li>deux</li></ol><p class='next'>trois</p>",
        "un deux trois",
        sheet="p::before{content:'un deux '} li::before{content:counter(x) ' trois '}",
    ),
    "hidden text": Case(
        "<p>un</p><p class='next'><b class='off'>deux</b> trois</p><p class='off'>quatre</p>",
        "un trois",
        sheet=".off{display:none}",
    ),
    "numbered links": Case(
        "<p>un <a href='x'>lien</a> et <a href='x'>deux</a></p><p class='next'>trois</p>",
        "un trois trois",
        "<p>un <a href='x'>lien</a><sup>[1]</sup> et <a href='x'>deux</a><sup>[2]</sup></p>"
        "<ul class='next'><li>1. https://example.org/un-lien-assez-long</li></ul>"
        "<p class='next'><sup>[3]</sup> trois</p>",
    ),
    "links that begin like a note": Case(
        f"<p>{NOTE} jusqu’à la fin du texte</p><section><p>Les vents tournent.</p></section>",
        "mot1 .",
        f"<p>{PRINTED_NOTE} jusqu’à la fin du texte</p><p class='next'>Liens un.fr</p>",
    ),
    "a blank page": Case(
        "<p>un</p><p class='right'>deux</p>",
        "un deux deux",
        sheet=".right{break-before:right}",
    ),
    "fillers at the end": Case(
        "<p>un</p>", "un . .", "<p>un</p><p class='next'>Notes</p><p class='next'>Notes</p>"
    ),
    "letters in capitals": Case(
        f"<p>{'Straße ' * 5}{' '.join(f'mot{n}' for n in range(60))}</p>",
        "Straße mot32",
        sheet="p{text-transform:uppercase;orphans:1;widows:1}",
    ),
    "the same words again": Case(f"{REFRAIN}", "Le Le Le"),
    "a line above every page": Case(
        f"<p class='top'>courant</p>{LINES}", "ligne0 ligne9 ligne18",
        sheet=".top{position:running(t)} @page{@top-left{content:element(t)}}",
    ),
    "fixed on every page": Case(
        f"{LINES}<p class='fixed'>filigrane</p>",
        "ligne0 ligne9 ligne18",
        sheet=".fixed{position:fixed}",
    ),
    "boxes in another order": Case(
        "<div class='flex'><p class='last'>un</p><p>deux</p></div><p class='next'>trois</p>",
        "un trois",
        sheet=".flex{display:flex;flex-direction:column} .last{order:2}",
    ),
    "lines of their own": Case(
        f"<p>un</p><p class='next'>Mot{' mot' * 80}</p>", "un Mot mot",
        sheet="p::first-line{font-variant:small-caps} p::first-letter{font-size:20px}",
    ),
}  # fmt: skip


def laid_out(body: str, sheet: str = "") -> object:
    weasyprint = engine.weasyprint()
    html = f'<html lang="fr"><style>{SHEET}{sheet}</style><body>{body}</body></html>'
    fetcher = engine.fetcher({"x.png": picture()}, House().read_style)
    with engine.listening():
        return weasyprint.HTML(string=html, base_url=engine.BASE, url_fetcher=fetcher).render()


def galley(*sections: tuple[str, str]) -> Galley:
    edition = Edition("e", Publication("P"), Lead(Markup("t"), Markup("b")))
    made = tuple(Section(name, "article", "", xhtml) for name, xhtml in sections)
    return Galley(edition, (), made, ())


def beginnings(breaks: tuple[pagemap.Break, ...], sections: dict[str, str]) -> list[str]:
    """Return the word at each break, `.` at the end of a section."""
    found = []
    for page in breaks:
        text = offsets.text(sections[page.section])
        following = next((s for s in text.starts if s > page.offset), None)
        found.append(text.letters[page.offset : following] or ".")
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_page_begins_with_its_first_word(name: str) -> None:
    case = CASES[name]
    marked = {"a": f'<section id="a">{case.galley}</section>'}
    body = f'<section id="a">{case.printed or case.galley}</section>'
    breaks = pagemap.read(laid_out(body, case.sheet), galley(*marked.items()))
    assert beginnings(breaks, marked) == case.words.split()


def test_sections_may_be_printed_in_another_order() -> None:
    marked = {name: f'<section id="{name}"><p>{name}</p>{LINES}</section>' for name in "abc"}
    body = "".join(marked[name] for name in "cab")
    breaks = pagemap.read(laid_out(body), galley(*marked.items()))
    assert beginnings(breaks, marked) == [
        word for name in "cab" for word in (name, "ligne8", "ligne17")
    ]
    assert [page.section for page in breaks] == [*"cccaaabbb"]
    assert [page.label for page in breaks] == [*"123456789"]


def test_folios_are_those_printed() -> None:
    body = "<p>un</p><p class='next'>deux</p><p class='next'>trois</p>"
    marked = {"a": f'<section id="a">{body}</section>'}

    def labels(sheet: str) -> list[str]:
        return [
            page.label
            for page in pagemap.read(laid_out(marked["a"], sheet), galley(*marked.items()))
        ]

    assert labels("") == ["1", "2", "3"]
    assert labels("@page :first { counter-reset: page 40 }") == ["40", "41", "42"]
    # Two pages of one number would be no help: those of the sheets are.
    assert labels("@page { counter-reset: page 7 }") == ["1", "2", "3"]


def test_a_document_without_the_sections_has_no_map() -> None:
    marked = galley(("a", '<section id="a"><p>un</p></section>'))
    assert pagemap.read(laid_out("<p>Seul.</p>"), marked) == ()


# ---- alignment and the breaks in markup


def _text(letters: str) -> offsets.Text:
    return offsets.Text(letters, tuple(found.start() for found in re.finditer(r"\w+|\W", letters)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", "abc"),
        ("abc", ""),
        ("un texte commun à deux", "un texte commun à deux"),
        ("un texte[1] commun à deux documents", "un texte commun à deux documents"),
        ("un texte commun à deux documents", "un texte(note) commun à deux documents[fin]"),
        ("début" + "x" * 5000 + "une suite assez longue", "débutune suite assez longue"),
        ("la fin[1].txt", "la fin.txt"),
    ],
)
def test_what_two_texts_share_is_found(first: str, second: str) -> None:
    found = align(first, _text(second))
    for offset, letter in enumerate(first):
        place = found.place(offset)
        assert place is None or second[place] == letter
    shared = [letter for offset, letter in enumerate(first) if found.place(offset) is not None]
    assert len(shared) >= min(len(first), len(second)) - len("(note)[fin]")


def test_two_long_texts_of_nothing_but_repeats_are_aligned_in_time() -> None:
    first = "".join(f"vers {n} " + "refrain " * 40 + f"[{n}]" for n in range(400))
    second = re.sub(r"\[\d+\]", "", first)
    found = align(first, _text(second))
    at = first.index("vers 399")
    place = found.place(at)
    assert place is not None
    assert second[place:].startswith("vers 399")


@pytest.mark.parametrize(
    ("markup", "offset", "expected"),
    [
        ("<p>un deux</p>", 2, "<p>un |deux</p>"),
        ("<h1><em>Un</em> titre</h1>", 0, "|<h1><em>Un</em> titre</h1>"),
        ("<h1>Un titre</h1>", 2, "<h1>Un |titre</h1>"),
        ("<p>un</p>\n<h2 class='x'>deux</h2>", 2, "<p>un</p>\n|<h2 class='x'>deux</h2>"),
        (
            "<p>un</p><figure><img src='x'/></figure>",
            2,
            "<p>un</p><figure>|<img src='x'/></figure>",
        ),
        ("<p>un<img src='x'/></p><p>deux</p>", 3, "<p>un<img src='x'/></p><p>|deux</p>"),
        ("<p>a &amp; b<!-- c <d> -->c</p>", 2, "<p>a &amp; |b<!-- c <d> -->c</p>"),
        ("<p>un</p>", 9, "<p>un|</p>"),
    ],
)
def test_a_break_stands_before_its_word(markup: str, offset: int, expected: str) -> None:
    marked = epub_pages.insert(markup, [Break("s", offset, "5")])
    assert re.sub(r"<span id=.*?</span>", "|", marked) == expected


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>un<em>deux</em> trois&#160;quatre</p>", "undeux trois quatre"),
        ("<p>un</p><p>deux</p>", "un deux"),
        ("<p>un<br/>deux&amp;trois</p>", "un deux&trois"),
        ("<p>un<!-- x -->deux<img src='x'/>trois</p>", "undeux \ufffc trois"),
        ("<p>\u202fun\u00a0: deux</p>", "un : deux"),
    ],
)
def test_words_are_told_by_blanks_and_blocks(markup: str, words: str) -> None:
    text = offsets.text(markup)
    bounds = [*text.starts, len(text.letters)]
    found = [text.letters[a:b] for a, b in pairwise(bounds)]
    assert found == words.split(" ")
    assert [text.word(at) for at in text.starts] == list(text.starts)


# ---- the words after each break of an EPUB, and those of the printed pages


def letters(text: str) -> str:
    """Return what poppler and an EPUB agree on: letters, ligatures undone, case folded."""
    return re.sub(r"[\W\d_]", "", unicodedata.normalize("NFKC", text)).casefold()


@dataclass
class Book:
    """An EPUB's text in the order of reading, and where in it each page begins."""

    text: str
    breaks: dict[str, int]
    listed: list[str]


def read_book(path: Path) -> Book:
    with zipfile.ZipFile(path) as book:
        package = etree.fromstring(book.read("EPUB/content.opf"))
        files = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        spine = [files[item.get("idref")] for item in package.iter("{*}itemref")]
        parts = [
            part for name in spine for part in _parts(etree.fromstring(book.read(f"EPUB/{name}")))
        ]
        nav = etree.fromstring(book.read("EPUB/nav.xhtml"))
    text, breaks = "", {}
    for part, folio in parts:
        if folio:
            breaks[folio] = len(text)
        text += part
    lists = [each for each in nav.iter(f"{XHTML}nav") if each.get(TYPE) == "page-list"]
    return Book(text, breaks, [str(a.text) for each in lists for a in each.iter(f"{XHTML}a")])


def _parts(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a document's text, and the folio where a page begins."""
    away = element.tag == f"{XHTML}head" or element.get("class") == "bar" or element.get("hidden")
    if not away:
        breaks = element.get("role") == "doc-pagebreak"
        yield element.text or "", str(element.get("aria-label")) if breaks else ""
        for child in element:
            yield from _parts(child)
    between = "" if element.tag in INLINE else " "
    yield f"{between}{element.tail or ''}", ""


@pytest.fixture(scope="module", params=THEMES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The long edition in one theme."""
    folder = tmp_path_factory.mktemp(request.param)
    book = longbook.write(folder / "book", style=request.param)
    return build(book, "long", folder / "dist")


def build(book: Path, name: str, out: Path) -> Built:
    (job,) = jobs.find(book, [name])
    order = press.Order(out, ("epub", "print"))
    result = press.build(job, order)
    assert result.state == "built", result.problems
    made = press.compose(press.read(job, order, Problems()))
    return Built(made, {name: Path(path) for name, path in result.artefacts.items()})


def printed(built: Built, *, cover: bool = False) -> list[str]:
    """The letters of each page's text area, in the order of drawing; a cover's begins higher."""
    path, edition = built.files["print"], built.galley.edition
    (media, *_), (trim, *_) = (
        list(filter(None, pdf.boxes(path, f"/{n}Box"))) for n in ("Media", "Trim")
    )
    # Between running head and folio.
    tokens = assemble(House(edition.publication.root), edition, "print").tokens
    head, foot = (points(tokens[f"margin-{side}"]) - 8 for side in ("top", "bottom"))
    head = COVER if cover else head
    left, top = trim[0] - media[0], media[3] - trim[3] + head
    height = trim[3] - trim[1] - head - foot
    crop = pdf.Crop(int(left), int(top), int(trim[2] - trim[0]), int(height))
    texts = pdf.texts(path, crop=crop, raw=True)
    return [letters(text).removeprefix(RUNNING) for text in texts]


def compare(built: Built) -> None:
    book, shown = read_book(built.files["epub"]), printed(built)
    covers = printed(built, cover=True)
    assert book.listed == [str(n) for n in range(1, len(shown) + 1)]
    assert list(book.breaks) == book.listed
    assert not letters(book.text[: book.breaks["1"]])
    for folio, page, cover in list(zip(book.listed, shown, covers, strict=True))[1:]:
        text = book.text[book.breaks[folio] :]
        word, *_ = text.split()
        told = page.removeprefix(HEAD) if not letters(text).startswith(HEAD) else page
        # The end of a word broken before the page stands within its first word; an initial is
        # drawn before the page's other letters.
        begins = told[:TOLD], told[1:TOLD], cover[:TOLD]
        places = [at for at in range(len(word)) if letters(text).startswith(begins, at)]
        assert places, f"{folio}: {told[:TOLD]!r} is not at {text[:60]!r}"


@pytest.mark.slow
def test_every_page_begins_where_the_e_reader_says(built: Built) -> None:
    assert pdf.page_count(built.files["print"]) > 30
    compare(built)


def test_the_sample_has_its_pages(sample: Built) -> None:
    compare(sample)


@pytest.mark.slow
def test_the_checkers_find_nothing(built: Built) -> None:
    assert epubcheck.check(built.files["epub"]) == []
    if "magazine" in str(built.files["epub"]):  # whose pages begin in the contents, too
        assert ace.violations(built.files["epub"]) == []
