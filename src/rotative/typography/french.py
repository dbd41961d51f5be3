"""The house profiles of French: fr (also BE and LU), fr-CA, fr-CH."""

from . import dashes, generic, numerals
from .edits import Rule
from .engine import Profile
from .finders import compiled, holding, several, slot_after, slot_before, slots, triggers, where
from .marks import LOWER, NBSP, NNBSP, UPPER, B
from .quotes import QuoteStyle, quotation_rule

LEXIQUE = "Lexique de l’Imprimerie nationale"

_CLIPPED = "n|tite?s?|y|pis|vec|ben|sieur|cause|videmment"

STYLE = QuoteStyle(
    inside={"": ("«", "»"), "«": ("“", "”"), "“": ("‘", "’"), "‘": ("“", "”")},
    converted=frozenset(("“", "„", "«", "<<")),
    single=("«", "»"),
    clipped=_CLIPPED,
)
STYLE_CH = QuoteStyle(
    inside={"": ("«", "»"), "«": ("‹", "›"), "‹": ("“", "”"), "“": ("‘", "’")},
    converted=frozenset(("“", "„", "«", "<<")),
    single=("«", "»"),
    clipped=_CLIPPED,
)

_CURRENCY = r"(?:[kM]|Md|Mds)?[€£¥₽₿](?!\d)|\$(?![\d{])|(?:US|CA)\$|(?:EUR|USD|CHF|GBP|CAD)(?!\w)"
_MONEY = (*"€£¥₽₿$", "EUR", "USD", "CHF", "GBP", "CAD")
_LONG_UNITS = (
    "km/h|m/s|km²|km2|m²|m2|m³|m3|cm2|cm3|cm²|cm³|mm²|hm²|dm³|km|hm|cm|mm|µm|nm|kg|mg|µg|"
    "ml|mL|cl|cL|dl|dL|hl|hL|kWh|MWh|GWh|TWh|Wh|kW|MW|GW|TW|kHz|MHz|GHz|Hz|kV|mV|mA|"
    "kPa|hPa|bar|kJ|kcal|cal|dB|ko|Ko|Mo|Go|To|Po|kB|MB|GB|TB|Mbit/s|Gbit/s|Mb/s|Gb/s|"
    "dpi|ppm|ha|ms|m|g|°C|°F"
)
_SHORT_UNITS = "t|l|L|s|h|W|V|A|K|J|N|min"
_END = r"(?![\w’'°])"
_ELIDED = (
    "[LlDdJjMmTtSsCcNn]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uoiqu|[Qq]uelqu|[Pp]resqu|"
    "[Aa]ujourd|[Ee]ntr"
)
_ABBREVIATED = "[pP]p?|[aA]rts?|[cC]hap|[fF]ig|[vV]ol|[tT]|[aA]l|[pP]l"
_CENTURY = r"(?<!\w)(?:[IVXivx]{1,7}|\d{1,2})e(?:r?s?)"
_PARTICLES = r"de\b|du\b|des\b|d[’']|le\b|la\b|les\b|l[’']|von\b|van\b|el\b|al\b|ben\b|di\b"


def rules(
    style: QuoteStyle, high: str, before_colon: str, guillemet: str, percent: str
) -> tuple[Rule, ...]:
    """Return the rules of a French house: blanks before ; ! ?, before :, inside « », before %."""
    return (
        generic.ellipsis(),
        Rule("ellipsis", slots(rf"[eE](?<!\w.)tc(\.?{B}*+…\.*)", "."), triggers("…"), LEXIQUE),
        Rule(
            "ellipsis",
            generic.dotted(slots(rf"tc\.(?<=[eE]...)(?<!\w....)({B}*+\.+)(?!\w)", "")),
            triggers("."),
            LEXIQUE,
        ),
        Rule("quotes", quotation_rule(style), triggers("\"'“”„«‘<"), LEXIQUE + ", guillemets"),
        generic.apostrophes(every=True),
        generic.elisions(_ELIDED),
        generic.ellipsis_glued(),
        generic.no_blank_before(",."),
        generic.inside_brackets(),
        generic.inside_quotes("«", "»", guillemet, source=LEXIQUE),
        generic.inside_quotes("“", "”", "", source=LEXIQUE),
        generic.around_guillemets(),
        generic.high_punctuation("!?", high, source=LEXIQUE),
        generic.high_punctuation(";", high, source=LEXIQUE),
        generic.colon(before_colon, source=LEXIQUE),
        dashes.paired_dashes(" ", NBSP),
        dashes.dialogue(NBSP),
        *_numbers(percent),
        *_bindings(),
    )


def _numbers(percent: str) -> tuple[Rule, ...]:
    return (
        numerals.ordinals(),
        generic.groups(source=LEXIQUE),
        numerals.long_numbers(),
        generic.before_units(r"[%‰](?!\w)", percent, rule="percent", source=LEXIQUE, chars="%‰"),
        generic.before_units(
            _CURRENCY, NBSP, rule="currency", source=LEXIQUE, chars="€£¥₽₿$RDFP", holds=_MONEY
        ),
        generic.before_units(rf"(?:{_LONG_UNITS}){_END}", NBSP, source=LEXIQUE),
        generic.before_units(rf"(?:{_SHORT_UNITS}){_END}", NBSP, glued=False, source=LEXIQUE),
        Rule(
            "units",
            several(
                slots(rf"[0-9]({B}*+)°({B}++)(?=[CF]{_END})", NBSP, ""),
                slots(rf"[0-9]({B}++)(?=°(?!{B}?[CF]{_END}))", ""),
            ),
            triggers("°"),
            LEXIQUE,
        ),
        numerals.hours(),
    )


def _bindings() -> tuple[Rule, ...]:
    capital = f"[{UPPER}]"
    return (
        generic.after_words("[nN][°º]s?", r"\w", "numero", LEXIQUE, "°º", glued=True),
        generic.after_words("no", r"\d", "numero", LEXIQUE, numerals.DIGITS),
        generic.after_words("No", r"\d", "numero", LEXIQUE, numerals.DIGITS),
        _abbreviations(),
        generic.after_words("§§?", r"\d", "abbreviations", LEXIQUE, "§", glued=True),
        generic.after_words(
            r"MM?\.", rf"{capital}|{_PARTICLES}", "civility", LEXIQUE, "M", holds=("M.",)
        ),
        Rule(
            "civility",
            holding(("M.",), slots(rf"M(?<!\w.)M?\.()(?={capital}[{LOWER}]{{2}})", NBSP)),
            triggers("M"),
            LEXIQUE,
        ),
        generic.after_words(
            r"M(?:mes?|lles?)", r"[^\W\d_]", "civility", LEXIQUE, "M", holds=("Mme", "Mlle")
        ),
        generic.after_words(
            r"[DPMV](?:(?<=[DP])rs?\.?|(?<=M)(?:gr|[er])|(?<=V)ve)",
            rf"{capital}|d[eu]\b",
            "civility",
            LEXIQUE,
            "DPMV",
            holds=("Dr", "Pr", "Mgr", "Me", "Mr", "Vve"),
        ),
        Rule(
            "centuries",
            several(
                holding(
                    ("siècle", "siecle"),
                    slot_before(rf"s(?<={B}.)i[èe]cles?(?!\w)", _CENTURY, NBSP),
                ),
                slot_before(rf"s\.(?<={B}..)", _CENTURY, NBSP),
            ),
            source=LEXIQUE,
        ),
    )


def _abbreviations() -> Rule:
    """Bind a shortened word to its number."""
    volume = r"(?<!\w)(?:[tT]|[vV]ol|[cC]hap|[lL]iv)"
    gate = rf"\.{B}*+(?:\d|[IVXLC]+\b|[LRDA]\.)"
    find = where(
        lambda text: compiled(gate).search(text),
        slot_after(rf"(?<!\w)(?:{_ABBREVIATED})", rf"\.({B}*+)(?=\d)", NBSP),
        slot_after(volume, rf"\.({B}++)(?=[IVXLC]+\b)", NBSP),
        slot_after(r"(?<!\w)[aA]rts?", rf"\.({B}++)(?=[LRDA]\.)", NBSP),
        slot_after(rf"(?<!\w)[aA]rts?\.{B}?[LRDA]", rf"\.({B}++)(?=\d)", NBSP),
    )
    return Rule("abbreviations", find, triggers(numerals.DIGITS, "LRDAIVXC"), LEXIQUE)


def france() -> Profile:
    """Return the profile of fr, fr-FR, fr-BE, fr-LU."""
    return Profile("fr", rules(STYLE, NNBSP, NBSP, NBSP, NBSP), STYLE, superscripts=True)


def canada() -> Profile:
    """Return the profile of fr-CA: nothing before ; ! ?, ⍽ before : and inside « »."""
    return Profile("fr-CA", rules(STYLE, "", NBSP, NBSP, NBSP), STYLE, superscripts=True)


def switzerland() -> Profile:
    """Return the profile of fr-CH: ‿ before ; : ! ? and inside « », % glued, second level ‹ ›."""
    swiss = (*rules(STYLE_CH, NNBSP, NNBSP, NNBSP, ""), generic.swiss_thousands())
    return Profile("fr-CH", swiss, STYLE_CH, superscripts=True)
