"""Where the article of a page is, among menus, banners, comments and what else to read."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from typing import Any

from rotative.gather import trees
from rotative.gather.harvest import needed

NEARLY_ALL = 0.85
"""The share of the article's words that its element must hold."""

_SMELLS = re.compile(
    r"(^|[-_ ])(share|sharing|social|related|newsletter|promo|advert|ads?|sponsor|sidebar|comments?"
    r"|breadcrumbs?|cookie|subscribe|paywall|recommend\w*|outbrain|taboola|toolbar|print|skip"
    r"|pagination|tags?|partage|abonne\w*|publicite|banner|popup|modal|menu|navbar|widget)"
    r"([-_ ]|$)",
    re.IGNORECASE,
)
_ALWAYS_AROUND = ("nav", "form", "footer", "aside")
_PARAGRAPHS = frozenset(
    """
    p li h1 h2 h3 h4 h5 h6 blockquote td th pre div figcaption dd dt section article span
    """.split()  # noqa: SIM905 - names read better as words
)
_KEY = 60


def main_part(root: Any, url: str) -> Any:
    """Return the element that holds the article, what surrounds it inside taken out."""
    body = root.find(".//body")
    body = root if body is None else body
    known = _told_lines(root, url)
    marked = _matches(body, known)
    total = sum(marked.values())
    if not total:
        found = next(iter(body.iter("article", "main")), body)
        _prune(found, set())
        return found
    weight: dict[Any, int] = {}
    for element, size in marked.items():
        for each in (element, *element.iterancestors()):
            weight[each] = weight.get(each, 0) + size
    found = body
    while (inner := _heaviest(found, weight)) is not None and weight[inner] >= NEARLY_ALL * total:
        if inner in marked:
            break
        found = inner
    _prune(found, {element for element in weight if element is not found})
    return found


def _heaviest(element: Any, weight: dict[Any, int]) -> Any:
    inner = [child for child in element if child in weight]
    return max(inner, key=lambda child: weight[child], default=None)


def _told_lines(root: Any, url: str) -> dict[str, int]:
    """Return the beginnings of the article's paragraphs as trafilatura sees them, with sizes."""
    with needed("trafilatura"):
        import trafilatura
    # It tells the terminal of pages it makes nothing of; we tell the editor.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.bare_extraction(
            deepcopy(root),
            url=url or None,
            include_comments=False,
            include_tables=True,
            favor_recall=True,
        )
    except Exception:  # noqa: BLE001 - a page it cannot read is read as it stands
        found = None
    text = str(getattr(found, "text", "") or "")
    lines = (_bare(line.lstrip("-|# ")) for line in text.split("\n"))
    return {line[:_KEY]: len(line) for line in lines if len(line) > 20}


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _matches(body: Any, known: dict[str, int]) -> dict[Any, int]:
    """Return the innermost elements that begin like the article's paragraphs, with their sizes."""
    found: dict[str, Any] = {}
    for element in body.iter(*_PARAGRAPHS):
        key = _bare(_opening(element))[:_KEY]
        if key in known and (key not in found or found[key] in element.iterancestors()):
            found[key] = element
    return {element: known[key] for key, element in found.items()}


def _opening(element: Any) -> str:
    """Return enough of the words an element begins with."""
    out, size = [], 0
    for text in element.itertext():
        out.append(text)
        size += len(text.strip())
        if size > 4 * _KEY:
            break
    return "".join(out)


def _prune(found: Any, kept: set[Any]) -> None:
    """Take out what surrounds an article, unless it holds words of the article."""
    for element in list(found.iter()):
        if element is found or element in kept or not isinstance(element.tag, str):
            continue
        around = element.tag in _ALWAYS_AROUND and not _is_notes(element)
        if around or _smells(element) or _only_links(element):
            trees.remove(element)


def _smells(element: Any) -> bool:
    if element.tag in {"html", "body", "img", "a", "td", "th", "tr", "li", "sup"} or _is_notes(
        element
    ):
        return False
    return bool(_SMELLS.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _is_notes(element: Any) -> bool:
    return bool(
        re.search(
            r"note", f"{element.get('class', '')} {element.get('role', '')} {element.get('id', '')}"
        )
    )


def _only_links(element: Any) -> bool:
    """Tell whether a paragraph or list is hardly more than links elsewhere."""
    if element.tag not in {"p", "ul", "ol", "div", "section"} or element.find(".//img") is not None:
        return False
    words = len(trees.words(element))
    linked = sum(
        len(trees.words(a)) for a in element.iter("a") if not a.get("href", "#").startswith("#")
    )
    return words > 0 and linked > 0.8 * words
