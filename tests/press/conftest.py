"""An edition with everything that can bring a colour to a page, printed once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rotative import jobs, press
from rotative.problems import RotativeError
from tests.press.pictures import all_kinds

PUBLICATION = """
title: La Gazette & Cie <1>
language: fr
style: {style}
trim: A5
{more}
"""
SHEET = """
:root { --color-accent: #1f3658; }
.kicker { color: #b81d26; border: 3pt inset var(--color-accent);
  box-shadow: 2pt 2pt 4pt var(--color-tint); }
.piece-title { background: linear-gradient(to right, var(--color-tint),
  device-cmyk(0 0.5 1 0) 60%, #fff); }
.byline { opacity: 0.6; background: repeating-linear-gradient(45deg, #b81d26, #b81d26 2pt,
  white 2pt, white 4pt); }
.standfirst { color: rgb(20 40 90 / 80%); text-decoration: underline wavy hsl(120 60% 40%); }
.body { column-rule: 1pt groove teal;
  background: radial-gradient(rgb(255 0 0 / 30%), transparent); }
.body th { background: oklch(70% 0.15 200); }
.body td { color: lab(40 30 -50); border: 1pt dashed currentcolor; }
.body blockquote { border-left: 2pt ridge device-cmyk(100% 0% 0% 0%, #00aeef);
  background: url("themes/mine/tile.svg"); }
.body h2 { background: url("themes/mine/tile.png") no-repeat; outline: 1pt solid orange; }
.body ul { background: url("themes/mine/tile.png"); }
.body strong { color: #231f20; }
.body em { color: #333; }
.body code { background: #eee; }
"""
TILE = """<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><defs>
<linearGradient id="g"><stop offset="0" stop-color="red"/>
<stop offset="1" stop-color="blue" stop-opacity="0.5"/></linearGradient>
<mask id="m"><rect width="20" height="20" fill="#888"/></mask></defs>
<rect width="9" height="9"/><rect x="9" width="9" height="9" fill="url(#g)"/>
<circle cx="5" cy="14" r="4" fill="device-cmyk(0 1 0 0)" mask="url(#m)"/></svg>"""
LEAD = """---
kicker: Rubrique
author: Une plume
standfirst: Une phrase en chapeau.
---
# Couleurs de toutes sortes

Le chapô. Voici un [lien](https://example.org), du `code`, **du gras** et *de l'italique*.

## Un intertitre

> Une citation sur un fond.

| Mois | Jours |
|------|------:|
| mai  | 31    |

---

- un
- deux[^1]

[^1]: Une note.

    bloc de code

{images}
"""
Printed = Callable[..., Path]


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Write a publication and return its print PDF; raise RotativeError when it cannot be built."""

    def make(
        lead: str,
        *,
        sheet: str = "",
        more: str = "",
        style: str = "classique",
        files: dict[str, bytes] | None = None,
    ) -> Path:
        root = tmp_path_factory.mktemp("book")
        wanted = {
            "publication.yaml": PUBLICATION.format(style=style, more=more).encode(),
            "couleurs/lead.md": lead.encode(),
            "couleurs/headlines.md": b"# Monde\n\n## Un titre\n\nUn texte.\n",
            "styles/publication.print.css": sheet.encode(),
            **(files or {}),
        }
        for name, data in wanted.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (job,) = jobs.find(root, ["couleurs"])
        # The pictures are as small as they can be: what matters is their colours.
        small = {"pdf-low-resolution": "they are samples"}
        result = press.build(job, press.Order(root / "dist", ("print",), allow=small))
        if result.state != "built":
            raise RotativeError(result.problems)
        return Path(result.artefacts["print"])

    return make


@pytest.fixture(scope="session")
def rich(printed: Printed) -> Path:
    """The print PDF of an edition with every kind of colour and picture."""
    kinds = all_kinds()
    images = "\n\n".join(f"![{name}](images/{name})" for name in kinds)
    files = {f"couleurs/images/{name}": data for name, data in kinds.items()}
    files |= {
        "styles/themes/mine/tile.svg": TILE.encode(),
        "styles/themes/mine/tile.png": kinds["palette-alpha.png"],
    }
    return printed(LEAD.format(images=images), sheet=SHEET, files=files)
