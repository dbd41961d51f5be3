"""Publications to measure with: French text made from the sample's own sentences, always the same.

S is the sample itself. M and L are editions in Markdown: articles of about four minutes with
subheadings, emphasis, quotations and links, then short headlines. Every other article is written
as on a typewriter (straight quotes and apostrophes), so that the typographic rules have work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, islice
from pathlib import Path

BOOK = Path(__file__).parents[1] / "book"
SAMPLE = BOOK / "poutine-kim" / "poutine-kim.txt"
# The sample's 34 sentences are walked in steps of 13, so that neighbours always differ.
STEP = 13
QUOTED = re.compile(r"«\s*(.*?)\s*»")
TYPEWRITER = str.maketrans({"’": "'", "—": "--", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Size:
    """How much an edition holds; `name` is its folder and its title's end."""

    name: str
    articles: int
    headlines: int = 0
    words: int = 900
    trim: str = "A5"


M = Size("m", articles=40, headlines=200)
L = Size("l", articles=400)


def write(folder: Path, size: Size) -> Path:
    """Write a publication with one edition into a folder and return the edition's path."""
    edition = folder / size.name
    edition.mkdir(parents=True)
    lead, *others = articles(size)
    files = {
        folder / "publication.yaml": _publication(size),
        edition / "edition.yaml": "number: 1\ndate: 2026-11-22\n",
        edition / "lead.md": f"# {lead}",
        edition / "headlines.md": "".join(f"## {other}" for other in (*others, *briefs(size))),
    }
    for path, text in files.items():
        if text:  # an article may stand alone
            path.write_text(text, "utf-8")
    return edition


def markdown(size: Size) -> str:
    """Return the same articles as one Markdown file for pandoc, a chapter each."""
    head = f"---\ntitle: Bench {size.name}\nlang: fr\n---\n\n"
    return head + "".join(f"# {piece}" for piece in (*articles(size), *briefs(size)))


def xhtml(size: int) -> list[str]:
    """Return articles as fragments of XHTML, together at least so many bytes."""
    fragments: list[str] = []
    told = 0
    for number in count():
        if told >= size:
            break
        blocks = (f"<p>{text}</p>" for text in paragraphs(number, 900, marked=False))
        fragments.append("\n".join(blocks))
        told += len(fragments[-1].encode())
    return fragments


def articles(size: Size) -> Iterator[str]:
    """Yield each article: its title, a blank line, its Markdown."""
    for number in range(size.articles):
        body = "\n\n".join(paragraphs(number, size.words))
        yield f"{_title(number)}\n\n{body}\n\n"


def briefs(size: Size) -> Iterator[str]:
    """Yield each headline: its title, a blank line, one sentence."""
    for number in range(size.articles, size.articles + size.headlines):
        yield f"{_title(number)}\n\n{next(prose(number))}\n\n"


def paragraphs(number: int, words: int, *, marked: bool = True) -> Iterator[str]:
    """Yield the blocks of an article of about so many words; the first is its standfirst."""
    stock = prose(number)
    told = 0
    for index in count():
        if told >= words:
            return
        text = " ".join(islice(stock, 3 + (number + index) % 3 if index else 1))
        told += len(text.split())
        text = _typed(text) if number % 2 else text
        yield _marked(text, number + index) if marked and index else text


def prose(start: int) -> Iterator[str]:
    """Yield the sample's sentences without end, in an order that depends on `start`."""
    stock = sentences()
    for index in count():
        lap, place = divmod(index, len(stock))
        yield stock[(start * 5 + lap * 3 + place * STEP) % len(stock)]


@cache
def sentences() -> tuple[str, ...]:
    """Return the sentences of the sample's lead."""
    lead = SAMPLE.read_text("utf-8").partition("\n\n")[0].partition("\n")[2]
    return tuple(re.split(r"(?<=[.!?])\s+", " ".join(lead.split())))


@cache
def titles() -> tuple[str, ...]:
    """Return the titles of the sample's headlines."""
    blocks = SAMPLE.read_text("utf-8").split("\n\n")[1:]
    return tuple(block.strip().split("\n")[0] for block in blocks if block.strip())


def _title(number: int) -> str:
    stock = titles()
    return f"{stock[number % len(stock)]} — {number + 1}"


def _marked(text: str, index: int) -> str:
    """Add the Markdown that articles have: emphasis, a subheading, a quotation, a link."""
    words = text.split()
    if index % 4 == 1:
        return " ".join(["*" + words[0], words[1] + "*", *words[2:]])
    if index % 4 == 2:
        return f"### {' '.join(words[:5]).rstrip(' ,;:—«')}\n\n{text}"
    if index % 4 == 3:
        return f"> {text}\n\n[Source](https://example.org/{index}), vérifiée le 22 novembre."
    return text


def _typed(text: str) -> str:
    return QUOTED.sub(r'"\1"', text).translate(TYPEWRITER)


def _publication(size: Size) -> str:
    """Return the sample's publication.yaml with its rubrics, retitled and of another trim."""
    text = (BOOK / "publication.yaml").read_text("utf-8")
    text = re.sub(r"^title: .*$", f"title: Bench {size.name}", text, flags=re.MULTILINE)
    return re.sub(r"^trim: .*$", f"trim: {size.trim}", text, flags=re.MULTILINE)
