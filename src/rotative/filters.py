"""The few filters that templates may use besides Jinja's own."""

from __future__ import annotations

import re
from typing import Protocol
from urllib.parse import urlsplit

from markupsafe import Markup as Safe

from rotative.words import long_date

# A drop cap needs a plain first word: a letter, and one more letter or an apostrophe after it.
_OPENING = re.compile(r"""(<div class="body">\s*<p>)([^\W\d_])(?=[\w’'])""")


class Safened(Protocol):
    """Markup that intake or a template of ours made safe."""

    @property
    def xhtml(self) -> str:
        """Well-formed XHTML without active content."""


def markup(value: Safened) -> Safe:
    """Pass markup unescaped: only values whose type says that it is safe have `xhtml`."""
    return Safe(value.xhtml)  # noqa: S704 - safe by type


def lang(language: str, base: str) -> Safe:
    """Return the language attributes of a passage, none where it is in the base language."""
    if not language or language == base:
        return Safe("")
    return Safe(' lang="{0}" xml:lang="{0}"').format(language)


def host(url: str) -> str:
    """Return the host of a URL without `www.`, as a reader would name the site."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def fill(pattern: str, **values: object) -> str:
    """Fill the `{name}` places of a word from words/*.toml."""
    return pattern.format(**values)


def initial(section: Safe) -> Safe:
    """Wrap the first letter of a piece's body, which the sheet then drops over some lines.

    A floated element, because the engine cannot float `::first-letter` in columns.
    """
    return Safe(_OPENING.sub(r'\1<span class="initial">\2</span>', str(section), count=1))  # noqa: S704


FILTERS = {
    "fill": fill,
    "host": host,
    "initial": initial,
    "lang": lang,
    "long_date": long_date,
    "markup": markup,
}
