"""Each rule of the EPUB lint catches the bad file made for it, and that file only."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from rotative.preflight import epub_lint
from rotative.problems import Severity

Parts = dict[str, bytes]
LEAD, NAV, OPF, CSS = "EPUB/lead.xhtml", "EPUB/nav.xhtml", "EPUB/content.opf", "EPUB/style.css"


def unpacked(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(parts: Parts, *, first: str = "mimetype", stored: str = "mimetype") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: name != first):
            method = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), parts[name], method)
    return file.getvalue()


def replaced(name: str, old: str, new: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        text = parts[name].decode()
        assert old in text
        parts[name] = text.replace(old, new, 1).encode()

    return change


def in_lead(markup: str) -> Callable[[Parts], None]:
    return replaced(LEAD, '<div class="body">', f'<div class="body">{markup}')


def in_css(rule: str) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        parts[CSS] += rule.encode()

    return change


def small_cover(parts: Parts) -> None:
    file = BytesIO()
    Image.new("RGB", (300, 400)).save(file, "PNG")
    parts["EPUB/cover.png"] = file.getvalue()


def broken_cover(parts: Parts) -> None:
    parts["EPUB/cover.png"] = b"\x89PNG\r\n\x1a\nrubbish"


def renamed(parts: Parts) -> None:
    replaced(OPF, 'href="imprint.xhtml"', 'href="imprimé.xhtml"')(parts)
    for name in list(parts):
        if name.endswith(".xhtml"):
            text = parts[name].decode().replace('"imprint.xhtml"', '"imprimé.xhtml"')
            parts[name] = text.encode()
    parts["EPUB/imprimé.xhtml"] = parts.pop("EPUB/imprint.xhtml")


def stray_item(parts: Parts) -> None:
    item = '<item id="old" href="old.css" media-type="text/css"/></manifest>'
    replaced(OPF, "</manifest>", item)(parts)
    parts["EPUB/old.css"] = b"p { margin: 0 }"


A = "<p><a href={}>x</a></p>"
FAULTS: dict[str, list[Callable[[Parts], None]]] = {
    "epub-active-content": [
        in_lead("<script>1</script>"),
        in_lead("<form><p>x</p></form>"),
        in_lead('<iframe srcdoc="x" title="x"/>'),
        in_lead('<p onclick="x()">x</p>'),
        in_lead('<p srcdoc="x">x</p>'),
    ],
    "epub-alt-missing": [in_lead('<img src="cover.png"/>')],
    "epub-conformance": [
        replaced(OPF, "EPUB Accessibility 1.1 - WCAG 2.2 Level AA", "EPUB-A11Y-11_WCAG-22-AA"),
        replaced(OPF, 'property="dcterms:conformsTo"', 'property="dcterms:subject"'),
    ],
    "epub-cover-missing": [replaced(OPF, ' properties="cover-image"', "")],
    "epub-cover-size": [small_cover, broken_cover],
    "epub-dead-link": [
        in_lead(A.format('"#nowhere"')),
        in_lead(A.format('"nowhere.xhtml"')),
        in_lead(A.format('"../../outside.xhtml"')),
        in_css("p { background-image: url(nothing.png) }"),
    ],
    "epub-file-too-large": [in_lead("<p>" + "x" * 260_000 + "</p>")],
    "epub-fixed-colour": [
        in_css("p { color: #333 }"),
        in_css("p { margin: 0; background-color: white }"),
        in_lead('<p style="color: red">x</p>'),
        in_lead("<style><!-- x -->p { color: red }</style>"),
    ],
    "epub-heading-skipped": [in_lead("<h3>x</h3>")],
    "epub-heading-twice": [in_lead("<h1>x</h1>")],
    "epub-id-twice": [in_lead('<p id="lead--title">x</p>'), in_lead('<p id="colophon">x</p>')],
    "epub-illegal-character": [in_lead("<p>\x01</p>"), in_lead("<p>\uffff</p>")],
    "epub-landmarks-missing": [replaced(NAV, 'epub:type="landmarks"', 'epub:type="lot"')],
    "epub-language": [
        replaced(LEAD, ' lang="fr"', ""),
        replaced(LEAD, 'xml:lang="fr"', 'xml:lang="en"'),
        replaced(LEAD, 'lang="fr" xml:lang="fr"', 'lang="de" xml:lang="de"'),
    ],
    "epub-link-scheme": [
        in_lead(A.format('"javascript:alert(1)"')),
        in_lead(A.format('" JavaScript:alert(1)"')),
        in_lead(A.format('"data:text/html,x"')),
        in_lead(A.format('"file:///etc/passwd"')),
    ],
    "epub-mimetype": [replaced("mimetype", "epub+zip", "zip")],
    "epub-modified-form": [
        replaced(OPF, "2026-11-22T06:30:01Z", "2026-11-22T06:30:01+01:00"),
        replaced(OPF, 'property="dcterms:modified"', 'property="dcterms:created"'),
    ],
    "epub-name-not-ascii": [renamed],
    "epub-not-xml": [in_lead("<p>"), in_lead("<p>&nbsp;</p>")],
    "epub-remote-resource": [
        in_lead('<img alt="x" src="https://example.org/x.png"/>'),
        in_lead('<img alt="x" src="//example.org/x.png"/>'),
        in_css('@import "https://example.org/x.css";'),
        in_css("p { background-image: url('https://example.org/x.png') }"),
    ],
    "epub-unreferenced": [stray_item],
}
CASES = [(code, n) for code, changes in FAULTS.items() for n in range(len(changes))]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_a_bad_file_is_caught(books: dict[str, bytes], code: str, case: int) -> None:
    parts = unpacked(books["sample"])
    FAULTS[code][case](parts)
    found = epub_lint.inspect(packed(parts))
    assert code in {problem.code for problem in found}
    mine = [problem for problem in found if problem.code == code]
    assert all(problem.place and problem.place.path for problem in mine)
    # A document that cannot be read takes links to its places along.
    rest = {problem.code for problem in found} - {code}
    assert rest <= {"epub-dead-link", "epub-unreferenced"}
    if code not in ("epub-not-xml", "epub-illegal-character"):
        assert not rest


def test_a_good_file_packed_anew_raises_nothing(books: dict[str, bytes]) -> None:
    assert epub_lint.inspect(packed(unpacked(books["rich"]))) == ()


def test_a_compressed_or_late_mimetype_is_caught(books: dict[str, bytes]) -> None:
    parts = unpacked(books["sample"])
    for data in (packed(parts, stored=""), packed(parts, first="EPUB/nav.xhtml")):
        assert [problem.code for problem in epub_lint.inspect(data)] == ["epub-mimetype"]


def test_an_archive_damaged_anywhere_is_told_in_words(books: dict[str, bytes]) -> None:
    whole = packed({name: data for name, data in unpacked(books["sample"]).items() if "." in name})
    seen = set[str]()
    for at in range(0, len(whole), max(1, len(whole) // 400)):
        found = epub_lint.inspect(whole[:at] + b"\xff\x02\xff" + whole[at + 3 :])
        seen.update(problem.code for problem in found)
    assert "epub-broken" in seen


def test_a_mimetype_with_an_extra_field_is_caught(books: dict[str, bytes]) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in unpacked(books["sample"]).items():
            info = zipfile.ZipInfo(name)
            info.extra = b"UT\x05\x00\x03\x00\x00\x00\x00" if name == "mimetype" else b""
            archive.writestr(info, content)
    assert [problem.code for problem in epub_lint.inspect(file.getvalue())] == ["epub-mimetype"]


def test_characters_that_no_font_has_are_named(books: dict[str, bytes]) -> None:
    parts = unpacked(books["sample"])
    font = (Path(__file__).parents[2] / "styles/fonts/SourceSerif4-Regular.ttf").read_bytes()
    for name in [name for name in parts if name.endswith(".ttf")]:
        parts[name] = font
    if not any(name.endswith(".ttf") for name in parts):
        parts["EPUB/f.ttf"] = font
        item = '<item id="f" href="f.ttf" media-type="font/ttf"/></manifest>'
        replaced(OPF, "</manifest>", item)(parts)
        in_css("@font-face { font-family: F; src: url(f.ttf) }")(parts)
    assert epub_lint.inspect(packed(parts)) == ()
    in_lead("<p>漢\u202fא</p>")(parts)
    (problem,) = epub_lint.inspect(packed(parts))
    assert problem.code == "epub-glyph-missing"
    assert "U+6F22" in problem.message
    assert "U+05D0" in problem.message
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04rubbish", b"%PDF-1.7", packed({"mimetype": b"application/epub+zip"})]
)
def test_rubbish_is_called_broken_or_unreadable(data: bytes) -> None:
    codes = {problem.code for problem in epub_lint.inspect(data)}
    assert codes & {"epub-broken", "epub-not-xml"}


def test_a_file_is_read_from_disk(books: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(books["sample"])
    assert epub_lint.inspect(path) == ()
    assert [p.code for p in epub_lint.inspect(tmp_path / "none.epub")] == ["epub-broken"]


def test_an_entity_bomb_stays_small(books: dict[str, bytes]) -> None:
    parts = unpacked(books["sample"])
    bomb = '<!DOCTYPE html [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    replaced(LEAD, "<!DOCTYPE html>", bomb)(parts)
    in_lead("<p>&b;</p>")(parts)
    epub_lint.inspect(packed(parts))
