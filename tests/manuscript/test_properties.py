"""Arbitrary text never crashes, comes out well-formed and safe, and loses no word."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from rotative.manuscript import read
from rotative.manuscript.intake import scrub
from rotative.model import Edition, Publication
from rotative.problems import Problems, RotativeError

from .conftest import PROSE
from .test_markup import check_safe

LINES = st.sampled_from(
    ["", "", "---", "# Un", "## Deux", "### Trois", "> cité", "- a", "1. b", "| a | b |", "|--|--|",
     "[^1]: note", "mot[^1]", "```", "![x](y.png)", "[l](http://a.b) *e*", "<b>g", "source: x",
     "<table><tr><td>c", "</div>", "    code", "{{ x }}", "&amp; &#1;", "\x0c", "\u2028", PROSE]
)  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
MARKS = st.text(st.sampled_from("ab *_`[]()<>!#-|:\\&;/\"'=~^\n\t1."), max_size=200)
SOURCES = st.lists(LINES, max_size=15).map("\n".join) | TEXT | MARKS
WORDS = re.compile(r"[^\W_]+")
LIST_NUMBERS = re.compile(r"^\W*\d{1,3}[.)](?=\s)", re.MULTILINE)
relaxed = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
)


def read_text(name: str, text: str, told: Problems | None = None) -> Edition | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode())
        try:
            return read(
                path, Publication(""), language="fr", problems=Problems() if told is None else told
            )
        except RotativeError as error:
            told_why(error)
            return None


def told_why(error: RotativeError) -> None:
    """Fail if an error says nothing."""
    assert all(problem.message and problem.code for problem in error.problems)
    assert error.problems


def check(edition: Edition) -> str:
    """Check every piece of an edition; return all its words."""
    ids: list[str] = []
    lead = edition.lead
    texts = [lead.title, lead.standfirst, lead.body]
    for headline in edition.headlines:
        texts += [headline.title, headline.summary, headline.body]
        ids.append(headline.id)
    for markup in texts:
        check_safe(markup.xhtml)
        ids += re.findall(r'<[^<>]* id="([^"]*)"', markup.xhtml)
    assert len(ids) == len(set(ids))
    xhtml = "".join(markup.xhtml for markup in texts)
    targets = re.findall(r'<a [^<>]*href="#([^"]*)"', xhtml)
    assert set(targets) <= set(ids)
    told = [edition.lead.rubric, *(headline.rubric for headline in edition.headlines)]
    trees = [etree.fromstring(f'<b xmlns:epub="e">{m.xhtml}</b>') for m in texts]
    return " ".join([*told, *("".join(tree.itertext()) for tree in trees)])


@relaxed
@given(SOURCES)
@example("a\n\n:")
def test_any_text_as_a_dispatch(text: str) -> None:
    edition = read_text("x.txt", text)
    if edition:
        check(edition)


@relaxed
@given(SOURCES)
def test_any_dispatch_keeps_its_words(text: str) -> None:
    text = f"Titre\n{PROSE}\n{text}"
    problems = Problems()
    edition = read_text("x.txt", text, problems)
    if edition and all(problem.code != "empty-rubric" for problem in problems):
        text = LIST_NUMBERS.sub("", scrub(text))
        assert set(WORDS.findall(text)) <= set(WORDS.findall(check(edition)))


@relaxed
@given(SOURCES)
def test_any_text_as_markdown(text: str) -> None:
    for source in (text, f"# Titre\n\n{PROSE}\n\n{text}", f"# T\n\n{PROSE}\n\n---\n\n{text}"):
        edition = read_text("x.md", source)
        if edition:
            check(edition)


@relaxed
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<>&[]()`\\|^~")))
def test_markdown_without_html_keeps_its_words(text: str) -> None:
    text = f"# Titre\n\n{PROSE}\n\n{text}"
    problems = Problems()
    edition = read_text("x.md", text, problems)
    if edition and all(problem.code != "empty-rubric" for problem in problems):
        assert set(WORDS.findall(scrub(text))) <= set(WORDS.findall(check(edition)))


TAGS = """
div p ul ol li table tr td th thead tbody caption figure figcaption blockquote h1 h2 h4 em b pre
code br hr sup q abbr dl dt dd details form input select option svg math center time cite section
button label iframe textarea title body html head col img script style address span a
""".split()  # noqa: SIM905 - names read better as words
WORDS_AND_MARKS = [
    *("mot", "*e*", "**f", "^[note]", "[a](#x)", "\n", "\n\n", "- a\n", "<b id=x>"),
    *("<a href='#x'>", "<a href='https://a.b/?c=[d]'>", "<td colspan=0 rowspan=x>"),
    "| a |\n|---|\n| b |\n",
]
SOUP = st.lists(
    st.sampled_from(TAGS).map("<{}>".format)
    | st.sampled_from(TAGS).map("</{}>".format)
    | st.sampled_from(WORDS_AND_MARKS),
    max_size=30,
).map("".join)


@relaxed
@given(SOUP)
def test_any_soup_of_html(soup: str) -> None:
    edition = read_text("x.md", f"# T\n\n{PROSE}\n\n{soup}\n\nFin.\n")
    if edition:
        check(edition)


@relaxed
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("x.txt", "x.md"):
            path = Path(folder) / name
            path.write_bytes(data)
            try:
                check(read(path, Publication(""), language="fr", problems=Problems()))
            except RotativeError as error:
                told_why(error)


@relaxed
@given(
    TEXT
    | MARKS
    | st.lists(LINES | st.sampled_from(["a: b", "title: x", "- a", "&a", "*a"])).map("\n".join)
)
def test_any_text_as_settings(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        (base / "edition.yaml").write_bytes(text.encode())
        (base / "lead.md").write_text(f"# T\n\n{PROSE}\n", encoding="utf-8")
        try:
            check(read(base, Publication(""), language="fr", problems=Problems()))
        except RotativeError as error:
            told_why(error)
