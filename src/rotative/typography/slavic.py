"""The house profiles of Polish and Russian."""

from . import dashes, generic
from .edits import Rule
from .engine import Profile
from .european import bound, inside, no_blanks, numbers, quotes
from .finders import slots, triggers
from .marks import NBSP, B
from .quotes import QuoteStyle

PWN = "PWN, Zasady pisowni i interpunkcji"
MILCHIN = "Мильчин, Справочник издателя и автора"

POLISH = QuoteStyle(
    inside={"": ("„", "”"), "„": ("«", "»"), "«": ("„", "”")},
    converted=frozenset(("“", "„")),
    single=("‚", "’"),
)
RUSSIAN = QuoteStyle(
    inside={"": ("«", "»"), "«": ("„", "“"), "„": ("«", "»")},
    converted=frozenset(("“", "„", "«", "<<")),
)
_START = rf"(?:(?<![^\n])|(?<=[.!?…»”]{B})|(?<=[«„“—–(]))"


def _one_letter(small: str, capital: str, source: str) -> Rule:
    """Bind a one-letter word to the next one (a capital only where a sentence begins)."""
    return Rule(
        "short-words",
        slots(
            rf"(?:(?<![\w.’'&/])[{small}]|{_START}[{capital}])({B}++)(?=[\w«„“\"(])",
            NBSP,
        ),
        triggers(small, capital),
        source,
    )


def polish() -> Profile:
    """Return the profile of pl: „ ” and « »; a i o u w z bind to the next word."""
    return Profile(
        "pl",
        (
            generic.ellipsis(),
            quotes(POLISH, PWN),
            generic.apostrophes(),
            *no_blanks(PWN),
            inside("„", "”", PWN),
            inside("«", "»", PWN),
            *numbers(PWN),
            Rule("years", slots(rf"[0-9]({B}++)(?=(?:r|w)\.)", NBSP), triggers("rw"), PWN),
            Rule("years", slots(r"[0-9]()(?=r\.(?!\w))", NBSP), triggers("r"), PWN),
            bound(r"[nN]r|[sS]\.|[tT]\.|[aA]rt\.|§|ul\.|[uU]st\.|pkt", r"\d", PWN, ".nN§"),
            _one_letter("aiouwz", "AIOUWZ", PWN),
        ),
        POLISH,
    )


def russian() -> Profile:
    """Return the profile of ru: « » and „ “; a spaced hyphen is a dash bound to the word before."""
    letter = "[А-ЯЁ]"
    return Profile(
        "ru",
        (
            generic.ellipsis(),
            quotes(RUSSIAN, MILCHIN),
            generic.apostrophes(),
            *no_blanks(MILCHIN),
            inside("«", "»", MILCHIN),
            inside("„", "“", MILCHIN),
            dashes.hyphen_to_dash("—", marks="-–—"),
            dashes.dialogue(NBSP, MILCHIN),
            *numbers(MILCHIN),
            bound("№№?", r"\d", MILCHIN, "№", glued=True),
            bound("§§?", r"\d", MILCHIN, "§", glued=True),
            Rule("years", slots(rf"[0-9]({B}*+)(?=гг?\.)", NBSP), triggers("г"), MILCHIN),
            Rule("years", slots(rf"[IVX]({B}++)(?=вв?\.)", NBSP), triggers("в"), MILCHIN),
            bound(r"г\.|ул\.|д\.|стр\.|с\.|рис\.|гл\.|ст\.|т\.|п\.", rf"{letter}|\d", MILCHIN, "."),
            Rule(
                "initials",
                slots(rf"{letter}(?<!\w.)\.({B}*+)(?={letter}(?:\.|[а-яё]))", NBSP),
                triggers("."),
                MILCHIN,
            ),
            Rule(
                "abbreviations",
                slots(rf"т(?<!\w.)\.({B}*+)(?=[декпо]\.)", NBSP),
                triggers("."),
                MILCHIN,
            ),
            Rule(
                "abbreviations",
                slots(rf"[ид](?<!\w.)({B}++)(?=т\.|др\.|пр\.)", NBSP),
                triggers("."),
                MILCHIN,
            ),
            Rule(
                "abbreviations",
                slots(rf"[дн](?<!\w.)\.({B}++)(?=н\.|э\.)", NBSP),
                triggers("."),
                MILCHIN,
            ),
            _one_letter("вксоуиа", "ВКСОУИА", MILCHIN),
        ),
        RUSSIAN,
    )
