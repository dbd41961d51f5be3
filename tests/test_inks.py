"""The inks a file really prints with: what is painted, not what is declared."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from rotative import inks


def _page(content: str, **resources: object) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.contents_add(content.encode())
    page.obj.Resources = Dictionary({f"/{name}": item for name, item in resources.items()})
    return pdf


def _spot(name: str) -> Array:
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 1, 0], N=1)
    return Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, tint])


PROCESS = ("Cyan", "Magenta", "Yellow", "Black")


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("0 0 0 1 k 0 0 9 9 re f", ("Black",)),
        ("0.2 0 0.1 0 k 0 0 9 9 re f", ("Cyan", "Yellow")),
        ("0 1 0 0 K 0 0 m 9 9 l S", ("Magenta",)),
        ("0 1 0 0 k 0 0 m 9 9 l S", ("Black",)),
        ("0 1 0 0 k 0 0 0 1 k 0 0 9 9 re f", ("Black",)),
        ("q 0 1 0 0 k Q 0 0 9 9 re f", ("Black",)),
        ("q 0 1 0 0 k 0 0 9 9 re f Q", ("Magenta",)),
        ("0 0 0 0 k 0 0 9 9 re f", ()),
        ("1 g 0 0 9 9 re f", ()),
        ("0.4 g 0 0 9 9 re f", ("Black",)),
        ("1 1 1 rg 0 0 9 9 re f", ()),
        ("1 0 0 rg 0 0 9 9 re f", PROCESS),
        ("BT 3 Tr 1 0 0 0 k (x) Tj ET", ()),
        ("BT 1 Tr 1 0 0 0 k 0 1 0 0 K (x) Tj ET", ("Magenta",)),
        ("BT (x) Tj ET", ("Black",)),
        ("0 0 9 9 re W n", ()),
        ("BI /W 1 /H 1 /BPC 8 /CS /G ID a EI", ("Black",)),
        ("BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI", PROCESS),
        ("1 0 0 0 k BI /W 8 /H 1 /IM true ID a EI", ("Cyan",)),
    ],
)
def test_what_is_painted_counts(content: str, wanted: tuple[str, ...]) -> None:
    assert inks.used(_page(content).pages) == wanted


def test_a_form_begins_with_the_colour_it_is_called_with() -> None:
    pdf = _page("1 0 0 0 k /F Do 0 1 0 0 k /F Do")
    form = pdf.make_indirect(
        Stream(pdf, b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    )
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(F=form))
    assert inks.used(pdf.pages) == ("Cyan", "Magenta")


def test_what_a_page_inherits_is_looked_into() -> None:
    pdf = _page("/A cs 1 scn 0 0 9 9 re f", ColorSpace=Dictionary(A=_spot("Gold")))
    pdf.Root.Pages.Resources = pdf.pages[0].obj.Resources
    del pdf.pages[0].obj.Resources
    assert inks.used(pdf.pages) == ("Gold",)
    assert "/Resources" not in pdf.pages[0].obj


def test_spot_colours_go_by_their_names_and_registration_is_none() -> None:
    spaces = Dictionary(
        A=_spot("PANTONE 485 C"),
        B=_spot("All"),
        C=Array([Name.DeviceN, Array([Name.Cyan, Name.Gold]), Name.DeviceCMYK, Dictionary()]),
    )
    fill = "0 0 9 9 re f"
    content = f"/A cs 1 scn {fill} /B cs 1 scn {fill} /C cs 0.5 0.2 scn {fill}"
    assert inks.used(_page(content, ColorSpace=spaces).pages) == ("Cyan", "Gold", "PANTONE 485 C")
    unpainted = f"/A cs 0 scn {fill} /C cs 0 0 scn {fill}"
    assert inks.used(_page(unpainted, ColorSpace=spaces).pages) == ()


def test_forms_patterns_and_shadings_are_looked_into() -> None:
    pdf = _page("/F Do /Pattern cs /P scn 0 0 9 9 re f /S sh")
    form = Stream(pdf, b"/G Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    inner = Stream(pdf, b"1 0 0 0 k 0 0 9 9 re f /F Do", Type=Name.XObject, Subtype=Name.Form,
                   BBox=[0, 0, 9, 9])  # fmt: skip
    form = pdf.make_indirect(form)
    inner = pdf.make_indirect(inner)
    form.Resources = Dictionary(XObject=Dictionary(G=inner))
    inner.Resources = Dictionary(XObject=Dictionary(F=form))  # a form that contains itself
    tile = Stream(pdf, b"0 1 0 0 k 0 0 2 2 re f", PatternType=1, PaintType=1, TilingType=1,
                  BBox=[0, 0, 2, 2], XStep=2, YStep=2, Resources=Dictionary())  # fmt: skip
    pdf.pages[0].obj.Resources = Dictionary(
        XObject=Dictionary(F=form),
        Pattern=Dictionary(P=pdf.make_indirect(tile)),
        Shading=Dictionary(S=Dictionary(ShadingType=2, ColorSpace=_spot("Silver"))),
    )
    assert inks.used(pdf.pages) == ("Cyan", "Magenta", "Silver")


@pytest.mark.parametrize("kind", ["raw", "inverted", "adobe"])
def test_of_a_picture_the_plates_that_are_not_empty_count(kind: str) -> None:
    picture = Image.new("CMYK", (16, 16), (0, 0, 0, 200))
    pdf = _page("q 9 0 0 9 0 0 cm /I Do Q")
    image = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16,
                   BitsPerComponent=8, ColorSpace=Name.DeviceCMYK)  # fmt: skip
    if kind == "raw":
        image.write(picture.tobytes())
    elif kind == "inverted":
        image.write(bytes(255 - value for value in picture.tobytes()))
    else:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=92)
        image.write(out.getvalue(), filter=Name.DCTDecode)
    if kind != "raw":
        image.Decode = Array([1, 0] * 4)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))
    assert inks.used(pdf.pages) == ("Black",)


def test_a_jpeg_that_only_looks_inverted_prints_on_all_plates() -> None:
    out = io.BytesIO()
    Image.new("CMYK", (16, 16), (0, 0, 0, 200)).save(out, "JPEG", quality=92)
    pdf = _page("q 9 0 0 9 0 0 cm /I Do Q")
    image = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Image, Width=16, Height=16,
                   BitsPerComponent=8, ColorSpace=Name.DeviceCMYK)  # fmt: skip
    image.write(out.getvalue(), filter=Name.DCTDecode)
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))
    assert inks.used(pdf.pages) == PROCESS
