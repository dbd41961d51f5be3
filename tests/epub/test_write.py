"""The EPUB that is written: its archive, documents, links, navigation."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from rotative import epub
from rotative.epub.archive import stamp
from rotative.galley import Galley
from rotative.house import House
from rotative.model import Edition
from tests.epub import editions

ROOT = Path(__file__).parents[2]
NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "e": "http://www.idpf.org/2007/ops",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def document(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(files(data)[f"EPUB/{name}"])


def words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_the_archive_begins_with_a_plain_mimetype(books: dict[str, bytes]) -> None:
    data = books["sample"]
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        infos = archive.infolist()
    assert [i.filename for i in infos][:3] == [
        "mimetype",
        "META-INF/com.apple.ibooks.display-options.xml",
        "META-INF/container.xml",
    ]
    assert infos[0].compress_type == zipfile.ZIP_STORED
    assert {(i.date_time, i.extra, i.create_system) for i in infos} == {
        ((2026, 11, 22, 6, 30, 0), b"", 3)
    }
    names = [i.filename for i in infos[3:]]
    assert names == sorted(names)
    assert all(name.isascii() for name in names)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), (1980, 1, 1, 0, 0, 0)),
        (dt.datetime(2200, 1, 1, tzinfo=dt.UTC), (2107, 12, 31, 23, 59, 58)),
        (
            dt.datetime(2026, 1, 1, 1, 0, 3, tzinfo=dt.timezone(dt.timedelta(hours=2))),
            (2025, 12, 31, 23, 0, 2),
        ),
    ],
)
def test_archive_times_are_what_dos_can_say(moment: dt.datetime, expected: tuple[int, ...]) -> None:
    assert stamp(moment) == expected


@pytest.mark.slow
def test_the_same_bytes_in_every_process(books: dict[str, bytes], tmp_path: Path) -> None:
    script = (
        "import hashlib; from tests.epub.conftest import build;"
        "print(hashlib.sha256(build('rich')).hexdigest())"
    )
    for seed, zone, folder in (("0", "Asia/Tokyo", ROOT), ("4711", "America/Lima", tmp_path)):
        environment = os.environ | {
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": "C",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }
        told = subprocess.run(
            [sys.executable, "-c", script],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        assert told.stdout.strip() == hashlib.sha256(books["rich"]).hexdigest()


@pytest.mark.parametrize("name", ["sample", "rich", "hostile", "paged"])
def test_contents_and_ncx_agree(books: dict[str, bytes], name: str) -> None:
    nav = document(books[name], "nav.xhtml")
    shown = [
        (words(link), link.get("href"))
        for link in nav.iterfind(".//h:nav[@e:type='toc']//h:a".replace("e:type", _TYPE), NS)
    ]
    ncx = document(books[name], "toc.ncx")
    points = [
        (words(point.find("n:navLabel", NS)), point.find("n:content", NS).get("src"))  # type: ignore[arg-type, union-attr]
        for point in ncx.iterfind("n:navMap//n:navPoint", NS)
    ]
    assert shown == points
    order = [point.get("playOrder") for point in ncx.iter(f"{{{NS['n']}}}navPoint")]
    assert order == [str(n) for n in range(1, len(order) + 1)]


_TYPE = f"{{{NS['e']}}}type"


@pytest.mark.parametrize("name", ["sample", "rich", "hostile", "paged"])
def test_every_link_inside_arrives(books: dict[str, bytes], name: str) -> None:
    parts = files(books[name])
    pages = {n: etree.fromstring(d) for n, d in parts.items() if n.endswith(".xhtml")}
    ids = {n: set(page.xpath("//@id")) for n, page in pages.items()}
    for here, page in pages.items():
        for href in page.xpath("//h:a/@href", namespaces=NS):
            if str(href).startswith("https:"):
                continue
            file, _, fragment = str(href).partition("#")
            there = f"EPUB/{file}" if file else here
            assert there in pages
            assert not fragment or fragment in ids[there]


def test_links_lead_across_files_and_stay_short_within_one(books: dict[str, bytes]) -> None:
    lead = files(books["rich"])["EPUB/lead.xhtml"].decode()
    assert 'href="#note-1"' in lead
    assert 'href="rubric-energie.xhtml#titre-energie-1"' in lead
    assert 'href="https://example.org/?a=1&amp;b=2"' in lead


def test_only_the_anchors_own_href_is_rewritten() -> None:
    edition = editions.sample()
    code = '<p><code>href="#lead"</code> <a href="#headlines">x</a></p>'
    lead = replace(edition.lead, body=replace(edition.lead.body, xhtml=code))
    data = _write(replace(edition, lead=lead))
    assert (
        b'<code>href="#lead"</code> <a href="headlines.xhtml">x</a>'
        in files(data)["EPUB/lead.xhtml"]
    )


def test_only_images_that_are_shown_go_in(books: dict[str, bytes]) -> None:
    names = files(books["rich"]).keys()
    assert "EPUB/images/carte.png" in names
    assert "EPUB/images/inutile.png" not in names


def test_the_bar_leads_through_the_book(books: dict[str, bytes]) -> None:
    parts = files(books["sample"])
    bar = document(books["sample"], "lead.xhtml").find(".//h:nav[@class='bar']", NS)
    assert bar is not None
    assert bar.xpath(".//h:a/@href", namespaces=NS) == ["nav.xhtml", "headlines.xhtml"]
    assert b'class="bar"' not in parts["EPUB/cover.xhtml"]
    last = document(books["sample"], "imprint.xhtml")
    assert last.xpath("//h:nav[@class='bar']//h:a/@href", namespaces=NS) == [
        "colophon.xhtml",
        "nav.xhtml",
    ]
    title = document(books["sample"], "lead.xhtml").find(".//h:header", NS)
    assert title is not None
    assert title.getnext() is bar or title.getnext().get("class") == "bar"  # type: ignore[union-attr]


def test_a_galley_without_cover_and_contents_gets_both() -> None:
    galley = editions.galley(editions.sample())
    bare = Galley(
        galley.edition,
        galley.groups,
        tuple(s for s in galley.sections if s.kind not in ("cover", "contents")),
        galley.contents,
    )
    house = House()
    sheet = editions.sheet(galley.edition, house)
    data = epub.write(bare, sheet, house, modified=editions.MODIFIED)
    assert document(data, "nav.xhtml").find(f".//h:nav[@{_TYPE}='toc']", NS) is not None
    assert document(data, "cover.xhtml").find(".//h:img", NS) is not None


def test_page_breaks_stand_before_the_word_that_begins_the_page(books: dict[str, bytes]) -> None:
    lead = document(books["paged"], "lead.xhtml")
    section = lead.find(".//h:section", NS)
    assert section is not None
    bar = section.find(".//h:nav", NS)
    assert bar is not None
    bar.getparent().remove(bar)  # type: ignore[union-attr]
    for page in editions.BREAKS[:2]:
        mark = lead.xpath(f"//h:span[@id='page-{page.label}']", namespaces=NS)[0]
        assert mark.get("role") == "doc-pagebreak"
        assert mark.get("aria-label") == page.label
        before = "".join(
            section.xpath(f".//text()[following::h:span[@id='page-{page.label}']]", namespaces=NS)
        )
        assert len("".join(before.split())) == page.offset


def test_the_page_list_names_every_page_in_both_navigations(books: dict[str, bytes]) -> None:
    nav = document(books["paged"], "nav.xhtml")
    listed = nav.xpath("//h:nav[@e:type='page-list']//h:a", namespaces=NS)
    expected = [
        ("lead.xhtml#page-3", "3"),
        ("lead.xhtml#page-4", "4"),
        ("titre-diplomatie-1.xhtml#page-5", "5"),
    ]
    assert [(a.get("href"), a.text) for a in listed] == expected
    targets = document(books["paged"], "toc.ncx").iterfind("n:pageList/n:pageTarget", NS)
    found = [(t.find("n:content", NS).get("src"), words(t)) for t in targets]  # type: ignore[union-attr]
    assert found == expected


def test_right_to_left_books_say_so() -> None:
    edition = replace(editions.sample(), language="ar")
    root = document(_write(edition), "lead.xhtml")
    assert root.get("dir") == "rtl"
    assert b'page-progression-direction="rtl"' in files(_write(edition))["EPUB/content.opf"]


def _write(edition: Edition) -> bytes:
    house = House()
    galley, sheet = editions.galley(edition, house), editions.sheet(edition, house)
    return epub.write(galley, sheet, house, modified=editions.MODIFIED)
