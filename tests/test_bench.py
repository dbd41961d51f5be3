"""The bench's publications: always the same, and such as a build accepts. Nothing is timed here."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from bench import editions, many
from rotative import jobs, press
from rotative.problems import Problems

TINY = editions.Size("tiny", articles=3, headlines=4, words=300)


def files(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_same_publication_comes_out_twice(tmp_path: Path) -> None:
    editions.write(tmp_path / "one", TINY)
    editions.write(tmp_path / "two", TINY)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert editions.markdown(TINY) == editions.markdown(TINY)


def test_a_tiny_edition_reads_without_a_problem(tmp_path: Path) -> None:
    edition = editions.write(tmp_path / "book", TINY)
    (job,) = jobs.find(edition.parent, [edition.name])
    problems = Problems()
    copy = press.read(job, press.Order(tmp_path / "dist"), problems)
    assert {problem.code for problem in problems} <= {"imprint-incomplete"}
    assert len(copy.edition.headlines) == TINY.articles + TINY.headlines - 1
    kinds = [section.kind for section in press.compose(copy).sections]
    assert kinds.count("article") == TINY.articles - 1


def test_neighbouring_sentences_differ() -> None:
    text = editions.markdown(TINY).splitlines()
    assert all(one != other for one, other in pairwise(text) if one)


def test_typography_gets_as_much_text_as_asked_for() -> None:
    fragments = editions.xhtml(50_000)
    assert sum(len(fragment.encode()) for fragment in fragments) >= 50_000


def test_a_catalogue_builds_and_is_idle_then(tmp_path: Path) -> None:
    rows = list(many.idle(tmp_path, 1, count=2))
    assert len(rows) == 1
    assert len(list(tmp_path.glob("out/*/*.epub"))) == 2
