"""The house's words: what templates, navigation and metadata say, in the reader's language.

They live in templates/words/<language>.toml, typeset already (no-break spaces, ’). Calendars
there were taken from CLDR, since importing Babel for one date costs 60 ms; a test compares.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from rotative.language import canonical, is_tag
from rotative.problems import Place, Problems, RotativeError, fail, suggest

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

FALLBACK = "en"
# Regions that write as another region does (CLDR's parent locales, as far as we have words).
# What a language names as many of as there are.
LISTS = ("months", "months_alone", "weekdays")
_PARENTS = dict.fromkeys(("en-AU", "en-IE", "en-IN", "en-NZ", "en-ZA"), "en-GB")
_SLAVIC = ("pl", "ru")


class Words(Mapping[str, str]):
    """Words by key.

    `language` is the tag whose words these are; `known` is false when the house does not speak
    the language asked for and English stands in.
    """

    __slots__ = ("_texts", "known", "language")

    def __init__(self, texts: Mapping[str, str], language: str, *, known: bool = True) -> None:
        self._texts = dict(texts)
        self.language = language
        self.known = known

    def __getitem__(self, key: str) -> str:
        return self._texts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def words(
    language: str,
    folders: Sequence[Path] = (),
    overrides: Mapping[str, str] | None = None,
) -> Words:
    """Return the words for a BCP 47 tag: `fr-CA` from fr.toml, then fr-CA.toml, then overrides.

    `folders` hold <language>.toml files, a publication's first and the house's last (by default
    the house's alone). Raises RotativeError for an unreadable file, a key the house does not
    have, or a `{field}` that its text does not have.
    """
    house, *own = list(reversed(folders)) or [_house()]
    names = [name for name in _names(language) if _holds([house, *own], name)]
    base = house / f"{(names or [FALLBACK])[0]}.toml"
    base = base if base.is_file() else house / f"{FALLBACK}.toml"
    texts: Mapping[str, str] = _read(base)
    problems = Problems()
    for path in (folder / f"{name}.toml" for folder in (house, *own) for name in names):
        if path != base and path.is_file():
            texts = _laid_over(texts, _read(path), Place(str(path)), problems)
    texts = _laid_over(texts, overrides or {}, None, problems)
    problems.raise_errors()
    return Words(texts, names[-1] if names else FALLBACK, known=bool(names))


def every(folders: Sequence[Path] = ()) -> Iterator[Words]:
    """Yield the words of all languages there are files for, the house's own and as laid over.

    What cannot be read is passed over: it is told where that language is used.
    """
    house = (list(folders) or [_house()])[-1]
    for place in ((house,), tuple(folders)):
        for name in sorted({path.stem for folder in place for path in folder.glob("*.toml")}):
            with suppress(RotativeError):
                yield words(name, place)


def _house() -> Path:
    from rotative.shipped import TEMPLATES, shipped

    return shipped(TEMPLATES) / "words"


def _names(language: str) -> list[str]:
    """Return the files to read for a tag, the most general first."""
    primary, *subtags = canonical(language).split("-")
    if not is_tag(primary):
        return []
    regional = [f"{primary}-{part}" for part in subtags if len(part) == 2][:1]
    parents = [_PARENTS[name] for name in regional if name in _PARENTS]
    return [primary, *parents, *regional]


def _holds(folders: Sequence[Path], name: str) -> bool:
    return any((folder / f"{name}.toml").is_file() for folder in folders)


def _read(path: Path) -> Mapping[str, str]:
    try:
        return _parsed(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        hint = 'write one key = "text" a line, in UTF-8'
        message = f"cannot read the words: {error}"
        raise fail("words-unreadable", message, Place(str(path)), hint) from error


@cache
def _parsed(path: Path, _changed: int) -> Mapping[str, str]:
    found = tomllib.loads(path.read_text("utf-8"))
    return {key: str(value) for key, value in found.items()}


def _laid_over(
    texts: Mapping[str, str],
    own: Mapping[str, str],
    place: Place | None,
    problems: Problems,
) -> dict[str, str]:
    for key, text in own.items():
        if key not in texts:
            problems.error("unknown-word", f'no word is called "{key}"', place, suggest(key, texts))
        elif key in LISTS and len(text.split()) != len(texts[key].split()):
            message = f'"{key}" has {len(text.split())} words instead of {len(texts[key].split())}'
            hint = "write them all, with a blank between each"
            problems.error("incomplete-words", message, place, hint)
        elif key == "thousands_from" and not text.isdecimal():
            hint = "write a whole number, such as 10000"
            problems.error("incomplete-words", f'"{key}" is no number', place, hint)
        elif extra := _fields(text) - _fields(texts[key]):
            fields = ", ".join(f"{{{name}}}" for name in sorted(extra))
            known = ", ".join(f"{{{name}}}" for name in sorted(_fields(texts[key]))) or "no field"
            problems.error(
                "unknown-word-field", f'"{key}" cannot use {fields}', place, f"it may use {known}"
            )
    return {**texts, **{key: text for key, text in own.items() if key in texts}}


def _fields(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {text}


@cache
def _spoken(language: str) -> Words:
    return words(language)


def long_date(date: dt.date, language: str, own: Mapping[str, str] | None = None) -> str:
    """Return a date as running text has it: 22 novembre 2026, 1er novembre 2026."""
    return _date("date_long", date, own or _spoken(language))


def full_date(date: dt.date, language: str, own: Mapping[str, str] | None = None) -> str:
    """Return a date with its weekday: dimanche 22 novembre 2026."""
    return _date("date_full", date, own or _spoken(language))


def month_year(date: dt.date, language: str) -> str:
    """Return month and year: novembre 2026."""
    return _date("date_month", date, _spoken(language))


def _date(pattern: str, date: dt.date, own: Mapping[str, str]) -> str:
    months = own["months_alone" if pattern == "date_month" else "months"].split()
    return own[pattern].format(
        day=own["first_day"] if date.day == 1 else date.day,
        month=months[date.month - 1],
        year=date.year,
        weekday=own["weekdays"].split()[date.weekday()],
    )


def capital(text: str) -> str:
    """Return a text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def figures(number: int, language: str) -> str:
    """Return a number with its thousands parted as the language parts them."""
    own = _spoken(language)
    if abs(number) < int(own["thousands_from"]):
        return str(number)
    return f"{number:,}".replace(",", own["thousands"])


def letters(number: int, language: str) -> str:
    """Return a number from one to twenty in letters, any other in figures."""
    numbers = _spoken(language)["numbers"].split()
    return numbers[number - 1] if 1 <= number <= len(numbers) else figures(number, language)


def count(key: str, number: int, language: str, own: Mapping[str, str] | None = None) -> str:
    """Return `count_<key>` for a number, in the grammatical form that it asks for."""
    forms = (own or _spoken(language))[f"count_{key}"].split("|")
    form = forms[min(_form(number, language), len(forms) - 1)]
    return form.format(n=figures(number, language), word=letters(number, language))


def _form(number: int, language: str) -> int:
    """Return the place of the plural form: one, other; in Polish and Russian one, few, many."""
    primary = language.lower().split("-")[0]
    if primary not in _SLAVIC:
        return int(number != 1)
    if number == 1 or (primary == "ru" and number % 10 == 1 and number % 100 != 11):
        return 0
    return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2


def tally(headlines: int, rubrics: int, language: str, own: Mapping[str, str]) -> str:
    """Return how much there is to read: "onze nouvelles, quatre thèmes"."""
    return own["digest"].format(
        headlines=count("headlines", headlines, language, own),
        rubrics=count("rubrics", rubrics, language, own),
    )


def enumeration(parts: Sequence[str], own: Mapping[str, str]) -> str:
    """Return parts as a list in a sentence: "A, B et C"."""
    if len(parts) < 2:
        return "".join(parts)
    return own["pair"].format(a=", ".join(parts[:-1]), b=parts[-1])
