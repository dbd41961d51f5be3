"""A fragment of XHTML as runs of text: tags are seen through, and put back untouched.

The fragment is checked by expat, then cut with one regular expression; what is not text
is written back as it stood, so no parser can add, drop or move anything.
"""

import re
from typing import NamedTuple
from xml.parsers import expat

from .engine import Profile
from .marks import LINE, MASK
from .profiles import profile

VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input"),
        *("link", "meta", "param", "source", "track", "wbr"),
    )
)
OPAQUE = frozenset(
    (
        *("code", "pre", "kbd", "samp", "math", "svg"),
        *("script", "style", "textarea", "object", "audio", "video", "canvas", "iframe"),
    )
)
BLOCK = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "col", "colgroup", "dd"),
        *("details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer"),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html"),
        *("legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search"),
        *(
            "section",
            "summary",
            "table",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "title",
            "tr",
            "ul",
        ),
    )
)

_TOKEN = re.compile(
    r"<(?:!--.*?-->|!\[CDATA\[(.*?)\]\]>|\?.*?\?>|(/?)([^\s/>!?]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>)",
    re.DOTALL,
)
_LANG = re.compile(r"(?:^|\s)(xml:lang|lang)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ORDINAL = re.compile(
    r"\s*(?:ers?|res?|es?|nde?s?|de?s?|i?[èe]mes?|[èe]res?|os?|a|th|st|rd|me|lle|mes|lles|gr|r)\s*</"
)
_NOTE = re.compile(r"\b(?:noteref|doc-noteref|annoref)\b")
_NOT_TRANSLATED = re.compile(r"(?:^|\s)translate\s*=\s*[\"']no[\"']")
_REFERENCE = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|[a-z]+);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_WRAPPER = "<rotative xmlns='http://www.w3.org/1999/xhtml'>", "</rotative>"


class MarkupError(ValueError):
    """The fragment is not well-formed XML; the message tells why, with line and column."""


class Text(NamedTuple):
    """One text node: where it goes in the output, where it starts in the fragment's text."""

    piece: int
    offset: int
    raised: bool


class Tag(NamedTuple):
    """A start tag with attributes to typeset: where in the output, where in the text."""

    piece: int
    offset: int
    profile: Profile


class Run:
    """The text between two block boundaries, in one language, with the nodes it came from.

    ``nodes[i]`` is None for a part that stands for an element and is not written back.
    """

    __slots__ = ("nodes", "parts", "profile")

    def __init__(self, rules: Profile) -> None:
        self.profile = rules
        self.parts: list[str] = []
        self.nodes: list[Text | None] = []


class _Frame(NamedTuple):
    name: str
    profile: Profile
    run: Run | None
    block: bool
    raised: bool


class Fragment:
    """A fragment, well-formed, cut into pieces of output, and the runs that its text makes."""

    def __init__(self, markup: str, language: str, without: tuple[str, ...] = ()) -> None:
        self.pieces: list[str] = []
        self.runs: list[Run] = []
        self.tags: list[Tag] = []
        self.length = 0
        self._without = without
        self._profile = profile(language, without=without)
        self._run = self._fresh()
        self._frames: list[_Frame] = []
        self._raised = False
        self._cut(markup)

    def _fresh(self) -> Run:
        run = Run(self._profile)
        self.runs.append(run)
        return run

    def _cut(self, markup: str) -> None:
        at = 0
        while (match := _TOKEN.search(markup, at)) is not None:
            if match.start() > at:
                self._text(unescape(markup[at : match.start()]))
            at = self._token(match, markup)
        if at < len(markup):
            self._text(unescape(markup[at:]))

    def _token(self, match: re.Match[str], markup: str) -> int:
        """Take a tag, a comment or the like; return where to go on."""
        if match[3] is not None:
            if not match[2]:
                return self._open(match, markup)
            self._close()
        elif match[1] is None:
            self.pieces.append(match[0])
        elif match[1]:
            self._text(match[1])
        return match.end()

    def _text(self, text: str) -> None:
        self._run.parts.append(text)
        self._run.nodes.append(Text(len(self.pieces), self.length, self._raised))
        self.pieces.append(escape(text))
        self.length += len(text)

    def _mark(self, text: str) -> None:
        """Let an element be seen by the rules as the given text."""
        self._run.parts.append(text)
        self._run.nodes.append(None)

    def _open(self, match: re.Match[str], markup: str) -> int:
        """Take a start tag; return where to go on (after the element if it is opaque)."""
        name, attributes, empty = match[3].rpartition(":")[2].lower(), match[4], bool(match[5])
        if name in VOID:
            return self._void(match, markup, name)
        if name in OPAQUE or ("translate" in attributes and _NOT_TRANSLATED.search(attributes)):
            return self._opaque(match, markup, name)
        self._tag(match[0] if not empty else f"<{match[3]}{attributes.rstrip()}>", attributes)
        frame = self._frame(match, markup, name, attributes)
        if frame.block or frame.run is not None:
            self._run = self._fresh()
        self._frames.append(frame)
        if empty:
            self._close()
        return match.end()

    def _frame(self, match: re.Match[str], markup: str, name: str, attributes: str) -> _Frame:
        """Enter an element: note what must be restored at its end, switch the profile."""
        outer, block = self._profile, name in BLOCK
        if "lang" in attributes and (found := _language(attributes)) is not None:
            self._profile = profile(found, without=self._known(found))
        hidden = _is_note(name, attributes, markup, match.end())
        apart = not block and (hidden or self._profile is not outer)
        raised, self._raised = self._raised, self._raised or name in ("sup", "sub")
        if apart and not hidden:
            self._mark(MASK)
        return _Frame(match[3], outer, self._run if apart else None, block, raised)

    def _known(self, language: str) -> tuple[str, ...]:
        """Keep only the exclusions that this language has (a foreign span may have fewer)."""
        if not self._without:
            return ()
        names = {rule.id for rule in profile(language).rules}
        return tuple(name for name in self._without if name in names)

    def _close(self) -> None:
        frame = self._frames.pop()
        self.pieces.append(f"</{frame.name}>")
        self._profile, self._raised = frame.profile, frame.raised
        if frame.run is not None:
            self._run = frame.run
        elif frame.block:
            self._run = self._fresh()

    def _void(self, match: re.Match[str], markup: str, name: str) -> int:
        self._tag(f"<{match[3]}{match[4].rstrip()}/>", match[4])
        if name in BLOCK:
            self._run = self._fresh()
        elif name == "br":
            self._mark(LINE)
        elif name != "wbr":
            self._mark(MASK)
        return match.end() if match[5] else _after_end(markup, match.end(), match[3])

    def _opaque(self, match: re.Match[str], markup: str, name: str) -> int:
        end = match.end() if match[5] else _after_end(markup, match.end(), match[3])
        self.pieces.append(_explicit(markup[match.start() : end]))
        if name in BLOCK:
            self._run = self._fresh()
        elif name not in ("script", "style"):
            self._mark(MASK)
        return end

    def _tag(self, tag: str, attributes: str) -> None:
        if "alt" in attributes or "title" in attributes:
            self.tags.append(Tag(len(self.pieces), self.length, self._profile))
        self.pieces.append(tag)


def check(markup: str) -> str:
    r"""Return the fragment with its line ends made ``\\n``; raise if it is not well-formed."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(_WRAPPER[0] + markup + _WRAPPER[1], True)  # noqa: FBT003, no keyword in C
    except expat.ExpatError as error:
        column = error.offset - (len(_WRAPPER[0]) if error.lineno == 1 else 0)
        reason = expat.errors.messages[error.code]
        raise MarkupError(f"{reason} at line {error.lineno}, column {column + 1}") from None
    except UnicodeEncodeError as error:
        raise MarkupError(
            f"a lone surrogate at character {error.start - len(_WRAPPER[0]) + 1}"
        ) from None
    return markup.replace("\r\n", "\n").replace("\r", "\n") if "\r" in markup else markup


def unescape(text: str) -> str:
    """Return character data with its references resolved."""
    return _REFERENCE.sub(_resolve, text) if "&" in text else text


def _resolve(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _ENTITIES.get(name, match[0])
    return chr(int(f"0{name[1:]}", 16) if name[1] == "x" else int(name[1:]))


def escape(text: str) -> str:
    """Return text as character data."""
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return text.translate(_ESCAPES)
    return text


def _language(attributes: str) -> str | None:
    found = {
        match[1]: match[2] if match[2] is not None else match[3]
        for match in _LANG.finditer(attributes)
    }
    return found.get("xml:lang", found.get("lang"))


def _is_note(name: str, attributes: str, markup: str, at: int) -> bool:
    """Say whether the element is a note call or an exponent: no part of the sentence."""
    if name in ("sup", "sub"):
        return _ORDINAL.match(markup, at) is None
    if name in ("rt", "rp", "rtc"):
        return True
    return name in ("a", "span") and "note" in attributes and _NOTE.search(attributes) is not None


def _after_end(markup: str, at: int, name: str) -> int:
    """Return where the element whose start tag ends at ``at`` ends."""
    depth = 1
    while depth:
        match = _TOKEN.search(markup, at)
        if match is None:
            return len(markup)
        at = match.end()
        if match[3] == name:
            depth += -1 if match[2] else not match[5]
    return at


def _explicit(source: str) -> str:
    """Write the empty elements of an opaque part with explicit end tags."""
    return _TOKEN.sub(_with_end, source) if "/>" in source else source


def _with_end(match: re.Match[str]) -> str:
    if not match[5] or match[3] is None or match[3].lower() in VOID:
        return match[0]
    return f"<{match[3]}{match[4].rstrip()}></{match[3]}>"
