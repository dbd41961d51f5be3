"""The house speaks ten languages completely, and dates as CLDR writes them."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from rotative import house
from rotative.model import Imprint
from rotative.problems import RotativeError
from rotative.shipped import shipped
from rotative.words import (
    capital,
    count,
    enumeration,
    figures,
    full_date,
    letters,
    long_date,
    month_year,
    tally,
    words,
)

FOLDER = shipped("templates") / "words"
LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl", "pl", "ru", "el")
REGIONS = ("de-AT", "de-CH", "en-GB", "es-MX", "fr-CA", "fr-CH", "it-CH", "pt-PT")
# Where we keep a better custom than CLDR's: the first of the month, and no comma in Britain.
FIRSTS = {"fr": "1er", "it": "1º", "pt": "1º"}
SOME = [dt.date(2026, month, day) for month in range(1, 13) for day in (2, 11, 22)]


def _read(name: str) -> dict[str, str]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_the_files_are_those_listed() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == {*LANGUAGES, *REGIONS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_and_none_is_too_many(language: str) -> None:
    assert set(_read(language)) == set(_read("en"))


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_says_only_what_differs(region: str) -> None:
    general = _read(region.split("-", maxsplit=1)[0])
    for key, text in _read(region).items():
        assert general[key] != text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_facts_are_told_in_every_language(language: str) -> None:
    english = _read("en")
    for key, text in _read(language).items():
        if not key.startswith(("count_", "date_")):
            assert _fields(text) == _fields(english[key]), key


@pytest.mark.parametrize("language", [*LANGUAGES, *REGIONS])
def test_words_are_typeset(language: str) -> None:
    for key, text in _read(language).items():
        assert text.strip() == text or key == "thousands"
        assert "'" not in text, key
        assert "..." not in text, key
        assert '"' not in text, key
        assert not re.search(r"[a-z] [:;!?»]", text), key
        assert not re.search(r"« | »", text), key


@pytest.mark.parametrize("language", [*LANGUAGES, *REGIONS])
def test_the_typographer_has_nothing_to_add(language: str) -> None:
    from rotative.typography import typeset

    for key, text in _read(language).items():
        # Fields, numbers and lists of names are not running text.
        if "{" not in text and key not in ("thousands", "numbers", "months", "months_alone"):
            assert typeset(text, language) == text, key


def test_words_are_no_names_of_methods() -> None:
    assert not set(_read("en")) & set(dir(Mapping)) | {"language", "known"} & set(_read("en"))


def test_every_field_of_the_imprint_has_a_label() -> None:
    assert {f"imprint_{name}" for name in Imprint.__slots__} <= set(_read("en"))


def test_a_region_falls_back_to_its_language() -> None:
    assert words("fr-BE")["contents"] == "Sommaire"
    assert words("pt-PT")["imprint_contact"] == "Contacto"
    assert words("zh_Hans").known is False
    assert words("FR_ca").language == "fr-CA"
    assert words("en-AU")["date_long"] == words("en-GB")["date_long"]


@pytest.mark.parametrize("language", ["ja", "", "../../etc/passwd", "not a tag"])
def test_an_unknown_language_is_english_and_says_so(language: str) -> None:
    found = words(language)
    assert (found.known, found.language, found["contents"]) == (False, "en", "Contents")


def _own(folder: Path, name: str, text: str) -> list[Path]:
    (folder / f"{name}.toml").write_text(text, "utf-8")
    return [folder, FOLDER]


def test_a_publication_has_its_own_words(tmp_path: Path) -> None:
    folders = _own(tmp_path, "fr", 'contents = "Au menu"\n')
    assert words("fr-CA", folders)["contents"] == "Au menu"
    assert words("fr", folders)["colophon"] == "Colophon"
    assert words("fr", folders, {"contents": "Table"})["contents"] == "Table"
    assert words("en", folders)["contents"] == "Contents"


def test_a_publication_may_bring_a_language(tmp_path: Path) -> None:
    found = words("ca-ES", _own(tmp_path, "ca", 'contents = "Sumari"\n'))
    assert (found.known, found.language, found["contents"]) == (True, "ca", "Sumari")
    assert found["cover"] == "Cover"


@pytest.mark.parametrize(
    ("text", "code", "way_out"),
    [
        ('contens = "Menu"', "unknown-word", 'did you mean "contents"'),
        ('issue_number = "n° {numero}"', "unknown-word-field", "it may use {number}"),
        ('contents = "a {"', "unknown-word-field", "it may use no field"),
        ("contents = Menu", "words-unreadable", 'key = "text"'),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, text: str, code: str, way_out: str) -> None:
    folders = _own(tmp_path, "fr", text)
    with pytest.raises(RotativeError) as caught:
        words("fr", folders)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert way_out in problem.hint
    assert problem.place is not None
    assert problem.place.path.endswith("fr.toml")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "fr.toml").write_bytes(b'contents = "\xff"')
    with pytest.raises(RotativeError, match="words-unreadable"):
        words("fr", [tmp_path, FOLDER])


@pytest.mark.parametrize("language", [*LANGUAGES, *REGIONS])
@pytest.mark.parametrize("date", SOME)
def test_dates_are_those_of_cldr(language: str, date: dt.date) -> None:
    locale = Locale.parse(language, sep="-")
    assert _plain(long_date(date, language)) == _plain(format_date(date, "long", locale))
    full = _plain(format_date(date, "full", locale))
    if language == "en-GB":
        full = full.replace(",", "")
    assert _plain(full_date(date, language)) == full
    assert _plain(month_year(date, language)) == _plain(
        format_skeleton("yMMMM", date, locale=locale)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_of_the_month(language: str) -> None:
    first = dt.date(2026, 11, 1)
    day = FIRSTS.get(language, "1")
    expected = _plain(format_date(first, "long", language)).replace("1", day, 1)
    assert _plain(long_date(first, language)) == expected


def test_day_and_month_stay_together() -> None:
    assert long_date(dt.date(2026, 11, 1), "fr") == "1er\u00a0novembre 2026"
    assert full_date(dt.date(2026, 11, 22), "fr") == "dimanche 22\u00a0novembre 2026"


# What Swiss printers part thousands with; CLDR's mark, and where it stands, change by release.
SWISS = {"de-CH": "’", "fr-CH": "\u202f", "it-CH": "’"}


@pytest.mark.parametrize("language", [*LANGUAGES, *REGIONS])
@given(number=st.integers(0, 9_999_999))
def test_figures_are_those_of_cldr(language: str, number: int) -> None:
    locale = Locale.parse(language, sep="-")
    # CLDR's minimumGroupingDigits, which Babel does not apply: no mark in four figures.
    alone = language in ("es", "pl", "pt-PT") and number < 10_000
    mark = SWISS.get(language)
    counted = format_decimal(number, locale=Locale(language[:2]) if mark else locale)
    expected = str(number) if alone else re.sub(r"\D", mark, counted) if mark else counted
    assert figures(number, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [*range(1, 30), 100, 101, 102, 111, 112, 121, 122, 1005])
def test_plural_forms_are_those_of_cldr(language: str, number: int) -> None:
    forms = words(language)["count_words"].split("|")
    assert len(forms) == (3 if language in ("pl", "ru") else 2)
    places = {"one": 0, "few": 1, "two": 1, "many": len(forms) - 1, "other": len(forms) - 1}
    form = forms[places[Locale(language).plural_form(number)]]
    assert count("words", number, language) == form.format(n=figures(number, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_in_letters_go_to_twenty(language: str) -> None:
    assert len({letters(n, language) for n in range(1, 21)}) == 20
    assert letters(21, language) == "21"


def test_the_tally_of_the_sample() -> None:
    assert tally(11, 4, "fr", words("fr")) == "onze nouvelles, quatre thèmes"
    assert tally(1, 1, "fr", words("fr")) == "une nouvelle, un thème"
    assert tally(22, 2, "ru", words("ru")) == "22 новости, две темы"
    assert tally(3, 2, "pl", words("pl")) == "trzy wiadomości, dwie rubryki"


def test_lists_in_a_sentence() -> None:
    french = words("fr")
    assert enumeration([], french) == ""
    assert enumeration(["A"], french) == "A"
    assert enumeration(["A", "B", "C"], french) == "A, B et C"


def test_a_capital_leaves_the_rest_alone() -> None:
    assert capital("dimanche 22 Novembre") == "Dimanche 22 Novembre"
    assert capital("") == ""


def test_words_cost_no_babel() -> None:
    import subprocess
    import sys

    code = (
        "import datetime, sys; from rotative.words import long_date; "
        "long_date(datetime.date(2026, 11, 22), 'fr'); assert 'babel' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_word_that_a_template_asks_for_exists() -> None:
    asked = re.compile(r"\bwords\.([a-z_]+)\b(?!\()|\bwords\[\"([a-z_]+)\"\]")
    known, own = set(_read("en")), Path(house.__file__).parent
    for folder, pattern in ((shipped("templates"), "*.xhtml"), (own, "*.py")):
        for path in folder.rglob(pattern):
            found = {a or b for a, b in asked.findall(path.read_text("utf-8"))}
            assert found - {"known", "language", "isascii"} <= known, path
