"""French numbers: ordinals, long numbers, hours."""

from .edits import LEFT, Edit, Rule
from .finders import compiled, numbers, slots, triggers, where
from .marks import NBSP, NNBSP, B

DIGITS = "0123456789"

ROMAN = r"(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{2,3}|L?X{0,3}(?:IX|IV|V?I{1,3}))"
"""A Roman numeral up to 89 that no French word can be taken for: never L, C, D, M alone."""

_SUFFIX = {"ère": "re", "ere": "re", "ière": "re", "iere": "re", "ÈRE": "RE", "ERE": "RE"}
_FIRST = r"[1I](?<!\w.)(i?[èe]re|[ÈE]RE)[sS]?(?!\w)"
_NTH = r"[0-9IVX](?:(i?[èe]me|è)s?|([ÈE]ME)S?)(?!\w)"
_NUMBER = rf"(?<![\w.,])(?:\d{{1,12}}|{ROMAN})\Z"
_SUPERSCRIPT = (
    r"(?:[1I](?<![\w.,].)(ers?|res?)|2(?<![\w.,].)(nde?s?|de?s?)|[0-9IVX](es?))"
    r"(?!\w|-\d+(?![\de]))"  # 3e-4e are ordinals, 1e-5 is a power of ten
)
"""What may be an ordinal; whichever group matched is the part to raise."""


def _may_end(text: str, endings: str) -> bool:
    """Tell at little cost whether an ordinal could stand in a text: most have no number."""
    return compiled(f"[0-9IVX][{endings}]").search(text) is not None


def ordinals() -> Rule:
    """2ème, 2è and XXème are written 2e and XXe; 1ère is written 1re."""
    return Rule(
        "ordinals",
        _find_ordinals,
        triggers(DIGITS, "IVX"),
        "Lexique: abréviation des adjectifs ordinaux",
    )


def _find_ordinals(text: str) -> list[Edit]:
    if not _may_end(text, "èeiÈE"):
        return []
    firsts = compiled(_FIRST).finditer(text)
    edits: list[Edit] = [(m.start(1), m.end(1), _SUFFIX[m[1]], LEFT) for m in firsts]
    for match in compiled(_NTH).finditer(text):
        end = match.start() + 1
        if compiled(_NUMBER).search(text, max(0, end - 13), end):
            group = 1 if match[1] else 2
            edits.append((end, match.end(group), "e" if group == 1 else "E", LEFT))
    return sorted(edits) if len(edits) > 1 else edits


def raised(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text that bodies raise: XXe, 1er, 1re, 2e, 2nd."""
    if not _may_end(text, "ernd"):
        return []
    return [
        match.span(match.lastindex or 0)
        for match in compiled(_SUPERSCRIPT).finditer(text)
        if match.lastindex != 3
        or compiled(_NUMBER).search(text, max(0, match.start() - 5), match.start() + 1)
    ]


_LONG = r"[1-9](?<![\w.,:/#°+\-–=’'\\].)\d{4,11}(?![\w:/\-–@=°’']|[.]\d)(?:,\d+)?"
_CODE = (
    r"(?i:n[°ºo]s?|numéros?|pages?|pp?\.|codes?|art\.|articles?|réf\.?|références?|dossiers?|BP|CS|CP|"
    r"cedex|IS[BSM]N|tél\.?|téléphone|matricule|identifiants?|id|loi|décret|port|ligne|build|version|"
    r"SIREN|SIRET|RCS|postale?s?|poste|ticket|commande|facture|lot|série|cote|folio|chapitre|compte|F|"
    rf"INSEE|IDCC)[ {NBSP}{NNBSP}:.°]*$"
)
_AFTER = rf"{B}*(?:[%€$£‰]|({B})([a-zà-öø-ÿœ]+))"
_PLACELESS = frozenset(
    (
        *("et", "ou", "à", "au", "aux", "de", "du", "des", "dans", "sur", "sous"),
        *("est", "a", "puis", "par", "pour", "en"),
    )
)
"""After these a bare number of five digits may be a postcode."""
_TIME = rf"[0-9]{B}*+(?:h|min){B}"
_DATE = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$"


def long_numbers() -> Rule:
    """10000 personnes is written in groups of three; a year, a page, a code never is."""
    return Rule("numbers", _find_long, triggers(DIGITS), "Lexique: nombres en chiffres")


def _find_long(text: str) -> list[Edit]:
    edits: list[Edit] = []
    found = (compiled(_LONG).match(text, start) for start, _ in numbers(text))
    for match in filter(None, found):
        whole = match[0].partition(",")[0]
        if not _is_quantity(text, whole, match.start(), match.end()):
            continue
        end = match.start() + len(whole)
        edits += [
            (at, at, NNBSP, LEFT) for at in range(match.start() + (len(whole) % 3 or 3), end, 3)
        ]
    return edits


def _is_quantity(text: str, digits: str, start: int, end: int) -> bool:
    """Say whether what stands around the digits makes them a quantity rather than a code."""
    before = text[max(0, start - 24) : start]
    if compiled(_CODE).search(before) or compiled(_DATE).match(digits):
        return False
    after = compiled(_AFTER).match(text, end)
    if after is None:
        follows = text[end : end + 2]
        return digits.endswith("000") and not follows.startswith(")") and not follows[1:].isupper()
    word = after[2]
    return word is None or digits.endswith("000") or word not in _PLACELESS


def hours() -> Rule:
    """14 h 30 and 5 min 30 s are kept together; 14h30 is left alone."""
    finders = (
        slots(rf"[0-9]({B}*+)h({B}++)(?=\d\d(?!\d))", None, NBSP),
        slots(rf"[0-9]({B}++)h(?=\d\d(?!\w))", NBSP),
        slots(rf"[0-9]{B}*+min({B}++)(?=\d\d?(?!\d))", NBSP),
    )
    return Rule("hours", where(_may_hold_times, *finders), triggers(DIGITS), "Lexique: heure")


def _may_hold_times(text: str) -> bool:
    is_time = compiled(_TIME).match
    return any(is_time(text, end - 1) for _, end in numbers(text))
