"""Fragments of XHTML: the rules across inline markup, then superscripts."""

import re
from collections.abc import Iterable
from unicodedata import is_normalized, normalize

from .engine import Profile, settle
from .fragments import Fragment, Run, Text, check, escape, unescape
from .numerals import raised
from .plain import literals

_ATTRIBUTE = re.compile(r"(\s(?:alt|title)\s*=\s*)(?:\"([^\"]*)\"|'([^']*)')")
_QUOTED = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": "&#10;",
        "\t": "&#9;",
        "\r": "&#13;",
    }
)


def typeset_markup(
    xhtml: str,
    language: str,
    *,
    titles: bool = False,
    exceptions: Iterable[str] = (),
    without: Iterable[str] = (),
    sound: bool = False,
) -> str:
    """Return a fragment of XHTML with its text, ``alt`` and ``title`` typeset.

    Tags are seen through; ``code``, ``pre``, ``kbd``, ``samp``, ``math``, ``svg`` and
    ``translate="no"`` are left alone; ``lang`` switches the profile. Ordinals get ``<sup>``
    unless ``titles``. Elements and attributes stay as written, void ones end in ``/>`` and
    others in an end tag. Raises ``MarkupError`` (a ``ValueError``) if the fragment is not
    well-formed, which is not looked at where it is known to be ``sound``; ``ValueError`` for an
    unknown rule.
    """
    fragment = Fragment(xhtml if sound else check(xhtml), language, tuple(without))
    unaltered = literals(exceptions)
    pieces = fragment.pieces
    for run in fragment.runs:
        if run.parts and run.profile:
            set_run(run, pieces, unaltered, raise_ordinals=not titles)
    for tag in fragment.tags:
        if tag.profile:
            pieces[tag.piece] = _attributes(pieces[tag.piece], tag.profile, unaltered)
    return "".join(pieces)


def set_run(
    run: Run, pieces: list[str], exceptions: tuple[str, ...], *, raise_ordinals: bool
) -> None:
    """Typeset the text of a run and write it back, escaped, into the pieces of its nodes."""
    if len(run.parts) == 1 and run.parts[0].isspace():  # between two blocks
        return
    parts = [part if is_normalized("NFC", part) else normalize("NFC", part) for part in run.parts]
    parts = _settled(parts, run.profile, exceptions)
    sups = _raised(parts, run.nodes) if raise_ordinals and run.profile.superscripts else {}
    for index, node in enumerate(run.nodes):
        if node is not None:
            pieces[node.piece] = (
                _with_sup(parts[index], sups[index]) if index in sups else escape(parts[index])
            )


def _settled(parts: list[str], rules: Profile, exceptions: tuple[str, ...]) -> list[str]:
    if len(parts) == 1:
        return [settle(parts[0], rules, exceptions, folded=True)[0]]
    starts = _starts(parts)
    text, moved = settle("".join(parts), rules, exceptions, starts, folded=True)
    ends = [*moved[1:], len(text)]
    return [text[start:end] for start, end in zip(moved, ends, strict=True)]


def _starts(parts: list[str]) -> list[int]:
    starts: list[int] = []
    at = 0
    for part in parts:
        starts.append(at)
        at += len(part)
    return starts


def _raised(parts: list[str], nodes: list[Text | None]) -> dict[int, list[tuple[int, int]]]:
    """Return per part the spans that become superscripts: whole in one node, in no sup yet."""
    text = parts[0] if len(parts) == 1 else "".join(parts)
    found: dict[int, list[tuple[int, int]]] = {}
    starts: list[int] = []
    index = 0
    for start, end in raised(text):
        starts = starts or _starts(parts)
        while index + 1 < len(starts) and starts[index + 1] <= start:
            index += 1
        node = nodes[index]
        if node is not None and not node.raised and end <= starts[index] + len(parts[index]):
            found.setdefault(index, []).append((start - starts[index], end - starts[index]))
    return found


def _with_sup(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (escape(text[at:start]), "<sup>", text[start:end], "</sup>")
        at = end
    pieces.append(escape(text[at:]))
    return "".join(pieces)


def _attributes(tag: str, rules: Profile, exceptions: tuple[str, ...]) -> str:
    """Typeset the values of ``alt`` and ``title`` in a start tag."""

    def value(match: re.Match[str]) -> str:
        before = unescape(match[2] if match[2] is not None else match[3])
        text = before if is_normalized("NFC", before) else normalize("NFC", before)
        after = settle(text, rules, exceptions, folded=True)[0]
        return match[0] if after == before else f'{match[1]}"{after.translate(_QUOTED)}"'

    return _ATTRIBUTE.sub(value, tag)


def attribute_values(tag: str) -> list[str]:
    """Return the values of ``alt`` and ``title`` in a start tag."""
    return [
        unescape(match[2] if match[2] is not None else match[3])
        for match in _ATTRIBUTE.finditer(tag)
    ]


def raised_spans(run: Run, exceptions: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return the ordinals' endings that the run would raise, with about where they stand."""
    parts = _settled([normalize("NFC", part) for part in run.parts], run.profile, exceptions)
    found: list[tuple[str, int]] = []
    for index, spans in _raised(parts, run.nodes).items():
        node = run.nodes[index]
        offset = node.offset if node is not None else 0
        limit = len(run.parts[index])
        found += [(parts[index][start:end], offset + min(start, limit)) for start, end in spans]
    return found
