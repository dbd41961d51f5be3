"""The screen PDF is PDF/A-3a and PDF/UA-1 at once, whatever the edition holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rotative.house import House
from rotative.model import Imprint, Markup
from tests.epub import editions
from tests.screen.conftest import Screen, Shelf, drawn
from tests.tools import vera

THEMES = House().themes()
FLAVOURS = ("3a", "ua1")


def _faults(path: Path) -> list[vera.Failure]:
    return [failure for flavour in FLAVOURS for failure in vera.failures(path, flavour)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", ["sample", "rich"])
def test_every_theme_keeps_both_standards(shelf: Shelf, kind: str, theme: str) -> None:
    edition: Screen = getattr(shelf, kind)(theme)
    assert _faults(edition.path) == []


@pytest.mark.slow
def test_two_hundred_headlines_keep_both_standards(shelf: Shelf) -> None:
    edition = shelf.long()
    assert len(edition.galley.edition.headlines) == 200
    assert _faults(edition.path) == []


def test_the_engine_alone_keeps_neither(shelf: Shelf, tmp_path: Path) -> None:
    # If this file passed, the others would prove nothing.
    path = tmp_path / "plain.pdf"
    path.write_bytes(shelf.rich("classique").layout.document.write_pdf(pdf_tags=True))
    broken = {flavour: {f.clause for f in vera.failures(path, flavour)} for flavour in FLAVOURS}
    assert {"6.2.4.3", "6.6.2.1"} <= broken["3a"]  # colours without intent, no metadata
    assert {"7.1", "7.18.5"} <= broken["ua1"]  # nor PDF/UA, and its links are not in their tags


# What a publication's own sheet may do to a page without the file losing what it claims.
STRANGE = """
.standfirst { opacity: 0.5 } .kicker { opacity: 0.4 }
.piece-title { transform: rotate(2deg) }
.rubric { display: flex; flex-direction: column } .rubric-title { order: 9 }
.body p { background: linear-gradient(#fff, #eee) }
.teaser { float: right; width: 40% }
.body { hyphens: auto; text-align: justify }
"""
LOOSE = """Des mots <em>sans</em> paragraphe<p>Un paragraphe</p>
<dl><dt>Un terme</dt><dd>sa définition</dd><dt>Un autre</dt><dd>une</dd><dd>deux</dd></dl>
<ol><li></li></ol><table><tbody><tr><td>a</td><td colspan="2">b</td></tr>
<tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>
<p>x&#769;&#770;y ab&#8203;cd e&#8288;f &#173;g 100&#8239;% s&#8209;t Ώρα Ёлка ½ μ µ Ω Ω</p>"""


def test_a_strange_sheet_and_strange_text_keep_both_standards(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "publication.css").write_text(STRANGE, "utf-8")
    sample = editions.sample()
    edition = replace(
        sample, lead=replace(sample.lead, body=Markup(sample.lead.body.xhtml + LOOSE))
    )
    house = House(str(tmp_path))
    screen = drawn(editions.galley(edition, house), house, tmp_path / "strange.pdf")
    assert _faults(screen.path) == []
    tree = screen.tree
    assert tree.unclaimed == []
    items = [[kid.text for kid in item.all("Lbl", "LBody")] for item in tree.document.all("LI")]
    assert ["Un terme", "sa définition"] in items
    assert ["Un autre", "une", "deux"] in items
    # The source's order, not the sheet's: the label of a rubric comes before its headlines.
    (first, *_) = [element for element in tree.document.all("Sect") if element.all("Art")]
    assert [element.role for element in first.all("H1", "H2", "H3")][:3] == ["H1", "H2", "H3"]
    # Words that the layout has cut are whole for who listens.
    (cut,) = [p for p in tree.document.all("P") if "Moscou et Pyongyang" in p.text]
    assert "\u00ad" in cut.text
    assert "ressources militaires" in cut.text.replace("\u00ad", "")


def test_an_edition_of_a_title_alone_keeps_both_standards(tmp_path: Path) -> None:
    sample = editions.sample(headlines=(), rubrics=(), imprint=Imprint())
    title = Markup('<em>Un</em> titre &amp; <sup>un</sup> <span lang="en">word</span>')
    edition = replace(sample, lead=replace(sample.lead, title=title, body=Markup("")))
    screen = drawn(editions.galley(edition), House(), tmp_path / "bare.pdf")
    assert _faults(screen.path) == []
    assert "Un titre & un word" in [h.text for h in screen.tree.document.all("H1")]
