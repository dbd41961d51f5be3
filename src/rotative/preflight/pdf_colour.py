"""Colour spaces and colours, and the inks they lay down (ISO 32000-2, 8.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pikepdf

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
_SHORT = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}
_DEVICE = {
    "/DeviceGray": ("gray", 1),
    "/CalGray": ("gray", 1),
    "/DeviceRGB": ("rgb", 3),
    "/CalRGB": ("rgb", 3),
    "/DeviceCMYK": ("cmyk", 4),
    "/CalCMYK": ("cmyk", 4),
    "/Lab": ("lab", 3),
}
_ICC = {1: "gray", 3: "rgb", 4: "cmyk"}


@dataclass(frozen=True, eq=False)
class Space:
    """A colour space: `gray`, `rgb`, `cmyk`, `lab`, `spot`, `indexed`, `pattern` or `unknown`.

    `label` is what a person calls it, `inks` the names of a spot space's plates, `base` the space
    of an indexed one's table or of an uncoloured pattern.
    """

    kind: str
    parts: int
    label: str
    inks: tuple[str, ...] = ()
    base: Space | None = None
    table: bytes = b""

    @property
    def root(self) -> Space:
        """The space that an indexed one chooses its colours in."""
        return self.base.root if self.kind == "indexed" and self.base is not None else self

    def start(self) -> tuple[float, ...]:
        """Return the colour that a space begins with: black, or all of a spot ink."""
        if self.kind == "cmyk":
            return (0.0, 0.0, 0.0, 1.0)
        return (1.0 if self.kind == "spot" else 0.0,) * self.parts


GRAY, RGB, CMYK = (Space(*_DEVICE[name], name[1:]) for name in list(_DEVICE)[:5:2])
UNKNOWN = Space("unknown", 0, "an unknown colour space")
PATTERN = Space("pattern", 0, "Pattern")


@dataclass(frozen=True, eq=False)
class Colour:
    """A colour in its space; values from 0 to 1, the index of an indexed one as it is."""

    space: Space
    values: tuple[float, ...]

    @cached_property
    def inks(self) -> Mapping[str, float]:
        """The plates that get ink, each from 0 to 1; none for RGB and others that must go."""
        return {plate: amount for plate, amount in _inks(self.space, self.values) if amount > 0}

    @cached_property
    def total(self) -> float:
        """All inks together in percent; registration colour is not counted."""
        return 100 * sum(amount for plate, amount in self.inks.items() if plate != "All")

    @cached_property
    def is_white(self) -> bool:
        """Whether nothing is printed; of a space without plates, what it shows as white."""
        kind = self.space.root.kind
        if kind in ("gray", "cmyk", "spot"):
            return not self.inks
        return kind == "rgb" and self.space.kind == "rgb" and self.values == (1.0, 1.0, 1.0)

    def __str__(self) -> str:
        return told(self.inks) or self.space.label


def told(inks: Mapping[str, float]) -> str:
    """Return inks as a printer writes them: `C 80, M 20`."""
    short = {plate: plate[0] if plate != "Black" else "K" for plate in PROCESS}
    return ", ".join(f"{short.get(name, name)} {100 * inks[name]:.0f}" for name in inks)


def _inks(space: Space, values: tuple[float, ...]) -> list[tuple[str, float]]:
    if space.kind == "indexed" and space.base is not None and values:
        count, index = space.base.parts, int(values[0])
        entry = space.table[index * count : index * count + count]
        return _inks(space.base, tuple(byte / 255 for byte in entry))
    amounts = [max(0.0, min(1.0, value)) for value in values]
    if space.kind == "gray" and amounts:
        return [("Black", 1 - amounts[0])]
    if space.kind == "cmyk":
        return list(zip(PROCESS, amounts, strict=False))
    if space.kind == "spot":
        return [(n, a) for n, a in zip(space.inks, amounts, strict=False) if n != "None"]
    return []


def space(source: pikepdf.Object | None, resources: pikepdf.Object | None = None) -> Space:
    """Return the colour space that an object describes, or that a name stands for."""
    if isinstance(source, pikepdf.Name):
        return _named(_SHORT.get(str(source), str(source)), resources)
    if not isinstance(source, pikepdf.Array) or not len(source):
        return UNKNOWN
    family = str(source[0])
    family = _SHORT.get(family, family)
    if len(source) == 1 or family in _DEVICE:
        return _named(family, resources)
    makers = {
        "/ICCBased": _icc,
        "/Indexed": _indexed,
        "/Separation": _spot,
        "/DeviceN": _spot,
        "/Pattern": _pattern,
    }
    maker = makers.get(family)
    return maker(source, resources) if maker else Space("unknown", 0, family[1:])


def _named(name: str, resources: pikepdf.Object | None) -> Space:
    if name in _DEVICE:
        kind, parts = _DEVICE[name]
        return {"DeviceGray": GRAY, "DeviceRGB": RGB, "DeviceCMYK": CMYK}.get(
            name[1:], Space(kind, parts, name[1:])
        )
    if name == "/Pattern":
        return PATTERN
    listed = resources.get("/ColorSpace") if resources is not None else None
    found = listed.get(name) if isinstance(listed, pikepdf.Dictionary) else None
    if found is None or (isinstance(found, pikepdf.Name) and str(found) == name):
        return Space("unknown", 0, f"a colour space {name} that the file does not define")
    return space(found)


def _icc(source: pikepdf.Object, _: pikepdf.Object | None) -> Space:
    stream = source[1]
    parts = int(stream.get("/N", 0))
    header = stream.read_bytes()[:128] if isinstance(stream, pikepdf.Stream) else b""
    kind = "lab" if header[16:20] == b"Lab " else _ICC.get(parts, "unknown")
    names = {"gray": "ICC grey", "rgb": "ICC-based RGB", "cmyk": "ICC-based CMYK"}
    return Space(kind, parts, names.get(kind, f"ICC-based {kind}"))


def _indexed(source: pikepdf.Object, resources: pikepdf.Object | None) -> Space:
    base, table = space(source[1], resources), source[3]
    data = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    return Space("indexed", 1, f"indexed {base.label}", base=base, table=data)


def _spot(source: pikepdf.Object, _: pikepdf.Object | None) -> Space:
    named = source[1].as_list() if isinstance(source[1], pikepdf.Array) else [source[1]]
    inks = tuple(str(name).removeprefix("/") for name in named)
    return Space("spot", len(inks), f"{str(source[0])[1:]} {', '.join(inks)}", inks)


def _pattern(source: pikepdf.Object, resources: pikepdf.Object | None) -> Space:
    return Space("pattern", 0, "Pattern", base=space(source[1], resources))
