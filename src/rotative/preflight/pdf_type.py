"""Rules on type: fonts that are not there, glyphs that are not, and inks that small type loses."""

from __future__ import annotations

from rotative.preflight.pdf_backdrop import beneath, keeps
from rotative.preflight.pdf_colour import PROCESS, told
from rotative.preflight.pdf_document import Document, Sheet
from rotative.preflight.pdf_faults import FAULTS
from rotative.preflight.pdf_font import Font
from rotative.preflight.pdf_geometry import is_empty, overlap
from rotative.preflight.pdf_marks import UNSEEN, Kind, Mark

# Type in points: below the first register shows, below the second it makes type unreadable.
RICH_BLACK, RICH_BLACK_BAD, REVERSED = 24.0, 12.0, 8.0
# As much black as makes the eye see black, and as little of another ink as makes a plate.
BLACK, TINT = 0.7, 0.05
# As much of an ink as fills white letters in where its plate is not in register.
DARK = 0.15
# White type in more places than this of one page is known by its first.
MOST_LOOKS = 2000


def fonts(document: Document) -> None:
    """Check that fonts are in the file, drawn by outlines, with every glyph that is used."""
    used: dict[int, list[tuple[Sheet, Mark]]] = {}
    for sheet in document.sheets:
        for mark in sheet.marks:
            if mark.font is not None:
                used.setdefault(id(mark.font), []).append((sheet, mark))
    for font in document.reader.library.fonts:
        if places := used.get(id(font)):
            _font(document, font, *places[0])
            _glyphs(document, font, places)


def _font(document: Document, font: Font, sheet: Sheet, mark: Mark) -> None:
    spot = sheet.spot(mark=mark)
    if not font.embedded:
        message, hint = f"the font {font.name} is not embedded", "export with all fonts embedded"
        document.findings.error("pdf-font-not-embedded", message, spot, hint, font.name)
    elif font.kind == "Type3" and document.is_print:
        message = f"the font {font.name} is a Type 3 font, drawn without hints, often as pixels"
        hint = "use an OpenType or TrueType font"
        document.findings.warn("pdf-font-type-3", message, spot, hint, font.name)


def _glyphs(document: Document, font: Font, places: list[tuple[Sheet, Mark]]) -> None:
    if not font.embedded:
        return
    try:
        missing = {code for code in font.used if font.is_missing(code)}
    except FAULTS:
        return  # a font that cannot be read is told with the page
    if not missing:
        return
    for sheet, mark in places:
        lost = missing.intersection(mark.codes)
        if lost and not is_empty(mark.visible):
            letters = "".join(sorted(filter(str.strip, map(font.letter, lost))))
            which = f"“{letters}”" if letters else "a character"
            message = f"the font {font.name} has no glyph for {which}: a box or nothing is shown"
            hint = "use a font that has the character"
            key = (font.name, frozenset(lost))
            document.findings.error("pdf-glyph-missing", message, sheet.spot(mark=mark), hint, key)


def small_type(document: Document) -> None:
    """Check that small type is printed from one plate, and that white type stays open."""
    for sheet in document.sheets:
        looks = 0
        for index, mark in enumerate(sheet.marks):
            size = mark.size * sheet.unit
            if mark.kind is not Kind.TEXT or not mark.colours or size >= RICH_BLACK:
                continue
            if mark.has_ink:
                _rich(document, sheet, mark, size)
            elif size < REVERSED and looks < MOST_LOOKS:
                looks += 1
                _reversed(document, sheet, index, size)


def _rich(document: Document, sheet: Sheet, mark: Mark, size: float) -> None:
    inks = {plate: amount for plate, amount in mark.colours[0].inks.items() if amount >= TINT}
    if "All" in inks or len(inks) < 2:
        return
    is_black = inks.get("Black", 0) >= BLACK or all(inks.get(p, 0) >= BLACK for p in PROCESS[:3])
    if not is_black or is_empty(mark.visible) or not mark.words:
        return
    message = f"type of {size:.1f} pt is printed from {len(inks)} plates ({told(inks)})"
    hint = "colour it with black alone: 0 0 0 100"
    spot, key = sheet.spot(mark=mark), told(inks)
    if size < RICH_BLACK_BAD:
        document.findings.error("pdf-rich-black-text", message, spot, hint, key)
    else:
        document.findings.warn("pdf-rich-black-text", message, spot, hint, key)


def _reversed(document: Document, sheet: Sheet, index: int, size: float) -> None:
    mark = sheet.marks[index]
    if not mark.words:
        return
    below = next(beneath(sheet, index), None)
    if below is None or not below.colours:
        return
    inks = [ink for ink, amount in below.colours[0].inks.items() if amount >= DARK]
    if below.picture is not None:
        inks = list(below.picture.plates)
    if len(inks) > 1:
        message = f"white type of {size:.1f} pt is left open in {len(inks)} inks, and may fill in"
        hint = f"set it larger than {REVERSED:g} pt, or on one ink"
        spot, key = sheet.spot(mark=mark), round(size, 1)
        document.findings.warn("pdf-reversed-text", message, spot, hint, key)


def overprint(document: Document) -> None:
    """Check that white does not overprint, which makes it vanish, and colours change no others."""
    for sheet in document.sheets:
        sheet.looks = 0
        for index, mark in enumerate(sheet.marks):
            if mark.overprints and mark.colours and mark.kind not in UNSEEN and keeps(mark):
                _overprint(document, sheet, index)


def _overprint(document: Document, sheet: Sheet, index: int) -> None:
    mark = sheet.marks[index]
    is_coloured = any(colour.inks.keys() - {"Black"} for colour in mark.colours)
    if (mark.has_ink and not is_coloured) or next(beneath(sheet, index), None) is None:
        return
    what = {Kind.TEXT: "type", Kind.STROKE: "a line"}.get(mark.kind, "an area")
    spot = sheet.spot(mark=mark)
    if not mark.has_ink:
        message = f"white overprints in {what}: it will not be seen"
        hint = "switch overprinting off for white"
        document.findings.error("pdf-white-overprint", message, spot, hint, mark.kind)
    else:
        message = f"{what} in {mark.colours[0]} overprints colour, and mixes with it"
        hint = "let only black overprint"
        key = mark.kind
        document.findings.warn("pdf-overprint", message, spot, hint, key)


def transparency(document: Document) -> None:
    """Check transparency: old PDF/X forbids it, and type under it may be turned into pixels."""
    is_old = document.standard.startswith(("PDF/X-1", "PDF/X-2", "PDF/X-3"))
    for sheet in document.sheets:
        veils = [(i, m) for i, m in enumerate(sheet.marks) if _is_veil(m)]
        if is_old:
            for _, mark in veils:
                message = f"{document.standard} forbids transparency, here {mark.through}"
                hint = "export as PDF/X-4, or flatten it"
                spot = sheet.spot(mark=mark)
                document.findings.error("pdf-transparency", message, spot, hint, mark.through)
        if veils:
            _under(document, sheet, [(i, m) for i, m in veils if m.kind is not Kind.TEXT])


def _is_veil(mark: Mark) -> bool:
    return bool(mark.through) and mark.kind not in UNSEEN and not is_empty(mark.visible)


def _under(document: Document, sheet: Sheet, veils: list[tuple[int, Mark]]) -> None:
    last = max((index for index, _ in veils), default=-1)
    for index, mark in enumerate(sheet.marks[:last]):
        if mark.kind is not Kind.TEXT or is_empty(mark.visible):
            continue
        least = mark.size * 0.15
        over = next(
            (v for i, v in veils if i > index and overlap(v.visible, mark.box, least)), None
        )
        if over is not None and mark.words:
            message = f"text lies under something with {over.through}; it may be printed as pixels"
            hint = "bring the text to the front"
            key = over.through
            document.findings.warn(
                "pdf-text-under-transparency", message, sheet.spot(mark=mark), hint, key
            )
