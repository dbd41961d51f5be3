"""Any file can be looked at: damaged, locked, circular, of every writer's habits. And quickly."""

from __future__ import annotations

import random
import time
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from rotative.preflight import pdf_cmap, pdf_syntax
from rotative.preflight.expected import Expected
from rotative.preflight.pdf import examine, inspect
from rotative.preflight.pdf_function import function
from tests.preflight.faults import BOX, FAULTS, annotated, boxed, in_root, type_3
from tests.preflight.press import Change, changed, draws, form, letters

PRINT = Expected(medium="print")


def codes(data: bytes, expected: Expected = PRINT) -> set[str]:
    return {problem.code for problem in inspect(data, expected)}


def saved(data: bytes, **options: object) -> bytes:
    file = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.save(file, **options)  # type: ignore[arg-type]  # any of them
    return file.getvalue()


@pytest.mark.parametrize(
    "options",
    [
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "qdf": True},
        {"force_version": "2.0"},
        {"linearize": True},
    ],
    ids=["object streams", "plain", "2.0", "linearized"],
)
def test_however_it_was_saved_it_is_the_same(clean: bytes, options: dict[str, object]) -> None:
    data = changed(clean, draws(f"1 0 0 rg {BOX}"))
    assert codes(saved(clean, **options)) == set()
    assert codes(saved(data, **options)) == {"pdf-rgb-colour"}


def test_what_is_encrypted_is_told_and_looked_at(clean: bytes) -> None:
    locked = pikepdf.Encryption(owner="o", user="")
    data = changed(clean, draws(f"1 0 0 rg {BOX}"), encryption=locked)
    assert codes(data) == {"pdf-encrypted", "pdf-rgb-colour"}


def test_what_is_locked_is_told(clean: bytes) -> None:
    data = changed(clean, encryption=pikepdf.Encryption(owner="o", user="u"))
    found = examine(data, PRINT)
    assert [problem.code for problem in found.problems] == ["pdf-locked"]
    assert found.summary == "a PDF that cannot be read"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 9])
def test_rubbish_is_broken(data: bytes) -> None:
    (found,) = inspect(data, PRINT)
    assert found.code == "pdf-broken"
    assert found.hint


def test_half_a_file_is_looked_at_as_far_as_it_goes(clean: bytes) -> None:
    assert codes(clean[: len(clean) * 2 // 3]) & {"pdf-broken", "pdf-damaged"}


def test_white_is_white_in_any_colour_space(clean: bytes) -> None:
    data = changed(clean, draws("1 1 1 rg 0 100 60 60 re f 0 0 0 1 k"))
    assert codes(data) == {"pdf-rgb-colour"}
    dark = changed(clean, draws("1 1 0.9 rg 0 100 60 60 re f 0 0 0 1 k"))
    assert codes(dark) == {"pdf-rgb-colour", "pdf-bleed-artwork"}


def test_what_was_read_with_guesses_is_damaged(clean: bytes) -> None:
    assert codes(clean.replace(b"startxref", b"startxxxx")) == {"pdf-damaged"}


def test_a_file_without_pages_is_broken() -> None:
    file = BytesIO()
    pikepdf.new().save(file)
    assert "pdf-broken" in codes(file.getvalue())


def test_a_page_without_a_size_is_told(clean: bytes) -> None:
    assert codes(changed(clean, boxed("/MediaBox"))) == {"pdf-boxes", "pdf-damaged"}
    flat = changed(clean, boxed("/MediaBox", 0, 0, 0, 0))
    assert any("has no size" in problem.message for problem in inspect(flat, PRINT))


def test_boxes_and_resources_are_inherited(clean: bytes) -> None:
    def lift(pdf: Pdf) -> None:
        tree = pdf.Root.Pages
        for name in ("/MediaBox", "/Resources"):
            tree[name] = pdf.pages[0].obj[name]
            for page in pdf.pages:
                del page.obj[name]

    assert codes(changed(clean, lift)) == set()
    assert codes(changed(clean, draws(f"1 0 0 rg {BOX}"), lift)) == {"pdf-rgb-colour"}


def test_a_form_without_resources_draws_with_its_pages(clean: bytes) -> None:
    space = Array([Name.CalRGB, Dictionary()])
    plain = form(f"/CS0 cs 1 0 0 sc {BOX}")
    data = changed(clean, draws("/Fm0 Do", XObject_Fm0=plain, ColorSpace_CS0=space))
    assert codes(data) == {"pdf-rgb-colour"}


def test_forms_that_draw_each_other_come_to_an_end(clean: bytes) -> None:
    def circle(pdf: Pdf) -> None:
        one = pdf.make_indirect(form(f"/Fm1 Do 1 0 0 rg {BOX}")(pdf))
        other = pdf.make_indirect(form("/Fm0 Do")(pdf))
        one.Resources = Dictionary(XObject=Dictionary(Fm1=other))
        other.Resources = Dictionary(XObject=Dictionary(Fm0=one))
        draws("/Fm0 Do", XObject_Fm0=one)(pdf)

    assert codes(changed(clean, circle)) == {"pdf-rgb-colour"}


def test_a_page_tree_and_bookmarks_in_a_circle_come_to_an_end(clean: bytes) -> None:
    def circle(pdf: Pdf) -> None:
        node = pdf.make_indirect(Dictionary(Title="Round", Dest="p1"))
        node.Next = node.First = node
        pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=node))

    assert codes(changed(clean, circle)) == set()


def test_a_type_3_glyph_in_rgb_is_caught(clean: bytes) -> None:
    data = changed(clean, type_3("1000 0 d0 1 0 0 rg 0 0 750 750 re f"))
    assert codes(data) == {"pdf-font-type-3", "pdf-rgb-colour"}
    uncoloured = type_3("1000 0 0 0 750 750 d1 1 0 0 rg 0 0 750 750 re f")
    assert codes(changed(clean, uncoloured)) == {"pdf-font-type-3"}


def test_an_annotation_in_rgb_is_caught_where_it_is_shown(clean: bytes) -> None:
    look = form("1 0 0 rg 0 0 10 10 re f", BBox=Array([0, 0, 10, 10]))
    entries = {"AP": lambda pdf: Dictionary(N=look(pdf)), "Subtype": Name.Highlight}
    found = inspect(changed(clean, annotated(**entries)), PRINT)
    (colour,) = (problem for problem in found if problem.code == "pdf-rgb-colour")
    assert "within an annotation" in colour.message
    assert "at 17.6, 181.8 mm (17.6 × 10.6 mm)" in str(colour.place)
    assert codes(changed(clean, annotated(**entries, F=2))) == {"pdf-annotation"}


def test_a_screen_file_is_held_to_what_screens_need(clean: bytes) -> None:
    change = (draws(f"1 0 0 rg {BOX}"), FAULTS["pdf-glyph-missing"][0])
    screen = Expected(medium="screen")
    assert codes(changed(clean, *change), screen) == {"pdf-glyph-missing"}
    assert codes(changed(clean, *change, FAULTS["pdf-dead-link"][0]), screen) == {
        "pdf-glyph-missing",
        "pdf-dead-link",
    }
    assert codes(changed(clean, in_root("/Lang", ""))) == set()
    assert codes(changed(clean, in_root("/Lang", "")), screen) == {"pdf-metadata"}


def test_what_a_file_is_for_can_be_told_from_it(sample_screen: bytes, clean: bytes) -> None:
    assert examine(sample_screen, Expected()).summary.endswith("for the screen")
    assert "for the screen" not in examine(clean, Expected()).summary


@pytest.fixture
def sample_screen(clean: bytes) -> bytes:
    def tagged(pdf: Pdf) -> None:
        del pdf.Root.OutputIntents, pdf.Root.Metadata
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        for page in pdf.pages:
            page.obj.MediaBox = page.obj.BleedBox = page.obj.TrimBox

    return changed(clean, tagged)


def many(pages: int, lines: int) -> Change:
    def change(pdf: Pdf) -> None:
        name, codes = letters(pdf)
        words = "".join(f"<{codes[letter]:04x}>-12" for letter in "the harbour opens at last")
        text = "".join(f"[{words * 2}] TJ 0 -9 Td " for _ in range(lines))
        for _ in range(pages - len(pdf.pages)):
            pdf.pages.append(pdf.pages[0])
        for page in pdf.pages:
            content = f"0 0 0 1 k BT /{name} 4 Tf 60 560 Td {text} ET"
            page.Contents = pdf.make_stream(content.encode())

    return change


def test_130_pages_of_text_take_less_than_three_seconds(clean: bytes) -> None:
    data = changed(clean, many(132, 55))
    start = time.process_time()
    found = examine(data, PRINT)
    assert time.process_time() - start < 3
    assert found.problems == ()
    assert found.summary.startswith("132 pages")


def plain(data: bytes, *changes: Change) -> bytes:
    return saved(changed(data, *changes), qdf=True, compress_streams=False)


INSERTS = (b" -1 ", b"null", b"<<", b"]", b"/X ", b"99999999999", b"q ", b"(", b" 5 0 R ")


def test_no_damage_makes_a_traceback(clean: bytes) -> None:
    chance = random.Random(20261122)  # noqa: S311 - the same every time
    changes = [group[0] for code, group in FAULTS.items() if code != "pdf-broken"]
    seeds = [plain(clean, change) for change in changes[::4]]
    for _ in range(60):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.choice((1, 10, 100))):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(9)] = chance.choice(INSERTS)
        inspect(bytes(data), Expected(standard="PDF/X-4", condition="FOGRA39", trim=(148, 210)))


def test_a_file_on_disk_is_read_from_there(clean: bytes, tmp_path: Path) -> None:
    path = tmp_path / "clean.pdf"
    path.write_bytes(clean)
    assert inspect(path, PRINT) == ()


@pytest.mark.parametrize(
    ("data", "operators"),
    [
        (b"1 0 0 rg%comment rg\n5 w", [(b"rg", [b"1", b"0", b"0"]), (b"w", [b"5"])]),
        (b"(a (b) \\) c) Tj", [(b"Tj", [b"(a (b) \\) c)"])]),
        (b"[<0a>-3.5(])]TJ", [(b"TJ", [b"[<0a>-3.5(])]"])]),
        (b"/A<</B[1 2]>>BDC", [(b"BDC", [b"/A", b"<<", b"/B", b"[1 2]", b">>"])]),
        (b"true false null x", [(b"x", [b"true", b"false", b"null"])]),
        (b"q BI /W 1 ID \x00EI\xff EI Q", [
            (b"q", []), (b"BI", [b"/W", b"1", b"\x00EI\xff"]), (b"Q", [])]),
    ],
)  # fmt: skip
def test_streams_are_taken_apart(data: bytes, operators: list[object]) -> None:
    assert list(pdf_syntax.operations(data)) == operators


@pytest.mark.parametrize(
    ("token", "codes"),
    [
        (b"<4142 4>", b"AB@"),
        (b"(a\\(\\051\\n\\\r\nb)", b"a()\nb"),
        (b"[<41>-12.5(B\\\\)3]", b"AB\\"),
    ],
)
def test_strings_are_read(token: bytes, codes: bytes) -> None:
    assert pdf_syntax.shown(token)[0] == codes


def test_adjustments_are_added_up() -> None:
    assert pdf_syntax.shown(b"[<41>-12.5<>-7.5(5)20]") == (b"A5", 0.0)


@pytest.mark.parametrize(
    ("source", "at", "value"),
    [
        (Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 1], C1=[1, 0], N=1), 0.25, (0.25, 0.75)),
        (
            Dictionary(
                FunctionType=3,
                Domain=[0, 1],
                Bounds=[0.5],
                Encode=[0, 1, 1, 0],
                Functions=[Dictionary(FunctionType=2, Domain=[0, 1], N=1)] * 2,
            ),
            0.75,
            (0.5,),
        ),
    ],
)
def test_functions_are_followed(source: Dictionary, at: float, value: tuple[float, ...]) -> None:
    assert function(source)((at,)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("{ 1 exch sub }", (0.25,), (0.75,)),
        ("{ dup 0.5 gt { pop 1 } { pop 0 } ifelse }", (0.6,), (1,)),
        ("{ 2 copy add 3 1 roll mul }", (0.25, 0.5), (0.75, 0.125)),
        ("{ 3 index 4 -1 roll pop pop } % gone", (0.1, 0.2, 0.3, 0.4), (0.1, 0.3, 0.4)),
    ],
)
def test_calculators_are_followed(
    text: str, values: tuple[float, ...], result: tuple[float, ...]
) -> None:
    with pikepdf.new() as pdf:
        source = pdf.make_stream(
            text.encode(),
            FunctionType=4,
            Domain=[0, 1] * len(values),
            Range=[0, 1] * len(result),
        )
        assert function(source)(values) == pytest.approx(result)


def test_samples_are_looked_up() -> None:
    with pikepdf.new() as pdf:
        source = pdf.make_stream(
            bytes((0, 255, 128, 64, 255, 0)),
            FunctionType=0,
            Domain=[0, 1],
            Range=[0, 1, 0, 1],
            Size=[3],
            BitsPerSample=8,
        )
        assert function(source)((0.5,)) == pytest.approx((0.5, 0.25), abs=0.01)
        assert function(source)((9.0,)) == pytest.approx((1, 0))


def test_maps_of_characters_are_read() -> None:
    text = (
        b"1 begincodespacerange <0000> <ffff> endcodespacerange "
        b"2 beginbfchar <0001> <0041> <0002> <00660069> endbfchar "
        b"2 beginbfrange <0010> <0012> <0061> <0020> <0021> [<0078> <0079>] endbfrange"
    )
    found = pdf_cmap.parse(text)
    assert found.width == 2
    assert found.words == {1: "A", 2: "fi", 16: "a", 17: "b", 18: "c", 32: "x", 33: "y"}


@pytest.mark.parametrize(
    ("glyph", "letter"),
    [("eacute", "é"), ("uni20AC", "€"), ("A.sc", "A"), ("oe", "œ"), ("g12", "")],
)
def test_glyphs_are_known_by_name(glyph: str, letter: str) -> None:
    assert pdf_cmap.letter(glyph) == letter
