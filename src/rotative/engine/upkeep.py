"""What the engine takes from the libraries below it and never gives back, given back.

Nothing of it shows in one build, but every small edition leaves 0.4 MB in a process:
the list of font features of every line, and the fonts of every document, since Pango's map of
fonts keeps its Fontconfig configuration for good unless it is given another one. All here stands
in the place of functions of one known release of WeasyPrint, and calls them; any other release is
left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

KNOWN = "70.0"


def keep_up(version: str) -> None:
    """Have everything given back, if `version` is the release that is known to keep it."""
    if version != KNOWN:
        return
    from weasyprint.text import ffi
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.text.line_break import Layout

    Layout.setup = _giving_back(Layout.setup, ffi.pango, ffi.ffi.NULL)
    FontConfiguration.__init__ = _without_memory(FontConfiguration.__init__)
    FontConfiguration.__del__ = _emptied(FontConfiguration.__del__, ffi)


def _giving_back(setup: Callable[..., None], pango: Any, null: Any) -> Callable[..., None]:
    """Return `Layout.setup` that leaves its list of attributes to the layout alone."""

    def give_back(self: Any, style: Any) -> None:
        setup(self, style)
        attributes = pango.pango_layout_get_attributes(self.layout)
        # A configuration made before this stood in place shares attributes among lists.
        own = isinstance(style.font_config.font_features, _Forgetful)
        if own and attributes != null:
            pango.pango_attr_list_unref(attributes)

    return give_back


class _Forgetful(dict[bytes, Any]):
    """Features of fonts by their text, which keeps none: each belongs to the list it is put in."""

    def setdefault(self, key: bytes, default: Any = None) -> Any:  # noqa: ARG002 - its signature
        """Return what is new."""
        return default


def _without_memory(start: Callable[..., None]) -> Callable[..., None]:
    """Return `FontConfiguration.__init__` that makes an attribute for each list of them."""

    def forgetful(self: Any) -> None:
        start(self)
        self.font_features = _Forgetful()

    return forgetful


def _emptied(end: Callable[..., None], ffi: Any) -> Callable[..., None]:
    """Return `FontConfiguration.__del__` that takes the fonts out of Pango's map of them."""
    set_config, cast, null = (
        ffi.pangoft2.pango_fc_font_map_set_config,
        ffi.ffi.cast,
        ffi.ffi.NULL,
    )

    def emptied(self: Any) -> None:
        end(self)
        if font_map := getattr(self, "font_map", None):
            set_config(cast("PangoFcFontMap *", font_map), null)

    return emptied
