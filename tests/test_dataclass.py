"""Frozen data classes made here are those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from typing import Any

import pytest

import rotative
from rotative.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Ours:
    """A value with every kind of field."""

    name: str
    size: float = 1.5
    parts: list[int] = field(default_factory=list)
    hidden: str = field(default="secret", repr=False)
    aside: int = field(default=0, compare=False)
    _told: str | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def told(self) -> str:
        """What is worked out once."""
        if self._told is None:
            object.__setattr__(self, "_told", self.name.upper())
        return self._told or ""


@dataclass(frozen=True, slots=True)
class More(Ours):
    """A value that is another, too."""

    extra: tuple[int, ...] = ()


Theirs = dataclasses.make_dataclass(
    "Ours",
    [(each.name, each.type, each) for each in map(copy.copy, fields(Ours))],
    frozen=True,
    slots=True,
)


def test_it_says_what_the_standard_librarys_does() -> None:
    ours, theirs = Ours("a", parts=[1]), Theirs("a", parts=[1])
    assert repr(ours) == repr(theirs) == "Ours(name='a', size=1.5, parts=[1], aside=0)"
    assert asdict(ours) == asdict(theirs)
    for told in (
        lambda kind: kind.__match_args__,
        lambda kind: [*inspect.signature(kind).parameters],
    ):
        assert told(Ours) == told(Theirs)
    assert not hasattr(ours, "__dict__")


def test_equal_are_those_of_one_class_with_equal_fields() -> None:
    assert Ours("a") == Ours("a", aside=9)
    assert Ours("a") != Ours("a", hidden="other")
    assert Ours("a") != More("a")
    assert More("a", extra=(1,)) == More("a", extra=(1,)) != More("a")
    assert len({Point(1, 2), Point(1, 2), Point(2, 1)}) == 2
    assert Ours("a").parts is not Ours("a").parts


@dataclass(frozen=True, slots=True)
class Point:
    """A value that can be a key, and checks itself."""

    x: int
    y: int

    def __post_init__(self) -> None:
        if self.x < 0:
            raise ValueError(self.x)


def test_nothing_changes_a_value() -> None:
    value = More("a")
    for name in ("name", "extra", "other"):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, "b")
        with pytest.raises(FrozenInstanceError):
            delattr(value, name)
    assert value.told == "A"
    assert replace(value, name="b", extra=(2,)) == More("b", extra=(2,))
    with pytest.raises(ValueError, match="-1"):
        replace(Point(1, 1), x=-1)


@pytest.mark.parametrize("value", [Ours("a", parts=[1]), More("b", 2.0, extra=(3,)), Point(1, 2)])
def test_copies_and_pickles_are_equal(value: Any) -> None:
    for other in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):  # noqa: S301
        assert other == value
        assert other is not value


@pytest.mark.parametrize(("given", "named"), [((), {}), (("a",), {"nom": 1}), (("a",) * 7, {})])
def test_a_wrong_value_is_refused(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Ours(*given, **named)


def _classes() -> Iterator[type]:
    for found in pkgutil.walk_packages(rotative.__path__, "rotative."):
        if not found.name.endswith(("__main__", ".preload.pages")):
            module = importlib.import_module(found.name)
            yield from (each for each in vars(module).values() if inspect.isclass(each))


def test_all_values_here_are_made_so() -> None:
    known = {each for each in _classes() if dataclasses.is_dataclass(each)}
    ours = {each for each in known if each.__setattr__ is Ours.__setattr__}
    frozen = {each for each in known if each.__dataclass_params__.frozen}  # type: ignore[attr-defined]
    assert len(ours) > 120
    assert len(frozen) < 20
