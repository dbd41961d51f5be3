"""Addresses as a reader of paper needs them: short, safe to trust, broken where it does no harm."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from rotative.dataclass import dataclass

# Two lines of a narrow column; a longer address is typed by nobody.
LONGEST = 72
SHORTEST_TAIL = 12
# A host up to so many characters keeps to one line.
WHOLE_HOST = 24
# What our faces have, and a reader can tell from Latin: the letters of European alphabets.
_LETTERS = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f\u0386-\u03ce\u0400-\u045f]")
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
# Letters of ours that pass for another Latin letter at a glance.
_LOOKALIKES = frozenset("ıĸŋſŀŉ")
_AFTER = re.compile(r"(/+)(?=[^/])")
# An ending such as .html is no line of its own.
_BEFORE = re.compile(r"(?<=[^/])([.\-_?&=#%,~@+]|:(?!//))(?=.{5})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ELLIPSIS = "…"
_BREAK, _JOINER = "\u200b", "\u2060"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as printed: the host, what follows it, and whether that is all of it."""

    host: str
    rest: str = ""
    whole: bool = True

    @property
    def text(self) -> str:
        """The address as one text."""
        return self.host + self.rest


def readable(url: str, *, longest: int = LONGEST) -> Address:
    """Return an address without its scheme, whole if it has at most so many characters.

    A longer one is cut to its host and the end of its path. Letters are shown as such only where
    they cannot pass for others; the rest stays in punycode (RFC 3492) or percent-encoded.
    """
    parts = urlsplit(url)
    if parts.scheme == "mailto":
        return Address(parts.path)
    name = _host(parts.hostname or "")
    port = f":{parts.port}" if parts.port else ""
    path = "" if parts.path == "/" and not parts.query else parts.path
    tail = "".join((f"?{parts.query}" if parts.query else "", _fragment(parts)))
    rest = port + _letters(path + tail)
    if len(name + rest) <= longest:
        return Address(name, rest)
    short = name.removeprefix("www.")
    return Address(short, _cut(parts, port, longest - len(short)), whole=False)


def _fragment(parts: SplitResult) -> str:
    return f"#{parts.fragment}" if parts.fragment else ""


def _cut(parts: SplitResult, port: str, room: int) -> str:
    """Return the end of a path, which most often has the words of the title."""
    *before, last = [part for part in parts.path.split("/") if part] or [""]
    opening = f"{port}/{_ELLIPSIS}/" if before else f"{port}/"
    room = max(SHORTEST_TAIL, room - len(opening) - 1)
    last = _letters(last)
    left_out = len(last) > room or bool(parts.query or parts.fragment)
    if len(last) > room:
        last = last[:room].rstrip("-_.%")
        last = re.sub(r"%[0-9A-Fa-f]?$", "", last)
    return opening + last + (_ELLIPSIS if left_out else "")


def _host(name: str) -> str:
    """Return a host with the letters of its language, if no label of it could deceive.

    As browsers do (Unicode Technical Standard 39): one script a label, no look-alikes, and
    another script than Latin only below a top-level domain of the same script.
    """
    labels = [_label(label) for label in name.split(".")]
    scripts = {_script(label) for label in labels} - {"LATIN"}
    foreign = scripts and (len(scripts) > 1 or _script(labels[-1]) == "LATIN")
    return name if None in scripts or foreign else ".".join(labels)


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        shown = label[4:].encode("ascii").decode("punycode")
    except ValueError:
        return label
    plain = unicodedata.normalize("NFKC", shown).lower() == shown
    known = all(c.isascii() or (_LETTERS.fullmatch(c) and c not in _LOOKALIKES) for c in shown)
    return shown if plain and known and _script(shown) else label


def _script(label: str) -> str | None:
    """Return the one script of a label's letters, LATIN if it has none, None if it has several."""
    found = {unicodedata.name(c).split()[0] for c in label if c.isalpha()}
    return None if len(found) > 1 else (found or {"LATIN"}).pop()


def _letters(text: str) -> str:
    """Return a path with its percent-encoded letters as letters, and only those."""
    return _ESCAPES.sub(_decoded, text)


def _decoded(escapes: re.Match[str]) -> str:
    try:
        plain = unquote_to_bytes(escapes[0]).decode()
    except UnicodeDecodeError:
        return escapes[0]
    return "".join(c if _LETTERS.fullmatch(c) else _encoded(c) for c in plain)


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def breakable(text: str) -> str:
    """Return an address with a U+200B where it may be broken: after a slash, before a sign.

    Never after a hyphen, which a reader could not tell from one that the break has put there
    (Chicago Manual of Style 7.46).
    """
    marked = _BEFORE.sub(rf"{_BREAK}\1", _AFTER.sub(rf"\1{_BREAK}", text))
    return re.sub(f"-(?=[^{_BREAK}])", f"-{_JOINER}", marked)


def breakable_host(host: str) -> str:
    """Return a host that keeps to one line unless it is long."""
    return breakable(host) if len(host) > WHOLE_HOST else host
