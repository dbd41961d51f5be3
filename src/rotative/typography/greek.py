"""The house profile of Greek."""

from . import generic
from .engine import Profile
from .european import inside, no_blanks, numbers, quotes
from .quotes import QuoteStyle

GREEK = "Τριανταφυλλίδης; Οδηγός Ευρωπαϊκής Ένωσης"

STYLE = QuoteStyle(
    inside={"": ("«", "»"), "«": ("“", "”"), "“": ("‘", "’")},
    converted=frozenset(("“", "„", "«", "<<")),
)


def greek() -> Profile:
    """Return the profile of el: « » and “ ”; ; asks a question and takes no blank."""
    return Profile(
        "el",
        (
            generic.ellipsis(),
            quotes(STYLE, GREEK),
            generic.apostrophes(every=True),
            *no_blanks(GREEK, ",;:!?.·"),
            inside("«", "»", GREEK),
            inside("“", "”", GREEK),
            *numbers(GREEK),
        ),
        STYLE,
    )
