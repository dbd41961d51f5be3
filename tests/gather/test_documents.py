"""Word, OpenDocument, EPUB, pages, Markdown, mails: what an editor wrote arrives, cleanly."""
# ruff: noqa: E501 - samples stand as they are

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Inches
from PIL import Image

from tests.conftest import Built

from .conftest import Bring, codes, notes, picture, text


def word(path: str) -> None:
    """Make a Word file with what Word files hold."""
    made = Document()
    made.add_heading("Le port rouvre", 1)
    first = made.add_paragraph("La criée a repris ")
    first.add_run("mar").bold = True
    first.add_run("di").bold = True
    first.add_run(" : « enfin », dit ")
    first.add_run("Le Marin").italic = True
    first.add_run(".")
    made.add_heading("Le chantier", 2)
    for item in ("Deux millions.", "Six semaines."):
        made.add_paragraph(item, style="List Bullet")
    made.add_paragraph("Une fois", style="List Number")
    table = made.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Quai", "Tonnes", "Nord", "40"), strict=True):
        cell.text = words
    made.add_picture(io.BytesIO(picture()), width=Inches(2))
    made.add_paragraph("Le quai nord, mardi.", style="Caption")
    made.add_heading("Une école sans cantine", 1)
    made.add_paragraph("La commune cherche.")
    made.add_heading("Détails", 2)
    made.add_paragraph("Voilà.")
    made.save(path)


def test_a_word_file(bring: Bring) -> None:
    word("lundi.docx")
    outcome = bring("lundi.docx")
    assert outcome.headlines == ("Une école sans cantine",)
    assert codes(outcome) == ["no-alt"]
    image = next(Path("monday/images").iterdir()).name
    assert (
        text("lead.md")
        == f"""# Le port rouvre

La criée a repris **mardi** : « enfin », dit *Le Marin*.

## Le chantier

- Deux millions.
- Six semaines.

1. Une fois

| Quai | Tonnes |
| --- | --- |
| Nord | 40 |

![](images/{image})
Le quai nord, mardi.
"""
    )
    assert text("headlines.md").endswith("La commune cherche.\n\n### Détails\n\nVoilà.\n")
    assert text("edition.yaml") == "language: fr\n"


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def raw_word(body: str, **parts: str) -> bytes:
    """Return a Word file of parts written by hand, `__` for slashes in their names."""
    kinds = {name.rpartition("__")[2].removesuffix("_xml") for name in parts}
    links = "".join(
        f'<Relationship Id="r{n}" Type="{RELS}/{kind}" Target="{kind}.xml"/>'
        for n, kind in enumerate(sorted(kinds))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", TYPES)
        made.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{RELS}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        made.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>',
        )
        made.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def test_footnotes_and_tracked_changes_of_a_word_file(bring: Bring) -> None:
    body = (
        "<w:p><w:r><w:t>Titre</w:t></w:r></w:p><w:p><w:r><w:t>Texte</w:t></w:r><w:r>"
        '<w:footnoteReference w:id="2"/></w:r><w:ins><w:r><w:t> ajouté</w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText> effacé</w:delText></w:r></w:del></w:p>"
    )
    note = f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>La note.</w:t></w:r></w:p>'
    notes_part = f"{note}</w:footnote></w:footnotes>"
    Path("a.docx").write_bytes(raw_word(body, word__footnotes_xml=notes_part))
    outcome = bring("a.docx")
    assert text("lead.md") == "# Titre\n\nTexte[^1] ajouté\n\n[^1]: La note.\n"
    assert "tracked changes" in notes(outcome)


ODT_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office", "text": "text", "style": "style", "table": "table", "draw": "drawing",
        "svg": "svg-compatible", "fo": "xsl-fo-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip


def odt(body: str, pictures: dict[str, bytes] | None = None) -> bytes:
    """Return an OpenDocument text."""
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties '
        'fo:font-weight="bold"/></style:style><text:list-style style:name="L1">'
        '<text:list-level-style-number text:level="1"/></text:list-style>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        made.writestr(
            "content.xml",
            f"<office:document-content {ODT_NAMES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )
        for name, data in (pictures or {}).items():
            made.writestr(name, data)
    return out.getvalue()


def test_an_opendocument_text(bring: Bring) -> None:
    body = (
        '<text:h text:outline-level="1">Le port</text:h>'
        '<text:p>Un <text:span text:style-name="T1">mot</text:span><text:note><text:note-citation>1'
        "</text:note-citation><text:note-body><text:p>Une note.</text:p></text:note-body></text:note>"
        '<text:s text:c="2"/>et <text:a xlink:href="https://a.be/">un lien</text:a>.'
        "<office:annotation><text:p>Secret</text:p></office:annotation></text:p>"
        '<text:list text:style-name="L1"><text:list-item><text:p>Un</text:p><text:list>'
        "<text:list-item><text:p>Deux</text:p></text:list-item></text:list></text:list-item>"
        "</text:list><table:table><table:table-row><table:table-cell><text:p>A</text:p>"
        "</table:table-cell><table:table-cell><text:p>B</text:p></table:table-cell>"
        '</table:table-row></table:table><text:p><draw:frame><draw:image xlink:href="Pictures/a.jpg"/>'
        "<svg:desc>Le quai</svg:desc></draw:frame></text:p>"
    )
    Path("a.odt").write_bytes(odt(body, {"Pictures/a.jpg": picture()}))
    outcome = bring("a.odt")
    image = next(Path("monday/images").iterdir()).name
    assert image.startswith("a-")
    assert text("lead.md") == (
        "# Le port\n\nUn **mot**[^1] et [un lien](https://a.be/).\n\n1. Un\n   1. Deux\n\n"
        f"| A | B |\n| --- | --- |\n\n![Le quai](images/{image})\n\n[^1]: Une note.\n"
    )
    assert "comments" in notes(outcome)
    assert not outcome.problems


PAGE = """<!doctype html><html lang="fr"><head><title>Le budget voté - La Gazette</title>
<meta property="og:site_name" content="La Gazette"><meta name="author" content="Anne Roux">
<meta property="article:published_time" content="2026-01-04T08:00:00+01:00">
<meta name="description" content="Après trois nuits de débats, les députés ont adopté le texte.">
<link rel="canonical" href="https://gazette.example/budget"></head><body>
<nav><ul><li><a href="/">Accueil</a><li><a href="/une">Une</a></ul></nav>
<main><article><h1>Le budget voté</h1><p>Par <a rel="author" href="/x">Anne Roux</a></p>
<time datetime="2026-01-04">4 janvier 2026</time><div class="share"><a href="//fb">Partager</a></div>
<p>Les députés ont adopté lundi soir le projet de budget de l'État, à une heure tardive.</p>
<figure><img data-src="{src}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="L'hémicycle">
<figcaption>L'hémicycle. <em>Photo AFP</em></figcaption></figure>
<h2>Une courte majorité</h2><p>Le vote s'est joué à <strong>trois voix</strong> près, et la séance
s'est achevée à l'aube, dans une atmosphère qui restait tendue.</p>
<aside class="related"><a href="/1">À lire aussi : tout autre chose</a></aside>
<p>La suite dépend du Sénat, qui examinera le texte dès la semaine prochaine.</p></article></main>
<footer>© La Gazette, tous droits réservés, et la suite</footer></body></html>"""


def test_a_saved_page(bring: Bring) -> None:
    Path("page_files").mkdir()
    Path("page_files/img1.jpg").write_bytes(picture())
    Path("page.html").write_text(PAGE.format(src="page_files/img1.jpg"), "utf-8")
    outcome = bring("page.html")
    assert not outcome.problems
    image = next(Path("monday/images").iterdir()).name
    assert (
        text("lead.md")
        == f"""---
standfirst: Après trois nuits de débats, les députés ont adopté le texte.
author: Anne Roux
source: La Gazette
url: https://gazette.example/budget
date: 2026-01-04
---

# Le budget voté

Les députés ont adopté lundi soir le projet de budget de l'État, à une heure tardive.

![L'hémicycle](images/{image})
L'hémicycle. *Photo AFP*

## Une courte majorité

Le vote s'est joué à **trois voix** près, et la séance s'est achevée à l'aube, dans une atmosphère qui restait tendue.

La suite dépend du Sénat, qui examinera le texte dès la semaine prochaine.
"""
    )


def test_an_older_edition_of_ours_comes_back(bring: Bring, sample: Built) -> None:
    outcome = bring(str(sample.files["epub"]))
    edition = sample.galley.edition
    assert len(outcome.headlines) == len(edition.headlines)
    assert outcome.lead == "Poutine–Kim, l’alliance choc"
    assert "number: 1" in text("edition.yaml")
    assert "kicker: Géopolitique" in text("lead.md")
    assert text("headlines.md").count("rubric: ") == len(edition.headlines)
    assert not outcome.problems


def epub(pages: dict[str, str], **facts: str) -> bytes:
    """Return a small EPUB 2 of other make."""
    items = "".join(f'<item id="i{n}" href="{name}"/>' for n, name in enumerate(pages))
    refs = "".join(f'<itemref idref="i{n}"/>' for n, _ in enumerate(pages))
    said = "".join(f"<dc:{name}>{value}</dc:{name}>" for name, value in facts.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/epub+zip")
        made.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="O/c.opf"/></rootfiles></container>',
        )
        made.writestr(
            "O/c.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{said}</metadata>'
            f"<manifest>{items}</manifest><spine>{refs}</spine></package>",
        )
        for name, body in pages.items():
            made.writestr(
                f"O/{name}",
                '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd">'
                f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>',
            )
    return out.getvalue()


def test_another_book(bring: Bring) -> None:
    pages = {
        "cover.xhtml": "<p>Une couverture de livre qui en dit long</p>",
        "un.xhtml": '<h1>Un</h1><p>Premier texte du livre, court.</p><p><img src="../i.jpg"/></p>',
        "deux.xhtml": "<h2>Deux</h2><p>Second texte du livre, court aussi.</p>",
    }
    Path("b.epub").write_bytes(epub(pages, title="Livre", creator="Anne Roux", language="fr"))
    outcome = bring("b.epub")
    assert (outcome.lead, outcome.headlines) == ("Un", ("Deux",))
    assert "author: Anne Roux\nsource: Livre\n" in text("lead.md")
    assert "[Image manquante\u00a0: i.jpg]" in text("lead.md")


def test_markdown_keeps_the_lines_of_its_author(bring: Bring) -> None:
    Path("a.md").write_text(
        "---\ntitle: Titre\ntags: [x]\nauthors: [Anne, Paul]\ndate: 2026-01-04T10:00:00Z\n---\n"
        "Une phrase.\nUne autre, *ici*[^n].\n\n## Partie\n\n* un\n* deux\n\n<b>gras</b> "
        "<iframe src=x></iframe>\n\n[^n]: Note.\n",
        "utf-8",
    )
    outcome = bring("a.md")
    assert text("lead.md") == (
        "---\nauthor: Anne, Paul\ndate: 2026-01-04\n---\n\n# Titre\n\nUne phrase.\nUne autre, "
        "*ici*[^1].\n\n## Partie\n\n- un\n- deux\n\n**gras**\n\n[^1]: Note.\n"
    )
    assert "front matter: tags" in notes(outcome)
    assert "embedded pages" in notes(outcome)


def test_an_edition_in_one_markdown_file_brings_its_headlines(bring: Bring) -> None:
    Path("a.md").write_text(
        "# Titre\n\nTexte.\n\n---\n\n# Monde\n\n## Un\nsource: AFP\n\nRésumé.\n"
    )
    outcome = bring("a.md")
    assert outcome.headlines == ("Un",)
    assert text("headlines.md") == "## Un\nrubric: Monde\nsource: AFP\n\nRésumé.\n"


MAILS = {
    "signature": "Titre\n\nUne phrase qui se tient.\n\n-- \nPaul\nMairie\n",
    "header": "De : Paul <p@x.fr>\nObjet : Re: TR: Titre\nDate : lundi\n\nUne phrase qui se tient.\n",
    "forwarded": "Pour info.\n\n---------- Forwarded message ---------\nFrom: P <p@x.fr>\n"
    "Subject: Titre\nTo: <r@y.fr>\n\nUne phrase qui se tient.\n",
    "answered": "Titre\n\nUne phrase qui se tient.\n\nLe 3 janvier 2026 à 10:00, Anne a écrit :\n> Oui ?\n",
    "quoted": "> Titre\n>\n> Une phrase qui se tient.\n",
    "telephone": "Titre\n\nUne phrase qui se tient.\n\nEnvoyé de mon iPhone\n",
}


@pytest.mark.parametrize("mail", MAILS.values(), ids=MAILS)
def test_a_mail_is_its_text(bring: Bring, mail: str) -> None:
    Path("mail.txt").write_text(mail, "utf-8")
    outcome = bring("mail.txt")
    assert text("lead.md") == "# Titre\n\nUne phrase qui se tient.\n"
    assert "dropped: " in notes(outcome)


def test_broken_lines_are_joined_and_old_encodings_read(bring: Bring) -> None:
    Path("a.txt").write_bytes(
        "Le canal\n\nLa passerelle du canal ferme lundi pour quatre mois de travaux, a\nannoncé "
        "la mairie. Les piétons passeront par le pont de la gare, qui\nreste ouvert « jusqu’au "
        "bout ». Une navette circulera le matin et le\nsoir.\n".encode("cp1252")
    )
    outcome = bring("a.txt")
    assert text("lead.md").count("\n") == 3
    assert "travaux, a annoncé" in text("lead.md")
    assert "windows-1252" in notes(outcome)


def test_a_dispatch_is_read_as_build_reads_it(bring: Bring) -> None:
    Path("d.txt").write_text(
        "Titre\nUn paragraphe.\nUn autre.\n\nPremière brève\nRésumé.\n\nSeconde\n"
    )
    outcome = bring("d.txt")
    assert outcome.headlines == ("Première brève", "Seconde")
    assert text("headlines.md") == "## Première brève\n\nRésumé.\n\n## Seconde\n"


@pytest.mark.parametrize(
    ("name", "data", "hint"),
    [
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1", ".docx"),
        ("a.rtf", b"{\\rtf1", ".docx"),
        ("a.bin", b"\x00\x01\x02", "binary"),
        ("a.txt", b" \n", "empty"),
        ("a.zip", b"PK\x03\x04x", "damaged"),
    ],
)
def test_what_is_not_read_is_told_with_a_way_out(
    rotative: object, bring: Bring, name: str, data: bytes, hint: str
) -> None:
    from rotative.problems import RotativeError

    del rotative
    Path(name).write_bytes(data)
    with pytest.raises(RotativeError, match=hint):
        bring(name)
    assert not Path("monday").exists()


def test_transparent_drawings_stay_png() -> None:
    from rotative.gather.pictures import prepare
    from rotative.import_limits import ImportLimits

    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 90)).save(out, "PNG")
    assert prepare(out.getvalue(), "a.png", ImportLimits()).picture.name.endswith(".png")
