"""Keywords decide as an editor expects, and the reason can be read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotative.iptc import check_topics, topic_label
from rotative.matching import Matcher, fold, tokens
from rotative.model import Headline, Keyword, Lead, Markup, Rubric
from rotative.problems import Place, Problems, Severity
from rotative.rubrics import BUILT_IN, Assignment, assign, complete, group, kicker


def _found(keyword: str, text: str) -> bool:
    return any(True for _ in Matcher([keyword]).find(text))


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("marché", "Trump fait trembler les marchés"),
        ("marché", "MARCHÉ : la chute"),
        ("marché", "Le marche\u0301 recule"),
        ("energie", "L'énergie nucléaire"),
        ("énergie", "L’énergie nucléaire"),
        ("europe", "L'Europe"),
        ("kim jong-un", "Kim Jong‑un à Moscou"),
        ("RN", "que devient le RN?"),
        ("IA", "IA aide-t-elle à choisir"),
        ("commercia*", "Partenaire commercial"),
        ("commercia*", "Accords commerciaux"),
        ("coeur", "Au cœur de la crise"),
        ("cœur", "Au coeur de la crise"),
        ("guerre froide", "la guerre froide"),
        ("droits de douane", "les droits de\u00a0douane"),
        ("pouvoir d’achat", "Le pouvoir d'achat"),
        ("accord commercia*", "un accord commercial"),
        ("élections", "une élection"),
        ("jeu", "Les jeux"),
        ("prix", "Les prix"),
        ("война", "Война и мир"),
        ("ενέργεια", "Η ενέργεια σήμερα"),
        ("Straße", "Die STRASSE"),
        ("inflation", "l’infla\u00adtion"),
    ],
)
def test_a_keyword_is_found(keyword: str, text: str) -> None:
    assert _found(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("marché", "Il marche seul"),
        ("marche", "Il démarche"),
        ("RN", "le rn"),
        ("IA", "Elle s’y fia, via Pavia"),
        ("UE", "La rue"),
        ("UE", "une fatigue ue"),
        ("commercia*", "le commerce"),
        ("guerre froide", "la guerre. Froide soirée"),
        ("guerre froide", "froide guerre"),
        ("prix", "Il a pris"),
        ("gaz", "Il ga"),
        ("*", "Tout"),
        ("—", "un — deux"),
        ("", "rien"),
    ],
)
def test_a_keyword_is_not_found(keyword: str, text: str) -> None:
    assert not _found(keyword, text)


@given(st.text(max_size=30), st.text(max_size=60))
def test_any_keyword_and_text_are_bearable(keyword: str, text: str) -> None:
    for number, words in Matcher([keyword]).find(text):
        assert number == 0
        assert words


@given(st.text(alphabet=st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F), min_size=1))
def test_every_word_is_found_in_itself(word: str) -> None:
    if tokens(word) == [word]:
        assert _found(word, f"« {word}, dit-on »")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def _headline(
    id: str,  # noqa: A002
    title: str,
    *,
    summary: str = "",
    body: str = "",
    rubric: str = "",
) -> Headline:
    return Headline(
        id,
        Markup.plain(title),
        Markup.plain(summary),
        Markup.plain(body),
        rubric=rubric,
        place=Place("headlines.md", 3),
    )


POLITICS = Rubric("politique", "Politique", (Keyword("loi"), Keyword("vote", 2)))
ECONOMY = Rubric("economie", "Économie", (Keyword("prix"), Keyword("marché", 2)))
BOTH = (POLITICS, ECONOMY)


def test_an_explicit_rubric_wins() -> None:
    (assignment,) = assign([_headline("h", "Une loi, un vote", rubric="ÉCONOMIE")], BOTH)
    assert assignment.rubric == "economie"
    assert "ÉCONOMIE" in assignment.reason
    assert not assignment.fallback


def test_the_highest_score_wins_and_the_reason_names_the_words() -> None:
    (assignment,) = assign([_headline("h", "La loi des marchés")], BOTH)
    assert assignment.rubric == "economie"
    assert assignment.words == ("marchés",)
    assert assignment.score == 6
    assert assignment.reason == "marchés 6: score 6 (against politique 3)"


def test_a_tie_goes_to_the_first_declared() -> None:
    headline = _headline("h", "Prix et loi")
    assert assign([headline], BOTH)[0].rubric == "politique"
    assert assign([headline], BOTH[::-1])[0].rubric == "economie"


def test_of_a_body_only_the_opening_counts() -> None:
    def placed(before: int) -> Assignment:
        xhtml = "<p>" + "mot " * before + "</p><p>Le vote.</p>"
        piece = Headline("h", Markup.plain("Titre"), body=Markup(xhtml))
        rubric = Rubric("r", "R", (Keyword("vote"),))
        return assign([piece], [rubric])[0]

    assert placed(400).rubric == "r"
    assert placed(600).fallback


def test_title_counts_more_than_summary_and_summary_more_than_body() -> None:
    def scored(**texts: str) -> float:
        return assign([_headline("h", texts.pop("title", "Rien"), **texts)], BOTH)[0].score

    assert scored(title="Vote") > scored(summary="Vote") > scored(body="Vote") > 0
    assert scored(title="Vote", summary="Vote", body="Vote vote") == scored(title="Vote")


def test_a_negative_weight_speaks_against() -> None:
    rubrics = (Rubric("a", "A", (Keyword("feu"), Keyword("feu vert", -1))), POLITICS)
    assert assign([_headline("h", "Feu vert")], rubrics)[0].fallback
    assert not assign([_headline("h", "Au feu")], rubrics)[0].fallback


def test_what_no_rubric_fits_goes_to_the_default_and_is_reported() -> None:
    problems = Problems()
    rubrics = (*BOTH, Rubric("divers", "Divers", default=True))
    (assignment,) = assign([_headline("h", "Le PSG champion")], rubrics, problems=problems)
    assert (assignment.rubric, assignment.fallback) == ("divers", True)
    (problem,) = problems
    assert (problem.code, problem.severity) == ("no-rubric-fits", Severity.WARNING)
    assert problem.place == Place("headlines.md", 3)


def test_without_a_default_there_is_one_in_the_language() -> None:
    headlines = [_headline("h", "Le PSG champion")]
    rubrics = complete(headlines, BOTH, language="fr-CA")
    assert rubrics[-1] == Rubric(BUILT_IN, "En bref", default=True)
    ((rubric, inside),) = group(headlines, assign(headlines, rubrics), rubrics)
    assert (rubric.label, inside) == ("En bref", tuple(headlines))


def test_a_rubric_called_in_brief_is_the_default() -> None:
    headlines = [_headline("a", "Un", rubric="En bref"), _headline("b", "Deux")]
    rubrics = complete(headlines, (), language="fr")
    assert [rubric.label for rubric in rubrics] == ["En bref"]
    assert len(group(headlines, assign(headlines, rubrics), rubrics)) == 1


def test_a_publication_without_rules_reports_nothing() -> None:
    problems = Problems()
    assign([_headline("h", "Titre")], (), problems=problems)
    assert not problems.found


def test_labels_make_rubrics_where_none_are_declared() -> None:
    labels = ("Sport", "Météo", "SPORT")
    headlines = [_headline(str(n), "Titre", rubric=label) for n, label in enumerate(labels)]
    problems = Problems()
    rubrics = complete(headlines, (), language="fr", problems=problems)
    assert [(r.id, r.label) for r in rubrics[:2]] == [("sport", "Sport"), ("meteo", "Météo")]
    assert not problems.found
    groups = group(headlines, assign(headlines, rubrics), rubrics)
    assert [[h.id for h in inside] for _, inside in groups] == [["0", "2"], ["1"]]


def test_an_unknown_rubric_is_an_error_where_some_are_declared() -> None:
    problems = Problems()
    complete([_headline("h", "Titre", rubric="Econmie")], BOTH, problems=problems)
    (problem,) = problems.errors
    assert problem.code == "unknown-rubric"
    assert problem.hint == 'did you mean "Économie"?'


@given(st.lists(st.sampled_from(["", "Sport", "Économie", "In brief", "été"]), max_size=8))
def test_completing_twice_changes_nothing_and_no_headline_is_lost(labels: list[str]) -> None:
    headlines = [_headline(f"h{n}", "Un vote", rubric=label) for n, label in enumerate(labels)]
    for declared in ((), BOTH):
        problems = Problems()
        rubrics = complete(headlines, declared)
        assert complete(headlines, rubrics, problems=problems) == rubrics
        assert not problems.found
        assert sum(rubric.default for rubric in rubrics) == 1
        grouped = group(headlines, assign(headlines, rubrics), rubrics)
        assert sorted(h.id for _, some in grouped for h in some) == [h.id for h in headlines]


def test_groups_keep_the_order_of_rubrics_and_of_the_source() -> None:
    titles = ("Prix", "Vote", "Marché", "Loi")
    headlines = [_headline(title, title) for title in titles]
    groups = group(headlines, assign(headlines, BOTH), BOTH)
    found = [(rubric.id, [h.id for h in inside]) for rubric, inside in groups]
    assert found == [("politique", ["Vote", "Loi"]), ("economie", ["Prix", "Marché"])]


def _lead(*, kicker: str = "", rubric: str = "") -> Lead:
    title, body = Markup.plain("Le vote du siècle"), Markup.plain("Texte.")
    return Lead(title, body, kicker=kicker, rubric=rubric)


def test_the_kicker_is_written_or_the_rubric() -> None:
    assert kicker(_lead(kicker="Géopolitique"), BOTH) == "Géopolitique"
    assert kicker(_lead(rubric="economie"), BOTH) == "Économie"
    assert kicker(_lead(rubric="Reportage"), BOTH) == "Reportage"
    assert kicker(_lead(), BOTH) == "Politique"
    assert kicker(_lead(), ()) == ""


def test_the_lead_is_assigned_first_if_a_rubric_fits() -> None:
    headlines = [_headline("h", "Prix")]
    assert [a.headline for a in assign(headlines, BOTH, lead=_lead())] == ["lead", "h"]
    assert [a.headline for a in assign(headlines, (ECONOMY,), lead=_lead())] == ["h"]


def test_topics_have_iptc_labels() -> None:
    assert topic_label("04000000", "fr-CA") == "Économie et finances"
    assert topic_label("04000000", "en") == "economy, business and finance"
    assert topic_label("04000000", "nl") == "economy, business and finance"
    assert topic_label("99000000", "fr") == ""


def test_a_top_topic_that_does_not_exist_is_a_warning() -> None:
    problems = Problems()
    ids = ("", "04000000", "20000002", "44000000")
    check_topics([Rubric(f"r{n}", "R", medtop=medtop) for n, medtop in enumerate(ids)], problems)
    assert [(p.code, p.message) for p in problems.warnings] == [
        ("unknown-medtop", 'no IPTC top topic is numbered "44000000"')
    ]


@pytest.mark.slow
def test_matching_is_linear_in_text_and_keywords() -> None:
    words = [f"mot{n}" for n in range(4000)]
    keywords = [f"mot{n}" for n in range(0, 4000, 20)]
    text = " ".join(words * 10)
    few, many = Matcher(keywords[:10]), Matcher(keywords)

    def cost(matcher: Matcher, text: str) -> float:
        began = time.process_time()
        sum(1 for _ in matcher.find(text))
        return time.process_time() - began

    cost(many, text), cost(few, text)
    assert min(cost(many, text * 4) for _ in range(3)) < 12 * max(0.005, cost(many, text))
    assert min(cost(many, text) for _ in range(3)) < 6 * max(0.005, cost(few, text))
