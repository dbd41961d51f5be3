"""No word of the source is lost or doubled on its way into any output."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from lxml import etree

from rotative.model import plain_text
from tests.conftest import BOOK, Built
from tests.tools import pdf

SOURCE = BOOK / "poutine-kim" / "poutine-kim.txt"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = 'xmlns:epub="http://www.idpf.org/2007/ops"'
CONTENT = {"piece-title", "standfirst", "body", "headline-title", "summary", "brief"}


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))


def letters(text: str) -> str:
    return "".join(words(unicodedata.normalize("NFKC", text)))


def content(root: etree._Element) -> str:
    """The editor's own words: without kicker, navigation and the words of templates."""
    found = (e for e in root.iter() if CONTENT & set(str(e.get("class") or "").split()))
    return " ".join(" ".join(map(str, element.itertext())) for element in found)


def galley_texts(sample: Built) -> Iterable[str]:
    for section in sample.galley.sections:
        if section.kind in {"lead", "headlines", "rubric", "article"}:
            yield content(etree.fromstring(f"<div {EPUB}>{section.xhtml}</div>"))


def epub_documents(path: Path) -> Iterable[etree._Element]:
    with zipfile.ZipFile(path) as book:
        for name in sorted(book.namelist()):
            if name.endswith(".xhtml"):
                yield etree.fromstring(book.read(name))


def test_the_galley_has_the_words_of_the_source(sample: Built) -> None:
    source = SOURCE.read_text("utf-8")
    assert Counter(words(" ".join(galley_texts(sample)))) == Counter(words(source))


def test_the_epub_has_the_words_of_the_source(sample: Built) -> None:
    text = " ".join(content(root) for root in epub_documents(sample.files["epub"]))
    assert Counter(words(text)) == Counter(words(SOURCE.read_text("utf-8")))


# What the sheets leave out: the cover is the EPUB's, and the strip of teasers on the sample's
# front page gives the pages that a list of contents would.
HIDDEN = {"print": {"cover", "contents"}, "screen": {"cover"}}


@pytest.mark.parametrize("medium", ["print", "screen"])
def test_every_paragraph_is_whole_in_the_pdf(sample: Built, medium: str) -> None:
    laid_out = _text_area(sample.files[medium])
    shown = [s for s in sample.galley.sections if s.kind not in HIDDEN[medium]]
    expected = letters(" ".join(_shown(section.xhtml, medium) for section in shown))
    for block in _blocks(sample):
        # A dropped initial is drawn before the text it opens.
        rest = letters(block)[1:]
        found, times = laid_out.count(rest), expected.count(rest)
        assert times >= 1
        assert found == times, f"{block[:60]!r} stands {found} times, expected {times}"


def _shown(xhtml: str, medium: str) -> str:
    """The text of a section; on paper the lead stands right below its line on the front page."""
    if medium == "print":
        xhtml = re.sub(r'<p class="front-lead">.*?</p>', "", xhtml, flags=re.DOTALL)
    return plain_text(xhtml.replace("<", " <"))


def _blocks(sample: Built) -> Iterable[str]:
    lead = sample.galley.edition.lead
    yield from (lead.title.text, lead.standfirst.text)
    yield from (plain_text(block) for block in lead.body.xhtml.split("</p>") if block.strip())
    yield from (headline.title.text for headline in sample.galley.edition.headlines)


def _text_area(path: Path) -> str:
    """The letters of all pages in reading order, without running heads, folios and figures."""
    (_, _, width, height), *_ = pdf.boxes(path, "/MediaBox")  # type: ignore[misc]
    crop = pdf.Crop(0, 30, int(width), int(height - 85))
    return letters("\n".join(pdf.texts(path, crop=crop, raw=True)))
