"""Links on paper: each has a figure, its address in a list, and a piece a code that can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from lxml import etree, html
from PIL import Image

from rotative import engine, epub, linelint, press
from rotative.codes import LARGEST_VERSION, code
from rotative.linelint.pages import blocks
from rotative.model import Markup
from rotative.pdf import draw
from rotative.words import words
from tests.printed.editions import BARE, REPORT, SOURCE, Proof, proof, write
from tests.tools import codes, pdf

DPI = 300
MM = DPI / 25.4
BRIEF = "https://c.example.org/thon"


@dataclass(frozen=True)
class Sheets:
    """A printed edition: its document, its file and the text of its pages."""

    proof: Proof
    path: Path
    text: str


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("links") / "book", trim="A5")


@pytest.fixture(scope="session")
def paper(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    path = tmp_path_factory.mktemp("paper") / "revue.pdf"
    made = proof(book)
    made.printed(path)
    return Sheets(made, path, "\n".join(pdf.texts(path)))


def tree(document: str) -> html.HtmlElement:
    return html.document_fromstring(document)


def listed(document: str, section: str) -> dict[int, str]:
    """The list of a section as a reader sees it."""
    (found,) = tree(document).xpath(f"//section[@id='{section}']//aside[contains(@class,'links')]")
    items = found.xpath(".//li[@class='link-item']")
    shown = {int(li.get("data-ref")): li.text_content().strip() for li in items}
    return {n: re.sub("[\u200b\u2060]", "", text) for n, text in shown.items()}


def figures(document: str) -> dict[str, list[str]]:
    """The figures that follow each word of a link."""
    found: dict[str, list[str]] = {}
    for mark in tree(document).xpath("//a/span[@class='link-ref']"):
        found.setdefault(mark.getparent().text_content(), []).append(mark.get("data-ref"))
    return found


def test_every_link_of_a_piece_has_a_figure_and_the_same_link_the_same(paper: Sheets) -> None:
    found = figures(paper.proof.html())
    assert found["Le Monde"] == ["1"]
    assert found["la région"] == found["même rapport"] == ["2"]
    assert found["le bulletin"] == ["3"]  # in a note, which stands where it is called
    assert found["nous"] == ["7"]
    assert BARE not in found
    assert "les chiffres" not in found


def test_the_list_has_what_the_figures_mean(paper: Sheets) -> None:
    assert listed(paper.proof.html(), "lead") == {
        1: "lemonde.example.org/…/le-port-rouvre_6648123_3234.html",
        2: "www.region.example.org/rapport-2025.pdf",
        3: "criee.example.org/12",
        4: "ouest.example.org/…/peche-la-criee-reprend-un-soulagement-pour-les-mare…",
        5: "münchen.example.org/hafen",
        6: "xn--80ak6aa92e.example.org/compte",
        7: "nous@example.org",
    }


def test_headlines_share_a_list_and_a_title_is_not_marked_twice(paper: Sheets) -> None:
    document = paper.proof.html()
    assert list(listed(document, "headlines").values()) == [
        "a.example.org/marche",
        "b.example.org/ecole",
        "ec.example.org/quotas",
        "c.example.org/thon",
        "meteo.example.org",
    ]
    found = figures(document)
    assert found["Le marché déménage"] == ["1"]
    assert "Une école sans cantine" not in found
    assert found["b.example.org"] == ["2"]


def test_paper_shows_figures_lists_and_pages(paper: Sheets) -> None:
    text = " ".join(paper.text.replace("\u00a0", " ").replace("\u202f", " ").split())
    text = text.replace("\u2010 ", "").replace("\u2010", "-")
    assert "la région[2] : quarante" in text
    assert "« soulagement[4] » est général !" in text
    assert "les chiffres (p. 1), les" in text
    # It may be broken at its hyphen, which looks like that of a broken word.
    assert BARE.replace("-", "") in text.replace(" ", "").replace("-", "")
    assert "www.region.example.org/rapport-2025.pdf" in text.replace(" ", "")
    assert "LIENS" in text.replace(" ", "")


def test_a_figure_is_no_note(paper: Sheets) -> None:
    # A note's call is set in the text's face without brackets; a link's in the sans with them.
    assert "quarante tonnes1" in paper.text
    assert "le bulletin[3]" in paper.text


BEFORE = (
    "mot",
    "mot»",
    "mot)",
    "mot!",
    "mot%",
    "mot.",
    "mot’",
    "mot-",
    "mot/",
    "mot…",
    "12",
    "mot]",
)


def _lines(rule: str) -> Iterator[str]:
    """Set lines of many measures in which each word is a link."""
    weasyprint = engine.weasyprint()
    links = " ".join(
        f'<a href="https://a.org">{word}<span class="link-ref" data-ref="{n}"></span></a>\u202f:'
        for n, word in enumerate(BEFORE * 2)
    )
    texts = "".join(f'<p style="width: {40 + 7 * n}pt">{links}</p>' for n in range(9))
    css = f"@page {{ size: 400pt 9000pt }} .link-ref::before {{ {rule} }}"
    page = weasyprint.HTML(string=f"<style>{css}</style>{texts}").render()
    for block in blocks(page.pages):
        yield from (line.text.strip() for line in block.lines)


def test_no_line_begins_with_a_figure(paper: Sheets) -> None:
    (rule,) = re.findall(r"\.link-ref::before \{(.*?)\}", paper.proof.sheet().css)[:1]
    assert not [line for line in _lines(rule) if re.match("[\u2060[:]", line)]
    # Without the joiner there are such lines.
    assert [line for line in _lines(rule.replace("\\2060", "")) if line.startswith("[")]


def scanned(path: Path) -> list[codes.Found]:
    pages = range(1, pdf.page_count(path) + 1)
    return [found for n in pages for found in codes.read(pdf.render_png(path, page=n, dpi=DPI))]


@pytest.mark.parametrize(("theme", "trim"), [("magazine", "A4"), ("sobre", "A5")])
def test_codes_can_be_read_in_every_theme(tmp_path: Path, theme: str, trim: str) -> None:
    made = proof(write(tmp_path / "book", trim=trim), theme)
    layout = made.layout()
    path = tmp_path / "revue.pdf"
    path.write_bytes(draw(layout, made.galley.edition)[0])
    can_be_read(path)
    assert not [p for p in linelint.inspect(layout.document.pages) if ".org" in p.message]


def can_be_read(path: Path) -> None:
    found = scanned(path)
    assert [one.text for one in found] == [SOURCE, BRIEF, "https://meteo.example.org/"]
    assert min(one.side for one in found) >= 15 * MM - 3


def test_codes_can_be_read_on_a_small_sheet(paper: Sheets) -> None:
    can_be_read(paper.path)


def test_a_code_has_its_white_and_is_drawn_with_black_alone(paper: Sheets) -> None:
    page = pdf.render_png(paper.path, dpi=DPI)
    with Image.open(BytesIO(page)) as image:
        for found in codes.read(page):
            modules = (code(found.text) or pytest.fail("no code")).modules
            quiet = round(4 * found.side / modules) - 2
            box = (found.left - quiet, found.top - quiet, found.right + quiet, found.bottom + quiet)
            around = image.convert("L").crop(box)
            inner = (quiet - 2, quiet - 2, around.width - quiet + 2, around.height - quiet + 2)
            around.paste(255, inner)
            assert min(around.tobytes()) > 200
    with pikepdf.open(paper.path) as file:
        images = [
            o
            for o in file.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        ]
        assert not images
        fills = [fill for page in file.pages for fill in _fill_of_codes(page)]
    assert len(fills) == 3
    assert set(fills) <= {("/DeviceCMYK", (0, 0, 0, 1)), ("k", (0, 0, 0, 1))}


COLOURS = {"sc", "scn", "rg", "g", "k"}
STROKES = {"m", "l", "re", "h"}


def _fill_of_codes(page: pikepdf.Page) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield the colour of each path of a hundred strokes or more, which only codes have."""
    space, strokes = "", 0
    colour: tuple[float, ...] = ()
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if name == "cs":
            space = str(instruction.operands[0])
        elif name in COLOURS:
            colour = tuple(float(value) for value in instruction.operands)
            space = space if name in ("sc", "scn") else name
        elif name in ("f", "f*") and strokes > 100:
            yield space, colour
        strokes = strokes + 1 if name in STROKES else 0


def test_a_code_is_described(paper: Sheets) -> None:
    for drawn in tree(paper.proof.html()).xpath("//svg"):
        title = drawn.xpath("string(title)")
        assert title.startswith("Code QR\u00a0: ")
        assert drawn.get("aria-label") == title
        assert drawn.get("role") == "img"


def test_codes_never_make_a_wall(book: Path) -> None:
    made = proof(book)
    headlines = made.galley.edition.headlines

    def counted(number: int) -> int:
        text = Markup("Un résumé.")
        several = tuple(
            replace(headline, summary=text, url=f"https://c.example.org/{n}" if n < number else "")
            for n, headline in enumerate(headlines)
        )
        changed = proof(book, headlines=several)
        (section,) = tree(changed.html()).xpath("//section[@id='headlines']")
        assert f"c.example.org/{number - 1}" in " ".join(
            listed(changed.html(), "headlines").values()
        )
        return len(section.xpath(".//svg"))

    assert [counted(3), counted(4), counted(5)] == [3, 4, 0]


def test_an_address_too_long_for_a_telephone_has_no_code() -> None:
    assert code("https://example.org/" + "a" * 2900) is None
    assert code("https://example.org/" + "a" * 20_000) is None
    longest = code("https://example.org/" + "a" * 290)
    assert longest is not None
    assert longest.modules == 4 * LARGEST_VERSION + 17
    assert longest.side < 31


@pytest.mark.parametrize(
    ("job", "figures_there", "codes_there"),
    [
        ("{}", True, True),
        ("{links: none}", False, True),
        ("{qr: false}", True, False),
        ("{links: none, qr: false}", False, False),
    ],
)
def test_a_publication_decides(
    tmp_path: Path, job: str, figures_there: bool, codes_there: bool
) -> None:
    document = proof(write(tmp_path / "book", job=job)).html()
    assert ('class="link-ref"' in document) is figures_there
    assert ("<svg" in document) is codes_there
    assert ('class="links' in document) is (figures_there or codes_there)


def test_other_media_keep_their_links_as_they_were(tmp_path: Path, paper: Sheets) -> None:
    plain = proof(write(tmp_path / "book", job="{links: none, qr: false}"))
    assert plain.html("screen") == paper.proof.html("screen")
    screen = tree(paper.proof.html("screen"))
    assert REPORT in screen.xpath("//a/@href")
    assert not screen.xpath("//*[contains(@class,'link-ref') or contains(@class,'links')]")
    books = [
        epub.write(p.galley, p.sheet("epub"), p.house, modified=press.modified(p.galley.edition))
        for p in (plain, paper.proof)
    ]
    assert books[0] == books[1]


def test_the_text_of_a_piece_is_the_galleys(paper: Sheets) -> None:
    document = tree(paper.proof.html())
    for added in document.xpath("//aside[contains(@class,'links')]"):
        added.drop_tree()
    for section in paper.proof.galley.sections:
        if section.kind == "headlines":
            wrapped = f'<div xmlns:epub="http://www.idpf.org/2007/ops">{section.xhtml}</div>'
            expected = "".join(etree.fromstring(wrapped).itertext())
            (found,) = document.xpath(f"//section[@id='{section.id}']")
            assert found.text_content().split() == expected.split()


def test_a_link_to_another_piece_is_a_page(book: Path) -> None:
    made = proof(book)
    first, *others = made.galley.edition.headlines
    text = Markup('Voir <a href="#lead">notre récit</a>.')
    document = proof(book, headlines=(replace(first, summary=text, url=""), *others)).html()
    (link,) = tree(document).xpath("//a[@href='#lead'][text()='notre récit']")
    assert link.get("class") == "page-ref"
    assert (link.get("data-before"), link.get("data-after")) == (" (p.\u00a0", ")")


@pytest.mark.parametrize("language", ["fr", "en", "de", "es", "it", "pt", "nl", "pl", "ru", "el"])
def test_the_list_is_named_in_the_language(book: Path, language: str) -> None:
    document = tree(proof(book, language=language).html())
    titles = {
        title.text_content() for title in document.xpath("//p[contains(@class,'links-title')]")
    }
    assert titles == {words(language)["links"]}


def test_trailing_blanks_stay_outside_and_quotes_in_attributes_are_safe(book: Path) -> None:
    made = proof(book)
    url = "https://a.example.org/?a=1&amp;b=&quot;2&quot;"
    body = Markup(f'<p>Un <a href="{url}">mot </a>et <a id="x" href="{url}"><em>deux</em></a>.</p>')
    lead = replace(made.galley.edition.lead, body=body, url="", source="")
    document = proof(book, lead=lead).html()
    assert 'mot<span class="link-ref" data-ref="1"></span> </a>' in document
    assert '<em>deux</em><span class="link-ref" data-ref="1"></span></a>' in document
    assert listed(document, "lead") == {1: 'a.example.org/?a=1&b="2"'}
