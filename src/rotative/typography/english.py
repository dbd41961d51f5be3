"""The house profile of English."""

from . import dashes, generic
from .engine import Profile
from .european import inside, no_blanks, quotes
from .quotes import QuoteStyle

CHICAGO = "The Chicago Manual of Style; New Hart’s Rules"

STYLE = QuoteStyle(
    inside={"": ("“", "”"), "“": ("‘", "’"), "‘": ("“", "”")},
    converted=frozenset(("“",)),
    single=("‘", "’"),
    clipped=(
        "[nN]|[eE]m|[tT]is|[tT]was|[tT]were|[tT]will|[tT]ill?|[cC]ause|[cC]uz|[cC]os|[bB]out|[rR]ound|"
        "[nN]eath|[nN]uff|ere|im|uns?|appen"
    ),
)


def english() -> Profile:
    """Return the profile of en, en-US, en-GB: “ ” outside, ‘ ’ inside, -- as an em dash."""
    return Profile(
        "en",
        (
            generic.ellipsis(),
            quotes(STYLE, CHICAGO),
            generic.apostrophes(STYLE.clipped),
            *no_blanks(CHICAGO),
            inside("“", "”", CHICAGO),
            dashes.double_hyphens(),
            generic.groups(source=CHICAGO),
        ),
        STYLE,
    )
