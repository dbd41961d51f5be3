"""The job ticket: what the printer reads is what the files are."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from rotative import ticket
from rotative.house import House
from rotative.imposition import Plan, impose
from rotative.model import Booklet, Edition, Imprint, PrintJob, Trim
from rotative.problems import Problem, Severity
from rotative.words import words
from tests.conftest import Built
from tests.imposition.pages import numbered, saved
from tests.test_words import LANGUAGES
from tests.tools.pdf import page_count, texts

BOOKLET = Booklet(sheet=Trim("SRA3", 320, 450), thickness=0.1)
JOB = PrintJob(paper="Munken 120 g/m²", quantity="12500", notes="Paquets de 50.")
FAULT = Problem("rgb-colour", "page 1: RGB in text", severity=Severity.ERROR)


@pytest.fixture(scope="module")
def edition(sample: Built) -> Edition:
    own = sample.galley.edition
    imprint = Imprint(publisher="Éditions du Quai", contact="redaction@quai.example")
    publication = replace(own.publication, booklet=BOOKLET, print_job=JOB)
    return replace(own, imprint=imprint, publication=publication, revised=dt.date(2026, 11, 23))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    pages = saved(numbered(8))
    return {"q.print.pdf": pages, "q.booklet.pdf": impose(pages, Plan(BOOKLET)), "notes.txt": b"x"}


@pytest.fixture(scope="module")
def facts(edition: Edition, files: dict[str, bytes]) -> ticket.Facts:
    return ticket.gather(edition, files, pages="q.print.pdf", sheets="q.booklet.pdf", preflight=())


def test_the_facts_are_measured_on_the_files(facts: ticket.Facts, files: dict[str, bytes]) -> None:
    assert (facts.width, facts.height, facts.bleed, facts.pages) == (100.0, 140.0, 3.0, 8)
    assert facts.inks == ("Cyan", "Magenta", "Black")
    assert facts.imposed is not None
    assert (facts.imposed.sheets, facts.imposed.signatures, facts.imposed.blanks) == (2, 1, 0)
    assert (facts.imposed.width, facts.imposed.height) == (450.0, 320.0)
    assert facts.imposed.creep == pytest.approx(0.1)
    for file in facts.files:
        assert file.sha256 == hashlib.sha256(files[file.name]).hexdigest()
        assert file.size == len(files[file.name])
    assert [file.pages for file in facts.files] == [8, 4, 0]
    assert facts.contact == "redaction@quai.example"


def test_the_output_intent_is_the_printing_condition(edition: Edition) -> None:
    import pikepdf

    pdf = numbered(4)
    intent = pikepdf.Dictionary(OutputConditionIdentifier="FOGRA39", OutputCondition="Coated")
    pdf.Root.OutputIntents = pikepdf.Array([intent])
    with pdf.open_metadata() as xmp:
        xmp["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
    found = ticket.gather(edition, {"p": saved(pdf)}, pages="p")
    assert (found.condition, found.standard) == ("FOGRA39, Coated", "PDF/X-4")
    assert (found.imposed, found.preflight) == (None, None)


def test_the_page_says_what_the_facts_say(facts: ticket.Facts, tmp_path: Path) -> None:
    path = tmp_path / "ticket.pdf"
    path.write_bytes(ticket.make(facts, House()))
    assert page_count(path) == 1
    text = _plain(texts(path)[0])
    for said in (
        "FICHE DE FABRICATION", "Le Condensé", "Poutine–Kim, l’alliance choc", "100 × 140 mm",
        "3 mm", "12 500", "Munken 120 g/m²", "piqûre à cheval", "cyan", "magenta", "noir",
        "SRA3, 450 × 320 mm", "0,1 mm", "Paquets de 50.", "q.print.pdf",
        facts.files[1].sha256[:32], "Aucun défaut trouvé", "23 novembre 2026", "Éditions du Quai",
        "à convenir", "BON À TIRER",
    ):  # fmt: skip
        assert _plain(said) in text, said
    assert "jaune" not in text


def _plain(text: str) -> str:
    """Return a text without blanks: poppler sees some between letters set apart."""
    return "".join(text.split())


def test_a_full_ticket_still_is_one_page(facts: ticket.Facts, tmp_path: Path) -> None:
    path = tmp_path / "ticket.pdf"
    notes = "\n".join(["Une remarque assez longue pour occuper une ligne entière."] * 6)
    full = replace(
        facts, job=replace(JOB, notes=notes), preflight=(FAULT,) * 9, files=facts.files * 2
    )
    path.write_bytes(ticket.make(full, House()))
    assert page_count(path) == 1
    text = " ".join(texts(path)[0].split())
    assert "Erreurs : 9. Avertissements : 0." in text.replace("\u00a0", " ")
    assert text.count("rgb-colour") == 6
    assert "Et 3 autres" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_speaks_the_language_of_the_edition(facts: ticket.Facts, language: str) -> None:
    own = words(language)
    found = ticket.page.document(replace(facts, language=language), House())
    for key in ("ticket", "ticket_trim", "ticket_inks", "ticket_booklet", "ticket_clean",
                "binding_saddle", "ink_cyan", "edge_short", "ticket_signed"):  # fmt: skip
        assert own[key] in found, key
    assert f"0{own['decimal']}1\u00a0mm" in found


def test_what_nobody_decided_is_to_be_agreed(facts: ticket.Facts) -> None:
    bare = replace(facts, job=PrintJob(), imposed=None, binding="", preflight=None)
    found = ticket.page.document(bare, House())
    # Quantity, paper, binding, printing condition.
    assert found.count(words("fr")["ticket_open"]) == 4
    assert words("fr")["ticket_unchecked"] in found
    assert words("fr")["ticket_booklet"] not in found


def test_an_editor_cannot_break_the_page(facts: ticket.Facts) -> None:
    found = ticket.page.document(replace(facts, title="<b>A & B</b>"), House())
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in found


def test_machines_get_the_same_facts(facts: ticket.Facts) -> None:
    told = ticket.as_dict(replace(facts, preflight=(FAULT,)))
    assert told["date"] == "2026-11-22"
    assert told["inks"] == ["Cyan", "Magenta", "Black"]
    assert told["job"]["paper"] == JOB.paper
    assert told["imposed"]["sheets"] == 2
    assert told["files"][0]["sha256"] == facts.files[0].sha256
    assert told["preflight"] == [FAULT.as_dict()]


@pytest.mark.slow
def test_the_same_facts_give_the_same_bytes(facts: ticket.Facts) -> None:
    assert ticket.make(facts, House()) == ticket.make(facts, House())
