"""Nothing active of a source survives into an output, and every EPUB is a good one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rotative import jobs, press
from tests.hostile.attacks import ADDRESSES, ALL, BROKEN, SCRIPTING, TEMPLATES
from tests.hostile.harmless import faults
from tests.tools import epubcheck, pdf

PROSE = "Une phrase de plusieurs mots, pour que le lead ait un corps."


def quoted(text: str) -> str:
    """Return a text as a YAML scalar."""
    escaped = (
        f"\\U{ord(c):08x}" if ord(c) < 32 or c in '"\\' or not c.isprintable() else c for c in text
    )
    return '"' + "".join(escaped) + '"'


def edition(folder: Path, passages: Sequence[str], words: Sequence[str] = ("mot",)) -> Path:
    """Write an edition of passages, one a headline; words stand wherever YAML takes words."""
    folder.mkdir(exist_ok=True)
    word = [quoted(words[n % len(words)]) for n in range(12)]
    (folder / "edition.yaml").write_text(
        f"title: {word[0]}\nlanguage: fr\nnumber: {word[1]}\nrevision: 2\n"
        f"imprint: {{publisher: {word[2]}, rights: {word[3]}, address: {word[4]}}}\n"
        f"lead: {{kicker: {word[5]}, author: {word[6]}, source: {word[7]}}}\n"
        f"corrections:\n  - {{date: 2026-11-22, wrong: {word[8]}, right: {word[9]},"
        f" note: {quoted('Note ' + words[0])}}}\n",
        "utf-8",
    )
    (folder / "lead.md").write_text(f"# Le titre\n\n{PROSE}\n\n{PROSE}\n", "utf-8")
    items = [
        f"- title: {quoted(f'Titre {n} {words[n % len(words)]}'[:200])}\n"
        f"  author: {word[n % 12]}\n  body: {quoted(passage)}\n"
        for n, passage in enumerate(passages)
    ]
    (folder / "headlines.yaml").write_text("".join(items), "utf-8")
    return folder


def built(path: Path, out: Path, *formats: str) -> press.Result:
    (job,) = jobs.find(None, [str(path)])
    return press.build(job, press.Order(out, formats or ("epub",), force=True))


def codes(result: press.Result) -> list[str]:
    return [str(problem) for problem in result.problems if problem.severity.value == "error"]


def without_pictures(passages: Sequence[str]) -> list[str]:
    """Return the passages without images that are refused before anything is made."""
    image = re.compile(r"<img[^>]*>|!\[|<image")
    note = re.compile(r"\[\^")
    return [note.sub("[", image.sub("", passage)) for passage in passages]


def links() -> list[str]:
    forms = ("[mot](<{}>)", "<a href='{}'>mot</a>", "<{}>", "[mot][x]\n\n[x]: {}")
    return [form.format(address) for address in ADDRESSES for form in forms]


def test_no_attack_survives_into_an_epub(tmp_path: Path) -> None:
    passages = without_pictures([*ALL, *links()])
    path = edition(tmp_path / "attacks", passages, [*TEMPLATES, "<script>alert(1)</script>"])
    result = built(path, tmp_path / "out")
    assert not codes(result), codes(result)[:3]
    book = Path(result.artefacts["epub"])
    assert faults(book.read_bytes()) == []
    assert epubcheck.check(book) == []


@pytest.mark.slow
def test_no_attack_survives_into_a_pdf(tmp_path: Path) -> None:
    passages = without_pictures([*SCRIPTING[::3], *TEMPLATES, *links()[::9]])
    path = edition(tmp_path / "attacks", passages, [*TEMPLATES, "<script>alert(1)</script>"])
    result = built(path, tmp_path / "out", "print", "screen")
    assert not codes(result), codes(result)[:3]
    for name in ("print", "screen"):
        check_pdf(Path(result.artefacts[name]))


def check_pdf(path: Path) -> None:
    """Fail if a PDF acts, opens or sends anything, or if template syntax was executed."""
    shown = " ".join(word.text for word in pdf.words(path))
    assert "7819" not in shown
    assert "7 * 1117" in shown
    with pikepdf.open(path) as opened:
        for key in ("/AA", "/AcroForm"):
            assert key not in opened.Root
        assert "/JavaScript" not in opened.Root.get("/Names", {})
        for page in opened.pages:
            for note in page.get("/Annots", []):
                action: Any = note.get("/A", {})
                assert action.get("/S", "/URI") in ("/URI", "/GoTo")
                address = str(action.get("/URI", "https://"))
                assert address.startswith(("https://", "http://", "mailto:"))


@pytest.mark.parametrize("attack", ["<script>x</script>", "<p onclick='x'>", "<svg/>", "&x;"])
def test_the_search_for_what_is_active_can_fail(attack: str) -> None:
    import io
    import zipfile

    file = io.BytesIO()
    page = f"<!DOCTYPE html [<!ENTITY x 'y'>]><html xmlns='http://www.w3.org/1999/xhtml'>{attack}"
    page += "</p></html>" if "<p" in attack else "</html>"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("EPUB/a.xhtml", page)
    assert faults(file.getvalue())


ANY = st.text(max_size=60)
TAGS = "p b i em a ul ol li table tr td th h1 h3 blockquote pre code div span figure q sup hr br"
SOUP = st.lists(
    st.sampled_from([*(f"<{tag}>" for tag in TAGS.split()), *(f"</{tag}>" for tag in TAGS.split())])
    | st.sampled_from(["*", "**", "`", "> ", "- ", "\n\n", "\n", "| a |\n|--|\n", "[a](#b)", "mot"])
    | st.sampled_from(["<a href='https://é.fr/?ü&<'>", "<b id=x>", "http://a.b/(c", "&", "<", '"'])
    | ANY,
    max_size=14,
).map("".join)


def test_epubs_of_any_text_are_good_ones(tmp_path: Path) -> None:
    passages: list[str] = []
    words: list[str] = []

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SOUP, ANY)
    def gather(passage: str, word: str) -> None:
        passages.append(passage)
        words.append(word)

    gather()
    good = 0
    for start in range(0, len(passages), 50):
        some = without_pictures(passages[start : start + 50])
        path = edition(tmp_path / "any", some, words[start : start + 50])
        result = built(path, tmp_path / "out")
        assert not codes(result), codes(result)[:3]
        book = Path(result.artefacts["epub"])
        assert epubcheck.check(book) == []
        assert faults(book.read_bytes()) == []
        good += 1
    assert good >= 4


def test_broken_markup_keeps_its_words(tmp_path: Path) -> None:
    path = edition(tmp_path / "broken", BROKEN)
    result = built(path, tmp_path / "out")
    assert not codes(result)
    asked = sum(text.count("mot") for text in BROKEN)
    (job,) = jobs.find(None, [str(path)])
    from rotative.problems import Problems

    read = press.read(job, press.Order(tmp_path), Problems()).edition
    kept = sum(f"{each.summary.text} {each.body.text}".count("mot") for each in read.headlines)
    assert kept == asked - 1  # the one in a table's <caption>, outside of any row
