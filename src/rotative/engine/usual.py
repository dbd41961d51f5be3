"""The engine's own sheets, of which a document asks a part.

While it is imported, WeasyPrint reads three hundred rules and fifty styles of counters, which takes
a third of that. Here a rule is read when an element of its name is first matched, and a style of
counters when it is first asked for. This fits one known release; any other reads all at once.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from rotative.engine.sheets import written

KNOWN = "70.0"
# A place in the order of all is that of a rule, then that among its selectors.
MOST_SELECTORS = 1000
ANY = ""  # of what is not about elements of one name
SHEETS = ("UA_STYLESHEET", "UA_FORM_STYLESHEET", "PH_STYLESHEET")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COUNTER = re.compile(r"@counter-style\s+([\w-]+)")
# The name of the element that a selector is about, where nothing in brackets holds a comma.
_NAME = re.compile(r"(?:^|[\s>+~])([a-z][a-z0-9]*)(?:\[[^\]\s,]*(?: i)?\]|::?[a-z-]+)*$")


@contextmanager
def later() -> Iterator[Callable[[Any], None]]:
    """Have the engine read none of its sheets meanwhile; what is yielded takes it, and has it read.

    That is all at once, or what is asked for by and by.
    """
    import tinycss2

    if "weasyprint" in sys.modules:
        yield lambda _: None
        return
    parse = tinycss2.parse_stylesheet
    tinycss2.parse_stylesheet = lambda *_, **__: []
    try:
        yield _fill
    finally:
        tinycss2.parse_stylesheet = parse


def _fill(engine: Any) -> None:
    from weasyprint import html

    known = engine.__version__ == KNOWN
    for name, text in zip(SHEETS, (html.UA, html.UA_FORM, html.PH), strict=True):
        sheet = getattr(html, name)
        now = _postponed(text, sheet, html.UA_COUNTER_STYLE) if known else text
        _read(now, sheet.matcher, sheet.page_rules, html.UA_COUNTER_STYLE)


def _read(text: str, matcher: Any, pages: list[Any], counters: Any) -> None:
    """Have the engine read rules, as it does itself."""
    import tinycss2
    from weasyprint import css

    rules = tinycss2.parse_stylesheet(text)
    css.preprocess_stylesheet("print", None, rules, None, matcher, pages, [], None, counters, {})


def _postponed(text: str, sheet: Any, counters: Any) -> str:
    """Keep what a sheet may be asked for, and return the rest."""
    matcher = sheet.matcher = _matcher()
    rest = []
    for place, rule in enumerate(written(_COMMENT.sub("", text)), 1):
        if named := _COUNTER.match(rule):
            counters[named[1]] = _Counter(named[1], rule)
        elif rule.startswith("@"):
            rest.append(rule)
        else:
            matcher.keep(rule, place * MOST_SELECTORS)
    return "\n".join(rest)


class _Counter(dict[str, Any]):
    """A style of counters, read when it is first asked for what it says."""

    def __init__(self, name: str, rule: str) -> None:
        super().__init__()
        self._name, self._rule = name, rule

    def _said(self) -> dict[str, Any]:
        if not len(self):
            read: dict[str, Any] = {}
            _read(self._rule, None, [], read)
            self.update(read[self._name])
        return self

    def __getitem__(self, name: str) -> Any:
        return dict.__getitem__(self._said(), name)

    def copy(self) -> dict[str, Any]:
        """Return a plain copy."""
        return dict.copy(self._said())

    def items(self) -> Any:
        """Return what it says, by descriptors."""
        return dict.items(self._said())


@dataclass(slots=True)
class _Rule:
    """A rule's declarations, as written; and as the engine reads them, once it has."""

    block: str
    read: Any = None

    def selectors(self, selector: str) -> Iterator[tuple[Any, Any]]:
        """Yield a selector of the rule as the engine reads it, with what it keeps with it.

        All of a rule share its declarations: elements do their styles, where those are the same.
        """
        if self.read is None:
            taken: list[Any] = []
            reader = SimpleNamespace(add_selector=lambda *one: taken.append(one))
            _read(f"{selector}{{{self.block}", reader, [], {})
            for compiled, self.read in taken:
                yield compiled, self.read
            return
        from cssselect2 import compile_selector_list

        yield from ((compiled, self.read) for compiled in compile_selector_list(selector))


def _matcher() -> Any:
    """Return what matches a sheet's rules, which it reads when they are asked for."""
    from cssselect2 import Matcher

    class Later(Matcher):  # type: ignore[misc]
        """Keeps selectors by the names of elements, each with its place in the order of all."""

        def __init__(self) -> None:
            super().__init__()
            self.later: dict[str, list[tuple[int, str, _Rule]]] = {}

        def keep(self, rule: str, order: int) -> None:
            """Keep a rule whose first selector is the one after `order`."""
            prelude, _, block = rule.partition("{")
            kept = _Rule(block)
            for place, one in enumerate([prelude] if "(" in prelude else prelude.split(","), order):
                named = "(" not in one and _NAME.search(one.strip())
                self.later.setdefault(named[1] if named else ANY, []).append((place, one, kept))

        def match(self, element: Any) -> Any:
            """Return what the sheet says of an element."""
            for name in (ANY, element.local_name.lower()):
                for order, selector, rule in self.later.pop(name, ()):
                    self.order = order
                    for compiled, read in rule.selectors(selector):
                        self.add_selector(compiled, read)
            return super().match(element)

    return Later()
