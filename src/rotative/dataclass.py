"""Frozen data classes that are made in a quarter of the time; all else is the standard library's.

It compiles six methods for each class, and a build loads a hundred of them: that was a tenth of
what a small book took. Here one is compiled, `__init__`, and the others are shared. `fields`,
`replace`, `asdict`, `match` and pickling know them as what they are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **asked):
        """Decorate a class as the standard library does; frozen ones with slots are made here."""
        if asked != {"frozen": True, "slots": True}:
            return dataclasses.dataclass(cls, **asked)
        return _made if cls is None else _made(cls)


__all__ = ["dataclass"]
Field = dataclasses.Field[Any]
# What a class has only if its objects have no slots.
_LOOSE = ("__dict__", "__weakref__")


def _made(plain: type) -> type:
    """Return a class with the fields of a plain one as slots, that nothing sets once it is made."""
    known: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(plain)
    fields = dataclasses.fields(known)
    own = dict(vars(known))
    annotated = own.get("__annotations__", {})
    slots = [each.name for each in fields if each.name in annotated]
    for name in (*_LOOSE, *slots):
        own.pop(name, None)
    shared = {name: method for name, method in _shared(fields).items() if name not in own}
    made = type(plain)(plain.__name__, plain.__bases__, {**own, **shared, "__slots__": slots})
    made.__qualname__ = plain.__qualname__
    made.__init__ = _init(made, fields)  # type: ignore[misc]
    return made


def _init(made: type, fields: Sequence[Field]) -> Callable[..., None]:
    """Return what fills a new object, by its slots: everything else is refused."""
    given, filled, space = ["self"], ["def __init__({}):"], dict[str, Any](_missing=MISSING)
    for each in fields:
        name, default = each.name, f"_default_{each.name}"
        is_made = each.default_factory is not MISSING
        space[f"_set_{name}"] = getattr(made, name).__set__
        space[default] = each.default_factory if is_made else each.default
        usual = f"{default}()" if is_made else default
        value = name if each.init else usual
        if each.init and is_made:
            given.append(f"{name}=_missing")
            value = f"{usual} if {name} is _missing else {name}"
        elif each.init:
            given.append(name if each.default is MISSING else f"{name}={default}")
        filled.append(f" _set_{name}(self, {value})")
    if hasattr(made, "__post_init__"):
        filled.append(" self.__post_init__()")
    exec("\n".join(filled).format(", ".join(given)), space)  # noqa: S102 - of names of fields alone
    init: Any = space["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__annotations__ = {each.name: each.type for each in fields if each.init}
    return init  # type: ignore[no-any-return]


def _shared(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the methods that are alike in all classes but for the fields they look at."""
    names = [each.name for each in fields]
    compared = _getter([each.name for each in fields if each.compare])
    shown = [each.name for each in fields if each.repr]

    def equal(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return compared(self) == compared(other)

    def digest(self: Any) -> int:
        return hash(compared(self))

    def told(self: Any) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{self.__class__.__qualname__}({values})"

    def state(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def restore(self: Any, values: list[Any]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    return {
        "__eq__": equal,
        "__hash__": digest,
        "__repr__": told,
        "__getstate__": state,
        "__setstate__": restore,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }


def _getter(names: Sequence[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda _: ()


def _refuse(_self: object, name: str, *_value: object) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")
