"""Collections that others keep: every payload is refused with a reason, or comes out harmless.

html5lib-tests (tree construction, 1500 pieces of broken markup) from html5lib 1.1, scripting
attacks from bleach 6.2, and the feeds of feedparser 6.0, of which 740 attack its sanitizer. They
go the ways that text goes here: Markdown into an edition, pages and feeds through the import.
Of pages, which take long, every sixth is read; all of them with ROTATIVE_ALL=1.
"""

from __future__ import annotations

import functools
import html
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from rotative.gather import feeds, pages
from rotative.gather.album import Budget
from rotative.gather.desk import Desk
from rotative.gather.edition import added
from rotative.gather.harvest import Diary, Piece
from rotative.gather.sources import Raw
from rotative.gather.web import Web
from rotative.import_limits import ImportLimits
from rotative.model import Publication
from rotative.problems import Problems, RotativeError
from tests.hostile.harmless import faults
from tests.hostile.test_commonmark import refusals
from tests.hostile.test_outputs import PROSE, built, codes, edition
from tests.tools import epubcheck, payloads

REFUSED = {"too-deep", "image-not-here", "unused-footnote", "duplicate-footnote"}
BATCH = 250  # EPUBCheck's time grows as the square of a book
EVERY = 1 if os.environ.get("ROTATIVE_ALL") else 6


@functools.cache
def broken() -> tuple[str, ...]:
    """Return the markup of html5lib-tests."""
    found = []
    for _, data in payloads.members("html5lib-1.1.tar.gz", r"tree-construction/\w+\.dat$"):
        tests = re.split(r"^#data\n", data.decode(), flags=re.MULTILINE)
        found += [test.partition("\n#errors")[0] for test in tests]
    return tuple(dict.fromkeys(filter(str.strip, found)))


@functools.cache
def scripting() -> tuple[str, ...]:
    """Return the attacks of bleach, and those of feedparser as they stand in its feeds."""
    attacks = payloads.members("bleach-6.2.0.tar.gz", r"tests/data/\d+\.test$")
    found = [data.decode().partition("\n--\n")[0] for _, data in attacks]
    parser = etree.XMLParser(recover=True, no_network=True, resolve_entities=False)
    for _, data in feed_files("sanitize"):
        root: Any = etree.fromstring(data, parser)
        for element in () if root is None else root.iter():
            if isinstance(element.tag, str) and element.text and "<" in element.text:
                found.append(element.text)
            elif isinstance(element.tag, str) and element.get("type") == "xhtml":
                found.append(etree.tostring(element, encoding="unicode", with_tail=False))
    return tuple(dict.fromkeys(found))


def feed_files(folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield the feeds of feedparser's tests in a folder, by name."""
    yield from payloads.members("feedparser-6.0.12.tar.gz", rf"tests/.*{folder}.*/[^/]+\.xml$")


def desk() -> Desk:
    """Return a desk whose web nothing may be asked of."""
    limits = ImportLimits()
    return Desk(limits, Web(limits), Budget(0), Publication(""), full=True)


def test_the_collections_are_all_there() -> None:
    assert len(broken()) > 1400
    assert len(scripting()) > 250
    assert sum(1 for _ in feed_files("")) > 1900


def check_harmless(path: Path) -> None:
    """Fail unless an edition becomes a good EPUB in which nothing acts."""
    result = built(path, path.parent / "out")
    assert not codes(result), codes(result)[:3]
    book = Path(result.artefacts["epub"])
    assert faults(book.read_bytes()) == []
    assert epubcheck.check(book) == []


@pytest.mark.slow
def test_as_markdown(tmp_path: Path) -> None:
    every = [*broken(), *scripting()]
    refused = {text: said for text in every if (said := set(refusals(text)))}
    assert set().union(*refused.values()) <= REFUSED
    taken = [text for text in every if not refused.get(text, set()) - {"image-not-here"}]
    assert len(taken) > len(every) - 20
    for start in range(0, len(taken), BATCH):
        check_harmless(edition(tmp_path / f"a-{start}", taken[start : start + BATCH]))


@pytest.mark.slow
def test_as_pages(tmp_path: Path) -> None:
    found: list[Piece] = []
    every = [*broken(), *scripting()][::EVERY]
    for number, text in enumerate(every):
        page = f"<title>Page {number}</title><article><p>{PROSE}</p>{text}<p>{PROSE}</p></article>"
        found += read("html", page.encode("utf-8", "replace"), number)
    assert len(found) > 0.9 * len(every)
    check_imported(tmp_path, found)


@pytest.mark.slow
def test_as_feeds(tmp_path: Path) -> None:
    found: list[Piece] = []
    number = 0
    for number, (_, data) in enumerate(feed_files("")):
        found += read("feed", data, number)
    for start, text in enumerate(scripting()):
        entry = f"<item><title>Titre {start}</title><description>{html.escape(text)}</description>"
        feed = f"<rss><channel>{entry}<link>javascript:alert(1)</link></item></channel></rss>"
        found += read("feed", feed.encode("utf-8", "replace"), number + start)
    assert len(found) > 850
    check_imported(tmp_path, found)


def read(kind: str, data: bytes, number: int) -> Iterable[Piece]:
    """Return what import makes of bytes; none if it refuses them in words."""
    reader = {"html": pages.read, "feed": feeds.read}[kind]
    at = desk()
    with closing(at.web):
        try:
            name = f"{number}.{kind}"
            return reader(Raw(name, name, kind, data), at, Diary(Problems(), origin=name)).pieces
        except RotativeError as error:
            silent = [each for each in error.problems if not (each.message and each.hint)]
            return pytest.fail(str(silent)) if silent else ()


def check_imported(folder: Path, pieces: list[Piece]) -> None:
    """Fail unless pieces, as import writes them, become good EPUBs in which nothing acts."""
    for start in range(0, len(pieces), BATCH):
        path = folder / f"b-{start}"
        path.mkdir()
        (path / "lead.md").write_text(f"# Le titre\n\n{PROSE}\n", "utf-8")
        written = added("", pieces[start : start + BATCH], "fr")
        assert not re.search(r"\{\{(?!\s*7)", written)
        (path / "headlines.md").write_text(written, "utf-8")
        (path / "edition.yaml").write_text("language: fr\n")
        check_harmless(path)
