"""The first publication: its sample is untouched and sorts itself without hand work."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from rotative import manuscript, rubrics
from rotative.iptc import check_topics
from rotative.manuscript.publication import read_publication
from rotative.model import Edition, Headline, Imprint, Markup, Publication
from rotative.problems import Problems

BOOK = Path(__file__).parents[1] / "book"
SHA256 = "82dbd1ca1fa00227c9912eb59b79ad7b6b099667069ec6b3f87c2e8e6a0c62d2"
DIPLOMACY, ECONOMY = "Diplomatie et conflits", "Économie et commerce"
POLITICS, ENERGY = "Politique et société", "Énergie et climat"
RUBRICS = {
    DIPLOMACY: [
        "Trump cible l’Iran et les Houthis",
        "Trump frappe, France répond",
        "Chine vs Taïwan: Une menace expliquée",
    ],
    ECONOMY: [
        "Trump fait trembler les marchés",
        "Le commerce entre la Chine et l'UE",
        "Fer et acier: Partenaire commercial de l'UE?",
    ],
    POLITICS: [
        "Le Pen jugée: que devient le RN?",
        "L'Europe et les femmes au pouvoir?",
        "IA aide-t-elle à choisir les candidats?",
    ],
    ENERGY: [
        "L'énergie nucléaire dans l'UE et les coûts",
        "Europe: Le trafic aérien et le climat",
    ],
}
# Headlines as other days bring them, sorted by hand.
OTHER_DAYS = [
    ("La BCE maintient ses taux d'intérêt", ECONOMY),
    ("Washington relève les droits de douane sur l'acier chinois", ECONOMY),
    ("Guerre commerciale : Pékin riposte", ECONOMY),
    ("Pouvoir d’achat : ce qui change au 1er janvier", ECONOMY),
    ("Chômage en baisse au troisième trimestre", ECONOMY),
    ("Législatives : un second tour incertain", POLITICS),
    ("Sénatoriales : la majorité reconduite", POLITICS),
    ("Grève dans les écoles mardi", POLITICS),
    ("Incendies dans l'Aude, la sécheresse en cause", ENERGY),
    ("Le prix du pétrole s'envole", ENERGY),
    ("COP30 : un accord a minima", ENERGY),
    ("Marche pour le climat à Paris", ENERGY),
    ("Une centrale nucléaire frappée par un drone en Ukraine", DIPLOMACY),
    ("Cessez-le-feu à Gaza", DIPLOMACY),
    ("L’OTAN renforce son flanc est", DIPLOMACY),
]


@pytest.fixture(scope="module")
def publication() -> Publication:
    problems = Problems()
    found = read_publication(BOOK, problems)
    check_topics(found.rubrics, problems)
    assert not problems.found
    return found


@pytest.fixture(scope="module")
def edition(publication: Publication) -> Edition:
    problems = Problems()
    found = manuscript.read(BOOK / "poutine-kim", publication, problems=problems)
    assert not problems.found
    return found


def test_the_sample_is_untouched() -> None:
    data = (BOOK / "poutine-kim" / "poutine-kim.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SHA256


def test_the_publication(publication: Publication) -> None:
    assert publication.title == "Le Condensé"
    assert publication.tagline == "L’essentiel de l’actualité, une feuille à la fois"
    assert (publication.language, publication.style) == ("fr", "classique")
    assert (publication.trim.name, publication.formats) == ("A4", ("epub", "print"))
    assert [rubric.label for rubric in publication.rubrics] == list(RUBRICS)
    assert all(rubric.medtop for rubric in publication.rubrics)


def test_no_legal_field_is_invented(edition: Edition) -> None:
    assert edition.imprint == Imprint()


def test_the_edition(edition: Edition) -> None:
    assert (edition.number, edition.date) == ("1", dt.date(2026, 11, 22))
    assert edition.lead.title.text == "Poutine–Kim, l’alliance choc"
    assert rubrics.kicker(edition.lead, edition.rubrics) == "Géopolitique"


def test_the_headlines_fall_as_an_editor_would_sort_them(edition: Edition) -> None:
    problems = Problems()
    assignments = rubrics.assign(edition.headlines, edition.rubrics, problems=problems)
    groups = rubrics.group(edition.headlines, assignments, edition.rubrics, language="fr")
    assert {rubric.label: [h.title.text for h in some] for rubric, some in groups} == RUBRICS
    assert all(assignment.words for assignment in assignments)
    assert not problems.found


@pytest.mark.parametrize(("title", "label"), OTHER_DAYS)
def test_other_days_fall_well_too(publication: Publication, title: str, label: str) -> None:
    (assignment,) = rubrics.assign([Headline("h", Markup.plain(title))], publication.rubrics)
    labels = {rubric.id: rubric.label for rubric in publication.rubrics}
    assert labels.get(assignment.rubric) == label
