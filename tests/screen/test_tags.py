"""The structure of the screen PDF says what the galley says, in its order, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from rotative.galley import Galley
from rotative.house import House
from tests.screen.conftest import Screen, Shelf
from tests.tools import pdf as sheets
from tests.tools.structure import Element

every_theme = pytest.mark.parametrize("theme", House().themes())
HEADINGS = tuple(f"H{level}" for level in range(1, 7))
BLOCKS = {"P", *HEADINGS, "LBody", "Lbl", "TD", "TH", "Caption", "TOCI", "Note"}
ROLES = {"p": "P", "pre": "P", "li": "LBody", "dt": "Lbl", "dd": "LBody", "td": "TD", "th": "TH",
         "caption": "Caption", "figcaption": "Caption"}  # fmt: skip
ROLES |= {role.lower(): role for role in HEADINGS}
Piece = tuple[str, object, str]
MARKER = re.compile(r"(?:•|\d+\.) ?$")


@dataclass(frozen=True)
class Said:
    """A block as it is read aloud."""

    role: str
    text: str


def _plain(text: str) -> str:
    """Fold what is the same to an ear: kinds of blanks and hyphens, capitals, separators."""
    text = text.replace("\u2011", "-").replace("\u00ad", "").replace("· ", "")
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip().casefold()


def _gathered(pairs: Iterator[Piece]) -> list[Said]:
    """Join what follows one another in the same block, and leave out empty blocks."""
    out: list[Piece] = []
    for role, block, text in pairs:
        if out and out[-1][1] is block and out[-1][0] == role != "Figure":
            out[-1] = (role, block, out[-1][2] + text)
        else:
            out.append((role, block, text))
    return [Said(role, _plain(text)) for role, _, text in out if _plain(text)]


# What the PDF says


def _spoken(element: Element) -> list[Said]:
    return _gathered(_in_pdf(element, "", element))


def _in_pdf(element: Element, role: str, block: object) -> Iterator[Piece]:
    if element.role == "Lbl" and MARKER.match(element.text):
        return
    if element.role == "Figure":
        yield "Figure", element, element.entries["Alt"]
    if element.role in BLOCKS:
        role, block = element.role, element
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from _in_pdf(kid, role, block)
        elif isinstance(kid, str):
            yield role, block, re.sub(r" \d+$", "", kid) if role == "TOCI" else kid


# What the galley says


def _written(galley: Galley) -> list[Said]:
    shown = (section for section in galley.sections if section.kind != "cover")
    parts = (
        _in_galley(etree.fromstring(f'<x xmlns:epub="e">{section.xhtml}</x>'), "", section)
        for section in shown
    )
    return _gathered(piece for part in parts for piece in part)


def _in_galley(element: etree._Element, role: str, block: object) -> Iterator[Piece]:
    tag = str(element.tag)
    if tag == "img":
        yield from _picture(element)
    if tag in ROLES:
        role, block = ROLES[tag], element
    if tag == "li" and element.xpath("ancestor::nav[@role='doc-toc']"):
        role = "TOCI"
    if tag == "li" and element.xpath("ancestor::section[@role='doc-endnotes']"):
        role = "Note"
    yield role, block, " " if tag == "br" else element.text or ""
    for child in element:
        yield from _in_galley(child, role, block)
        yield role, block, child.tail or ""


def _picture(image: etree._Element) -> Iterator[Piece]:
    told = image.get("alt", "") or " ".join(image.xpath("..//figcaption//text()"))
    if told:
        yield "Figure", image, told


@every_theme
def test_blocks_and_words_are_those_of_the_galley(shelf: Shelf, theme: str) -> None:
    for screen in (shelf.sample(theme), shelf.rich(theme)):
        tree = screen.tree
        written = _written(screen.galley)
        assert len(written) > 40
        assert _spoken(tree.document) == written
        assert tree.unclaimed == []
        keeps_running_heads_out(screen)
        climbs_no_heading_too_far(tree.document)
        describes_its_links(screen)


def keeps_running_heads_out(screen: Screen) -> None:
    tree = screen.tree
    name = screen.galley.edition.publication.title
    pages = screen.layout.count
    assert sum(text.strip() == name for text in tree.artifacts) >= pages - 1
    assert tree.document.text.count(name) == 1
    assert not [text for text in tree.artifacts if len(text.strip(" .·■●")) > 20]


def climbs_no_heading_too_far(document: Element) -> None:
    levels = [int(heading.role[1]) for heading in document.all(*HEADINGS)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def destinations(path: Path) -> dict[str, int]:
    """Return the page, from 1, of each named place of a PDF."""
    with pikepdf.open(path) as file:
        pages = {page.obj.objgen: number for number, page in enumerate(file.pages, 1)}
        names = pikepdf.NameTree(file.Root["/Names"]["/Dests"])
        return {str(name): pages[place[0].objgen] for name, place in names.items()}


def describes_its_links(screen: Screen) -> None:
    document = screen.tree.document
    numbers = destinations(screen.path)
    links = document.all("Link")
    assert links
    for link in links:
        assert link.links, link.text
        for area in link.links:
            left, bottom, right, top = area.box
            assert right - left >= 9, area
            assert top - bottom >= 13.9, area
            assert area.told.strip(), area
            if area.target.startswith("http"):
                assert area.told == area.target
            elif "Note" not in area.told and "Retour" not in area.told:
                assert area.told.endswith(f"page\u00a0{numbers[area.target]}"), area
    written = {
        str(href)
        for section in screen.galley.sections
        for href in re.findall(r'href="([^"]+)"', section.xhtml)
    }
    found = {area.target for link in links for area in link.links}
    assert found == {href.replace("&amp;", "&").removeprefix("#") for href in written}


def test_contents_lead_to_the_page_they_name(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    entries = screen.tree.document.all("TOCI")
    assert len(entries) > 8
    texts = [_plain(text) for text in sheets.texts(screen.path)]
    for entry in entries:
        link = entry.all("Link")[0]
        title, number = re.fullmatch(r"(.+?) (\d+)", link.text).groups()  # type: ignore[union-attr]
        assert _plain(title) in texts[int(number) - 1], link.text


def test_rich_parts_carry_their_properties(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    document = screen.tree.document
    spoken = [(e.role, e.entries["Lang"], e.text.strip()) for e in document.walk()
              if "Lang" in e.entries]  # fmt: skip
    assert ("BlockQuote", "de", "Das ist ein deutsches Zitat.") in spoken
    english = [text for role, language, text in spoken if (role, language) == ("Span", "en")]
    assert "An English passage within a line, which goes on a little further so that it breaks." \
        in english  # fmt: skip
    (short,) = [e for e in document.walk() if "E" in e.entries]
    assert (short.text, short.entries["E"]) == ("ONU", "Organisation des Nations unies")
    first, second = document.all("Note")
    assert first.entries["ID"] != second.entries["ID"]
    assert document.all("Reference")[-1].all("Link")[0].entries["Alt"] == "Note\u00a01"
    assert next(e.text for e in document.all("Code")) == "code en ligne"
    pre = document.all("Code")[1].text
    assert "    return" in pre
    lists = {str(e.attributes["List"]["ListNumbering"]) for e in document.all("L")}
    assert lists == {"/Disc", "/Decimal", "/None"}


def test_tables_are_tables(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    squares, port = screen.tree.document.all("Table")
    assert len(squares.all("THead")) == 1  # though it is shown again on the next page
    assert len(squares.all("TR")) == 25
    assert len(set().union(*(e.pages for e in squares.walk()))) >= 2
    assert {str(head.attributes["Table"]["Scope"]) for head in squares.all("TH")} == {"/Column"}
    assert port.kids[0].role == "Caption"  # type: ignore[union-attr]
    scopes = [(e.text, str(e.attributes["Table"]["Scope"])) for e in port.all("TH")]
    columns, rows = ("Ville", "Hausse"), ("Brest", "Nice")
    assert scopes == [*((c, "/Column") for c in columns), *((r, "/Row") for r in rows)]
    assert [int(e.attributes["Table"]["ColSpan"]) for e in port.all("TD") if e.attributes] == [2]
    assert [len(row.all("TD", "TH")) for row in port.all("TR")] == [2, 2, 2, 1]


def test_figures_are_described_where_they_stand(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    (width, height) = next((b[2], b[3]) for b in sheets.boxes(screen.path) if b)
    figures = screen.tree.document.all("Figure")
    alts = [figure.entries["Alt"] for figure in figures]
    assert alts == ["Le port au matin", "La tour", "Une image sans description",
                    "Un fond transparent", "Une image à quatre encres"]  # fmt: skip
    for figure in figures:
        left, bottom, right, top = map(float, figure.attributes["Layout"]["BBox"])
        assert 0 < left < right < width, figure
        assert 0 < bottom < top < height, figure
    ratio = [float((b[2] - b[0]) / (b[3] - b[1])) for b in
             (list(f.attributes["Layout"]["BBox"]) for f in figures[:2])]  # fmt: skip
    assert ratio == pytest.approx([450 / 300, 250 / 700], rel=0.01)
    (group,) = screen.tree.document.all("Div")
    assert [kid.role for kid in group.kids if isinstance(kid, Element)] == ["Figure", "Caption"]
