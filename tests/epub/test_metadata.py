"""What the package document says: identity, titles, people, subjects, series, accessibility."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from lxml import etree

from rotative import epub
from rotative.epub.accessibility import CONFORMS_TO, observe
from rotative.epub.metadata import position
from rotative.house import House
from rotative.identity import display_title, identifier, print_identifier
from rotative.model import Edition, Imprint, Publication
from tests.epub import editions

NS = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
WORDS = House().words("fr")


def package(data: bytes) -> etree._Element:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read("EPUB/content.opf"))


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iterfind(f"o:metadata/dc:{name}", NS)]


def metas(root: etree._Element, name: str, refines: str | None = None) -> list[str]:
    found = root.iterfind(f"o:metadata/o:meta[@property='{name}']", NS)
    return [m.text or "" for m in found if refines is None or m.get("refines") == f"#{refines}"]


def write(edition: Edition) -> etree._Element:
    house = House()
    galley, sheet = editions.galley(edition, house), editions.sheet(edition, house)
    return package(epub.write(galley, sheet, house, modified=editions.MODIFIED))


def test_the_identifier_never_moves() -> None:
    edition = editions.sample()
    assert identifier(edition) == "urn:uuid:c5827485-a9b0-5f37-a536-bc83d696bc03"
    changed = replace(edition, revision=2, title="Autre", headlines=(), number="2")
    assert identifier(changed) == identifier(edition)
    assert identifier(replace(edition, id="x")) != identifier(edition)
    assert (
        identifier(replace(edition, identifier="urn:isbn:9782123456803"))
        == "urn:isbn:9782123456803"
    )
    assert print_identifier(edition) not in ("", identifier(edition))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Le Condensé, n°\u00a01 — Poutine–Kim, l’alliance choc"),
        ({"title": "Spécial"}, "Le Condensé, n°\u00a01 — Spécial"),
        ({"number": ""}, "Le Condensé, 22\u00a0novembre 2026 — Poutine–Kim, l’alliance choc"),
        ({"number": "", "date": None}, "Le Condensé — Poutine–Kim, l’alliance choc"),
        ({"publication": Publication("")}, "Poutine–Kim, l’alliance choc"),
        ({"title": "Le Condensé"}, "Le Condensé"),
    ],
)
def test_libraries_list_one_complete_title(changes: dict[str, object], expected: str) -> None:
    assert display_title(editions.sample(**changes), WORDS) == expected


def test_the_package_says_what_the_edition_is(books: dict[str, bytes]) -> None:
    root = package(books["sample"])
    assert root.get("version") == "3.0"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert texts(root, "language") == ["fr"]
    assert texts(root, "date") == ["2026-11-22"]
    assert texts(root, "rights") == ["© 2026"]
    assert texts(root, "publisher") == texts(root, "creator") == ["Éditions du Condensé"]
    assert metas(root, "dcterms:modified") == ["2026-11-22T06:30:01Z"]
    assert metas(root, "title-type", "title") == ["main"]
    assert metas(root, "belongs-to-collection") == ["Le Condensé"]
    assert metas(root, "group-position", "series") == ["1"]
    assert metas(root, "dcterms:identifier", "series") == ["urn:issn:2109-1234"]


def test_authors_come_first_and_once(books: dict[str, bytes]) -> None:
    assert texts(package(books["rich"]), "creator") == ["Jean Dupont & Cie", "Ana Pérez"]


def test_rubrics_are_subjects_with_their_media_topics(books: dict[str, bytes]) -> None:
    root = package(books["sample"])
    assert texts(root, "subject") == [rubric.label for rubric in editions.RUBRICS]
    assert metas(root, "authority") == ["MEDTOP"] * 3
    assert metas(root, "term") == ["16000000", "04000000", "11000000"]


@pytest.mark.parametrize(
    ("number", "date", "expected"),
    [
        ("12", None, "12"),
        ("n° 7 bis", None, "7"),
        ("hors série", dt.date(2026, 1, 5), "2026.01.05"),
        ("", None, ""),
    ],
)
def test_the_place_in_the_series(number: str, date: dt.date | None, expected: str) -> None:
    assert position(editions.sample(number=number, date=date)) == expected


def test_an_edition_without_anything_still_has_valid_metadata() -> None:
    root = write(
        editions.sample(publication=Publication(""), number="", date=None, imprint=Imprint())
    )
    assert texts(root, "title") == ["Poutine–Kim, l’alliance choc"]
    assert texts(root, "date") == texts(root, "creator") == []
    assert metas(root, "belongs-to-collection") == []


def test_the_text_alone_is_enough_for_a_book_of_text(books: dict[str, bytes]) -> None:
    root = package(books["sample"])
    assert metas(root, "schema:accessMode") == ["textual"]
    assert metas(root, "schema:accessModeSufficient") == ["textual"]
    assert metas(root, "schema:accessibilityHazard") == ["none"]
    assert metas(root, "dcterms:conformsTo") == [CONFORMS_TO]
    assert "MathML" not in metas(root, "schema:accessibilityFeature")
    assert WORDS["access_text_only"] in metas(root, "schema:accessibilitySummary")[0]


def test_images_are_told_of(books: dict[str, bytes]) -> None:
    root = package(books["rich"])
    assert metas(root, "schema:accessMode") == ["textual", "visual"]
    assert metas(root, "schema:accessModeSufficient") == ["textual,visual", "textual"]
    assert WORDS["access_images"] in metas(root, "schema:accessibilitySummary")[0]


def test_an_image_without_words_forbids_the_claim() -> None:
    facts = observe(['<p><img src="images/a.png"/></p>'])
    assert facts.conforms_to == ""
    assert facts.sufficient == ("textual,visual",)
    assert "alternativeText" not in facts.features
    assert WORDS["access_images_missing"] in facts.summary(WORDS)


def test_an_ornament_is_no_image_and_math_is_math() -> None:
    facts = observe(['<img src="images/a.png" alt=""/><math xmlns="x"/>'])
    assert facts.modes == ("textual",)
    assert "MathML" in facts.features


def test_printed_pages_are_told_of(books: dict[str, bytes]) -> None:
    root = package(books["paged"])
    assert metas(root, "pageBreakSource") == [print_identifier(editions.rich())]
    features = metas(root, "schema:accessibilityFeature")
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)
    assert "pageNavigation" not in metas(package(books["rich"]), "schema:accessibilityFeature")


def test_hostile_words_arrive_as_they_are(books: dict[str, bytes]) -> None:
    root = package(books["hostile"])
    assert texts(root, "creator") == ["</dc:creator>&amp;<x>"]
    assert "{{ x }}" in texts(root, "title")[0]
    assert "𝔘𝔫𝔦" in texts(root, "title")[0]
