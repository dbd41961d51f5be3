"""The house profile of Dutch."""

from . import generic
from .engine import Profile
from .european import inside, no_blanks, numbers, quotes
from .quotes import QuoteStyle

TAALUNIE = "Taalunie; Renkema, Schrijfwijzer"

STYLE = QuoteStyle(
    inside={"": ("“", "”"), "“": ("‘", "’"), "‘": ("“", "”")},
    converted=frozenset(("“", "„")),
    single=("‘", "’"),
    clipped="[stnkrmSTNKRM]|ns|ie|er|em|ne",
)


def dutch() -> Profile:
    """Return the profile of nl: “ ” and ‘ ’; ’s and ’t begin with an apostrophe."""
    return Profile(
        "nl",
        (
            generic.ellipsis(),
            quotes(STYLE, TAALUNIE),
            generic.apostrophes(STYLE.clipped),
            *no_blanks(TAALUNIE),
            inside("“", "”", TAALUNIE),
            *numbers(TAALUNIE),
        ),
        STYLE,
    )
