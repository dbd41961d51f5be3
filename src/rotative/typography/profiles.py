"""Which language gets which rules."""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module

from .edits import Rule
from .engine import Profile, ready

_HOUSES: dict[str, tuple[str, str]] = {
    # tag: (module, function); imported and compiled at the first use of the language.
    "fr": ("french", "france"),
    "fr-FR": ("french", "france"),
    "fr-BE": ("french", "france"),
    "fr-LU": ("french", "france"),
    "fr-CA": ("french", "canada"),
    "fr-CH": ("french", "switzerland"),
    "en": ("english", "english"),
    "en-US": ("english", "english"),
    "en-GB": ("english", "english"),
    "de": ("german", "germany"),
    "de-DE": ("german", "germany"),
    "de-AT": ("german", "germany"),
    "de-CH": ("german", "switzerland"),
    "es": ("romance", "spanish"),
    "it": ("romance", "italian"),
    "pt": ("romance", "brazilian"),
    "pt-BR": ("romance", "brazilian"),
    "pt-PT": ("romance", "portuguese"),
    "nl": ("dutch", "dutch"),
    "pl": ("slavic", "polish"),
    "ru": ("slavic", "russian"),
    "el": ("greek", "greek"),
}
_SAME = {"fr-MC": "fr-FR", "de-LI": "de-CH", "pt-AO": "pt-PT", "pt-MZ": "pt-PT", "pt-CV": "pt-PT"}


def languages() -> tuple[str, ...]:
    """Return the tags that have a house profile, in alphabetical order."""
    return tuple(sorted(_HOUSES))


def profile(language: str, *, without: tuple[str, ...] = ()) -> Profile:
    """Return the profile of a language, less the rules named in ``without``.

    Tags are BCP 47 in any case, with ``-`` or ``_``. A region without its own profile takes
    its language's; Canada and Switzerland have their own, so they never take France's. An
    unknown language gets an empty profile. A rule name that no profile of the language
    has raises ``ValueError``.
    """
    return _profile(language, without)


@lru_cache(maxsize=256)
def _profile(language: str, without: tuple[str, ...]) -> Profile:
    tag = resolve(language)
    if tag is None:
        return Profile(language)
    house = _house(*_HOUSES[tag])
    if not without:
        return house
    _check_names(house, without)
    kept = tuple(rule for rule in house.rules if rule.id not in without)
    superscripts = house.superscripts and "superscripts" not in without
    return ready(house._replace(rules=kept, superscripts=superscripts))


@lru_cache(maxsize=32)
def _house(module: str, function: str) -> Profile:
    make: Callable[[], Profile] = getattr(import_module(f"{__package__}.{module}"), function)
    return ready(make())


def resolve(language: str) -> str | None:
    """Return the tag whose profile a language takes, or None."""
    parts = language.replace("_", "-").split("-")
    base = parts[0].lower()
    if base not in _HOUSES:
        return None
    for part in parts[1:]:
        if len(part) == 2 and part.isalpha():
            tag = f"{base}-{part.upper()}"
            tag = _SAME.get(tag, tag)
            return tag if tag in _HOUSES else base
    return base


def _check_names(house: Profile, without: tuple[str, ...]) -> None:
    from difflib import get_close_matches

    names = rule_names(house.rules) | {"superscripts", "nfc"}
    for name in without:
        if name not in names:
            close = get_close_matches(name, sorted(names), 1)
            hint = (
                f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(sorted(names))}"
            )
            raise ValueError(f"no typographic rule is called {name!r}{hint}")


def rule_names(rules: tuple[Rule, ...]) -> set[str]:
    """Return the names of the rules."""
    return {rule.id for rule in rules}
