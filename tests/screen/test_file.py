"""The file around the pages: what it is called, when it is from, what it carries and opens with."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image, ImageCms

from rotative import press, writers
from rotative.finish.original import LEFT_OUT
from rotative.finish.shown import for_screen
from rotative.galley import Entry
from rotative.house import House
from rotative.identity import identifier
from rotative.model import Markup
from rotative.shipped import STYLES, shipped
from tests.epub import editions
from tests.screen.conftest import Shelf, drawn
from tests.tools import vera

XHTML = "{http://www.w3.org/1999/xhtml}"
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}


def test_metadata_agree_with_the_edition_and_with_themselves(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    edition = screen.galley.edition
    with pikepdf.open(screen.path) as file:
        packet = etree.fromstring(file.Root["/Metadata"].read_bytes())
        info = {name: str(value) for name, value in file.docinfo.items()}
        identity = bytes(file.trailer["/ID"][0]).decode()
        assert "/Filter" not in file.Root["/Metadata"]  # so that any tool can read it

    def told(name: str) -> str:
        return ", ".join(packet.xpath(f"//{name}//text()[normalize-space()]", namespaces=SPACES))

    title = "La Gazette — Le grand port de l’Europe\u00a0: never again\u202f?"
    assert told("dc:title") == info["/Title"] == title
    assert told("dc:creator") == info["/Author"] == "Jeanne d'Arc & Cie"
    assert told("pdf:Keywords") == info["/Keywords"] == "Monde"
    assert told("pdf:Producer") == info["/Producer"]
    assert told("xmp:CreatorTool") == info["/Creator"]
    assert told("dc:language") == "fr"
    assert told("dc:publisher") == edition.imprint.publisher
    assert told("dc:rights") == edition.imprint.rights
    dates = (told("xmp:CreateDate"), told("xmp:ModifyDate"), told("xmp:MetadataDate"))
    assert set(dates) == {"2026-11-22T00:00:00Z"}
    assert info["/CreationDate"] == info["/ModDate"] == "D:20261122000000Z"
    assert told("dc:identifier") == told("xmpMM:DocumentID") == identity == identifier(edition)
    assert told("xmpMM:InstanceID").startswith("urn:uuid:")


def test_the_text_of_the_edition_is_attached(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    with pikepdf.open(screen.path) as file:
        (attached,) = file.Root["/AF"]
        names = pikepdf.NameTree(file.Root["/Names"]["/EmbeddedFiles"])
        assert [str(name) for name in names] == ["riche.xhtml"]
        assert names["riche.xhtml"].objgen == attached.objgen
        assert attached["/AFRelationship"] == "/Source"
        assert str(attached["/Desc"]) == "Texte de l’édition"
        stream = attached["/EF"]["/F"]
        data, said = stream.read_bytes(), stream["/Params"]
        assert stream["/Subtype"] == "/application/xhtml+xml"
        assert str(said["/ModDate"]) == "D:20261122000000Z"
        assert int(said["/Size"]) == len(data)
        assert bytes(said["/CheckSum"]) == hashlib.md5(data, usedforsecurity=False).digest()
    root = etree.fromstring(data)
    assert root.get("lang") == "fr"
    (body,) = root.iter(f"{XHTML}body")
    words = "".join(body.itertext())
    for section in screen.galley.sections:
        if section.kind not in LEFT_OUT:
            inside = "".join(etree.fromstring(f'<x xmlns:epub="e">{section.xhtml}</x>').itertext())
            assert inside in words
    assert b"confidentielle" not in data, "an editor's comment is not for readers"


def test_bookmarks_are_nested_as_the_contents(shelf: Shelf) -> None:
    screen = shelf.rich("magazine")

    def listed(entries: Any) -> list[Any]:
        return [(item.title, listed(item.children)) for item in entries]

    with pikepdf.open(screen.path) as file:
        with file.open_outline() as outline:
            marks = listed(outline.root)
        assert file.Root["/PageMode"] == "/UseOutlines"
        assert bool(file.Root["/ViewerPreferences"]["/DisplayDocTitle"])
        assert str(file.Root["/Lang"]) == "fr"
        assert [str(page.label) for page in file.pages] == [
            str(n + 1) for n in range(len(file.pages))
        ]
        assert all(page.obj["/Tabs"] == "/S" for page in file.pages)

    def contents(entries: tuple[Entry, ...]) -> list[Any]:
        return [(entry.title, contents(entry.entries)) for entry in entries]

    expected = contents(screen.galley.contents)
    (lead, headlines, *rest) = [mark for mark in marks if mark[0] != "Sommaire"]
    assert (lead[0], rest) == (expected[0][0], expected[2:])
    assert [title for title, _ in lead[1]] == ["Un premier intertitre", "Listes", "Tableau"]
    assert headlines[0] == expected[1][0]
    ((rubric, briefs),) = headlines[1]
    ((wanted, titles),) = expected[1][1]
    assert rubric == wanted
    assert [title for title, _ in briefs] == [title for title, _ in titles]
    assert briefs[0][1] == [("Sous-titre de la brève 1", [])]


def test_the_same_edition_is_the_same_bytes(shelf: Shelf) -> None:
    screen = shelf.rich("sobre")
    house = House(str(shelf.folder / "rich"))
    shop = writers.Workshop(screen.galley, house, press.modified(screen.galley.edition))
    assert shop.make(["screen"])["screen"].data == screen.path.read_bytes()


def test_colours_are_those_of_the_screen(shelf: Shelf) -> None:
    screen = shelf.rich("classique")
    with pikepdf.open(screen.path) as file:
        (intent,) = file.Root["/OutputIntents"]
        assert intent["/S"] == "/GTS_PDFA1"
        profile = ImageCms.ImageCmsProfile(
            io.BytesIO(intent["/DestOutputProfile"].read_bytes())
        ).profile
        assert profile.xcolor_space.strip() == "RGB"
        assert "sRGB" in str(profile.profile_description)
        pictures = [item for item in file.objects if isinstance(item, pikepdf.Stream)
                    and item.get("/Subtype") == "/Image"]  # fmt: skip
        assert len(pictures) >= 6
        assert {str(item["/ColorSpace"]) for item in pictures} <= {"/DeviceRGB", "/DeviceGray"}
        assert not any(item.get("/Interpolate", False) for item in pictures)


def _jpeg(image: Image.Image, profile: bytes = b"") -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95, subsampling=0, icc_profile=profile)
    return file.getvalue()


def _shown(data: bytes) -> tuple[str, tuple[int, ...]]:
    with Image.open(io.BytesIO(data)) as image:
        pixel = image.getpixel((4, 4))
        return image.mode, pixel if isinstance(pixel, tuple) else (int(pixel or 0),)


def _press_profile() -> bytes:
    return (shipped(STYLES) / "icc" / "FOGRA39L_coated.icc").read_bytes()


def test_pictures_come_in_srgb() -> None:
    red = Image.new("RGB", (8, 8), (200, 40, 40))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for plain in (_jpeg(red), _jpeg(red, srgb), _jpeg(red.convert("L")), _jpeg(red, b"nonsense")):
        assert for_screen(plain, _press_profile) is plain
    ink = _jpeg(Image.new("CMYK", (8, 8), (0, 255, 255, 0)))
    mode, (r, g, b) = _shown(for_screen(ink, _press_profile))
    assert mode == "RGB"
    assert (r, g, b) == pytest.approx((227, 6, 19), abs=12)  # printers' red on coated paper
    swapped = _swapped(srgb)
    mode, (r, g, b) = _shown(for_screen(_jpeg(red, swapped), _press_profile))
    assert mode == "RGB"
    assert g > r + 80, "a profile with red and green exchanged makes it green"


def _swapped(profile: bytes) -> bytes:
    """Return an RGB profile under another name, its first two inks exchanged."""
    table = bytearray(profile)
    red, green = (132 + profile[132:].index(name) for name in (b"rXYZ", b"gXYZ"))
    table[red : red + 4], table[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(table).replace(b"s\0R\0G\0B", b"x\0R\0G\0B").replace(b"sRGB", b"xRGB")


def test_letters_of_no_alphabet_are_not_read_as_rubbish(tmp_path: Path) -> None:
    """A publication's own font may draw signs in the private use area, or from right to left."""
    fonts = tmp_path / "styles" / "fonts"
    fonts.mkdir(parents=True)
    font = TTFont(shipped(STYLES) / "fonts" / "epub" / "latin" / "RotativeText-Regular.ttf")
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({0xE001: "A", **dict(zip(range(0x5D0, 0x5D3), "BCD", strict=True))})
    font.save(fonts / "Own.ttf")
    (tmp_path / "styles" / "publication.css").write_text(
        '@font-face { font-family: "Own"; src: url("fonts/Own.ttf") }\n.body { font-family: "Own" }'
    )
    house, sample = House(str(tmp_path)), editions.sample()
    body = Markup('<p>Un \ue001 signe.</p><p>Un mot <span lang="he">\u05d0\u05d1\u05d2</span>.</p>')
    edition = replace(sample, lead=replace(sample.lead, body=body))
    screen = drawn(editions.galley(edition, house), house, tmp_path / "own.pdf")
    assert vera.failures(screen.path, "3a") == []
    texts = [" ".join(p.text.split()) for p in screen.tree.document.all("P")]
    assert "Un signe." in texts
    assert "Un mot \u05d0\u05d1\u05d2." in texts
