"""A colour is written once: its inks for paper, its sRGB value for everything else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rotative import jobs, press
from rotative.colour import for_medium, millionths, naive, stand_ins
from rotative.finish import profile
from rotative.finish.inks import Inks
from rotative.house import House
from rotative.model import PrintJob
from rotative.problems import Place, RotativeError
from rotative.stylesheet import assemble
from tests.conftest import Built

ACCENT = "device-cmyk(5% 92% 85% 12%, #b81d26)"


@pytest.fixture(scope="module")
def inks() -> Inks:
    return Inks(profile.read(PrintJob(), House()))


@pytest.mark.parametrize(
    ("written", "paper", "screen"),
    [
        (ACCENT, "device-cmyk(0.05 0.92 0.85 0.12)", "#b81d26"),
        ("device-cmyk(0 .5 1 0,rgb(255, 128, 0))", "device-cmyk(0 0.5 1 0)", "rgb(255, 128, 0)"),
        ("device-cmyk(0, 0.5, 1, 0, orange)", "device-cmyk(0 0.5 1 0)", "orange"),
        ("device-cmyk(none 50% 100% 0 / 40%, #f804)", "device-cmyk(0 0.5 1 0 / 40%)", "#f804"),
        ("DEVICE-CMYK(0 0 0 50%)", "device-cmyk(0 0 0 0.5)", "#808080"),
        ("device-cmyk(0 1 1 0 / .5)", "device-cmyk(0 1 1 0 / .5)", "rgb(255 0 0 / .5)"),
        ("#b81d26", "#b81d26", "#b81d26"),
    ],
)
def test_each_medium_takes_its_value(written: str, paper: str, screen: str) -> None:
    assert for_medium(f"a {{ color: {written}; }}", "print") == f"a {{ color: {paper}; }}"
    for medium in ("screen", "epub"):
        assert for_medium(f"a {{ color: {written}; }}", medium) == f"a {{ color: {screen}; }}"


@pytest.mark.parametrize(
    "wrong",
    ["device-cmyk()", "device-cmyk(1 2 3)", "device-cmyk(0 0 0 1em)", "device-cmyk(0 0 0 1 /)",
     "device-cmyk(0 0 0 1, red, blue)", "device-cmyk(0 0 0 x, red)"],
)  # fmt: skip
def test_what_is_no_colour_is_told(wrong: str) -> None:
    with pytest.raises(RotativeError, match="bad-colour"):
        for_medium(f"a {{ color: {wrong}; }}", "print")


def test_a_profile_in_a_sheet_is_told() -> None:
    with pytest.raises(RotativeError, match="bad-colour"):
        stand_ins('@color-profile --x { src: url("x.icc"); }')


def test_stand_ins_are_told_apart_and_from_every_other_colour() -> None:
    many = [(c / 20, m / 20, 0.0, 1.0) for c in range(21) for m in range(21)]  # all look black
    css = " ".join(f"device-cmyk({c} {m} {y} {k})" for c, m, y, k in many)
    _, found = stand_ins(css)
    assert set(found.values()) == set(many)
    hexadecimal = {millionths(n / 255, n / 255, n / 255)[0] for n in range(256)}
    assert not any(set(colour) & hexadecimal for colour in found)


def test_a_stand_in_keeps_transparency_and_looks_alike() -> None:
    css, found = stand_ins("device-cmyk(0.05 0.92 0.85 0.12 / 40%)")
    assert css.endswith("/ 40%)")
    ((seen, ink),) = found.items()
    assert all(abs(a / 1e6 - b) < 1 / 255 for a, b in zip(seen, naive(ink), strict=True))


@pytest.mark.parametrize("medium", ["epub", "screen"])
def test_no_ink_reaches_a_screen(sample: Built, medium: str) -> None:
    edition = sample.galley.edition
    for style in House().themes():
        sheet = assemble(House(), replace(edition, style=style), medium)
        assert "cmyk" not in sheet.css
        assert not any("cmyk" in value for value in sheet.tokens.values())
        assert sheet.tokens["color-accent"].startswith("#")


def test_every_colour_token_of_paper_has_its_inks(sample: Built) -> None:
    for style in House().themes():
        tokens = assemble(House(), replace(sample.galley.edition, style=style), "print").tokens
        colours = {name: value for name, value in tokens.items() if name.startswith("color-")}
        plain = {name for name, value in colours.items() if "device-cmyk" not in value}
        assert plain == {"color-accent-epub", "color-accent-epub-dark"}


def test_greys_and_black_are_black_ink(inks: Inks) -> None:
    for value in range(256):
        cyan, magenta, yellow, black = inks.rgb(value / 255, value / 255, value / 255)
        assert cyan == magenta == yellow == 0
        assert 0 <= black <= 1
    assert inks.rgb(0, 0, 0) == (0, 0, 0, 1)
    assert inks.rgb(1, 1, 1) == (0, 0, 0, 0)
    assert inks.rgb(35 / 255, 31 / 255, 32 / 255) == (0, 0, 0, 1)
    assert inks.lab(0, 0, 0) == (0, 0, 0, 1)


def test_greys_darken_steadily(inks: Inks) -> None:
    shares = [inks.black(value / 255) for value in range(256)]
    assert shares == sorted(shares, reverse=True)
    # As dark as it looks: half grey of sRGB is more than half the black.
    assert 0.55 < inks.black(0.5) < 0.7


def test_colours_keep_their_hue(inks: Inks) -> None:
    cyan, magenta, yellow, _ = inks.rgb(1, 0, 0)
    assert cyan < 0.05
    assert min(magenta, yellow) > 0.9
    cyan, magenta, yellow, _ = inks.lab(60, -50, 40)  # a green
    assert magenta < min(cyan, yellow)
    cyan, magenta, yellow, _ = inks.lab(30, 30, -60)  # a blue
    assert yellow < 0.1
    assert min(cyan, magenta) > 0.8


def test_no_colour_takes_more_ink_than_the_paper(inks: Inks) -> None:
    dark = [part / 255 for part in range(0, 60, 6)]
    found = inks.many([(red, green, blue) for red in dark for green in dark for blue in dark])
    assert max(map(sum, found)) <= 3


PROFILE = (Path(__file__).parents[2] / "styles" / "icc" / profile.SHIPPED).read_bytes()
RENAMED = PROFILE.replace(b"FOGRA39L Coated", b"FOGRA51L Coated")


def _house(tmp_path: Path, data: bytes) -> House:
    (tmp_path / "styles" / "icc").mkdir(parents=True)
    (tmp_path / "styles" / "icc" / "PSOcoated_v3.icc").write_bytes(data)
    return House(str(tmp_path))


def test_a_printers_profile_names_its_condition(tmp_path: Path) -> None:
    house = _house(tmp_path, RENAMED)
    found = profile.read(PrintJob(profile="PSOcoated_v3.icc"), house)
    assert (found.profile, found.identifier) == (RENAMED, "FOGRA51")
    assert found.registry == "http://www.color.org"
    told = PrintJob(profile="PSOcoated_v3.icc", condition="CGATS 21.2", registry="https://x.org")
    found = profile.read(told, house)
    assert (found.identifier, found.registry) == ("CGATS 21.2", "https://x.org")


def test_a_condition_nobody_registered_is_custom(tmp_path: Path) -> None:
    house = _house(tmp_path, PROFILE.replace(b"FOGRA39L Coated", b"Our old press 1"))
    found = profile.read(PrintJob(profile="PSOcoated_v3.icc"), house)
    assert (found.identifier, found.registry, found.info) == ("Custom", "", "Our old press 1")


@pytest.mark.parametrize(
    ("said", "data", "code"),
    [
        (PrintJob(profile="PSOcoated_v3.ic"), RENAMED, "no-such-profile"),
        (PrintJob(profile="../icc/PSOcoated_v3.icc/.."), RENAMED, "no-such-profile"),
        (PrintJob(condition="FOGRA51"), RENAMED, "no-such-profile"),
        (PrintJob(profile="PSOcoated_v3.icc"), b"not a profile", "bad-profile"),
        (PrintJob(profile="PSOcoated_v3.icc"), RENAMED[:20_000], "bad-profile"),
        (
            PrintJob(profile="PSOcoated_v3.icc"),
            RENAMED.replace(b"prtrCMYK", b"mntrRGB "),
            "bad-profile",
        ),
        (PrintJob(profile="PSOcoated_v3.icc"), RENAMED.replace(b"B2A0", b"A2B7"), "bad-profile"),
    ],
)
def test_a_condition_that_cannot_be_is_told(
    tmp_path: Path, said: PrintJob, data: bytes, code: str
) -> None:
    house = _house(tmp_path, data)
    place = Place("publication.yaml", 3, 12)
    (fault,) = profile.faults(replace(said, place=place), house)
    assert (fault.code, fault.place) == (code, place)
    assert fault.hint


def test_a_missing_profile_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "publication.yaml").write_text("title: A\nprint:\n  profile: none.icc\n")
    (tmp_path / "un.txt").write_text("Un\nTexte.\n")
    (job,) = jobs.find(tmp_path, ["un"])
    result = press.build(job, press.Order(tmp_path / "dist", ("print",)))
    (fault,) = (problem for problem in result.problems if problem.code == "no-such-profile")
    assert fault.place
    assert (fault.place.line, fault.place.column) == (3, 12)
    assert press.build(job, press.Order(tmp_path / "dist", ("epub",))).state == "built"
