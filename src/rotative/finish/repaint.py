"""Repainting: every colour a page still sets in RGB, Lab or another way becomes inks.

The engine writes one operator a line, and its texts as hexadecimal glyph numbers, so that whole
lines can be replaced in a stream without taking it apart, which would cost more than laying the
page out; what is not recognised is reported, never left. Source: ISO 32000-2 §8.6 (colour
spaces), §8.7 (patterns, shadings), §11.6.6 (groups).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rotative.finish.inks import Inks

_FILLS = {b"rg": b"k", b"RG": b"K", b"scn": b"k", b"SCN": b"K"}
_GREYS = {b"rg": b"g", b"RG": b"G"}
# How lines end that set a colour in RGB, and that choose a colour space for the line after them.
_RGB, _SPACE = (b" rg", b" RG"), (b" cs", b" CS")
_PATTERN, _CMYK, _LAB = b"/Pattern", b"/DeviceCMYK", (b"/lab-d50", b"/lab-d65")
_INTERPOLATED, _STITCHED = 2, 3


@dataclass
class Painter:
    """Repaints pages and all they draw; `picture` is called with each picture's name and stream.

    `left` collects what could not be turned into inks.
    """

    inks: Inks
    picture: Callable[[str, Any], None]
    left: list[str] = field(default_factory=list)
    _seen: set[tuple[int, int]] = field(default_factory=set)
    _colours: dict[bytes, bytes] = field(default_factory=dict)
    _greys: dict[bytes, bytes] = field(default_factory=dict)

    def page(self, page: Any) -> None:
        """Repaint a page (pikepdf.Page) and everything it refers to."""
        self._resources(page.obj.get("/Resources"), grey=False)
        contents = page.obj.get("/Contents")
        streams = contents if contents is not None and _is_array(contents) else [contents]
        for stream in streams:
            if stream is not None and self._is_new(stream):
                self._stream(stream, grey=False)

    def _is_new(self, found: Any) -> bool:
        if not found.is_indirect:
            return True
        new = found.objgen not in self._seen
        self._seen.add(found.objgen)
        return new

    def _resources(self, resources: Any, *, grey: bool) -> None:
        if resources is None or not self._is_new(resources):
            return
        # Masks first: the groups they are drawn in stand among the other forms, too.
        for state in _values(resources, "/ExtGState"):
            self._state(state)
        for name, drawn in _items(resources, "/XObject"):
            self._drawn(name.removeprefix("/"), drawn, grey=grey)
        for pattern in _values(resources, "/Pattern"):
            paint = self._form if "/Shading" not in pattern else self._shaded
            paint(pattern, grey=grey)
        for shading in _values(resources, "/Shading"):
            self._shading(shading, grey=grey)
        if "/ColorSpace" in resources:
            del resources["/ColorSpace"]

    def _state(self, state: Any) -> None:
        """Repaint the mask of a graphics state: one of brightness stays in greys."""
        mask = state.get("/SMask")
        if mask is not None and "/G" in mask:
            self._form(mask.G, grey=str(mask.get("/S")) == "/Luminosity")

    def _drawn(self, name: str, drawn: Any, *, grey: bool) -> None:
        if str(drawn.get("/Subtype")) != "/Image":
            self._form(drawn, grey=grey)
        elif self._is_new(drawn):
            self.picture(name, drawn)

    def _form(self, form: Any, *, grey: bool) -> None:
        import pikepdf

        if not self._is_new(form):
            return
        self._resources(form.get("/Resources"), grey=grey)
        if "/Group" in form:
            form.Group.CS = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceCMYK
        self._stream(form, grey=grey)

    def _stream(self, stream: Any, *, grey: bool) -> None:
        lines = stream.read_bytes().split(b"\n")
        changed = False
        for at, line in enumerate(lines):
            ending = line[-3:]
            if ending in _RGB:
                lines[at], changed = self._rgb(line, grey=grey), True
            elif ending in _SPACE and line[:-3] != _PATTERN:
                changed = self._space(lines, at) or changed
        if changed:
            stream.write(b"\n".join(lines))

    def _rgb(self, line: bytes, *, grey: bool) -> bytes:
        """Return a line that sets an RGB colour, in inks or in grey."""
        kept = self._greys if grey else self._colours
        if line not in kept:
            red, green, blue, operator = line.split()
            colour = float(red), float(green), float(blue)
            if grey:
                kept[line] = _written([_brightness(*colour)]) + b" " + _GREYS[operator]
            else:
                kept[line] = _written(self.inks.rgb(*colour)) + b" " + _FILLS[operator]
        return kept[line]

    def _space(self, lines: list[bytes], at: int) -> bool:
        """Put inks where a colour space other than RGB is chosen, and its colour set after it."""
        name, after = lines[at][:-3], lines[at + 1].split() if at + 1 < len(lines) else []
        if name not in (_CMYK, *_LAB) or not after or after[-1] not in _FILLS:
            self.left.append(name.decode("latin-1"))
            return False
        numbers = list(map(float, after[:-1]))
        ink = numbers if name == _CMYK else self.inks.lab(*numbers)
        lines[at], lines[at + 1] = b"", _written(ink) + b" " + _FILLS[after[-1]]
        return True

    def _shaded(self, pattern: Any, *, grey: bool) -> None:
        self._shading(pattern.Shading, grey=grey)

    def _shading(self, shading: Any, *, grey: bool) -> None:
        import pikepdf

        if not self._is_new(shading) or shading.get("/ColorSpace") == pikepdf.Name.DeviceGray:
            return
        if shading.get("/ColorSpace") == pikepdf.Name.DeviceCMYK:
            return
        function = shading.get("/Function")
        if shading.get("/ColorSpace") != pikepdf.Name.DeviceRGB or function is None:
            self.left.append("a shading in an unknown colour space")
            return
        self._function(function, grey=grey)
        shading.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceCMYK

    def _function(self, function: Any, *, grey: bool) -> None:
        import pikepdf

        kind = int(function.get("/FunctionType", -1))
        if kind == _STITCHED:
            for part in function.Functions:
                self._function(part, grey=grey)
        elif kind == _INTERPOLATED:
            for end in ("/C0", "/C1"):
                red, green, blue = (float(part) for part in function[end])
                ink = (_brightness(red, green, blue),) if grey else self.inks.rgb(red, green, blue)
                function[end] = pikepdf.Array([round(part, 4) for part in ink])
        else:
            self.left.append(f"a function of type {kind}")


def _is_array(found: Any) -> bool:
    import pikepdf

    return isinstance(found, pikepdf.Array)


def _items(resources: Any, kind: str) -> Iterator[tuple[str, Any]]:
    found = resources.get(kind)
    if found is not None:
        yield from found.items()


def _values(resources: Any, kind: str) -> Iterator[Any]:
    for _, value in _items(resources, kind):
        yield value


def _written(parts: Sequence[float]) -> bytes:
    return b" ".join(b"%g" % round(part, 4) for part in parts)


def _brightness(red: float, green: float, blue: float) -> float:
    """Return what a mask takes for the brightness of a colour. Source: ISO 32000-2 §10.4.2.2."""
    return 0.3 * red + 0.59 * green + 0.11 * blue
