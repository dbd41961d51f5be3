"""Findings say where: page, millimetres from the trim's corner, the words, how much."""

from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from rotative.preflight import findings
from rotative.preflight.expected import Expected
from rotative.preflight.findings import Finding
from rotative.preflight.pdf import examine, inspect
from rotative.problems import Problem, Severity
from tests.imposition.pages import numbered, saved
from tests.preflight.faults import (
    BOX,
    annotated,
    both,
    cmyk_photo,
    dark_corner,
    on_page,
    shown,
    state,
)
from tests.preflight.press import HEIGHT, MM, WIDTH, Change, changed, draws, form, picture, writes

PRINT = Expected(medium="print")


def only(data: bytes, expected: Expected = PRINT) -> Finding:
    (found,) = inspect(data, expected)
    assert isinstance(found, Finding)
    return found


def at(left: float, top: float, width: float, height: float) -> str:
    """Return the operators of a box at a place in mm from the trim's top left corner."""
    bottom = HEIGHT - (top + height) * MM
    return f"{left * MM} {bottom} {width * MM} {height * MM} re f"


def test_a_box_is_measured_from_the_trim(clean: bytes) -> None:
    data = changed(clean, draws(f"1 0 0 rg {at(20, 30, 40, 50)}", page=2))
    found = only(data)
    assert found.spots[0].page == 3
    assert found.spots[0].box == pytest.approx((20, 30, 40, 50))
    assert str(found).startswith(
        "page 3 at 20.0, 30.0 mm (40.0 × 50.0 mm): error: an area is in RGB"
    )


@pytest.mark.parametrize(
    ("turn", "place"),
    [(90, (210 - 80, 20, 50, 40)), (180, (88, 130, 40, 50)), (270, (30, 148 - 60, 50, 40))],
)
def test_a_turned_page_is_measured_as_it_is_seen(
    clean: bytes, turn: int, place: tuple[float, ...]
) -> None:
    change = both(draws(f"1 0 0 rg {at(20, 30, 40, 50)}"), on_page("/Rotate", turn))
    found = inspect(changed(clean, change), PRINT)
    (colour,) = (problem for problem in found if problem.code == "pdf-rgb-colour")
    assert isinstance(colour, Finding)
    assert colour.spots[0].box == pytest.approx(place, abs=0.11)


def test_matrices_of_forms_and_states_add_up(clean: bytes) -> None:
    inner = form(f"1 0 0 rg 0 0 {20 * MM} {10 * MM} re f", Matrix=Array([2, 0, 0, 2, 0, 0]))
    content = f"1 0 0 1 {10 * MM} {HEIGHT - 60 * MM} cm /Fm0 Do"
    found = only(changed(clean, draws(content, XObject_Fm0=inner)))
    assert found.spots[0].box == pytest.approx((10, 40, 40, 20))
    assert "within a form" in found.message


def test_the_words_that_stand_there_are_told(clean: bytes) -> None:
    data = changed(clean, writes("the harbour opens", 60, 60, before="0.4 0.3 0.3 1 k"))
    found = only(data)
    assert found.spots[0].text == "the harbour opens"
    assert "10.0 pt" in found.message
    assert "(C 40, M 30, Y 30, K 100): “the harbour opens”" in found.message


def test_a_link_is_told_by_its_words(clean: bytes) -> None:
    box = Array([58 * MM, 59 * MM, 110 * MM, 66 * MM])
    target = Dictionary(S=Name.GoTo, D=Name.nowhere)
    change = both(writes("harbour", 60, 60), annotated(Rect=box, A=target))
    found = {problem.code: problem for problem in inspect(changed(clean, change), PRINT)}
    assert (
        "the link “harbour” leads nowhere: there is no “nowhere”" in found["pdf-dead-link"].message
    )


def test_an_element_of_a_tagged_file_is_told(clean: bytes) -> None:
    found = only(changed(clean, draws(f"/Figure <</MCID 3>> BDC 1 0 0 rg {BOX} EMC")))
    assert found.as_dict()["element"] == "Figure"


def test_one_fault_on_many_pages_is_told_once(clean: bytes) -> None:
    pages = [draws(f"1 0 0 rg {BOX} {BOX}", page=number) for number in (0, 1, 3)]
    found = only(changed(clean, *pages))
    assert found.message.endswith("(6 times, pages 1, 2, 4)")
    assert [spot.page for spot in found.spots] == [1, 1, 2, 2, 4, 4]
    assert found.as_dict()["page"] == 1
    assert found.as_dict()["others"][-1] == {"page": 4, "box": list(found.spots[0].box or ())}


def test_ink_is_told_with_its_plates(clean: bytes) -> None:
    found = only(changed(clean, draws(f"0.8 0.9 0.7 0.8 k {BOX}")))
    assert "inks add up to 320 % (C 80, M 90, Y 70, K 80)" in found.message
    assert inspect(changed(clean, draws(f"0.8 0.9 0.7 0.6 k {BOX}")), PRINT) == ()
    strict = Expected(medium="print", ink_limit=240)
    assert "over 240 %" in only(changed(clean, draws(f"0.8 0.9 0.7 0.6 k {BOX}")), strict).message


def test_the_dark_part_of_a_photograph_is_shown(clean: bytes) -> None:
    data = changed(clean, draws(shown("Im0", 20), XObject_Im0=dark_corner))
    found = only(data)
    left, top, width, height = found.spots[0].box or (0, 0, 0, 0)
    assert (left, top) == pytest.approx((60 / MM + 10, (HEIGHT - 60) / MM - 10), abs=0.3)
    assert (width, height) == pytest.approx((10, 10), abs=0.3)
    total = int(found.message.split("up to ")[1].split(" %")[0])
    assert total == pytest.approx(100 * (230 + 220 + 220 + 250) / 255, abs=4)


def test_a_part_that_is_clipped_away_counts_for_nothing(clean: bytes) -> None:
    light = "60 60 28 56 re W n " + shown("Im0", 20)
    assert inspect(changed(clean, draws(light, XObject_Im0=dark_corner)), PRINT) == ()


@pytest.mark.parametrize(
    ("look", "total"), [(state(op=True, OPM=1), 310), (state(BM=Name.Multiply), 310)]
)
def test_inks_upon_each_other_are_added(clean: bytes, look: Dictionary, total: int) -> None:
    content = f"0.7 0.7 0.7 0 k {BOX} /G0 gs 0 0 0 1 k 120 120 20 20 re f"
    data = changed(clean, draws(content, ExtGState_G0=look))
    assert f"up to {total} %" in only(data).message
    without = content.replace("/G0 gs", "")
    assert inspect(changed(clean, draws(without, ExtGState_G0=look)), PRINT) == ()


def test_overprinting_a_photograph_adds_up_too(clean: bytes) -> None:
    image = picture(300, 300, cmyk_photo(300, 300, 60)[:270000] + bytes(90000))
    content = f"q {shown('Im0', 20)} Q /G0 gs 0.9 0.9 0.9 0 k 60 80 20 30 re f"
    over = state(op=True, OPM=1)
    data = changed(clean, draws(content, XObject_Im0=image, ExtGState_G0=over))
    codes = {problem.code: problem for problem in inspect(data, Expected(ink_limit=280))}
    assert "C 90, M 90, Y 90, K 24" in codes["pdf-too-much-ink"].message


def test_the_resolution_is_that_of_the_printed_size(clean: bytes) -> None:
    pixels = bytes(i * 7 % 120 for i in range(400 * 200))
    image = picture(400, 200, pixels, Name.DeviceGray)
    content = f"{40 * MM} 0 0 {40 * MM} 60 60 cm 0.5 0 0 0.5 0 0 cm /Im0 Do"
    found = only(changed(clean, draws(content, XObject_Im0=image)))
    assert "400 × 200 pixels is printed at 254 dpi" in found.message
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        (Expected(trim=(148, 200)), "pdf-page-size"),
        (Expected(pages=8), "pdf-page-count"),
        (Expected(multiple=16), "pdf-page-count"),
        (Expected(bleed=5), "pdf-bleed-box"),
        (Expected(condition="FOGRA52"), "pdf-wrong-condition"),
        (Expected(standard="PDF/X-1a"), "pdf-x-version"),
        (Expected(safety=20), "pdf-near-trim"),
    ],
)
def test_what_was_expected_decides(clean: bytes, expected: Expected, code: str) -> None:
    assert {problem.code for problem in inspect(clean, expected)} == {code}


@pytest.mark.parametrize("pages", range(1, 7))
@pytest.mark.parametrize("multiple", [0, 1, 2, 4, 16])
def test_pages_that_fill_no_sheets_are_told(pages: int, multiple: int) -> None:
    """But for a single leaf, of which nobody said that it is folded."""
    found = inspect(saved(numbered(pages)), Expected(multiple=multiple))
    told = [each.message for each in found if each.code == "pdf-page-count"]
    fits = pages % (multiple or 4) == 0 or (not multiple and pages <= 2)
    assert bool(told) != fits


def test_a_spot_ink_that_is_wanted_is_no_fault(clean: bytes) -> None:
    from tests.preflight.faults import spot

    data = changed(clean, draws(f"/CS0 cs 1 scn {BOX}", ColorSpace_CS0=spot("Gold")))
    assert inspect(data, Expected(spots=("Gold",))) == ()
    assert examine(data, PRINT).summary.endswith("4 inks")


def marks(pdf: Pdf) -> None:
    from tests.preflight.faults import spot

    for page in pdf.pages:
        page.obj.MediaBox = Array([-60, -60, WIDTH + 60, HEIGHT + 60])
    draws(
        f"/All CS 1 SCN 0.25 w -30 0 m -12 0 l S {WIDTH + 12} 0 m {WIDTH + 30} 0 l S",
        ColorSpace_All=spot("All"),
    )(pdf)


WELL: dict[str, Change] = {
    "crop marks outside the bleed": marks,
    "a slug line": both(marks, writes("harbour", 20, -14)),
    "a colour bar beside the page": both(marks, draws("1 1 1 1 k 20 -40 30 15 re f")),
    "a full bleed": draws(f"0.2 0 0 0 k -9 -9 {WIDTH + 18} 40 re f"),
    "white up to the cut": draws("0 0 0 0 k 0 100 50 50 re f 0 0 0 1 k"),
    "an area whose edge another one covers": draws(
        f"0.2 0 0 0 k -9 -9 {WIDTH + 18} 40 re f 0.3 0 0 0 k 0 0 {WIDTH} 30 re f"
    ),
    "a white hairline": draws("0 0 0 0 K 0.1 w 100 100 m 200 100 l S"),
    "black overprinting a tint": draws(
        "0.2 0 0 0 k 100 100 60 60 re f /G0 gs 0 0 0 1 k 110 110 20 20 re f",
        ExtGState_G0=state(op=True, OPM=1),
    ),
    "a path that only clips": draws("100 100 200 0.1 re W n"),
    "type nobody sees": writes("harbour", 0.5, 60, before="3 Tr 1 0 0 rg"),
    "a QR code of large squares": draws(
        shown("Im0", 30), XObject_Im0=picture(29, 29, bytes(i * i % 7 % 2 * 255 for i in range(
            841)), Name.DeviceGray)
    ),
    "a flat tone": draws(shown("Im0", 30), XObject_Im0=picture(9, 9, bytes(81), Name.DeviceGray)),
    "a small dot": draws(
        shown("Im0", 2), XObject_Im0=picture(5, 5, bytes(range(25)), Name.DeviceGray)
    ),
    "a fine photograph": draws(
        shown("Im0", 25.4),
        XObject_Im0=picture(300, 300, bytes(i % 99 for i in range(90000)), Name.DeviceGray),
    ),
    "transparency with nothing below": draws(
        f"/G0 gs 1 0 0 0 k {BOX}", ExtGState_G0=state(ca=0.5)
    ),
    "a rich black title": writes("harbour", 20, 60, size=40, before="0.4 0.3 0.3 1 k"),
    "coloured type": writes("harbour", 60, 60, before="0 1 1 0 k"),
    "a colour that is set and never used": draws("1 0 0 rg 0 0 0 1 k 100 100 9 9 re f"),
}  # fmt: skip


@pytest.mark.parametrize("name", WELL)
def test_what_is_well_is_left_alone(clean: bytes, name: str) -> None:
    assert inspect(changed(clean, WELL[name]), PRINT) == ()


def test_transparency_is_told_in_the_summary(clean: bytes) -> None:
    change = WELL["transparency with nothing below"]
    assert examine(changed(clean, change), PRINT).summary.endswith("transparency on 1 page")


def test_sheets_of_several_pages_have_marks_between_them(clean: bytes) -> None:
    from tests.preflight.faults import spot

    change = draws("/All cs 1 scn 200 300 9 9 re f", ColorSpace_All=spot("All"))
    assert inspect(changed(clean, change), PRINT) != ()
    assert inspect(changed(clean, change), Expected(medium="print", imposed=True)) == ()


def test_an_allowed_error_is_a_warning_that_keeps_its_reason(clean: bytes) -> None:
    found = inspect(changed(clean, draws(f"1 0 0 rg {BOX}")), PRINT)
    (passed,) = findings.allowed(found, {"pdf-rgb-colour": "the printer converts"})
    assert passed.severity is Severity.WARNING
    assert str(passed).endswith("; allowed: the printer converts [pdf-rgb-colour]")
    assert passed.as_dict()["page"] == 1
    kept = Problem.from_dict(passed.as_dict())
    assert (kept.allowed, str(kept.place)) == ("the printer converts", str(passed.place))
    assert findings.allowed(found, {"pdf-hairline": "other"}) == found


def test_a_thousand_tints_are_not_a_thousand_faults(clean: bytes) -> None:
    tints = "".join(f"0.9 0.9 0.9 {tint / 1000} k {BOX} " for tint in range(320, 990, 10))
    found = inspect(changed(clean, draws(tints)), PRINT)
    assert len(found) == findings.MOST_OF_A_CODE
    assert sum("times" in problem.message for problem in found) == 1


def test_pages_are_told_as_people_write_them() -> None:
    assert findings.ranges([1]) == "1"
    assert findings.ranges([1, 2]) == "1, 2"
    assert findings.ranges([1, 2, 3, 7, 9, 10]) == "1–3, 7, 9, 10"
