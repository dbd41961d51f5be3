"""Rules of sheets, parsed once for all the documents of a process.

A catalogue's editions have the same thousand rules but for a dozen, a preview's next build all but
one or two, and parsing takes a sixth of what printing a small edition does. So each rule is kept
with what the engine makes of it. This stands in the place of `weasyprint.CSS` of one known release
where a document links its sheet, and hands on to it whatever is not plain: sheets that import,
that have layers or counters of their own, and rules the engine has something to say about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import field
from typing import Any

from rotative.dataclass import dataclass
from rotative.engine.hearing import hearing

KNOWN = "70.0"
# The rules of some four sheets, about 50 kB each.
MOST_RULES = 1024
LOADED = "rotative_loaded"
# What reaches beyond its own rule.
_FAR = re.compile(
    r"@(?:import|layer|counter-style|color-profile|charset|namespace)|<!--|-->", re.IGNORECASE
)
_BRACE = re.compile(
    r"""/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|url\([^)"']*\)|\\.|[{}]""",
    re.DOTALL,
)
_BRACKETS = (("(", ")"), ("[", "]"))

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the engine makes of a rule: selectors with declarations, page rules, faces."""

    selectors: list[tuple[Any, Any]] = field(default_factory=list)
    pages: list[Any] = field(default_factory=list)
    faces: list[Any] = field(default_factory=list)

    def add_selector(self, selector: Any, payload: Any) -> None:
        """Take a selector, as the engine's matcher does."""
        self.selectors.append((selector, payload))

    def add_font_face(self, descriptors: Any, _fetcher: object) -> None:
        """Take a face, as the engine's font configuration does."""
        self.faces.append(descriptors)


_known: dict[Key, _Rule] = {}


def remember(version: str) -> None:
    """Have rules remembered, if `version` is the release that this is known to fit."""
    if version != KNOWN:
        return
    from weasyprint import css

    css.CSS = _remembering(css.CSS)


def expect(text: str, url: str, fonts: Any, fetcher: Any) -> bool:
    """Read a sheet for paper as documents will that link to it, and tell whether it could be."""
    import weasyprint

    if weasyprint.__version__ != KNOWN or _FAR.search(text):
        return False
    rules = _rules(text, (url, "print"))
    for rule in rules:
        _load(rule, fonts, fetcher)
    return bool(rules)


def _load(rule: _Rule, fonts: Any, fetcher: Any) -> None:
    """Load the faces that a rule declares, if they are not there."""
    loaded = vars(fonts).setdefault(LOADED, [])
    for descriptors in rule.faces:
        if not any(descriptors is one for one in loaded):
            fonts.add_font_face(descriptors, fetcher)
            loaded.append(descriptors)


def _remembering(plain: Any) -> Callable[..., Any]:
    """Return what makes a sheet, as `plain` does, with a memory for its rules."""
    from weasyprint import css
    from weasyprint.urls import fetch

    def sheet(*, url: str | None = None, **options: Any) -> Any:
        if url is None:
            return plain(**options)
        fetcher = options["url_fetcher"]
        with fetch(fetcher, url) as response:
            base_url, text = response.url, _text(response)
        rules = text and _rules(text, (base_url, options["media_type"]))
        if not rules:
            return plain(url=url, **options)
        made = object.__new__(plain)
        made.base_url, made.matcher = base_url, css.cssselect2.Matcher()
        made.page_rules, made.layers = options["page_rules"], options["layers"]
        for rule in rules:
            for selector, payload in rule.selectors:
                made.matcher.add_selector(selector, payload)
            made.page_rules.extend(rule.pages)
            _load(rule, options["font_config"], fetcher)
        return made

    return sheet


def _text(response: Any) -> str:
    """Return a plain sheet in UTF-8, nothing for any other."""
    if response.content_type != "text/css" or response.charset not in (None, "utf-8"):
        return ""
    try:
        text = str(response.read(), "utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if _FAR.search(text) or text.startswith("\ufeff") else text


def _rules(text: str, place: tuple[str, str]) -> list[_Rule]:
    """Return the rules of a sheet, none if one of them is not plain."""
    found = []
    for one in written(text):
        rule = _known.get((one, *place)) or _read(one, *place)
        if rule is None:
            return []
        if len(_known) >= MOST_RULES:
            _known.clear()
        _known[one, *place] = rule
        found.append(rule)
    return found


def written(text: str) -> Iterator[str]:
    """Yield a sheet's rules one by one; a last piece that is none, if the sheet is not whole."""
    start = depth = 0
    for match in _BRACE.finditer(text):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if match[0] == "}" and depth <= 0:
            yield text[start : match.end()].strip()
            start, depth = match.end(), 0
    if rest := text[start:].strip():
        yield rest


def _read(written: str, base_url: str, media_type: str) -> _Rule | None:
    """Return what the engine makes of a rule, None if it is not whole or a complaint is due."""
    from weasyprint import css

    whole = written.endswith("}") and written.count("{") == written.count("}")
    if not whole or any(written.count(a) != written.count(b) for a, b in _BRACKETS):
        return None
    rule, parsed = _Rule(), css.tinycss2.parse_stylesheet(written)
    with hearing() as said:
        css.preprocess_stylesheet(
            media_type, base_url, parsed, None, rule, rule.pages, [], rule, {}, {}
        )
    return None if said else rule
