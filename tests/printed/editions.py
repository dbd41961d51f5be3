"""Editions in memory for the printed sheets, and their layout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rotative import pdf, press, shell, stylesheet
from rotative.galley import Galley
from rotative.house import House
from rotative.jobs import Job
from rotative.manuscript import read_publication
from rotative.pdf import Layout
from rotative.problems import Problems
from rotative.stylesheet import Stylesheet

SOURCE = "https://www.lemonde.example.org/economie/2025/10/18/le-port-rouvre_6648123_3234.html"
REPORT = "https://www.region.example.org/rapport-2025.pdf"
LONG = (
    "https://www.ouest.example.org/bretagne/concarneau-29900/peche-la-criee-reprend-un-soulagement"
    "-pour-les-mareyeurs-5b2a7c1e?utm_source=newsletter&utm_medium=email"
)
BARE = "https://ports.example.org/quai-nord/travaux"
PUBLICATION = """title: La Gazette du Port
tagline: Chaque semaine
language: fr
url: https://gazette.example.org/abonnement
trim: {trim}
imprint: {{publisher: Gazette, price: 2 €, contact: redaction@gazette.example.org}}
rubrics:
  - {{id: mer, label: Mer, default: true}}
print: {print}
"""
EDITION = f"""number: 12
date: 2026-11-22
lead: {{source: Le Monde, url: "{SOURCE}", standfirst: false}}
"""
LEAD = f"""# Le port rouvre

Selon [la région]({REPORT}): quarante tonnes[^1]. Le « [soulagement]({LONG}) » est général !
Voir [les chiffres](#les-chiffres), [les mareyeurs](https://xn--mnchen-3ya.example.org/hafen)
et [un faux](https://xn--80ak6aa92e.example.org/compte), écrire à [nous](mailto:nous@example.org).

Le [même rapport]({REPORT}) le détaille. Tout est sur {BARE}.

## Les chiffres

Rien de plus.

[^1]: Voir [le bulletin](https://criee.example.org/12).
"""
HEADLINES = """# Mer

## Le marché déménage
url: https://a.example.org/marche

## Une école sans cantine
url: https://b.example.org/ecole
author: Paul Kerr

## La pêche au thon reprend
url: https://c.example.org/thon
source: Ouest-France

Les quotas ont été relevés de [trois pour cent](https://ec.example.org/quotas).

## La météo

Du vent, dit [le bureau](https://meteo.example.org/).

## Un titre sans lien
"""


def write(
    folder: Path, *, trim: str = "A4", job: str = "{}", lead: str = LEAD, more: str = HEADLINES
) -> Path:
    """Write a publication of one edition; `job` is what stands under `print:`."""
    edition = folder / "revue"
    edition.mkdir(parents=True)
    text = PUBLICATION.format(trim=trim, print=job)
    (folder / "publication.yaml").write_text(text, "utf-8")
    (edition / "edition.yaml").write_text(EDITION, "utf-8")
    (edition / "lead.md").write_text(lead, "utf-8")
    if more:
        (edition / "headlines.md").write_text(more, "utf-8")
    return folder


@dataclass(frozen=True)
class Proof:
    """A galley, and what it takes to lay it out."""

    galley: Galley
    house: House
    style: str

    def sheet(self, medium: str = "print") -> Stylesheet:
        """Return the sheet of a medium."""
        return stylesheet.assemble(self.house, self.galley.edition, medium)

    def html(self, medium: str = "print") -> str:
        """Return the document of a medium."""
        modified = press.modified(self.galley.edition)
        return shell.document(self.galley, self.sheet(medium), self.house, modified=modified)

    def layout(self, css: str = "") -> Layout:
        """Return the printed pages, with rules of a publication's own."""
        sheet = self.sheet()
        sheet = replace(sheet, css=sheet.css + css)
        modified = press.modified(self.galley.edition)
        return pdf.lay_out(self.galley, sheet, self.house, modified=modified)

    def printed(self, path: Path) -> Path:
        """Write the printed pages to a file."""
        data, _ = pdf.draw(self.layout(), self.galley.edition)
        path.write_bytes(data)
        return path


def proof(book: Path, style: str = "classique", **fields: Any) -> Proof:
    """Return the galley of a publication's edition; `fields` replace those of the edition."""
    problems = Problems()
    publication = read_publication(book, problems)
    job, order = Job(book / "revue", publication), press.Order(book, ("print",), style=style)
    copy = press.read(job, order, problems)
    copy = replace(copy, edition=replace(copy.edition, **fields))
    return Proof(press.compose(copy), copy.house, style)
