"""Languages are told apart where they can be, and never guessed from a word or two."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotative.language import SUPPORTED, canonical, detect, direction, is_tag

SAMPLE = Path(__file__).parents[1] / "book" / "poutine-kim" / "poutine-kim.txt"
SENTENCES = {
    "fr": "Le rapprochement accéléré entre les deux pays rebat les cartes en Europe.",
    "en": "The two countries have moved closer together, and Europe is taking notice.",
    "de": "Die Annäherung der beiden Länder verändert die Lage in ganz Europa.",
    "es": "El acercamiento entre los dos países cambia la situación en toda Europa.",
    "it": "L’avvicinamento tra i due paesi cambia la situazione in tutta Europa.",
    "pt": "A aproximação entre os dois países muda a situação em toda a Europa.",
    "nl": "De toenadering tussen de twee landen verandert de situatie in heel Europa.",
    "pl": "Zbliżenie między obydwoma krajami zmienia sytuację w całej Europie.",
    "ru": "Сближение двух стран меняет положение дел во всей Европе.",
    "el": "Η προσέγγιση των δύο χωρών αλλάζει την κατάσταση σε όλη την Ευρώπη.",
    "ja": "両国の接近はヨーロッパ全体の情勢を変えつつある。",
    "zh": "两国关系的迅速接近正在改变整个欧洲的局势。",
    "ar": "التقارب بين البلدين يغير الوضع في جميع أنحاء أوروبا.",
    "he": "ההתקרבות בין שתי המדינות משנה את המצב בכל רחבי אירופה.",
}


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_sentence_is_enough(language: str, sentence: str) -> None:
    assert detect(sentence) == language


def test_every_supported_language_is_tried() -> None:
    assert set(SENTENCES) == set(SUPPORTED)


def test_the_sample_is_french() -> None:
    assert detect(SAMPLE.read_text("utf-8")) == "fr"


def test_capitals_do_not_mislead() -> None:
    assert detect(SENTENCES["fr"].upper()) == "fr"


@pytest.mark.parametrize(
    "text", ["", "Kim", "12 34 56 78 90 12 34", "…", "https://example.com/une-page-en-francais"]
)
def test_too_little_is_no_guess(text: str) -> None:
    assert detect(text) == ""


def test_addresses_do_not_count() -> None:
    assert detect(f"https://example.com/the-news-of-the-day {SENTENCES['fr']}") == "fr"


@given(st.text())
def test_a_guess_is_a_tag_or_nothing(text: str) -> None:
    guess = detect(text)
    assert guess == "" or is_tag(guess)


def test_detection_brings_in_no_network_client() -> None:
    import subprocess

    code = (
        "import sys; from rotative.language import detect; "
        "assert not {'fasttext', 'numpy'} & set(sys.modules); "
        "assert detect('Le rapprochement des deux pays rebat les cartes') == 'fr'; "
        "assert not {'requests', 'urllib3', 'socket', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "tag",
    ["fr", "fr-CA", "pt-PT", "zh-Hans-CN", "es-419", "sr-Latn-RS", "de-1996", "sl-rozaj-biske",
     "ckb", "en-u-ca-gregory", "de-DE-x-goethe", "x-house", "de-CH-1901", "zh-yue"],
)  # fmt: skip
def test_tags(tag: str) -> None:
    assert is_tag(tag)
    assert is_tag(tag.lower())
    assert canonical(tag.lower()) == tag


@pytest.mark.parametrize(
    "text", ["", "f", "fr_CA", "fr-", "-fr", "français", "fr CA", "fr-CA-", "en-x", "fr\n", "🇫🇷"]
)
def test_what_is_no_tag(text: str) -> None:
    assert not is_tag(text)


def test_the_usual_case() -> None:
    assert canonical("FR_ca") == "fr-CA"
    assert canonical("ZH-HANS") == "zh-Hans"
    assert canonical("not a tag") == "not a tag"


@given(st.text(alphabet="aZx1-_", max_size=16))
def test_the_usual_case_is_stable(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    ("tag", "way"),
    [("fr", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ur-Latn", "ltr"),
     ("ja", "ltr"), ("", "ltr")],
)  # fmt: skip
def test_directions(tag: str, way: str) -> None:
    assert direction(tag) == way
