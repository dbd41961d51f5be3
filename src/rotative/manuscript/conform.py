"""Checks what an editor wrote against the schema, at the cost of a millisecond.

Importing pydantic and building its models costs as much CPU as a whole EPUB may, so a file that
is right is recognised by the committed JSON Schema (written from the pydantic models; a test
holds them equal). Whatever that does not recognise goes to pydantic, which has the last word.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from rotative.manuscript.fields import translated
from rotative.manuscript.links import safe_url
from rotative.problems import Place, Problems, suggest

_KINDS: dict[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}
_NOTES = {"type", "description", "title", "$schema", "$defs", "default", "properties", "required"}


class Checked(Protocol):
    """Data that knows where its values and keys stand."""

    @property
    def data(self) -> Any:
        """The plain data."""

    def place(self, keys: Sequence[str | int]) -> Place:
        """Return the place of a value."""

    def key_place(self, keys: Sequence[str | int]) -> Place:
        """Return the place of a key."""


def check(document: Checked, kind: str, problems: Problems) -> bool:
    """Tell whether the document is right; note every fault, each with its place."""
    schema = _schema(kind)
    if _fits(document.data, schema, schema):
        return True
    return _report(document, kind, problems)


@cache
def _schema(kind: str) -> dict[str, Any]:
    # Not importlib.resources: it would cost a tenth of what reading an edition may.
    path = Path(__file__).parents[1] / "schemas" / f"{kind}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _fits(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """Tell whether a value certainly fits; a keyword not known here means "perhaps not"."""
    if "type" in schema and not _kind(value, schema["type"]):
        return False
    return all(
        key in _NOTES or (key in _RULES and _RULES[key](value, told, schema, root))
        for key, told in schema.items()
    ) and (not isinstance(value, dict) or _keys_fit(value, schema, root))


def _keys_fit(value: dict[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    if any(key not in value for key in schema.get("required", ())):
        return False
    for key, item in value.items():
        rule = known.get(key, other)
        if rule is False or (isinstance(rule, dict) and not _fits(item, rule, root)):
            return False
    return True


def _kind(value: Any, told: str | list[str]) -> bool:
    return any(_KINDS[kind](value) for kind in ([told] if isinstance(told, str) else told))


def _format(value: Any, told: str, *_: Any) -> bool:
    if told == "uri":
        return bool(safe_url(value))
    try:
        return told == "date" and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False


def _text(value: Any) -> str:
    return str(getattr(value, "raw", value))


_RULES: dict[str, Any] = {
    "format": _format,
    "const": lambda value, told, *_: value is told,
    "enum": lambda value, told, *_: value in told,
    "pattern": lambda value, told, *_: bool(re.search(told, _text(value))),
    "minimum": lambda value, told, *_: value >= told,
    "maximum": lambda value, told, *_: value <= told,
    "minProperties": lambda value, told, *_: len(value) >= told,
    "additionalProperties": lambda *_: True,
    "items": lambda value, told, _, root: all(_fits(item, told, root) for item in value),
    "anyOf": lambda value, told, _, root: any(_fits(value, each, root) for each in told),
    "$ref": lambda value, told, _, root: _fits(value, root["$defs"][told[8:]], root),
}


# The slow way, taken only when something is wrong


def _report(document: Checked, kind: str, problems: Problems) -> bool:
    from pydantic import ValidationError

    from rotative.manuscript.schema import adapter

    try:
        adapter(kind).validate_python(document.data)
    except ValidationError as error:
        noted = Problems()
        for fault in error.errors(include_url=False):
            _note(fault, document, kind, noted)
        problems.found += sorted(noted, key=lambda problem: problem.place or Place(""))
        return False
    return True


def _note(fault: Mapping[str, Any], document: Checked, kind: str, problems: Problems) -> None:
    where = [key for key in fault["loc"] if isinstance(key, str | int)]
    name = _name(where) or kind
    what = fault["type"]
    if what == "extra_forbidden":
        place, hint = document.key_place(where), _known_better(name, where[:-1], kind)
        problems.error("unknown-key", f"unknown key “{name}”", place, hint)
    elif what == "rotative":
        told = fault["ctx"]
        problems.error(
            told["code"], f"{name}: {told['message']}", document.place(where), told["hint"]
        )
    elif what == "missing":
        message = f"“{name}” is missing in {_of(where, kind)}"
        problems.error("missing-key", message, document.place(where), f"add “{name}: …”")
    else:
        message = f"{name}: {'a list' if 'list' in what else 'a group of keys'} was expected"
        hint = "write one item a line, each after “- ”" if "list" in what else "write “key: value”"
        problems.error("wrong-type", message, document.place(where), hint)


def _known_better(name: str, above: Sequence[Any], kind: str) -> str:
    """Return the way out for an unknown key: where it belongs, or what it was meant to be."""
    known = known_keys(above, kind)
    groups = [key for key in known if name in known_keys((*above, key), kind)]
    if groups:
        told = " or ".join(f"{group}:" for group in groups)
        return f"{name} belongs below {told} write “{groups[0]}: {{{name}: …}}”"
    if (meant := translated(name)) in known:
        return f'did you mean "{meant}"?'
    return suggest(name, known) or f"the keys here are {', '.join(known)}"


def _name(where: Sequence[Any]) -> str:
    """Return what an editor calls a value: its key, or its key and which item of it."""
    if where and isinstance(where[-1], int):
        return f"{_name(where[:-1])}, item {where[-1] + 1}".removeprefix(", ")
    return str(where[-1]) if where else ""


def _of(where: list[Any], kind: str) -> str:
    parents = [str(key) for key in where[:-1] if isinstance(key, str)]
    return f"“{parents[-1]}”" if parents else f"the {kind}"


def known_keys(where: Sequence[Any], kind: str) -> list[str]:
    """Return the keys that may stand at a path, from the JSON Schema."""
    root = _schema(kind)
    schema = root
    for key in where:
        schema = _resolved(schema, root)
        inside = (
            schema.get("items") if isinstance(key, int) else schema.get("properties", {}).get(key)
        )
        schema = inside or {}
    return list(_resolved(schema, root).get("properties", {}))


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    for option in schema.get("anyOf", ()):
        if "$ref" in option:
            schema = option
    found: dict[str, Any] = root["$defs"][schema["$ref"][8:]] if "$ref" in schema else schema
    return found
