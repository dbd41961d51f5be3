"""A census of colour: every colour space that a finished PDF names, anywhere in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

from tests.tools import find, run

# Operators that set a colour space by themselves, with the space they set.
_SETS = {
    "g": "DeviceGray",
    "G": "DeviceGray",
    "rg": "DeviceRGB",
    "RG": "DeviceRGB",
    "k": "DeviceCMYK",
    "K": "DeviceCMYK",
}
_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
PRINTED = {"DeviceGray", "DeviceCMYK", "Separation", "DeviceN", "Pattern", "Indexed"}
"""What may stand in a file for the press."""


@dataclass
class Census:
    """How often each colour space is named, by where: `page`, `image`, `shading`, `group`."""

    found: Counter[str] = field(default_factory=Counter)
    inks: set[tuple[float, ...]] = field(default_factory=set)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    @property
    def spaces(self) -> set[str]:
        """The colour spaces named anywhere."""
        return {name.split()[-1] for name in self.found}

    def _new(self, found: pikepdf.Object) -> bool:
        if not found.is_indirect:
            return True
        new = found.objgen not in self._seen
        self._seen.add(found.objgen)
        return new

    def space(self, where: str, space: Any) -> None:
        """Count a colour space, and those it is made of."""
        if isinstance(space, pikepdf.Array):
            family = str(space[0]).removeprefix("/")
            self.found[f"{where} {_SHORT.get(family, family)}"] += 1
            if family in ("Indexed", "I"):
                self.space(f"{where} palette", space[1])
            elif family in ("Separation", "DeviceN"):
                self.space(f"{where} alternate", space[2])
            elif family == "Pattern" and len(space) > 1:
                self.space(where, space[1])
            elif family == "ICCBased":
                self.found[f"{where} ICCBased{int(space[1].N)}"] += 1
        elif space is not None:
            name = str(space).removeprefix("/")
            self.found[f"{where} {_SHORT.get(name, name)}"] += 1

    def content(self, where: str, stream: Any, resources: Any) -> None:
        """Count what the operators of a page, form, pattern or glyph set."""
        spaces = {} if resources is None else dict(_items(resources, "/ColorSpace"))
        for instruction in pikepdf.parse_content_stream(stream):
            operands: Any = instruction.operands
            name = str(instruction.operator)
            if name in _SETS:
                self.found[f"{where} {_SETS[name]}"] += 1
                self.inks.add(tuple(float(part) for part in operands))
            elif name in ("cs", "CS"):
                self.space(where, spaces.get(str(operands[0]), operands[0]))
            elif name == "INLINE IMAGE":
                self.space(f"{where} inline image", operands[0].colorspace)

    def resources(self, where: str, resources: Any) -> None:
        """Count all that resources hold, used or not."""
        if resources is None or not self._new(resources):
            return
        for _, space in _items(resources, "/ColorSpace"):
            self.space(f"{where} resource", space)
        counters = {
            "/ExtGState": self.state,
            "/XObject": self.drawn,
            "/Pattern": self.pattern,
            "/Shading": self.shading,
            "/Font": self.font,
        }
        for kind, count in counters.items():
            for _, found in _items(resources, kind):
                count(found)

    def font(self, font: Any) -> None:
        """Count the glyphs of a font that are drawn like pages (Type 3)."""
        for _, glyph in _items(font, "/CharProcs"):
            self.content("glyph", glyph, font.get("/Resources"))

    def state(self, state: Any) -> None:
        """Count the mask of a graphics state."""
        mask = state.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary):
            self.form("mask", mask.G)

    def pattern(self, pattern: Any) -> None:
        """Count a pattern, of tiles or of a shading."""
        if "/Shading" in pattern:
            self.shading(pattern.Shading)
        else:
            self.form("pattern", pattern)

    def shading(self, shading: Any) -> None:
        """Count a shading, whose functions must give as many numbers as its space has parts."""
        self.space("shading", shading.get("/ColorSpace"))
        _check_functions(shading)

    def drawn(self, drawn: Any) -> None:
        """Count an image or a form."""
        if str(drawn.Subtype) == "/Form":
            self.form("form", drawn)
        elif self._new(drawn) and not drawn.get("/ImageMask"):
            self.space("image", drawn.get("/ColorSpace"))
            for key in ("/SMask", "/Mask"):
                if isinstance(drawn.get(key), pikepdf.Stream):
                    self.found[f"image {key}"] += 1
                    self.drawn(drawn[key])

    def form(self, where: str, form: Any) -> None:
        """Count a form, with its group and resources."""
        if not self._new(form):
            return
        if "/Group" in form:
            self.space(f"{where} group", form.Group.get("/CS"))
        self.resources(where, form.get("/Resources"))
        self.content(where, form, form.get("/Resources"))


def census(path: Path) -> Census:
    """Return the census of a whole file: pages, annotations, and what they refer to."""
    counted = Census()
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            if "/Group" in page.obj:
                counted.space("page group", page.obj.Group.get("/CS"))
            counted.resources("page", page.obj.get("/Resources"))
            counted.content("page", page, page.obj.get("/Resources"))
            for note in page.obj.get("/Annots", ()):
                counted.found["annotation there"] += 1
                for key in ("/C", "/IC"):
                    if len(note.get(key, ())) == 3:
                        counted.found["annotation DeviceRGB"] += 1
                for _, look in _items(note, "/AP"):
                    counted.form("annotation", look)
    return counted


def _items(found: Any, key: str) -> Iterator[tuple[str, Any]]:
    inner = found.get(key)
    if inner is not None:
        yield from inner.items()


def _check_functions(shading: Any) -> None:
    """A shading whose function gives as many numbers as its colour space wants, or a fault."""
    wanted = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(shading.ColorSpace))
    pending = [shading.Function]
    while pending:
        function = pending.pop()
        pending += list(function.get("/Functions", ()))
        if "/C0" in function:
            assert {len(function.C0), len(function.C1)} == {wanted}


def plates(path: Path, *, page: int = 1, dpi: int = 72) -> Mapping[str, float]:
    """Return the share of a page each plate covers, from 0 to 1, as a RIP separates it."""
    only = [f"-dFirstPage={page}", f"-dLastPage={page}", f"-r{dpi}"]
    quiet = ["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-o", "-", "-sDEVICE=inkcov"]
    numbers = run([find("gs"), *quiet, *only, path]).split()[:4]
    return dict(zip(("cyan", "magenta", "yellow", "black"), map(float, numbers), strict=True))
