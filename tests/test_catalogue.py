"""The catalogue: what reading systems list, newest first, with the corrections."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from tests.conftest import Rotative

ARCHIVE = Path("dist/archive")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LEAD = "# Le port & la criée {n}\n\nLa criée a repris mardi.\n"


@pytest.fixture
def published(rotative: Rotative, tmp_path: Path) -> Path:
    """Two editions, the older one corrected after the newer one was out."""
    for n in (1, 2):
        folder = tmp_path / "book" / f"quai-{n}"
        folder.mkdir(parents=True)
        (folder / "lead.md").write_text(LEAD.format(n=n), "utf-8")
        (folder / "edition.yaml").write_text(f"number: {n}\ndate: 2025-10-{10 + n}\n", "utf-8")
    shared = "title: Le Quai\nlanguage: fr\nformats: [epub]\n"
    (tmp_path / "book" / "publication.yaml").write_text(shared, "utf-8")
    assert rotative("publish", "--quiet") == 0
    words = ("--wrong", "mardi", "--right", "lundi", "--date", "2025-10-20")
    assert rotative("correct", "quai-1", *words) == 0
    assert rotative("publish", "quai-1", "--quiet") == 0
    return ARCHIVE


def test_the_feed_lists_the_latest_revisions_newest_first(published: Path) -> None:
    feed = etree.parse(published / "catalogue.atom")
    titles = feed.xpath("//a:entry/a:title/text()", namespaces=ATOM)
    assert [title[:13].replace("\u00a0", " ") for title in titles] == [
        "Le Quai, n° 2",
        "Le Quai, n° 1",
    ]
    assert feed.xpath("//a:entry/a:updated/text()", namespaces=ATOM) == [
        "2025-10-12T00:00:00Z",
        "2025-10-20T00:00:00Z",
    ]
    assert feed.findtext("a:updated", namespaces=ATOM) == "2025-10-20T00:00:00Z"
    (note,) = feed.xpath("//a:content[@type='xhtml']", namespaces=ATOM)
    assert "Il fallait lire" in "".join(note.itertext())


def test_every_link_leads_to_a_file(published: Path) -> None:
    feed = etree.parse(published / "catalogue.atom")
    opds = json.loads((published / "catalogue.json").read_text("utf-8"))
    found = [*feed.xpath("//a:entry/a:link/@href", namespaces=ATOM)]
    for issue in opds["publications"]:
        found += [link["href"] for link in (*issue["links"], *issue["images"])]
    assert "quai-1/r2/quai-1.epub" in found
    assert len(found) == 8
    assert all((published / str(name)).is_file() for name in found)
