"""What must not stand in an output, read as a reading system reads it."""

from __future__ import annotations

import io
import re
import zipfile

from lxml import etree

FORBIDDEN = frozenset(
    """
    script iframe frame frameset object embed applet form input button select textarea style base
    svg math template video audio source marquee noscript foreignObject animate
    """.split()  # noqa: SIM905 - names read better as words
)
ADDRESSES = ("href", "src", "srcset", "action", "poster", "data", "ping", "background")
OURS = re.compile(r"(?:https?://|mailto:|#|[\w-]+\.xhtml(?:#|$)|images/|style\.css$|cover\.png$)")


def faults(book: bytes) -> list[str]:
    """Return what is active, remote or hidden in an EPUB, in words."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        names = archive.namelist()
        pages = {name: archive.read(name) for name in names if name.endswith(".xhtml")}
        sheets = [archive.read(name).decode() for name in names if name.endswith(".css")]
    found = [fault for name, page in pages.items() for fault in _in_page(name, page)]
    sheet = "".join(sheets)
    found += [word for word in ("@import", "javascript:", "http:", "//") if word in sheet]
    return found


def _in_page(name: str, page: bytes) -> list[str]:
    found = []
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(page, parser)
    if b"<!ENTITY" in page:
        found.append(f"{name}: an entity")
    for element in root.iter():
        if not isinstance(element.tag, str):
            found.append(f"{name}: {element!r}")
            continue
        tag = etree.QName(element).localname
        meta = tag == "meta" and element.get("charset") != "utf-8"
        if tag in FORBIDDEN or meta:
            found.append(f"{name}: <{tag}>")
        for key, value in element.attrib.items():
            plain = etree.QName(key).localname
            active = plain.startswith("on") or plain in {"srcdoc", "formaction", "ping"}
            styled = plain == "style" and "cover" not in name
            far = plain in ADDRESSES and not OURS.match(value)
            loads = plain == "src" and ":" in value
            if active or styled or far or loads:
                found.append(f"{name}: {plain}={value[:60]}")
    return found
