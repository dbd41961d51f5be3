"""Foreign XML and HTML → trees that nothing can hide in and no walk can drown in.

XML is read without entities, without a document type and without the network. HTML is read as
browsers do, then comments, scripts and what is not shown go, and depth is bounded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from lxml import etree
from lxml import html as lxml_html

from rotative.manuscript.content import HEADINGS
from rotative.manuscript.intake import scrub
from rotative.problems import Place, fail

# No entity, no other file, no document beyond what people write.
_HARDENED: Any = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
}
MAX_DEPTH = 60
"""Elements nested deeper give way to their words; no page that people write nests so deep."""

XML_NS = "{http://www.w3.org/XML/1998/namespace}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
# What is no text of the author's: dropped with all that is inside.
UNREAD = frozenset(
    """
    script style template head title meta link base svg canvas map area iframe frame frameset
    noframes object applet audio video input button select textarea
    datalist output progress meter dialog menu portal fencedframe xmp plaintext slot
    """.split()  # noqa: SIM905 - names read better as words
)
TOLD = {
    "script": "scripts",
    "iframe": "embedded pages",
    "frame": "embedded pages",
    "object": "embedded objects",
    "embed": "embedded objects",
    "audio": "sounds",
    "video": "films",
    "svg": "drawings (SVG)",
    "canvas": "drawings (canvas)",
    "input": "form fields",
    "button": "form fields",
    "select": "form fields",
    "textarea": "form fields",
}
"""What an editor would miss or like to know of."""

# Elements that are empty in HTML, which the parser does not know: what follows is inside them.
_EMPTY = frozenset({"embed", "param", "source", "track", "keygen", "portal"})
_HIDDEN = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)


def xml(data: bytes, name: str, origin: str, *, most: int) -> Any:
    """Return the root of an XML document; raise RotativeError if it is broken or not harmless.

    A document type is refused: neither OOXML nor ODF may have one, and entities that unfold into
    millions need one.
    """
    if len(data) > most:
        raise _refused(f"{name} has {len(data) / 1e6:.0f} MB of XML", origin)
    if _has_doctype(data):
        raise _refused(f"{name} has a document type, which may unfold without end", origin)
    parser = etree.XMLParser(**_HARDENED)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        said = str(error).split("\n", maxsplit=1)[0][:120]
        place, hint = Place(origin), "open it in its program and save it again"
        raise fail("source-unreadable", f"{name} is damaged: {said}", place, hint) from error
    return root


class _SeenError(Exception):
    """Enough was seen of a document."""


class _Prolog:
    """Looks at what comes before the root element, in whatever encoding it is."""

    has_doctype = False

    def doctype(self, *_: object) -> None:
        self.has_doctype = True
        raise _SeenError

    def start(self, *_: object) -> None:
        raise _SeenError

    def close(self) -> None:
        return


def _has_doctype(data: bytes) -> bool:
    prolog = _Prolog()
    parser = etree.XMLParser(target=cast("Any", prolog), **_HARDENED)
    with suppress(_SeenError, etree.XMLSyntaxError):
        parser.feed(data)
        parser.close()
    return prolog.has_doctype


def _refused(message: str, origin: str) -> Exception:
    hint = "open it in its program and save it again; if you trust it, see --max"
    return fail("archive-refused", message, Place(origin), hint)


def decoded(data: bytes, charset: str = "") -> tuple[str, str]:
    """Return text and the encoding it was in: as told by its first bytes, the server or itself.

    What says nothing is UTF-8 if it can be, else Windows-1252, as browsers have it.
    """
    marks = {codecs.BOM_UTF8: "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    for mark, name in marks.items():
        if data.startswith(mark):
            return data.decode(name, "replace"), name.removesuffix("-sig")
    said = _CHARSET.search(data[:4096])
    for name in (charset, said[1].decode("ascii", "replace") if said else "", "utf-8"):
        text = _tried(data, name)
        if text is not None:
            return text, name.lower()
    return data.decode("cp1252", "replace"), "windows-1252"


def _tried(data: bytes, name: str) -> str | None:
    # A page that is read as ASCII text cannot be UTF-16, whatever it says of itself.
    if not name or name.lower().startswith(("utf-16", "utf-32")):
        return None
    try:
        name = "cp1252" if codecs.lookup(name).name in {"iso8859-1", "ascii"} else name
        return data.decode(name)
    except (LookupError, UnicodeDecodeError, ValueError, AssertionError):
        return None


def page(text: str) -> Any:
    """Return the root of an HTML page, of any quality, not deeper than MAX_DEPTH."""
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    data = scrub(text).encode("utf-8")
    try:
        root = lxml_html.document_fromstring(data, parser) if data.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        root = lxml_html.document_fromstring("<html><body></body></html>")
    flatten(root)
    return root


def flatten(root: Any) -> None:
    """Replace what is nested too deep by its words, without a recursion of ours."""
    level = [root]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in parent if isinstance(child.tag, str)]
    for element in level:
        if len(element):
            words = " ".join("".join(element.itertext()).split())
            for child in list(element):
                element.remove(child)
            element.text = words


def fragment(text: str) -> Any:
    """Return the body of a piece of HTML such as a feed holds."""
    root = page(f"<!DOCTYPE html><html><body><div>{text}</div></body></html>")
    body = root.find(".//body")
    return root if body is None else body


def local(root: Any) -> Any:
    """Return an XHTML tree with plain names, so that it reads like HTML; changes the tree."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        element.tag = etree.QName(element).localname.lower()
        for name in list(element.attrib):
            if name == EPUB_TYPE:
                element.set("role", f"{element.get('role', '')} {element.attrib.pop(name)}".strip())
            elif name == f"{XML_NS}lang" and element.get("lang") is None:
                element.set("lang", element.attrib[name])
    flatten(root)
    return root


def clean(root: Any) -> dict[str, int]:
    """Take away comments and what is not text or not shown; return what an editor should know.

    The tree stays a tree of foreign elements and attributes: only the writer decides what is
    written, and it writes nothing it does not know.
    """
    told: dict[str, int] = {}
    doomed = [element for element in root.iter() if _is_doomed(element)]
    for element in doomed:
        name = TOLD.get(element.tag, "") if isinstance(element.tag, str) else ""
        if name:
            told[name] = told.get(name, 0) + 1
        remove(element)
    for element in list(root.iter(*_EMPTY)):
        _pass_on(element)
        unwrap(element)
    return told


def _pass_on(source: Any) -> None:
    """Let the picture of a <picture> know its other sizes before their elements go."""
    image = next((i for p in source.iterancestors("picture") for i in p.iter("img")), None)
    if image is not None and source.get("srcset"):
        known = image.get("data-srcset", "")
        image.set(
            "data-srcset", f"{known}, {source.get('srcset')}" if known else source.get("srcset")
        )


def _is_doomed(element: Any) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in UNREAD:
        return True
    if tag == "noscript":
        # Often the picture that a script would have shown; else what is said to old browsers.
        return element.find(".//img") is None or element.getprevious() is not None
    if element.get("hidden") is not None and tag not in HEADINGS:
        return True
    return bool(_HIDDEN.search(element.get("style", "")))


def remove(element: Any) -> None:
    """Take an element out of its tree, and leave the text after it."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def unwrap(element: Any) -> None:
    """Take an element out of its tree, and leave what is inside it and after it."""
    parent = element.getparent()
    inside = element.makeelement("span")
    inside.text = element.text
    inside.extend(list(element))
    inside.tail, element.tail = element.tail, None
    parent.replace(element, inside)


def words(element: Any) -> str:
    """Return all the text of an element, white space folded."""
    return folded("".join(element.itertext())).strip()


def folded(text: str | None) -> str:
    """Return text with its white space folded and the blanks that mean something left alone."""
    return re.sub(r"[ \t\n\r\f]+", " ", text or "")


def classes(element: Any) -> set[str]:
    """Return the classes, roles and types an element has, in lower case."""
    names = (element.get("class", ""), element.get("role", ""), element.get("epub:type", ""))
    return set(" ".join(names).lower().split())


def below(element: Any, *tags: str) -> Iterator[Any]:
    """Yield the elements of these names below an element, itself left out."""
    return (each for each in element.iter(*tags) if each is not element)
