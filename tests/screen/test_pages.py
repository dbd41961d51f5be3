"""The pages on a tablet: readable, within their margins, and copied as they are read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from rotative.house import House
from tests.screen.conftest import Screen, Shelf
from tests.tools import pdf as sheets

every_theme = pytest.mark.parametrize("theme", House().themes())
MM = 72 / 25.4
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
PAPER = (1.0, 1.0, 1.0)

Colour = tuple[float, ...]


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two sRGB colours (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _texts(box: Any, ground: Colour) -> Iterator[tuple[str, Colour, Colour]]:
    """Yield the text of every box, its colour, and the colour it stands on."""
    box = getattr(box, "_box", box)
    background = getattr(box, "background", None)
    if background is not None and background.color is not None and background.color.alpha == 1:
        ground = tuple(background.color.to("srgb").coordinates)
    if getattr(box, "text", "").strip():
        yield box.text, tuple(box.style["color"].to("srgb").coordinates), ground
    for child in getattr(box, "children", ()):
        yield from _texts(child, ground)


def _page_ground(box: Any) -> Colour:
    layers = getattr(box.canvas_background or box.background, "color", None)
    return tuple(layers.to("srgb").coordinates) if layers and layers.alpha == 1 else PAPER


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    grey = (0x77 / 255,) * 3
    assert contrast(grey, PAPER) == pytest.approx(4.48, abs=0.01)


@every_theme
def test_every_text_stands_out_from_its_ground(shelf: Shelf, theme: str) -> None:
    seen = 0
    for screen in (shelf.sample(theme), shelf.rich(theme)):
        for page in screen.layout.document.pages:
            for text, colour, ground in _texts(page._page_box, _page_ground(page._page_box)):
                assert contrast(colour, ground) >= LEAST_CONTRAST, (text, colour, ground)
                seen += 1
    assert seen > 400


@every_theme
def test_everything_keeps_to_its_page(shelf: Shelf, theme: str) -> None:
    for screen in (shelf.sample(theme), shelf.rich(theme)):
        (width, height) = next((box[2], box[3]) for box in sheets.boxes(screen.path) if box)
        assert height / width == pytest.approx(4 / 3, abs=0.01)
        words = sheets.words(screen.path)
        assert {word.page for word in words} == set(range(1, screen.layout.count + 1))
        for word in words:
            assert word.left > 18 * MM - 1, word
            assert word.right < width - 18 * MM + 1, word
            assert word.bottom < height - 6 * MM, word
        for figure in screen.tree.document.all("Figure"):
            left, _, right, _ = map(float, figure.attributes["Layout"]["BBox"])
            assert left > 18 * MM - 1
            assert right < width - 18 * MM + 1


@every_theme
def test_no_page_is_all_but_empty(shelf: Shelf, theme: str) -> None:
    # The running head and folio are three or four words.
    for screen in (shelf.sample(theme), shelf.rich(theme)):
        words = [word for word in sheets.words(screen.path) if re.search(r"\w", word.text)]
        counts = Counter(word.page for word in words)
        figures = Counter(min(f.pages) + 1 for f in screen.tree.document.all("Figure"))
        for page in range(1, screen.layout.count + 1):
            assert counts[page] > 10 or figures[page], counts


@every_theme
def test_copied_text_is_what_is_read(shelf: Shelf, theme: str) -> None:
    for screen in (shelf.sample(theme), shelf.rich(theme)):
        text = " ".join("".join(sheets.texts(screen.path)).split())
        assert "\u00ad" not in text
        assert not re.search(r"[\ue000-\uf8ff\ufffd]", text)
        body = screen.galley.edition.lead.body.text
        words = [word for word in re.findall(r"[^\W\d_]+", body) if len(word) < 25]
        found = Counter(re.findall(r"[^\W\d_]+", text))
        # At the end of a line poppler takes a hyphen of the author's for one of the layout.
        joined = "".join(re.findall(r"[^\W\d_]+", text))
        lost = [w for w in dict.fromkeys(words) if not found[w] and w not in joined]
        assert lost == []
        for title in (h.title.text for h in screen.galley.edition.headlines):
            assert " ".join(title.split()) in text


def test_small_capitals_and_spaced_letters_are_copied_as_words(shelf: Shelf) -> None:
    text = "".join(sheets.texts(shelf.sample("sobre").path))
    assert "Depuis la signature en 2024 d’un traité de" in text
    assert "Diplomatie et conflits" in text
    assert "DIPLOMATIE ET CONFLITS" in "".join(sheets.texts(shelf.sample("magazine").path))


def test_no_hyphen_is_put_in(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    lines = [text for page in screen.layout.document.pages for text in _lines(page._page_box)]
    assert not [line for line in lines if line.endswith("-") and not _is_written(line, screen)]


def _lines(box: Any) -> Iterator[str]:
    for child in getattr(getattr(box, "_box", box), "children", ()):
        if type(child).__name__ == "LineBox":
            yield "".join(text for text, *_ in _texts(child, PAPER)).rstrip()
        else:
            yield from _lines(child)


def _is_written(line: str, screen: Screen) -> bool:
    last = line.rsplit(maxsplit=1)[-1]
    return any(last in section.xhtml for section in screen.galley.sections)
