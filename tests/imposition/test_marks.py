"""Marks around single pages: outside the bleed, on every plate, their text to be read."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from pikepdf import Array
from PIL import Image, ImageChops

from rotative import marks
from rotative.marks.lettering import FACES, Lettering, _face
from rotative.marks.subset import subset
from tests.conftest import Built
from tests.imposition.pages import BLEED, HEIGHT, MM, WIDTH, numbered
from tests.tools.pdf import boxes, fonts, render_png, texts, words

SLUG = "Le Condensé, n° 12 · Révision 2 · page {n}/{k} · Ελλάδα, Привет, ﬁn"


def _slug(number: int, count: int) -> str:
    return SLUG.format(n=number, k=count)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marks") / "marked.pdf"
    pdf = numbered(2)
    marks.add(pdf, _slug, bar=True)
    pdf.save(path)
    return path


def _picture(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(render_png(path, dpi=72))).convert("RGB")


def test_boxes_make_room_for_marks_and_keep_trim_and_bleed(marked: Path) -> None:
    width, height = (WIDTH + 2 * BLEED) * MM, (HEIGHT + 2 * BLEED) * MM
    room = 10 * MM
    edge = BLEED * MM
    wanted = {
        "/MediaBox": (-room, -room, width + room, height + room),
        "/CropBox": (-room, -room, width + room, height + room),
        "/BleedBox": (0, 0, width, height),
        "/TrimBox": (edge, edge, width - edge, height - edge),
    }
    for name, box in wanted.items():
        for found in boxes(marked, name):
            assert found == pytest.approx(box, abs=0.01)


def test_nothing_changes_inside_the_bleed_and_all_marks_are_outside(
    marked: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.pdf"
    numbered(2).save(plain)
    inside = _picture(plain)
    outside = _picture(marked)
    room = round(10 * MM)
    cut = outside.crop((room + 1, room + 1, room + inside.width - 1, room + inside.height - 1))
    same = ImageChops.difference(cut, inside.crop((1, 1, inside.width - 1, inside.height - 1)))
    # A page set off by a fraction of a pixel differs where letters have edges, and nowhere else.
    assert same.crop((0, 0, same.width, round(15 * MM))).getbbox() is None
    left = outside.crop((0, 0, room - 1, outside.height)).convert("L")
    assert left.getextrema()[0] < 100  # type: ignore[operator]


def _lines(content: str) -> list[tuple[float, ...]]:
    found = re.findall(r"^(\S+) (\S+) m (\S+) (\S+) l S$", content, re.MULTILINE)
    return [tuple(map(float, numbers)) for numbers in found]


def test_registration_marks_stand_in_the_middle_of_each_side(marked: Path) -> None:
    with pikepdf.open(marked) as pdf:
        shared = pdf.pages[0].resources.XObject.Marks1.Resources.XObject.Marks
        content = shared.read_bytes().decode()
    centres = []
    lines = _lines(content)
    for a, b in pairwise(lines):
        if a[1] == a[3] and b[0] == b[2] and abs(a[2] - a[0] - (b[3] - b[1])) < 0.01:
            centres.append(((a[0] + a[2]) / 2, (b[1] + b[3]) / 2))
    width, height = (WIDTH + 2 * BLEED) * MM, (HEIGHT + 2 * BLEED) * MM
    beside = 3.5 * MM
    wanted = {(width / 2, height + beside), (width / 2, -beside),
              (-beside, height / 2), (width + beside, height / 2)}  # fmt: skip
    for x, y in wanted:
        assert any(abs(x - a) + abs(y - b) < 0.05 for a, b in centres), (x, y)
    for x, y, to_x, to_y in lines:
        assert not (0 < x < width and 0 < y < height), "a mark inside the bleed"
        assert not (0 < to_x < width and 0 < to_y < height), "a mark inside the bleed"


def test_crop_marks_point_at_the_trim(marked: Path) -> None:
    with pikepdf.open(marked) as pdf:
        content = pdf.pages[0].resources.XObject.Marks1.Resources.XObject.Marks.read_bytes()
    lines = _lines(content.decode())
    upright = sorted({round(x / MM, 2) for x, y, to_x, to_y in lines if x == to_x})
    level = sorted({round(y / MM, 2) for x, y, to_x, to_y in lines if y == to_y})
    for trim in (BLEED, BLEED + WIDTH):
        assert trim in upright
    for trim in (BLEED, BLEED + HEIGHT):
        assert trim in level


def test_the_slug_can_be_read_and_stands_below_the_bleed(marked: Path) -> None:
    for number, text in enumerate(texts(marked), 1):
        assert _slug(number, 2) in " ".join(text.split())
    height = boxes(marked, "/MediaBox")[0]
    assert height is not None
    (slug,) = [word for word in words(marked) if word.text == "1/2"]
    assert slug.top > height[3] - height[1] - 10 * MM
    embedded = {font.name: font for font in fonts(marked)}
    assert embedded["SourceSans3-Regular"].embedded
    assert embedded["SourceSans3-Regular"].subset


def test_a_long_slug_stays_between_the_crop_marks() -> None:
    said = "x" * 400 + " short"
    lettering = Lettering([said])
    line = lettering.fitted(said, 5.0, 200.0)
    assert line.endswith("…")
    assert lettering.width(line, 5.0) <= 200.0
    assert lettering.width(line + "x", 5.0) > 200.0
    assert lettering.fitted("short", 5.0, 200.0) == "short"


def test_a_slug_that_is_cut_says_so(tmp_path: Path) -> None:
    pdf, path = numbered(1), tmp_path / "long.pdf"
    marks.add(pdf, lambda _number, _count: "Une très longue ligne " * 20)
    pdf.save(path)
    assert "…" in texts(path)[0]


def test_marks_are_on_every_plate_and_never_rgb(marked: Path) -> None:
    with pikepdf.open(marked) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            own = page.resources.XObject[f"/Marks{number}"]
            for form in (own, own.Resources.XObject.Marks):
                space = form.Resources.ColorSpace.All
                assert [str(space[0]), str(space[1]), str(space[2])] == [
                    "/Separation", "/All", "/DeviceCMYK"]  # fmt: skip
                operators = {str(i.operator) for i in pikepdf.parse_content_stream(form)}
                assert not operators & {"rg", "RG", "g", "G", "K"}
            assert b" k " in own.Resources.XObject.Marks.read_bytes()  # the colour bar, in CMYK


def test_what_a_page_drew_beyond_its_bleed_is_hidden(tmp_path: Path) -> None:
    pdf, path = numbered(1), tmp_path / "wide.pdf"
    pdf.pages[0].contents_add(b"0 0 0 1 k -500 150 2000 40 re f")
    marks.add(pdf)
    pdf.save(path)
    picture = _picture(path)
    room = round(10 * MM)
    beside = picture.crop((0, 0, room - 2, picture.height)).convert("L")
    row = beside.crop((0, picture.height - room - 185, beside.width, picture.height - room - 165))
    assert row.getextrema() == (255, 255)


def test_a_page_without_trim_is_left_alone() -> None:
    pdf = numbered(2, bleed=0.0)
    marks.add(pdf, _slug)
    assert all("/CropBox" not in page.obj for page in pdf.pages)


def test_inherited_resources_are_kept() -> None:
    pdf = numbered(1)
    page = pdf.pages[0]
    pdf.Root.Pages.Resources = page.obj.Resources
    del page.obj.Resources
    marks.add(pdf)
    assert "/F" in page.obj.Resources.Font


def test_the_same_pages_get_the_same_bytes() -> None:
    made = []
    for _ in range(2):
        pdf, out = numbered(3), io.BytesIO()
        marks.add(pdf, _slug, bar=True)
        pdf.save(out, deterministic_id=True)
        made.append(out.getvalue())
    assert made[0] == made[1]


def test_the_subset_is_a_font_that_others_can_read() -> None:
    face, characters = _face(FACES[0]), sorted(set("Ré ﬁœ№ΆЖÅẤ"))
    font = TTFont(io.BytesIO(subset(face, characters)), checkChecksums=2)
    whole = TTFont(io.BytesIO(face.data))
    names = whole.getBestCmap()
    own = font.getGlyphOrder()
    for place, character in enumerate(characters, 1):
        known = names.get(ord(character), ".notdef")
        assert font["hmtx"][own[place]] == whole["hmtx"][known]
        drawn = font["glyf"][own[place]].getCoordinates(font["glyf"])[0]
        assert list(drawn) == list(whole["glyf"][known].getCoordinates(whole["glyf"])[0])


def test_marks_fit_our_own_print_pdf(sample: Built, tmp_path: Path) -> None:
    path = tmp_path / "ours.pdf"
    with pikepdf.open(sample.files["print"]) as pdf:
        trims = [page.trimbox.as_list() for page in pdf.pages]
        marks.add(pdf, _slug)
        pdf.save(path)
    with pikepdf.open(path) as pdf:
        assert [page.trimbox.as_list() for page in pdf.pages] == trims
        assert isinstance(pdf.pages[0].obj.MediaBox, Array)
    assert "page 1/2" in " ".join(texts(path)[0].split())
