"""The bench's publications: always the same, and such as a build accepts. Nothing is timed here."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import weasyprint

from bench import editions, many, peers
from bench.costs import Cost
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


@pytest.mark.parametrize(
    ("does", "reason", "limit"),
    [
        ("cp {same} {made}", "", 60),
        ("cp {other} {made}", "not the same text, 5 letters instead of 24", 60),
        ("cp {same} {made}; exit 3", "failed after ", 60),
        ("true", "failed after ", 60),
        ("sleep 9", "gave up after 1 s", 1),
    ],
)
def test_a_peer_is_told_by_its_clock_or_by_what_went_wrong(
    does: str, reason: str, limit: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "LIMIT", limit)
    monkeypatch.setattr(peers, "PAUSE", 0)
    same, other, made = (tmp_path / name for name in ("same.pdf", "other.pdf", "made.pdf"))
    weasyprint.HTML(string="<p>Le port " + "rouvre, " * 3).write_pdf(same)
    weasyprint.HTML(string="<p>Le fer").write_pdf(other)
    line = does.format(same=same, other=other, made=made)
    peer = peers.Peer("fake", ("sh", "-c", line), lambda *_: [])
    told = peers.printed(peer, peers.Work(tmp_path, "A5"), made, same)
    assert isinstance(told, Cost) if not reason else str(told).startswith(reason)


def test_a_peer_gets_what_it_can_read(tmp_path: Path) -> None:
    work = peers.Work(tmp_path, "A5")
    (tmp_path / "sheet.css").write_text(
        "p { color: red }\np:not(:has(b)) { color: blue }\n", "utf-8"
    )
    page = '<link href="sheet.css"/><p class="masthead" id="top">Le port</p>'
    work.document.write_text(page, "utf-8")
    assert "simpler.css" in work.simpler().read_text("utf-8")
    assert (tmp_path / "simpler.css").read_text("utf-8").strip() == "p { color: red }"
    assert "<p>Le port</p>" in work.plain().read_text("utf-8")


def test_a_peer_that_is_not_installed_has_a_row_without_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = peers.Peer("absent", (), lambda *_: [])
    monkeypatch.setattr(peers, "PEERS", (absent,))
    edition = editions.write(tmp_path / "book", editions.Size("few", articles=1, words=100))
    ours, row = peers.rows("S", edition, peers.Work(tmp_path, "A5"), tmp_path, 1)
    assert ours.startswith("| S Rotative, print, nothing kept, ")
    assert row == "| S absent: not installed | | | | | | | |"
