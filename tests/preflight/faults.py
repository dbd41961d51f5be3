"""Bad files, each made for one rule: the code it must raise, and how a clean file gets there."""

from __future__ import annotations

from io import BytesIO

from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from tests.preflight.press import (
    HEIGHT,
    MM,
    WIDTH,
    Change,
    draws,
    form,
    letters,
    picture,
    writes,
)

BOX = "100 100 60 60 re f"
RGB_FORM = form(f"1 0 0 rg {BOX}")
NOISE = bytes(range(256)) * 400


def boxed(name: str, *edges: float) -> Change:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            if edges:
                page.obj[name] = Array(list(edges))
            else:
                del page.obj[name]

    return change


def on_page(name: str, value: object) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].obj[name] = value(pdf) if callable(value) else value

    return change


def in_root(name: str, value: object) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.Root[name] = value(pdf) if callable(value) else value

    return change


def in_info(name: str, value: object) -> Change:
    def change(pdf: Pdf) -> None:
        if value is None:
            del pdf.docinfo[name]
        else:
            pdf.docinfo[name] = value

    return change


def in_metadata(old: str, new: str) -> Change:
    def change(pdf: Pdf) -> None:
        text = pdf.Root.Metadata.read_bytes().decode()
        assert old in text
        pdf.Root.Metadata = pdf.make_stream(text.replace(old, new).encode())

    return change


def in_intent(name: str, value: object) -> Change:
    def change(pdf: Pdf) -> None:
        intent = pdf.Root.OutputIntents[0]
        if value is None:
            del intent[name]
        else:
            intent[name] = value(pdf) if callable(value) else value

    return change


def both(*changes: Change) -> Change:
    def change(pdf: Pdf) -> None:
        for one in changes:
            one(pdf)

    return change


def claims(level: str) -> Change:
    """Claim another level, as old files do: in the information dictionary alone."""

    def change(pdf: Pdf) -> None:
        pdf.docinfo["/GTS_PDFXVersion"] = level
        text = pdf.Root.Metadata.read_bytes().decode().replace("PDF/X-4", level)
        pdf.Root.Metadata = pdf.make_stream(text.encode())

    return change


def annotated(**entries: object) -> Change:
    def change(pdf: Pdf) -> None:
        made = {key: value(pdf) if callable(value) else value for key, value in entries.items()}
        plain = {"Subtype": Name.Link, "Rect": Array([50, 50, 100, 80])}
        note = Dictionary({f"/{key}": value for key, value in (plain | made).items()})
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])

    return change


def links(**action: object) -> Change:
    return annotated(A=Dictionary({f"/{key}": value for key, value in action.items()}))


def form_field(pdf: Pdf) -> None:
    annotated(Subtype=Name.Widget, T=String("name"))(pdf)
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].obj.Annots[0]]))


def with_font(edit: str) -> Change:
    """Change the font of the second line, for all pages have one set of resources."""

    def change(pdf: Pdf) -> None:
        name, codes = letters(pdf)
        font = pdf.pages[0].Resources.Font[f"/{name}"]
        if edit == "not embedded":
            descriptor = font.DescendantFonts[0].FontDescriptor
            for key in ("/FontFile2", "/FontFile3"):
                if key in descriptor:
                    del descriptor[key]
        else:
            content = f"0 0 0 1 k BT /{name} 10 Tf 60 60 Td <0000{codes['o']:04x}> Tj ET"
            draws(content)(pdf)

    return change


def type_3(glyph: str) -> Change:
    def change(pdf: Pdf) -> None:
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 1000, 1000]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(square=pdf.make_stream(glyph.encode())),
            Encoding=Dictionary(Differences=Array([97, Name.square])),
            FirstChar=97,
            LastChar=97,
            Widths=Array([1000]),
        )
        draws("0 0 0 1 k BT /F3 20 Tf 60 60 Td (a) Tj ET", Font_F3=font)(pdf)

    return change


def spot(name: str) -> Array:
    tint = Dictionary(
        FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 1, 0], N=1, Range=[0, 1] * 4
    )
    return Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, tint])


def gradient(space: Name, start: list[float], end: list[float]) -> Dictionary:
    ramp = Dictionary(FunctionType=2, Domain=[0, 1], C0=start, C1=end, N=1)
    return Dictionary(ShadingType=2, ColorSpace=space, Coords=[0, 0, 100, 0], Function=ramp)


def tiling(content: str) -> object:
    return form(
        content,
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 10, 10]),
        XStep=10,
        YStep=10,
        Resources=Dictionary(),
    )


def state(**entries: object) -> Dictionary:
    return Dictionary({f"/{key}": value for key, value in entries.items()})


def soft_mask(pdf: Pdf) -> Dictionary:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    mask = form("1 1 1 rg 0 0 500 700 re f", Group=group)(pdf)
    return state(SMask=Dictionary(S=Name.Luminosity, G=mask))


def layered(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))


def shown(name: str, millimetres: float) -> str:
    return f"{millimetres * MM} 0 0 {millimetres * MM} 60 60 cm /{name} Do"


def cmyk_photo(width: int, height: int, ink: int) -> bytes:
    return bytes((ink,)) * (width * height * 4)


def speckled(width: int, height: int) -> bytes:
    return (NOISE * (width * height * 4 // len(NOISE) + 1))[: width * height * 4]


def dark_corner(pdf: Pdf) -> object:
    image = Image.new("CMYK", (400, 400), (40, 20, 20, 0))
    image.paste((230, 220, 220, 250), (200, 200, 400, 400))
    file = BytesIO()
    image.save(file, "JPEG", quality=95)
    # Pillow writes as Photoshop does, values turned round.
    made = picture(400, 400, b"", Decode=Array([1, 0] * 4))(pdf)
    made.write(file.getvalue(), filter=Name.DCTDecode)
    return made


LINE = "0 0 0 1 K"
TRIM = (0, 0, WIDTH, HEIGHT)
FAULTS: dict[str, list[Change]] = {
    "pdf-no-trim-box": [boxed("/TrimBox")],
    "pdf-boxes": [
        boxed("/TrimBox", -1, 0, WIDTH, HEIGHT + 20),
        boxed("/BleedBox", -9, -9, WIDTH + 40, HEIGHT + 9),
        boxed("/CropBox", 20, 20, WIDTH - 20, HEIGHT - 20),
        boxed("/ArtBox", *TRIM),
    ],
    "pdf-user-unit": [on_page("/UserUnit", 1.0001)],
    "pdf-page-size": [on_page("/TrimBox", Array([0, 0, WIDTH, HEIGHT - 5]))],
    "pdf-page-count": [lambda pdf: pdf.pages.append(pdf.pages[0])],
    "pdf-bleed-box": [boxed("/BleedBox", -3, -3, WIDTH + 3, HEIGHT + 3), boxed("/BleedBox")],
    "pdf-bleed-artwork": [
        draws(f"1 0 0 0 k 0 100 60 60 re f {LINE}"),
        draws(f"1 0 0 0 k {-1 * MM} 100 60 60 re f"),
        draws(f"1 0 0 0 k 100 {HEIGHT - 60} 60 60.5 re f"),
    ],
    "pdf-near-trim": [
        writes("harbour", 1.5, 100),
        draws(f"{LINE} 1 w {WIDTH - 4} 100 m {WIDTH - 4} 300 l S"),
        draws("0 0 0 1 k 100 4 60 0.5 re f"),
    ],
    "pdf-text-cut": [writes("harbour", -4, 100), writes("harbour", 60, -2.5)],
    "pdf-text-off-page": [writes("harbour", 60, -30)],
    "pdf-text-clipped": [
        writes("harbour opens", 60, 60, before="0 0 200 700 re W n"),
        writes("harbour", 60, 60, before="160 0 100 172.5 re W n"),
    ],
    "pdf-marks-in-bleed": [
        draws(f"{LINE} 0.5 w {-2 * MM} 0 m {-1 * MM} 0 l S"),
        draws("/All cs 1 scn -8 200 4 4 re f", ColorSpace_All=spot("All")),
    ],
    "pdf-rgb-colour": [
        draws(f"1 0 0 rg {BOX}"),
        draws("1 0 0 RG 100 100 60 60 re S"),
        draws(f"/CS0 cs 1 0 0 sc {BOX}", ColorSpace_CS0=Array([Name.CalRGB, Dictionary()])),
        draws(
            f"/CS0 cs 1 0 0 sc {BOX}",
            ColorSpace_CS0=lambda pdf: Array([Name.ICCBased, pdf.make_stream(b"", N=3)]),
        ),
        writes("harbour", 60, 60, before="0 0 0 rg"),
        draws("/Fm0 Do", XObject_Fm0=RGB_FORM),
        draws("/Fm0 Do", XObject_Fm0=form("/Fm1 Do", Resources=lambda pdf: Dictionary(
            XObject=Dictionary(Fm1=RGB_FORM(pdf))))),
        draws("/Fm0 Do", XObject_Fm0=form("", Group=Dictionary(
            S=Name.Transparency, CS=Name.DeviceRGB))),
        draws(f"/Pattern cs /P0 scn {BOX}", Pattern_P0=tiling("1 0 0 rg 0 0 5 5 re f")),
        draws(
            f"/Pattern cs /P0 scn {BOX}",
            Pattern_P0=Dictionary(
                PatternType=2, Shading=gradient(Name.DeviceRGB, [0, 0, 0], [1, 0, 0])
            ),
        ),
        draws(
            "100 100 60 60 re W n /Sh0 sh",
            Shading_Sh0=gradient(Name.DeviceRGB, [0, 0, 0], [1, 0, 0]),
        ),
        draws(shown("Im0", 20), XObject_Im0=picture(300, 300, bytes(270000), Name.DeviceRGB)),
        draws(
            shown("Im0", 20),
            XObject_Im0=picture(
                300, 300, bytes(90000), Array([Name.Indexed, Name.DeviceRGB, 1, String("abcdef")])
            ),
        ),
        draws(b"20 0 0 20 60 60 cm BI /W 2 /H 2 /BPC 8 /CS /RGB ID EI EI EI EI \xff\n EI"),
        draws(f"/G0 gs 0 0 0 1 k {BOX}", ExtGState_G0=soft_mask),
        on_page("/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)),
    ],
    "pdf-lab-colour": [
        draws(
            f"/CS0 cs 50 0 0 sc {BOX}",
            ColorSpace_CS0=Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])]),
        ),
    ],
    "pdf-unknown-colour": [
        draws(f"/Nowhere cs 1 0 0 sc {BOX}"),
        draws(f"/CS0 cs 1 sc {BOX}", ColorSpace_CS0=Array([Name.Invented, 1])),
        draws(f"/Pattern cs /Nowhere scn {BOX}"),
    ],
    "pdf-spot-colour": [
        draws(f"/CS0 cs 1 scn {BOX}", ColorSpace_CS0=spot("Gold")),
        draws(shown("Im0", 20), XObject_Im0=picture(300, 300, bytes(90000), spot("Gold"))),
    ],
    "pdf-registration-colour": [draws(f"/CS0 cs 1 scn {BOX}", ColorSpace_CS0=spot("All"))],
    "pdf-too-much-ink": [
        draws(f"0.8 0.8 0.8 0.8 k {BOX}"),
        draws("0.8 0.8 0.8 0.8 K 12 w 100 100 m 200 200 l S"),
        draws(shown("Im0", 20), XObject_Im0=picture(300, 300, cmyk_photo(300, 300, 220))),
        draws(shown("Im0", 20), XObject_Im0=dark_corner),
        draws(
            "100 100 60 60 re W n /Sh0 sh",
            Shading_Sh0=gradient(Name.DeviceCMYK, [0, 0, 0, 0], [0.9, 0.9, 0.9, 0.9]),
        ),
        draws(
            f"0.9 0.9 0.9 0 k {BOX} /G0 gs 0 0 0 1 k {BOX}",
            ExtGState_G0=state(op=True, OP=True, OPM=1),
        ),
        draws(
            f"0.9 0.9 0.9 0 k {BOX} /G0 gs 0 0 0 1 k {BOX}", ExtGState_G0=state(BM=Name.Multiply)
        ),
    ],
    "pdf-low-resolution": [
        draws(shown("Im0", 50), XObject_Im0=picture(300, 300, speckled(300, 300), Decode=Array(
            [0, 0.5] * 4))),
        draws(shown("Im0", 50), XObject_Im0=picture(
            800, 800, bytes(i * i % 251 for i in range(80000)), Name.DeviceGray,
            BitsPerComponent=1)),
        draws(
            b"142 0 0 142 60 60 cm BI /W 300 /H 300 /BPC 8 /CS /G ID "
            + bytes(i % 250 for i in range(90000))
            + b"\nEI"
        ),
    ],
    "pdf-hairline": [
        draws(f"{LINE} 0.1 w 100 100 m 200 100 l S"),
        draws(f"{LINE} 0 w 100 100 m 200 100 l S"),
        draws(f"0.1 0 0 0.1 0 0 cm {LINE} 1 w 1000 1000 m 2000 1000 l S"),
        draws("0 0 0 1 k 100 100 200 0.1 re f"),
        draws("0 0 0 1 k 100 100 m 300 100 l 300 100.15 l 100 100.15 l h f"),
        draws("0 0 0 1 k 100 100 200 0.1 re W n 90 90 300 300 re f"),
    ],
    "pdf-font-not-embedded": [
        with_font("not embedded"),
        draws(
            "0 0 0 1 k BT /F9 10 Tf 60 60 Td (plain) Tj ET",
            Font_F9=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica),
        ),
    ],
    "pdf-font-type-3": [type_3("1000 0 0 0 750 750 d1 0 0 750 750 re f")],
    "pdf-glyph-missing": [with_font("a .notdef")],
    "pdf-no-output-intent": [lambda pdf: pdf.Root.__delitem__("/OutputIntents")],
    "pdf-output-profile": [
        in_intent("/DestOutputProfile", None),
        in_intent("/DestOutputProfile", lambda pdf: pdf.make_stream(b"no profile", N=4)),
        in_intent("/DestOutputProfile", lambda pdf: pdf.make_stream(
            bytes(12) + b"mntrRGB " + bytes(16) + b"acsp" + bytes(100), N=4)),
    ],
    "pdf-wrong-condition": [
        both(
            in_intent("/OutputConditionIdentifier", String("FOGRA52")),
            in_intent("/Info", String("uncoated")),
            in_intent("/DestOutputProfile", lambda pdf: pdf.make_stream(
                bytes(12) + b"prtrCMYK" + bytes(16) + b"acsp" + bytes(100), N=4)),
        ),
    ],
    "pdf-x-version": [
        in_metadata("PDF/X-4", "none"),
        in_info("/GTS_PDFXVersion", "PDF/X-3:2003"),
    ],
    "pdf-trapped": [
        in_info("/Trapped", Name.Unknown),
    ],
    "pdf-metadata": [
        in_metadata("xmpMM:VersionID", "xmpMM:Forgotten"),
        in_metadata("dc:title", "dc:subject"),
    ],
    "pdf-transparency": [
        both(
            claims("PDF/X-3:2003"),
            draws(f"/G0 gs 1 0 0 0 k {BOX}", ExtGState_G0=state(ca=0.5)),
        ),
    ],
    "pdf-text-under-transparency": [
        draws(f"/G0 gs 1 0 0 0 k 40 {HEIGHT - 110} 200 80 re f", ExtGState_G0=state(ca=0.5)),
    ],
    "pdf-layers": [layered],
    "pdf-dead-link": [
        links(S=Name.GoTo, D=String("nowhere")),
        links(S=Name.GoTo, D=Array([Dictionary(Type=Name.Page), Name.Fit])),
        links(S=Name.URI, URI=String("www.example.org")),
        links(S=Name.URI, URI=String("file:///home/me/x.html")),
        links(S=Name.URI, URI=String("mailto:nobody")),
        links(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit])),
        annotated(),
        in_root("/OpenAction", Array([Dictionary(Type=Name.Page), Name.Fit])),
        in_root("/Outlines", Dictionary(First=Dictionary(
            Title=String("Gone"), Dest=String("gone")))),
    ],
    "pdf-active-content": [
        links(S=Name.JavaScript, JS=String("app.alert(1)")),
        annotated(Subtype=Name.RichMedia),
        form_field,
        in_root("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))),
        in_root("/AcroForm", Dictionary(Fields=Array([Dictionary(T=String("name"))]))),
        on_page("/Annots", Array([Dictionary(
            Subtype=Name.Link, Rect=[0, 0, 9, 9], Dest=String("p1"),
            AA=Dictionary(U=Dictionary(S=Name.Launch)))])),
    ],
    "pdf-annotation": [annotated(Subtype=Name.Highlight)],
    "pdf-rich-black-text": [
        writes("harbour", 60, 60, before="0.4 0.3 0.3 1 k"),
        writes("harbour", 60, 60, size=18, before="0.4 0.3 0.3 1 k"),
        writes("harbour", 60, 60, before="0.9 0.9 0.9 0 k"),
    ],
    "pdf-reversed-text": [
        writes("harbour", 60, 60, size=6, before="1 0.5 0.2 0 k 100 100 200 200 re f 0 0 0 0 k"),
    ],
    "pdf-white-overprint": [
        draws(
            f"1 0.2 0 0 k {BOX} /G0 gs 0 0 0 0 k 110 110 20 20 re f",
            ExtGState_G0=state(op=True, OPM=1),
        ),
    ],
    "pdf-overprint": [
        draws(
            f"1 0 0 0 k {BOX} /G0 gs 0 1 0 0 k 110 110 20 20 re f",
            ExtGState_G0=state(op=True, OPM=1),
        ),
    ],
    "pdf-broken": [
        draws("/F0 0 Tf (x) cm"),
        on_page("/Contents", lambda pdf: pdf.make_stream(b"no zlib", Filter=Name.FlateDecode)),
    ],
}  # fmt: skip
# What a fault cannot be without.
COMPANIONS = {
    "pdf-no-trim-box": {"pdf-boxes"},
    "pdf-boxes": {"pdf-bleed-box", "pdf-page-size", "pdf-bleed-artwork"},
    "pdf-page-count": set[str](),
    "pdf-dead-link": {"pdf-annotation"},
    "pdf-active-content": {"pdf-annotation"},
    "pdf-broken": {"pdf-damaged"},
    "pdf-transparency": {"pdf-metadata"},
    "pdf-rgb-colour": {"pdf-text-under-transparency"},
}
