"""What is told when something is wrong: all of it, where it is, once, with a way out."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import Rotative

LEAD = "# Le port rouvre\n\nLa criée a repris mardi matin. Les bateaux sont revenus.\n"
HEADLINES = "## Le marché déménage\n\n## Une école sans cantine\n"


class Book:
    """A publication of two small editions, and what is said on stderr about it."""

    def __init__(
        self, rotative: Rotative, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.rotative, self.folder, self.capsys = rotative, folder, capsys
        for name in ("un", "deux"):
            self.write(f"{name}/lead.md", LEAD)
            self.write(f"{name}/headlines.md", HEADLINES)
        self.settings("formats: [epub]")

    def write(self, name: str, text: str) -> None:
        """Write a file of the publication."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def settings(self, more: str) -> None:
        """Write publication.yaml."""
        self.write("publication.yaml", f"title: Le Quai\nlanguage: fr\n{more}\n")

    def said(self, *words: str | Path, code: int) -> list[str]:
        """Run a command, which ends with this exit code; return its lines on stderr."""
        self.capsys.readouterr()
        assert self.rotative(*words) == code
        told = self.capsys.readouterr().err
        assert "Traceback" not in told
        return told.splitlines()


@pytest.fixture
def book(rotative: Rotative, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Book:
    return Book(rotative, tmp_path / "book", capsys)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--style", "sobr"), '--style: error: no style "sobr"; did you mean "sobre"?'),
        (("--format", "epbu"), '--format: error: no format "epbu"; did you mean "epub"?'),
        (("--language", "12"), "--language: error: “12” is no language tag"),
    ],
)
def test_a_wrong_option_is_blamed_on_the_option_and_once(
    book: Book, words: tuple[str, str], line: str
) -> None:
    told = book.said("build", "--quiet", *words, code=1)
    assert [each[: len(line)] for each in told if ": error:" in each] == [line]
    if words[0] != "--format":
        assert [each[: len(line)] for each in book.said("check", *words, code=1)] == [line]


def test_a_wrong_style_is_blamed_on_the_key(book: Book) -> None:
    book.settings("formats: [epub]\nstyle: sobr")
    book.write("un/edition.yaml", "number: 2\nstyle: magasine\n")
    told = book.said("check", code=1)
    for place in ("un/edition.yaml:2:8", "publication.yaml:4:8"):
        assert [each for each in told if each.startswith(f"book/{place}: error: no style")]


def test_what_is_the_publications_is_told_once(book: Book) -> None:
    book.settings("formats: [print]")
    told = book.said("check", code=0)
    assert len([each for each in told if "[imprint-incomplete]" in each]) == 1
    answer = book.said("check", "--json", code=0)
    assert len([each for each in answer if "[imprint-incomplete]" in each]) == 1


def test_every_file_is_verified(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    book.said("build", "--quiet", code=0)
    good = Path("dist/un/un.epub")
    told = book.said("verify", "nowhere.epub", good, "lost.epub", code=1)
    assert [each.split(":")[0] for each in told] == ["nowhere.epub", "lost.epub"]
    assert book.rotative("verify", "--json", "nowhere.epub", good) == 1
    answer = json.loads(capsys.readouterr().out)
    assert [each["state"] for each in answer["editions"]] == ["failed", "ok"]
    assert not answer["ok"]


@pytest.mark.parametrize("said", ["-2", "0", '"-2"', '"0"', "-0.5", "0.5", '""', '"- 40"'])
def test_a_quantity_is_one_copy_at_least(book: Book, said: str) -> None:
    book.settings(f"print: {{quantity: {said}}}")
    (told,) = {line for line in book.said("check", code=1) if "error" in line}
    assert told.startswith("book/publication.yaml:3:")
    assert "[out-of-range]" in told


@pytest.mark.parametrize("said", ["12.000", "5000", '"12 000 + 200"', "about a thousand"])
def test_a_quantity_is_the_editors_own_words(book: Book, said: str) -> None:
    book.settings(f"formats: [epub]\nprint: {{quantity: {said}}}")
    assert not [line for line in book.said("check", code=0) if "quantity" in line]


def test_a_booklet_asked_for_has_the_pages_of_one_configured(book: Book) -> None:
    """Fillers, not blanks; and the printed pages alone are those of the edition again."""
    book.settings("formats: [print]\ntrim: A5\nbooklet: {up: 4}")
    told = book.said("build", "un", "--format", "booklet", "--format", "print", code=0)
    assert not [line for line in told if "[blank-pages]" in line]
    assert re.search("print 8 pages", told[0])
    assert "unchanged" in book.said("build", "un", "--format", "booklet", code=0)[0]
    told = book.said("build", "un", code=0)
    assert re.search("built.*print 1 page,", told[0])
    assert not [line for line in told if "[older-artefact]" in line]
    book.settings("formats: [print, booklet]\ntrim: A5\nbooklet: {up: 4}")
    assert re.search("print 8 pages", book.said("build", "un", code=0)[0])


def test_the_ticket_tells_of_a_booklet_asked_for(book: Book) -> None:
    """As of one configured; and no more of it once it is not asked for."""
    told = []
    for formats, words in (
        ("print", "print booklet ticket"),
        ("print, booklet, ticket", ""),
        ("print", "print ticket"),
    ):
        book.settings(f"formats: [{formats}]\ntrim: A5\nbooklet: {{binding: saddle}}")
        asked = [each for name in words.split() for each in ("--format", name)]
        book.said("build", "un", *asked, code=0)
        record = json.loads(Path("dist/un/un.build.json").read_text("utf-8"))
        told.append(record["artefacts"]["un.ticket.pdf"]["job"])
    of_asked, of_configured, of_none = told
    assert of_asked == of_configured
    assert [each["name"] for each in of_asked["files"]] == ["un.print.pdf", "un.booklet.pdf"]
    assert of_asked["binding"] == "saddle"
    assert of_none["binding"] == ""
    assert [each["name"] for each in of_none["files"]] == ["un.print.pdf"]


@pytest.mark.parametrize("command", ["impose", "preflight", "verify"])
@pytest.mark.parametrize("name", ["nowhere.pdf", "book"])
def test_a_file_that_cannot_be_read_has_a_way_out(book: Book, command: str, name: str) -> None:
    told = "\n".join(book.said(command, name, code=1))
    assert "check the name" in told
    assert name in told


def test_a_name_of_nothing_is_told_as_such(book: Book) -> None:
    (told,) = book.said("build", "--book", "pub", "nouveles.txt", code=1)
    assert told.startswith("error: there is no file, folder or edition “nouveles.txt”; check the")
    (told,) = book.said("build", "nouveles.txt", code=1)
    assert told.startswith("error: there is no edition “nouveles.txt” in book; the editions are")


@pytest.mark.parametrize("name", ["plain", "Mon Journal n°1", "l'écho; du $HOME `port`"])
def test_commands_that_are_proposed_can_be_copied(book: Book, name: str) -> None:
    (told,) = book.said("new", name, code=0)
    assert shlex.split(told) == ["now:", "rotative", "build", "--book", name]
    assert ("'" in told) == (name != "plain")
    (told,) = book.said("build", name, code=1)
    assert shlex.split(told.partition(" use ")[2])[:2] == ["--book", name]
    for words in (["styles"], ["import", "mail.txt"]):
        (told,) = book.said(*words, "--book", f"{name}/no", code=1)
        assert shlex.split(told.partition("make one: ")[2])[:3] == ["rotative", "new", f"{name}/no"]
    Path(name, "latin.txt").write_bytes("L'été\n".encode("cp1252"))
    (told,) = [each for each in book.said("check", f"{name}/latin.txt", code=1) if "iconv" in each]
    assert f"{name}/latin.txt" in shlex.split(told.partition("run ")[2])


LEAD_OVER = """{# mine
 {% block nothing %}{% endblock %} #}
{% extends "house/sections/lead.xhtml" %}
{% block boody %}{% block within %}{% endblock %}{% endblock %}
{% block head %}{{ super() }}{% block inner %}{% endblock %}{% endblock head %}
<p>Perdu</p>
"""


def test_what_of_a_template_is_passed_over_is_told(book: Book) -> None:
    book.write("templates/sections/lead.xhtml", LEAD_OVER)
    book.write("templates/document.xhtml", "{% extends 'house/document.xhtml' %}\n")
    told = [line for line in book.said("check", "un", code=0) if "[template-ignored]" in line]
    misspelt, between = told
    assert misspelt.startswith("book/templates/sections/lead.xhtml:4: warning:")
    assert 'did you mean "body"?' in misspelt
    assert between.startswith("book/templates/sections/lead.xhtml:6: warning:")


@pytest.mark.parametrize("extends", ["house/document.xhtml", "document.xhtml"])
def test_blocks_that_are_there_and_what_they_use_are_right(book: Book, extends: str) -> None:
    text = f'{{% extends "{extends}" %}}\n{{% set word %}}Bonjour{{% endset %}}\n'
    text += "{% block sections %}{{ super() }}{{ word }}{% endblock %}\n"
    book.write("templates/print/document.xhtml", text)
    assert not [line for line in book.said("check", code=0) if "[template-" in line]


def test_a_sheet_that_no_build_reads_is_told_until_it_is_gone(book: Book) -> None:
    book.write("styles/themes/mine/tokens.css", ":root { --based-on: sobre; }")
    book.write("styles/themes/mine/print-small.css", "p { margin: 0 }")
    book.write("styles/themes/mine/shapes.css", "p { margin: 0 }")
    book.write("styles/publication.ebup.css", "@import 'themes/mine/shapes.css';")
    (told,) = [line for line in book.said("build", "un", code=0) if "[sheet-unread]" in line]
    assert told.startswith("book/styles/publication.ebup.css: warning:")
    assert "publication.epub.css" in told
    (book.folder / "styles" / "publication.ebup.css").unlink()
    book.write("styles/themes/mine/shapes.css", "")
    (book.folder / "styles" / "themes" / "mine" / "shapes.css").unlink()
    assert not [line for line in book.said("build", "un", code=0) if "[sheet-unread]" in line]


def test_a_check_looks_at_what_is_said_of_printing_even_if_nothing_is_printed(book: Book) -> None:
    book.settings("formats: [epub]\nprint: {profile: none.icc, filler: advert}")
    told = "\n".join(book.said("check", code=1))
    assert "[no-such-profile]" in told
    assert "[unknown-filler]" in told


@pytest.mark.parametrize("formats", ["[booklet]", "[ticket]"])
def test_whatever_is_printed_needs_its_profile(book: Book, formats: str) -> None:
    book.settings(f"formats: {formats}\nprint: {{profile: none.icc}}")
    told = "\n".join(book.said("build", "un", code=1))
    assert "book/publication.yaml:4:18: error: there is no profile" in told


def test_a_check_finds_a_sheet_too_small_at_its_key(book: Book) -> None:
    book.settings("formats: [booklet]\nbooklet: {sheet: A4}")
    told = "\n".join(book.said("check", code=1))
    assert "book/publication.yaml:4:18: error:" in told
    assert "[sheet-too-small]" in told


def test_a_check_finds_every_template_that_cannot_be_understood(book: Book) -> None:
    book.write("templates/sections/lead.xhtml", "<p>\n{% if %}</p>")
    book.write("templates/print/filler/advert.xhtml", "{{ words. }}")
    told = [line for line in book.said("check", "un", code=1) if "[template-fault]" in line]
    places = sorted(line.split(": ")[0] for line in told)
    assert places == [
        "book/templates/print/filler/advert.xhtml:1",
        "book/templates/sections/lead.xhtml:2",
    ]


@pytest.mark.parametrize(
    ("formats", "name", "text"),
    [
        ("epub", "sections/lead.xhtml", "{{ lead.titel }}"),
        ("epub", "epub/document.xhtml", "{{ nothing }}"),
        ("booklet", "print/filler/advert.xhtml", "{{ publication.titel }}"),
    ],
)
def test_a_check_finds_a_template_that_cannot_be_filled_in(
    book: Book, formats: str, name: str, text: str
) -> None:
    book.settings(f"formats: [{formats}]\nprint: {{filler: advert}}")
    book.write("templates/print/filler/advert.xhtml", '<section class="filler"></section>')
    book.said("check", "un", code=0)
    book.write(f"templates/{name}", text)
    told = [line for line in book.said("check", "un", code=1) if "[template-fault]" in line]
    assert [line.split(": ")[0] for line in told] == [f"book/templates/{name}:1"]


def test_an_import_makes_no_publication_of_its_own(book: Book) -> None:
    book.write("port.txt", "Le port rouvre\nLa criée a repris mardi matin.\n")
    told = book.said("import", "book/port.txt", "--book", "nowhere", code=1)
    assert "[no-book]" in told[0]
    assert "rotative new nowhere" in told[0]
    assert not Path("nowhere").exists()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ((), "--wrong"),
        (("--wrong", "mardi"), "--right"),
        (("--wrong", "jeudi", "--right", "mardi soir"), "--wrong"),
        (("--wrong", "mardi", "--right", "jeudi", "--piece", "zzz"), "--piece"),
    ],
)
def test_a_correction_that_cannot_be_is_blamed_on_its_option(
    book: Book, said: tuple[str, ...], place: str
) -> None:
    (told,) = book.said("correct", "un", *said, code=1)
    assert told.startswith(f"{place}: error:")


@pytest.mark.parametrize(
    ("trim", "style", "side"), [("999x60mm", "classique", "height"), ("60x300mm", "sobre", "width")]
)
def test_a_page_with_no_room_for_text_is_refused(
    book: Book, trim: str, style: str, side: str
) -> None:
    book.settings(f"formats: [print]\ntrim: {trim}\nstyle: {style}")
    told = [line for line in book.said("build", "un", code=1) if "[page-too-small]" in line]
    assert told[0].startswith("book/publication.yaml:4:7: error:")
    assert side in told[0]


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--port", "99999"),
        ("serve", "--port", "-1"),
        ("build", "--cluster", "tcp://"),
        ("preflight", "x.pdf", "--trim", "0x0"),
    ],
)
def test_what_can_never_be_is_refused_at_once(book: Book, words: tuple[str, ...]) -> None:
    book.said(*words, code=2)


@pytest.mark.parametrize("command", [("styles",), ("check",), ("status",), ("build",)])
def test_a_publication_that_is_not_there_is_told(book: Book, command: tuple[str, ...]) -> None:
    assert "[no-book]" in book.said(*command, "--book", "nowhere", code=1)[0]


def test_a_publication_within_another_is_no_edition_of_it(book: Book) -> None:
    book.write("inner/publication.yaml", "title: Autre\n")
    told = book.said("build", "--quiet", code=0)
    assert not [line for line in told if "inner" in line]
    assert "[not-an-edition]" in book.said("build", "inner", code=1)[0]


@pytest.mark.parametrize(
    "rubrics", ["[{id: port}, {id: port}]", "[{id: a, default: true}, {id: b, default: true}]"]
)
@pytest.mark.parametrize("file", ["publication.yaml", "un/edition.yaml"])
def test_a_rubric_said_twice_is_told(book: Book, rubrics: str, file: str) -> None:
    more = f"language: fr\nrubrics: {rubrics}\n"
    book.write(file, f"title: Le Quai\n{more}")
    told = [line for line in book.said("check", "un", code=1) if "error" in line]
    assert [line.split(": ")[0] for line in told] == [f"book/{file}:3:{told[0].split(':')[2]}"]
    assert "[duplicate-rubric]" in told[0]


def test_words_in_one_group_all_speak_for_their_rubric(book: Book) -> None:
    book.settings("rubrics: [{id: port, keywords: [{quai: 2, déménage: 3}]}]")
    book.capsys.readouterr()
    assert book.rotative("check", "un") == 0
    assert "déménage" in book.capsys.readouterr().out.split("→ port")[1].split("\n")[0]


def test_a_date_before_the_calendar_is_refused(book: Book) -> None:
    book.write("un/edition.yaml", "date: 0001-01-01\n")
    assert "[bad-date]" in "".join(book.said("check", "un", code=1))


@pytest.mark.parametrize(
    "words", ['months = "janvier février"', 'weekdays = "lundi"', 'thousands_from = "mille"']
)
def test_words_that_would_fail_later_are_refused(book: Book, words: str) -> None:
    book.write("templates/words/fr.toml", words)
    (told,) = book.said("check", "un", code=1)
    assert told.startswith("book/templates/words/fr.toml: error:")
    assert "[incomplete-words]" in told
