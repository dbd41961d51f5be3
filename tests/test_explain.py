"""Every problem code is explained, and every explanation is of a code that exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rotative
from rotative.explain import SOURCE, codes, explain, sections
from rotative.problems import RotativeError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_METHODS = ("error", "warn")
_FUNCTIONS = ("fail", "Problem", "wrong")


def _emitted() -> Iterator[tuple[str, str]]:
    """Yield each code in the source and where it stands."""
    folder = Path(rotative.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _reports(node.func):
                for code in _strings(_code_argument(node)):
                    yield code, f"{path.relative_to(folder)}:{node.lineno}"


def _reports(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in _METHODS
    return isinstance(function, ast.Name) and function.id in _FUNCTIONS


def _code_argument(call: ast.Call) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return next(iter((*call.args[:1], *named)), None)


def _strings(argument: ast.expr | None) -> Iterator[str]:
    """Yield the codes an argument can be: a literal, or either branch of a conditional."""
    if isinstance(argument, ast.IfExp):
        yield from _strings(argument.body)
        yield from _strings(argument.orelse)
    elif isinstance(argument, ast.Constant) and _SLUG.fullmatch(str(argument.value)):
        yield str(argument.value)


def test_every_code_is_explained() -> None:
    known = set(codes())
    missing = {f"{code} ({place})" for code, place in _emitted() if code not in known}
    assert not missing


def test_no_explanation_is_orphaned() -> None:
    source = "\n".join(
        path.read_text("utf-8") for path in Path(rotative.__file__).parent.rglob("*.py")
    )
    emitted = {code for code, _ in _emitted()}
    # Codes kept in tables are found as string literals.
    orphans = [c for c in codes() if c not in emitted and f'"{c}"' not in source]
    assert not orphans


def test_each_code_is_explained_once() -> None:
    headings = [code for code, _ in sections(SOURCE.read_text("utf-8"))]
    assert sorted(headings) == sorted(set(headings))


@pytest.mark.parametrize("code", codes())
def test_an_explanation_says_what_why_and_the_way_out(code: str) -> None:
    text = explain(code)
    assert _SLUG.fullmatch(code)
    parts = [text.find(f"\n{part}") for part in ("What:", "Why:", "Way out:", "```")]
    assert -1 not in parts
    assert parts == sorted(parts)
    assert text.count("```") % 2 == 0


def test_an_example_may_hold_headings() -> None:
    text = "## one\nA\n```md\n## Title\n```\n## two\nB\n"
    assert [code for code, _ in sections(text)] == ["one", "two"]


def test_what_was_copied_along_is_forgiven() -> None:
    assert explain("[unknown-rubric]") == explain("unknown-rubric")


def test_an_unknown_code_gets_a_suggestion() -> None:
    with pytest.raises(RotativeError, match='did you mean "unknown-rubric"'):
        explain("unknown-rubrik")
