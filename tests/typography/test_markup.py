"""Markup: tags are seen through and kept, what is opaque stays, blanks sit in their node."""

import pytest

from rotative.typography import MarkupError, typeset_markup

from .corpus import blanks, signs

CASES = {
    "a mark in its own element": (
        "<p>mot<em>?</em></p>",
        "<p>mot<em>‿?</em></p>",
    ),
    "a mark after an element": (
        "<p><em>mot</em>? <em>mot</em> ?</p>",
        "<p><em>mot</em>‿? <em>mot</em>‿?</p>",
    ),
    "a blank that stands keeps its element": (
        "<p><em>mot </em>?</p>",
        "<p><em>mot‿</em>?</p>",
    ),
    "blanks on both sides of a tag become one, beside the mark": (
        "<p><em>mot </em> ?</p>",
        "<p><em>mot</em>‿?</p>",
    ),
    "guillemets in elements": (
        "<p><b>«</b>oui<i>»</i></p>",
        "<p><b>«⍽</b>oui<i>⍽»</i></p>",
    ),
    "quotes pair across elements": (
        '<p>"Il dit <q>"non"</q> ici"<strong>!</strong></p>',
        "<p>«⍽Il dit <q>“non”</q> ici⍽»<strong>‿!</strong></p>",
    ),
    "quotes do not pair across blocks": (
        '<p>Un "mot</p><p>et" rien</p>',
        '<p>Un "mot</p><p>et" rien</p>',
    ),
    "code is opaque": (
        '<p>Le <code>a "b" ?</code>? et <kbd>l\'a</kbd>;</p>',
        '<p>Le <code>a "b" ?</code>‿? et <kbd>l\'a</kbd>‿;</p>',
    ),
    "pre, math, translate=no": (
        "<pre>a ?</pre><p><math><mi>l'x</mi></math>?<b translate=\"no\">l'x ?</b></p>",
        "<pre>a ?</pre><p><math><mi>l'x</mi></math>‿?<b translate=\"no\">l'x ?</b></p>",
    ),
    "svg": (
        '<p><svg><title>"x"</title><path d="M0"/></svg>?</p>',
        '<p><svg><title>"x"</title><path d="M0"></path></svg>‿?</p>',
    ),
    "another language": (
        '<p>Il dit <span lang="en">"hello" he said ?</span>? Oui!</p>',
        '<p>Il dit <span lang="en">“hello” he said?</span>‿? Oui‿!</p>',
    ),
    "a language without rules": (
        '<p>Il dit <i xml:lang="ja">"x" ?</i>: "oui"</p>',
        '<p>Il dit <i xml:lang="ja">"x" ?</i>⍽: «⍽oui⍽»</p>',
    ),
    "the same language is no barrier": (
        '<p>"Il <i lang="fr-FR">dit" oui</i>?</p>',
        '<p>«⍽Il <i lang="fr-FR">dit⍽» oui</i>‿?</p>',
    ),
    "a block in another language": (
        '<blockquote lang="de"><p>Er sagt "ja".</p></blockquote><p>"oui"</p>',
        '<blockquote lang="de"><p>Er sagt „ja“.</p></blockquote><p>«⍽oui⍽»</p>',
    ),
    "superscripts": (
        "<p>Le XXe siècle, le 1er, la 1ère, les 2èmes</p>",
        "<p>Le XX<sup>e</sup>⍽siècle, le 1<sup>er</sup>, la 1<sup>re</sup>, les 2<sup>es</sup></p>",
    ),
    "superscripts, and words that only look like them": (
        "<p>la 2nde, Le Ce De Les Me, 3e-4e, l'11e</p>",
        "<p>la 2<sup>nde</sup>, Le Ce De Les Me, 3<sup>e</sup>-4<sup>e</sup>, l’11<sup>e</sup></p>",
    ),
    "superscripts that are there": (
        "<p>XX<sup>e</sup> siècle, 2<sup>ème</sup> fois</p>",
        "<p>XX<sup>e</sup>⍽siècle, 2<sup>e</sup> fois</p>",
    ),
    "note calls are no part of the sentence": (
        '<p>"mot"<sup>1</sup>? le siècle<a epub:type="noteref" href="#n">2</a>.</p>',
        '<p>«⍽mot⍽»<sup>1</sup>‿? le siècle<a epub:type="noteref" href="#n">2</a>.</p>',
    ),
    "exponents": (
        "<p>5 m<sup>2</sup> et 10<sup>6</sup> €</p>",
        "<p>5⍽m<sup>2</sup> et 10<sup>6</sup>⍽€</p>",
    ),
    "dialogue after a break": (
        "<p>— Oui<br/>— Non?</p>",
        "<p>—⍽Oui<br/>—⍽Non‿?</p>",
    ),
    "line ends are blanks": (
        "<p>\n  Oui\n  ?\n  — Non\n</p>",
        "<p>\n  Oui‿?\n  — Non\n</p>",
    ),
    "alt and title": (
        '<p title="C\'est &quot;toi&quot; ?">A<img alt="l\'eau: 2ème" src="a?b"/></p>',
        '<p title="C’est «⍽toi⍽»‿?">A<img alt="l’eau⍽: 2e" src="a?b"/></p>',
    ),
    "empty elements": (
        "<p/><br></br><hr /><td/>",
        "<p></p><br/><hr/><td></td>",
    ),
    "comments, instructions, references": (
        '<p>a<!-- "x" ? --><?x y?>? &lt;b&gt; &amp; &#233;&#xE9; &quot;oui&quot;</p>',
        '<p>a<!-- "x" ? --><?x y?>‿? &lt;b&gt; &amp; éé «⍽oui⍽»</p>',
    ),
    "CDATA": ("<p><![CDATA[a<b ?]]></p>", "<p>a&lt;b‿?</p>"),
    "inline content": ("mot<em>?</em>", "mot<em>‿?</em>"),
    "namespaced attributes": (
        '<section epub:type="chapter"><p>Oui?</p></section>',
        '<section epub:type="chapter"><p>Oui‿?</p></section>',
    ),
    "elision before an element": (
        "<p>l'<em>« Europe »</em> et l' <em>autre</em></p>",
        "<p>l’<em>«⍽Europe⍽»</em> et l’<em>autre</em></p>",
    ),
    "number and unit": (
        "<p><b>20</b>% de <b>5</b> €, n°<b>5</b></p>",
        "<p><b>20</b>⍽% de <b>5</b>⍽€, n°⍽<b>5</b></p>",
    ),
    "a wide plane and combining marks": (
        "<p>𝄞<em>?</em> e\u0301<b>?</b></p>",
        "<p>𝄞<em>‿?</em> é<b>‿?</b></p>",
    ),
    "list items are blocks": (
        "<ul><li>— Un</li><li>Deux ?</li></ul>",
        "<ul><li>—⍽Un</li><li>Deux‿?</li></ul>",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_french(name: str) -> None:
    before, after = CASES[name]
    done = typeset_markup(before, "fr")
    assert signs(done) == after
    assert signs(typeset_markup(done, "fr")) == after


def test_titles_have_plain_letters() -> None:
    assert typeset_markup("<h1>Le XXème siècle</h1>", "fr", titles=True) == blanks(
        "<h1>Le XXe⍽siècle</h1>"
    )


def test_exceptions_and_rules_left_out() -> None:
    markup = '<p>Yahoo! dit "oui"?</p>'
    done = typeset_markup(markup, "fr", exceptions=["Yahoo!"], without=["quotes"])
    assert signs(done) == '<p>Yahoo! dit "oui"‿?</p>'


def test_unknown_language_is_left_alone() -> None:
    assert typeset_markup('<p>a "b" ?</p>', "ja") == '<p>a "b" ?</p>'


@pytest.mark.parametrize(
    "markup", ["<p>a", "<p>a & b</p>", "a</p>", "<p a=1>x</p>", "\x00", "\ud800"]
)
def test_what_is_not_xml_is_refused(markup: str) -> None:
    with pytest.raises(MarkupError):
        typeset_markup(markup, "fr")


def test_the_place_of_the_fault() -> None:
    with pytest.raises(MarkupError, match="line 2"):
        typeset_markup("<p>oui</p>\n<p>&</p>", "fr")


def test_deep_nesting() -> None:
    deep = "<i>" * 5000 + "mot?" + "</i>" * 5000
    assert typeset_markup(deep, "fr").count("‿".replace("‿", "\u202f")) == 1
