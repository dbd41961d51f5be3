"""PDF/X-4 (ISO 15930-7:2010), as far as a file's structure tells; no free validator knows it.

Written from the standard's clauses and not from the finisher; colour is left to `inks`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP = "{http://ns.adobe.com/xap/1.0/}"
MM = "{http://ns.adobe.com/xap/1.0/mm/}"
DC = "{http://purl.org/dc/elements/1.1/}"
PDF = "{http://ns.adobe.com/pdf/1.3/}"
PDFX = "{http://www.npes.org/pdfx/ns/id/}"
Pdf = pikepdf.Pdf
_DATE = re.compile(r"D:\d{14}(Z|[+-]\d{2}'\d{2}'?)$")
_DIGITS = re.compile(r"\d+")


def faults(path: Path) -> list[str]:
    """Return every clause of PDF/X-4 that a file breaks, in words."""
    with pikepdf.open(path) as pdf:
        return [fault for rule in RULES for fault in rule(pdf)]


def _header(pdf: Pdf) -> Iterator[str]:
    if pdf.pdf_version > "1.6":
        yield f"PDF {pdf.pdf_version}"
    if pdf.is_encrypted:
        yield "encrypted"
    if len(pdf.trailer.get("/ID", ())) != 2:
        yield "no file identifier"


def _info(pdf: Pdf) -> Iterator[str]:
    info = pdf.docinfo
    if not str(info.get("/Title", "")):
        yield "no title"
    for key in ("/CreationDate", "/ModDate"):
        if not _DATE.match(str(info.get(key, ""))):
            yield f"no {key}"
    if info.get("/Trapped") not in ("/True", "/False"):
        yield "no /Trapped"


def _metadata(pdf: Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None or "/Filter" in stream:
        yield "no XMP that anybody can read"
        return
    told = {node.tag: "".join(node.itertext()).strip() for node in _described(stream)}
    info = pdf.docinfo
    if told.get(f"{PDFX}GTS_PDFXVersion") != "PDF/X-4":
        yield "XMP does not say PDF/X-4"
    same = {
        f"{DC}title": "/Title",
        f"{XMP}CreateDate": "/CreationDate",
        f"{XMP}ModifyDate": "/ModDate",
    }
    for tag, key in same.items():
        if _bare(tag, told.get(tag, "")) != _bare(tag, str(info.get(key, ""))):
            yield f"XMP and information differ in {key}"
    if "/" + told.get(f"{PDF}Trapped", "") != str(info.get("/Trapped")):
        yield "XMP and information differ in /Trapped"
    for tag in (f"{XMP}MetadataDate", f"{MM}DocumentID", f"{MM}VersionID", f"{MM}RenditionClass"):
        if not told.get(tag):
            yield f"XMP lacks {tag.partition('}')[2]}"


def _described(stream: Any) -> Iterator[ET.Element]:
    for description in ET.fromstring(stream.read_bytes()).iter(f"{RDF}Description"):  # noqa: S314
        yield from description


def _bare(tag: str, value: str) -> str:
    return "".join(_DIGITS.findall(value))[:14] if tag.endswith("Date") else value


def _intent(pdf: Pdf) -> Iterator[str]:
    intents = [i for i in pdf.Root.get("/OutputIntents", ()) if i.get("/S") == "/GTS_PDFX"]
    if len(intents) != 1:
        yield f"{len(intents)} output intents"
        return
    (intent,) = intents
    identifier = str(intent.get("/OutputConditionIdentifier", ""))
    if not identifier or not str(intent.get("/Info", "")):
        yield "the output intent does not say for what"
    if identifier != "Custom" and not str(intent.get("/RegistryName", "")).startswith(
        "http://www."
    ):
        yield "the output condition is in no registry"
    profile: Any = intent.get("/DestOutputProfile")
    data = profile.read_bytes() if profile is not None else b""
    if (data[36:40], data[12:20]) != (b"acsp", b"prtrCMYK") or profile.get("/N") != 4:
        yield "no profile of a CMYK press"


def _pages(pdf: Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        media, trim = page.obj.get("/MediaBox"), page.obj.get("/TrimBox")
        bleed = page.obj.get("/BleedBox", media)
        if media is None or trim is None:
            yield f"page {number} has no trim"
            continue
        if not (_inside(trim, bleed) and _inside(bleed, media)):
            yield f"boxes of page {number} do not nest"
        if "/ArtBox" in page.obj:
            yield f"page {number} has an ArtBox, too"
        for note in page.obj.get("/Annots", ()):
            apart = note.get("/Subtype") in ("/TrapNet", "/PrinterMark") or _apart(note.Rect, bleed)
            if not apart:
                yield f"annotation within the bleed of page {number}"
        if "/AA" in page.obj:
            yield f"page {number} acts"


def _inside(inner: Any, outer: Any) -> bool:
    a, b = [float(n) for n in inner], [float(n) for n in outer]
    near = 0.001
    return (
        a[0] >= b[0] - near and a[1] >= b[1] - near and a[2] <= b[2] + near and a[3] <= b[3] + near
    )


def _apart(rect: Any, bleed: Any) -> bool:
    a, b = [float(n) for n in rect], [float(n) for n in bleed]
    return a[2] <= b[0] or a[0] >= b[2] or a[3] <= b[1] or a[1] >= b[3]


def _root(pdf: Pdf) -> Iterator[str]:
    for key in ("/AA", "/OpenAction", "/AcroForm"):
        if key in pdf.Root:
            yield f"the document has {key}"
    names = pdf.Root.get("/Names", pikepdf.Dictionary())
    for key in ("/JavaScript", "/EmbeddedFiles"):
        if key in names:
            yield f"the document has {key}"


def _objects(pdf: Pdf) -> Iterator[str]:
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            yield from (fault for fault, breaks in FORBIDDEN.items() if breaks(found))


def _is_font_elsewhere(found: Any) -> bool:
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return found.get("/Type") == "/FontDescriptor" and not any(key in found for key in files)


def _is_elsewhere(found: Any) -> bool:
    keys = {"/OPI", "/Ref", "/Alternates"} & set(found.keys())
    return found.get("/Subtype") == "/PS" or bool(keys)


FORBIDDEN: dict[str, Callable[[Any], bool]] = {
    "a font is not embedded": _is_font_elsewhere,
    "a picture is elsewhere": _is_elsewhere,
    "a transfer curve": lambda o: bool({"/TR", "/HTP"} & set(o.keys())),
    "an interpolated picture": lambda o: o.get("/Subtype") == "/Image" and o.get("/Interpolate"),
    "an action": lambda o: o.get("/S") in ("/JavaScript", "/Launch", "/URI"),
    "LZW": lambda o: "LZW" in str(o.get("/Filter", "")),
}


RULES: tuple[Callable[[Pdf], Iterator[str]], ...] = (
    _header,
    _info,
    _metadata,
    _intent,
    _pages,
    _root,
    _objects,
)
