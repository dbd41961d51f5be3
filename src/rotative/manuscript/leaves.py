"""The leaves of the schema: one check for each kind of value, in an editor's words.

A leaf is an annotated type: pydantic calls its check, and its JSON Schema is written out for
editors' completion and for `conform`. What a check raises carries the code of the problem.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from rotative.import_limits import AMOUNT, MAX_AMOUNT, amount
from rotative.manuscript.links import safe_url
from rotative.manuscript.values import TRIMS, text
from rotative.problems import suggest
from rotative.sizes import BINDINGS, FLIPS, SHEETS, SIGNATURES, SPINES, UPS, sheet

FORMATS = ("epub", "print", "screen", "booklet", "ticket")
NARROW_SPACES = ("auto", "keep", "nbsp")
PRINTED_LINKS = ("references", "none")
PADS = (1, 2, 4, 8, 16)
NAME = "^[a-z0-9]+(-[a-z0-9]+)*$"
PAGE_LISTS = ("kept", "print", "none")
DATE = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
_MM = r"([6-9][0-9]|[1-9][0-9]{2})(\.[0-9]+)?"  # from SMALLEST to LARGEST
SIZE = f"^{_MM} ?[x×] ?{_MM} ?(mm)?$"
_TWO_NUMBERS = re.compile(r"([0-9.]+) ?[x×] ?([0-9.]+) ?(mm)?$")
MEDTOP = r"^(medtop:)?[0-9]{8}$"
QUANTITY = r"^(?!\s*[-−–]\s*[0-9])(?!\s*0*\s*$)"  # words, or a number from 1 up
SMALLEST, LARGEST = 60, 999  # millimetres


def wrong(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error of a leaf: the problem's code, what is wrong, the way out."""
    context = {"code": code, "message": message, "hint": hint}
    return PydanticCustomError("rotative", "{message}", context)


def shown(value: object) -> str:
    """Return a value for a message."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a group of keys"
    words = {True: "true", False: "false", None: "nothing"}
    told = words[value] if value is None or isinstance(value, bool) else text(value)
    return f"“{told if len(told) <= 40 else told[:39] + '…'}”"


def _text(value: object) -> object:
    if isinstance(value, bool) or value is None:
        raise wrong("wrong-type", f"text was expected, not {shown(value)}", "put it in quotes")
    if not isinstance(value, str | int | float):
        hint = "write it on one line; in quotes, if it has a colon or a bracket"
        raise wrong("wrong-type", f"text was expected, not {shown(value)}", hint)
    return value


def _date(value: object) -> object:
    said = text(_text(value))
    try:
        if re.match(DATE, said):
            dt.date.fromisoformat(said)
            return value
        found = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", said)
        turned = dt.date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        turned = None
    hint = f"write {turned}" if turned else "write year-month-day, such as 2025-10-18"
    raise wrong("bad-date", f"{shown(value)} is no date", hint)


def _url(value: object) -> object:
    if safe_url(text(_text(value))):
        return value
    hint = "write a whole http, https or mailto address"
    raise wrong("bad-url", f"{shown(value)} is no address that may stand in a book", hint)


def _language(value: object) -> object:
    if re.match(LANGUAGE, text(_text(value))):
        return value
    hint = "write a BCP 47 tag such as fr, fr-CA or pt-BR"
    raise wrong("bad-language", f"{shown(value)} is no language tag", hint)


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    hint = "write true or false, without quotes"
    raise wrong("wrong-type", f"true or false was expected, not {shown(value)}", hint)


def _standfirst(value: object) -> object:
    return value if value is False or value is None else _text(value)


def _number(low: float, high: float, *, whole: bool = False) -> Callable[[object], object]:
    def check(value: object) -> object:
        kinds = int if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            what = "a whole number" if whole else "a number"
            hint = f"write it from {low:g} to {high:g}, without a unit or quotes"
            raise wrong("wrong-type", f"{what} was expected, not {shown(value)}", hint)
        if not low <= value <= high:
            raise wrong("out-of-range", f"{shown(value)} is not between {low:g} and {high:g}")
        return value

    return check


def _one_of(*choices: str) -> Callable[[object], object]:
    def check(value: object) -> object:
        said = text(_text(value))
        if said in choices:
            return value
        near = suggest(said, choices)
        hint = near or f"choose from {', '.join(choices)}"
        raise wrong("unknown-value", f"{shown(value)} is not known here", hint)

    return check


def _pad(value: object) -> object:
    _number(PADS[0], PADS[-1], whole=True)(value)
    if value in PADS:
        return value
    hint = "a sheet folded once has 4 pages, twice 8, three times 16, a loose one 2; 1 adds none"
    raise wrong("unknown-value", f"pages cannot be added up to a multiple of {shown(value)}", hint)


def _name(value: object) -> object:
    if re.match(NAME, text(_text(value))):
        return value
    hint = "write small letters, figures and single hyphens, such as house-ad"
    raise wrong("unknown-value", f"{shown(value)} is no name of a template", hint)


def _sides(value: dict[str, object]) -> object:
    sides = ("width", "height")
    for key in value:
        if key not in sides:
            raise wrong("unknown-key", f"“{key}” is not a key of trim", suggest(key, sides))
    if len(value) < len(sides):
        hint = "write trim: 148x210mm, or {width: 148, height: 210}"
        raise wrong("missing-key", "trim needs width and height, in millimetres", hint)
    for side in value.values():
        _number(SMALLEST, LARGEST)(side)
    return value


def _size(value: object) -> object:
    if isinstance(value, dict):
        return _sides(value)
    said = text(_text(value))
    if said in TRIMS:
        return value
    sides = _TWO_NUMBERS.match(said)
    if not sides:
        hint = suggest(said, TRIMS) or f"choose from {', '.join(TRIMS)}, or write 148x210mm"
        raise wrong("unknown-value", f"{shown(value)} is no trim size", hint)
    if not re.match(SIZE, said):
        message = f"the sides of {shown(value)} are not between {SMALLEST} and {LARGEST} mm"
        raise wrong("out-of-range", message, "write width x height, such as 148x210mm")
    return value


def _sheet(value: object) -> object:
    said = text(_text(value))
    if sheet(said):
        return value
    hint = suggest(said, SHEETS) or "write A3, SRA3, another such name, or 320x450mm"
    raise wrong("unknown-value", f"{shown(value)} is no sheet of paper", hint)


def _count_of(*choices: int) -> Callable[[object], object]:
    def check(value: object) -> object:
        _number(min(choices), max(choices), whole=True)(value)
        if value not in choices:
            hint = f"choose from {', '.join(map(str, choices))}"
            raise wrong("unknown-value", f"{shown(value)} is not known here", hint)
        return value

    return check


def _medtop(value: object) -> object:
    if re.match(MEDTOP, text(_text(value))):
        return value
    raise wrong("unknown-value", f"{shown(value)} is no IPTC Media Topic", "it has eight digits")


def _quantity(value: object) -> object:
    said = text(_text(value))
    if re.search(QUANTITY, said) and not (isinstance(value, int | float) and value < 1):
        return value
    hint = "write how many copies, such as 12000"
    raise wrong("out-of-range", f"{shown(value)} copies cannot be printed", hint)


def _amount(value: object) -> object:
    if amount(value):
        return value
    _text(value)
    hint = "write a whole number from 1 up, or one such as 500k, 80M or 2G"
    raise wrong("out-of-range", f"{shown(value)} is no limit", hint)


def _keyword(value: object) -> object:
    for weight in value.values() if isinstance(value, dict) else ():
        _number(-1000, 1000)(weight)
    return value if isinstance(value, dict) and value else _text(value)


def _leaf(check: Callable[[object], object], **schema: object) -> Any:
    return Annotated[Any, BeforeValidator(check), WithJsonSchema(dict(schema))]


_WORDS: dict[str, Any] = {"type": ["string", "number"]}
_SIDE = {"type": "number", "minimum": SMALLEST, "maximum": LARGEST}
_SIZES = [
    {"type": "string", "enum": [*TRIMS]},
    {"type": "string", "pattern": SIZE},
    {
        "type": "object",
        "properties": {"width": _SIDE, "height": _SIDE},
        "required": ["width", "height"],
        "additionalProperties": False,
    },
]
_SHEET_MM = r"([6-9][0-9]|[1-9][0-9]{2}|1[0-9]{3})(\.[0-9]+)?"  # as sizes.sheet has it
_SHEETS = [
    {"type": "string", "enum": [*SHEETS]},
    {"type": "string", "pattern": f"^{_SHEET_MM} ?[x×] ?{_SHEET_MM} ?(mm)?$"},
]
_WEIGHTS = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "number", "minimum": -1000, "maximum": 1000},
}

Text = _leaf(_text, **_WORDS)
Date = _leaf(_date, type="string", pattern=DATE, format="date")
Url = _leaf(_url, type="string", format="uri", pattern="^(https?://|mailto:)")
Language = _leaf(_language, type="string", pattern=LANGUAGE)
Flag = _leaf(_flag, type="boolean")
Standfirst = _leaf(_standfirst, anyOf=[_WORDS, {"const": False}])
Format = _leaf(_one_of(*FORMATS), type="string", enum=[*FORMATS])
NarrowSpace = _leaf(_one_of(*NARROW_SPACES), type="string", enum=[*NARROW_SPACES])
PrintedLinks = _leaf(_one_of(*PRINTED_LINKS), type="string", enum=[*PRINTED_LINKS])
Pad = _leaf(_pad, type="integer", enum=[*PADS])
Name = _leaf(_name, type="string", pattern=NAME)
PageList = _leaf(_one_of(*PAGE_LISTS), type="string", enum=[*PAGE_LISTS])
Size = _leaf(_size, anyOf=_SIZES)
Bleed = _leaf(_number(0, 20), type="number", minimum=0, maximum=20)
InkLimit = _leaf(_number(100, 400), type="number", minimum=100, maximum=400)
Sheet = _leaf(_sheet, anyOf=_SHEETS)
Binding = _leaf(_one_of(*BINDINGS), type="string", enum=[*BINDINGS])
Signature = _leaf(_count_of(*SIGNATURES), type="integer", enum=[*SIGNATURES])
Up = _leaf(_count_of(*UPS), type="integer", enum=[*UPS])
Flip = _leaf(_one_of(*FLIPS), type="string", enum=[*FLIPS])
Spine = _leaf(_one_of(*SPINES), type="string", enum=[*SPINES])
Creep = _leaf(_number(0, 10), type="number", minimum=0, maximum=10)
Thickness = _leaf(_number(0, 2), type="number", minimum=0, maximum=2)
Milling = _leaf(_number(0, 10), type="number", minimum=0, maximum=10)
_AMOUNTS = [
    {"type": "integer", "minimum": 1, "maximum": MAX_AMOUNT},
    {"type": "string", "pattern": AMOUNT},
]
Amount = _leaf(_amount, anyOf=_AMOUNTS)
Megabytes = _leaf(_number(1, 1000), type="number", minimum=1, maximum=1000)
Megapixels = _leaf(_number(1, 350), type="number", minimum=1, maximum=350)
Revision = _leaf(_number(1, 10_000, whole=True), type="integer", minimum=1, maximum=10_000)
Pages = _leaf(_number(1, 2000, whole=True), type="integer", minimum=1, maximum=2000)
_COPIES = [{"type": "number", "minimum": 1}, {"type": "string", "pattern": QUANTITY}]
Quantity = _leaf(_quantity, anyOf=_COPIES)
Medtop = _leaf(_medtop, type=["string", "integer"], pattern=MEDTOP)
Word = _leaf(_keyword, anyOf=[_WORDS, _WEIGHTS])
