"""Editions for the tests of the EPUB: made of values, so that no other stage can fail them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from rotative.galley import Galley, pull
from rotative.house import House
from rotative.model import (
    Asset,
    Edition,
    Headline,
    Imprint,
    Lead,
    Markup,
    Publication,
    Rubric,
)
from rotative.stylesheet import Stylesheet, assemble

MODIFIED = dt.datetime(2026, 11, 22, 6, 30, 1, tzinfo=dt.UTC)
RUBRICS = (
    Rubric("diplomatie", "Diplomatie et conflits", medtop="16000000"),
    Rubric("economie", "Économie et commerce", medtop="04000000"),
    Rubric("politique", "Politique et société", medtop="11000000"),
    Rubric("energie", "Énergie et climat"),
)
TITLES = {
    "diplomatie": ("Trump cible l’Iran et les Houthis", "Trump frappe, France répond"),
    "economie": ("Trump fait trembler les marchés", "Le commerce entre la Chine et l’UE"),
    "politique": ("Le Pen jugée\u00a0: que devient le RN\u202f?",),
    "energie": ("L’énergie nucléaire dans l’UE et les coûts",),
}
_TEXT = """
Depuis la signature en 2024 d’un traité de «~partenariat stratégique global~» assorti d’une clause
d’assistance mutuelle, Moscou et Pyongyang ont mis en place un échange de ressources militaires.

Au cœur de ce basculement se trouve un traité de défense qui prévoit une aide «~par tous les
moyens~» en cas d’agression contre l’une des parties.

En somme, l’alliance Poutine–Kim n’est pas un mariage de circonstance mais une matrice d’échanges
à forte valeur stratégique.
"""
PARAGRAPHS = [p.strip().replace("~", "\u00a0") for p in _TEXT.split("\n\n")]


def picture(width: int = 60, height: int = 40) -> bytes:
    """Return a PNG of one colour."""
    file = BytesIO()
    Image.new("RGB", (width, height), "#b81d26").save(file, "PNG")
    return file.getvalue()


def headlines() -> tuple[Headline, ...]:
    return tuple(
        Headline(f"titre-{rubric}-{n}", Markup.plain(title), rubric=rubric)
        for rubric, titles in TITLES.items()
        for n, title in enumerate(titles, 1)
    )


def sample(**changes: object) -> Edition:
    """Return an edition like the sample's: a lead and short headlines under four rubrics."""
    lead = Lead(
        Markup.plain("Poutine–Kim, l’alliance choc"),
        Markup("".join(f"<p>{text}</p>" for text in PARAGRAPHS)),
        kicker="Diplomatie et conflits",
        standfirst=Markup.plain(
            "Le rapprochement accéléré entre Vladimir Poutine et Kim Jong-un n’est plus une"
            " simple convergence d’intérêts\u00a0: c’est un axe structuré qui rebat les cartes."
        ),
        rubric="diplomatie",
    )
    imprint = Imprint(publisher="Éditions du Condensé", issn="2109-1234", rights="© 2026")
    edition = Edition(
        "2026-11-22",
        Publication(
            "Le Condensé",
            "fr",
            "L’essentiel de l’actualité, une feuille à la fois",
            rubrics=RUBRICS,
            imprint=imprint,
        ),
        lead,
        headlines(),
        RUBRICS,
        number="1",
        date=dt.date(2026, 11, 22),
        imprint=imprint,
    )
    return replace(edition, **changes)  # type: ignore[arg-type]


RICH = """<h2>Un intertitre</h2>
<p>Un <em>mot</em>, un <a href="https://example.org/?a=1&amp;b=2">lien</a>, une
 note<sup><a id="ref-1" epub:type="noteref" role="doc-noteref" href="#note-1">1</a></sup>, et
 <a href="#titre-energie-1">plus loin</a>.</p>
<figure id="fig-1"><img src="images/carte.png" alt="Carte de la frontière"/>
<figcaption>La frontière</figcaption></figure>
<table><caption>Chiffres</caption><thead><tr><th scope="col">An</th><th scope="col">Part</th></tr>
</thead><tbody><tr><td>2024</td><td>12</td></tr></tbody></table>
<p lang="en" xml:lang="en">An English passage.</p>
<blockquote><p>Une citation.</p></blockquote><ul><li>Un</li><li>Deux</li></ul>
<aside id="note-1" epub:type="footnote" role="doc-footnote"><p>La note.</p></aside>"""


def rich(**changes: object) -> Edition:
    """Return an edition with footnotes, a table, an image, links and whole articles."""
    edition = sample()
    body = Markup("".join(f"<p>{PARAGRAPHS[n % 3]}</p>" for n in range(12)))
    first, *others = edition.headlines
    article = replace(first, body=body, author="Ana Pérez", url="https://example.org/ana")
    brief = replace(others[0], summary=Markup.plain("Un résumé."), body=Markup("<p>Bref.</p>"))
    return replace(
        edition,
        lead=replace(edition.lead, body=Markup(RICH), author="Jean Dupont & Cie"),
        headlines=(article, brief, *others[1:]),
        assets=(
            Asset("carte.png", "image/png", picture(), 60, 40),
            Asset("inutile.png", "image/png", picture(9, 9), 9, 9),
        ),
        **changes,  # type: ignore[arg-type]
    )


def hostile() -> Edition:
    """Return an edition of awkward characters: markup in titles, Greek, marks, astral planes."""
    edition = sample()
    title = Markup.plain('<b>"L’été" & l\'«Œuf»</b> — Ώρα ελληνική, Ёлка, e\u0301, 𝔘𝔫𝔦 ]]> {{ x }}')
    lead = replace(edition.lead, title=title, author="</dc:creator>&amp;<x>", kicker="Ça & là")
    odd = Headline(
        "odd", Markup.plain("100\u202f% \u2066<script>\u2069 'x' \"y\""), rubric="energie"
    )
    publication = replace(edition.publication, title='A&B <i>"C"</i> «D»')
    return replace(
        edition,
        lead=lead,
        headlines=(*edition.headlines, odd),
        publication=publication,
        number="n\u00ba <1> & ½",
        imprint=Imprint(rights="<&>\"'"),
    )


def galley(edition: Edition, house: House | None = None) -> Galley:
    """Return an edition's galley, its headlines grouped as their own fields say."""
    groups = [
        (rubric, tuple(h for h in edition.headlines if h.rubric == rubric.id))
        for rubric in edition.rubrics
    ]
    return pull(edition, [group for group in groups if group[1]], house or House())


def sheet(edition: Edition, house: House | None = None) -> Stylesheet:
    return assemble(house or House(), edition, "epub")


@dataclass(frozen=True)
class Break:
    """A page break as the print writer would give it."""

    section: str
    offset: int
    label: str


# The pages of `rich`: the lead's first and later pages, and one inside an article.
BREAKS = (Break("lead", 0, "3"), Break("lead", 60, "4"), Break("titre-diplomatie-1", 400, "5"))
