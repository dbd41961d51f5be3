"""Documents read as XML: the tree is the one that a parser of HTML makes, or that one is asked."""

from __future__ import annotations

from io import StringIO
from typing import Any
from xml.etree.ElementTree import Element
from xml.parsers.expat import ExpatError

import pytest
import tinyhtml5  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from rotative.engine import reading
from rotative.engine.reading import OtherwiseError

NAMES = sorted(reading.PLAIN - reading.WITHIN.keys() | {"li", "td", "tr", "tbody", "button", "svg"})
TEXTS = ("", " ", "\n", "criée", " & ", "« 1 »", "a < b > c", '"l\'eau"', "\u00a0")
VALUES = ("", "un deux", "a & b", 'l\'eau "vive"', "a < b", "é")
Tree = tuple[str, dict[str, str], list[Any]]
LEAF = st.sampled_from(TEXTS)
TREE = st.recursive(
    LEAF,
    lambda inside: st.tuples(
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from(("class", "lang", "epub:type")), st.sampled_from(VALUES)),
        st.lists(inside, max_size=4),
    ),
    max_leaves=14,
)
WHOLE = """<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8"/>
<title>Le port</title>
</head>
<body>
%s
</body>
</html>
"""


def _escaped(text: str) -> str:
    for sign, escape in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;")):
        text = text.replace(sign, escape)
    return text


def _written(tree: str | Tree) -> str:
    if isinstance(tree, str):
        return _escaped(tree)
    name, values, inside = tree
    told = "".join(f' {key}="{_escaped(value)}"' for key, value in values.items())
    if name in reading.VOID and not inside:
        return f"<{name}{told}/>"
    return f"<{name}{told}>{''.join(map(_written, inside))}</{name}>"


def _told(element: Element) -> object:
    own = element.tag, [*element.attrib.items()], element.text or "", element.tail or ""
    return own, [_told(child) for child in element]


def _theirs(source: str) -> object:
    return _told(tinyhtml5.parse(StringIO(source), namespace_html_elements=False))


@settings(max_examples=400, deadline=None)
@given(st.lists(TREE, max_size=4))
def test_the_tree_is_that_of_an_html_parser(trees: list[str | Tree]) -> None:
    source = WHOLE % "".join(map(_written, trees))
    try:
        quick = _told(reading.read(source))
    except (OtherwiseError, ExpatError):
        quick = None
    asked = _told(reading.parse(StringIO(source), namespace_html_elements=False))
    assert asked == _theirs(source)
    assert quick in (None, asked)


BODY = (
    "<h1>Le <em>port</em></h1><p>L&#39;eau<br/>monte.</p><ul><li>un<ol><li>deux</li></ol></li></ul>"
    "<table><caption>Prix</caption><tbody><tr><td>3</td>\n<td><p>4</p></td></tr></tbody></table>"
    "<blockquote><p>dit-il</p></blockquote><figure><img alt='a' src='b.png'/></figure>"
)


def test_what_templates_write_needs_no_mending() -> None:
    source = WHOLE % BODY
    assert _told(reading.read(source)) == _theirs(source)


@pytest.mark.parametrize(
    "body",
    [
        "<p>un<p>deux",
        "<p>un<div>deux</div></p>",
        "<div/>trois",
        '<div title="a>b"/>quatre',
        "<table><tr><td>cinq</td></tr></table>",
        "<table><tbody><tr>six<td>sept</td></tr></tbody></table>",
        "<p>huit<!-- neuf --> dix</p>",
        "<p>onze&nbsp;douze&eacute;</p>",
        "<p>&#150;&#x80;</p>",
        "<br></br>treize",
        "<pre>\nquatorze</pre>",
        "<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>",
        "<P>quinze</P>",
        '<p title="seize\ndix-sept">x</p>',
        "<p>dix-huit\r\ndix-neuf</p>",
        "<a href='x'>vingt<a href='y'>et un</a></a>",
        "<h1>vingt<h2>deux</h2></h1>",
        "<dl><div><dt>vingt</dt></div></dl>",
        "<li>vingt<li>trois</li></li>",
        "</body></html><p>vingt-quatre</p>",
        "<table><tbody>\u00a0</tbody></table>",
    ],
)
def test_what_html_would_mend_is_left_to_its_parser(body: str) -> None:
    source = WHOLE % body
    with pytest.raises((OtherwiseError, ExpatError)):
        reading.read(source)
    read = reading.parse(StringIO(source), namespace_html_elements=False)
    assert _told(read) == _theirs(source)
