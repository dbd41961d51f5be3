"""Joining: fragments and margins become one PDF, with one outline and one subset of each font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from rotative.dataclass import dataclass
from rotative.engine.parts import DRAWN, Ready, Type, joined
from rotative.fragments.margins import Furniture, Margin
from rotative.fragments.piece import Fragment, Page

if TYPE_CHECKING:
    import pikepdf

PT = 0.75  # a CSS px
# What two pages agree in, in px, agrees.
NEAR = 0.001
_KINDS = tuple(f"/{kind}" for kind in DRAWN)
# What a file calls by counting, so that a name means something else in each.
_COUNTED = re.compile(r"/[xps]\d+")
_OTHERS = "m"  # before such names in margins


@dataclass(frozen=True, slots=True)
class Placed:
    """A fragment among the others: it follows so many pages, and stands in these margins."""

    fragment: Fragment
    furniture: Furniture
    after: int


def fits(fragment: Fragment, furniture: Furniture) -> bool:
    """Tell whether the text, laid out for one side, can stand where the margins leave it room."""
    shifts = [_shift(*pair) for pair in _pairs(fragment, furniture)]
    alike = all(
        abs(have - want) < NEAR
        for page, margin in _pairs(fragment, furniture)
        for have, want in zip(page.frame[1:], margin.frame[1:], strict=True)
    )
    return alike and not (fragment.fixed and any(shifts))


def _pairs(fragment: Fragment, furniture: Furniture) -> Iterator[tuple[Page, Margin]]:
    return zip(fragment.pages, furniture.pages, strict=True)


def _shift(page: Page, margin: Margin) -> float:
    by = margin.frame[0] - page.frame[0]
    return by if abs(by) > NEAR else 0.0


def leaves(placed: Sequence[Placed]) -> Iterator[Ready]:
    """Yield the pages as they are drawn."""
    counted = cache(_names)
    for each in placed:
        names = counted(each.furniture.resources) if each.fragment.resources else ()
        for page, margin in _pairs(each.fragment, each.furniture):
            by = _shift(page, margin)
            text = page.drawn
            if by:
                text = b"q\n1 0 0 1 %s 0 cm\n%s\nQ" % (f"{by * PT:.5f}".encode(), text)
            drawn = (_renamed(margin.ground, names), text, _renamed(margin.margins, names))
            bookmarks = [
                (level, label, (x + by, y), state) for level, label, (x, y), state in page.bookmarks
            ]
            yield Ready(
                margin.width,
                margin.height,
                margin.bleed,
                bookmarks=bookmarks,
                drawn=b"\n".join(drawn),
            )


def types(placed: Sequence[Placed]) -> list[Type]:
    """Return the fonts of all pages, in the order they are met."""
    found: dict[str, Type] = {}
    for each in placed:
        for name, use in (*each.fragment.types.items(), *each.furniture.types.items()):
            found[name] = joined(found[name], use) if name in found else use
    return list(found.values())


def furnish(pdf: pikepdf.Pdf, placed: Sequence[Placed]) -> None:
    """Give pages the pictures, patterns and states that their fragments brought."""
    known: dict[tuple[tuple[bytes, str], ...], Any] = {}
    for each in placed:
        brought = [(each.fragment.resources, ""), (each.furniture.resources, _OTHERS)]
        brought = [(data, prefix) for data, prefix in brought if data]
        if not brought:
            continue
        if len(brought) == 1:
            brought = [(brought[0][0], "")]
        pages = pdf.pages[each.after : each.after + len(each.fragment.pages)]
        wanted = tuple(brought)
        if wanted not in known:  # mostly they are all alike
            known[wanted] = pdf.make_indirect(_shared(pdf, pages[0].obj.Resources, wanted))
        for page in pages:
            page.obj.Resources = known[wanted]


def _shared(pdf: pikepdf.Pdf, own: Any, brought: Sequence[tuple[bytes, str]]) -> Any:
    """Return a page's own resources, the same for all, with those of PDFs; each has a prefix."""
    import pikepdf

    shared = pikepdf.Dictionary(dict(own))
    for data, prefix in brought:
        with pikepdf.open(BytesIO(data)) as source:
            found = pdf.copy_foreign(source.make_indirect(source.pages[0].obj.Resources))
        _set_fonts(found, shared.Font, [])
        for kind in _KINDS:
            kept = dict(shared.get(kind, {}))
            for name, value in dict(found.get(kind, {})).items():
                kept[f"/{prefix}{name[1:]}" if _COUNTED.fullmatch(name) else name] = value
            shared[kind] = pikepdf.Dictionary(kept)
    return shared


def _set_fonts(resources: Any, fonts: Any, seen: list[tuple[int, int]]) -> None:
    """Give forms and patterns, however deep, the fonts of the whole."""
    for kind in ("/XObject", "/Pattern"):
        for drawn in dict(resources.get(kind, {})).values():
            if drawn.objgen in seen or "/Resources" not in drawn:
                continue
            seen.append(drawn.objgen)
            drawn.Resources.Font = fonts
            _set_fonts(drawn.Resources, fonts, seen)
    for state in dict(resources.get("/ExtGState", {})).values():
        mask = state.get("/SMask")
        if mask is not None and "/G" in mask and "/Resources" in mask.G:
            mask.G.Resources.Font = fonts


def _names(data: bytes) -> tuple[bytes, ...]:
    """Return what counted resources of a PDF are called in its content streams."""
    if not data:
        return ()
    import pikepdf

    with pikepdf.open(BytesIO(data)) as pdf:
        resources = pdf.pages[0].obj.Resources
        kinds = [dict(resources.get(kind, {})) for kind in _KINDS]
    return tuple(name[1:].encode() for kind in kinds for name in kind if _COUNTED.fullmatch(name))


def _renamed(drawn: bytes, names: Sequence[bytes]) -> bytes:
    """Return what is drawn with those names prefixed: texts are hexadecimal and hold none."""
    if not names:
        return drawn
    wanted = b"|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.sub(rb"(?<!\S)/(%s)(?!\S)" % wanted, b"/%s\\1" % _OTHERS.encode(), drawn)
