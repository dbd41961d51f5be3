"""What cannot be imported leaves a placeholder: drafts are made with it, nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotative import check, jobs, press
from rotative.problems import Problems, RotativeError
from rotative.shipped import shipped
from rotative.words import words
from tests.conftest import Rotative

from .conftest import Bring, Site, codes, picture, text
from .test_feeds import feed, item

PROSE = "Les députés ont adopté le texte hier soir, après une nuit de débats animés.\n"
NOT_HERE = "Ceci n’a pas pu être importé. Recommencez l’importation, ou écrivez ici."
LEAD = f"# [Article manquant\u00a0: lundi.docx]\n\n{NOT_HERE}\n"
MISSING_FEED = f"## [Fil manquant\u00a0: fil.xml]\n\n{NOT_HERE}\n"
IN_ENGLISH = """\
# [Article missing: lundi.docx]

This could not be imported. Import it again, or write it here.
"""


@pytest.fixture
def desk(bring: Bring) -> Bring:
    """A damaged Word file, a feed that is none, and an article."""
    Path("lundi.docx").write_bytes(b"PK\x03\x04 damaged")
    Path("fil.xml").write_text("<rss><channel/></rss>")
    Path("port.md").write_text(f"# Le port rouvre demain\n\n{PROSE}", "utf-8")
    return bring


def sound_word() -> None:
    from .test_documents import word

    word("lundi.docx")


def test_each_source_that_fails_leaves_its_placeholder(desk: Bring) -> None:
    outcome = desk("lundi.docx", "port.md", "fil.xml")
    assert codes(outcome) == ["no-text", "source-unreadable"]
    assert text("lead.md") == LEAD
    assert text("headlines.md").startswith("## Le port rouvre demain\n")
    assert text("headlines.md").endswith(f"\n{MISSING_FEED}")


def test_importing_again_in_vain_changes_nothing(desk: Bring) -> None:
    desk("lundi.docx", "port.md", "fil.xml")
    again = desk("lundi.docx", "port.md", "fil.xml")
    assert again.state == "unchanged"
    assert codes(again) == ["no-text", "source-unreadable"]


def test_what_comes_later_takes_the_place_of_its_placeholder(desk: Bring) -> None:
    desk("lundi.docx", "port.md", "fil.xml")
    briefs = Path("monday/headlines.md")
    mine = text("headlines.md") + "\n## De ma main\n\nUn mot.\n"
    briefs.write_bytes(mine.replace("\n", "\r\n").encode())
    Path("fil.xml").write_text(feed(item("Un titre du fil", "https://a.be/1", 5)), "utf-8")
    sound_word()
    outcome = desk("port.md", "fil.xml", "lundi.docx")
    assert outcome.lead
    assert outcome.headlines == ("Une école sans cantine", "Un titre du fil")
    assert "manquant" not in text("lead.md")
    said = briefs.read_bytes().decode().replace("\r\n", "\n")
    assert "manquant" not in said + text("imported.yaml")
    titles = [line for line in said.split("\n") if line.startswith("## ")]
    assert titles == [
        "## Le port rouvre demain",
        "## Un titre du fil",
        "## De ma main",
        "## Une école sans cantine",
    ]
    assert desk("lundi.docx", "port.md", "fil.xml").state == "unchanged"


def test_a_placeholder_that_was_written_over_is_the_editors(desk: Bring) -> None:
    desk("lundi.docx", "port.md", "fil.xml")
    lead, briefs = Path("monday/lead.md"), Path("monday/headlines.md")
    lead.write_text(text("lead.md").replace("Ceci", "Repris de ma main : ceci"))
    kept = text("headlines.md") + "\nUn paragraphe de ma main.\n"
    briefs.write_text(kept, "utf-8")
    before = lead.read_bytes()
    sound_word()
    Path("fil.xml").write_text(feed(item("Un titre du fil", "https://a.be/1", 5)), "utf-8")
    desk("lundi.docx", "fil.xml")
    assert lead.read_bytes() == before
    assert text("headlines.md").startswith(kept)
    assert "## Un titre du fil" in text("headlines.md")


def test_a_placeholder_that_was_thrown_away_stays_away(desk: Bring) -> None:
    desk("port.md", "fil.xml")
    Path("monday/headlines.md").write_text("## De ma main\n\nUn mot.\n")
    assert desk("port.md", "fil.xml").state == "unchanged"


def test_what_came_once_needs_no_placeholder(desk: Bring) -> None:
    Path("fil.xml").write_text(feed(item("Un titre du fil", "https://a.be/1", 5)), "utf-8")
    desk("port.md", "fil.xml")
    Path("fil.xml").write_text("<rss><channel/></rss>")
    outcome = desk("port.md", "fil.xml")
    assert outcome.state == "unchanged"
    assert codes(outcome) == ["no-text"]


def test_a_page_that_does_not_answer(desk: Bring, site: Site) -> None:
    gone = site.address + "/le-port-de-la-ville"
    desk("port.md", gone, allow_private=True)
    assert f"## [Article manquant\u00a0: {gone}]\nurl: {gone}\n" in text("headlines.md")
    page = f"<html><body><article><h1>La digue cède</h1><p>{PROSE * 9}</p></article></body></html>"
    site.put("/le-port-de-la-ville", page, Content_Type="text/html; charset=utf-8")
    outcome = desk("port.md", gone, allow_private=True)
    assert outcome.headlines == ("La digue cède",)
    assert "manquant" not in text("headlines.md")


@pytest.mark.parametrize("name", ["Thumbs.db", "IMG_1.heic"])
def test_what_was_no_text_leaves_no_placeholder(desk: Bring, name: str) -> None:
    Path(name).write_bytes(b"\0\1\2\3ftypheic" + bytes(90))
    outcome = desk("port.md", name)
    assert codes(outcome)
    assert not Path("monday/headlines.md").exists()


def test_nothing_is_written_if_nothing_came(desk: Bring) -> None:
    with pytest.raises(RotativeError) as caught:
        desk("lundi.docx", "fil.xml")
    assert {each.severity.value for each in caught.value.problems} == {"error"}
    assert not Path("monday").exists()


def test_one_entry_of_a_feed_may_fail(bring: Bring) -> None:
    long = f"<description>{'mot ' * 900}</description>"
    Path("a.xml").write_text(
        feed(
            item("Le long rapport", "https://a.be/1", 5, more=long),
            item("Un titre bref", "https://a.be/2", 4, more="<description>Bref.</description>"),
        ),
        "utf-8",
    )
    outcome = bring("a.xml", full=True, role="headlines", limits=[("piece-characters", 2000)])
    (problem,) = [each for each in outcome.problems if each.code == "source-too-large"]
    assert "“Le long rapport” was left out" in problem.message
    assert "## [Article missing: Le long rapport]\n" in text("headlines.md")
    assert "## Un titre bref\n" in text("headlines.md")
    again = bring("a.xml", full=True, role="headlines")
    assert again.headlines == ("Le long rapport",)
    assert "missing" not in text("headlines.md")
    assert text("headlines.md").index("Le long rapport") < text("headlines.md").index("bref")


def test_one_article_of_a_document_may_fail(bring: Bring) -> None:
    Path("a.md").write_text(f"# Le port\n\n{PROSE}\n# Le rapport\n\n{PROSE * 40}", "utf-8")
    bring("a.md", limits=[("piece-characters", 2000)])
    assert text("lead.md").startswith("# Le port\n")
    assert "## [Article manquant\u00a0: Le rapport]\n" in text("headlines.md")
    bring("a.md")
    assert "## Le rapport\n" in text("headlines.md")
    assert "manquant" not in text("headlines.md")


def refused(edition: str) -> list[str]:
    """Return what is an error when an edition is checked for print."""
    (job,) = jobs.find(None, [edition])
    problems = check.check(job, press.Order(Path("dist"), ("print",))).problems
    errors = (each for each in problems if each.severity == "error")
    return [f"{each.place}: {each.message}" for each in errors if each.code == "placeholder"]


def of(language: str) -> dict[str, str]:
    return dict(words(language))


def titled(language: str, kind: str, what: str) -> str:
    """Return a placeholder in a language, its blanks as an editor types them."""
    said = of(language)[f"gap_{kind}"].format(what=what)
    return " ".join(f"[{said}]".split())


SHIPPED = sorted(path.stem for path in (shipped("templates") / "words").glob("*.toml"))


@pytest.mark.parametrize("language", SHIPPED)
def test_placeholders_are_in_the_language_of_the_edition(desk: Bring, language: str) -> None:
    Path("publication.yaml").write_text(f"title: G\nlanguage: {language}\n")
    Path("port.md").write_text("# 1\n\n1 2 3\n\n![4](quai.jpg)\n")
    desk("port.md", "lundi.docx", "fil.xml", role="headlines")
    said = text("headlines.md")
    for kind, what in (("article", "lundi.docx"), ("feed", "fil.xml"), ("image", "4 (quai.jpg)")):
        assert f"[{of(language)[f'gap_{kind}'].format(what=what)}]" in said
    assert of(language)["gap_text"] in said


@pytest.mark.parametrize("language", SHIPPED)
def test_a_placeholder_of_any_language_is_one_in_every_edition(bring: Bring, language: str) -> None:
    """Nothing with a gap is printed because the language changed since."""
    del bring
    picture_line = f"**{titled(language, 'image', 'quai.jpg')}**"
    brief = f"## {titled(language, 'feed', 'fil.xml')}"
    Path("ed").mkdir()
    Path("ed/edition.yaml").write_text("language: fr\n")
    Path("ed/lead.md").write_text(f"# Le port\n\n{picture_line}\n\n{PROSE}", "utf-8")
    Path("ed/headlines.md").write_text(f"{brief}\n\n## Le marché\n", "utf-8")
    stands = "is missing: a placeholder stands in its place"
    assert refused("ed") == [
        f"ed/lead.md:3: “quai.jpg” {stands}",
        f"ed/headlines.md:1: “fil.xml” {stands}",
    ]


OWN = 'gap_image = "Photo à venir ({what})"\ngap_article = "À venir"\n'


def test_a_publication_words_placeholders_itself(bring: Bring) -> None:
    Path("templates/words").mkdir(parents=True)
    Path("templates/words/fr.toml").write_text(OWN, "utf-8")
    Path("templates/words/de.toml").write_text("no words at all", "utf-8")
    Path("publication.yaml").write_text("title: G\nlanguage: fr\n")
    Path("port.md").write_text(f"# Le port\n\n![Le quai](quai.jpg)\n\n{PROSE}", "utf-8")
    Path("lundi.docx").write_bytes(b"PK\x03\x04 damaged")
    bring("port.md", "lundi.docx")
    assert "**[Photo à venir (Le quai (quai.jpg))]**" in text("lead.md")
    assert "## [À venir]\n" in text("headlines.md")
    Path("monday/edition.yaml").write_text("language: es\n")
    stands = "is missing: a placeholder stands in its place"
    assert refused("monday") == [
        f"monday/lead.md:3: “Le quai (quai.jpg)” {stands}",
        f"monday/headlines.md:1: “À venir” {stands}",
    ]
    sound_word()
    assert bring("lundi.docx").headlines
    assert "À venir" not in text("headlines.md")


def test_a_placeholder_is_found_again_after_the_language_changed(desk: Bring) -> None:
    desk("lundi.docx", "port.md")
    Path("monday/lead.md").write_text(IN_ENGLISH, "utf-8")
    sound_word()
    assert desk("lundi.docx").lead
    assert "missing" not in text("lead.md")


def test_brackets_are_no_placeholders(bring: Bring) -> None:
    del bring
    Path("a.md").write_text(f"# [Vidéo] Le port\n\n**[sic]**\n\n{PROSE}", "utf-8")
    assert refused("a.md") == []


def test_a_picture_that_cannot_be_used_is_told_in_the_readers_language(bring: Bring) -> None:
    del bring
    Path("ed").mkdir()
    Path("ed/lead.md").write_text(f"# Le port\n\n![Le quai](quai.jpg)\n\n{PROSE * 3}", "utf-8")
    (job,) = jobs.find(None, ["ed"])
    for asked, said in (("", "manquante\u00a0"), ("de", "fehlt"), ("sv", "missing")):
        order = press.Order(Path("dist"), ("epub",), language=asked)
        body = press.read(job, order, Problems()).edition.lead.body.text
        assert f"{said}: Le quai (quai.jpg)]" in body


def test_a_draft_is_made_and_told_of(rotative: Rotative, desk: Bring) -> None:
    desk("lundi.docx", "port.md", "fil.xml")
    (job,) = jobs.find(None, ["monday"])
    made = press.build(job, press.Order(Path("dist"), ("epub", "screen")))
    told = [each for each in made.problems if each.code == "placeholder"]
    assert [str(each.place) for each in told] == ["monday/lead.md:1", "monday/headlines.md:5"]
    assert {each.severity.value for each in told} == {"warning"}
    record = Path("dist/monday/monday.build.json").read_text("utf-8")
    assert record.count('"placeholder"') == 2
    for asked in (["build", "--format", "print"], ["build", "--format", "epub", "--strict"],
                  ["publish", "--format", "epub"]):  # fmt: skip
        assert rotative(*asked, "monday") == 1
    assert not Path("dist/archive").exists()
    assert Path("dist/monday/monday.build.json").read_text("utf-8") == record


def test_a_refusal_says_where_and_how(desk: Bring) -> None:
    desk("lundi.docx", "port.md")
    (job,) = jobs.find(None, ["monday"])
    found = check.check(job, press.Order(Path("dist"), ("print",)))
    (problem,) = [each for each in found.problems if each.code == "placeholder"]
    assert str(problem) == (
        "monday/lead.md:1: error: “lundi.docx” is missing: a placeholder stands in its place; put"
        " what is missing there, or import it again; rotative build --format epub makes a draft"
        " with a placeholder [placeholder]"
    )
    assert found.state == "failed"


def test_pictures_of_an_import_are_placeholders_too(bring: Bring) -> None:
    Path("a.md").write_text(f"# Le port\n\n![Le quai](quai.jpg)\nLe quai.\n\n{PROSE}", "utf-8")
    assert "picture-left-out" in codes(bring("a.md"))
    (job,) = jobs.find(None, ["monday"])
    assert press.build(job, press.Order(Path("dist"), ("epub",))).state == "built"
    failed = press.build(job, press.Order(Path("dist"), ("print",)))
    assert [str(each.place) for each in failed.problems if each.severity == "error"] == [
        "monday/lead.md:3"
    ]


def test_a_picture_that_comes_later_is_news(bring: Bring) -> None:
    del bring
    Path("ed").mkdir()
    Path("ed/lead.md").write_text(f"# Le port\n\n![Le quai](quai.jpg)\n\n{PROSE}", "utf-8")
    (job,) = jobs.find(None, ["ed"])
    order = press.Order(Path("dist"), ("epub",))
    assert press.build(job, order).state == "built"
    assert press.build(job, order).state == "unchanged"
    Path("ed/quai.jpg").write_bytes(picture())
    now = press.build(job, order)
    assert now.state == "built"
    assert now.reasons["epub"] == ("source: quai.jpg new",)
    assert not [each for each in now.problems if each.code == "missing-image"]
    Path("ed/quai.jpg").unlink()
    assert "missing-image" in [each.code for each in press.build(job, order).problems]
