"""Orthotypography: text as a careful compositor of its language would set it.

``typeset`` works on plain text, ``typeset_markup`` on fragments of XHTML; ``inspect`` and
``inspect_markup`` say what would change and what is left to the editor. The modules that
only markup or inspection need are imported at their first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .plain import typeset
from .profiles import languages, profile

if TYPE_CHECKING:
    from .engine import Profile
    from .fragments import MarkupError
    from .inspection import Change, Doubt, inspect, inspect_markup
    from .markup import typeset_markup

__all__ = [
    "Change",
    "Doubt",
    "MarkupError",
    "Profile",
    "inspect",
    "inspect_markup",
    "languages",
    "profile",
    "typeset",
    "typeset_markup",
]

_HOMES = {
    "Change": "inspection",
    "Doubt": "inspection",
    "MarkupError": "fragments",
    "Profile": "engine",
    "inspect": "inspection",
    "inspect_markup": "inspection",
    "typeset_markup": "markup",
}


def __getattr__(name: str) -> object:
    """Import a public name at its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value
