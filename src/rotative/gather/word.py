"""A Word file (DOCX) → articles: mammoth reads its structure, the rest is as for a page.

Each XML part is parsed without entities and written anew before mammoth sees it, so that nothing
but plain, bounded XML reaches its own parser; nothing outside the file is ever opened.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from rotative.gather import archives, trees
from rotative.gather.album import Find
from rotative.gather.desk import Desk
from rotative.gather.harvest import Diary, Harvest, needed
from rotative.gather.manuscripts import articles
from rotative.gather.pictures import UnusableError
from rotative.gather.sources import Raw
from rotative.problems import Place, fail

_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.standfirst:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote:fresh > p:fresh
p[style-name='Intense Quote'] => blockquote:fresh > p:fresh
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
strike => s
"""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LOST = {
    "office-word:oMath": "formulas",
    "oMath": "formulas",
    "chart": "charts",
    "OLEObject": "embedded objects",
    "smartArt": "drawings",
}


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the articles of a Word file, one for each heading of the first level."""
    archive = archives.opened(raw.data, raw.origin, desk.limits)
    package = _rewritten(archive, desk, diary)
    html, pictures = _converted(package, raw, diary)
    tree = trees.fragment(html)
    return articles(
        tree, raw, desk, diary, find=_finder(pictures), declared=_language(archive, raw, desk)
    )


def _rewritten(archive: archives.Archive, desk: Desk, diary: Diary) -> bytes:
    """Return the package with every XML part parsed and written anew; other parts as they are."""
    out = io.BytesIO()
    most = desk.limits.xml_bytes
    with zipfile.ZipFile(out, "w") as made:
        for name in archive:
            data = archive.read(name)
            if name.lower().endswith((".xml", ".rels")):
                root = trees.xml(data, name, archive.origin, most=most)
                if name == "word/comments.xml" and len(root):
                    diary.dropped(f"{len(root)} comments")
                if name == "word/document.xml":
                    _tell_lost(root, diary)
                data = etree.tostring(root, encoding="utf-8", xml_declaration=True)
            made.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _tell_lost(root: Any, diary: Diary) -> None:
    found: dict[str, int] = {}
    for element in root.iter():
        what = _LOST.get(etree.QName(element).localname) if isinstance(element.tag, str) else None
        if what:
            found[what] = found.get(what, 0) + 1
    for what, count in found.items():
        diary.dropped(f"{count} {what}")
    if root.find(f".//{_W}del") is not None or root.find(f".//{_W}ins") is not None:
        diary.changed("tracked changes: taken as accepted")


def _converted(package: bytes, raw: Raw, diary: Diary) -> tuple[str, dict[str, Any]]:
    """Return the file as HTML, and its pictures by the address they have there."""
    with needed("mammoth"):
        import mammoth
    pictures: dict[str, Any] = {}

    def keep(image: Any) -> dict[str, str]:
        address = f"rv:{len(pictures) + 1}"
        pictures[address] = image
        return {"src": address, **({} if image.alt_text else {"alt-missing": "yes"})}

    try:
        found = mammoth.convert_to_html(
            io.BytesIO(package),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(keep),
            id_prefix="",
        )
    except Exception as error:
        message, hint = "this is no Word file that can be read", "open it in Word and save it again"
        raise fail("source-unreadable", message, Place(raw.origin), hint) from error
    if any("external" in message.message.lower() for message in found.messages):
        diary.dropped("pictures that the file only links to")
    return str(found.value), pictures


def _finder(pictures: dict[str, Any]) -> Find:
    def find(address: str) -> bytes:
        image = pictures.get(address)
        if image is None:
            raise UnusableError("the file does not hold it")
        try:
            with image.open() as file:
                return bytes(file.read())
        except Exception as error:
            raise UnusableError("the file does not hold it") from error

    return find


def _language(archive: archives.Archive, raw: Raw, desk: Desk) -> str:
    """Return the language that the file's default style declares."""
    if "word/styles.xml" not in archive:
        return ""
    root = trees.xml(
        archive.read("word/styles.xml"), "styles", raw.origin, most=desk.limits.xml_bytes
    )
    said = root.find(f".//{_W}docDefaults//{_W}lang")
    tag = said.get(f"{_W}val", "") if said is not None else ""
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) else ""
