"""The house profiles of German: Germany and Austria, Switzerland."""

from . import dashes, generic
from .edits import Rule
from .engine import Profile
from .european import bound, inside, letter_pairs, no_blanks, numbers, quotes
from .marks import NBSP, B
from .quotes import QuoteStyle

DUDEN = "Duden; DIN 5008"

STYLE = QuoteStyle(
    inside={"": ("„", "“"), "„": ("‚", "‘"), "‚": ("„", "“"), "«": ("‹", "›"), "»": ("›", "‹")},
    converted=frozenset(("“", "„")),
    single=("‚", "‘"),
    clipped="[sS]|n|ne[nmr]?|rein|raus|rauf|runter|rüber|ran|mal|türlich",
)
STYLE_CH = QuoteStyle(
    inside={"": ("«", "»"), "«": ("‹", "›"), "‹": ("«", "»")},
    converted=frozenset(("“", "„", "«")),
    single=("‹", "›"),
    clipped=STYLE.clipped,
)
_LETTERS = (
    rf"(?<!\w)z\.({B}*)[BTZHdK]\.|(?<!\w)d\.({B}*)h\.|(?<!\w)u\.({B}*)[aUävÄ]\.|(?<!\w)[oO]\.({B}*)[ÄäaBg]\.|"
    rf"(?<!\w)[sS]\.({B}*)[oau]\.|(?<!\w)i\.({B}*)(?:[VAReG]\.|d\.({B}*)R\.)|(?<!\w)v\.({B}*)[aHlru]\.|(?<!\w)a\.({B}*)[DMaOR]\.|"
    rf"(?<!\w)m\.({B}*)[EW]\.|(?<!\w)e\.({B}*)[VK]\.|(?<!\w)n\.({B}*)Chr\.|(?<!\w)v\.({B}*)Chr\."
)


def _rules(style: QuoteStyle, *inner: Rule) -> tuple[Rule, ...]:
    return (
        generic.ellipsis(),
        quotes(style, DUDEN),
        generic.apostrophes(style.clipped),
        *no_blanks(DUDEN),
        *inner,
        dashes.hyphen_to_dash("–"),
        *numbers(DUDEN, NBSP),
        bound("§§?", r"\d", DUDEN, "§", glued=True),
        bound(r"Nr\.|Art\.|Abs\.|Kap\.|Abb\.|Bd\.|S\.", r"\d", DUDEN, "."),
        letter_pairs(_LETTERS, DUDEN),
    )


def germany() -> Profile:
    """Return the profile of de, de-DE, de-AT: „ “ outside, ‚ ‘ inside."""
    return Profile("de", _rules(STYLE, inside("„", "“", DUDEN)), STYLE)


def switzerland() -> Profile:
    """Return the profile of de-CH: « » outside, ‹ › inside, without blanks."""
    return Profile(
        "de-CH", (*_rules(STYLE_CH, inside("«", "»", DUDEN)), generic.swiss_thousands()), STYLE_CH
    )
