"""What an editor types and sees: on stdout what was asked for, on stderr the rest, exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rotative.files import claimed
from tests.conftest import BOOK, Rotative


def test_a_bare_text_file_builds_with_defaults(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("build", dispatch, "--format", "epub", "--format", "print") == 0
    out, err = capsys.readouterr()
    paths = [Path(line) for line in out.splitlines()]
    assert [path.as_posix() for path in paths] == [
        "dist/port/port.epub",
        "dist/port/port.print.pdf",
    ]
    assert all(path.stat().st_size > 10_000 for path in paths)
    assert "port: built" in err
    record = json.loads(Path("dist/port/port.build.json").read_text("utf-8"))
    assert record["language"] == "fr"
    assert record["pages"] == {"print": 1}
    assert record["words"] == len(dispatch.read_text("utf-8").split())


def test_a_new_publication_builds_at_once(rotative: Rotative) -> None:
    assert rotative("new", "pub") == 0
    assert rotative("build", "--book", "pub", "--format", "epub", "--quiet") == 0
    assert len(list(Path("dist").glob("*/*.epub"))) == 2


def test_new_leaves_a_full_folder_alone(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("new", dispatch.parent) == 1
    assert "folder-not-empty" in capsys.readouterr().err
    assert list(dispatch.parent.iterdir()) == [dispatch]


def test_json_is_all_that_stdout_gets(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("build", dispatch, "--format", "epub", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert answer["editions"][0]["artefacts"] == {"epub": "dist/port/port.epub"}


def test_what_is_up_to_date_is_left_alone(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ("build", dispatch, "--format", "epub")
    rotative(*build)
    file = Path("dist/port/port.epub")
    before = file.stat().st_mtime_ns
    rotative(*build)
    assert file.stat().st_mtime_ns == before
    assert "port: unchanged" in capsys.readouterr().err
    rotative(*build, "--force")
    assert file.stat().st_mtime_ns > before


@pytest.mark.parametrize("change", ["source", "artefact", "options"])
def test_what_changed_is_built_again(rotative: Rotative, dispatch: Path, change: str) -> None:
    rotative("build", dispatch, "--format", "epub")
    file = Path("dist/port/port.epub")
    before = file.read_bytes()
    if change == "source":
        dispatch.write_text(dispatch.read_text("utf-8").replace("deux", "trois"), "utf-8")
    elif change == "artefact":
        file.write_bytes(b"broken")
    extra = ("--style", "sobre") if change == "options" else ()
    rotative("build", dispatch, "--format", "epub", *extra)
    assert (file.read_bytes() == before) == (change == "artefact")


def test_another_format_leaves_the_first_ones_alone(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rotative("build", dispatch, "--format", "print")
    before = Path("dist/port/port.print.pdf").stat().st_mtime_ns
    rotative("build", dispatch, "--format", "epub")
    capsys.readouterr()
    rotative("build", dispatch, "--format", "print", "--format", "epub")
    assert "port: unchanged" in capsys.readouterr().err
    assert Path("dist/port/port.print.pdf").stat().st_mtime_ns == before
    dispatch.write_text(dispatch.read_text("utf-8").replace("deux", "trois"), "utf-8")
    rotative("build", dispatch, "--format", "epub")
    err = capsys.readouterr().err
    assert "port.print.pdf: warning: made from an earlier state" in err


def test_warnings_are_told_again_when_nothing_is_built(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dispatch.write_text(dispatch.read_text("utf-8") + "\n\n家\n", "utf-8")
    for _ in range(2):
        rotative("build", dispatch, "--format", "epub")
        assert "epub-glyph-missing" in capsys.readouterr().err


@pytest.mark.parametrize(
    "damage", ['{"schema": 2, "artefacts": {"port.epub": 1}}', "{", "[]", "null", '{"schema": 2}']
)
def test_a_damaged_record_is_no_record(rotative: Rotative, dispatch: Path, damage: str) -> None:
    Path("dist/port").mkdir(parents=True)
    Path("dist/port/port.build.json").write_text(damage)
    assert rotative("build", dispatch, "--format", "epub") == 0


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("templates/sections/lead.xhtml", "{{ 1/0 }}"),
        ("templates/sections/lead.xhtml", '{{ lead.date|long_date("fr") }}'),
        ("templates/sections/lead.xhtml", '{% extends "sections/lead.xhtml" %}'),
        ("templates/sections/lead.xhtml", '<section id="lead"><p>unclosed'),
        ("styles/publication.css", ":root { --initial-lines: two; }"),
        ("styles/publication.css", ":root { --leading: big; }"),
        ("styles/publication.css", ":root{--a: var(--nope, var(--a))} p{color:var(--a)}"),
        ("styles/publication.css", "\udce9"),
        ("templates/sections/lead.xhtml", "\udce9"),
    ],
)
def test_a_publications_own_mistakes_are_told(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], file: str, text: str
) -> None:
    shutil.copytree(BOOK, "book")
    path = Path("book") / file
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert rotative("build", "--format", "print") == 1
    err = capsys.readouterr().err
    assert "error: " in err
    assert "Traceback" not in err


def test_an_override_may_replace_one_block(rotative: Rotative) -> None:
    shutil.copytree(BOOK, "book")
    own = Path("book/templates/sections/lead.xhtml")
    own.parent.mkdir(parents=True)
    own.write_text(
        '{% extends "house/sections/lead.xhtml" %}{% block body %}<p>Ours</p>{% endblock %}'
    )
    assert rotative("build", "--format", "epub") == 0
    with zipfile.ZipFile("dist/poutine-kim/poutine-kim.epub") as epub:
        text = epub.read("EPUB/lead.xhtml").decode()
    assert "<p>Ours</p>" in text
    assert "l’alliance choc</h1>" in text


def test_check_tells_rubrics_and_reasons(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("check", "--book", BOOK) == 0
    out = capsys.readouterr().out
    assert "Le Pen jugée: que devient le RN?" in out
    assert "→ Politique et société" in out
    assert not Path("dist").exists()


def test_check_shows_the_typographic_proof(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("check", dispatch, "--typography") == 0
    out = capsys.readouterr().out
    assert "port.txt:3: apostrophe: “d'euros.” → “d’euros.”" in out
    assert "port.txt:7: colon: “cantine:” → “cantine⍽:”" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["explain"], 0),
        (["explain", "no-headlines"], 0),
        (["explain", "no-headline"], 1),
        (["schema", "edition"], 0),
        (["doctor"], 0),
        (["styles"], 0),
        ([], 2),
        (["biuld"], 2),
        (["build", "--formt", "epub"], 2),
        (["build", "--jobs", "0"], 2),
        (["build", "x", "--all"], 2),
        (["build", "--all"], 1),
        (["correct", "--all"], 2),
        (["correct", "x", "y", "--note", "n"], 2),
        (["build", "nowhere.txt"], 1),
        (["build"], 1),
        (["build", "--book", "nowhere"], 1),
    ],
)
def test_exit_codes(rotative: Rotative, words: list[str], code: int) -> None:
    assert rotative(*words) == code


@pytest.mark.parametrize(
    ("command", "on_stdout"),
    [
        ("check --book g", True),
        ("status --book g", True),
        ("diff --book g depeche", True),
        ("verify dist/depeche/depeche.epub", True),
        ("build --book g --format print --budget", True),
        ("preflight dist/depeche/depeche.epub", False),
    ],
)
def test_reports_go_where_the_readme_says(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], command: str, *, on_stdout: bool
) -> None:
    assert rotative("new", "g") == 0
    Path("g/depeche/edition.yaml").write_text("date: 2026-11-22\n", "utf-8")
    assert rotative("publish", "--book", "g", "depeche", "--format", "epub") == 0
    capsys.readouterr()
    assert rotative(*command.split()) == 0
    out, err = capsys.readouterr()
    assert ("depeche" in out) == on_stdout
    assert ("depeche" in err) != on_stdout


def test_a_command_that_is_interrupted_says_so(
    rotative: Rotative, dispatch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rotative.manuscript.read", interrupted)
    assert rotative("build", dispatch, "--format", "epub") == 130
    assert not Path("dist").exists()


@pytest.mark.parametrize("command", ["correct", "diff", "serve"])
def test_help_of_a_command_for_one_edition_speaks_of_one(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert rotative(command, "--help") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "[EDITION]" in told
    assert "every edition" not in told
    assert "EDITION an edition of the publication, or the path of a folder" in told


@pytest.mark.parametrize("command", ["status", "verify", "diff"])
def test_help_promises_no_files_where_none_are_made(
    rotative: Rotative, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert rotative(command, "--help") == 0
    assert "where to" not in capsys.readouterr().out


def test_a_quiet_status_tells_only_what_is_not_up_to_date(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("new", "g") == 0
    assert rotative("build", "--book", "g", "depeche", "--format", "epub", "--quiet") == 0
    capsys.readouterr()
    for words, told in (([], "premier-numero: new\n"), (["depeche"], "")):
        assert rotative("status", "--book", "g", "--format", "epub", "--quiet", *words) == 0
        assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("extra", "code", "hint"),
    [
        (("--format", "epbu"), "no-such-format", 'did you mean "epub"?'),
        (("--style", "clasique"), "unknown-style", 'did you mean "classique"?'),
        (("--language", "12"), "bad-language", "BCP 47"),
    ],
)
def test_wrong_options_have_a_way_out(  # noqa: PLR0917 - fixtures and parameters
    rotative: Rotative,
    dispatch: Path,
    capsys: pytest.CaptureFixture[str],
    extra: tuple[str, str],
    code: str,
    hint: str,
) -> None:
    assert rotative("build", dispatch, *extra) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert f"[{code}]" in err
    assert hint in err
    assert not Path("dist").exists()


def test_a_failed_build_leaves_the_last_one_untouched(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = ("build", dispatch, "--format", "epub")
    rotative(*build)
    before = {path: path.read_bytes() for path in Path("dist/port").iterdir()}
    dispatch.write_bytes(b"\x00\x01 rubbish")
    assert rotative(*build) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path("dist/port").iterdir()} == before


def test_an_output_that_cannot_be_written_is_told(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("dist").write_text("a file where the folder should go")
    assert rotative("build", dispatch, "--format", "epub") == 1
    err = capsys.readouterr().err
    assert "[output-unwritable]" in err
    assert "--out" in err


def test_nothing_is_renamed_before_everything_is_written(
    rotative: Rotative, dispatch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotative("build", dispatch, "--format", "epub")
    before = {path: path.read_bytes() for path in Path("dist/port").iterdir()}
    dispatch.write_text(dispatch.read_text("utf-8") + "\nEncore un titre\n", "utf-8")
    synced: list[int] = []

    def full_disk(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    assert rotative("build", dispatch, "--format", "epub") == 1
    assert {path: path.read_bytes() for path in Path("dist/port").iterdir()} == before


def test_all_editions_are_built_if_asked_for(rotative: Rotative) -> None:
    assert rotative("new", "gazette") == 0
    assert rotative("build", "--all", "--book", "gazette", "--format", "epub") == 0
    assert rotative("status", "--all", "--book", "gazette", "--format", "epub") == 0
    assert len(list(Path("dist").glob("*/*.epub"))) == 2


def test_two_jobs_build_what_one_does(rotative: Rotative) -> None:
    rotative("new", "pub")
    rotative("build", "--book", "pub", "--format", "epub", "--out", "one")
    assert (
        rotative("build", "--book", "pub", "--format", "epub", "--out", "two", "--jobs", "2") == 0
    )
    one = {p.relative_to("one"): p.read_bytes() for p in Path("one").rglob("*.*")}
    two = {p.relative_to("two"): p.read_bytes() for p in Path("two").rglob("*.*")}
    assert one == two


def test_an_override_that_matches_nothing_is_an_error(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(BOOK, "book")
    wrong = Path("book/templates/sections/leed.xhtml")
    wrong.parent.mkdir(parents=True)
    wrong.write_text("<p></p>")
    assert rotative("build", "--format", "epub") == 1
    err = capsys.readouterr().err
    assert "override-without-original" in err
    assert 'did you mean "sections/lead.xhtml"?' in err


def test_a_publication_lays_its_own_over_the_house(rotative: Rotative) -> None:
    shutil.copytree(BOOK, "book")
    own = Path("book/templates/sections/lead.xhtml")
    own.parent.mkdir(parents=True)
    own.write_text('{% include "house/sections/lead.xhtml" %}'.replace("include", "extends"))
    sheet = Path("book/styles/publication.css")
    sheet.parent.mkdir()
    sheet.write_text(":root { --text-size: 12pt; }\n.lead { color: #ffffff; }")
    assert rotative("build", "--format", "print", "--out", "own") == 0
    assert rotative("build", "--book", BOOK, "--format", "print", "--out", "plain") == 0
    pages = [
        json.loads(Path(f"{name}/poutine-kim/poutine-kim.build.json").read_text("utf-8"))["pages"]
        for name in ("plain", "own")
    ]
    assert pages[0]["print"] < pages[1]["print"]


@pytest.mark.parametrize(
    ("variant", "shown"),
    [
        ("", "faire\u202f?"),
        ("typography: {without: [punctuation]}", "faire?"),
        ("typography: {exceptions: ['faire?']}", "faire?"),
    ],
)
def test_a_house_variant_leaves_rules_and_texts_alone(
    rotative: Rotative, dispatch: Path, variant: str, shown: str
) -> None:
    Path("pub").mkdir()
    Path("pub/publication.yaml").write_text(f"title: Pub\n{variant}\n")
    shutil.copy(dispatch, "pub")
    assert rotative("build", "--book", "pub", "--format", "epub") == 0
    with zipfile.ZipFile("dist/port/port.epub") as epub:
        assert f"que {shown}<" in epub.read("EPUB/headlines.xhtml").decode()


def test_an_unknown_typographic_rule_is_told(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pub").mkdir()
    Path("pub/publication.yaml").write_text("typography: {without: [punctation]}\n")
    shutil.copy(dispatch, "pub")
    assert rotative("check", "--book", "pub") == 1
    assert 'did you mean "punctuation"?' in capsys.readouterr().err


def test_a_printed_french_imprint_wants_its_legal_fields(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("check", "--book", BOOK) == 0
    assert "imprint lacks publisher, director, printer" in capsys.readouterr().err
    shutil.copytree(BOOK, "book")
    legal = ("publisher", "director", "printer", "price", "legal_deposit", "issn")
    with Path("book/publication.yaml").open("a", encoding="utf-8") as file:
        file.write("imprint:\n" + "".join(f'  {name}: "x"\n' for name in legal))
    assert rotative("check") == 0
    assert "imprint" not in capsys.readouterr().err


def test_a_faulty_template_is_told_with_its_line(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(BOOK, "book")
    own = Path("book/templates/sections/lead.xhtml")
    own.parent.mkdir(parents=True)
    own.write_text("<section>\n{{ lead.titel }}\n</section>")
    assert rotative("build", "--format", "epub") == 1
    err = capsys.readouterr().err
    assert "sections/lead.xhtml:2: error:" in err
    assert "titel" in err


@pytest.mark.slow
def test_the_same_bytes_in_another_world(tmp_path: Path) -> None:
    """Another folder, time zone, hash seed, locale and umask: the same files."""
    worlds = []
    for number, world in enumerate(
        (
            {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "America/New_York", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
        )
    ):
        folder = tmp_path / ("x" * (number + 1))
        shutil.copytree(BOOK, folder / "book")
        command = [sys.executable, "-m", "rotative.cli", "build", "--quiet"]
        command += [w for name in ("epub", "print", "screen") for w in ("--format", name)]
        env = {**os.environ, **world, "HOME": str(folder)}
        subprocess.run(command, cwd=folder, env=env, check=True, umask=0o077 * number)
        files = (folder / "dist").rglob("*.*")
        worlds.append({path.name: path.read_bytes() for path in files})
    assert len(worlds[0]) == 4
    assert worlds[0] == worlds[1]


def test_two_builds_of_an_edition_do_not_meet(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with claimed(Path("dist/port")):
        assert rotative("build", dispatch, "--format", "epub") == 1
    assert "[being-built]" in capsys.readouterr().err
    assert rotative("build", dispatch, "--format", "epub") == 0


ENDING = """
import atexit, sys, threading, time
from rotative import cli
atexit.register(print, "at the end")
if "thread" in sys.argv:
    threading.Thread(target=lambda: time.sleep(0.2) or print("thread done")).start()
cli.main = lambda: print("told") or 3
cli.run()
"""


@pytest.mark.parametrize("more", [(), ("thread",)])
def test_a_process_ends_with_all_that_was_said_and_registered(more: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", ENDING, *more]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (3, "")
    assert set(ended.stdout.splitlines()) == {"told", "at the end", *["thread done"] * len(more)}


@pytest.mark.parametrize(
    ("stdout", "code", "said"),
    [("/dev/full", 1, "No space left on device"), ("&-", 0, ""), ("/dev/null", 0, "")],
)
def test_an_output_that_takes_nothing_is_no_traceback(stdout: str, code: int, said: str) -> None:
    command = ["sh", "-c", f'"$0" -m rotative.cli styles >{stdout}', sys.executable]
    ended = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr
    assert said in ended.stderr
