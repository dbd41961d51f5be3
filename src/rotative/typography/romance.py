"""The house profiles of Spanish, Italian and Portuguese."""

from . import dashes, generic
from .edits import Rule
from .engine import Profile
from .european import bound, inside, no_blanks, numbers, quotes
from .finders import slots, triggers
from .marks import NBSP, B
from .quotes import QuoteStyle

RAE = "RAE, Ortografía de la lengua española"
ITALIAN = "Accademia della Crusca; UNI 6461"
PORTUGUESE = "Acordo Ortográfico; Manual de Redação"

_ANGLE = QuoteStyle(
    inside={"": ("«", "»"), "«": ("“", "”"), "“": ("‘", "’"), "‘": ("“", "”")},
    converted=frozenset(("“", "„", "«", "<<")),
    single=("‘", "’"),
)
_ITALIAN = _ANGLE._replace(clipped="[nN]drangheta|[nN]a?|st[aeio]|ntoni|gnor[ae]?|[cC]ause")
_CURLY = QuoteStyle(
    inside={"": ("“", "”"), "“": ("‘", "’"), "‘": ("“", "”")},
    converted=frozenset(("“", "„")),
    single=("‘", "’"),
)


def spanish() -> Profile:
    """Return the profile of es: « » and “ ”, no blank inside ¿? ¡!, raya glued to its clause."""
    inverted = Rule("blanks", slots(rf"[¿¡]({B}++)(?=[^\s])", ""), triggers("¿¡"), RAE)
    doubled = Rule(
        "abbreviations",
        slots(r"(?<!\w)([A-Z])\1\." + rf"({B}*)([A-Z])\3\.", None, NBSP, None),
        triggers("."),
        RAE,
    )
    return Profile(
        "es",
        (
            generic.ellipsis(),
            quotes(_ANGLE, RAE),
            generic.apostrophes(),
            *no_blanks(RAE),
            inverted,
            inside("«", "»", RAE),
            inside("“", "”", RAE),
            dashes.paired_dashes(" ", "", RAE),
            dashes.dialogue("", RAE),
            *numbers(RAE, NBSP),
            doubled,
            bound(
                r"[nN]\.[ºo]|[nN][º°]|[pP]ágs?\.|[pP]p?\.|[aA]rts?\.|[vV]ol\.", r"\d", RAE, ".º°"
            ),
        ),
        _ANGLE,
    )


def italian() -> Profile:
    """Return the profile of it: « » and “ ”, elision with ’, % glued."""
    elided = (
        "[LlDdCcSsMmTtVvNn]|[Uu]n|(?:[Dd]|[AaNnSsCc])(?:e|a|u|o)ll|[Dd]ell|[Aa]ll|[Nn]ell|[Ss]ull|[Cc]oll|[Qq]uell|"
        "[Qq]uest|[Bb]ell|[Ss]ant|[Tt]utt|[Aa]nch|[Cc]om|[Dd]ov|[Qq]ual|[Nn]essun|[Aa]lcun|[Cc]iascun|[Gg]rand|[Dd]all"
    )
    return Profile(
        "it",
        (
            generic.ellipsis(),
            quotes(_ITALIAN, ITALIAN),
            generic.apostrophes(every=True),
            generic.elisions(elided),
            *no_blanks(ITALIAN),
            inside("«", "»", ITALIAN),
            inside("“", "”", ITALIAN),
            Rule("quotes", slots(rf"(?<=[^\W\d_]’)({B}++)(?=«)", ""), triggers("«"), ITALIAN),
            *numbers(ITALIAN, ""),
            bound(r"[nN]\.|[pP]p?\.|[pP]agg?\.|[aA]rtt?\.|[vV]ol\.", r"\d", ITALIAN, "."),
        ),
        _ITALIAN,
    )


def _portuguese(style: QuoteStyle) -> tuple[Rule, ...]:
    return (
        generic.ellipsis(),
        quotes(style, PORTUGUESE),
        generic.apostrophes(),
        *no_blanks(PORTUGUESE),
        inside("«", "»", PORTUGUESE),
        inside("“", "”", PORTUGUESE),
        *numbers(PORTUGUESE),
        bound(
            r"[nN]\.[ºo]|[nN][º°]|[pP]ágs?\.|[pP]p?\.|[aA]rts?\.|[vV]ol\.", r"\d", PORTUGUESE, ".º°"
        ),
    )


def brazilian() -> Profile:
    """Return the profile of pt, pt-BR: “ ” and ‘ ’."""
    return Profile("pt-BR", _portuguese(_CURLY), _CURLY)


def portuguese() -> Profile:
    """Return the profile of pt-PT: « » and “ ”."""
    return Profile("pt-PT", _portuguese(_ANGLE), _ANGLE)
