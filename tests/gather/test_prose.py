"""Foreign markup becomes Markdown that an editor likes, and that our own reader reads alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rotative.gather import footnotes, trees
from rotative.gather.blocks import Writer
from rotative.gather.inline import plain
from rotative.manuscript.intake import scrub
from rotative.manuscript.markdown import blocks
from rotative.manuscript.markdown import inline as read_inline
from rotative.model import plain_text
from rotative.problems import Place, Problems
from tests.manuscript.test_markup import check_safe


class Frames:
    """Stands for the pictures."""

    def place(self, image: Any, caption: str) -> str:
        below = f"\n{caption}" if caption else ""
        return f"![{plain(image.get('alt', ''))}](images/a.jpg){below}"


def markdown(html: str) -> str:
    body = trees.fragment(html)
    trees.clean(body)
    return Writer(Frames(), footnotes.gather(body)).text(body)


class Album:
    """Takes every picture."""

    def add(self, address: str, place: Place) -> str:
        del place
        return address


def read(source: str) -> tuple[str, Problems]:
    problems = Problems()
    taken: set[str] = set()

    def claim(wanted: str) -> str:
        name = wanted
        while name in taken:
            name += "x"
        taken.add(name)
        return name

    found = blocks(source, Place("x"), problems, piece="p", claim=claim, images=Album())
    return found.xhtml, problems


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>Un <b>mot</b>,  <i>deux</i>\n lignes</p>", "Un **mot**, *deux* lignes"),
        ("<p><b>a</b><b>b </b>c</p>", "**ab** c"),
        ("<p><b>a</b> <b>b</b></p>", "**a b**"),
        ("<b><i>x</i></b>", "***x***"),
        ("<b>« Oui »</b>dit-il", "**« Oui »** dit-il".replace("** dit", "<x>")),
        ("<p>3 * 4 = 12, snake_case, [VIDÉO], 7*7</p>", "3 * 4 = 12, snake_case, [VIDÉO], 7*7"),
        ("<p>![vue](la mer.png)</p>", r"\!\[vue\](la mer.png)"),
        ("<p>*non*, _non_, `non`</p>", r"\*non\*, \_non\_, \`non\`"),
        ("<p>1. Un</p><p># Deux</p><p>- trois</p>", "1\\. Un\n\n\\# Deux\n\n\\- trois"),
        ("<p>a &lt;script&gt; &amp;amp; {{ 7 }}</p>", r"a \<script> \&amp; {{ 7 }}"),
        ("a<br>b", "a\\\nb"),
        ("H<sub>2</sub>O, XXI<sup>e</sup>", "H<sub>2</sub>O, XXI<sup>e</sup>"),
        ('<a href="https://a.be/c_d">ici</a>', "[ici](https://a.be/c_d)"),
        ('<a href="https://a.be/">https://a.be/</a>', "<https://a.be/>"),
        ('<a href="javascript:x">ici</a> <a href="file:///x">là</a>', "ici là"),
        ('<a href="data:text/html,x" onclick="x">ici</a>', "ici"),
        ("<code>a`b</code>", "``a`b``"),
        ("<h1>A</h1><h3>B</h3><h2>C</h2>", "## A\n\n### B\n\n### C"),
        ("<ul><li>a<li><p>b</p><ul><li>c</ul></ul>", "- a\n- b\n  - c"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        ("<ul><li><p>a</p><p>b</p></ul>", "- a\n\n  b"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<blockquote><p>a</p><cite>B, c</cite></blockquote>", "> a\n>\n> — B, c"),
        ("<a href='https://a.be/x?utm_source=y&amp;b=1'>a</a>", "[a](https://a.be/x?b=1)"),
        ("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````"),
        ("<hr>", "* * *"),
        ("<dl><dt>a<dd>b</dl>", "**a**\n\nb"),
        ("<table><tr><th>a|b<th>c<tr><td>1<td></table>", "| a\\|b | c |\n| --- | --- |\n| 1 |  |"),
        ("<table><tr><td><p>layout</p></table>", "layout"),
        ("<figure><img src=a alt=A><figcaption>b <em>c</em></figcaption></figure>",
         "![A](images/a.jpg)\nb *c*"),
        ("<img src=a alt=A><p class=wp-caption-text>b</p>", "![A](images/a.jpg)\nb"),
        ("<p><img src=x alt=X> a <b>b</b></p>", "![X](images/a.jpg)\n\na **b**"),
        ("<p><img src=x alt=X><br>a <b>b</b></p>", "![X](images/a.jpg)\na **b**"),
        ("<p>a <img src=x alt=X> b</p>", "a b\n\n![X](images/a.jpg)"),
        ("<div>a<p>b</p>c</div>", "a\n\nb\n\nc"),
        ("<script>x</script><style>x</style><p hidden>x</p><p style='display: none'>x</p>y", "y"),
        ("a\u202f: «\u00a0b\u00a0» — c’d…", "a\u202f: «\u00a0b\u00a0» — c’d…"),
    ],
)  # fmt: skip
def test_clean_markdown(html: str, wanted: str) -> None:
    if "<x>" in wanted:  # Markdown cannot end emphasis between a quote and a letter
        wanted = "<strong>« Oui »</strong>dit-il"
        assert plain_text(read(markdown(html))[0]) == "« Oui »dit-il"
        return
    assert markdown(html) == wanted


NOTES = {
    "mammoth": '<p>a<sup><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup></p>'
    '<ol><li id="footnote-1"><p>n <a href="#footnote-ref-1">↑</a></p></li></ol>',
    "pandoc": '<p>a<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup>'
    '</a></p><section id="footnotes" class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1">'
    '<p>n<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>',
    "wikipedia": '<p>a<sup id="cite_ref-1" class="reference"><a href="#note-1">[1]</a></sup>'
    '</p><ol class="references"><li id="note-1"><b><a href="#cite_ref-1">^</a></b> n</li></ol>',
    "word as html": '<p>a<a href="#_ftn1" name="_ftnref1" title=""><span>[1]</span></a></p><div>'
    '<hr><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1" title="">[1]</a> n</p></div></div>',
    "epub": '<p>a<a epub:type="noteref" href="#n1">1</a></p>'
    '<aside epub:type="footnote" id="n1"><p>n</p></aside>',
}


@pytest.mark.parametrize("html", NOTES.values(), ids=NOTES)
def test_footnotes_of_every_maker(html: str) -> None:
    written = markdown(html)
    assert written == "a[^1]\n\n[^1]: n"
    xhtml, problems = read(written)
    assert "doc-endnotes" in xhtml
    assert not problems.found


def test_a_link_with_a_number_is_no_footnote() -> None:
    html = '<p><a href="#part">1</a></p><h2 id="part">Part</h2><p>Text</p>'
    assert markdown(html) == "[1](#part)\n\n## Part\n\nText"


TAGS = [
    "p",
    "b",
    "i",
    "em",
    "strong",
    "a",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h6",
    "blockquote",
    "table",
    "tr",
    "td",
    "th",
    "div",
    "span",
    "br",
    "hr",
    "pre",
    "code",
    "sup",
    "sub",
    "figure",
    "figcaption",
    "dl",
    "dt",
    "dd",
    "q",
    "section",
    "script",
    "style",
    "s",
    "font",
    "center",
    "details",
    "summary",
    "ruby",
    "rt",
]
WORDS = st.text(
    st.sampled_from("ab é*_`[]()<>&|~!#-+=\\.1:«»’ \n\u00a0\u202f{}%\"'^") | st.characters(
        exclude_categories=["Cs", "Cc"]), max_size=14
)  # fmt: skip
PARTS = (
    st.builds("<{}>".format, st.sampled_from(TAGS))
    | st.builds("</{}>".format, st.sampled_from(TAGS))
    | WORDS
    | st.sampled_from(
        ['<a href="https://a.be/x_(y)">', '<a href="javascript:alert(1)">', '<img src="x" alt="y">',
         '<a href="#n" id="r">1</a>', '<li id="n">note <a href="#r">^</a>', "<td colspan=3>",
         '<p style="font-weight:bold">', "&lt;b&gt;", "&amp;lt;", "&#42;", "<!-- x -->", "<p><!",
         "</body></html>", "<svg><script>x</script></svg>", "<iframe srcdoc='<b>x'>", "<math><mi>x",
         '<img src=x onerror="alert(1)">', "<noscript><p title='</noscript><img src=x>'>"]
    )
)  # fmt: skip
TEXTS = st.lists(PARTS, max_size=18).map("".join)
relaxed = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
)
SAID = re.compile(r"[^\W_]+")


def letters(text: str) -> str:
    """Return what no typography, no mark of a list and no blank changes, whatever its order."""
    return "".join(sorted("".join(SAID.findall(text))))


@relaxed
@given(TEXTS)
@example("<ol><li>1. a</li></ol>")
@example("<b>a</b><pre>\n</pre>*")
@example("a<h2></h2># b")
@example('<a href="https://a.be/"><b>0<a href="#n" id="r">1</a><li id="n">n <a href="#r">^</a>')
def test_no_word_is_lost_and_nothing_unsafe_is_left(html: str) -> None:
    body = trees.fragment(html)
    trees.clean(body)
    meant = "".join(body.itertext())
    written = markdown(html)
    xhtml, problems = read(written)
    check_safe(xhtml)
    assert not [problem for problem in problems if problem.code != "no-alt"]
    shown = re.sub(r'<a class="noteref".*?</a>|<a role="doc-backlink".*?</a>', "", xhtml)
    if 'href="#n"' not in html:
        assert letters(plain_text(shown)) == letters(meant)


@relaxed
@given(WORDS)
@example("1986. Une année")
@example("<https://x.y>")
@example("\\")
@example("^[ab] x")
def test_plain_text_says_the_same_in_a_title_and_in_a_paragraph(text: str) -> None:
    words = scrub(trees.folded(text)).strip()
    for heading in (False, True):
        source = plain(words, heading=heading)
        assert "\n" not in source
        if heading:
            found = read_inline(source, Place("x"), Problems()).text
        else:
            found = plain_text(read(source)[0]) if source else ""
        assert found.split() == words.split()
