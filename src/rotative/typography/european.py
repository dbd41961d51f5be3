"""What the houses outside French share: no blank before a mark, numbers, quotations."""

from . import generic
from .edits import Rule
from .finders import slots, triggers
from .marks import NBSP, NNBSP
from .quotes import QuoteStyle, quotation_rule

CURRENCY = r"(?:[kM])?[€£¥₽₴₿](?!\d)|\$(?![\d{])|zł(?!\w)|(?:EUR|USD|CHF|GBP|PLN)(?!\w)|руб\."
UNITS = (
    "(?:km/h|m/s|km²|m²|m³|cm²|cm³|mm²|km|cm|mm|µm|nm|kg|mg|µg|ml|mL|cl|dl|kWh|MWh|GWh|TWh|Wh|kW|MW|GW|TW|"
    "kHz|MHz|GHz|Hz|kV|kPa|hPa|kcal|dB|MB|GB|TB|ha|ms|°C|°F|км/ч|км²|м²|м³|км|см|мм|кг|мг|мл|га|кВт|МВт|ГВт|"
    "m|g|l|L|м|г|л|т)(?![\\w’'°./])"
)


def quotes(style: QuoteStyle, source: str) -> Rule:
    """Make the rule that writes the house's quotation marks."""
    return Rule("quotes", quotation_rule(style), triggers("\"'“”„«‘‚<"), source)


def no_blanks(source: str, marks: str = ",;:!?.") -> tuple[Rule, ...]:
    """No blank before a mark of punctuation, before an ellipsis, inside brackets."""
    return (
        generic.ellipsis_glued(),
        generic.no_blank_before(marks, source=source),
        generic.inside_brackets(),
    )


def inside(opener: str, closer: str, source: str) -> Rule:
    """No blank inside the house's quotation marks."""
    return generic.inside_quotes(opener, closer, "", rule="quotes", source=source)


def numbers(source: str, percent: str | None = None, *, units: bool = True) -> tuple[Rule, ...]:
    """Groups of three stay together; a number stays with its sign or unit.

    ``percent`` is the blank before %: one to insert, "" to glue, None to bind only where
    a blank stands.
    """
    glue = percent is not None
    rules = [
        generic.groups(source=source),
        generic.before_units(
            r"[%‰](?!\w)",
            NBSP if percent is None else percent,
            glued=glue,
            rule="percent",
            source=source,
        ),
    ]
    if units:
        rules.append(
            generic.before_units(CURRENCY, NBSP, glued=False, rule="currency", source=source)
        )
        rules.append(generic.before_units(UNITS, NBSP, glued=False, source=source))
    return tuple(rules)


def bound(pattern: str, follows: str, source: str, chars: str = "", *, glued: bool = False) -> Rule:
    """Bind an abbreviation to what follows."""
    return generic.after_words(pattern, follows, "abbreviations", source, chars, glued=glued)


def letter_pairs(pairs: str, source: str, blank: str = NNBSP) -> Rule:
    """Bind the letters of the abbreviations given as a pattern with one group per slot."""
    return Rule("abbreviations", slots(pairs, blank), triggers("."), source)
