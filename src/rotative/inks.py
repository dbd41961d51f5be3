"""The inks a finished PDF really prints with: process inks and spot colours, page by page.

Looks at what is painted, not at what is declared: every fill, stroke, text, image and shading of
a page and of the forms and patterns it uses. Source: ISO 32000-2 §8.6 (colour spaces), §8.7.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rotative.pdfpage import inherited

if TYPE_CHECKING:
    import pikepdf

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
ALL = frozenset(PROCESS)
BLACK = frozenset({"Black"})
NOTHING: frozenset[str] = frozenset()
Inks = frozenset[str]

_FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
_STROKES = {"S", "s", "B", "B*", "b", "b*"}
_SHOWS = {"Tj", "TJ", "'", '"'}
_WANTED = " ".join(
    ("q Q cs CS sc scn SC SCN g G rg RG k K Do sh BI ID EI Tr", *_FILLS | _STROKES | _SHOWS)
)
_DEEPEST = 12
FAINT = 4  # of 255: what a JPEG's rounding leaves on an empty plate


def used(pages: Iterable[pikepdf.Page]) -> tuple[str, ...]:
    """Return the inks of pages: process inks in the press's order, then spot colours by name.

    RGB and Lab count as all four process inks, since that is what a press makes of them.
    Registration colour is no ink of its own.
    """
    return ordered(frozenset().union(*by_page(pages)))


def ordered(found: Inks) -> tuple[str, ...]:
    """Return inks in the press's order, spot colours after them by name."""
    return (*(ink for ink in PROCESS if ink in found), *sorted(found - ALL))


def by_page(pages: Iterable[pikepdf.Page]) -> list[Inks]:
    """Return the inks of each page; what pages share is looked at once."""
    seen: dict[Any, Inks] = {}
    return [_Reader(inherited(page.obj, "/Resources", {}), seen, 0).read(page) for page in pages]


class _Reader:
    """Follows a content stream's colours, and what it paints with them."""

    def __init__(self, resources: Any, seen: dict[Any, Inks], depth: int) -> None:
        self.resources = resources
        self.seen = seen
        self.depth = depth
        self.found: set[str] = set()
        self.fill: Inks = BLACK
        self.stroke: Inks = BLACK
        self.spaces: dict[str, Any] = {}
        self.mode = 0
        self.kept: list[tuple[Inks, Inks, dict[str, Any], int]] = []

    def read(self, content: Any) -> Inks:
        import pikepdf

        for instruction in pikepdf.parse_content_stream(content, _WANTED):
            self._follow(str(instruction.operator), list(instruction.operands))
        return frozenset(self.found)

    def _follow(self, operator: str, operands: Sequence[Any]) -> None:
        if operator in _FILLS | _STROKES | _SHOWS:
            self._paint(operator)
        elif operator in _STATE:
            getattr(self, _STATE[operator])(operator, operands)

    def _paint(self, operator: str) -> None:
        if operator in _FILLS or (operator in _SHOWS and self.mode in (0, 2, 4, 6)):
            self.found |= self.fill
        if operator in _STROKES or (operator in _SHOWS and self.mode in (1, 2, 5, 6)):
            self.found |= self.stroke

    def _save(self, operator: str, _: Sequence[Any]) -> None:
        if operator == "q":
            self.kept.append((self.fill, self.stroke, dict(self.spaces), self.mode))
        elif self.kept:
            self.fill, self.stroke, self.spaces, self.mode = self.kept.pop()

    def _render(self, _: str, operands: Sequence[Any]) -> None:
        self.mode = int(operands[0])

    def _set(self, stroke: bool, inks: Inks) -> None:  # noqa: FBT001 - which of the two colours
        if stroke:
            self.stroke = inks
        else:
            self.fill = inks

    def _space(self, operator: str, operands: Sequence[Any]) -> None:
        space = self._named("/ColorSpace", operands[0])
        self.spaces[operator] = space
        self._set(operator == "CS", _initial(space))

    def _colour(self, operator: str, operands: Sequence[Any]) -> None:
        stroke = operator.isupper()
        space = self.spaces.get("CS" if stroke else "cs")
        values = [value for value in operands if not _is_name(value)]
        inks = _inks(space, values) if values else NOTHING
        if operands and _is_name(operands[-1]):
            inks |= self._pattern(operands[-1])
        self._set(stroke, inks)

    def _device(self, operator: str, operands: Sequence[Any]) -> None:
        name = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}[operator.lower()]
        self._set(operator.isupper(), _inks(name, operands))

    def _pattern(self, name: Any) -> Inks:
        pattern = self._entry("/Pattern", name)
        if pattern is None:
            return NOTHING
        if int(pattern.get("/PatternType", 1)) == 2:
            return _whole(pattern.Shading.ColorSpace)
        coloured = int(pattern.get("/PaintType", 1)) == 1
        return self._inside(pattern, BLACK, BLACK) if coloured else NOTHING

    def _shade(self, _: str, operands: Sequence[Any]) -> None:
        shading = self._entry("/Shading", operands[0])
        self.found |= _whole(shading.ColorSpace) if shading is not None else NOTHING

    def _do(self, _: str, operands: Sequence[Any]) -> None:
        item = self._entry("/XObject", operands[0])
        if item is None:
            return
        if item.get("/Subtype") == "/Form":
            self.found |= self._inside(item, self.fill, self.stroke)
        elif item.get("/ImageMask", False):
            self.found |= self.fill
        else:
            self.found |= self._remembered(item, (), lambda: _of_image(item))

    def _inline(self, _: str, operands: Sequence[Any]) -> None:
        image = operands[0]
        space = image.obj.get("/ColorSpace") or image.obj.get("/CS")
        mask = image.obj.get("/ImageMask", image.obj.get("/IM", False))
        short = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK"}
        name = short.get(str(space), space) if _is_name(space) else space
        self.found |= self.fill if mask else _whole(name) if name is not None else BLACK

    def _inside(self, stream: Any, fill: Inks, stroke: Inks) -> Inks:
        """Return the inks of a form or tile that begins with these colours."""
        if self.depth >= _DEEPEST:
            return NOTHING
        resources = stream.get("/Resources", self.resources)
        inner = _Reader(resources, self.seen, self.depth + 1)
        inner.fill, inner.stroke = fill, stroke
        return self._remembered(stream, (fill, stroke), lambda: inner.read(stream))

    def _remembered(self, item: Any, state: tuple[Inks, ...], look: Callable[[], Inks]) -> Inks:
        key = (item.objgen, state)
        if item.objgen == (0, 0):
            return look()
        if key not in self.seen:
            self.seen[key] = NOTHING  # a form that contains itself ends here
            self.seen[key] = look()
        return self.seen[key]

    def _entry(self, kind: str, name: Any) -> Any:
        return self.resources.get(kind, {}).get(str(name))

    def _named(self, kind: str, name: Any) -> Any:
        found = self._entry(kind, name)
        return str(name) if found is None else found


_STATE = {
    **dict.fromkeys(("q", "Q"), "_save"),
    **dict.fromkeys(("cs", "CS"), "_space"),
    **dict.fromkeys(("sc", "scn", "SC", "SCN"), "_colour"),
    **dict.fromkeys(("g", "G", "rg", "RG", "k", "K"), "_device"),
    "Tr": "_render",
    "Do": "_do",
    "sh": "_shade",
    "INLINE IMAGE": "_inline",
}


def _is_name(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Name)


def _kind(space: Any) -> str:
    if space is None or isinstance(space, str) or _is_name(space):
        return str(space)
    return str(space[0]) if len(space) else ""


def _inks(space: Any, values: Sequence[Any]) -> Inks:
    """Return the inks of a colour: those with more than none of it."""
    kind, numbers = _kind(space), [float(value) for value in values]
    if kind in ("/DeviceGray", "/CalGray", "/G"):
        return BLACK if numbers[0] < 1 else NOTHING
    if kind in ("/DeviceCMYK", "/CMYK") or (kind == "/ICCBased" and len(numbers) == 4):
        return frozenset(ink for ink, share in zip(PROCESS, numbers, strict=False) if share > 0)
    if kind == "/ICCBased" and len(numbers) == 1:
        return BLACK if numbers[0] < 1 else NOTHING
    if kind in ("/Separation", "/DeviceN"):
        names = zip(_colorants(space), numbers, strict=False)
        return _known(name for name, share in names if share > 0)
    if kind == "/Indexed":
        return _whole(space[1])
    white = len(numbers) == 3 and min(numbers) >= 1 and kind != "/Lab"
    return NOTHING if white else ALL


def _initial(space: Any) -> Inks:
    """Return the inks of the colour a space begins with (ISO 32000-2 §8.6.3)."""
    kind = _kind(space)
    if kind in ("/Separation", "/DeviceN"):
        return _known(_colorants(space))
    if kind == "/Pattern":
        return NOTHING
    return _whole(space) & (BLACK if "CMYK" in kind else ALL)


def _whole(space: Any) -> Inks:
    """Return all inks that a space can print with."""
    kind = _kind(space)
    if kind in ("/DeviceGray", "/CalGray"):
        return BLACK
    if kind in ("/Separation", "/DeviceN"):
        return _known(_colorants(space))
    if kind in ("/Indexed", "/Pattern"):
        return _whole(space[1]) if len(space) > 1 else NOTHING
    if kind == "/ICCBased":
        return BLACK if int(space[1].get("/N", 3)) == 1 else ALL
    return ALL


def _colorants(space: Any) -> list[str]:
    names = [space[1]] if _kind(space) == "/Separation" else list(space[1])
    return [str(name).removeprefix("/") for name in names]


def _known(names: Iterable[str]) -> Inks:
    return frozenset(name for name in names if name not in ("All", "None"))


def _of_image(image: Any) -> Inks:
    """Return the inks of an image: of CMYK ones the plates that are not empty."""
    space = image.get("/ColorSpace")
    if space is None:
        return ALL
    whole = _whole(space)
    if whole != ALL or _kind(space) not in ("/DeviceCMYK", "/ICCBased"):
        return whole
    return frozenset(_plates(image)) if int(image.get("/BitsPerComponent", 8)) == 8 else whole


def _plates(image: Any) -> Iterator[str]:
    import pikepdf

    try:
        picture = pikepdf.PdfImage(image).as_pil_image()
    except Exception:  # noqa: BLE001 - whatever a decoder may raise, all plates are assumed
        yield from PROCESS
        return
    if picture.mode != "CMYK":
        yield from PROCESS
        return
    turned = _is_turned(image, picture)
    ranges: Any = picture.getextrema()  # one of each plate
    for ink, (least, most) in zip(PROCESS, ranges, strict=True):
        if (255 - least if turned else most) > FAINT:
            yield ink


def _is_turned(image: Any, picture: Any) -> bool:
    """Tell whether a JPEG's values are the other way round than in the PDF.

    Pillow turns what Adobe's marker says is turned; a PDF goes by its Decode array alone, which
    pikepdf applies to all but JPEG.
    """
    if picture.format != "JPEG":
        return False
    decode = image.get("/Decode")
    return ("adobe" in picture.info) != (decode is not None and float(decode[0]) > 0)
