"""Whatever is wrong: an error with its place and the way out, everything at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import unicodedata
import zlib
from pathlib import Path

import pytest

from rotative.manuscript import find, read, read_publication
from rotative.model import Publication
from rotative.problems import Problems, RotativeError

from .conftest import PROSE, Read, Write, picture

LEAD = f"# T\n\n{PROSE}\n\n"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.txt", b"", "empty-file"),
        ("x.txt", b" \n\t\n\xc2\xa0\n", "empty-file"),
        ("x.txt", b"\xef\xbb\xbf\xe2\x80\x8b\n", "empty-file"),
        ("x.md", b"\n", "empty-file"),
        ("x.txt", b"Un titre\n", "only-title"),
        ("x.md", b"# Un titre\n", "only-title"),
        ("x.md", b"---\ntitle: T\n---\n", "only-title"),
        ("x.txt", b"Un\n\nDeux\n\nTrois\n", "no-lead-body"),
        ("x.txt", b"## Un\n\n## Deux\n", "no-lead"),
        ("x.md", b"## Un\n\n## Deux\n", "no-title"),
        ("x.md", f"{PROSE}\n\nSuite.".encode(), "no-title"),
        ("x.txt", bytes(range(256)) * 9, "not-text"),
        ("x.txt", b"PK\x03\x04docx", "not-text"),
        ("x.txt", b"A\x00B\x00\n\x00", "not-text"),
        ("x.txt", b"\x01\x02\x03\x04\x05\x06\x07\x08\x0e abc", "not-text"),
        ("x.txt", "Été\nL’été de l’œuvre".encode("cp1252"), "not-utf8"),
        ("x.txt", b"\xff\xfeA\x00\x00\xd8B\x00", "not-utf8"),
        ("x.txt", b"T\n" + b"mot " * 1_250_000, "paragraph-too-long"),
        ("x.md", b"# T\n\n" + b"mot " * 1_250_000, "paragraph-too-long"),
        ("x.txt", b"t" * 20_000_001, "file-too-large"),
        ("x.txt", b"---\ntitle: T\n---\nTexte.\n\nUn", "front-matter"),
        ("x.md", b"---\ntitle: T\n\nTexte.", "front-matter"),
        ("x.md", LEAD.encode() + b"> " * 600 + b"mot", "too-deep"),
        ("x.md", LEAD.encode() + b"[^1]: orpheline", "unused-footnote"),
        ("x.md", LEAD.encode() + b"a[^1]\n\n[^1]: x\n\n[^1]: y", "duplicate-footnote"),
        ("x.md", LEAD.encode() + b"---\n\n##\n\nmot", "no-title"),
    ],
)  # fmt: skip
def test_bad_files(name: str, content: bytes, code: str, write: Write) -> None:
    result = Read(write(name, content))
    assert result.result is None
    problem = result.the(code)
    assert problem.place
    assert problem.place.path == name
    assert problem.hint


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("nulle-part.png", "missing-image"),
        ("", "missing-image"),
        ("../x.png", "outside-folder"),
        ("/etc/passwd", "outside-folder"),
        ("https://a.org/b.png", "remote-image"),
        ("data:image/png;base64,AA", "remote-image"),
        ("x.md", "bad-image"),
        ("big.png", "file-too-large"),
    ],
)
def test_pictures_that_leave_a_gap(address: str, code: str, write: Write) -> None:
    write("big.png", bytes(20_000_001))
    result = Read(write("x.md", f"{LEAD}![Le port]({address})\nLa légende\n"))
    shown = f"<p><strong>[Image manquante\u00a0: Le port{address and f' ({address})'}]</strong></p>"
    assert f"{shown}\n<p>La légende</p>" in result.body
    problem = result.the(code)
    assert problem.severity == "warning"
    assert problem.place
    assert problem.place.path
    assert problem.hint


@pytest.mark.parametrize(
    ("yaml", "code", "place", "words"),
    [
        ("tilte: x", "unknown-key", "1:1", 'did you mean "title"?'),
        ("number: 1\nlead:\n  kiker: x", "unknown-key", "3:3", 'did you mean "kicker"?'),
        ("zzz: 1", "unknown-key", "1:1", "the keys here are"),
        ("author: A. Auteur", "unknown-key", "1:1", "author belongs below lead: write “lead: {au"),
        ("number: 1\npull_quotes: [x]", "unknown-key", "2:1", "pull_quotes belongs below lead:"),
        ("titre: x", "unknown-key", "1:1", 'did you mean "title"?'),
        ("lead: {auteur: x}", "unknown-key", "1:8", 'did you mean "author"?'),
        ("date: 18/10/2025", "bad-date", "1:7", "write 2025-10-18"),
        ("date: 2025-02-30", "bad-date", "1:7", "2025-02-30"),
        ("date: demain", "bad-date", "1:7", "demain"),
        ("date: [1]", "wrong-type", "1:7", "a list"),
        ("title: yes\nnumber: true", "wrong-type", "2:9", "quotes"),
        ("formats: epub", "wrong-type", "1:10", "a list was expected"),
        ("formats: [epub, pdf]", "unknown-value", "1:17", "epub, print, screen"),
        ("lead: oui", "wrong-type", "1:7", "a group of keys was expected"),
        ("- a\n- b", "wrong-type", "1:1", "a group of keys was expected"),
        ("trim: A44", "unknown-value", "1:7", 'did you mean "A4"?'),
        ("trim: 1x2mm", "out-of-range", "1:7", "between 60 and 999"),
        ("trim: {width: 100, heigth: 100}", "unknown-key", "1:7", 'did you mean "height"?'),
        ("trim: {width: 100}", "missing-key", "1:7", "height"),
        ("language: français", "bad-language", "1:11", "BCP 47"),
        ("revision: 0", "out-of-range", "1:11", "between"),
        ("revision: un", "wrong-type", "1:11", "a whole number was expected"),
        ("rubrics: [{label: x}]", "missing-key", "1:11", "“id” is missing"),
        ("rubrics: [{id: x, medtop: 12}]", "unknown-value", "1:27", "eight digits"),
        ("rubrics: [{id: x, keywords: [{a: b}]}]", "wrong-type", "1:30", "a number was expected"),
        ("rubrics: [{id: x, default: 1}]", "wrong-type", "1:28", "true or false"),
        ("headlines: [{summary: x}]", "missing-key", "1:13", "“title” is missing"),
        ("headlines: [{title: x, url: 'ftp://a'}]", "bad-url", "1:29", "http"),
        ("title: a\ntitle: b", "duplicate-key", "2:1", "twice"),
        ("title: a: b", "bad-yaml", "1:9", "quotes"),
        ("title: [", "bad-yaml", "", "not YAML"),
        ("title: !!python/object:os.system x", "bad-yaml", "1:8", "tag"),
        ("title: *nowhere", "bad-yaml", "1:8", "alias"),
        ("? [a]\n: b", "bad-yaml", "1:3", "a key is not a word"),
        ("\n".join(["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]"
                    for n in range(1, 12)]), "yaml-too-large", "", "aliases"),
        ("title: &a [*a]", "yaml-too-large", "", "deep"),
        ("title: " + "[" * 100_000, "yaml-too-large", "", "deep"),
        ("title: " + "[" * 500 + "]" * 500, "yaml-too-large", "", "deep"),
        ("- " * 100_000 + "x", "yaml-too-large", "", "deep"),
        ("\n".join(" " * n + "a:" for n in range(1200)), "yaml-too-large", "", "deep"),
    ],
)  # fmt: skip
def test_bad_settings(yaml: str, code: str, place: str, words: str, write: Write) -> None:
    write("x/edition.yaml", yaml)
    result = Read(write("x/lead.md", LEAD).parent)
    assert result.result is None
    problem = result.the(code)
    assert str(problem.place).startswith(f"x/edition.yaml:{place}" if place else "x/edition.yaml")
    assert words in f"{problem.message}; {problem.hint}"
    assert "pydantic" not in str(problem)


def test_all_problems_of_all_files_at_once(write: Write) -> None:
    write("x/edition.yaml", "tilte: x\ndate: x\n")
    write("x/headlines.md", "## A\ndate: 2025-99-01\nsuorce: x\n\n## B\nurl: x\n")
    result = Read(write("x/lead.md", "---\nautor: x\n---\n# T\n\n![a](b.png)\n").parent)
    assert sorted(str(problem.place) for problem in result.problems) == [
        "x/edition.yaml:1:1", "x/edition.yaml:2:7", "x/headlines.md:2:7", "x/headlines.md:3:1",
        "x/headlines.md:6:6", "x/lead.md:2:1", "x/lead.md:6",
    ]  # fmt: skip


def test_a_wrong_encoding_says_where_and_how_to_convert(write: Write) -> None:
    problem = Read(write("x.txt", "Titre\nL’été".encode("cp1252"))).the("not-utf8")
    assert str(problem.place) == "x.txt:2:2"
    assert "Windows-1252 (“Titre L’été”)" in problem.hint
    assert "iconv -f WINDOWS-1252" in problem.hint


@pytest.mark.skipif(not shutil.which("iconv"), reason="there is no iconv here")
def test_the_command_for_a_wrong_encoding_mends_the_file(write: Write) -> None:
    path = write("l'été de Jean.txt", f"L’été\n{PROSE}\n\nUn\n".encode("cp1252"))
    command = Read(path).the("not-utf8").hint.partition("or run ")[2]
    subprocess.run(command, shell=True, check=True)  # noqa: S602 - as an editor would
    assert Read(path).edition.lead.title.text == "L’été"
    assert [each.name for each in Path().iterdir()] == [path.name]


def test_control_characters_are_removed_and_told(write: Write) -> None:
    result = Read(write("x.txt", f"T\n{PROSE}\nab\x08c\ufffe\n\nUn\n"))
    assert "abc" in result.body
    assert str(result.the("control-characters").place) == "x.txt:3:3"
    assert "U+0008, U+FFFE" in result.the("control-characters").message


def test_no_headlines_is_a_warning(write: Write) -> None:
    result = Read(write("x.txt", f"T\n{PROSE}\n"))
    assert result.edition.headlines == ()
    assert result.codes == ["no-headlines"]


def test_links_out_of_bounds_are_dropped_and_told(write: Write) -> None:
    text = "[a](javascript:x) [b](ftp://c) [d](#rien) [e](file:///etc) <a href='data:x'>f</a>"
    result = Read(write("x.md", LEAD + text))
    assert "<p>a b d e f</p>" in result.body
    assert result.codes.count("link-dropped") == 3
    assert str(result.the("broken-anchor").place) == "x.md:5"


def test_html_out_of_bounds_is_removed_and_told(write: Write) -> None:
    result = Read(write("x.md", LEAD + '<p onclick="x()">a</p>\n<script>b()</script>\n'))
    assert result.body.endswith("<p>a</p>")
    assert "<script>, onclick" in result.the("html-removed").message


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"x/notes.pdf": b"%PDF"}, "no-sources"),
        ({"x/edition.yaml": b"title: x"}, "no-sources"),
        ({"x/headlines.md": b"## A"}, "no-sources"),
        ({"x/lead.md": b"# T", "x/envoi.txt": b"T\nx"}, "two-leads"),
        ({"x/a.txt": b"T\nx", "x/b.txt": b"T\nx"}, "several-texts"),
        ({"x/a.md": b"T\n\nx", "x/b.md": b"T\n\nx"}, "several-texts"),
    ],
)
def test_folders_without_one_lead(files: dict[str, bytes], code: str, write: Write) -> None:
    for name, content in files.items():
        write(name, content)
    problem = Read(Path("x")).the(code)
    assert str(problem.place) == "x"
    assert problem.hint


def test_a_misspelt_file_is_told(write: Write) -> None:
    write("x/editon.yaml", "title: x")
    write("x/headline.md", "## A")
    result = Read(write("x/lead.md", LEAD).parent)
    assert [p.hint for p in result.problems if p.code == "unused-file"] == [
        'did you mean "edition.yaml"?', 'did you mean "headlines.md"?',
    ]  # fmt: skip


def test_nothing_outside_the_folder_is_read(write: Write) -> None:
    outside = write("secret.png", picture())
    write("x/lead.md", LEAD + "![a](images/s.png)")
    Path("x/images").mkdir()
    Path("x/images/s.png").symlink_to(outside.resolve())
    assert "outside-folder" in Read(Path("x")).codes
    write("secret.md", LEAD)
    Path("y").mkdir()
    Path("y/lead.md").symlink_to(Path("secret.md").resolve())
    assert "outside-folder" in Read(Path("y")).codes


def test_images_that_are_none(write: Write) -> None:
    write("x/a.webp", picture("WEBP"))
    write("x/b.jpg", picture("JPEG", (64, 64))[:-200])
    write("x/c.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    huge = bytearray(picture())
    huge[16:24] = (30_000).to_bytes(4, "big") * 2
    huge[29:33] = zlib.crc32(huge[12:29]).to_bytes(4, "big")
    write("x/d.png", bytes(huge))
    text = "![a](a.webp) ![b](b.jpg) ![c](c.svg) ![d](d.png)"
    codes = Read(write("x/lead.md", LEAD + text).parent).codes
    assert codes[:4] == ["image-format", "bad-image", "image-format", "image-too-large"]


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("images/ete.PNG", '"ete.png"'),
        ("images/Ete.png", '"ete.png"'),
        ("Images/ETE.png", '"images/ete.png"'),
        ("ete.png", '"images/ete.png"'),
        ("images/\u00c9te\u0301.png", '"ete.png"'),
        ("images/quai-nord.jpeg", "put it into the edition's images folder"),
        ("../x/images/ETE.png", "put it into the edition's images folder"),
    ],
)
def test_a_picture_in_other_letters_is_found(address: str, hint: str, write: Write) -> None:
    write("x/images/ete.png", picture())
    result = Read(write("x/lead.md", f"{LEAD}![Vue]({address})\n").parent)
    assert hint in result.the("missing-image").hint


def test_accents_in_two_characters_are_the_same_name(write: Write) -> None:
    name = unicodedata.normalize("NFD", "été.png")
    write(f"x/{unicodedata.normalize('NFD', 'à moi')}/{name}", picture())
    result = Read(write("x/lead.md", f"{LEAD}![Vue](à moi/été.png)\n").parent)
    assert result.codes == ["no-headlines"]
    assert len(result.edition.assets) == 1


def test_publication_faults(write: Write) -> None:
    write("publication.yaml", "titel: x\nbleed: 50\nepub: {narrow_space: nbps}\n")
    problems = Problems()
    publication = read_publication(Path(), problems)
    assert publication.trim.name == "A4"
    assert [str(problem.place) for problem in problems] == [
        "publication.yaml:1:1", "publication.yaml:2:8", "publication.yaml:3:22",
    ]  # fmt: skip


def test_a_key_of_two_groups_is_told_both(write: Write) -> None:
    write("publication.yaml", "contact: x\n")
    problems = Problems()
    read_publication(Path(), problems)
    assert "contact belongs below imprint: or print: write “imprint: {" in problems.found[0].hint


def test_defaults_of_a_publication(write: Write) -> None:
    write("gazette/publication.yaml", "")
    publication = read_publication(Path("gazette"), Problems())
    assert (publication.title, publication.root) == ("gazette", "gazette")
    assert read_publication(None, Problems()) == Publication("")


def test_a_language_that_is_none(write: Write) -> None:
    assert Read(write("x.txt", f"T\n{PROSE}\n"), language="xyz-!").the("bad-language").hint


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    for name in ("x.txt", "none.txt"):
        with pytest.raises(RotativeError, match="unreadable"):
            read(tmp_path / name, Publication(""), language="fr", problems=Problems())


class TestFind:
    """Which editions there are."""

    @pytest.fixture(autouse=True)
    def book(self, write: Write) -> None:
        for name in ("publication.yaml", "b/lead.md", "a.txt", "c.md", "README.md", "dist/d.txt"):
            write(name, "x")
        write("images/e.txt", "x")
        write(".git/f.txt", "x")
        write("vide/photo.jpg", "x")

    def test_all(self) -> None:
        assert [str(path) for path in find(Path(), [])] == ["a.txt", "b", "c.md"]

    def test_by_name_or_path(self, write: Write) -> None:
        outside = write("dist/elsewhere/lead.md", "x").parent
        found = find(Path(), ["a", "b", "c.md", "./b", str(outside)])
        assert [str(path) for path in found] == ["a.txt", "b", "c.md", "dist/elsewhere"]

    @pytest.mark.parametrize(
        ("name", "code", "hint"),
        [
            ("bb", "unknown-edition", 'did you mean "b"?'),
            ("zzzz", "unknown-edition", "the editions are a, b, c"),
            ("vide/photo.jpg", "unknown-format", ".txt"),
            (".", "not-an-edition", "--book"),
            ("", "unknown-edition", "the editions are"),
            ("\0", "unknown-edition", "the editions are"),
        ],
    )
    def test_bad_names(self, name: str, code: str, hint: str) -> None:
        with pytest.raises(RotativeError) as caught:
            find(Path(), [name])
        (problem,) = caught.value.problems
        assert problem.code == code
        assert hint in problem.hint

    def test_two_editions_of_one_id(self, write: Write) -> None:
        write("B.md", "x")
        with pytest.raises(RotativeError, match="would both be edition “b”"):
            find(Path(), [])

    def test_no_book_and_no_editions(self, write: Write) -> None:
        with pytest.raises(RotativeError, match="no-book"):
            find(Path("nowhere"), [])
        with pytest.raises(RotativeError, match="no-editions"):
            find(write("empty/publication.yaml", "").parent, [])
