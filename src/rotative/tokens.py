"""Tokens: what a publication's sheets set and refer to, before anything is made with them.

Much of the printed page is computed from tokens, and a value nobody can compute with would come
to light in the middle of that, alone and without its place. So every sheet of the edition's
cascade is read first, and whatever is wrong in it is told at once, each with its file and line.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from rotative.colour import FUNCTION, for_medium
from rotative.fitting.face import Face
from rotative.house import House
from rotative.model import Edition, Trim
from rotative.problems import Place, Problem, Problems, RotativeError, suggest
from rotative.shipped import STYLES, shipped
from rotative.stylesheet import COMPUTED, VAR, cascade, parse_tokens, raw_tokens, resolve
from rotative.units import number, points

# Sheets of rules alone.
RULES = ("text.css", "edition.css", "theme.css")
MEDIA = {"epub": "epub", "screen": "screen"}
# A page with less between its margins, in mm, holds no column, or no heading with its lines.
LEAST = {"width": 24, "height": 36}
MM = 72 / 25.4
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_HEXADECIMAL = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_LISTED = f"the tokens are listed in {STYLES}/tokens.css"
_ROLES = "lead standfirst pullquote teaser article headline rubric-section"


def media(formats: Iterable[str]) -> tuple[str, ...]:
    """Return the media of formats, each once: whatever is made of printed pages is print."""
    return tuple(dict.fromkeys(MEDIA.get(name, "print") for name in formats))


def inspect(house: House, edition: Edition, formats: Iterable[str], problems: Problems) -> None:
    """Note what the sheets of an edition set wrong or refer to in vain, each with its place.

    Sheets of ours are right, at the trims that have a name; so nothing is read where a publication
    has none of its own and one of those.
    """
    own = any(True for folder in house.folders(STYLES)[:-1] for _ in folder.rglob("*.css"))
    found: list[Problem] = []
    for medium in media(formats):
        if own or _is_odd(edition.trim):
            cascade = Cascade(house, edition, medium)
            found += cascade.faults() or cascade.too_small()
    problems.found += sorted(dict.fromkeys(found), key=lambda one: one.place or Place(""))


def _is_odd(trim: Trim) -> bool:
    return trim.name.endswith("mm")


# What a value must be, by what is computed with it; a check returns what is wrong, or nothing.

Check = Callable[[str], str]


def _length(least: float = 0.0) -> Check:
    def check(value: str) -> str:
        wanted = "write it as 12.9pt or 5mm"
        return _counted(lambda: points(value), least, 5000.0, wanted)

    return check


def _figure(least: float, most: float, unit: str = "") -> Check:
    def check(value: str) -> str:
        wanted = f"write it from {least:g}{unit} to {most:g}{unit}"
        return _counted(lambda: number(value, unit), least, most, wanted)

    return check


def _counted(read: Callable[[], float], least: float, most: float, wanted: str) -> str:
    try:
        return "" if least <= read() <= most else wanted
    except RotativeError:
        return wanted


def _count(least: int, most: int) -> Check:
    def check(value: str) -> str:
        whole = value.isdecimal() and least <= int(value) <= most
        return "" if whole else f"write a whole number from {least} to {most}"

    return check


def _colour(value: str) -> str:
    return "" if _HEXADECIMAL.fullmatch(value) else "write it as #1f3658"


def _limits(value: str) -> str:
    parts = value.split()
    whole = len(parts) == 3 and all(part.isdecimal() for part in parts)
    return "" if whole else "write three whole numbers, such as 6 3 3"


def _named(names: str, check: Check) -> dict[str, Check]:
    return dict.fromkeys(names.split(), check)


# The smallest type a press prints, half a point: nothing is divided by less.
_SIZE = _length(0.5)
_FACED = f"{_ROLES} masthead text text-italic text-bold initial"
FACES = tuple(f"{role}-face" for role in _FACED.split())
PRINT: Mapping[str, Check] = {
    **_named("margin-top margin-bottom margin-inner margin-outer column-gap", _length()),
    **_named("standfirst-gap teaser-gap pullquote-inset", _length()),
    **_named("text-size text-size-least text-size-most", _SIZE),
    **_named("leading leading-least leading-most masthead-size masthead-leading", _SIZE),
    **_named("lead-height lead-least lead-most", _SIZE),
    **{f"{role}-size": _SIZE for role in _ROLES.split() if role != "lead"},
    **_named("article-standfirst-size rubric-headline-size", _SIZE),
    **_named("masthead-share lead-share standfirst-measure", _figure(10, 100, "%")),
    **_named("headline-inset hyphen-zone", _figure(0, 90, "%")),
    **_named("masthead-tracking lead-tracking", _figure(-1, 2, "em")),
    **_named("teaser-tail indent", _figure(0, 20, "em")),
    **_named("columns brief-columns teaser-columns", _count(1, 12)),
    "initial-lines": _count(0, 12),
    **_named("article-opens rubric-opens", _figure(0, 1000)),
    **_named("initial-cap initial-ascent initial-descent initial-text-cap", _figure(0.01, 5)),
    "lead-leading": _figure(0.5, 5),
    "hyphen-limits": _limits,
}
COVER = _named("cover-paper cover-ink cover-accent cover-quiet", _colour)
KINDS = {"print": PRINT, "epub": COVER}


@dataclass
class Cascade:
    """The sheets of one medium in their order, and what is wrong in them."""

    house: House
    edition: Edition
    medium: str
    _found: Problems = field(default_factory=Problems)

    @cached_property
    def sheets(self) -> tuple[tuple[str, str], ...]:
        """Each sheet's path and text, comments blanked so that lines keep their numbers."""
        names = cascade(self.house, self.edition, self.medium)
        paths = ((name, self.house.find(STYLES, name)) for name in names)
        return tuple(
            (str(path), _COMMENT.sub(_blanked, self.house.sheet(name)))
            for name, path in paths
            if path
        )

    @cached_property
    def tokens(self) -> Mapping[str, str]:
        """What the sheets set, unresolved."""
        return raw_tokens(self.house, self.edition, self.medium)

    def faults(self) -> tuple[Problem, ...]:
        """Return everything wrong; values are judged once all that they refer to is there."""
        self._misplaced()
        self._references()
        self._colours()
        if not self._found.errors:
            self._values()
        return tuple(self._found)

    def _misplaced(self) -> None:
        """Note tokens in sheets of rules alone: their `:root` is left out."""
        hint = "set it in tokens.css beside it, or in styles/publication.css"
        for path, css in self.sheets:
            for name in parse_tokens(css) if Path(path).name in RULES else ():
                message = f"--{name} is set in a sheet whose tokens nothing reads"
                self._found.error("unused-token", message, _setting(path, css, name), hint)

    def _references(self) -> None:
        known = {*self.tokens, *(COMPUTED if self.medium == "print" else ())}
        lost: set[str] = set()
        for path, css in self.sheets:
            for name, use in {use[1]: use for use in VAR.finditer(css) if use[2] is None}.items():
                if name in known:
                    continue
                if self._is_ours(path):
                    lost.add(name)
                    continue
                hint = suggest(f"--{name}", [f"--{one}" for one in known]) or _LISTED
                place = _at(path, css, use.start())
                self._found.error("unknown-token", f'no token "--{name}"', place, hint)
        self._lost(lost)

    def _lost(self, names: Iterable[str]) -> None:
        """Note tokens that sheets of ours need and one laid over ours does not set."""
        lost = sorted(f"--{name}" for name in names)
        if lost:
            shown = ", ".join(lost[:6]) + (f" and {len(lost) - 6} others" if lost[6:] else "")
            ours = shipped(STYLES) / "tokens.css"
            hint = f"copy them from {ours}, or set yours alone in styles/publication.css"
            place = self._place("")
            self._found.error("unknown-token", f"no sheet sets {shown}", place, hint)

    def _is_ours(self, path: str) -> bool:
        return Path(path).is_relative_to(shipped(STYLES))

    def _colours(self) -> None:
        for path, css in self.sheets:
            for colour in FUNCTION.finditer(css):
                if "var(" not in colour[0]:
                    said = partial(for_medium, colour[0], self.medium)
                    self._found.found += _raised(said, partial(_at, path, css, colour.start()))

    def _values(self) -> None:
        try:
            resolved = resolve(self.tokens, self._place)
        except RotativeError as error:
            self._found.found += error.problems
            return
        for name, value in resolved.items():
            if "device-cmyk(" in self.tokens[name]:
                said = partial(for_medium, value, self.medium)
                self._found.found += _raised(said, partial(self._place, name))
        if self._found.errors:
            return
        resolved = {name: for_medium(value, self.medium) for name, value in resolved.items()}
        for name, check in KINDS.get(self.medium, {}).items():
            self._value(name, resolved.get(name), check)
        if self.medium == "print":
            for name in FACES:
                self._value(name, resolved.get(name), self._face)

    def _value(self, name: str, value: str | None, check: Check) -> None:
        if value is None:
            self._lost(() if name in COVER else (name,))
        elif hint := check(value):
            message = f"--{name} cannot be “{value}”"
            self._found.error("bad-token", message, self._place(name), hint)

    def _face(self, value: str) -> str:
        path = self.house.find(STYLES, value)
        if path is None:
            near = [f"fonts/{each.name}" for each in self._fonts()]
            return suggest(value, near) or "name a font file below styles/, as fonts/Mine.ttf"
        try:
            Face(path.read_bytes())
        except (struct.error, KeyError, IndexError, ValueError):
            return "name a TrueType font; this file is none that can be read"
        return ""

    def _fonts(self) -> Iterator[Path]:
        for folder in self.house.folders(STYLES):
            yield from (folder / "fonts").glob("*.ttf")

    def too_small(self) -> Iterator[Problem]:
        """Yield the problem of a page with no room between its margins, in a sound cascade."""
        if self.medium == "epub":
            return
        resolved, trim = resolve(self.tokens, self._place), self.edition.trim
        for side, ends in (("width", ("inner", "outer")), ("height", ("top", "bottom"))):
            taken = sum(points(resolved[f"margin-{end}"]) for end in ends)
            room = points(resolved[f"trim-{side}"]) - taken
            if room < LEAST[side] * MM:
                left = f"{max(0.0, room / MM):.0f} mm of the {side} of a page of {trim.name}"
                hint = f"text needs {LEAST[side]} mm: choose a larger trim, or less of "
                hint += " and ".join(f"--margin-{end}" for end in ends)
                own = self._place(f"margin-{ends[0]}")
                place = self.edition.trim_place if _is_odd(trim) else own
                yield Problem("page-too-small", f"the margins leave {left}", place, hint)

    def _place(self, name: str) -> Place:
        """Return where a token gets the value that counts; if nowhere, the first sheet not ours."""
        value = self.tokens.get(name)
        for path, css in reversed(self.sheets):
            if value is not None and parse_tokens(css).get(name) == value:
                return _setting(path, css, name)
        return Place(next(path for path, _ in self.sheets if not self._is_ours(path)))


def _setting(path: str, css: str, name: str) -> Place:
    found = re.search(rf"--{re.escape(name)}\s*:", css)
    return _at(path, css, found.start() if found else 0)


def _raised(read: Callable[[], object], place: Callable[[], Place]) -> Iterator[Problem]:
    """Yield what reading a colour raises, at its own place."""
    try:
        read()
    except RotativeError as error:
        yield from (replace(one, place=place()) for one in error.problems)


def _at(path: str, css: str, offset: int) -> Place:
    return Place(path, css.count("\n", 0, offset) + 1)


def _blanked(comment: re.Match[str]) -> str:
    return "\n" * comment[0].count("\n")
