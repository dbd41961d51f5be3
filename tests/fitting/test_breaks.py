"""Titles break where a compositor would break them, and lose nothing of their text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotative.fitting.breaks import broken, with_breaks
from rotative.fitting.face import Face
from rotative.fitting.lines import Style
from rotative.house import House

HOUSE = House()
FALLBACK = Face(HOUSE.read_style("fonts/fallback/NotoSerif-Bold.ttf"))
BOLD = Style(Face(HOUSE.read_style("fonts/SourceSerif4Display-Bold.ttf")), lambda: FALLBACK)


def lines(title: str, measure: float, **more: float) -> list[str]:
    return broken(title, BOLD, measure, **more).replace("<br/> ", "|").split("|")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "title"),
    [
        (8.6, "Trump cible l’Iran|et les Houthis"),
        (8.6, "Le Pen jugée\u00a0:|que devient le RN\u202f?"),
        (9.5, "Fer et acier\u00a0: Partenaire|commercial de l’UE\u202f?"),
        (8.6, "Chine vs Taïwan\u00a0:|Une menace expliquée"),
        (12.0, "Trump fait trembler"),
        (10.0, "Le discours|de Boris Johnson"),
        (9.0, "Trump fait trembler|les marchés — 12"),
    ],
)
def test_titles_break_where_sense_does(measure: float, title: str) -> None:
    measure = max(measure, 0.1 + max(map(BOLD.width, title.split("|"))))
    assert "|".join(lines(title.replace("|", " "), measure)) == title


def test_no_line_is_wider_than_the_measure_or_holds_one_word_more_than_it_must() -> None:
    title = "Le rapprochement accéléré entre Vladimir Poutine et Kim Jong-un rebat les cartes"
    for tenths in range(90, 400, 7):
        found = lines(title, tenths / 10)
        assert max(map(BOLD.width, found)) <= tenths / 10 + 0.02
        assert len(found) <= BOLD.width(title) / (tenths / 10) * 1.3 + 1


def test_running_text_ends_in_no_lost_word() -> None:
    text = "convergence d’intérêts c’est un axe structuré qui rebat les cartes en Europe et en Asie"
    for tenths in range(100, 300, 5):
        found = lines(text, tenths / 10, text=True)
        assert len(found) == 1 or BOLD.width(found[-1]) > 0.2 * tenths / 10, found


def test_what_follows_the_last_word_has_its_room() -> None:
    title = "Le marché rouvre"
    measure = BOLD.width(title) + 0.05
    assert len(lines(title, measure)) == 1
    assert len(lines(title, measure, tail=1.5)) == 2


@pytest.mark.parametrize("title", ["", "Un", "anticonstitutionnellement oui", " \n "])
def test_what_fits_no_line_or_has_no_choice_is_left_alone(title: str) -> None:
    assert broken(title, BOLD, 3.0) == title


def test_markup_is_seen_through() -> None:
    title = 'Le <em>grand marché</em> rouvre <a href="#x">ce samedi</a> au port'
    found = broken(title, BOLD, 9.0)
    assert found.count("<br/>") >= 2
    assert found.replace("<br/>", "") == title


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Le", "l’Iran", "a\u00a0:", "<b>x</b>", "R&amp;D", "—", "<i>a b</i>"])
    ),
    st.floats(1, 20),
)
def test_nothing_is_lost(words: list[str], measure: float) -> None:
    title = " ".join(words)
    found = broken(title, BOLD, measure)
    assert found.replace("<br/>", "") == title
    assert not re.search(r"<br/>(?! )", found)


def test_breaks_stand_before_the_words_told() -> None:
    assert with_breaks("un <i>deux trois</i> quatre", [1, 3]) == (
        "un<br/> <i>deux trois</i><br/> quatre"
    )
