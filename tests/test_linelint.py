"""Line lint sees what it should on real pages, and says nothing of good ones."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from rotative import engine, linelint
from rotative.house import House
from rotative.linelint import rules
from rotative.linelint.pages import Block, Line, blocks
from rotative.problems import Problem, Severity

SHEET = """
@font-face { font-family: Text; src: url(fonts/SourceSerif4-Regular.ttf); }
@page { size: 100mm 120mm; margin: 10mm; }
body { margin: 0; font: 12px/16px Text; }
h2, p { margin: 0; font-size: 12px; }
h2 { break-after: avoid; }
.narrow { width: 30mm; text-align: justify; hyphens: auto; }
.page { break-inside: avoid; height: 98mm; }
.columns { columns: 2; column-gap: 4mm; column-fill: auto; height: 64px; }
.loose { orphans: 1; widows: 1; }
"""
LONG = "anticonstitutionnellement"
SENTENCE = "La criée a repris mardi matin, après six semaines de travaux sur le quai nord. "
PROSE = f"<p>{SENTENCE * 4}</p>"
# The engine breaks before the last word that could go, when it cannot break in the <em>.
EARLY = (
    "front incapable commerce que commerce <em>cru que</em> tenir une cru et que front de l’armée"
)


def pages(body: str, sheet: str = "") -> list[object]:
    weasyprint = engine.weasyprint()
    html = f'<html lang="fr"><style>{SHEET}{sheet}</style><body>{body}</body></html>'
    fetcher = engine.fetcher({}, House().read_style)
    with engine.listening() as records:
        document = weasyprint.HTML(string=html, base_url=engine.BASE, url_fetcher=fetcher).render()
    assert not records
    return list(document.pages)


def found(body: str, sheet: str = "") -> list[tuple[str, str]]:
    return [(p.code, p.problem().message) for p in linelint.findings(pages(body, sheet))]


def codes(body: str, sheet: str = "") -> list[str]:
    return [code for code, _ in found(body, sheet)]


BAD = {
    "hyphen-ladder": f'<p class="narrow">{f"{LONG} " * 4}</p>',
    "loose-line": f'<p class="narrow" style="hyphens: none">Oui, {LONG} et la {LONG} encore.</p>',
    "early-break": f'<p style="width: 60mm">{EARLY}</p>',
    "widow": f'<div class="columns"><p>un</p><p class="loose">{SENTENCE}</p></div>',
    "orphan": f'<div class="columns"><p>un</p><p>deux</p><p>trois</p><p class="loose">{SENTENCE}'
    "</p></div>",
    "short-last-line": '<p style="width: 36mm">La criée a repris mardi à six.</p>',
    "stranded-heading": '<h2>Le port rouvre</h2><div class="page"><p>Suite.</p></div>',
    "river": f'<p class="narrow" style="hyphens: none">{"magnifique pommes " * 6}</p>',
}
GOOD = {
    "prose": PROSE,
    "justified": f'<div style="text-align: justify; hyphens: auto">{PROSE}</div>',
    "fragments": f'<div class="columns"><p>un</p><p>deux</p><p>{SENTENCE} Dix mots.</p></div>',
    "blank in the em": f'<p style="width: 60mm">{EARLY.replace(" <em>", "<em> ")}</p>',
    "forced": '<p>La criée<br>a repris<br>tôt.</p><p style="white-space: pre-line">a\nb</p>',
    "centred": f'<div style="text-align: center">{PROSE}</div>',
    "beside a picture": f'<div style="float: right; width: 40mm; height: 40px"></div>{PROSE}',
    "beside an initial": f'<p><b style="float: left; font-size: 30px">L</b>{SENTENCE * 3}</p>',
    "title page": '<h2>Le port rouvre</h2><p style="break-before: page">Suite.</p>',
    "named page": '<h2 style="page: title">Le port rouvre</h2><p>Suite.</p>',
    "heading and text": f"<h2>Le port rouvre</h2>{PROSE}",
    "heading and picture": '<h2>Plan</h2><p style="height: 40px; background: red"></p>',
    "table": "<table style='width: 20mm'><tr><td>Quarante tonnes de poisson mardi</table>",
}


@pytest.mark.parametrize("code", BAD)
def test_each_fault_is_seen(code: str) -> None:
    assert code in codes(BAD[code])


@pytest.mark.parametrize("what", GOOD)
def test_good_pages_are_left_in_peace(what: str) -> None:
    assert not found(GOOD[what])


@pytest.mark.parametrize(
    ("code", "sheet"),
    [
        ("hyphen-ladder", "p { hyphens: none !important }"),
        ("loose-line", "p { text-align: left !important }"),
        ("widow", "p { widows: 2 !important }"),
        ("orphan", "p { orphans: 2 !important }"),
        ("short-last-line", "p { width: 50mm !important }"),
        ("stranded-heading", ".page { height: 40mm !important }"),
        ("river", "p { text-align: left !important }"),
    ],
)
def test_what_mends_a_fault_ends_its_finding(code: str, sheet: str) -> None:
    assert code not in codes(BAD[code], sheet)


def test_a_finding_tells_page_column_and_words() -> None:
    body = f"{PROSE}<div style='break-before: page'>{BAD['orphan']}</div>"
    (message,) = (told for code, told in found(body) if code == "orphan")
    assert message.startswith("page 2, column 1: ")
    assert message.endswith(': "La criée a repris mardi"')


def test_a_ladder_tells_its_ends() -> None:
    (message,) = (told for code, told in found(BAD["hyphen-ladder"]) if code == "hyphen-ladder")
    assert '"anticonstitutionnel‐ / anticonstitu‐ / ' in message


def test_footnotes_are_read_too() -> None:
    note = f'<span style="float: footnote">{BAD["loose-line"]}</span>'
    assert codes(f"<p>Mot{note} suite de la phrase.</p>") == ["loose-line"]


def test_a_column_is_told_only_where_there_are_several() -> None:
    body = f'<div style="columns: 1">{PROSE}</div><div class="columns"><p>{SENTENCE * 2}</p></div>'
    parts = [(block.column, block.begins, block.ends) for block in blocks(pages(body))]
    assert parts == [(0, True, True), (1, True, False), (2, False, True)]


def line(text: str, **facts: float) -> Line:
    told = {"size": 12.0, "measure": 100.0, "width": 98.0, "stretch": 0.0} | facts
    return Line(text=text, forced=False, solid=False, boxes=(), **told)


def judged(*lines: Line) -> list[str]:
    block = Block(1, 0, lines, begins=True, ends=True, indent=0, running=False, keeps=False)
    return [problem.code for problem in rules.judge(block)]


def test_three_hyphens_may_stand_in_a_row() -> None:
    parts = [line(f"mot numéro{hyphen}") for hyphen in "‐-‐"]
    assert not judged(*parts, line("mot"))
    assert judged(*parts, line("mot nord-")) == ["hyphen-ladder"]


@pytest.mark.parametrize(("stretch", "told"), [(5.0, False), (6.0, True)])
def test_a_line_is_loose_by_the_size_of_its_type(stretch: float, told: bool) -> None:
    assert bool(judged(line("La criée a repris", stretch=stretch))) is told
    assert not judged(line("La criée a repris", stretch=stretch, size=24.0))


def problems(count: int) -> Iterator[Problem]:
    for number in range(count):
        yield Problem("loose-line", f"page {number}", severity=Severity.WARNING)


def test_ten_of_a_kind_are_told_one_by_one() -> None:
    assert list(linelint.shortened(list(problems(10)))) == list(problems(10))


def test_the_rest_is_one_line_and_whole_in_json() -> None:
    *first, more = linelint.shortened(list(problems(13)))
    assert first == list(problems(10))
    assert str(more) == "warning: and 3 more like these, in full with --json [loose-line]"
    told = json.loads(json.dumps(more.as_dict()))
    assert [problem["message"] for problem in told["more"]] == ["page 10", "page 11", "page 12"]


def test_inspect_groups_by_code() -> None:
    body = BAD["short-last-line"] * 12 + BAD["loose-line"]
    told = [problem.code for problem in linelint.inspect(pages(body))]
    assert told == ["loose-line", *["short-last-line"] * 11]
