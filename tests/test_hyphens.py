"""Words are divided where Pyphen divides them, whatever the language."""

from __future__ import annotations

from pathlib import Path

import pyphen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotative import hyphens

# One name for each file, those of the house profiles by their own.
LANGUAGES = sorted({path: name for name, path in sorted(pyphen.LANGUAGES.items())}.values())
OURS = ("fr", "en", "en_GB", "de", "de_CH", "es", "it", "pt", "pt_BR", "nl", "pl", "ru", "el")
INTRICATE = {"af_ZA", "ca", "hu_HU"}


def _words(path: Path) -> list[str]:
    """Return the letters of some patterns, which have most to say of themselves."""
    text = path.read_text(path.read_bytes().partition(b"\n")[0].strip().decode())
    lines = [line.strip() for line in text.split("\n")[1:] if line.strip()[:1].isalpha()]
    letters = [
        "".join(c for c in line if c.isalpha()) for line in lines[:: max(1, len(lines) // 60)]
    ]
    return [a + b for a, b in zip(letters, letters[7:], strict=False)]


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_is_divided_as_pyphen_does(name: str) -> None:
    path = pyphen.LANGUAGES[name]
    try:
        ours = hyphens.Patterns(path)
    except ValueError:
        assert name in INTRICATE
        return
    theirs = pyphen.HyphDict(path)
    for word in _words(path):
        assert ours.positions(word) == theirs.positions(word), word
        assert ours.positions(word) == theirs.positions(word), word
    assert name not in INTRICATE


THEIRS = {name: pyphen.HyphDict(pyphen.LANGUAGES[name]) for name in ("fr", "en", "it")}


@settings(max_examples=300, deadline=None)
@given(word=st.text(st.characters(codec="latin-1", categories=["L"]), min_size=1, max_size=30))
@pytest.mark.parametrize("name", THEIRS)
def test_any_word_is_divided_as_pyphen_does(name: str, word: str) -> None:
    ours = hyphens.dictionary(name, 2, 3)
    assert ours
    assert isinstance(ours.hd, hyphens.Patterns)
    theirs = pyphen.Pyphen(lang=name, left=2, right=3)
    theirs.hd = THEIRS[name]
    assert list(ours.iterate(word)) == list(theirs.iterate(word))


@pytest.mark.parametrize("name", OURS)
def test_the_languages_of_house_profiles_are_read_by_and_by(name: str) -> None:
    ours = hyphens.dictionary(name, 2, 2)
    assert ours
    assert isinstance(ours.hd, hyphens.Patterns)


def test_what_nobody_can_divide_is_not_divided() -> None:
    assert hyphens.dictionary("", 2, 2) is None
    assert hyphens.dictionary("tlh", 2, 2) is None


def test_intricate_patterns_are_left_to_pyphen() -> None:
    hungarian = hyphens.dictionary("hu", 2, 2)
    assert hungarian
    assert next(iter(hungarian.iterate("asszonnyal"))) == ("asszony", "nyal")
