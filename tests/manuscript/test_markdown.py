"""Edition folders and Markdown: lead.md, headlines.md, YAML, one file for everything."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from rotative.model import Keyword, Trim

from .conftest import PROSE, Read, Write, picture

PUBLICATION = """\
    title: La Gazette
    publisher: Éditions X
    imprint: {price: 1.10, issn: 1234-5678}
    rubrics:
      - {id: monde, label: Monde, keywords: [guerre, {paix: 2}, ONU], medtop: 11000000}
      - {id: ville, label: Ville, default: true}
    trim: A5
    epub: {narrow_space: nbsp}
    """
EDITION = """\
    number: 07
    date: 2025-10-18
    trim: 148.5x210 mm
    formats: [epub]
    rubrics: [{id: ville, label: Chez nous}, {id: arts, label: Arts}]
    imprint: {price: gratuit, contact: }
    lead: {kicker: Budget, author: A. Auteur}
    headlines:
      - title: De *YAML*
        summary: Un résumé.
        body: |
          Un corps.

          ## Suite
        rubric: arts
        url: https://exemple.org/é
    """
HEADLINES = """\
    ## Premier
    source: Le Monde : le soir
    date: 2025-10-17

    Un résumé.

    Un corps.

    # arts

    ## Second

    Paris : un résumé.

    ---

    ## Troisième
    ```yaml
    rubric: monde
    body: |
      Corps.
    ```
    """


@pytest.fixture
def folder(write: Write) -> Path:
    """Return an edition folder that uses everything."""
    write("publication.yaml", PUBLICATION)
    write("no7/edition.yaml", EDITION)
    write("no7/headlines.md", HEADLINES)
    return write("no7/lead.md", f"---\nkicker: Ville\n---\n# Le *titre*\n\n{PROSE}\n").parent


def test_settings_of_an_edition(folder: Path) -> None:
    result = Read(folder)
    edition = result.edition
    assert (edition.id, edition.number, edition.date) == ("no7", "07", dt.date(2025, 10, 18))
    assert edition.trim == Trim("148.5x210mm", 148.5, 210)
    assert edition.formats == ("epub",)
    assert edition.title == "Le titre"
    assert edition.lead.title.xhtml == "Le <em>titre</em>"
    assert (edition.lead.kicker, edition.lead.author) == ("Ville", "A. Auteur")
    assert result.codes == []


def test_an_edition_overrides_its_publication(folder: Path) -> None:
    edition = Read(folder).edition
    assert [(r.id, r.label) for r in edition.rubrics] == [
        ("monde", "Monde"), ("ville", "Chez nous"), ("arts", "Arts"),
    ]  # fmt: skip
    assert edition.rubrics[0].keywords == (Keyword("guerre"), Keyword("paix", 2), Keyword("ONU"))
    assert edition.rubrics[0].medtop == "11000000"
    assert (edition.imprint.publisher, edition.imprint.price) == ("Éditions X", "gratuit")
    assert edition.publication.imprint.price == "1.10"
    assert edition.publication.narrow_space == "nbsp"


def test_headlines_in_all_their_forms(folder: Path) -> None:
    yaml, first, second, third = Read(folder).edition.headlines
    assert yaml.title.xhtml == "De <em>YAML</em>"
    assert yaml.summary.xhtml == "Un résumé."
    assert yaml.body.xhtml.startswith("<p>Un corps.</p>\n<h2 id=")
    assert yaml.url == "https://exemple.org/%C3%A9"
    assert first.source == "Le Monde : le soir"
    assert first.date == dt.date(2025, 10, 17)
    assert (first.summary.xhtml, first.body.xhtml) == ("Un résumé.", "<p>Un corps.</p>")
    assert (second.rubric, second.summary.xhtml) == ("arts", "Paris : un résumé.")
    assert (third.rubric, third.summary.xhtml) == ("monde", "Corps.")
    assert str(first.place) == "no7/headlines.md:1"
    assert str(third.place) == "no7/headlines.md:17"


def test_every_file_read_is_noted(folder: Path) -> None:
    names = [source.path for source in Read(folder).edition.sources]
    assert names == ["no7/edition.yaml", "no7/headlines.md", "no7/lead.md"]


def test_a_list_of_headlines_in_yaml(write: Write) -> None:
    write("x/headlines.yaml", "- title: Un\n- title: Deux\n  body: Corps.\n")
    headlines = Read(write("x/lead.md", f"# T\n\n{PROSE}").parent).edition.headlines
    assert [h.title.text for h in headlines] == ["Un", "Deux"]
    assert (headlines[1].summary.xhtml, headlines[1].body.xhtml) == ("", "<p>Corps.</p>")


def test_a_dispatch_in_a_folder(write: Write) -> None:
    write("x/edition.yaml", "lead: {standfirst: none, kicker: K}\ntitle: Autre titre")
    edition = Read(write("x/envoi.txt", f"T\n{PROSE}\n\nUn\n").parent).edition
    assert (edition.title, edition.lead.title.text) == ("Autre titre", "T")
    assert (edition.lead.kicker, edition.lead.standfirst.xhtml) == ("K", "")
    assert len(edition.headlines) == 1


def test_edition_yaml_speaks_of_a_dispatch(write: Write) -> None:
    write("x/edition.yaml", "lead: {title: Un *autre*, standfirst: Un *chapô*.}")
    lead = Read(write("x/envoi.txt", f"T\n{PROSE}\n\nUn\n").parent).edition.lead
    assert (lead.title.xhtml, lead.standfirst.xhtml) == (
        "Un <em>autre</em>",
        "Un <em>chapô</em>.",
    )


@pytest.mark.parametrize("cut", ["---\n\n## Un", "## Un"])
def test_one_markdown_file(cut: str, write: Write) -> None:
    front = "---\nnumber: 3\nkicker: K\nstandfirst: Un *chapô*.\n---\n"
    path = write(
        "x.md", f"{front}# T\n\n{PROSE}\n\n### Sous\n\nSuite.\n\n{cut}\n\nRésumé.\n\n## Deux"
    )
    edition = Read(path).edition
    assert (edition.number, edition.lead.kicker) == ("3", "K")
    assert edition.lead.standfirst.xhtml == "Un <em>chapô</em>."
    assert '<h2 id="lead-sous">Sous</h2>' in edition.lead.body.xhtml
    assert [h.title.text for h in edition.headlines] == ["Un", "Deux"]


def test_subheadings_before_a_rule_are_the_leads(write: Write) -> None:
    path = write(
        "x.md", f"T\n=\n\n{PROSE}\n\n## Sous\n\nSuite.\n\n---\n\nUn\nRésumé *gras*.\n\nDeux\n"
    )
    edition = Read(path).edition
    assert '<h2 id="lead-sous">Sous</h2>' in edition.lead.body.xhtml
    assert [h.title.text for h in edition.headlines] == ["Un", "Deux"]
    assert edition.headlines[0].summary.xhtml == "Résumé <em>gras</em>."


def test_a_title_without_a_mark(write: Write) -> None:
    assert Read(write("x.md", f"Un titre\n\n{PROSE}\n")).edition.lead.title.text == "Un titre"
    front = f"---\ntitle: Dit ici\n---\n\n{PROSE}\n"
    assert Read(write("y.md", front)).edition.lead.title.text == "Dit ici"


@pytest.mark.parametrize("no", ["false", "none", "aucun"])
def test_no_standfirst_on_request(no: str, write: Write) -> None:
    path = write("x.md", f"---\nstandfirst: {no}\n---\n# T\n\n{PROSE}\n")
    assert Read(path).edition.lead.standfirst.xhtml == ""


def test_images_get_names_from_their_content(write: Write) -> None:
    write("x/images/Été 1.jpg", picture("JPEG"))
    write("x/images/b.png", picture())
    text = f"# T\n\n{PROSE}\n\n![Vue](<images/Été 1.jpg>)\n\n![](images/b.png)\n*Légende*.\n"
    result = Read(write("x/lead.md", text).parent)
    one, two = result.edition.assets
    assert one.name.startswith("b-")
    assert two.name.startswith("ete-1-")
    assert (two.media_type, two.width, two.height) == ("image/jpeg", 6, 4)
    assert f'<figure><img src="images/{two.name}" alt="Vue"/></figure>' in result.body
    assert 'alt=""/><figcaption><em>Légende</em>.</figcaption></figure>' in result.body
    assert str(result.the("no-alt").place) == "x/lead.md:7"


def test_ids_are_unique_in_the_book(write: Write) -> None:
    lead = f"# T\n\n{PROSE}[^1]\n\n[^1]: n\n\n### Note 1\n\n---\n\n"
    rest = "## A\n\nx\n\n### B\n\n## A B\n\ny[^1]\n\n[^1]: z\n"
    edition = Read(write("x.md", lead + rest)).edition
    bodies = [edition.lead.body.xhtml, *(h.summary.xhtml + h.body.xhtml for h in edition.headlines)]
    ids = re.findall(r' id="([^"]*)"', "".join(bodies)) + [h.id for h in edition.headlines]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("written", "is_told"),
    [
        ("![](port.png)", True),
        ("![ ](port.png)", True),
        ('<img src="port.png">', True),
        ('![](port.png){alt=""}', False),
        ("![](port.png){alt=''}", False),
        ('<img src="port.png" alt="">', False),
        ("![Le port](port.png)", False),
    ],
)
def test_that_a_picture_only_decorates_must_be_said(
    write: Write, written: str, is_told: bool
) -> None:
    write("port.png", picture())
    result = Read(
        write("x.md", f"# T\n\n{PROSE}\n\n{written}\nLa légende\n\nUn mot {written} au milieu.\n")
    )
    assert ("no-alt" in result.codes) == is_told
    assert "alt=&quot;" not in result.body
    assert "{" not in result.body
    assert result.body.count("<img") == 2
    assert ("<figcaption>La légende</figcaption>" in result.body) == written.startswith("!")


def test_braces_after_a_described_picture_are_text(write: Write) -> None:
    write("port.png", picture())
    text = f'# T\n\n{PROSE}\n\nMot ![Le port](port.png){{alt=""}}\n'
    assert '{alt=""}' in Read(write("x.md", text)).body
