"""Everyday slips: what can only be meant is read so, what would be printed as it stands is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .conftest import PROSE, Read, Write, picture
from .test_properties import check, read_text, relaxed

LEAD = f"# T\n\n{PROSE}\n"


def brief(write: Write, below: str) -> Read:
    """Return what comes of a headline with these lines below its title."""
    write("x/headlines.md", f"## Un\n{below}\n\nUn résumé.\n")
    return Read(write("x/lead.md", LEAD).parent)


@pytest.mark.parametrize(
    "line",
    [
        "source: Le Monde",
        "source : Le Monde",
        "source\u00a0: Le Monde",
        "Source\u202f:\u00a0Le Monde",
        "Source: Le Monde",
        "SOURCE:Le Monde",
        "source:Le Monde",
        " source:\tLe Monde ",
        "source : Le Monde\nUrl: https://exemple.org/a",
        "Date : 2026-05-03\nsource:Le Monde",
    ],
)
def test_what_can_only_be_a_field_is_one(line: str, write: Write) -> None:
    result = brief(write, line)
    (headline,) = result.edition.headlines
    assert (headline.source, headline.summary.text) == ("Le Monde", "Un résumé.")
    assert result.codes == []


def test_text_may_follow_fields_at_once(write: Write) -> None:
    (headline,) = brief(write, "source: Le Monde\nLe conseil a voté.").edition.headlines
    assert (headline.source, headline.summary.text) == ("Le Monde", "Le conseil a voté.")


def test_a_field_said_twice_is_told_however_it_is_written(write: Write) -> None:
    problem = brief(write, "source: Le Monde\nSource : AFP").the("duplicate-key")
    assert str(problem.place) == "x/headlines.md:3:1"


def test_a_wrong_value_is_an_error_however_its_field_is_written(write: Write) -> None:
    problem = brief(write, "Date : 31/02/2026").the("bad-date")
    assert str(problem.place) == "x/headlines.md:2:8"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("auteur: Jean", "author"),
        ("Auteur : Jean", "author"),
        ("autor: Jean", "author"),
        ("suorce : Le Monde", "source"),
        ("Sources : AFP, Reuters", "source"),
        ("rubrique: Monde", "rubric"),
        ("langue : en", "language"),
        ("Lien : https://exemple.org/a", "url"),
        ("link:https://exemple.org/a", "url"),
        ("Résumé : le conseil a voté hier soir, après de longs débats.", "summary"),
        ("Datum: 3. Mai 2026", "date"),
        ("Źródło: PAP", "source"),
        ("Автор: Иванов", "author"),
    ],
)
def test_what_looks_like_a_field_is_told(line: str, key: str, write: Write) -> None:
    result = brief(write, line)
    problem = result.the("field-as-text")
    assert (str(problem.place), problem.severity) == ("x/headlines.md:2", "warning")
    assert problem.hint == f'did you mean "{key}"?'
    assert ":" in result.edition.headlines[0].summary.text


@pytest.mark.parametrize(
    "line",
    [
        "Climat : les négociations reprennent",
        "climat: les négociations reprennent",
        "Auto : les ventes reculent",
        "Course : Kiptum bat le record",
        "Data : les géants du web reculent",
        "Data : 5 millions de comptes volés",
        "Fonte : la banquise recule",
        "Bron : un incendie",
        "Langue : le français recule en Afrique",
        "Lien : le pont relie enfin les deux rives",
        "Source : le ministère, qui refuse de commenter, dément.",
        "Date : le gouvernement hésite encore",
        "Autre : un mot",
        "Le Monde : l’auteur: Jean",
        "https://exemple.org/auteur: x",
        "auteur\\: Jean",
    ],
)
def test_ordinary_text_with_a_colon_stays_text(line: str, write: Write) -> None:
    result = brief(write, line)
    assert result.codes == []
    assert result.edition.headlines[0].summary.text == line.replace("\\", "")


def test_fields_are_looked_for_right_below_a_title_only(write: Write) -> None:
    result = brief(write, "source: Le Monde\n\nurl: https://exemple.org/\n\nauteur: Jean")
    problem = result.the("field-as-text")
    assert str(problem.place) == "x/headlines.md:4"
    assert "right below the title" in problem.hint


def test_a_title_without_its_mark_has_no_fields(write: Write) -> None:
    write("x/headlines.md", "Un\nsource: Le Monde\n")
    problem = Read(write("x/lead.md", LEAD).parent).the("field-as-text")
    assert (str(problem.place), problem.hint) == ("x/headlines.md:2", "write ## before the title")


def test_the_fields_of_a_lead_stand_above_its_title(write: Write) -> None:
    write("x/lead.md", f"---\nkicker: K\n---\n# T\nauthor: Jean\nSurtitre : Budget\n\n{PROSE}\n")
    result = Read(write("x/headlines.md", "## Un\n").parent)
    told = [problem for problem in result.problems if problem.code == "field-as-text"]
    assert [str(problem.place) for problem in told] == ["x/lead.md:5", "x/lead.md:6"]
    assert "above the title, between two ---" in told[0].hint
    assert told[1].hint == 'did you mean "kicker"?'


NAMES = st.sampled_from(["source", "Auteur", "URL", "climat", "Résumé", "date", "id", "Body"])
VALUES = st.text("Aaé ./:-1«»[^]", max_size=40)


@relaxed
@given(st.lists(st.tuples(NAMES, st.sampled_from([":", " : ", "\u00a0:"]), VALUES), max_size=4))
def test_any_lines_below_a_title_are_read(lines: list[tuple[str, str, str]]) -> None:
    told = "\n".join(map("".join, lines))
    edition = read_text("x.md", f"{LEAD}\n---\n\n## Un\n{told}\n\nFin.\n")
    if edition:
        assert "Fin." in check(edition)


# Titles without a blank


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Un résumé.\n\n##Deuxième titre\n\nSuite.", 5),
        ("Un résumé.\n##Deuxième titre\nsource: Le Monde\n\nSuite.", 4),
        ("Un résumé.\n\n###«Non»\n", 5),
        ("Un résumé.\n\n#Fabrication\n\nSuite.", 5),
        ("Un résumé.\n\n#Fabrication", 5),
        ("##2026, l’année du port", 3),
    ],
)
def test_a_title_without_its_blank_is_told(text: str, line: int, write: Write) -> None:
    write("x/headlines.md", f"## Un\n\n{text}")
    result = Read(write("x/lead.md", LEAD).parent)
    problem = result.the("title-as-text")
    assert str(problem.place) == f"x/headlines.md:{line}"
    assert problem.severity == "warning"
    assert problem.hint.startswith("put a space after #")
    write("y/lead.md", f"{LEAD}\n{text}")
    assert Read(write("y/headlines.md", "## Un\n").parent).the("title-as-text").place


@pytest.mark.parametrize(
    "text",
    [
        "Un mot.\n#MeToo en fut un autre.",
        "#MeToo a dix ans.\nEt après ?",
        "#climat #énergie",
        "#1 des ventes",
        "\\#MeToo",
        "```\n##Titre\n```",
        "Voir ##Titre.",
        "#️⃣ Clavier",
        "## Deux\n\n# Trois\n\n## Quatre",
    ],
)
def test_a_hashtag_is_no_title(text: str, write: Write) -> None:
    write("x/headlines.md", f"## Un\n\n{text}")
    assert "title-as-text" not in Read(write("x/lead.md", LEAD).parent).codes


def test_a_comment_in_front_matter_is_no_title(write: Write) -> None:
    text = f"---\nkicker: K\n\n#date: 2026-05-03\n\n---\n{LEAD}\n## Un\n"
    assert Read(write("x.md", text)).codes == []


def test_a_title_without_its_blank_in_a_dispatch_is_told(write: Write) -> None:
    result = Read(write("x.txt", f"T\n{PROSE}\n\n##Un\nRésumé.\n"))
    assert str(result.the("title-as-text").place) == "x.txt:4"


# Pictures


@pytest.mark.parametrize(
    ("name", "more"),
    [("Été à la mer.png", ""), ("photo (1) l’été.png", ' "Le *quai*"'), ("a  b.png", "")],
)
def test_a_picture_may_have_blanks_in_its_name(name: str, more: str, write: Write) -> None:
    write(f"x/images/{name}", picture())
    text = f"{LEAD}\nAvant ![Une *vue* [1]](images/{name}{more}) après.\n"
    result = Read(write("x/lead.md", text).parent)
    assert result.codes == ["no-headlines"]
    (asset,) = result.edition.assets
    assert f'<img src="images/{asset.name}" alt="Une vue [1]"/>' in result.body
    assert ".png)" not in result.body


def test_a_picture_with_blanks_that_is_not_there_is_told(write: Write) -> None:
    write("x/images/La mer.png", picture())
    result = Read(write("x/lead.md", f"{LEAD}\n![Vue](images/la Mer.PNG)\n").parent)
    problem = result.the("missing-image")
    assert (str(problem.place), problem.hint) == ("x/lead.md:5", 'did you mean "La mer.png"?')


@pytest.mark.parametrize(
    "text", ["![vue] (a b.png)", "`![vue](a b.png)`", "\\![vue](a b.png)", "![vue](a\nb.png)"]
)
def test_what_is_no_picture_stays_text(text: str, write: Write) -> None:
    result = Read(write("x.md", f"{LEAD}\n{text}\n"))
    assert result.codes == ["no-headlines"]


# Notes


def test_a_call_of_no_note_is_told_with_its_line(write: Write) -> None:
    write("x/headlines.md", "## Un[^2]\n\nUn mot[^1].\n\n[^1]: Une note.\n")
    text = f"{LEAD}\nAu bout\nde la[^8] jetée, \\[^7] `[^6]`.\n\n| a |\n|---|\n| b[^9] |\n"
    result = Read(write("x/lead.md", text).parent)
    told = [problem for problem in result.problems if problem.code == "missing-footnote"]
    assert [str(problem.place) for problem in told] == [
        "x/headlines.md:1",
        "x/lead.md:6",
        "x/lead.md:10",
    ]
    assert "a title can call no note" in told[0].message
    assert "no note is called ^8" in told[1].message
    assert "[^8]: " in told[1].hint
    assert {problem.severity for problem in told} == {"warning"}
    assert "Au bout\nde la[^8] jetée, [^7] <code>[^6]</code>." in result.body
