"""Addresses that may stand in a book: http, https, mailto, spelled so that all readers agree."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

_SAFE = "/:@!$&'()*+,;=-._~"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)$")
_MAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$")
_BARE = re.compile(r"\bhttps?://[^\s<>\"«»“”„‹›\u00a0\u202f]+", re.IGNORECASE)
_TRAILING = ".,;:!?…’'\"*_"


@lru_cache(maxsize=4096)
def safe_url(address: str) -> str:
    """Return an http, https or mailto address in its plain spelling, or "" if it is none."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return f"mailto:{address[7:]}" if _MAIL.match(address[7:]) else ""
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return ""
    host = _host(parts.hostname or "")
    if not host:
        return ""
    place = f"{host}:{port}" if port else host
    tail = _quoted(parts.path, _SAFE)
    tail += f"?{_quoted(parts.query, _SAFE + '?')}" if parts.query else ""
    tail += f"#{_quoted(parts.fragment, _SAFE + '?')}" if parts.fragment else ""
    return f"{parts.scheme}://{place}{tail}"


def _quoted(text: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe + "%", errors="replace")


def _host(name: str) -> str:
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii")
        if "xn--" in name:
            name.encode("ascii").decode("idna")
        if name.rpartition(".")[2].isdigit():
            import ipaddress

            return str(ipaddress.IPv4Address(name))
    except ValueError:
        return ""
    labels = name.removesuffix(".").split(".")
    good = all(map(_LABEL.match, labels)) and not re.match(r"0x", labels[-1])
    return name if good and len(name) < 254 else ""


def linked(text: str) -> str:
    """Return plain text as inline XHTML, its bare http(s) addresses as links."""
    if "://" not in text:
        return html.escape(text, quote=False)
    out, done = [], 0
    for match in _BARE.finditer(text):
        bare = _trimmed(match[0])
        address = safe_url(bare)
        if not address:
            continue
        out.append(html.escape(text[done : match.start()], quote=False))
        shown = html.escape(bare, quote=False)
        out.append(f'<a href="{html.escape(address)}">{shown}</a>')
        done = match.start() + len(bare)
    out.append(html.escape(text[done:], quote=False))
    return "".join(out)


def _trimmed(address: str) -> str:
    """Return the address without the punctuation of the sentence around it."""
    unpaired = {end: address.count(end) - address.count(start) for start, end in ("()", "[]")}
    length = len(address)
    while (last := address[length - 1]) in _TRAILING or unpaired.get(last, 0) > 0:
        if last in unpaired:
            unpaired[last] -= 1
        length -= 1
    return address[:length]
