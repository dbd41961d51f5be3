"""Rules on what acts: links that lead nowhere, scripts, films and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pikepdf

from rotative.pdfpage import upright
from rotative.preflight.pdf_document import Document, Sheet
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_geometry import Box, grown, inside, overlap
from rotative.preflight.pdf_marks import Kind
from rotative.preflight.pdf_objects import elements, floats

MOST_NODES = 100_000
_ACTIVE_ACTIONS = {
    "/JavaScript": "a script",
    "/Launch": "a program to be started",
    "/SubmitForm": "a form to be sent",
    "/ResetForm": "a form",
    "/ImportData": "a form",
    "/Rendition": "a film or sound",
    "/Movie": "a film",
    "/Sound": "a sound",
    "/RichMediaExecute": "a film or sound",
    "/GoTo3DView": "a 3D model",
}
_ACTIVE_KINDS = {
    "/Widget": "a form field",
    "/Screen": "a film or sound",
    "/Movie": "a film",
    "/Sound": "a sound",
    "/RichMedia": "a film or sound",
    "/3D": "a 3D model",
    "/FileAttachment": "an attached file",
}
_PRINTERS = ("/PrinterMark", "/TrapNet")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Targets:
    """Where links can lead in a file: its pages and its named destinations."""

    def __init__(self, document: Document) -> None:
        self.pages = {sheet.source.objgen for sheet in document.sheets}
        self.named = dict(_named(document.root))

    def fault(self, target: pikepdf.Object) -> str:
        """Return why a destination is dead, an empty text for one that is alive."""
        if isinstance(target, (pikepdf.String, pikepdf.Name)):
            name = str(target).removeprefix("/")
            if name not in self.named:
                return f"there is no “{name}” in the file"
            target = self.named[name]
        if isinstance(target, pikepdf.Dictionary):
            target = target.get("/D", target)
        if not isinstance(target, pikepdf.Array) or not len(target):
            return "it names no page"
        page: object = target[0]
        if isinstance(page, pikepdf.Dictionary):
            return "" if page.objgen in self.pages else "its page is not in the file"
        return "" if isinstance(page, int) and 0 <= page < len(self.pages) else "it names no page"


def _named(root: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    old, names = root.get("/Dests"), root.get("/Names")
    if isinstance(old, pikepdf.Dictionary):
        yield from ((key.removeprefix("/"), value) for key, value in old.items())
    tree = names.get("/Dests") if isinstance(names, pikepdf.Dictionary) else None
    waiting, seen = [tree], 0
    while waiting and seen < MOST_NODES:
        node = waiting.pop()
        seen += 1
        if not isinstance(node, pikepdf.Dictionary):
            continue
        waiting += elements(node.get("/Kids"))
        listed = elements(node.get("/Names"))
        yield from ((str(k), v) for k, v in zip(listed[::2], listed[1::2], strict=False))


def _annotations(document: Document) -> Iterator[tuple[Sheet, pikepdf.Object, Box]]:
    for sheet in document.sheets:
        for note in elements(sheet.source.get("/Annots")):
            if not isinstance(note, pikepdf.Dictionary):
                continue
            try:
                left, bottom, right, top = floats(note.get("/Rect"))
            except FAULTS:
                left = bottom = right = top = 0.0
            yield sheet, note, upright((left, bottom, right, top))


def links(document: Document) -> None:
    """Check that every link, bookmark and opening action leads somewhere."""
    targets = Targets(document)
    for sheet, note, box in _annotations(document):
        if str(note.get("/Subtype", "")) == "/Link" and (fault := _link_fault(note, targets)):
            words = " ".join(_words(sheet, box))[:60]
            named = f" “{words}”" if words else ""
            message = f"the link{named} leads nowhere: {fault}"
            hint = "correct the link where it stands in the source"
            document.findings.error("pdf-dead-link", message, sheet.spot(box), hint)
    for title, node in _bookmarks(document.root):
        if ("/Dest" in node or "/A" in node) and (fault := _link_fault(node, targets)):
            message = f"the bookmark “{title}” leads nowhere: {fault}"
            document.findings.error("pdf-dead-link", message, None, "build the file again")
    opening = document.root.get("/OpenAction")
    if isinstance(opening, pikepdf.Array) and (fault := targets.fault(opening)):
        message = f"the page to open the file at is missing: {fault}"
        document.findings.error("pdf-dead-link", message, None, "build the file again")


def _words(sheet: Sheet, box: Box) -> Iterator[str]:
    for mark in sheet.marks:
        x0, y0, x1, y1 = mark.box
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        if mark.kind is Kind.TEXT and inside((*middle, *middle), box):
            yield mark.words


def _link_fault(note: pikepdf.Object, targets: Targets) -> str:
    action = note.get("/A")
    if not isinstance(action, pikepdf.Dictionary):
        target = note.get("/Dest")
        return targets.fault(target) if target is not None else "it has no target"
    kind = str(action.get("/S", ""))
    if kind == "/GoTo":
        return targets.fault(action["/D"]) if "/D" in action else "it has no target"
    if kind == "/URI":
        return _address_fault(str(action.get("/URI", "")))
    if kind in ("/GoToR", "/GoToE"):
        return "it leads to another file, which readers do not have"
    return ""


def _address_fault(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return f"“{address}” is no address"
    if parts.scheme in ("http", "https"):
        known = "." in parts.netloc and " " not in address
        return "" if known else f"“{address}” is no address"
    if parts.scheme == "mailto":
        is_good = all(map(_MAIL.fullmatch, parts.path.split(","))) if parts.path else True
        return "" if is_good else f"“{address}” is no address"
    if parts.scheme == "file" or not parts.scheme:
        return f"“{address}” is a place on one machine only" if address else "it has no address"
    return ""


def _bookmarks(root: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    outlines = root.get("/Outlines")
    waiting = [outlines.get("/First")] if isinstance(outlines, pikepdf.Dictionary) else []
    seen: set[object] = set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            continue
        seen.add(node.objgen)
        yield str(node.get("/Title", "")), node
        waiting += [node.get("/Next"), node.get("/First")]


def active(document: Document) -> None:
    """Check that nothing in a press file acts, and that no annotation covers the page."""
    findings, hint = document.findings, "leave it out of a file for print"
    for what in dict.fromkeys(_active_parts(document.root)):
        findings.error("pdf-active-content", f"the file has {what}", None, hint)
    for sheet, note, box in _annotations(document):
        kind, spot = str(note.get("/Subtype", "")), sheet.spot(box)
        what = _ACTIVE_KINDS.get(kind) or _action(note.get("/A")) or _action(note.get("/AA"))
        if what:
            findings.error("pdf-active-content", f"the page has {what}", spot, hint)
        elif document.standard and kind not in _PRINTERS and overlap(grown(box, 0.01), sheet.bleed):
            name = "a link" if kind == "/Link" else "an annotation"
            message = f"{name} lies on the page, which {document.standard} does not allow"
            findings.warn("pdf-annotation", message, spot, hint, name)


def _active_parts(root: pikepdf.Object) -> Iterator[str]:
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and "/JavaScript" in names:
        yield "a script"
    if what := _action(root.get("/OpenAction")) or _action(root.get("/AA")):
        yield what
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and ("/XFA" in form or len(form.get("/Fields", ()))):
        yield "a form"


def _action(source: pikepdf.Object | None) -> str:
    """Return what an action, or a dictionary of them by event, does that paper cannot."""
    if not isinstance(source, pikepdf.Dictionary):
        return ""
    if "/S" in source:
        return _ACTIVE_ACTIONS.get(str(source["/S"]), "")
    return next(filter(None, (_action(v) for v in source.values() if _is_action(v))), "")


def _is_action(source: object) -> bool:
    return isinstance(source, pikepdf.Dictionary) and "/S" in source
