"""Resources: the named fonts, pictures, forms, states and colours that a stream draws with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pikepdf

from rotative.preflight import pdf_colour
from rotative.preflight.pdf_colour import Colour, Space
from rotative.preflight.pdf_font import Font
from rotative.preflight.pdf_picture import Picture

T = TypeVar("T")


class Library:
    """What several streams share, read once: by object number where there is one."""

    def __init__(self) -> None:
        self._kept: dict[object, object] = {}
        self._colours: dict[tuple[int, tuple[float, ...]], Colour] = {}
        self.fonts: list[Font] = []

    def once(self, role: str, source: pikepdf.Object, make: Callable[[], T]) -> T:
        """Return what was made of an object before, or make it."""
        number = source.objgen
        if number == (0, 0):
            return make()
        key = (role, number)
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]  # made by the same role

    def colour(self, space: Space, values: tuple[float, ...]) -> Colour:
        """Return a colour; the same one for the same values."""
        key = (id(space), values)
        if key not in self._colours:
            self._colours[key] = Colour(space, values)
        return self._colours[key]

    def font(self, source: pikepdf.Object) -> Font:
        """Return a font, and keep it to be looked over at the end."""
        return self.once("font", source, lambda: self._new_font(source))

    def _new_font(self, source: pikepdf.Object) -> Font:
        font = Font(source)
        self.fonts.append(font)
        return font


class Resources:
    """A resource dictionary; a form without its own draws with its page's (7.8.3)."""

    def __init__(self, source: pikepdf.Object | None, library: Library) -> None:
        self.source = source if isinstance(source, pikepdf.Dictionary) else None
        self.library = library
        self._kept: dict[tuple[str, bytes | str], object] = {}

    def get(self, kind: str, name: str) -> pikepdf.Object | None:
        """Return a resource of a kind such as `/Font`, None when there is none of that name."""
        listed = self.source.get(kind) if self.source is not None else None
        return listed.get(name) if isinstance(listed, pikepdf.Dictionary) else None

    def _once(self, role: str, name: str, make: Callable[[], T]) -> T:
        key = (role, name)
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]  # type: ignore[return-value]  # made by the same role

    def font(self, name: str) -> Font | None:
        """Return a font by its name."""
        return self._once("font", name, lambda: self._font(name))

    def _font(self, name: str) -> Font | None:
        source = self.get("/Font", name)
        return self.library.font(source) if isinstance(source, pikepdf.Dictionary) else None

    def space(self, name: str) -> Space:
        """Return a colour space by its name."""
        return self._once("space", name, lambda: pdf_colour.space(pikepdf.Name(name), self.source))

    def state(self, name: str) -> dict[str, pikepdf.Object]:
        """Return the entries of a graphics state by its name."""
        return self._once("state", name, lambda: self._state(name))

    def _state(self, name: str) -> dict[str, pikepdf.Object]:
        source = self.get("/ExtGState", name)
        return dict(source.items()) if isinstance(source, pikepdf.Dictionary) else {}

    def thing(self, name: str) -> pikepdf.Object | None:
        """Return a picture or form by its name."""
        return self._once("thing", name, lambda: self.get("/XObject", name))

    def picture(self, source: pikepdf.Object, name: str) -> Picture:
        """Return a picture."""
        return self.library.once("picture", source, lambda: Picture(source, self.source, name))
