"""A publisher's theme: one file of tokens, based on a theme that is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from rotative import jobs, press, themes, tokens
from rotative.budget.sizes import Limits
from rotative.cover import render
from rotative.fitting.headline import fitted_tokens
from rotative.fitting.sheets import fitter
from rotative.house import House
from rotative.model import Edition, Trim
from rotative.openings import openings
from rotative.problems import Problems, RotativeError
from rotative.shipped import STYLES, shipped
from rotative.stylesheet import COMPUTED, assemble, initial_tokens
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


BOTH = ("epub", "print")
WRONG = """:root {
  --based-on: magazine;
  --text-size: 9,5pt;
  --leading: 0pt;
  --lead-share: 120%;
  --lead-face: fonts/SourceSerif4Display-Blod.ttf;
  --columns: two;
  --hyphen-limits: 6 3;
  --initial-cap: 0;
  --cover-paper: red;
}
"""


def faults(
    folder: Path,
    copy: press.Copy,
    css: str,
    formats: tuple[str, ...] = ("epub", "print"),
    **more: str,
) -> list[tuple[str, int, str]]:
    """Return what is told of a theme: file, line and code."""
    house = publication(folder, mine=css)
    for name, text in more.items():
        (folder / "styles" / "themes" / "mine" / f"{name}.css").write_text(text, "utf-8")
    problems = Problems()
    tokens.inspect(house, styled(copy, "mine"), formats, problems)
    assert all(problem.hint for problem in problems)
    places = ((problem.place, problem.code) for problem in problems)
    return [(Path(place.path).name, place.line, code) for place, code in places if place]


def test_every_value_that_cannot_be_computed_with_is_told_with_its_line(
    tmp_path: Path, copy: press.Copy
) -> None:
    told = faults(tmp_path, copy, WRONG)
    assert told == [("tokens.css", line, "bad-token") for line in range(3, 11)]


def test_what_a_sheet_refers_to_in_vain_is_told_with_its_line(
    tmp_path: Path, copy: press.Copy
) -> None:
    css = ":root {\n  --based-on: magazine;\n  --mine: var(--colour-ink);\n}\n"
    rules = "/* p\n */ p { color: var(--color-inc); width: var(--wide, 2pt) }\n"
    rules += "h1 { color: device-cmyk(5% 92%) }\n:root { --leading: 13pt }\n"
    assert faults(tmp_path, copy, css, theme=rules) == [
        ("theme.css", 2, "unknown-token"),
        ("theme.css", 3, "bad-colour"),
        ("theme.css", 4, "unused-token"),
        ("tokens.css", 3, "unknown-token"),
    ]


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("--leading: var(--small-size);\n--small-size: var(--leading);", "token-circle"),
        ("--color-accent: device-cmyk(var(--inks));\n--inks: 1 2;", "bad-colour"),
        ("--margin-inner: 190mm;", "page-too-small"),
    ],
)
def test_what_only_shows_once_resolved_is_told(
    tmp_path: Path, copy: press.Copy, css: str, code: str
) -> None:
    sheet = f":root {{\n--based-on: magazine;\n{css}\n}}"
    ((_, line, told),) = faults(tmp_path, copy, sheet, ("print",))
    assert told == code
    assert line in {3, 4}


def test_a_sheet_over_ours_that_lacks_tokens_is_told_once(tmp_path: Path, copy: press.Copy) -> None:
    house = publication(tmp_path, mine=":root { --based-on: sobre; }")
    (tmp_path / "styles" / "tokens.css").write_text(":root { --text-size: 9pt }", "utf-8")
    problems = Problems()
    tokens.inspect(house, styled(copy, "mine"), ("print",), problems)
    (problem,) = problems.found
    assert problem.place
    assert problem.place.path == str(tmp_path / "styles" / "tokens.css")


@pytest.mark.parametrize("trim", [Trim("A5", 148, 210), Trim("A4", 210, 297), Trim("A3", 297, 420)])
def test_our_own_themes_are_right(tmp_path: Path, copy: press.Copy, trim: Trim) -> None:
    house = publication(tmp_path, mine=":root { --based-on: sobre; }")
    for theme in House().themes():
        problems = Problems()
        tokens.inspect(house, styled(copy, theme, trim), ("epub", "print", "screen"), problems)
        assert not problems.found


class Noting(dict[str, str]):
    """Tokens that note which of them were asked for."""

    def __init__(self, of: Mapping[str, str]) -> None:
        super().__init__(of)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)


def test_every_token_that_is_computed_with_is_looked_over(copy: press.Copy) -> None:
    edition, house = styled(copy, "classique"), House()
    noting = Noting(assemble(house, edition, "print").tokens)
    initial_tokens(noting)
    fitted_tokens(edition, noting, house)
    Limits.of(noting)
    sections = press.compose(copy).sections
    openings(sections, noting)
    fit = fitter(noting, house, "fr")
    for section in sections:
        fit(section.kind, str(section.xhtml))
    words = {"trim-width", "trim-height", "text-align", "hyphens", "teaser-fill"}
    assert noting.asked - words - {*tokens.PRINT, *tokens.FACES, *COMPUTED} == set()
    assert len(noting.asked) > 40
