"""A publisher's theme: one file of tokens, based on a theme that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rotative import jobs, press, themes
from rotative.cover import render
from rotative.house import House
from rotative.model import Edition, Trim
from rotative.problems import Problems, RotativeError
from rotative.shipped import STYLES, shipped
from rotative.stylesheet import assemble
from tests.conftest import BOOK, Rotative

MINE = """:root {
  --based-on: magazine;
  --color-night: #14432f;
  --section-size: 33pt;
}
"""


@pytest.fixture(scope="module")
def copy() -> press.Copy:
    order = press.Order(Path(), ("epub",))
    return press.read(jobs.find(BOOK, ["poutine-kim"])[0], order, Problems())


def publication(folder: Path, **sheets: str) -> House:
    for name, css in sheets.items():
        path = folder / STYLES / "themes" / name / "tokens.css"
        path.parent.mkdir(parents=True)
        path.write_text(css, "utf-8")
    return House(str(folder))


def styled(copy: press.Copy, style: str, trim: Trim | None = None) -> Edition:
    return replace(copy.edition, style=style, trim=trim or copy.edition.trim)


@pytest.mark.parametrize("medium", ["epub", "print", "screen"])
def test_one_file_makes_a_theme(tmp_path: Path, copy: press.Copy, medium: str) -> None:
    house = publication(tmp_path, mine=MINE)
    mine = assemble(house, styled(copy, "mine"), medium)
    base = assemble(house, styled(copy, "magazine"), medium)
    changed = {name for name, value in mine.tokens.items() if base.tokens[name] != value}
    assert changed == {"color-night", "section-size", "cover-paper"}
    assert mine.css.count("{") == base.css.count("{")
    if medium != "epub":
        assert "#14432f" in mine.css


def test_a_copied_sheet_still_follows_the_trim(tmp_path: Path, copy: press.Copy) -> None:
    text = (shipped(STYLES) / "themes" / "magazine" / "tokens.css").read_text("utf-8")
    copied = text.replace("--headline-size: 18pt", "--headline-size: 19pt")
    assert copied != text
    house = publication(tmp_path, mine=copied)
    small = Trim("A5", 148, 210)
    mine = assemble(house, styled(copy, "mine", small), "print").tokens
    base = assemble(house, styled(copy, "magazine", small), "print").tokens
    assert {name for name in mine if mine[name] != base[name]} == {"headline-size"}
    assert mine["headline-size"] == "19pt"


def test_its_cover_is_of_its_base_in_its_colours(tmp_path: Path, copy: press.Copy) -> None:
    house = publication(tmp_path, mine=MINE, plain=":root { --based-on: magazine; }")
    galley = press.compose(copy)

    def cover(style: str) -> bytes:
        of = replace(galley, edition=styled(copy, style))
        return render(of, assemble(house, of.edition, "epub").tokens, house)

    assert cover("plain") == cover("magazine") != cover("classique")
    assert cover("mine") != cover("magazine")


@pytest.mark.parametrize(
    ("sheets", "code", "told"),
    [
        (
            {"mine": ":root {\n  --based-on: magasine; }"},
            "unknown-style",
            'mean "magazine"',
        ),
        (
            {"mine": ":root { --based-on: other; }", "other": ":root { --based-on: mine; }"},
            "style-circle",
            "mine → other → mine",
        ),
    ],
)
def test_a_wrong_base_is_told(
    tmp_path: Path, copy: press.Copy, sheets: dict[str, str], code: str, told: str
) -> None:
    house = publication(tmp_path, **sheets)
    with pytest.raises(RotativeError) as caught:
        assemble(house, styled(copy, "mine"), "print")
    (problem,) = caught.value.problems
    assert problem.code == code
    assert told in str(problem)
    assert problem.place
    assert problem.place.path.endswith("tokens.css")
    assert problem.place.line == (2 if code == "unknown-style" else 1)


def test_a_misspelt_token_is_told_with_its_line(tmp_path: Path, copy: press.Copy) -> None:
    css = "/* mine:\n --colour-x: 1; */\n:root {\n  --mine: 1;\n  --colour-accent: #fff;\n}\n"
    house = publication(tmp_path, mine=css + "p { margin: var(--mine); }")
    problems = Problems()
    themes.inspect(house, styled(copy, "mine"), problems)
    (problem,) = problems.found
    assert problem.place
    assert (problem.code, problem.place.line) == ("unused-token", 5)
    assert '"--color-accent"' in problem.hint


def test_no_token_of_ours_is_unused(tmp_path: Path, copy: press.Copy) -> None:
    for theme in House().themes():
        text = (shipped(STYLES) / "themes" / theme / "tokens.css").read_text("utf-8")
        problems = Problems()
        themes.inspect(publication(tmp_path / theme, mine=text), styled(copy, "mine"), problems)
        assert not problems.found


def test_a_publishers_theme_is_listed_and_builds(
    rotative: Rotative, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("new", "gazette") == 0
    publication(tmp_path / "gazette", mine=MINE)
    assert rotative("styles", "--book", "gazette") == 0
    assert "mine: based on magazine." in capsys.readouterr().out
    assert rotative("build", "--book", "gazette", "--style", "mine", "--format", "epub") == 0
