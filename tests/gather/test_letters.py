"""Mails saved as files: what a mail program writes arrives as an article."""

from __future__ import annotations

import textwrap
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


SAMPLE = (Path(__file__).parents[2] / "book/poutine-kim/poutine-kim.txt").read_text("utf-8")
HEADER = "From: a@example.org\nSubject: Le condensé\n"


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("d.eml", f"{HEADER}Content-Type: text/plain; charset=utf-8\n\n"),
        ("d.eml", f"MIME-Version: 1.0\n{HEADER}Content-Type: text/plain; charset=utf-8\n\n"),
        ("d.txt", "De : a@example.org\nObjet : Le condensé\n\n"),
        ("d.txt", f"{HEADER}\nBonjour à tous,\n\nVoici le condensé :\n\n"),
    ],
)
@pytest.mark.parametrize("end", ["", "\n\nBien cordialement,\n\nJean\n01 23 45\n", "\n-- \nJean\n"])
def test_a_mail_that_is_a_dispatch(bring: Bring, name: str, head: str, end: str) -> None:
    Path(name).write_text(f"{head}{SAMPLE.strip()}{end}", "utf-8")
    outcome = bring(name)
    assert outcome.lead == "Poutine–Kim, l’alliance choc"
    assert len(outcome.headlines) == 11
    assert text("headlines.md").endswith("## Europe: Le trafic aérien et le climat\n")
    assert text("lead.md").startswith("# Poutine–Kim, l’alliance choc\n\nLe rapprochement")
    assert ("greeting of a mail: “Bonjour à tous,”" in notes(outcome)) == ("Bonjour" in head)
    assert not outcome.problems


def test_a_mail_broken_into_lines_that_is_a_dispatch(bring: Bring) -> None:
    broken = "\n".join(
        textwrap.fill(line, 72) for line in SAMPLE.replace(".\n", ".\n\n").split("\n")
    )
    Path("d.txt").write_text(f"{HEADER}\n{broken}", "utf-8")
    outcome = bring("d.txt")
    assert (outcome.lead, len(outcome.headlines)) == ("Poutine–Kim, l’alliance choc", 11)
    assert text("lead.md").count("\n\n") == 10


def test_the_subject_is_the_title_of_a_lead_that_has_none(bring: Bring) -> None:
    Path("d.txt").write_text(f"{HEADER}\n{SAMPLE.partition(chr(10))[2]}", "utf-8")
    outcome = bring("d.txt")
    assert (outcome.lead, len(outcome.headlines)) == ("Le condensé", 11)


def test_a_mail_that_is_an_article_stays_one(bring: Bring) -> None:
    long = " ".join([WORDS] * 6)
    told = (
        f"Bonjour,\n\nVoici l’article.\n\n{long}\n\nLe retour du port\n{long}\n\nLa suite\n{long}"
    )
    Path("d.txt").write_text(f"{HEADER}\n{told}\n\nCordialement\nJean\n", "utf-8")
    outcome = bring("d.txt")
    assert (outcome.lead, outcome.headlines) == ("Le condensé", ())
    assert not outcome.problems
    assert "Le retour du port" in text("lead.md")
    assert "Jean" not in text("lead.md")


def test_headlines_in_a_mail_of_something_else_are_told(bring: Bring) -> None:
    titles = "La criée reprend\n\nLe port rouvre\n\nLe phare fermé"
    told = f"{WORDS}\n\n{WORDS}\n\n{titles}\n\nDes nouvelles de Jean,"
    Path("d.txt").write_text(f"{HEADER}\n{told}\n", "utf-8")
    outcome = bring("d.txt")
    assert outcome.headlines == ()
    (problem,) = outcome.problems
    assert problem.code == "unsure-reading"
    assert "3 of its lines look like headlines" in problem.message


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
