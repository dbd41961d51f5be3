"""A mail saved as a file (RFC 5322, MIME: RFC 2045) → an article, with the pictures sent with it.

The plain text is taken if there is one, as if it had been pasted; else what the mail has as HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser

from lxml import etree

from rotative.gather import plain, trees
from rotative.gather.album import Find, Shoebox
from rotative.gather.desk import Desk, finder
from rotative.gather.harvest import Diary, Harvest, Picture
from rotative.gather.manuscripts import articles
from rotative.gather.sources import Raw

_TOLD = ("From", "Date", "Subject")


def read(raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    """Return the article of a mail; raise RotativeError if it holds no text."""
    parser = BytesParser(EmailMessage, policy=policy.default)
    message = parser.parsebytes(raw.data)
    body = message.get_body(("plain", "html"))
    if body is not None and body.get_content_subtype() == "plain" and _text(body).strip():
        harvest = plain.read(_pasted(message, body, raw), desk, diary)
    else:
        harvest = _from_html(message, raw, desk, diary)
    placed, pictures = _pictures(message, desk, diary)
    first, *rest = harvest.pieces
    told = "\n\n".join(filter(None, [first.body, *placed]))
    first = replace(first, body=told, pictures=(*first.pictures, *pictures))
    return replace(harvest, pieces=(first, *rest))


def _pasted(message: EmailMessage, body: MIMEPart, raw: Raw) -> Raw:
    """Return a mail as it would be, had an editor pasted it into a text."""
    head = "".join(f"{name}: {_line(message, name)}\n" for name in _TOLD if message[name])
    text = f"{head}\n{_text(body)}"
    return replace(raw, kind="text", data=text.encode("utf-8", "replace"), charset="utf-8")


def _line(message: EmailMessage, name: str) -> str:
    return " ".join(str(message[name]).split())


def _text(part: MIMEPart) -> str:
    """Return the text of a part; an encoding nobody knows is guessed."""
    try:
        return str(part.get_content())
    except LookupError:
        return trees.decoded(_data(part))[0]


def _data(part: MIMEPart) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _from_html(message: EmailMessage, raw: Raw, desk: Desk, diary: Diary) -> Harvest:
    body = message.get_body(("html",))
    tree = trees.page(_text(body) if body is not None else "")
    page = tree.find(".//body")
    found = {
        str(part["Content-ID"]).strip("<> "): part for part in message.walk() if part["Content-ID"]
    }
    outside = finder(raw, desk)

    def find(address: str) -> bytes:
        part = found.get(address.removeprefix("cid:"))
        return _data(part) if part is not None else outside(address)

    subject = _line(message, "Subject") if message["Subject"] else ""
    return articles(tree if page is None else page, raw, desk, diary, find=find, title=subject)


def _pictures(
    message: EmailMessage, desk: Desk, diary: Diary
) -> tuple[list[str], tuple[Picture, ...]]:
    """Return the pictures attached, as Markdown and as files; name what else is attached."""
    placed, pictures = [], list[Picture]()
    for part in _attachments(message):
        name = part.get_filename() or "attachment"
        if part.get_content_maintype() != "image":
            diary.dropped(f"the attachment “{name}”: save it and import it by itself")
            continue
        find: Find = lambda _, part=part: _data(part)  # type: ignore[misc]  # noqa: E731
        shoebox = Shoebox(find, diary, desk.limits, desk.budget, "image")
        placed.append(shoebox.place(etree.Element("img", src=name), ""))
        pictures += shoebox.found.values()
    return placed, tuple(pictures)


def _attachments(message: EmailMessage) -> Iterator[MIMEPart]:
    if message.is_multipart():
        for part in message.iter_attachments():
            if part.get_content_disposition() == "attachment":
                yield part
