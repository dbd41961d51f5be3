"""YAML 1.2 → plain data whose every value knows its place.

Only the safe core of YAML is read: mappings, lists and scalars. The text is composed once into
nodes, from which both the data and the places come; aliases are expanded within a budget.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rotative.dataclass import dataclass
from rotative.limits import MAX_YAML_DEPTH, MAX_YAML_VALUES
from rotative.manuscript.intake import Text, scrub
from rotative.problems import Place, Problems

_BRACKETS = re.compile(r"[\[{]|[\]}]")
# A parser in C overflows its stack on a hundred thousand levels; none may see so many.
_STEEP = re.compile(r"(?:[-?:][ \t]+){500}|^ {1000}", re.MULTILINE)
_STEEPEST = 1000

_CORE = "tag:yaml.org,2002:"
_KINDS = {
    "mapping": {"map"},
    "sequence": {"seq"},
    "scalar": {"str", "int", "float", "bool", "null", "timestamp"},
}
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}


class Whole(int):
    """An integer that remembers how it was written (`07`)."""

    raw: str


class Decimal(float):
    """A number that remembers how it was written (`1.10`)."""

    raw: str


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as read: plain data, and the nodes that know the places."""

    path: str
    data: Any
    root: Any = None
    offset: int = 0

    def place(self, keys: Sequence[str | int]) -> Place:
        """Return the place of a value, or of the nearest one above it."""
        return self._place(keys, of_key=False)

    def _place(self, keys: Sequence[str | int], *, of_key: bool) -> Place:
        node, mark = self.root, getattr(self.root, "start_mark", None)
        for key in keys:
            pair = _child(node, key)
            if pair is None:
                break
            mark = pair[0].start_mark if of_key else pair[1].start_mark
            node = pair[1]
        if mark is None:
            return Place(self.path, self.offset)
        return Place(self.path, mark.line + 1 + self.offset, mark.column + 1)

    def key_place(self, keys: Sequence[str | int]) -> Place:
        """Return the place of a key."""
        return self._place(keys, of_key=True)


class _UnacceptedError(Exception):
    """Something this reader does not accept, at a node."""

    def __init__(self, code: str, message: str, hint: str, mark: Any) -> None:
        super().__init__(message)
        self.code, self.message, self.hint, self.mark = code, message, hint, mark


def load(source: Text, problems: Problems, *, offset: int = 0) -> Document | None:
    """Return the document, or None after noting what is wrong with it; `offset` lines precede."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if _is_steep(source.text):
        message = f"values are nested more than {MAX_YAML_DEPTH} deep"
        problems.error("yaml-too-large", message, source.place(offset + 1), "flatten them")
        return None
    try:
        root = YAML(typ="safe").compose(source.text)
        data = None if root is None else _Builder().build(root, 0)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = (error.problem or error.context or "it cannot be read").split("\n")[0]
        trouble = _UnacceptedError("bad-yaml", f"this is not YAML: {said}", _way_out(said), mark)
    except (YAMLError, ValueError) as error:
        said = str(error).split("\n")[0]
        trouble = _UnacceptedError("bad-yaml", f"this is not YAML: {said}", _way_out(said), None)
    except RecursionError:
        message = f"values are nested more than {MAX_YAML_DEPTH} deep"
        trouble = _UnacceptedError("yaml-too-large", message, "flatten them", None)
    except _UnacceptedError as error:
        trouble = error
    else:
        return Document(source.path, data, root, offset)
    mark = trouble.mark
    place = source.place(mark.line + 1 + offset, mark.column + 1) if mark else source.place()
    problems.error(trouble.code, trouble.message, place, trouble.hint)
    return None


def _is_steep(text: str) -> bool:
    """Tell whether brackets, dashes or blanks could nest deeper than any parser should try."""
    if text.count("[") + text.count("{") > _STEEPEST:
        depth = 0
        for bracket in _BRACKETS.findall(text):
            depth += 1 if bracket in "[{" else -1
            if depth > _STEEPEST:
                return True
    return bool(_STEEP.search(text))


def _way_out(said: str) -> str:
    if "mapping values" in said or "expected <block end>" in said:
        return 'put a value that holds ": " or begins with a quotation mark between quotes'
    if "tab" in said or "'\\t'" in said:
        return "indent with blanks, not tabs"
    return "check the indentation and the quotation marks"


def _child(node: Any, key: str | int) -> tuple[Any, Any] | None:
    if getattr(node, "id", "") == "sequence" and isinstance(key, int) and key < len(node.value):
        return node.value[key], node.value[key]
    if getattr(node, "id", "") == "mapping":
        for name, value in node.value:
            if str(name.value) == str(key):
                return name, value
    return None


class _Builder:
    """Builds plain data from nodes, within bounds."""

    def __init__(self) -> None:
        self.left = MAX_YAML_VALUES

    def build(self, node: Any, depth: int) -> Any:
        self.left -= 1
        if depth > MAX_YAML_DEPTH or self.left < 0:
            deep = f"values are nested more than {MAX_YAML_DEPTH} deep"
            many = f"there are more than {MAX_YAML_VALUES:,} values"
            message = deep if depth > MAX_YAML_DEPTH else many
            hint = "write the values out instead of repeating aliases"
            raise _UnacceptedError("yaml-too-large", message, hint, node.start_mark)
        kind = _kind(node)
        if kind == "map":
            return self._mapping(node, depth)
        if kind == "seq":
            return [self.build(item, depth + 1) for item in node.value]
        return _scalar(node)

    def _mapping(self, node: Any, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        seen: set[str] = set()
        for key, value in node.value:
            if key.id != "scalar":
                hint = "put the text between quotes if it begins with [ or {"
                raise _UnacceptedError("bad-yaml", "a key is not a word", hint, key.start_mark)
            name = scrub(str(key.value))
            if name in seen:
                message = f"the key “{name}” is here twice"
                raise _UnacceptedError("duplicate-key", message, "keep one of them", key.start_mark)
            seen.add(name)
            built = self.build(value, depth + 1)
            if built is not None:  # an empty key is as if it were not written
                found[name] = built
        return found


def _kind(node: Any) -> str:
    """Return what a node is by its tag; other tags than those of YAML's core are refused."""
    tag = str(node.tag)
    kind = tag.removeprefix(_CORE)
    if kind not in _KINDS[node.id]:
        hint = "leave the tag out, or put the value between quotes"
        raise _UnacceptedError(
            "bad-yaml", f"the tag {tag} is not known here", hint, node.start_mark
        )
    return kind


def _scalar(node: Any) -> Any:
    kind, raw = _kind(node), node.value
    if kind in {"null", "bool"} and raw.lower() in _WORDS:
        return _WORDS[raw.lower()]
    try:
        number = Whole(raw) if kind == "int" else Decimal(raw) if kind == "float" else None
    except ValueError:
        number = None
    if number is None:
        return scrub(raw)
    number.raw = raw
    return number
