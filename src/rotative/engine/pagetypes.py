"""Pages of one kind share their styles: the engine computes those of each page and its margins.

What rules of @page can ask of a page is its side, its name, and whether it is blank or the first;
where none counts pages (`:nth()`), others of a kind differ in nothing. It stands in the place of
one function of a known release of WeasyPrint, and calls it for the first of each kind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

KNOWN = "70.0"


def share(version: str) -> None:
    """Have styles shared, if `version` is the release that this is known to fit."""
    if version != KNOWN:
        return
    from weasyprint.layout import page

    page.set_page_type_computed_styles = _shared(page.set_page_type_computed_styles)


def _shared(own: Callable[..., None]) -> Callable[..., None]:
    """Return `set_page_type_computed_styles` that computes those of the first page of a kind."""

    @wraps(own)
    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        # One for each kind, with the parts of its pages that have styles; None where rules count.
        known = vars(style_for).get("rotative_pages", False)
        if known is False:
            known = style_for.rotative_pages = None if _counts(style_for) else {}
        computed = style_for.get_computed_styles()
        kind = page_type.side, page_type.blank, page_type.name, page_type.index == 0
        if known is not None and kind in known:
            other, parts = known[kind]
            for part in parts:
                computed[page_type, part] = computed[other, part]
            return
        own(page_type, html, style_for)
        if known is not None:
            known[kind] = page_type, [part for one, part in computed if one == page_type]

    return set_page_type_computed_styles


def _counts(style_for: Any) -> bool:
    """Tell whether a rule of @page asks for the number of a page."""
    sheets = [sheet for sheet, _, _ in style_for._sheets]  # noqa: SLF001 - there is no public way
    rules = [selectors for sheet in sheets for _, selectors, _ in sheet.page_rules]
    return any(kind.index is not None for selectors in rules for _, _, kind in selectors)
