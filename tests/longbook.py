"""A long edition on disk with all that an article can hold, for what spans many pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from PIL import Image

from bench.editions import prose, titles

PUBLICATION = """
title: La Gazette
language: fr
trim: 120x110mm
rubrics:
  - {id: port, label: Le port}
  - {id: ville, label: La ville, default: true}
imprint: {publisher: Les Éditions du quai, director: Ana Pérez, printer: Quai, price: gratuit,
  legal_deposit: à parution, issn: 2109-1234}
"""
# Two columns on a small page, and a colophon on a right-hand page, which leaves one blank.
SHEET = """
:root { --columns: 2; --hyphens: auto; --text-align: justify; }
.colophon { break-before: right; }
.body table { break-inside: auto; }
.tall { page-break-after: always; }
"""
HEAD = "| Bateau | Tonnes |\n|---|---|\n"


def write(folder: Path, *, style: str, articles: int = 3, words: int = 460) -> Path:
    """Write the publication and return its folder; it has one edition, `long`."""
    edition = folder / "long"
    (edition / "images").mkdir(parents=True)
    (folder / "styles").mkdir()
    files = {
        folder / "publication.yaml": f"{PUBLICATION}style: {style}\n",
        folder / "styles" / "publication.print.css": SHEET,
        edition / "edition.yaml": "number: 7\ndate: 2026-11-22\n",
        edition / "lead.md": f"# Le port rouvre enfin\n\n{_body(0, 2 * words)}",
        edition / "headlines.md": "\n".join(_rubrics(articles, words)),
    }
    for path, text in files.items():
        path.write_text(text, "utf-8")
    for name, size in (("plan", (300, 200)), ("phare", (500, 900))):
        Image.new("RGB", size, "#557799").save(edition / "images" / f"{name}.png")
    return folder


def _rubrics(articles: int, words: int) -> Iterator[str]:
    yield "# Le port\n"
    for number in range(1, articles):
        yield f"## {titles()[number]}\n\nUn résumé de l’article {number}.\n\n{_body(number, words)}"
    yield "# La ville\n"
    for number in range(articles, articles + 12):
        title = f"{titles()[number % len(titles())]} ({number})"
        yield f"## {title}\n\n{next(prose(number))}\n"


def _body(number: int, words: int) -> str:
    stock = prose(number)
    blocks: list[str] = []
    extras = _extras(number)
    while sum(len(block.split()) for block in blocks) < words:
        text = " ".join(islice(stock, 3 + len(blocks) % 3))
        blocks.append(text)
        blocks += islice(extras, len(blocks) % 2)
    return "\n\n".join([*blocks, *extras]) + "\n"


def _extras(number: int) -> Iterator[str]:
    """Yield what stands between paragraphs, each in some article."""
    stock = prose(number + 50)
    yield f"Le quai{number} est long.[^a] *Deux* quais sont courts.[^b]"
    yield f"[^a]: {next(stock)}\n\n[^b]: {next(stock)}"
    yield "### Un intertitre du port"
    yield "\n".join(f"- {next(stock)}" for _ in range(3))
    rows = (f"| La *Marie* {n} | {n} tonnes |" for n in range(16))
    yield HEAD + "\n".join(rows)
    yield f"> {next(stock)}"
    yield '![Un plan](images/plan.png "Le plan du port")'
    yield "\n".join(f"{n}. {next(stock)}" for n in range(1, 4))
    yield "![Un phare](images/phare.png)"
