"""Commands given in the folder of an edition: it belongs to the publication around it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from rotative.press import Order
from rotative.preview import Studio
from tests.conftest import Rotative

NAME = "premier-numero"


@pytest.fixture
def within(rotative: Rotative, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an edition of “La Gazette”, where the editor stands."""
    assert rotative("new", "g", "--title", "La Gazette") == 0
    monkeypatch.chdir(tmp_path / "g" / NAME)
    return tmp_path / "g" / NAME


def title(folder: Path) -> str:
    with zipfile.ZipFile(next(folder.rglob(f"{NAME}.epub"))) as epub:
        package = epub.read("EPUB/content.opf").decode()
    return package.split('<dc:title id="title" xml:lang="fr">')[1].split("<")[0]


@pytest.mark.parametrize("command", ["build", "publish"])
@pytest.mark.parametrize("named", [".", "./", f"../{NAME}", "images/..", "", NAME])
def test_an_edition_is_its_publications_however_it_is_named(
    within: Path, rotative: Rotative, command: str, named: str
) -> None:
    (within / "images").mkdir()
    assert rotative(command, *[named] * bool(named), "--format", "epub") == 0
    assert title(within / "dist").startswith("La Gazette, n°")
    record = json.loads((within / f"dist/{NAME}/{NAME}.build.json").read_text("utf-8"))
    (state,) = record["states"].values()
    assert {"publication.yaml", f"{NAME}/lead.md"} < state["sources"].keys()


@pytest.mark.parametrize("named", ["lead.md", "./lead.md", f"../{NAME}/lead.md"])
def test_a_file_of_an_edition_means_that_edition(
    within: Path, rotative: Rotative, named: str
) -> None:
    assert rotative("build", named, "--format", "epub") == 0
    assert title(within / "dist").startswith("La Gazette, n°")


def test_the_same_edition_from_wherever_it_is_built(
    within: Path, rotative: Rotative, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, named in enumerate((".", str(within), f"--book=..#{within}")):
        assert rotative("build", *named.split("#"), "--out", f"{number}") == 0
    monkeypatch.chdir(within.parent)
    assert rotative("build", NAME, "--out", f"{NAME}/3") == 0
    made = [
        {
            path.name: path.read_bytes()
            for path in (within / f"{number}").rglob("*.*")
            if path.suffix != ".json"
        }
        for number in range(4)
    ]
    assert made[0] == made[1] == made[2] == made[3]
    assert len(made[0]) == 2


@pytest.mark.parametrize("named", [".", ""])
def test_every_command_means_the_edition_around_it(
    within: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    words = [named] * bool(named)
    assert rotative("check", *words) == 0
    assert rotative("publish", *words) == 0
    capsys.readouterr()
    assert rotative("status", *words) == 0
    assert capsys.readouterr().out == f"{NAME} r1: current\n"
    assert rotative("correct", *words, "--note", "Le port est au nord.") == 0
    assert rotative("diff", *words) == 0
    assert "revision: 2" in (within / "edition.yaml").read_text("utf-8")
    studio = Studio(None, named, Order(Path("unused")))
    assert studio.refresh().state in {"built", "unchanged"}
    studio.close()


def test_all_are_those_of_the_publication_around(
    within: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("build", "--all", "--format", "epub") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert rotative("build", "depeche", "--format", "epub") == 0
    assert (within / "dist/depeche/depeche.epub").is_file()


def test_an_import_goes_beside_the_edition_or_into_it(
    within: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    source = within.parents[1] / "quai.md"
    source.write_text("# Le quai\n\nLa criée a repris mardi matin, au nord.\n", "utf-8")
    capsys.readouterr()
    assert rotative("import", source, "--dry-run") == 0
    assert "../quai/lead.md" in capsys.readouterr().out.splitlines()
    assert rotative("import", source, "--into", ".", "--dry-run") == 0
    assert "headlines.md" in capsys.readouterr().out.splitlines()


def test_places_are_told_from_where_the_editor_stands(
    within: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    (within / "edition.yaml").write_text("titel: Nord\n", "utf-8")
    assert rotative("check", ".") == 1
    assert "\nedition.yaml:1:1: error:" in f"\n{capsys.readouterr().err}"
    (within.parent / "publication.yaml").write_text("titel: Nord\n", "utf-8")
    assert rotative("check", ".") == 1
    assert "\n../publication.yaml:1:1: error:" in f"\n{capsys.readouterr().err}"


def test_a_folder_of_no_edition_is_none(
    within: Path, rotative: Rotative, monkeypatch: pytest.MonkeyPatch
) -> None:
    (within.parent / "dist").mkdir()
    monkeypatch.chdir(within.parent / "dist")
    assert rotative("build") == 1
    assert not list(Path().iterdir())
