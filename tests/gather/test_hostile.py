"""Foreign bytes do no harm: no script survives, no bomb goes off, no path leads out."""
# ruff: noqa: E501 - samples stand as they are

from __future__ import annotations

import functools
import io
import re
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from rotative import manuscript
from rotative.gather.archives import within
from rotative.gather.importing import Outcome, Wish, bring_in
from rotative.import_limits import named
from rotative.model import Publication, texts
from rotative.problems import Problems, RotativeError
from tests.conftest import ROOT, Rotative
from tests.manuscript.test_markup import check_safe

from .conftest import Bring, Site, codes, notes, picture, text
from .test_documents import epub, odt, raw_word
from .test_feeds import feed, item

# After the OWASP filter evasion cheat sheet and html5sec.org.
XSS = (
    r"""
<script>alert(1)</script>
<SCRIPT SRC=//x.be/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<img src=x onerror=alert(1)>
<img """
    '"""'
    r"""><script>alert(1)</script>">
<a href="javascript:alert(1)">a</a>
<a href="jav&#x09;ascript:alert(1)">b</a>
<a href=" &#14; javascript:alert(1)">c</a>
<a href="JaVaScRiPt:alert(1)">d</a>
<a href="data:text/html;base64,PHNjcmlwdD4=">e</a>
<a href="vbscript:x">f</a> <a href="file:///etc/passwd">g</a> <a href="//x.be/h">h</a>
<svg onload=alert(1)><script>alert(1)</script></svg>
<math><a xlink:href="javascript:alert(1)">i</a></math>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<body onload=alert(1)><form action="javascript:alert(1)"><input autofocus onfocus=alert(1)></form>
<object data="x.swf"></object><embed src="x.swf"><link rel=stylesheet href="//x.be/x.css">
<style>@import "//x.be/x.css"; body{background:url(javascript:alert(1))}</style>
<div style="background:url(//x.be/x.png);width:expression(alert(1))">j</div>
<meta http-equiv="refresh" content="0;url=javascript:alert(1)">
<table background="javascript:alert(1)"><tr><td>k<td>l</table>
<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>
<textarea><img src=x onerror=alert(1)></textarea><xmp><script>alert(1)</script></xmp>
&lt;script&gt;alert(2)&lt;/script&gt; &lt;img src=x onerror=alert(2)&gt;
[m](javascript:alert(1)) ![n](javascript:alert(1)) <javascript:alert(1)> [o]: javascript:alert(1)
{{ 7*7 }} {% include "/etc/passwd" %} ${7*7} #{7*7} <%= 7*7 %> {{ ''.__class__ }}
<p id="x" name="y" class="z" onmouseover="alert(1)" data-rv-note="1" data-rv-ref="2">p</p>
<!--[if IE]><script>alert(1)</script><![endif]--> <![CDATA[<script>alert(1)</script>]]>
"""
)


def check_edition(folder: Path) -> str:
    """Read an edition as build does; fail if anything is unsafe or an error; return its XHTML."""
    problems = Problems()
    edition = manuscript.read(folder, Publication(""), language="fr", problems=problems)
    for markup in texts(edition):
        check_safe(markup.xhtml)
    return "".join(markup.xhtml for markup in texts(edition))


@pytest.mark.parametrize("kind", ["html", "md", "txt", "xml", "epub", "docx", "odt"])
def test_no_script_survives_any_kind_of_source(bring: Bring, kind: str) -> None:
    escaped = XSS.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    clean = re.sub(r"[\x00-\x08]", "", escaped)
    made: dict[str, bytes] = {
        "html": f"<title>T</title><article><p>Un texte qui précède.</p>{XSS}</article>".encode(),
        "md": f"# T\n\nUn texte.\n\n{XSS}".encode(),
        "txt": f"T\nUn texte.\n{XSS}".encode(),
        "xml": feed(item(clean[:300], "javascript:alert(1)", more=f"<description>{clean}</description>")).encode(),
        "epub": epub({"a.xhtml": f"<h1>T</h1><p>Un texte bien assez long pour être lu.</p>{XSS}"}),
        "docx": raw_word(f"<w:p><w:r><w:t>T</w:t></w:r></w:p><w:p><w:r><w:t>{clean}</w:t></w:r></w:p>"),
        "odt": odt(f'<text:p>T</text:p><text:p><text:a xlink:href="javascript:x">{clean}</text:a></text:p>'),
    }  # fmt: skip
    Path(f"a.{kind}").write_bytes(made[kind])
    bring(f"a.{kind}", role="lead")
    xhtml = check_edition(Path("monday"))
    assert "{{ 7*7 }}" in xhtml
    assert "49" not in xhtml


def test_what_survives_is_a_book_without_fault(rotative: Rotative, bring: Bring) -> None:
    Path("a.html").write_text(
        f"<title>T {{{{ 7*7 }}}}</title><article><p>Texte {XSS}</article>", "utf-8"
    )
    Path("b.md").write_text(f"# U <script>alert(1)</script>\n\n{XSS}", "utf-8")
    bring("a.html", "b.md")
    assert rotative("build", "monday", "--format", "epub") == 0
    with zipfile.ZipFile("dist/monday/monday.epub") as book:
        pages = [book.read(name) for name in book.namelist() if name.endswith("xhtml")]
    elements = [element for page in pages for element in etree.fromstring(page).iter()]
    tags = {etree.QName(element).localname for element in elements}
    assert not tags & {
        "script",
        "iframe",
        "form",
        "object",
        "embed",
        "math",
        "style",
        "base",
        "input",
    }
    names = {name for element in elements for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name == "srcdoc"]
    for element in elements:
        for name in ("href", "src"):
            assert not re.match(r"(?!https?:|mailto:)[a-z]+:|//", element.get(name, ""))


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {y} "{f"&{x};" * 10}">' for x, y in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def repacked(data: bytes, **changed: bytes) -> bytes:
    """Return an archive with some of its files replaced."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(
                name, changed.get(name.rpartition("/")[2].replace(".", "_"), old.read(name))
            )
    return out.getvalue()


@functools.cache
def bombs() -> dict[str, bytes]:
    """Return archives that unfold, by name."""
    body = "<w:p><w:r><w:t>&i;</w:t></w:r></w:p>"
    plain = raw_word("<w:p><w:r><w:t>x</w:t></w:r></w:p>")
    with zipfile.ZipFile(io.BytesIO(raw_word(body))) as made:
        document = made.read("word/document.xml")
    wide = odt("<text:p>x</text:p>", {f"Pictures/{n}.png": b"" for n in range(5001)})
    twisted = BOMB.encode() + document
    return {
        "entities.docx": repacked(plain, document_xml=twisted),
        "entities16.docx": repacked(
            plain, document_xml=b"\xff\xfe" + twisted.decode().encode("utf-16-le")
        ),
        "entities.odt": repacked(odt("x"), content_xml=BOMB.encode() + b"<x>&i;</x>"),
        "ratio.docx": repacked(plain, document_xml=b"<x>" + b" " * 3_000_000 + b"</x>"),
        "ratio.odt": repacked(odt("x"), content_xml=b"<x>" + b" " * 3_000_000 + b"</x>"),
        "entries.odt": wide,
        "external.docx": repacked(
            plain, document_xml=b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + document
        ),
    }


@pytest.mark.parametrize("name", bombs())
def test_bombs_do_not_go_off(bring: Bring, name: str) -> None:
    Path(name).write_bytes(bombs()[name])
    start = time.process_time()
    reason = {"ratio": "grows more than", "entries": "holds 5,0"}.get(name.partition(".")[0])
    with pytest.raises(RotativeError, match=reason or "has a document type") as caught:
        bring(name)
    assert "archive-refused" in str(caught.value)
    assert time.process_time() - start < 3
    assert not Path("monday").exists()


def test_entities_of_a_feed_stay_small(bring: Bring) -> None:
    Path("a.xml").write_text(f"{BOMB}<rss><channel><item><title>&i;</title></item></channel></rss>")
    start = time.process_time()
    try:
        bring("a.xml")
    except RotativeError:
        return
    assert time.process_time() - start < 3
    assert sum(path.stat().st_size for path in Path("monday").iterdir()) < 10_000


@pytest.mark.parametrize(
    ("address", "wanted"),
    [("../x.jpg", "x.jpg"), ("../../x", ""), ("..", ""), ("/x", ""), ("a/../b%20c#d", "O/b c"),
     ("file:x", ""), ("http://x/y", ""), ("%2e%2e/%2e%2e/x", ""), ("", "")],
)  # fmt: skip
def test_names_stay_inside_an_archive(address: str, wanted: str) -> None:
    assert within("O", address) == wanted


def test_an_archive_reaches_nothing_outside(bring: Bring) -> None:
    Path("secret.jpg").write_bytes(picture())
    Path("a.epub").write_bytes(
        epub(
            {
                "a.xhtml": '<h1>T</h1><p>Un texte bien assez long ici.</p><img src="../../secret.jpg"/>'
            }
        )
    )
    image = (
        '<text:p>T</text:p><text:p>x<draw:frame><draw:image xlink:href="{}"/></draw:frame></text:p>'
    )
    Path("b.odt").write_bytes(odt(image.format("../secret.jpg")))
    Path("c.odt").write_bytes(odt(image.format("/etc/hostname")))
    outcome = bring("a.epub", "b.odt", "c.odt")
    assert not Path("monday/images").exists()
    assert [p.code for p in outcome.problems].count("picture-left-out") == 3


@pytest.mark.parametrize("address", ["../secret.jpg", "%2e%2e/secret.jpg", "/etc/hostname", "link.jpg",
                                     "file:///etc/hostname", "x%00y", "folder", "C:\\x.jpg", "fifo"])  # fmt: skip
def test_a_page_reaches_nothing_outside_its_folder(bring: Bring, address: str) -> None:
    import os

    Path("secret.jpg").write_bytes(picture())
    Path("in/folder").mkdir(parents=True)
    Path("in/link.jpg").symlink_to("../secret.jpg")
    os.mkfifo("in/fifo")
    Path("in/a.html").write_text(
        f'<title>T</title><p>Un texte.</p><img src="{address}" alt="x">', "utf-8"
    )
    outcome = bring("in/a.html")
    assert codes(outcome) == ["picture-left-out"]
    assert not Path("monday/images").exists()


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 20_000 + "x",
        "<b><i>" * 5_000 + "x",
        "<ul><li>" * 600 + "x",
        "<table><tr><td>" * 600 + "x",
        "<blockquote>" * 600 + "x",
        "<p>" + "mot " * 40_000,
        "<table>" + "<tr><td>a<td>b" * 2_000 + "</table>",
        "<p><b>a</b> <i>b</i> " * 500,
    ],
    ids=["div", "inline", "lists", "tables", "quotations", "paragraph", "rows", "unclosed"],
)
def test_depth_and_length_are_bounded(bring: Bring, source: str) -> None:
    Path("a.md").write_text(f"# T\n\nUn texte.\n\n{source}", "utf-8")
    start = time.process_time()
    outcome = bring("a.md")
    assert time.process_time() - start < 6
    assert outcome.lead == "T"
    check_edition(Path("monday"))


def test_what_is_too_long_is_refused(bring: Bring) -> None:
    for name, data in (("a.html", "<p>" + "x " * 2_000), ("a.txt", "x " * 2_000)):
        Path(name).write_text(data)
        with pytest.raises(RotativeError, match="source-too-large"):
            bring(name, limits=[("piece-characters", 1000)])
    Path("b.txt").write_text("T\nx")
    with pytest.raises(RotativeError, match="source-too-large"):
        bring("b.txt", limits=[("source-bytes", 2)])


def test_more_pictures_than_allowed_are_left_out(bring: Bring) -> None:
    for n in range(4):
        Path(f"{n}.jpg").write_bytes(picture(60 + n))
    images = "".join(f'<img src="{n}.jpg" alt="x">' for n in range(4))
    Path("a.html").write_text(f"<title>T</title><p>Un texte.</p>{images}", "utf-8")
    outcome = bring("a.html", limits=[("pictures", 2)])
    assert len(list(Path("monday/images").iterdir())) == 2
    assert text("lead.md").count("Image missing") == 2
    assert "more than 2 pictures" in outcome.problems[0].message


# Anything at all


def told_why(error: RotativeError, folder: Path) -> None:
    """Fail if an error says nothing, or something was written nevertheless."""
    assert error.problems
    assert all(problem.code and problem.message for problem in error.problems)
    assert not folder.exists()


def imported(name: str, data: bytes) -> Outcome | None:
    """Import bytes in an empty folder and read the result; None if they were refused in words."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            outcome = bring_in(Wish((str(path),), f"{folder}/monday"))
        except RotativeError as error:
            told_why(error, Path(folder, "monday"))
            return None
        if outcome.lead:
            check_edition(Path(folder, "monday"))
        again = bring_in(Wish((str(path),), f"{folder}/monday"))
        assert again.state == "unchanged"
        return outcome


relaxed = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
)
NAMES = st.sampled_from(["a.html", "a.txt", "a.md", "a.xml", "a.docx", "a.jpg", "a"])
STARTS = st.sampled_from(
    [b"", b"<html>", b"<rss><channel><item><title>x", b"# T\n\n", b"\xff\xfe", b"\xef\xbb\xbf", b"T\n",
     b'{"version":"https://jsonfeed.org/version/1","items":[{', b"\xff\xd8\xff", b"GIF89a", b"PK\x03\x04",
     b"<feed><entry><title>a</title><content type='html'>", b"---\na: b\n---\n", b"<?xml version='1.0'?>"]
)  # fmt: skip


@relaxed
@given(NAMES, STARTS, st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(name: str, start: bytes, rest: bytes) -> None:
    imported(name, start + rest)


PARTS = st.sampled_from(
    ["# Titre\n", "## x\n", "source: y\n", "date: hier\n", "---\n", "texte ", "\n\n", "<p>", "</p>", "> ", "- ",
     "[^1]", "[^1]: n", "```", "~~~", "<table><tr><td>", "![a](b)", "[a]: b", "&#0;", "&#xD800;", "\u2028", "\x0b",
     "<![CDATA[", "]]>", "<item><title>", "</title>", "&lt;b&gt;", "{{ x }}", "https://a.be/x_y_", "1. ", "|a|b|\n",
     "|-|-|\n", "<ol start=9><li>", "\\", "*a*", "**", "<a href='#x'>1</a>", "<li id=x>n", "«\u00a0é\u00a0»", "= =\n"]
)  # fmt: skip


@relaxed
@given(NAMES, STARTS, st.lists(PARTS, max_size=14).map("".join))
def test_any_markup_becomes_an_edition_that_reads(name: str, start: bytes, rest: str) -> None:
    imported(name, start + rest.encode("utf-8", "surrogatepass"))


@relaxed
@given(
    st.sampled_from(["docx", "odt", "epub"]),
    st.integers(0, 3000),
    st.binary(min_size=1, max_size=30),
)
@example("odt", 577, b"\x02")  # a file that begins beyond the end of the archive
def test_damaged_archives_are_read_or_refused_in_words(kind: str, at: int, damage: bytes) -> None:
    whole = {
        "docx": raw_word("<w:p><w:r><w:t>Un texte</w:t></w:r></w:p>"),
        "odt": odt("<text:p>Un texte</text:p>"),
        "epub": epub({"a.xhtml": "<h1>T</h1><p>Un texte bien assez long ici.</p>"}),
    }[kind]
    at %= len(whole)
    imported(f"a.{kind}", whole[:at] + damage + whole[at + len(damage) :])


@relaxed
@given(
    st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]),
    st.integers(0, 2000),
    st.binary(min_size=1, max_size=9),
)
def test_damaged_pictures_are_read_or_refused(kind: str, at: int, damage: bytes) -> None:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((30, 20)).convert("RGB").save(out, kind)
    data = out.getvalue()
    at %= len(data)
    imported("a.png", data[:at] + damage + data[at + len(damage) :])


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.png", "Un titre\n\nUn texte.", "called a picture (.png), and holds text"),
        ("a.jpg", "<!DOCTYPE html><html><p>404</p></html>", "called a picture (.jpg)"),
        ("a.docx", "Un titre\n\nUn texte.", "called a document (.docx)"),
        ("a.pdf", "<html><p>Bientôt</p></html>", "called a document (.pdf)"),
        ("a.csv", "nom;prix\npain;2\n", "this is data (.csv)"),
        ("a.json", "Un titre\n\nUn texte.", "this is data (.json)"),
    ],
)
def test_text_that_is_called_something_else_is_refused(
    bring: Bring, name: str, data: str, said: str
) -> None:
    Path(name).write_text(data, "utf-8")
    with pytest.raises(RotativeError) as caught:
        bring(name)
    (problem,) = caught.value.problems
    assert problem.code == "source-kind"
    assert said in problem.message
    assert problem.hint
    assert not Path("monday").exists()


@pytest.mark.parametrize("name", ["a.doc", "a.xml", "a.html", "a.txt", "a"])
def test_a_page_is_read_whatever_programs_call_it(bring: Bring, name: str) -> None:
    Path(name).write_text("<html><body><h1>Le port</h1><p>Un texte de mots.</p></html>", "utf-8")
    assert bring(name).lead


def test_a_picture_is_one_whatever_it_is_called(bring: Bring) -> None:
    Path("a.txt").write_bytes(picture())
    outcome = bring("a.txt")
    assert "put it where it belongs" in notes(outcome)


def test_a_server_that_sends_an_error_page_for_a_picture(bring: Bring, site: Site) -> None:
    address = site.put("/a.png", "<p>Un texte.</p>", Content_Type="image/png")
    with pytest.raises(RotativeError, match="called a picture"):
        bring(address, allow_private=True)
    page = "<html><title>Le fichier</title><article><p>Un texte de mots.</p></article></html>"
    address = site.put("/wiki/Fichier:a.png", page, Content_Type="text/html")
    assert bring(address, allow_private=True).lead


def test_every_limit_is_documented_with_what_it_is() -> None:
    said = (ROOT / "SECURITY.md").read_text("utf-8")
    rows = [row.strip("| ").split(" | ") for row in said.splitlines() if row.startswith("| `")]
    told: dict[str, int] = {}
    for names, *_, most in (row for row in rows if len(row) == 3):
        numbers = (int(number.replace(",", "")) for number in most.split(", "))
        told |= dict(zip(re.findall("`(.+?)`", names), numbers, strict=True))
    assert told == {name: most for name, (most, _) in named().items()}
