"""Markdown and foreign HTML come out safe, well-formed and of a sound content model."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from rotative.manuscript import prose
from rotative.manuscript.markdown import blocks, inline
from rotative.problems import Place, Problems

HERE = Place("x.md", 1)


def woven(source: str, problems: Problems | None = None) -> str:
    """Return Markdown as blocks, checked for being XML."""
    taken: set[str] = set()

    def claim(wanted: str) -> str:
        name = wanted
        while name in taken:
            name += "x"
        taken.add(name)
        return name

    problems = problems if problems is not None else Problems()
    xhtml = blocks(source, HERE, problems, piece="lead", claim=claim).xhtml
    etree.fromstring(f'<body xmlns:epub="http://www.idpf.org/2007/ops">{xhtml}</body>')
    return xhtml


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a *b* **c** `d`\\\nf", "<p>a <em>b</em> <strong>c</strong> <code>d</code><br/>\nf</p>"),
        ("- a\n- b\n", "<ul><li>a</li><li>b</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("a\n\n***\n\nb", "<p>a</p>\n<hr/>\n<p>b</p>"),
        ("    a < b\n", "<pre><code>a &lt; b</code></pre>"),
        ("[a](https://b.org/c?d&e)", '<p><a href="https://b.org/c?d&amp;e">a</a></p>'),
        ("<jean@a.org> [m](mailto:a@b.org)",
         '<p><a href="mailto:jean@a.org">jean@a.org</a> <a href="mailto:a@b.org">m</a></p>'),
        ("voir https://a.org.", '<p>voir <a href="https://a.org">https://a.org</a>.</p>'),
        ("{{ 7*7 }} {% x %}", "<p>{{ 7*7 }} {% x %}</p>"),
        ("&amp; &lt; &#x1F600; &eacute;", "<p>&amp; &lt; \U0001f600 é</p>"),
        ("<div>a</div><div>b</div>", "<p>a</p>\n<p>b</p>"),
        ("<span lang=de>a</span>", '<p><span lang="de" xml:lang="de">a</span></p>'),
        ("<span lang='\"><x'>a</span>", "<p>a</p>"),
        ('<abbr title="A &quot; B">AB</abbr>', '<p><abbr title="A &quot; B">AB</abbr></p>'),
        ("<em><p>a</p><p>b</p></em>", "<p><em>a</em></p>\n<p><em>b</em></p>"),
        ("<ul>a<p>b</p><li>c</li></ul>", "<ul><li>a</li><li><p>b</p></li><li>c</li></ul>"),
        ("<ul></ul><p></p><h2></h2><table></table><blockquote></blockquote>x", "<p>x</p>"),
        ("<a href='http://a.b'>x <a href='http://c.d'>y</a></a>",
         '<p><a href="http://a.b">x </a><a href="http://c.d">y</a></p>'),
        ("<li>a</li>", "<p>a</p>"),
        ("<table><tr><td>a<td>b</table>",
         "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"),
        ("<table><caption>c</caption><tr><th>a</th><td colspan=2 rowspan=0>b</table>",
         '<table><caption>c</caption><tbody><tr><th scope="row">a</th>'  # noqa: ISC004
         '<td colspan="2">b</td></tr></tbody></table>'),
        ("<h2><b></b></h2>\n\nx", "<p>x</p>"),
    ],
)  # fmt: skip
def test_blocks(source: str, expected: str) -> None:
    assert woven(source) == expected


def test_tables_have_heads_and_alignment() -> None:
    assert woven("| a | b |\n|:-:|--:|\n| c | |\n") == (
        '<table><thead><tr><th scope="col" class="center">a</th><th scope="col" class="right">b'
        '</th></tr></thead><tbody><tr><td class="center">c</td><td class="right"></td></tr></tbody>'
        "</table>"
    )


@pytest.mark.parametrize(
    ("levels", "expected"),
    [("12", "23"), ("135", "234"), ("3", "2"), ("424", "223"), ("123456", "234566"), ("63", "22")],
)
def test_headings_begin_at_two_and_skip_none(levels: str, expected: str) -> None:
    source = "\n\n".join(f"{'#' * int(level)} T{n}" for n, level in enumerate(levels))
    assert "".join(re.findall(r"<h(\d)", woven(source))) == expected


def test_links_to_headings() -> None:
    xhtml = woven('[a](#un-été) [b](#ici) [c](#Ici)\n\n# Un été\n\n<h3 id="Ici">x</h3>')
    assert 'href="#lead-un-ete">a' in xhtml
    assert xhtml.count('href="#lead-ici"') == 2
    assert '<h3 id="lead-ici">x</h3>' in xhtml


def test_footnotes_go_there_and_back() -> None:
    xhtml = woven("A[^x] b[^x] c[^y]^[Fin *z*.]\n\n[^x]: Un\n\n    deux.\n\n[^y]: - liste\n")
    references = re.findall(
        r'role="doc-noteref" epub:type="noteref" id="(.*?)" href="#(.*?)"', xhtml
    )
    assert references == [
        ("lead-ref-1", "lead-note-1"), ("lead-ref-1-2", "lead-note-1"),
        ("lead-ref-2", "lead-note-2"), ("lead-ref-3", "lead-note-3"),
    ]  # fmt: skip
    assert re.findall(r'role="doc-backlink" href="#(.*?)"', xhtml) == [r for r, _ in references]
    assert re.findall(r'<li id="(.*?)">', xhtml) == ["lead-note-1", "lead-note-2", "lead-note-3"]
    assert "<p>deux.\u00a0<a role" in xhtml


def test_attribution_of_a_quotation() -> None:
    assert '<p class="attribution">— Hugo</p></blockquote>' in woven("> Citation.\n>\n> — Hugo")
    assert '<p>Citation.</p>\n<p class="attribution">-- H</p>' in woven("> Citation.\n> -- H")
    assert "attribution" not in woven("> — Bonjour.\n> — Salut.")


def test_titles_are_inline() -> None:
    problems = Problems()
    title = inline("A *b* [c](http://d.e) ![f](g.png) <h1>h</h1> & i\nj", HERE, problems)
    assert title.xhtml == "A <em>b</em> c h &amp; i j"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>", "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:a)",
        "<a href=' java\tscript:alert(1)'>x</a>", "<iframe srcdoc='<script>alert(1)</script>'>",
        "<form action='http://a.b'><input autofocus onfocus=alert(1)></form>", "<base href='//a'>",
        "<link rel=stylesheet href=//a>", "<style>@import '//a'</style>",
        "<object data=x></object>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
        "<p style='background:url(//a)'>x</p>", "<meta http-equiv=refresh content='0;//a'>",
        "<img src='https://a.b/c.png'>", "<video src=//a></video>", "<!--><script>x</script>-->",
        "<![CDATA[<script>x</script>]]>", "<?php x ?>", "<a href='data:text/html,x'>x</a>",
        "<a href='http://a.b' target=_blank ping=//c>x</a>",
        "<template><script>x</script></template>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<a data-rv-ref=9 data-rv-sub=x>x</a>", "<ol data-rv-notes=1><li>x</ol>",
        "<b DATA-RV-LINE=x>y",
        "<img data-rv-line=x src=y>", "<x-y><z/></x-y>", "<p xmlns:a='b' a:c='d'>x</p>",
        "&#0;&#1;&#xFFFE;&#xD800;&#x110000;", "<p id='a\"b'>x</p>", "<p lang='x\ny'>z</p>",
    ],
)  # fmt: skip
def test_no_attack_survives(attack: str) -> None:
    for source in (attack, f"a {attack} b", f"- {attack}", f"| {attack} |\n|---|\n| x |"):
        check_safe(woven(source))


def check_safe(xhtml: str) -> None:
    """Fail if anything stands in the markup that may not."""
    tree = etree.fromstring(f'<body xmlns:epub="http://www.idpf.org/2007/ops">{xhtml}</body>')
    for element in tree.iter():
        assert element.tag in ALLOWED
        for name, value in element.attrib.items():
            assert name in ATTRIBUTES
            if name == "href":
                assert re.match(r"https?://|mailto:|#", value)
            if name == "src":
                assert value.startswith("images/")


ALLOWED = set(
    """
    body p h2 h3 h4 h5 h6 ul ol li blockquote pre code table caption thead tbody tr th td figure
    figcaption img hr br a em strong i b cite q sub sup span abbr kbd samp small s section
    """.split()  # noqa: SIM905 - names read better as words
)
ATTRIBUTES = {
    "id", "lang", "{http://www.w3.org/XML/1998/namespace}lang", "href", "src", "alt", "title",
    "class", "role", "{http://www.idpf.org/2007/ops}type", "scope", "colspan", "rowspan", "start",
}  # fmt: skip


@pytest.mark.parametrize("tag", ["span", "em", "blockquote", "div", "b", "li", "ul", "table", "a"])
def test_deep_nesting_keeps_the_words(tag: str) -> None:
    xhtml = woven(f"{f'<{tag}>' * 2000}mot{f'</{tag}>' * 2000} fin")
    assert re.sub(r"<[^>]*>", " ", xhtml).split() == ["mot", "fin"]


def test_many_marks_take_no_long_time() -> None:
    for source in ("*a " * 20_000, "[" * 20_000, "<b>" * 5000, "`" * 20_001, "![" * 10_000):
        woven(source)


SIGNS = st.sampled_from(
    [
        "",
        "*d* ",
        "> ",
        "> - ",
        "- ",
        "1. ",
        "# ",
        "    ",
        "`c` ",
        "**d ",
        "![",
        "[a](/b) ",
        '[a](/b "',
    ]
)
LONG = st.text("abcdefghé ’«»!?.,;:-—+=1)(\"'*", min_size=60, max_size=90)
PLAIN = st.lists(
    st.text("abé ’«»!?.,;:-+=1)\"'\n", min_size=1, max_size=60)
    | st.sampled_from(
        ["- a", "a", "1. b", "    c", "*d*", "> e", "# f", "| g |", "---", "=", "h  "]
    )
    | st.tuples(SIGNS, LONG).map("".join),
    max_size=8,
).map("\n\n".join)


@settings(max_examples=500, deadline=None)
@given(PLAIN)
def test_the_short_way_for_prose_leads_to_the_same_place(source: str) -> None:
    short = woven(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "_REACH_FAR", ("",))
        assert woven(source) == short


def test_time_grows_with_the_text_and_no_faster() -> None:
    def cost(times: int) -> float:
        source = "# T\n\nDes *mots* et [un lien](https://a.org).\n\n> Cité.\n\n- a\n- b\n\n" * times
        start = time.process_time()
        woven(source)
        return time.process_time() - start

    cost(10)
    assert cost(800) < 24 * max(cost(100), 0.005)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Le [fish and *chips*]{lang=en} est là.",
         '<p>Le <span lang="en" xml:lang="en">fish and <em>chips</em></span> est là.</p>'),
        ("[السلام]{lang='ar'}", '<p><span lang="ar" xml:lang="ar" dir="rtl">السلام</span></p>'),
        ('[a [b](http://c.d)]{lang="pt-BR"}',
         '<p><span lang="pt-BR" xml:lang="pt-BR">a <a href="http://c.d">b</a></span></p>'),
        ("[a [b]{lang=en} c]{lang=de}",
         '<p><span lang="de" xml:lang="de">a <span lang="en" xml:lang="en">b</span> c</span></p>'),
        ("[a]{lang=en onclick=x} [b]{.c} [d]{lang=<x>} []{lang=en} [e] {lang=en} \\[f]{lang=en}",
         "<p>[a]{lang=en onclick=x} [b]{.c} [d]{lang=} []{lang=en} [e] {lang=en} [f]{lang=en}</p>"),
        ("`[a]{lang=en}`", "<p><code>[a]{lang=en}</code></p>"),
    ],
)  # fmt: skip
def test_passages_in_other_languages(source: str, expected: str) -> None:
    assert woven(source) == expected
