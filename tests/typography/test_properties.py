"""Properties that hold for any Unicode text in any language."""

import re
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotative.typography import inspect, inspect_markup, languages, typeset, typeset_markup

from .corpus import cases

WORDS = (
    "mot",
    "l'homme",
    "M.",
    "Mme",
    "n°",
    "p.",
    "XXe",
    "siècle",
    "2ème",
    "1ère",
    "20",
    "10 000",
    "12345",
    "14:30",
    "h",
    "km",
    "°C",
    "%",
    "€",
    "$",
    "etc",
    "...",
    "…",
    ". . .",
    "?",
    "!",
    ";",
    ":",
    ",",
    ".",
    '"',
    "'",
    "’",
    "‘",
    "“",
    "”",
    "„",
    "«",
    "»",
    "‹",
    "›",
    "<<",
    ">>",
    "—",
    "–",
    "-",
    "--",
    "(",
    ")",
    "[",
    " ",
    "  ",
    "\u00a0",
    "\u202f",
    "\u2009",
    "\n",
    "\t",
    "https://x.fr/?a",
    "a@b.fr",
    "#x",
    ":-)",
    "C:\\x",
    '27"',
    "45°30'",
    "'n'",
    "'90s",
    "i",
    "в",
    "т.",
    "д.",
    "№",
    "А.",
    "r.",
    "z.",
    "B.",
    "EE.",
    "UU.",
    "§",
    "etc.",
    "¿",
    "¡",
    "dc:title",
    "𝄞",
    "e\u0301",
    "\u0301",
    "\u200b",
    "\u00ad",
    "צ",
    "日本",
    "`",
    "&",
    "<",
    "=",
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS), max_size=16).map("".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.sampled_from([case.before for case in cases()]), max_size=3).map(" ".join),
)
LANGUAGES = st.sampled_from(languages())
XML = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
)
ORDINAL = re.compile("i?[èe]mes?|è|i?[èe]res?|[ÈE]MES?|[ÈE]RES?")


@settings(max_examples=600, deadline=None)
@given(TEXTS, LANGUAGES)
def test_idempotent(text: str, language: str) -> None:
    once = typeset(text, language)
    assert typeset(once, language) == once


@settings(max_examples=250, deadline=None)
@given(TEXTS, LANGUAGES)
def test_letters_and_digits_stay(text: str, language: str) -> None:
    """Nothing but 2ème, 1ère and their like loses a letter, and only in French."""
    before = _letters(normalize("NFC", text))
    after = _letters(typeset(text, language))
    if language.startswith("fr"):
        before, after = ORDINAL.sub("e", before), ORDINAL.sub("e", after)
        before, after = re.sub("[eEèrRsS]", "", before), re.sub("[eEèrRsS]", "", after)
    assert after == before


@settings(max_examples=200, deadline=None)
@given(TEXTS, LANGUAGES)
def test_inspection_never_fails_and_offsets_are_inside(text: str, language: str) -> None:
    for finding in inspect(text, language):
        assert 0 <= finding.offset <= len(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS, LANGUAGES)
def test_no_finding_of_change_means_no_change(text: str, language: str) -> None:
    changes = [found for found in inspect(text, language) if hasattr(found, "after")]
    if not changes:
        assert typeset(text, language) == text


def _markup(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _legal(text: str) -> str:
    """Leave out what XML forbids, and line ends, which mean less in markup."""
    return "".join(c for c in text if c.isprintable() or c in "\u00a0\u202f\u2009\u00ad\u200b ")


@settings(max_examples=300, deadline=None)
@given(TEXTS, LANGUAGES)
def test_markup_equals_text(text: str, language: str) -> None:
    legal = _legal(text)
    done = typeset_markup(f"<p>{_markup(legal)}</p>", language, titles=True)
    assert done == f"<p>{_markup(typeset(legal, language))}</p>"


@st.composite
def fragments(draw: st.DrawFn) -> str:
    """Draw a fragment of nested elements."""
    pieces: list[str] = []
    stack: list[str] = []
    for _ in range(draw(st.integers(0, 14))):
        kind = draw(st.sampled_from(("text", "text", "open", "close", "void")))
        if kind == "text":
            pieces.append(_markup(_legal(draw(st.sampled_from(WORDS)))))
        elif kind == "open":
            tag = draw(
                st.sampled_from(
                    (
                        "em",
                        "b",
                        "p",
                        "li",
                        "sup",
                        "code",
                        "q",
                        "span lang='en'",
                        "a epub:type='noteref'",
                    )
                )
            )
            pieces.append(f"<{tag}>")
            stack.append(tag.split()[0])
        elif kind == "close" and stack:
            pieces.append(f"</{stack.pop()}>")
        elif kind == "void":
            pieces.append(
                draw(st.sampled_from(("<br/>", "<img alt='l&apos;un'/>", "<!-- ? -->", "<em/>")))
            )
    return "".join(pieces) + "".join(f"</{name}>" for name in reversed(stack))


@settings(max_examples=400, deadline=None)
@given(fragments(), LANGUAGES)
def test_markup_is_idempotent_and_keeps_its_tags(fragment: str, language: str) -> None:
    once = typeset_markup(fragment, language)
    assert typeset_markup(once, language) == once
    plain = typeset_markup(fragment, language, titles=True)
    assert _tags(plain) == _tags(fragment.replace("<em/>", "<em></em>"))
    inspect_markup(fragment, language)


def _tags(markup: str) -> list[str]:
    return re.findall(r"</?[a-z]+", markup)


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_other_languages_are_left_alone(text: str) -> None:
    for language in ("ja", "zh", "ar", "he", "", "xx-YY"):
        assert typeset(text, language) == text


@pytest.mark.parametrize("language", languages())
def test_one_character_at_a_time(language: str) -> None:
    """Every mark survives every other one beside it."""
    marks = "\"'’‘“”„«»‹›—–-…?!;:,.()[] \u00a0\u202f\n5aA%€°<>/\\@#&="
    for first in marks:
        for second in marks:
            once = typeset(first + second, language)
            assert typeset(once, language) == once
