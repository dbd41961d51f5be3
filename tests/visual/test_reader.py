"""The sample in a real reading system, on a six-inch screen.

Measures hold every section in every scheme and size. Pictures hold three of them, generously:
another Chromium may break a line elsewhere, and what matters is measured; to look at all of them,
`python -m tests.tools.reader`.
"""

from __future__ import annotations

import zipfile
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from rotative import jobs, press
from rotative.house import House
from tests.conftest import BOOK
from tests.tools import reader
from tests.visual import compare

THEMES = House().themes()
# Neither sepia nor the untold dark changes the layout.
DRESSES = [*product(reader.SIZES, ("light", "dark")), (22, "sepia"), (22, "untold")]
PICTURES = (("frontpage", "light"), ("lead", "dark"), ("headlines", "sepia"))


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return Books(tmp_path_factory.mktemp("reader"))


class Books:
    """The sample's EPUB in each theme, made when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.of = cache(self._of)

    def _of(self, theme: str) -> Path:
        order = press.Order(self.folder / theme, ("epub",), style=theme)
        result = press.build(jobs.find(BOOK, ["poutine-kim"])[0], order)
        assert result.state == "built", result.problems
        return Path(result.artefacts["epub"])


@pytest.mark.slow
@pytest.mark.parametrize("sections", [reader.SECTIONS[:3], reader.SECTIONS[3:]], ids="-".join)
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_reads_well(books: Books, theme: str, sections: tuple[str, ...]) -> None:
    said: dict[str, list[str]] = {}
    with reader.opened(books.of(theme)) as book:
        for section, (pixels, scheme) in product(sections, DRESSES):
            book.show(section, scheme=scheme, pixels=pixels)
            look = book.measure()
            if section != "cover":
                assert look.letters
                assert "Rotative Text" in look.fonts
            for fault in look.faults:
                said.setdefault(f"{section}: {fault}", []).append(f"{scheme} {pixels}")
    assert not said, "\n".join(f"{fault} ({', '.join(where)})" for fault, where in said.items())


@pytest.mark.slow
def test_the_contents_lead_where_they_say(books: Books) -> None:
    with reader.opened(books.of(THEMES[0])) as book:
        book.show("nav")
        links = book.links()
        assert len(links) > 10
        for link in links:
            book.show("nav")
            assert book.follow(link) == ""
        book.show("nav")
        assert book.follow("absent.xhtml") == "no link to absent.xhtml"


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_pages_look_as_approved(books: Books, theme: str) -> None:
    pictures = {}
    with reader.opened(books.of(theme)) as book:
        for section, scheme in PICTURES:
            book.show(section, scheme=scheme)
            pictures[f"{section}-{scheme}"] = book.picture(finely=3)
    compare.hold(pictures, family=f"epub-{theme}", share=compare.GENEROUS)


# What is added to the sheet, the section it spoils and the fault that must be found there.
SPOILT = {
    "overflow": (".piece-title { white-space: nowrap; font-size: 4em; }", "lead"),
    "contrast": (".standfirst { color: #999; }", "lead"),
    "link colour": (".toc-link { color: #0066cc !important; }", "nav"),
    "justified": (".standfirst { text-align: justify !important; }", "lead"),
    "masthead": (".tagline { text-align: right !important; }", "frontpage"),
    "overlap": (".bar { margin-top: -4em; }", "lead"),
    "stranded": (".rubric-title { break-after: column; }", "headlines"),
    "empty": (".tally { break-after: column; }", "headlines"),
    "cover": (".cover-image { width: 200px; height: 200px; }", "cover"),
    "font": (
        '@font-face { font-family: "Rotative Text"; src: url("fonts/none.ttf"); }',
        "lead",
    ),
}


@pytest.mark.slow
def test_the_reader_finds_what_is_spoilt(books: Books, tmp_path: Path) -> None:
    css = "\n".join(css for css, _ in SPOILT.values())
    bad = _with_css(books.of(THEMES[0]), css, tmp_path / "bad.epub")
    said = set()
    with reader.opened(bad) as book:
        for section in {section: None for _, section in SPOILT.values()}:
            book.show(section)
            said |= {(fault.split(":")[0], section) for fault in book.measure().faults}
    assert {(fault, section) for fault, (_, section) in SPOILT.items()} <= said


def _with_css(book: Path, css: str, path: Path) -> Path:
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            more = css.encode() if name.endswith("style.css") else b""
            new.writestr(name, old.read(name) + more)
    return path
