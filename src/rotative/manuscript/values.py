"""Checked YAML values → model values: the schema has spoken before; only `check_` finds more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from rotative.manuscript.draft import Locate
from rotative.manuscript.links import safe_url
from rotative.model import Budget, Imprint, Keyword, Rubric, Trim
from rotative.problems import Place, Problems
from rotative.slug import slug

TRIMS = {
    "A3": (297, 420),
    "A4": (210, 297),
    "A5": (148, 210),
    "tabloid": (279, 432),
    "letter": (215.9, 279.4),
    "half-letter": (139.7, 215.9),
}
"""Trim sizes by name, in millimetres."""


def text(value: object) -> str:
    """Return a YAML scalar as its own words: `07` stays 07, `1.10` stays 1.10."""
    return str(getattr(value, "raw", value)).strip() if value is not None else ""


def date(value: object) -> dt.date | None:
    """Return an ISO date."""
    return dt.date.fromisoformat(text(value)[:10]) if value else None


def trim(value: object) -> Trim:
    """Return a trim size from its name, from `148x210mm` or from width and height."""
    if isinstance(value, Mapping):
        width, height = float(value["width"]), float(value["height"])
        return Trim(f"{width:g}x{height:g}mm", width, height)
    named = {name.lower(): (name, size) for name, size in TRIMS.items()}
    name = text(value)
    if name.lower() in named:
        name, size = named[name.lower()]
        return Trim(name, *size)
    width, height = map(float, name.lower().removesuffix("mm").replace("×", "x").split("x"))
    return Trim(f"{width:g}x{height:g}mm", width, height)


def budget(settings: Mapping[str, Any], place: Locate) -> Budget | None:
    """Return how many pages an edition shall take."""
    return Budget(int(settings["pages"]), place(("pages",))) if settings.get("pages") else None


def imprint(settings: Mapping[str, Any], shared: Imprint = Imprint()) -> Imprint:  # noqa: B008
    """Return the imprint: the shared one, overridden field by field."""
    said = {key: text(value) for key, value in (settings.get("imprint") or {}).items()}
    beside = {key: text(settings[key]) for key in ("publisher", "issn") if settings.get(key)}
    known = {each.name for each in fields(Imprint)}
    return replace(shared, **{k: v for k, v in (beside | said).items() if k in known})


def rubrics(items: Sequence[Mapping[str, Any]] | None, locate: Locate) -> tuple[Rubric, ...]:
    """Return the rubrics of a settings file."""
    return tuple(_rubric(item, locate(("rubrics", at))) for at, item in enumerate(items or ()))


def check_rubrics(found: Sequence[Rubric], problems: Problems) -> None:
    """Note what one file says twice: a rubric, or which one takes the rest."""
    named: dict[str, Rubric] = {}
    for rubric in found:
        if named.setdefault(rubric.id, rubric) is not rubric:
            hint = "keep one of them, with the keywords of both"
            problems.error(
                "duplicate-rubric", f"the rubric “{rubric.id}” is here twice", rubric.place, hint
            )
    for rubric in [rubric for rubric in found if rubric.default][1:]:
        message, hint = "a second rubric is the default one", "leave “default: true” at one of them"
        problems.error("duplicate-rubric", message, rubric.place, hint)


def _rubric(item: Mapping[str, Any], place: Place) -> Rubric:
    label = text(item.get("label", "")) or text(item["id"])
    return Rubric(
        id=slug(text(item.get("id", "")) or label),
        label=label,
        keywords=tuple(word for said in item.get("keywords") or () for word in _keywords(said)),
        medtop=text(item.get("medtop", "")).removeprefix("medtop:"),
        default=bool(item.get("default", False)),
        place=place,
    )


def _keywords(item: object) -> Iterator[Keyword]:
    if isinstance(item, Mapping):
        yield from (Keyword(text(word), float(weight)) for word, weight in item.items())
    else:
        yield Keyword(text(item))


def url(value: object) -> str:
    """Return an address in the spelling every reader agrees on."""
    return safe_url(text(value)) if value else ""
