"""A book with all that a body may hold, as an editor would write it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

PUBLICATION = """title: La Gazette
language: fr
imprint:
  publisher: Éditions
  rights: © 2026
"""
SETTINGS = """number: 7
date: 2026-11-22
lead:
  author: Jeanne d'Arc & Cie
  source: Le Monde
  url: https://www.example.org/a
"""
ROWS = "\n".join(f"| {n} | {n * n} | une valeur |" for n in range(1, 25))
LEAD = f"""# Le *grand* port de l'Europe: <span lang="en">never again</span>?

<!-- Pour nous seuls: la source est confidentielle. -->

Le chapô dit tout en une phrase assez longue pour qu'on la lise vraiment.

## Un premier intertitre

Un **mot fort**, un *mot*, un [lien vers le monde](https://example.org/chemin?a=1&b=2), une
note[^1], et [plus loin](#tableau). Un m<sup>2</sup>, le `code en ligne`, l'<abbr
title="Organisation des Nations unies">ONU</abbr>. <span lang="en">An English passage within a line,
which goes on a little further so that it breaks.</span> Après — voilà peut-être;
Saint-Germain-en-Laye, x&#770; et e&#769; combinés, ½, flûte, affligé, efficace.

### Niveau trois

Voici https://www.example.org/une/adresse/extremement/longue/qui/ne/tient/pas/sur/une/ligne.html
en clair.

#### Niveau quatre

##### Niveau cinq

###### Niveau six

Texte {"anticonstitutionnellement" * 5} long. Cou&shy;pure&shy;douce dans un mot tr&shy;ès long.

## Listes

- un
- deux
  - deux et demi, qui est assez long pour passer à la ligne suivante et donner une deuxième ligne
- trois

1. premier
2. deuxième

   avec un paragraphe

> Une citation qui dit beaucoup.
>
> — Victor Hugo

---

<blockquote lang="de"><p>Das ist ein deutsches Zitat.</p></blockquote>

```
def code():
    return "x" * 3  # une ligne de code très longue qui devra bien se couper quelque part, non ?
```

## Tableau

| N | Carré | Mot |
|---|------:|-----|
{ROWS}

<table><caption>Chiffres du port</caption><tr><th>Ville</th><th>Hausse</th></tr>
<tr><th>Brest</th><td>3</td></tr><tr><th>Nice</th><td></td></tr>
<tr><td colspan="2">Total : trois</td></tr></table>

![Le port au matin](images/port.jpg "Le port, vu du nord")

![La tour](images/tour.png)

![](images/ornement.gif)

![](images/gris.png "Une image sans description")

![Un fond transparent](images/alpha.png) et ![Une image à quatre encres](images/cmyk.jpg)
dans la ligne.

Encore une note[^deux] et de nouveau la première[^1].

[^1]: La note, avec un [lien](https://example.com).
[^deux]: Une seconde note.

    Avec deux paragraphes.
"""
BRIEF = """## Titre {n}: que faire?

source: Source {n}
url: https://example.org/{n}

Un résumé assez court.

Un corps de brève, en deux phrases. La deuxième a une [adresse](https://example.net).

### Sous-titre de la brève {n}

Suite.
"""
BARE = "## Le titre {n} se suffit\n\nurl: https://example.org/nu/{n}\n"


def rich(folder: Path) -> Path:
    """Write a folder that holds the book, and return it."""
    images = folder / "riche" / "images"
    images.mkdir(parents=True)
    (folder / "publication.yaml").write_text(
        "title: La Gazette\nlanguage: fr\nimprint:\n  publisher: Éditions\n  rights: © 2026\n",
        "utf-8",
    )
    edition = folder / "riche"
    (edition / "edition.yaml").write_text(SETTINGS, "utf-8")
    (edition / "lead.md").write_text(LEAD, "utf-8")
    briefs = "\n".join((BRIEF if n % 2 else BARE).format(n=n) for n in range(1, 7))
    (edition / "headlines.md").write_text(f"# Monde\n\n{briefs}", "utf-8")
    for name, size, mode in (
        ("port.jpg", (450, 300), "RGB"),
        ("tour.png", (250, 700), "RGB"),
        ("ornement.gif", (60, 60), "P"),
        ("gris.png", (150, 100), "L"),
        ("alpha.png", (100, 100), "RGBA"),
        ("cmyk.jpg", (150, 100), "CMYK"),
    ):
        Image.linear_gradient("L").convert("RGB").resize(size).convert(mode).save(images / name)
    return folder


def long(folder: Path, number: int = 200) -> Path:
    """Write a book of so many headlines under ten rubrics, and return its folder."""
    edition = folder / "longue"
    edition.mkdir(parents=True)
    (folder / "publication.yaml").write_text("title: La Longue\nlanguage: fr\n", "utf-8")
    (edition / "lead.md").write_text("# Un titre\n\nUn chapô.\n\nUn corps.\n", "utf-8")
    parts = [f"# Rubrique {n}\n\n" + "\n".join(
        f"## La nouvelle {n}-{m} est arrivée\n" for m in range(number // 10)
    ) for n in range(10)]  # fmt: skip
    (edition / "headlines.md").write_text("\n\n".join(parts), "utf-8")
    return folder
