"""A new publication reads without a problem, in both languages, whatever it is called."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from rotative import manuscript, rubrics
from rotative.manuscript.publication import read_publication
from rotative.model import Edition, Publication
from rotative.problems import Problems
from rotative.scaffold import files

DAY = dt.date(2026, 11, 22)
EDITIONS = {"fr": ("premier-numero", "depeche"), "en": ("first-issue", "dispatch")}


def _written(folder: Path, title: str, language: str) -> tuple[Publication, Problems]:
    for name, text in files(title, language, DAY).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    problems = Problems()
    publication = read_publication(folder, problems)
    return publication, problems


def _editions(folder: Path, language: str) -> tuple[list[Edition], Problems]:
    publication, problems = _written(folder, "L’Écho du Marais", language)
    spoken = language.split("-", maxsplit=1)[0]
    names = EDITIONS.get(spoken, EDITIONS["en"])
    read = [manuscript.read(folder / name, publication, problems=problems) for name in names]
    return read, problems


@pytest.mark.parametrize("language", ["fr", "en", "fr-CA", "de"])
def test_it_reads_without_a_problem_and_every_headline_has_its_rubric(
    tmp_path: Path, language: str
) -> None:
    editions, problems = _editions(tmp_path, language)
    assert not problems.found
    for edition in editions:
        found = rubrics.assign(edition.headlines, edition.rubrics, problems=problems)
        assert len({assignment.rubric for assignment in found}) >= 2
        assert not any(assignment.fallback for assignment in found)
    assert not problems.found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_shows_the_features(tmp_path: Path, language: str) -> None:
    (first, dispatch), _ = _editions(tmp_path, language)
    for element in ("<em>", "<a ", "<table", "<blockquote", "<ul", "<h2", "doc-noteref"):
        assert element in first.lead.body.xhtml
    assert first.lead.standfirst
    assert first.lead.kicker
    assert first.number == "1"
    assert first.date == DAY
    assert sum(bool(headline.summary) for headline in first.headlines) >= 2
    assert any(headline.body for headline in first.headlines)
    assert any(headline.url and headline.source for headline in first.headlines)
    assert len(dispatch.headlines) == 3
    assert {first.language, dispatch.language} == {language}


def test_samples_in_another_language_say_so(tmp_path: Path) -> None:
    editions, _ = _editions(tmp_path, "de")
    assert {edition.language for edition in editions} == {"en"}
    assert {edition.publication.language for edition in editions} == {"de"}


@given(title=st.text())
def test_any_title_survives(title: str) -> None:
    said = YAML(typ="safe", pure=True).load(files(title, "fr", DAY)["publication.yaml"])["title"]
    # What no file can hold is left out; what remains of no title is one of ours.
    assert said
    printable = [c for c in title if c.isalnum()]
    assert not printable or [c for c in said if c.isalnum()] == printable


def test_names_are_ascii_and_stay_inside() -> None:
    for language in ("fr", "en", "nl", "", "../fr", "."):
        for name in files("Titre", language, DAY):
            assert name.isascii()
            assert ".." not in PurePosixPath(name).parts


def test_nothing_is_invented() -> None:
    for language in ("fr", "en"):
        for name, text in files("Titre", language, DAY).items():
            active = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE) if ".yaml" in name else text
            assert not re.search(r"lorem|ipsum|example\.org|\[nom\]|todo", active, re.IGNORECASE)
