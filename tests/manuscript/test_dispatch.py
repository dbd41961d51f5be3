"""A dispatch: plain text as it comes by mail."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from rotative.manuscript import explain_reading, read
from rotative.model import Publication
from rotative.problems import Problems

from .conftest import PROSE, Read, Write

SAMPLE = Path(__file__).parents[2] / "book" / "poutine-kim" / "poutine-kim.txt"


def titles(path: Path) -> list[str]:
    return [headline.title.text for headline in Read(path).edition.headlines]


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not in this checkout yet")
def test_the_sample_needs_no_editing() -> None:
    problems = Problems()
    edition = read(SAMPLE, Publication(""), language="fr", problems=problems)
    assert edition.title == "Poutine–Kim, l’alliance choc"
    assert edition.lead.body.xhtml.count("<p>") == 10
    assert len(edition.headlines) == 11
    assert edition.headlines[0].id == "h-trump-fait-trembler-les-marches"
    standfirst = edition.lead.standfirst.text
    assert standfirst.startswith("Le rapprochement accéléré entre")
    assert standfirst.endswith("en Europe et en Asie-Pacifique.")
    assert edition.lead.body.text.startswith("Depuis la signature en 2024")
    assert not problems.found


def test_title_paragraphs_headlines_and_summaries(write: Write) -> None:
    path = write("x.txt", f"Le titre\n{PROSE}\nSuite.\n\nUn\nLigne a.\nLigne b.\n\nDeux & trois\n")
    edition = Read(path).edition
    assert edition.lead.title.text == "Le titre"
    assert edition.lead.body.text.endswith("Suite.")
    assert [h.title.xhtml for h in edition.headlines] == ["Un", "Deux &amp; trois"]
    assert edition.headlines[0].summary.xhtml == "Ligne a. Ligne b."
    assert str(edition.headlines[1].place) == "x.txt:9"


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.encode("utf-8-sig"),
        lambda s: s.encode("utf-16"),
        lambda s: s.replace("\n", "\r\n").encode(),
        lambda s: s.replace("\n", "\r").encode(),
        lambda s: s.replace("\n", "  \t\n").encode(),
        lambda s: s.replace("\n\n", "\n \u00a0\n\n\u200b\n\n").encode(),
        lambda s: unicodedata.normalize("NFD", s).encode(),
        lambda s: ("\n\n" + s).encode(),
    ],
    ids=["bom", "utf-16", "crlf", "cr", "trailing", "blank-runs", "nfd", "leading"],
)
def test_tolerates_how_files_come(change: object, write: Write) -> None:
    plain = f"L’été\n{PROSE}\n{PROSE}\n\nUn éclair\nRésumé.\n\nDeux\n"
    expected = Read(write("a.txt", plain)).edition
    assert callable(change)
    got = Read(write("b.txt", change(plain))).edition
    assert got.lead.title.xhtml == expected.lead.title.xhtml
    assert got.lead.body.xhtml == expected.lead.body.xhtml
    assert [h.summary.xhtml for h in got.headlines] == [h.summary.xhtml for h in expected.headlines]


def test_lead_paragraphs_apart_continue_the_lead(write: Write) -> None:
    path = write("x.txt", f"Titre\n\n{PROSE}\n\n{PROSE}\n\nUn titre court\n\nUn autre ?\n")
    assert titles(path) == ["Un titre court", "Un autre ?"]
    assert Read(path).codes == []
    assert "2 later blocks continue it" in " ".join(explain_reading(path))
    assert "line 7 “Un titre court” does not read as a paragraph" in explain_reading(path)[-1]


def test_a_lone_title_takes_a_short_paragraph(write: Write) -> None:
    assert titles(write("x.txt", "Titre\n\nUne phrase.\n\nBref\n")) == ["Bref"]


def test_title_blank_summary_is_a_headline_with_its_summary(write: Write) -> None:
    path = write("x.txt", f"T\n{PROSE}\n\nUn\n\n{PROSE}\n\nDeux\n\n{PROSE}\n")
    result = Read(path)
    assert titles(path) == ["Un", "Deux"]
    assert result.edition.headlines[1].summary.text == PROSE
    assert result.codes == []


def test_a_short_line_amid_the_lead_is_reported(write: Write) -> None:
    result = Read(write("x.txt", f"T\n{PROSE}\n\n« Non. »\n\n{PROSE}\n\nUn\n\nDeux\n"))
    assert result.the("unsure-reading").place
    assert "---" in result.the("unsure-reading").hint


@pytest.mark.parametrize("sign", ["- ", "•\u00a0", "* ", "– ", "\t• "])
def test_each_line_of_a_list_is_a_headline(sign: str, write: Write) -> None:
    listed = f"{sign}Un titre\n{sign}Un autre ?\n\n{sign}Seul\n{sign}{PROSE}"
    path = write("x.txt", f"T\n{PROSE}\n\n{listed}\n\nDeux\n{sign}a\nb\n")
    assert titles(path) == ["Un titre", "Un autre ?", "Seul", PROSE, "Deux"]
    edition = Read(path).edition
    assert str(edition.headlines[1].place) == "x.txt:5"
    assert edition.headlines[4].summary.text == sign.strip("\t") + "a b"
    assert "line 4 begins a list" in " ".join(explain_reading(path))


def test_numbers_are_signs_where_there_are_several(write: Write) -> None:
    assert titles(write("x.txt", f"T\n{PROSE}\n\n1. Un\n2) Deux\n\n3. Trois\n")) == [
        "Un", "Deux", "Trois",
    ]  # fmt: skip
    assert titles(write("y.txt", f"T\n{PROSE}\n\nUn\n\n1. FC Köln gagne\n")) == [
        "Un", "1. FC Köln gagne",
    ]  # fmt: skip
    assert titles(write("z.txt", f"T\n{PROSE}\n\n2026, une année\n\n-5 degrés\n")) == [
        "2026, une année", "-5 degrés",
    ]  # fmt: skip


@pytest.mark.parametrize("rule", ["*****", "=====", "* * *", "_____", "•••", "—", "- - -", "#####"])
def test_a_line_of_signs_is_no_headline(rule: str, write: Write) -> None:
    path = write("x.txt", f"T\n{PROSE}\n{rule}\n{PROSE}\n\n{rule}\n\nUn\n{rule}\nDeux\n\n{rule}\n")
    assert titles(path) == ["Un", "Deux"]
    assert Read(path).body.count("<p>") == 2
    assert Read(path).codes == []


def test_lists_and_rules_in_headlines_without_marks(write: Write) -> None:
    write("x/headlines.md", "# Monde\n\n- Un\n- Deux *fois*\n\n*****\n\nTrois\n- a\n")
    path = write("x/lead.md", f"# T\n\n{PROSE}\n").parent
    assert titles(path) == ["Un", "Deux fois", "Trois"]
    headline = Read(path).edition.headlines[1]
    assert (headline.rubric, str(headline.place)) == ("Monde", "x/headlines.md:4")


def test_a_rule_ends_the_lead(write: Write) -> None:
    path = write("x.txt", f"T\n{PROSE}\n\n« Non. »\n\nFin.\n---\nUn\nRésumé.\n\nDeux\n")
    assert titles(path) == ["Un", "Deux"]
    assert "« Non. »" in Read(path).body
    assert Read(path).codes == []


def test_several_rules_part_every_piece(write: Write) -> None:
    path = write("x.txt", f"T\n{PROSE}\n---\nUn\n\nRésumé.\n---\nDeux\n")
    edition = Read(path).edition
    assert [h.summary.text for h in edition.headlines] == ["Résumé.", ""]


def test_headings_part_the_pieces(write: Write) -> None:
    path = write(
        "x.txt", f"# T\n\nCourt\n\n{PROSE}\n\n## Un\n\nA.\n\nB.\n# Monde\n## Deux\n\n\nTrois\n"
    )
    edition = Read(path).edition
    assert edition.lead.title.text == "T"
    assert "Court" in edition.lead.body.text
    assert [h.title.text for h in edition.headlines] == ["Un", "Deux"]
    assert [h.rubric for h in edition.headlines] == ["", "Monde"]
    assert edition.headlines[0].summary.text == "A. B."


def test_addresses_become_links_and_nothing_else_is_markup(write: Write) -> None:
    path = write(
        "x.txt",
        "T *x*\nVoir (https://a.org/b_(c)?d=é), <b>{{ x }}</b> & javascript:alert(1).\n\nU\n",
    )
    result = Read(path)
    link = '<a href="https://a.org/b_(c)?d=%C3%A9">https://a.org/b_(c)?d=é</a>'
    assert result.body == (
        f"<p>Voir ({link}), &lt;b&gt;{{{{ x }}}}&lt;/b&gt; &amp; javascript:alert(1).</p>"
    )
    assert result.edition.lead.title.xhtml == "T *x*"


def test_ids_are_stable_readable_and_unique(write: Write) -> None:
    path = write("x.txt", f"T\n{PROSE}\n\nÉté à L'Œuvre\n\nÉté à l’œuvre\n\n北京\n\nМосква ждёт\n")
    ids = [h.id for h in Read(path).edition.headlines]
    assert ids[:2] == ["h-ete-a-l-oeuvre", "h-ete-a-l-oeuvre-2"]
    assert ids[3] == "h-moskva-zhdet"
    assert ids[2].isascii()
    assert ids == [h.id for h in Read(path).edition.headlines]


def test_hard_wrapped_text_is_reported(write: Write) -> None:
    wrapped = "\n".join(["des mots qui se suivent dans une ligne coupée par un programme"] * 6)
    assert "hard-wrapped" in Read(write("x.txt", f"T\n{wrapped}.\n\nUn\n")).codes


def test_sources_and_identity(write: Write) -> None:
    edition = Read(write("Édition 12.txt", f"T\n{PROSE}\n\nUn\n")).edition
    assert edition.id == "edition-12"
    assert [source.path for source in edition.sources] == ["Édition 12.txt"]
    assert len(edition.sources[0].sha256) == 64
