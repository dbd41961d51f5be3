"""Rules on what a file says of itself: its PDF/X level, its output condition, its dates.

Source: ISO 15930-7 (PDF/X-4), ISO 15930-4 (X-1a), ISO 15930-6 (X-3); ICC.1 for profiles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

from rotative.preflight.pdf_document import Document
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_objects import elements

# What XMP must hold (ISO 15930-7, 6.10), with what an editor calls it.
XMP = {
    "CreateDate": "date of creation",
    "ModifyDate": "date of change",
    "MetadataDate": "date of the metadata",
    "title": "title",
    "DocumentID": "document identifier",
    "VersionID": "version identifier",
    "RenditionClass": "rendition class",
}
INFO = {"/Title": "title", "/CreationDate": "date of creation", "/ModDate": "date of change"}
_SPACES = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}
_LEVEL = re.compile(r"PDF/X-\d+[a-z]*")


def xmp(document: Document, name: str) -> str:
    """Return a property of the XMP packet by its local name, an empty text when it is missing."""
    pattern = rf"""\b[\w.-]+:{name}\s*(?:=\s*["']([^"']*)|>(.*?)</[\w.-]+:{name})"""
    match = re.search(pattern, document.metadata, re.DOTALL)
    if match is None:
        return ""
    return re.sub(r"<[^>]*>", " ", match[1] or match[2] or "").strip()


def claimed(document: Document) -> str:
    """Return the PDF/X level that a file claims, such as `PDF/X-4`, an empty text for none."""
    named = [
        str(document.info.get("/GTS_PDFXConformance", "")),
        str(document.info.get("/GTS_PDFXVersion", "")),
        xmp(document, "GTS_PDFXVersion"),
    ]
    return next((name for name in named if name.startswith("PDF/X")), "")


def standard(document: Document) -> None:
    """Check the PDF/X level and what it wants to be told of a file."""
    level, wanted, findings = document.standard, document.expected.standard, document.findings
    if wanted and not level.startswith(wanted):
        message = f"the file claims {level or 'no PDF/X level'}, not {wanted}"
        findings.error("pdf-x-version", message, None, f"export as {wanted}")
    elif not level:
        message = "the file claims no PDF/X level: nobody vouches that it can be printed blindly"
        findings.warn("pdf-x-version", message, None, "export as PDF/X-4")
    if not level:
        return
    spoken = {found[0] for found in map(_LEVEL.match, _claims(document)) if found}
    if len({name[:7] for name in spoken}) > 1:
        message = f"the file claims several PDF/X levels: {', '.join(sorted(spoken))}"
        findings.error("pdf-x-version", message, None, "export it again")
    _trapped(document)
    if missing := [name for name in _missing(document, level) if name]:
        message = f"{level} wants what the file does not tell: {', '.join(missing)}"
        findings.error("pdf-metadata", message, None, "export again with complete metadata")


def _claims(document: Document) -> Iterator[str]:
    yield str(document.info.get("/GTS_PDFXVersion", ""))
    yield xmp(document, "GTS_PDFXVersion")


def _trapped(document: Document) -> None:
    told = str(document.info.get("/Trapped", "")).removeprefix("/") or xmp(document, "Trapped")
    if told not in ("True", "False"):
        message = f"it is {'not told' if not told else told.lower()} whether the file is trapped"
        hint = "say Trapped: False, unless it is"
        document.findings.error("pdf-trapped", message, None, hint)


def _missing(document: Document, level: str) -> Iterator[str]:
    if "/ID" not in document.pdf.trailer:
        yield "file identifier"
    if level.startswith(("PDF/X-1", "PDF/X-2", "PDF/X-3")):
        yield from (label for key, label in INFO.items() if not str(document.info.get(key, "")))
    else:
        yield from (label for name, label in XMP.items() if not xmp(document, name))


def output_intent(document: Document) -> None:
    """Check that the file says for which paper and inks it was made, with the profile."""
    findings, wanted = document.findings, document.expected.condition
    intent = press_intent(document)
    if intent is None:
        message = "the file does not say for which printing condition it was made"
        hint = "export with an output intent, such as FOGRA39 for coated paper"
        note = findings.error if document.standard or wanted else findings.warn
        note("pdf-no-output-intent", message, None, hint)
        return
    if wanted and _letters(wanted) not in _letters(" ".join(_names(intent))):
        message = f"the file was made for {condition(document)}, not for {wanted}"
        findings.error("pdf-wrong-condition", message, None, f"export it for {wanted}")
    if fault := _profile_fault(document, intent):
        hint = "export with the profile of the printing condition embedded"
        findings.error("pdf-output-profile", f"the output intent {fault}", None, hint)


def press_intent(document: Document) -> pikepdf.Object | None:
    """Return the output intent for print, None when there is none."""
    for intent in elements(document.root.get("/OutputIntents")):
        if isinstance(intent, pikepdf.Dictionary) and str(intent.get("/S", "")) == "/GTS_PDFX":
            return intent
    return None


def _names(intent: pikepdf.Object) -> Iterator[str]:
    for key in ("/OutputConditionIdentifier", "/OutputCondition", "/Info"):
        if (name := str(intent.get(key, ""))).strip():
            yield " ".join(name.split())
    yield _description(intent)


def condition(document: Document) -> str:
    """Return the name of the output condition in short, an empty text when there is none."""
    intent = press_intent(document)
    name = next(_names(intent), "") if intent is not None else ""
    return name if len(name) <= 40 else name[:39].rstrip() + "…"


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _profile(intent: pikepdf.Object) -> bytes:
    stream = intent.get("/DestOutputProfile")
    return stream.read_bytes() if isinstance(stream, pikepdf.Stream) else b""


def _description(intent: pikepdf.Object) -> str:
    data = _profile(intent)
    count = int.from_bytes(data[128:132], "big")
    for index in range(min(count, len(data) // 12)):
        entry = data[132 + 12 * index : 144 + 12 * index]
        if entry[:4] == b"desc":
            start, size = int.from_bytes(entry[4:8], "big"), int.from_bytes(entry[8:12], "big")
            return data[start + 12 : start + size].replace(b"\0", b"").decode("latin-1")
    return ""


def _profile_fault(document: Document, intent: pikepdf.Object) -> str:
    """Return what is wrong with the profile, an empty text when it is as it should be."""
    try:
        data = _profile(intent)
    except FAULTS:
        return "has a profile that cannot be read"
    if not data:
        # X-1a and X-3 may name a condition of the ICC's registry instead.
        by_name = document.standard.startswith(("PDF/X-1", "PDF/X-3"))
        is_named = by_name and "icc" in str(intent.get("/RegistryName", "")).lower() + "color.org"
        return "" if by_name and is_named and next(_names(intent), "") else "has no profile"
    if len(data) < 132 or data[36:40] != b"acsp":
        return "has a profile that is none"
    if data[12:16] != b"prtr":
        return "has a profile that is not a printer's"
    parts = _SPACES.get(data[16:20])
    stream = intent["/DestOutputProfile"]
    if parts is not None and int(stream.get("/N", 0)) != parts:
        return f"has a profile of {parts} inks that says it has {int(stream.get('/N', 0))}"
    return ""


def protection(document: Document) -> None:
    """Check that nothing keeps the printer from opening, changing or showing all of the file."""
    if document.pdf.is_encrypted:
        message, hint = "the file is encrypted", "export it without protection"
        document.findings.error("pdf-encrypted", message, None, hint)
    layers = _layers(document)
    if layers:
        message = f"the file has layers that can be switched off: {', '.join(layers[:5])}"
        hint = "flatten the layers, so that one thing is printed everywhere"
        is_old = document.standard.startswith(("PDF/X-1", "PDF/X-2", "PDF/X-3"))
        note = document.findings.error if is_old else document.findings.warn
        note("pdf-layers", message, None, hint)


def _layers(document: Document) -> list[str]:
    properties = document.root.get("/OCProperties")
    if not isinstance(properties, pikepdf.Dictionary):
        return []
    groups = elements(properties.get("/OCGs"))
    return [str(g.get("/Name", "?")) for g in groups if isinstance(g, pikepdf.Dictionary)]


def readers(document: Document) -> None:
    """Check that a screen PDF has the title and language that viewers and screen readers show."""
    title = str(document.info.get("/Title", "")) or xmp(document, "title")
    told = {"title": title.strip(), "language": str(document.root.get("/Lang", "")).strip()}
    if missing := [name for name, value in told.items() if not value]:
        message = f"the file does not tell its {' and '.join(missing)}"
        document.findings.warn("pdf-metadata", message, None, "set them before exporting")
