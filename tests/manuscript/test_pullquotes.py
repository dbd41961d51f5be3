"""Pull quotes: the article's own words, between its paragraphs, in every medium."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from rotative.model import Markup
from rotative.pullquotes import placed
from tests.conftest import DISPATCH, Rotative
from tests.manuscript.conftest import Read, Write
from tests.tools.epubcheck import check

QUOTE = "Les bateaux ont débarqué quarante tonnes de poisson."
LEAD = f"""# Le port rouvre

La criée a repris mardi. {QUOTE} L’équipage n’y croyait plus — « c’est fini », disait-il.

Le chantier aura coûté deux millions d’euros. Il aura duré six semaines.

La suite au prochain numéro.
"""


@pytest.mark.parametrize(
    "quote",
    [
        QUOTE,
        "L'équipage n'y croyait plus",
        r"plus -- \"c'est fini\", disait-il",
        "**coûté** deux millions d’euros",
    ],
)
def test_words_of_the_article_are_taken(write: Write, quote: str) -> None:
    write("un/edition.yaml", f'date: 2026-11-22\nlead:\n  pull_quotes: ["{quote}"]\n')
    write("un/lead.md", LEAD)
    read = Read(write("un/headlines.md", "## Un titre\n").parent)
    assert len(read.edition.lead.pull_quotes) == 1
    assert "pullquote" not in read.body


@pytest.mark.parametrize(
    ("quote", "near"),
    [
        ("Les bateaux ont débarqué quarante tonnes de thon.", QUOTE),
        ("deux millions d’euros. La suite", ""),
        ("Tout autre chose, sans rapport aucun", ""),
        ("LE CHANTIER AURA COÛTÉ", ""),
    ],
)
def test_other_words_are_an_error_with_place_and_nearest_passage(
    write: Write, quote: str, near: str
) -> None:
    path = write("un/lead.md", f'---\npull_quotes:\n  - {QUOTE}\n  - "{quote}"\n---\n{LEAD}')
    read = Read(write("un/headlines.md", "## Un titre\n").parent)
    problem = read.the("pull-quote-not-found")
    assert read.result is None
    assert problem.place
    assert (Path(problem.place.path).name, problem.place.line) == (path.name, 4)
    assert near in problem.hint


def test_a_single_file_has_them_too(write: Write) -> None:
    path = write("port.md", f"---\npull_quotes: [{QUOTE!r}]\n---\n{LEAD}\n## Un titre\n")
    (quote,) = Read(path).edition.lead.pull_quotes
    assert quote.text == QUOTE


def body(count: int) -> Markup:
    return Markup("\n".join(f"<p>Paragraphe numéro {n}, assez long.</p>" for n in range(count)))


def shape(markup: Markup) -> str:
    return re.sub(r"<(p|aside|h2)\b.*", lambda m: {"p": "p", "aside": "Q", "h2": "h"}[m[1]],
                  markup.xhtml).replace("\n", "")  # fmt: skip


def test_quotes_are_spread_and_keep_away_from_their_words() -> None:
    one, other = Markup("numéro 4,"), Markup("numéro 0")
    assert shape(placed(body(8), [one])) in ("pppQppppp", "ppppppQpp")
    assert shape(placed(body(8), [other, other])) == "pppQppQppp"
    assert shape(placed(body(1), [other])) == "pQ"
    assert placed(body(3), []) == body(3)


def test_no_quote_parts_a_heading_from_its_text() -> None:
    text = Markup("<p>un</p>\n<h2>T</h2>\n<p>deux</p>\n<ul>\n<li>x</li>\n</ul>\n<p>a</p>\n<p>b</p>")
    assert shape(placed(text, [Markup("zzz")])).endswith("pQp")


def test_every_medium_shows_them(rotative: Rotative, tmp_path: Path) -> None:
    folder = tmp_path / "port"
    folder.mkdir()
    (folder / "port.txt").write_text(DISPATCH, "utf-8")
    quote = "Les bateaux ont débarqué quarante tonnes de poisson."
    (folder / "edition.yaml").write_text(f"lead:\n  pull_quotes: [{quote}]\n", "utf-8")
    assert rotative("build", folder, "--format", "epub", "--format", "screen") == 0
    epub = tmp_path / "dist" / "port" / "port.epub"
    assert not check(epub)
    with zipfile.ZipFile(epub) as book:
        lead = next(book.read(name).decode() for name in book.namelist() if "lead" in name)
    assert lead.count(quote) == 2
    assert 'role="doc-pullquote"' in lead
    assert lead.count('aria-hidden="true"') == 1
