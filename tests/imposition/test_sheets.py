"""What is on press sheets: pages in place, bleed, creep, marks, what the file carries along."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem
from PIL import Image, ImageChops

from rotative.imposition import Plan, impose
from rotative.model import Booklet, Trim
from rotative.problems import Problems, RotativeError
from rotative.words import words as own_words
from tests.imposition.pages import BLEED, HEIGHT, LEFT, MM, WIDTH, numbered, saved
from tests.tools.pdf import boxes, fonts, render_png, texts, words

Sheets = Callable[..., Path]
TOLERANCE = 0.05  # mm
HELVETICA_BEARING = 0.9  # pt: how far the left edge of an h lies from the pen at most
MARGIN = 10.0  # mm beyond the bleed


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    """Return what imposes numbered pages, or a file of one's own, and writes them."""

    def make(pages: int | pikepdf.Pdf, title: str = "", **booklet: object) -> Path:
        pdf = numbered(pages) if isinstance(pages, int) else pages
        path = tmp_path / f"sheets{len(list(tmp_path.iterdir()))}.pdf"
        path.write_bytes(impose(saved(pdf), Plan(Booklet(**booklet), title)))  # type: ignore[arg-type]
        return path

    return make


def _picture(path: Path, page: int = 1) -> Image.Image:
    return Image.open(io.BytesIO(render_png(path, page=page, dpi=72))).convert("RGB")


def _at(picture: Image.Image, x: float, y: float) -> str:
    """Return the name of a colour, at mm from the bottom left."""
    red, green, blue = picture.getpixel((round(x * MM), picture.height - 1 - round(y * MM)))  # type: ignore[misc]
    if min(red, green, blue) > 240:
        return "white"
    return "cyan" if red < green - 40 else "magenta" if green < red - 40 else "other"


def test_sheet_and_boxes_follow_from_trim_bleed_and_marks(sheets: Sheets) -> None:
    path = sheets(8)
    edge = BLEED + MARGIN
    width, height = 2 * WIDTH + 2 * edge, HEIGHT + 2 * edge
    for name, inset in (("/MediaBox", 0.0), ("/BleedBox", MARGIN), ("/TrimBox", edge)):
        wanted = (inset, inset, width - inset, height - inset)
        for box in boxes(path, name):
            assert box is not None
            assert [side / MM for side in box] == pytest.approx(wanted, abs=TOLERANCE)


def test_bleed_stays_at_outer_edges_and_ends_at_the_spine(sheets: Sheets) -> None:
    picture = _picture(sheets(4, marks=False))
    spine, middle = BLEED + WIDTH, BLEED + HEIGHT / 2
    assert _at(picture, 0.6, middle) == "magenta"
    assert _at(picture, spine - 0.8, middle) == "magenta"
    assert _at(picture, spine + 0.8, middle) == "cyan"
    assert _at(picture, 2 * WIDTH + 2 * BLEED - 0.6, middle) == "cyan"
    assert _at(picture, WIDTH / 2, 0.6) == "magenta"


def test_creep_does_not_carry_a_page_over_the_spine(sheets: Sheets) -> None:
    picture = _picture(sheets(16, marks=False, creep=2.0), page=8)
    spine, middle = BLEED + WIDTH, BLEED + HEIGHT / 2
    assert _at(picture, spine - 0.8, middle) == "magenta"
    assert _at(picture, spine + 0.8, middle) == "cyan"


@pytest.mark.parametrize(
    ("booklet", "most"),
    [({"creep": 1.5}, 1.5), ({"thickness": 0.1}, 0.3), ({"creep": 1.0, "thickness": 9.0}, 1.0)],
)
def test_creep_moves_pages_to_the_spine_as_far_as_they_lie_deep(
    sheets: Sheets, booklet: dict[str, float], most: float
) -> None:
    found = {word.text: word for word in words(sheets(16, **booklet)) if "head" in word.text}
    edge = BLEED + MARGIN
    for number in range(1, 17):
        sheet = (min(number, 17 - number) - 1) // 2
        shift = most * sheet / 3
        left = edge + (WIDTH if number % 2 else 0) + LEFT + (-shift if number % 2 else shift)
        word = found[f"head{number}"]
        assert word.left / MM == pytest.approx(left, abs=HELVETICA_BEARING / MM)
    for odd, even in ((1, 16), (3, 14), (5, 12), (7, 10)):
        shift = most * (odd - 1) / 6
        between = found[f"head{odd}"].left - found[f"head{even}"].left
        assert between / MM == pytest.approx(WIDTH - 2 * shift, abs=TOLERANCE)


def test_creep_is_that_of_each_signature_in_perfect_binding(sheets: Sheets) -> None:
    path = sheets(24, binding="perfect", signature=8, creep=1.0)
    found = {word.text: word for word in words(path) if "head" in word.text}
    for first in (1, 9, 17):
        outer = found[f"head{first}"].left - found[f"head{first + 7}"].left
        inner = found[f"head{first + 2}"].left - found[f"head{first + 5}"].left
        assert (outer - inner) / MM == pytest.approx(2.0, abs=TOLERANCE)


def test_what_is_milled_off_keeps_pages_apart(sheets: Sheets) -> None:
    path = sheets(8, binding="perfect", signature=4, milling=3.0)
    found = {word.text: word for word in words(path)}
    apart = found["head1"].left - found["head4"].left
    assert apart / MM == pytest.approx(WIDTH + 6.0, abs=TOLERANCE)
    assert [_collation(path, page) for page in (1, 2)] == [1, 0]
    assert _collation(path, 3) == 1


def _collation(path: Path, page: int) -> int:
    with pikepdf.open(path) as pdf:
        return pdf.pages[page - 1].resources.XObject.Marks.read_bytes().count(b" re f")


@pytest.mark.parametrize(("flip", "turned"), [("", False), ("short", False), ("long", True)])
def test_backs_stand_as_the_printer_turns_the_sheet(
    sheets: Sheets, flip: str, turned: bool
) -> None:
    found = {word.text: word for word in words(sheets(4, flip=flip)) if word.page == 2}
    assert (found["foot2"].top < found["head2"].top) is turned
    assert (found["head2"].left > found["head3"].left) is turned
    front = {word.text: word for word in words(sheets(4, flip=flip)) if word.page == 1}
    assert front["foot1"].top > front["head1"].top


def test_marks_stay_outside_the_bleed(sheets: Sheets) -> None:
    for booklet in ({}, {"up": 4}, {"up": 8}, {"binding": "perfect", "signature": 4}):
        path = sheets(16, "Le Condensé", **booklet)
        size = [side / MM for side in boxes(path, "/MediaBox")[0] or ()][2:]
        bare = sheets(16, marks=False, sheet=Trim("own", *size), **booklet)
        with_marks, without = _picture(path), _picture(bare)
        marks = ImageChops.difference(with_marks, without)
        left, bottom, right, top = boxes(path, "/BleedBox")[0] or (0, 0, 0, 0)
        inside = marks.crop((int(left) + 1, int(marks.height - top) + 1,
                             int(right) - 1, int(marks.height - bottom) - 1))  # fmt: skip
        assert inside.getbbox() is None
        assert marks.getbbox() is not None
        for across, up in ((marks.width, int(left)), (int(left), marks.height)):
            assert marks.crop((0, 0, across, up)).getbbox() is not None


def test_marks_are_in_the_colour_of_registration_and_thin(sheets: Sheets) -> None:
    with pikepdf.open(sheets(8, "Été")) as pdf:
        for page in pdf.pages:
            marks = page.resources.XObject.Marks
            kind, name, alternate, tint = marks.Resources.ColorSpace.All
            assert [str(part) for part in (kind, name, alternate)] == [
                "/Separation", "/All", "/DeviceCMYK"]  # fmt: skip
            assert [float(ink) for ink in tint.C1] == [1, 1, 1, 1]
            content = marks.read_bytes().decode()
            assert content.startswith("/All CS /All cs 1 SCN 1 scn 0.25 w")
            assert not re.search(r"\b(rg|RG|g|G|k|K)\b", content)


def test_a_sheet_says_which_it_is_in_an_embedded_face(sheets: Sheets) -> None:
    path = sheets(16, "L’Été, n° 3 — Ελλάδα", binding="perfect", signature=8)
    found = [" ".join(text.split()) for text in texts(path)]
    assert "L’Été, n° 3 — Ελλάδα · Signature 1 of 2 · Sheet 1 of 2 · front · cyan" in found[0]
    assert "Signature 2 of 2 · Sheet 2 of 2 · back · cyan, magenta, black" in found[-1]
    own = next(font for font in fonts(path) if font.name == "SourceSans3-Regular")
    assert own.subset
    assert own.embedded


def test_a_sheet_speaks_the_language_of_its_edition() -> None:
    plan = Plan(Booklet(), "La Gazette", own_words("fr"))
    with pikepdf.open(io.BytesIO(impose(saved(numbered(4)), plan))) as pdf:
        assert len(pdf.pages) == 2
    from rotative.imposition.order import sides

    front, back = sides(4, Booklet())
    assert plan.name(front, ("Black", "PANTONE 485 C")) == (
        "La Gazette · Feuille\u00a01 sur 1 · recto · noir, PANTONE 485 C"
    )
    assert "verso" in plan.name(back, ())


def test_the_same_pages_give_the_same_bytes() -> None:
    data = saved(numbered(6))
    plan = Plan(Booklet(creep=0.4, binding="perfect"), "Gazette")
    assert impose(data, plan) == impose(data, plan)


def _press_ready() -> pikepdf.Pdf:
    pdf = numbered(4)
    for page in pdf.pages:
        page.obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK, Type=Name.Group)
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])
        page.obj.Annots = Array([pdf.make_indirect(link)])
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFX"),
        OutputConditionIdentifier="FOGRA39",
        DestOutputProfile=pdf.make_stream(b"profile", N=4),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.docinfo["/Trapped"] = Name("/False")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        xmp["dc:title"] = "Gazette"
        xmp["pdfaid:part"] = "3"
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem("Lead", 1))
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    return pdf


def test_intents_metadata_and_groups_stay_links_and_claims_go(sheets: Sheets) -> None:
    with pikepdf.open(sheets(_press_ready())) as pdf:
        assert str(pdf.Root.OutputIntents[0].OutputConditionIdentifier) == "FOGRA39"
        assert pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes() == b"profile"
        assert pdf.docinfo["/Trapped"] == "/False"
        with pdf.open_metadata() as xmp:
            assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
            assert xmp["dc:title"] == "Gazette"
            assert "pdfaid:part" not in xmp
        assert {"/Outlines", "/MarkInfo"}.isdisjoint(pdf.Root.keys())
        for page in pdf.pages:
            assert "/Annots" not in page.obj
            assert page.obj.Group.CS == "/DeviceCMYK"
            for name, form in page.resources.XObject.items():
                if name != "/Marks":
                    assert form.Group.CS == "/DeviceCMYK"
                    assert bool(form.Group.I)


def test_the_pages_are_the_very_same(sheets: Sheets) -> None:
    source = numbered(4)
    for page in source.pages:
        page.contents_coalesce()
    drawn = [page.obj.Contents.read_bytes() for page in source.pages]
    with pikepdf.open(sheets(source)) as pdf:
        forms = {
            name: form.read_bytes()
            for page in pdf.pages
            for name, form in page.resources.XObject.items()
            if name != "/Marks"
        }
    assert [forms[f"/P{number}"].strip() for number in range(1, 5)] == [
        content.strip() for content in drawn
    ]


def test_what_pages_inherit_comes_along(sheets: Sheets) -> None:
    pdf = numbered(4)
    pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
    for page in pdf.pages:
        del page.obj.Resources
    assert {"head1", "foot4"} <= {word.text for word in words(sheets(pdf))}


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_page_is_imposed_as_it_is_read(sheets: Sheets, rotation: int) -> None:
    plain = {word.text: word for word in words(sheets(4, marks=False))}
    pdf = numbered(4)
    page = pdf.pages[0]
    across, up = (float(side) for side in page.mediabox.as_list()[2:])
    turned = {
        90: (f"0 1 -1 0 {up} 0", (up, across)),
        180: (f"-1 0 0 -1 {across} {up}", (across, up)),
        270: (f"0 -1 1 0 0 {across}", (up, across)),
    }
    matrix, (width, height) = turned[rotation]
    page.contents_add(f"q {matrix} cm".encode(), prepend=True)
    page.contents_add(b"Q")
    page.obj.Rotate = rotation
    page.obj.MediaBox = page.obj.BleedBox = Array([0, 0, width, height])
    edge = BLEED * MM
    page.obj.TrimBox = Array([edge, edge, width - edge, height - edge])
    found = {word.text: word for word in words(sheets(pdf, marks=False))}
    for name in ("head1", "foot1"):
        assert found[name].left == pytest.approx(plain[name].left, abs=0.1)
        assert found[name].top == pytest.approx(plain[name].top, abs=0.1)


def test_a_page_in_larger_units_and_off_its_origin_lands_in_place(sheets: Sheets) -> None:
    plain = {word.text: word for word in words(sheets(4, marks=False))}
    pdf = numbered(4)
    page = pdf.pages[0]
    page.contents_add(b"q 0.5 0 0 0.5 100 200 cm", prepend=True)
    page.contents_add(b"Q")
    page.obj.UserUnit = 2
    for name in ("/MediaBox", "/TrimBox", "/BleedBox"):
        left, bottom, right, top = (float(side) / 2 for side in page.obj[name].as_list())
        page.obj[name] = Array([left + 100, bottom + 200, right + 100, top + 200])
    found = {word.text: word for word in words(sheets(pdf, marks=False))}
    assert found["head1"].left == pytest.approx(plain["head1"].left, abs=0.1)
    assert found["head1"].top == pytest.approx(plain["head1"].top, abs=0.1)


def test_a_page_without_boxes_is_its_own_trim(sheets: Sheets) -> None:
    pdf = numbered(4, bleed=0.0)
    width, height = (2 * WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN)
    box = boxes(sheets(pdf), "/MediaBox")[0] or ()
    assert [side / MM for side in box[2:]] == pytest.approx([width, height], abs=TOLERANCE)


def test_marks_of_the_pages_own_do_not_reach_the_sheet(sheets: Sheets) -> None:
    from rotative import marks

    pdf = numbered(4)
    marks.add(pdf, lambda number, count: f"slug{number}of{count}", bar=True)
    path = sheets(pdf, marks=False)
    found = {word.text for word in words(path)}
    assert "head1" in found
    picture = _picture(path)
    assert _at(picture, BLEED + WIDTH / 2, 0.6) == "magenta"
    assert [side / MM for side in (boxes(path, "/MediaBox")[0] or ())[2:]] == pytest.approx(
        [2 * (WIDTH + BLEED), HEIGHT + 2 * BLEED], abs=TOLERANCE
    )


def test_a_stamp_is_printed_into_its_page(sheets: Sheets) -> None:
    pdf = numbered(4)
    look = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 60, 60])
    drawn = pdf.make_stream(b"1 0 0 0 k 0 0 60 60 re f", look)
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=[100, 150, 160, 210], F=4, AP=Dictionary(N=drawn)
    )
    pdf.pages[1].obj.Annots = Array([pdf.make_indirect(stamp)])
    picture = _picture(sheets(pdf, marks=False), page=2)
    red, green, _ = picture.getpixel((130, picture.height - 180))  # type: ignore[misc]
    assert (red < 100, green > 120) == (True, True)


def _codes(data: bytes, booklet: Booklet) -> list[tuple[str, str]]:
    problems = Problems()
    try:
        impose(data, Plan(booklet), problems=problems)
    except RotativeError as error:
        problems.found = list(error.problems)
    return [(problem.code, f"{problem.message}; {problem.hint}") for problem in problems]


def test_a_sheet_is_turned_to_where_pages_fit() -> None:
    data = impose(saved(numbered(4)), Plan(Booklet(sheet=Trim("SRA3", 320, 450))))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [round(float(side) / MM) for side in pdf.pages[0].mediabox.as_list()[2:]] == [
            450, 320]  # fmt: skip


@pytest.mark.parametrize(
    ("booklet", "code", "said"),
    [
        (Booklet(sheet=Trim("own", 190, 190)), "sheet-too-small", "200 × 140 mm; own is smaller"),
        (Booklet(sheet=Trim("A4", 210, 297)), "", ""),
        (Booklet(sheet=Trim("205x145mm", 205, 145)), "sheet-without-room", "the bleed is cut"),
        (Booklet(sheet=Trim("215x155mm", 215, 155)), "sheet-without-room", "marks are shorter"),
        (Booklet(sheet=Trim("206x146mm", 206, 146), marks=False), "", ""),
        (Booklet(up=4, signature=4), "signature-size", "choose 8"),
    ],
)
def test_a_sheet_or_signature_that_does_not_suit_is_told(
    booklet: Booklet, code: str, said: str
) -> None:
    found = _codes(saved(numbered(8)), booklet)
    assert [each for each, _ in found] == ([code] if code else [])
    assert said in "".join(text for _, text in found)


def test_the_way_out_of_a_small_sheet_is_one_of_the_same_shop() -> None:
    pages = saved(numbered(4, width=140))
    (_, said), *_ = _codes(pages, Booklet(sheet=Trim("A5", 148, 210)))
    assert "choose A4" in said
    (_, said), *_ = _codes(pages, Booklet(sheet=Trim("letter", 215.9, 279.4)))
    assert "choose legal" in said


def test_pages_of_several_sizes_are_refused() -> None:
    pdf = numbered(8)
    odd = numbered(1, width=110)
    pdf.pages[4] = odd.pages[0]
    ((code, said),) = _codes(saved(pdf), Booklet())
    assert code == "mixed-page-sizes"
    assert "page 1 is 100.0 × 140.0 mm, not so 5; page 5 is 110.0" in said


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 and no more", b"PK"])
def test_what_is_no_pdf_is_told(data: bytes) -> None:
    assert [each for each, _ in _codes(data, Booklet())] == ["unreadable-pdf"]


def test_a_locked_pdf_is_told() -> None:
    for locks in ({"user": "x", "owner": "y"}, {"owner": "y"}):
        allowed = pikepdf.Permissions(modify_assembly=False, modify_other=False)
        out = io.BytesIO()
        numbered(4).save(out, encryption=pikepdf.Encryption(allow=allowed, **locks))  # type: ignore[arg-type]
        assert [each for each, _ in _codes(out.getvalue(), Booklet())] == ["protected-pdf"]


def test_a_pdf_without_pages_is_told() -> None:
    assert [each for each, _ in _codes(saved(pikepdf.new()), Booklet())] == ["unreadable-pdf"]
