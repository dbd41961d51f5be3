"""Designs: how each theme lays out its cover; a copied theme names one with --cover-design."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from rotative.cover.canvas import HEIGHT, WIDTH, Canvas, Colour
from rotative.dataclass import dataclass
from rotative.fitting.lines import Block, Style, fit, flow

INK, ACCENT, QUIET = 0, 1, 2
MARGIN = 128
MEASURE = WIDTH - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of a cover, typeset and plain; any of them may be empty but the title."""

    name: str
    tagline: str
    date: str
    number: str
    issue: str
    kicker: str
    title: str
    standfirst: str
    rubrics: tuple[str, ...]


Faces = Callable[..., Style]


@dataclass(frozen=True, slots=True)
class Design:
    """A layout, and its colours where the theme's tokens do not set them."""

    draw: Callable[[Canvas, Copy, Faces], None]
    paper: str
    inks: tuple[str, str, str]

    def canvas(self, tokens: Mapping[str, str]) -> Canvas:
        """Return an empty page in the theme's colours (--cover-paper, -ink, -accent, -quiet)."""
        named = zip(("ink", "accent", "quiet"), self.inks, strict=True)
        inks = [colour(tokens.get(f"cover-{role}", default)) for role, default in named]
        return Canvas(colour(tokens.get("cover-paper", self.paper)), inks)


def colour(value: str) -> Colour:
    """Return a `#rrggbb` colour as numbers; black for anything else."""
    digits = value.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    try:
        red, green, blue = bytes.fromhex(digits)[:3]
    except ValueError:
        return 0, 0, 0
    return red, green, blue


def classique(canvas: Canvas, copy: Copy, face: Faces) -> None:
    """Lay out a newspaper's front: heavy rule, black masthead, red kicker, sand paper."""
    label = face("SourceSans3-Bold", tracking=100, leading=1.3)
    top = _dateline(canvas, copy, label, 120, 36)
    canvas.rule(MARGIN, top, MEASURE, 12)
    name = fit(copy.name, face("SourceSerif4Display-Black", leading=0.95), MEASURE, 460, 240)
    top = canvas.block(name, MARGIN, top + 76, measure=MEASURE, align=0.5)
    if copy.tagline:
        tagline = flow(copy.tagline, face("SourceSerif4Display-It"), 52, MEASURE, 1)
        top = canvas.block(tagline, MARGIN, top + 84, measure=MEASURE, align=0.5)
    top += 70
    canvas.rule(MARGIN, top, MEASURE, 3)
    floor = _index(canvas, copy, face("SourceSerif4Display-Semibold"), HEIGHT - 130, ACCENT)
    bold = face("SourceSerif4Display-Bold", leading=1.04)
    _story(canvas, copy, face, (top + 110, floor - 90), (bold, label))


def magazine(canvas: Canvas, copy: Copy, face: Faces) -> None:
    """Lay out a magazine's cover: night paper, white black-weight title, coral signs."""
    label = face("SourceSans3-Bold", tracking=100, leading=1.45)
    aside = MEASURE if not (copy.date or copy.number) else MEASURE - 520
    name = fit(copy.name, face("SourceSerif4Display-Black", leading=0.98), aside, 300, 160)
    top = canvas.block(name, MARGIN, 150)
    lines = tuple(_capitals(text) for text in (copy.date, copy.number) if text)
    issue = Block(lines, _fitted(lines, label, 32, 430), label)
    canvas.block(issue, MARGIN, max(150, top - issue.height), measure=MEASURE, align=1)
    canvas.rule(MARGIN, top + 66, MEASURE, 3, QUIET)
    floor = _index(canvas, copy, face("SourceSans3-Semibold"), HEIGHT - 130, ACCENT, heavy=8)
    black = face("SourceSerif4Display-Black", leading=1.0)
    _story(canvas, copy, face, (top + 250, floor - 90), (black, label))


def sobre(canvas: Canvas, copy: Copy, face: Faces) -> None:
    """Lay out a book-like cover: a hairline frame, light type, a lot of white."""
    _frame(canvas, 64, 3)
    small = face("SourceSerif4-Semibold", tracking=120, leading=1.3)
    names = _whole(_capitals(copy.name), small, 56, MEASURE - 80, 2)
    top = canvas.block(names, MARGIN + 40, 210)
    issue = copy.issue
    if issue:
        italic = flow(issue, face("SourceSerif4-It"), 46, MEASURE, 1)
        top = canvas.block(italic, MARGIN + 40, top + 44, QUIET)
    entry = face("SourceSerif4-Regular", leading=1.2)
    floor = _index(canvas, copy, entry, HEIGHT - 190, QUIET, light=2, inset=40)
    light = face("SourceSerif4Display-Regular", leading=1.08)
    _story(canvas, copy, face, (top + 230, floor - 120), (light, small), inset=40, largest=230)


DESIGNS = {
    "classique": Design(classique, "#faf4e6", ("#231f20", "#b81d26", "#5e5e5e")),
    "magazine": Design(magazine, "#1f3658", ("#ffffff", "#f25f4c", "#d5e2ea")),
    "sobre": Design(sobre, "#ffffff", ("#231f20", "#231f20", "#6b6b6b")),
}


def _frame(canvas: Canvas, inset: float, line: float) -> None:
    width, height = WIDTH - 2 * inset, HEIGHT - 2 * inset
    for left, top in ((inset, inset), (inset, HEIGHT - inset - line)):
        canvas.rule(left, top, width, line, QUIET)
    for left, top in ((inset, inset), (WIDTH - inset - line, inset)):
        canvas.rule(left, top, line, height, QUIET)


def _dateline(canvas: Canvas, copy: Copy, label: Style, top: float, size: float) -> float:
    texts = [(_capitals(copy.date), 0.0), (_capitals(copy.number), 1.0)]
    size = _fitted([" ".join(text for text, _ in texts) + " "], label, size, MEASURE)
    for text, align in texts:
        block = Block((text,), size, label)
        canvas.block(block, MARGIN, top, measure=MEASURE, align=align)
    return top + size * 1.25 if copy.date or copy.number else top


def _story(
    canvas: Canvas,
    copy: Copy,
    face: Faces,
    room: tuple[float, float],
    styles: tuple[Style, Style],
    *,
    inset: float = 0,
    largest: float = 520,
) -> None:
    """Set kicker, title and standfirst between two heights; the standfirst only if it fits."""
    left, measure = MARGIN + inset, MEASURE - 2 * inset
    top, floor = room
    if copy.kicker:
        kicker = flow(_capitals(copy.kicker), styles[1], 40, measure, 1)
        top = canvas.block(kicker, left, top, ACCENT) + 66
    share = 0.62 if copy.standfirst else 1.0
    title = fit(copy.title, styles[0], measure, (floor - top) * share, largest)
    top = canvas.block(title, left, top) + max(90, 0.48 * title.size)
    text = face("SourceSerif4Subhead-Regular", leading=1.36)
    size = min(62.0, max(48.0, 0.32 * title.size))
    lines = int((floor - top - 0.67 * size) / (size * 1.36)) + 1
    if copy.standfirst and lines > 2:
        canvas.block(flow(copy.standfirst, text, size, 0.92 * measure, min(lines, 7)), left, top)


def _index(
    canvas: Canvas,
    copy: Copy,
    style: Style,
    floor: float,
    ink: int,
    *,
    heavy: float = 0,
    light: float = 3,
    inset: float = 0,
) -> float:
    """Set up to four rubrics at the foot, two in a row, each under its rule; return the top."""
    rubrics, size, gutter = copy.rubrics[:4], 46.0, 56.0
    if not rubrics:
        return floor
    columns = 1 if len(rubrics) == 1 else 2
    measure = MEASURE - 2 * inset
    width = (measure - gutter * (columns - 1)) / columns
    blocks = [flow(rubric, style, size, width, 2) for rubric in rubrics]
    rows = [blocks[n : n + columns] for n in range(0, len(blocks), columns)]
    heights = [max(block.height for block in row) + 88 for row in rows]
    top = start = floor - sum(heights) + 34
    for row, height in zip(rows, heights, strict=True):
        for n, block in enumerate(row):
            left = MARGIN + inset + n * (width + gutter)
            canvas.rule(left, top, width, heavy or light, ink)
            canvas.block(block, left, top + 32 + heavy)
        top += height
    return start


def _whole(text: str, style: Style, size: float, measure: float, most: int) -> Block:
    """Return running text at a size, or at the next smaller one that leaves nothing out."""
    block = flow(text, style, size, measure, most)
    for share in (0.9, 0.8, 0.7, 0.6):
        if not block.lines or not block.lines[-1].endswith("…"):
            break
        block = flow(text, style, size * share, measure, most)
    return block


def _fitted(lines: Sequence[str], style: Style, size: float, measure: float) -> float:
    widest = max((style.width(line) for line in lines), default=0)
    return min(size, measure / widest) if widest else size


def _capitals(text: str) -> str:
    """Return a text in capitals; Greek ones lose their accent, as Greek does."""
    return "".join(map(_unaccented, text.upper()))


def _unaccented(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    if "\u0391" <= parts[0] <= "\u03a9":
        return unicodedata.normalize("NFC", parts.replace("\u0301", ""))
    return letter
