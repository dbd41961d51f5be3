"""A press PDF with no fault, and the changes that give it one."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from rotative import engine
from rotative.preflight import pdf_cmap
from rotative.shipped import STYLES, shipped

Change = Callable[[Pdf], None]

MM = 72 / 25.4
WIDTH, HEIGHT = 148 * MM, 210 * MM
ICC = "FOGRA39L_coated.icc"

SHEET = f"""
@color-profile device-cmyk {{ components: cyan, magenta, yellow, black; src: url({ICC}) }}
@page {{ size: A5; bleed: 3mm; marks: none; margin: 15mm }}
html {{ color: device-cmyk(0 0 0 1); font-family: serif }}
h1 {{ background: device-cmyk(1 0.3 0 0); break-before: page; color: device-cmyk(0 0 0 1) }}
hr {{ border: 0; border-top: 0.5pt solid device-cmyk(0 0 0 1) }}
"""
PAGE = '<h1 id="p{0}">The port {0}</h1><hr><p>The harbour opens on page {0}, at last.</p>'


def clean() -> bytes:
    """Return a PDF/X-4 of four pages, all CMYK, as a careful designer would export it."""
    weasyprint = engine.weasyprint()
    profile = (shipped(STYLES) / "icc" / ICC).read_bytes()
    fetcher = engine.fetcher({"sheet.css": SHEET.encode(), ICC: profile}, lambda _: b"")
    body = "".join(PAGE.format(number) for number in range(1, 5))
    html = (
        '<html lang="en"><head><title>Clean</title><link rel="stylesheet" href="sheet.css">'
        '<meta name="dcterms.created" content="2026-01-01">'
        f'<meta name="dcterms.modified" content="2026-01-02"></head><body>{body}</body></html>'
    )
    laid_out = weasyprint.HTML(string=html, base_url=engine.BASE, url_fetcher=fetcher)
    file = BytesIO()
    with pikepdf.open(BytesIO(laid_out.write_pdf(pdf_variant="pdf/x-4"))) as pdf:
        pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("FOGRA39")
        pdf.Root.OutputIntents[0].RegistryName = String("http://www.color.org")
        for page in pdf.pages:
            content = page.Contents.read_bytes()
            page.Contents = pdf.make_stream(b"q\n" + content + b"\nQ\n")
        pdf.save(file, deterministic_id=True)
    return file.getvalue()


def changed(data: bytes, *changes: Change, encryption: pikepdf.Encryption | None = None) -> bytes:
    """Return the file after some changes."""
    file = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        for change in changes:
            change(pdf)
        pdf.save(file, encryption=encryption or False, fix_metadata_version=False)
    return file.getvalue()


def draws(content: str | bytes, page: int = 0, **resources: object) -> Change:
    """Draw on a page; resources are named by kind and name: `XObject_Im1=stream`."""

    def change(pdf: Pdf) -> None:
        data = content.encode() if isinstance(content, str) else content
        source = pdf.pages[page].obj
        source.Contents = pdf.make_stream(source.Contents.read_bytes() + b"\nq\n" + data + b"\nQ\n")
        shelf = Dictionary(dict(source.Resources.items()))
        for key, value in resources.items():
            kind, _, name = key.partition("_")
            made = value(pdf) if callable(value) else value
            listed = dict(shelf[f"/{kind}"].items()) if f"/{kind}" in shelf else {}
            shelf[f"/{kind}"] = Dictionary(listed | {f"/{name}": made})
        source.Resources = shelf

    return change


def writes(words: str, x: float, y: float, *, size: float = 10, before: str = "") -> Change:
    """Write words at a place in mm from the trim's bottom left, with letters the file has."""

    def change(pdf: Pdf) -> None:
        name, codes = letters(pdf)
        shown = "".join(f"{codes[letter]:04x}" for letter in words)
        operators = f"0 0 0 1 k {before} BT /{name} {size} Tf {x * MM} {y * MM} Td <{shown}> Tj ET"
        draws(operators)(pdf)

    return change


def letters(pdf: Pdf) -> tuple[str, dict[str, int]]:
    """Return the name of a font of the first page and the code of each letter in it."""
    for name, font in pdf.pages[0].Resources.Font.items():
        words = pdf_cmap.parse(font.ToUnicode.read_bytes()).words
        codes = {letter: code for code, letter in words.items()}
        if set("harbour opens") <= codes.keys():
            return name.removeprefix("/"), codes
    raise AssertionError("no font with the letters of the second line")


def picture(
    width: int,
    height: int,
    pixels: bytes,
    space: object = Name.DeviceCMYK,
    **entries: object,
) -> Callable[[Pdf], Stream]:
    """Return a maker of an image."""

    def make(pdf: Pdf) -> Stream:
        header = {"Width": width, "Height": height, "BitsPerComponent": 8, "ColorSpace": space}
        made = {key: value(pdf) if callable(value) else value for key, value in entries.items()}
        data = zlib.compress(pixels)
        return pdf.make_stream(
            data, Type=Name.XObject, Subtype=Name.Image, Filter=Name.FlateDecode, **header | made
        )

    return make


def form(content: str, **entries: object) -> Callable[[Pdf], Stream]:
    """Return a maker of a form."""

    def make(pdf: Pdf) -> Stream:
        header = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 500, 700])}
        made = {key: value(pdf) if callable(value) else value for key, value in entries.items()}
        return pdf.make_stream(content.encode(), **header | made)

    return make
