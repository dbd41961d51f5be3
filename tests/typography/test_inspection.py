"""The report: every change by rule and place, every doubt left to the editor."""

import pytest

from rotative.typography import Change, Doubt, inspect, inspect_markup

from .corpus import blanks

DOUBTS = {
    "unpaired-quote": 'Un "mot seul',
    "spaced-hyphen": "un mot - un autre",
    "double-hyphen": "un mot -- un autre",
    "capital-after-colon": "Chine vs Taïwan: Une menace",
    "missing-blank": "Attention!Danger",
    "double-blank": "un mot  double",
    "repeated-mark": "un mot,, deux",
    "unaccented-capital": "L'Etat est là",
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_doubts(doubt: str) -> None:
    assert doubt in {
        found.rule for found in inspect(DOUBTS[doubt], "fr") if isinstance(found, Doubt)
    }


def test_nothing_to_say_about_a_right_sentence() -> None:
    assert inspect(blanks("Que devient le RN‿? «⍽Rien⍽», dit-il."), "fr") == []


def test_changes_name_their_rule_and_place() -> None:
    text = 'L\'un: "oui"?'
    changes = [found for found in inspect(text, "fr") if isinstance(found, Change)]
    assert {(change.rule, text[change.offset]) for change in changes} >= {
        ("apostrophe", "'"),
        ("colon", ":"),
        ("quotes", '"'),
        ("punctuation", "?"),
    }
    colon = next(change for change in changes if change.rule == "colon")
    assert (colon.before[-3:], colon.after[-4:]) == ("un:", blanks("un⍽:"))


def test_offsets_survive_composition() -> None:
    text = "e\u0301te\u0301 et quoi?"
    found = {change.rule: change.offset for change in inspect(text, "fr")}
    assert found == {"nfc": 0, "punctuation": text.index("?")}


def test_headlines_take_no_stop() -> None:
    assert "final-stop" in {found.rule for found in inspect("Trump parle.", "fr", titles=True)}
    assert not inspect("Trump parle.", "fr")


def test_markup_counts_text_only() -> None:
    found = inspect_markup('<p><b>Le</b> RN? <img alt="l\'un"/>Le XXe.</p>', "fr")
    assert [(change.rule, change.offset) for change in found] == [
        ("punctuation", 5),
        ("apostrophe", 7),
        ("superscripts", 12),
    ]


def test_values_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Change("a", "b", "c", 0).rule = "d"  # type: ignore[misc]
