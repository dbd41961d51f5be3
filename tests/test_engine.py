"""The engine started the short way: it is the same engine, and the long way is still open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotative import engine
from rotative.engine import declarations, haste, sheets
from tests.tools import declarations as parsed
from tests.tools.alone import alone

PLAIN = (
    "import fontTools, tinyhtml5\n"
    "from rotative.engine import declarations, haste, leaders, lines, pagetypes, reading, repeats\n"
    "from rotative.engine import sheets, upkeep, usual\n"
    "declarations.SOURCE = ''\n"
    "for module in (haste, leaders, lines, pagetypes, reading, repeats, sheets, upkeep, usual):\n"
    "    module.KNOWN = ''\n"
)
BUILD = "from rotative.cli import main; import sys; assert not main(sys.argv[1:]); "
LOADED = (
    "print(*sorted(sys.modules)); from weasyprint.layout import inline; "
    "print(inline.split_first_line.__qualname__)"
)


def _build(out: Path, dispatch: Path, before: str = "") -> set[str]:
    words = ["build", str(dispatch), "--quiet", "--style", "magazine", "--out", str(out)]
    words += ["--format", "print", "--format", "screen"]
    command = [sys.executable, "-c", before + BUILD + LOADED, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(" ".join(done.stdout.split("\n")[-3:]).split())


def test_declarations_are_those_of_the_engine_installed() -> None:
    assert parsed.MODULE.read_text("utf-8") == parsed.made(), "run tests/tools/declarations.py"
    assert declarations.SOURCE


def test_the_long_way_gives_the_same_bytes(dispatch: Path, tmp_path: Path) -> None:
    quick = _build(tmp_path / "quick", dispatch)
    plain = _build(tmp_path / "plain", dispatch, PLAIN)
    assert not {"cffi", "pycparser", "fontTools", "tinyhtml5"} & quick
    assert {"cffi", "pycparser", "fontTools.subset", "tinyhtml5"} <= plain
    assert "_remembering.<locals>.split_first_line" in quick
    assert "split_first_line" in plain
    ours = sorted(tmp_path.glob("quick/*/*.pdf"))
    theirs = sorted(tmp_path.glob("plain/*/*.pdf"))
    assert [path.name for path in ours] == [path.name for path in theirs]
    assert len(ours) == 2
    assert all(a.read_bytes() == b.read_bytes() for a, b in zip(ours, theirs, strict=True))


def test_font_tools_come_when_they_are_used() -> None:
    code = (
        "import sys, io\n"
        "from rotative import engine\n"
        "engine.weasyprint()\n"
        "from weasyprint.pdf import fonts\n"
        "assert 'fontTools' not in sys.modules\n"
        "try:\n"
        "    fonts.TTFont(io.BytesIO(b'no font'))\n"
        "except fonts.TTLibError as error:\n"
        "    print(type(error).__module__, fonts.instantiateVariableFont.__module__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["fontTools.ttLib", "fontTools.varLib.instancer"]


def _boxes() -> Iterator[Any]:
    """Yield the text boxes of a page in columns, which are tried until they balance."""
    text = "Les mareyeurs attendaient ce jour depuis longtemps. " * 12
    css = "@page { size: 400px 900px } body { columns: 2; font: 10px serif; text-align: justify }"
    html = engine.weasyprint().HTML(string=f"<style>{css}</style><p>{text}<p>{text}")
    (page,) = html.render().pages
    yield from (box for box in page._page_box.descendants() if hasattr(box, "pango_layout"))


def test_a_line_broken_before_is_not_broken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.weasyprint()
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    told: list[str] = []

    def counted(text: str, *values: Any, **options: Any) -> Any:
        told.append(text)
        return line_break.split_first_line(text, *values, **options)

    monkeypatch.setattr(inline, "split_first_line", counted)
    plain = [(box.text, box.width, box.position_x) for box in _boxes()]
    trouble = len(told)
    told.clear()
    quick = haste._remembering(counted, line_break.Layout)
    monkeypatch.setattr(inline, "split_first_line", quick)
    boxes = list(_boxes())
    assert [(box.text, box.width, box.position_x) for box in boxes] == plain
    assert len(told) < trouble / 2
    assert len({id(box.pango_layout) for box in boxes}) == len(boxes)


ENDING = """
import gc, sys
from rotative import engine
engine.weasyprint()
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
made = ffi.pango.pango_font_map_create_context(fonts.font_map)
kept = ffi.ffi.gc(made, ffi.gobject.g_object_unref)
names = ("gobject", "pango", "harfbuzz", "harfbuzz_subset", "fontconfig", "pangoft2")
for module in [one for name, one in sys.modules.items() if name.startswith("weasyprint")]:
    for name in names:
        vars(module).pop(name, None)
gc.collect()
del kept, fonts
"""


def test_what_outlives_its_library_is_freed_without_a_crash() -> None:
    # At a process's end Python lets go of modules in no order that could be relied upon.
    done = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


PLAIN_SHEET = """@page { margin: 5mm; @bottom-center { content: "{" counter(page) "}" } }
p, em::before { color: red; content: "\\201C" }
@media print { p.small { font-size: 8pt } }
@media screen { p { color: blue } }
/* p { color: green } */
p { margin: calc(1pt + 2pt) }
"""


@pytest.fixture
def laid_out() -> Callable[[str], tuple[object, list[str]]]:
    """Lays out a page with a linked sheet; tells its look and what the engine said."""
    engine.weasyprint()

    def lay_out(sheet: str) -> tuple[object, list[str]]:
        fetcher = engine.fetcher({"sheet.css": sheet.encode()}, str.encode)
        text = '<link rel=stylesheet href="sheet.css"><p>Un <em>deux</em></p><p class=small>trois'
        html = engine.weasyprint().HTML(string=text, base_url=engine.BASE, url_fetcher=fetcher)
        with engine.listening() as records:
            document = html.render(font_config=engine.fonts())
            data = document.write_pdf(uncompressed_pdf=True, pdf_identifier=b"a")
        return data, [record.getMessage() for record in records]

    return lay_out


NAMED = """<style>
@page { size: 200px } @page un { margin: 20px } @page deux { margin: 30px } .un { page: un }
.deux { page: deux } .side { float: left } .far { position: absolute } td { page: deux }
</style>"""


def _wrapped(piece: tuple[str, list[str]]) -> str:
    kind, inside = piece
    if kind == "table":
        return f"<table class=un><tr><td>{''.join(inside)}</table>"
    return f"<div class={kind or 'plain'}>{''.join(inside)}</div>"


PIECES = st.recursive(
    st.sampled_from(("<p>a", "<p class=un>b", "<i class=side>c</i>", "<b class=far>d</b>", "e")),
    lambda inside: st.tuples(
        st.sampled_from(("", "un", "deux", "side", "far", "table")), st.lists(inside, max_size=3)
    ).map(_wrapped),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=6))
def test_boxes_name_their_pages_as_in_the_engine_alone(pieces: list[str]) -> None:
    engine.weasyprint()
    from weasyprint.formatting_structure.boxes import ParentBox

    html = engine.weasyprint().HTML(string=NAMED + "".join(pieces))
    boxes = [box for page in html.render().pages for box in page._page_box.descendants()]
    parents = [box for box in boxes if isinstance(box, ParentBox)]
    with alone((ParentBox, "page_values")):
        theirs = [box.page_values() for box in parents]
    assert [box.page_values() for box in parents] == theirs


def test_rules_are_parsed_once(
    laid_out: Callable[[str], tuple[object, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    own = sheets._read

    def counted(text: str, *place: str) -> Any:
        read.append(text)
        return own(text, *place)

    monkeypatch.setattr(sheets, "_read", counted)
    first = laid_out(PLAIN_SHEET)
    assert len(read) == 5
    assert laid_out(PLAIN_SHEET) == first
    laid_out(PLAIN_SHEET + "em { color: lime }")
    assert read[5:] == ["em { color: lime }"]
    monkeypatch.setattr(sheets, "_rules", lambda *_: [])
    assert laid_out(PLAIN_SHEET) == first


@pytest.mark.parametrize(
    "sheet",
    [
        "p { color: red }\n\np { colour: red } em { color: lime }",
        "p { color: red } em { color: lime",
        "p { color: red } } em { color: lime }",
        "p { content: ( } em { color: red ) }} em { color: lime }",
        "@layer a { p { color: red } } @layer b { p { color: lime } }",
        "p { color: red } @counter-style one { symbols: x } em { color: lime }",
        "p { color: red } nothing; em { color: lime } em { color: blue }",
        'p::after { content: "}" } em { color: lime }',
    ],
)
def test_what_is_not_plain_is_the_engines(
    laid_out: Callable[[str], tuple[object, list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    sheet: str,
) -> None:
    ours = laid_out(sheet)
    monkeypatch.setattr(sheets, "_rules", lambda *_: [])
    assert laid_out(sheet) == ours


def test_the_memory_for_rules_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.weasyprint()
    monkeypatch.setattr(sheets, "MOST_RULES", 3)
    text = " ".join(f"p.a{number} {{ color: red }}" for number in range(8))
    assert len(sheets._rules(text, ("a", "print"))) == 8
    assert 0 < len(sheets._known) <= 3


MATCHING = """
import hashlib, json, random, re, sys
from xml.etree import ElementTree
if sys.argv[1] == "ours":
    from rotative import engine
    engine.weasyprint()
import weasyprint
from cssselect2 import ElementWrapper
from weasyprint import html
from weasyprint.css.counters import CounterStyle
NAMES = sorted({*re.findall(r"\\b[a-z][a-z0-9]*\\b", html.UA + html.PH), "LI", "unknown"})
SAID = sorted({(name, value) for name, value in
               re.findall(r"\\[([a-z]+)=?\\W?([\\w-]*)", html.UA + html.PH)})
chance = random.Random(5)
nodes = [ElementTree.Element("html")]
for name in NAMES * 9:
    nodes.append(ElementTree.SubElement(chance.choice(nodes[-60:]), name))
    nodes[-1].attrib.update(one for one in SAID if chance.random() < 0.05)
elements = [*ElementWrapper.from_html_root(nodes[0]).iter_subtree()]
sheets = html.UA_STYLESHEET, html.UA_FORM_STYLESHEET, html.PH_STYLESHEET
ids = {}  # the engine has elements share a style by the identity of their declarations
said = [
    [[(rank, kind, repr(rules), ids.setdefault(id(rules[0]), len(ids)))
      for rank, _, kind, rules in sheet.matcher.match(element)]
     for element in elements]
    for sheet in sheets
]
counters = CounterStyle()
for name, value in weasyprint.HTML(string="<p>")._ua_counter_style()[0].items():
    counters[name] = value  # as the engine does
styles = re.findall(r"@counter-style\\s+([\\w-]+)", html.UA)
numbers = [
    (name, name in counters, [counters.render_value(each, name) for each in (-3, 0, 1, 7, 4000)])
    for name in (*styles, "none-such")
]
pages = [repr(sheet.page_rules) for sheet in sheets]
print(len(elements), sum(map(len, said[0])), sum(map(len, said[2])), len(styles))
print(hashlib.sha256(json.dumps([said, numbers, pages]).encode()).hexdigest())
"""


def test_the_engines_own_sheets_say_what_they_say_read_at_once() -> None:
    ours, theirs = (
        subprocess.run(
            [sys.executable, "-c", MATCHING, who], capture_output=True, text=True, check=True
        )
        for who in ("ours", "theirs")
    )
    assert (ours.stdout, ours.stderr) == (theirs.stdout, theirs.stderr)
    elements, usual, hints, styles = map(int, ours.stdout.splitlines()[0].split())
    assert min(elements, usual) > 1000
    assert min(hints, styles) > 40


LOOKS = (
    "", "word-spacing: 2px", "hyphens: auto", "hyphens: auto; hyphenate-character: '~'",
    "hyphens: auto; hyphenate-limit-zone: calc(10px + 1px)", "font-weight: 700",
    "hyphens: auto; hyphenate-limit-zone: calc(10px + 60px)", "letter-spacing: 3px",
    "hyphens: auto; hyphenate-limit-chars: 9 4 4", "overflow-wrap: anywhere", "font-size: 11px",
    "word-break: break-all", "white-space: pre-wrap; tab-size: 9", "white-space: pre-wrap",
    "text-decoration: underline", "font-variant-caps: small-caps", "color: red", "margin: 3px",
)  # fmt: skip


def test_lines_are_kept_for_styles_that_look_alike_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine.weasyprint()
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    asked: list[str] = []

    def own(text: str, *values: Any, **options: Any) -> Any:
        asked.append(text)
        return line_break.split_first_line(text, *values, **options)

    def boxes(split: Callable[..., Any]) -> list[tuple[object, ...]]:
        asked.clear()
        text = "internationalement\tles  mareyeurs attendaient"
        css = (
            "@page { size: 300px 5000px } p { font: 10px serif; letter-spacing: 1px; width: 90px }"
        )
        body = "".join(f'<p style="{look}">{text}' for look in LOOKS)
        html = engine.weasyprint().HTML(string=f"<html lang=fr><style>{css}</style>{body}")
        monkeypatch.setattr(inline, "split_first_line", split)
        (page,) = html.render().pages
        found = page._page_box.descendants()
        return [(box.text, box.width, box.position_x) for box in found if hasattr(box, "text")]

    plain = boxes(own)
    trouble = len(asked)
    assert boxes(haste._remembering(own, line_break.Layout)) == plain
    assert len({*plain}) > 20
    assert len(asked) < trouble
