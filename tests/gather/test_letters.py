"""Mails saved as files: what a mail program writes arrives as an article."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from rotative.problems import RotativeError

from .conftest import Bring, codes, notes, picture, text
from .test_hostile import told_why

PART = b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n"
NESTED = b"".join(PART % (n, n) for n in range(1500))
WORDS = "La criée a repris mardi matin, après six semaines de travaux sur le quai nord."


def letter(**headers: str) -> EmailMessage:
    """Return a mail with a header as they come."""
    made = EmailMessage()
    told = {"From": "René Le Goff <rene@example.org>", "To": "redaction@example.org"}
    for name, value in (told | {"Subject": "Tr: Le port rouvre à midi"} | headers).items():
        made[name] = value
    made["Date"] = "Mon, 23 Nov 2026 08:00:00 +0100"
    made["Message-ID"] = "<1@example.org>"
    return made


def save(made: EmailMessage, name: str = "mail.eml") -> None:
    Path(name).write_bytes(made.as_bytes())


def test_the_text_of_a_mail(bring: Bring) -> None:
    made = letter()
    made.set_content(f"{WORDS}\n\n{WORDS}\n\n-- \nRené\n", cte="quoted-printable")
    made.add_alternative("<p>Autre chose</p>", subtype="html")
    save(made)
    outcome = bring("mail.eml")
    assert text("lead.md") == f"# Le port rouvre à midi\n\n{WORDS}\n\n{WORDS}\n"
    assert "the header of a mail" in notes(outcome)
    assert "the signature" in notes(outcome)
    assert not outcome.problems
    assert bring("mail.eml").state == "unchanged"


def test_a_mail_in_html_with_its_pictures(bring: Bring) -> None:
    made = letter()
    made.set_content(
        f"<h2>Le quai</h2><p>{WORDS}</p><img src='cid:a@b' alt='Le quai'>"
        "<script>alert(1)</script><img src='cid:none@b' alt='La digue'>",
        subtype="html",
    )
    made.add_related(picture(), "image", "jpeg", cid="<a@b>")
    save(made)
    outcome = bring("mail.eml")
    assert "![Le quai](images/" in text("lead.md")
    assert "alert" not in text("lead.md")
    assert "**[Image manquante\u00a0: La digue" in text("lead.md")
    assert codes(outcome) == ["picture-left-out"]


def test_what_is_attached(bring: Bring) -> None:
    made = letter()
    made.set_content(WORDS)
    made.add_attachment(picture(), "image", "jpeg", filename="quai.jpg")
    made.add_attachment(b"PK", "application", "zip", filename="tout.zip")
    save(made, "mail.txt")
    outcome = bring("mail.txt")
    assert "![](images/quai-" in text("lead.md")
    assert len(list(Path("monday/images").iterdir())) == 1
    assert "the attachment “tout.zip”" in notes(outcome)
    assert codes(outcome) == ["no-alt"]


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\n\n",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\n",
        b"MIME-Version: 1.0\nContent-Type: text/plain; charset=klingon\n\n",
        b"Received: x\nContent-Type: multipart/mixed; boundary=\n" * 400,
        b"MIME-Version: 1.0\n" + NESTED,
        b"Message-ID: <x\nSubject: =?utf-8?b?////?=\nContent-Transfer-Encoding: base64\n\n####\n",
    ],
)  # fmt: skip
def test_mails_that_hold_nothing_are_told(bring: Bring, data: bytes) -> None:
    Path("a.eml").write_bytes(data)
    try:
        assert bring("a.eml").lead
    except RotativeError as error:
        told_why(error, Path("monday"))


def test_no_line_of_a_bare_header_is_text(bring: Bring) -> None:
    Path("mail.eml").write_text(
        "From: Marie <m@example.org>\nSubject: Le quai nord\n"
        "Date: Mon, 23 Nov 2026 09:00:00 +0100\n"
        "X-Mailer: Bureau 4\nContent-Type: text/plain; charset=utf-8\n\n"
        "Le quai nord a rouvert hier soir, annonce la capitainerie.\n",
        "utf-8",
    )
    bring("mail.eml")
    assert text("lead.md") == (
        "# Le quai nord\n\nLe quai nord a rouvert hier soir, annonce la capitainerie.\n"
    )
