"""`rotative import` as an editor uses it: an empty folder, a command, an edition that builds."""

from __future__ import annotations

import builtins
import json
import subprocess
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from rotative import files
from rotative.manuscript import read
from rotative.model import Publication
from rotative.problems import Problems, RotativeError
from tests.conftest import Rotative
from tests.tools import epubcheck

from .conftest import Bring, codes, notes, picture, text
from .test_documents import MAILS, PAGE, word
from .test_feeds import feed, item
from .test_hostile import XSS

MARKED = """---
source: La Gazette
---
# Le budget voté

Les députés ont adopté le texte.

![L'hémicycle](img1.jpg)
L'hémicycle. *Photo AFP*
"""


@pytest.fixture
def light(bring: Bring) -> list[str]:
    """An article with a picture, a feed and a mail in the working folder: read in no time."""
    del bring
    Path("img1.jpg").write_bytes(picture())
    Path("page.md").write_text(MARKED, "utf-8")
    Path("news.xml").write_text(feed(item("Un titre du fil", "https://a.be/1", 5)), "utf-8")
    Path("mail.txt").write_text(MAILS["header"], "utf-8")
    return ["page.md", "news.xml", "mail.txt"]


@pytest.fixture
def sources(light: list[str]) -> list[str]:
    """A page, a feed, a mail and a Word file in the working folder."""
    Path("page.html").write_text(PAGE.format(src="img1.jpg"), "utf-8")
    word("lundi.docx")
    return ["page.html", *light[1:], "lundi.docx"]


def everything() -> dict[str, bytes]:
    """Return every file of the edition."""
    paths = sorted(path for path in Path("monday").rglob("*") if path.is_file())
    return {path.as_posix(): path.read_bytes() for path in paths}


def test_what_is_brought_in_builds_at_once(
    rotative: Rotative, sources: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path("wild.html").write_text(f"<title>Sauvage {{{{ 7*7 }}}}</title><article>{XSS}</article>")
    assert rotative("import", *sources, "wild.html", "--into", "monday") == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-3:] == [
        "monday/lead.md",
        "monday/headlines.md",
        "monday/imported.yaml",
    ]
    assert "monday: imported, lead “Le budget voté”, 5 headlines, 2 pictures" in err
    assert "dropped: the header of a mail (3 lines) [mail.txt]" in err
    assert rotative("check", "monday") == 0
    assert rotative("build", "monday", "--format", "epub") == 0
    assert "unused-file" not in capsys.readouterr().err
    assert not epubcheck.check(Path("dist/monday/monday.epub"))


def test_importing_twice_changes_nothing(bring: Bring, sources: list[str]) -> None:
    bring(*sources)
    before = everything()
    again = bring(*sources)
    assert again.state == "unchanged"
    assert everything() == before
    assert notes(again).count("kept: ") == 5
    assert not again.problems


def test_what_an_editor_changed_is_never_touched(bring: Bring, light: list[str]) -> None:
    bring(*light)
    lead = Path("monday/lead.md")
    lead.write_text(text("lead.md").replace("# Le budget voté", "# Un titre à moi"), "utf-8")
    briefs = Path("monday/headlines.md")
    mine = "Un mot de la rédaction.\r\n\r\n" + text("headlines.md").replace("\n", "\r\n")
    gone = mine.index("## Un titre du fil")
    briefs.write_bytes(mine[:gone].encode())  # and one headline thrown away
    before = everything()
    assert bring(*light).state == "unchanged"
    assert everything() == before
    Path("news.xml").write_text(
        feed(item("Un titre du fil", "https://a.be/1"), item("Un second titre", "https://a.be/2"))
    )
    outcome = bring(*light)
    assert outcome.headlines == ("Un second titre",)
    assert (
        Path("monday/headlines.md").read_bytes().startswith(before["monday/headlines.md"].rstrip())
    )
    assert text("lead.md").count("# Un titre à moi") == 1
    assert "Un titre du fil" not in text("headlines.md")


def test_a_source_that_changed_is_told_and_not_brought_again(bring: Bring) -> None:
    Path("a.xml").write_text(
        feed(item("Le port", "https://a.be/1", more="<description>A</description>"))
    )
    bring("a.xml", role="headlines")
    Path("a.xml").write_text(feed(item("[MàJ] Le port", "https://a.be/1")))
    outcome = bring("a.xml", role="headlines")
    assert outcome.state == "unchanged"
    assert "its source says something else by now" in notes(outcome)


def test_new_headlines_do_not_fall_into_the_last_rubric(bring: Bring) -> None:
    Path("monday").mkdir()
    Path("monday/headlines.md").write_text(
        "## Un\n\n```\n# pas une rubrique\n```\n\n# Sport\n\n## Deux\n"
    )
    Path("a.xml").write_text(feed(item("Trois", "https://a.be/3")))
    bring("a.xml", role="headlines")
    said = text("headlines.md")
    assert said.index("## Trois") < said.index("# Sport\n\n## Deux")
    assert said.index("pas une rubrique") < said.index("## Trois")


def test_a_headline_that_stands_here_by_hand_is_not_doubled(bring: Bring) -> None:
    Path("monday").mkdir()
    Path("monday/headlines.yaml").write_text("- {title: À la main, url: 'http://www.a.be/1/'}\n")
    Path("monday/lead.md").write_text("# Éditorial\n\nTexte.\n")
    Path("a.xml").write_text(
        feed(item("Autrement", "https://a.be/1"), item("Nouveau", "https://a.be/2"))
    )
    outcome = bring("a.xml")
    assert outcome.headlines == ("Nouveau",)
    assert not outcome.lead


@pytest.mark.usefixtures("light")
def test_the_lead_is_the_first_article_or_what_is_said(bring: Bring) -> None:
    assert bring("news.xml", "mail.txt", into="a").lead == "Titre"
    assert bring("news.xml", "mail.txt", into="b", role="headlines").lead == ""
    assert bring("news.xml", "mail.txt", into="c").headlines[-1] == "Un titre du fil"
    with pytest.raises(RotativeError, match="lead-there"):
        bring("page.md", into="a", role="lead")
    assert bring("page.md", into="a").headlines == ("Le budget voté",)


def test_a_part_that_fails_does_not_stop_the_rest(bring: Bring, light: list[str]) -> None:
    Path("img1.jpg").write_bytes(b"not a picture")
    Path("bad.docx").write_bytes(b"PK\x03\x04 not a Word file")
    outcome = bring(*light, "bad.docx", "gone.html")
    assert codes(outcome) == ["picture-left-out", "source-unreadable"]
    assert (
        "**[Image manquante\u00a0: L'hémicycle (img1.jpg)]**\n\nL'hémicycle. *Photo AFP*"
        in text("lead.md")
    )
    assert all(problem.severity == "warning" for problem in outcome.problems)


def test_strict_writes_nothing_if_any_part_fails(bring: Bring, light: list[str]) -> None:
    with pytest.raises(RotativeError, match="source-unreadable"):
        bring(*light, "gone.html", strict=True)
    assert not Path("monday").exists()


def test_light_that_all_fail_are_errors(
    rotative: Rotative, bring: Bring, capsys: pytest.CaptureFixture[str]
) -> None:
    del bring
    assert rotative("import", "gone.html", "gone.docx", "--into", "monday") == 1
    err = capsys.readouterr().err
    assert err.count("error: cannot be read") == 2
    assert not Path("monday").exists()


def test_nothing_is_half_written(
    bring: Bring, light: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring("news.xml", role="headlines")
    before = everything()
    written: list[Path] = []
    beside = files._write_beside

    def full(path: Path, data: bytes) -> Path:
        written.append(path)
        if len(written) == 3:
            raise OSError(28, "No space left on device", str(path))
        return beside(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "_write_beside", full)
        with pytest.raises(RotativeError, match="No space left"):
            bring(*light)
    assert everything() == before
    assert bring(*light).lead


@pytest.mark.parametrize("done", [1, 2, 3, 4])
def test_an_import_that_was_killed_is_finished_by_the_next(
    bring: Bring, light: list[str], monkeypatch: pytest.MonkeyPatch, done: int
) -> None:
    bring(*light, into="whole")
    replace = Path.replace
    moved: list[Path] = []

    def killed(self: Path, target: Path) -> Path:
        moved.append(self)
        if len(moved) > done:
            raise SystemExit
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(SystemExit):
            bring(*light)
    bring(*light)
    for name in ("lead.md", "headlines.md"):
        assert text(name) == (Path("whole") / name).read_text("utf-8")
    assert {p.name for p in Path("monday/images").iterdir()} == {
        p.name for p in Path("whole/images").iterdir()
    }


def test_a_dry_run_tells_and_writes_nothing(
    rotative: Rotative, bring: Bring, light: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    del bring
    assert rotative("import", *light, "--into", "monday", "--dry-run", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    edition = answer["editions"][0]
    assert edition["state"] == "planned"
    assert "monday/lead.md" in edition["written"]
    assert edition["notes"][0]["what"]
    assert not Path("monday").exists()


@pytest.mark.usefixtures("light")
def test_where_it_goes(bring: Bring) -> None:
    assert str(bring("mail.txt", into="").folder) == "mail"
    Path("book").mkdir()
    Path("book/publication.yaml").write_text("title: P\n")
    assert str(bring("mail.txt", into="").folder) == "book/mail"
    assert str(bring("mail.txt").folder) == "book/monday"
    assert str(bring("mail.txt", into="./elsewhere/x").folder) == "elsewhere/x"
    with pytest.raises(RotativeError, match="not-a-folder"):
        bring("page.md", into="mail.txt")


def test_a_folder_that_cannot_be_understood_is_left_alone(bring: Bring, light: list[str]) -> None:
    Path("monday").mkdir()
    Path("monday/headlines.md").write_text("## Un\ndate: jamais\n\nTexte\n")
    before = everything()
    with pytest.raises(RotativeError, match="bad-date"):
        bring(*light)
    assert everything() == before


def test_a_picture_by_itself(bring: Bring) -> None:
    Path("IMG_1.jpg").write_bytes(picture())
    outcome = bring("IMG_1.jpg")
    assert "![what it shows](images/img-1-" in notes(outcome)
    assert bring("IMG_1.jpg").state == "unchanged"


@pytest.mark.parametrize("library", ["feedparser", "mammoth", "trafilatura", "httpcore"])
def test_a_library_that_is_missing_is_told(
    bring: Bring, sources: list[str], monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    del sources
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == library or name.endswith("gather.connections"):
            raise ImportError(name)
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.endswith("gather.connections")]:
        monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr("rotative.gather.connections", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    named: Mapping[str, str] = {
        "feedparser": "news.xml", "mammoth": "lundi.docx", "trafilatura": "page.html",
    }  # fmt: skip
    with pytest.raises(RotativeError, match=r"library-missing") as caught:
        bring(named.get(library, "https://example.org/"))
    assert "pip install 'rotative[import]'" in str(caught.value)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--max", "source-bytes=80M"], 1),
        (["--max", "sauce=1"], 2),
        (["--max", "pictures=0"], 2),
        (["--since", "hier"], 2),
        (["--limit", "0"], 2),
        (["--as", "cover"], 2),
    ],
)
def test_options_are_checked(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], words: list[str], code: int
) -> None:
    assert rotative("import", "gone.txt", *words) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_wrong_limit_lists_the_right_ones(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("import", "gone.txt", "--max", "source=1") == 2
    assert "  archive-ratio              200  times a file" in capsys.readouterr().err


BOOK_LIMITS = """\
title: Gazette
limits:
  file: 30
  import: {piece-characters: 1k, pictures: 2}
"""


def test_a_publication_sets_limits_of_import_and_the_command_line_wins(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "publication.yaml").write_text(BOOK_LIMITS)
    (tmp_path / "a.txt").write_text("Le rapport\n" + "Une phrase du rapport, et une autre.\n" * 40)
    assert rotative("import", "a.txt", "--into", "lundi") == 1
    assert "the text has 1,491 characters" in capsys.readouterr().err
    assert not (tmp_path / "lundi").exists()
    assert rotative("import", "a.txt", "--into", "lundi", "--max", "piece-characters=1M") == 0
    elsewhere = str(tmp_path / "elsewhere/mardi")  # a folder that is not the publication's
    assert rotative("import", "a.txt", "--into", elsewhere) == 0


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("piece-caracters: 1k", '4:5: error: unknown key “piece-caracters”; did you mean "piece-'),
        ("source_bytes: 80M", '4:5: error: unknown key “source_bytes”; did you mean "source-byt'),
        ("pieces: 0", "4:13: error: pieces: “0” is no limit; write a whole number from 1 up, or"),
        ("pieces: many", "4:13: error: pieces: “many” is no limit; write"),
        ("pieces: 2000G", "4:13: error: pieces: “2000G” is no limit; write"),
        ("pieces: yes", "4:13: error: pieces: “yes” is no limit; write"),
    ],
)
def test_wrong_limits_of_import_are_told(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], said: str, fault: str
) -> None:
    Path("publication.yaml").write_text(f"title: G\nlimits:\n  import:\n    {said}\n")
    assert rotative("import", "gone.txt", "--into", "lundi") == 1
    assert f"publication.yaml:{fault}" in capsys.readouterr().err


def test_help_loads_no_library() -> None:
    script = "import sys; from rotative.cli import main\n"
    script += "try: main(['import', '--help'])\nexcept SystemExit: pass\n"
    script += "print(*{n.split('.')[0] for n in sys.modules}, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    heavy = {
        "lxml",
        "PIL",
        "markdown_it",
        "feedparser",
        "trafilatura",
        "mammoth",
        "httpcore",
        "nh3",
    }
    assert not set(done.stderr.split()) & heavy


def test_two_imports_into_one_edition_cannot_mix(
    rotative: Rotative, light: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with files.claimed(Path("monday"), what="import"):
        assert rotative("import", *light, "--into", "monday") == 1
        assert "another import of this edition is at work" in capsys.readouterr().err
        assert rotative("import", *light, "--into", "monday", "--dry-run") == 0
        assert not any(Path("monday").iterdir())
    assert not Path("monday").exists()
    command = [sys.executable, "-m", "rotative.cli", "import", "--into", "monday"]
    running = [
        subprocess.Popen([*command, source], stderr=subprocess.PIPE, text=True) for source in light
    ]
    ends = [(process.communicate()[1], process.returncode) for process in running]
    done = [source for source, (_, code) in zip(light, ends, strict=True) if code == 0]
    assert done
    assert all(code == 0 or "[being-built]" in said for said, code in ends)
    assert text("imported.yaml").count("seen: ") >= len(done)
    assert rotative("import", *light, "--into", "monday") == 0


def test_a_folder_taken_away_before_it_was_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, own = tmp_path / "monday", files._lock
    times = count()

    def lock(*given: Any, **more: Any) -> None:
        own(*given, **more)
        if not next(times):
            folder.rmdir()

    monkeypatch.setattr(files, "_lock", lock)
    with files.claimed(folder):
        assert folder.is_dir()
        with pytest.raises(RotativeError, match="at work"), files.claimed(folder):
            pass
        assert folder.is_dir()
    assert not folder.exists()


def test_a_headline_of_another_language_says_so(bring: Bring) -> None:
    Path("port.md").write_text(
        "# Le port rouvre\n\n" + "La criée a repris mardi matin, après des travaux.\n" * 3, "utf-8"
    )
    brief = "Members of the parliament have passed the bill after a long night of heated debates."
    Path("house.html").write_text(
        f"<html lang='en'><title>The house has voted at last</title><p>{brief * 4}", "utf-8"
    )
    bring("port.md")
    bring("house.html")
    assert "language: en\n" in text("headlines.md")
    bring("port.md", "house.html", into="tuesday")
    assert "language: en\n" in Path("tuesday/headlines.md").read_text("utf-8")
    assert "language: fr\n" in Path("tuesday/edition.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "first",
    ["source: le ministère", "Source : AFP", "Auteur : Jean", "Climat : la suite", "url:x.org"],
)
@pytest.mark.parametrize("role", ["lead", "headlines"])
def test_a_text_that_begins_like_a_field_stays_text(bring: Bring, first: str, role: str) -> None:
    page = f"<title>Le port</title><h1>Le port</h1><p>{first}</p><p>{'La criée reprend. ' * 20}</p>"
    Path("page.html").write_text(f"<!doctype html><html><body><article>{page}", "utf-8")
    bring("page.html", role=role)
    if role == "headlines":
        Path("monday/lead.md").write_text("# T\n\nUn mot.\n", "utf-8")
    problems = Problems()
    edition = read(Path("monday"), Publication(""), language="fr", problems=problems)
    piece = edition.headlines[0].summary if role == "headlines" else edition.lead.body
    assert piece.text.startswith(first)
    assert {problem.code for problem in problems} <= {"no-headlines"}
