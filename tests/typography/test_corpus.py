"""The corpus: every case right, no right sentence damaged, in text and in markup."""

from collections import Counter

import pytest

from rotative.typography import inspect, typeset, typeset_markup

from .corpus import Case, cases, signs

CASES = tuple(cases())
IDS = [f"{case.place}-{case.language}" for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_text(case: Case) -> None:
    done = typeset(case.before, case.language)
    assert signs(done) == signs(case.after)
    assert signs(typeset(done, case.language)) == signs(done)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_markup(case: Case) -> None:
    done = typeset_markup(f"<p>{_escaped(case.before)}</p>", case.language, titles=True)
    assert signs(done) == signs(f"<p>{_escaped(case.after)}</p>")


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_every_letter_in_its_own_element(case: Case) -> None:
    """The rules see through tags wherever they stand."""
    letters = "".join(f"<i>{_escaped(char)}</i>" for char in case.before)
    done = typeset_markup(f"<p>{letters}</p>", case.language, titles=True)
    assert signs(_text(done)) == signs(case.after)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_the_report_names_the_rule(case: Case) -> None:
    rules = {finding.rule for finding in inspect(case.before, case.language)}
    if case.before != case.after and case.rule != "protect":
        assert case.rule in rules


def test_the_corpus_is_large_enough() -> None:
    wanted = Counter(case.language.partition("-")[0] for case in CASES if case.rule != "right")
    assert wanted["fr"] >= 150
    assert all(wanted[tag] >= 20 for tag in ("en", "de", "es", "it", "pt", "nl", "pl", "ru", "el"))
    assert sum(case.rule == "right" for case in CASES) >= 60


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(markup: str) -> str:
    text = markup.replace("<p>", "").replace("</p>", "").replace("<i>", "").replace("</i>", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
