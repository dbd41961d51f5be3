"""Time and memory stay bounded: what is too much is refused with a reason, the rest is handled."""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from rotative.limits import MAX_PARAGRAPH
from rotative.manuscript import Gaps, read
from rotative.model import Edition, Publication
from rotative.problems import Problems, RotativeError
from rotative.setting import set_type
from rotative.words import every, words
from tests.conftest import Rotative

HEAD = "# Titre\n\nUn paragraphe de plusieurs mots.\n\n"


def parsed(folder: Path, source: str, name: str = "x.md") -> Edition | str:
    """Return the edition, or the code of why it was refused."""
    path = folder / name
    path.write_text(source, "utf-8")
    try:
        return read(path, Publication(""), language="fr", problems=Problems())
    except RotativeError as error:
        return next(each.code for each in error.problems if each.severity.value == "error")


def cost(folder: Path, source: str) -> float:
    """Return the CPU seconds of reading and setting a text."""
    start = time.process_time()
    edition = parsed(folder, source)
    if isinstance(edition, Edition):
        set_type(edition)
    return time.process_time() - start


# Each grows with n; what is refused beyond a size is measured below it.
GROWING: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "images": lambda n: "![" * (n // 2),
    "stars": lambda n: "**a " * (n // 4),
    "backticks": lambda n: "".join("`" * (i % 300 + 1) + "a" for i in range(n // 75)),
    "notes": lambda n: "[^" * (n // 4),
    "definitions": lambda n: "\n".join(f"[a{i}]: /x\n" for i in range(n // 4)),
    "footnotes": lambda n: (
        " ".join(f"[^{i}]" for i in range(n // 24))
        + "".join(f"\n\n[^{i}]: n" for i in range(n // 24))
    ),
    "addresses": lambda n: "http://a.b/" + ")" * 4 * n,
    "same headings": lambda n: "### Titre\n\n" * (n // 8),
    "blanks in a heading": lambda n: "---\n\n## a" + " " * 4 * n + "x\n\nmot",
    "signs in a heading": lambda n: "---\n\n## " + "# " * 2 * n + "x\n\nmot",
    "open elements": lambda n: "<div>\n\n" * (n // 4),
    "open formatting": lambda n: "".join(f"<b id=x{i}>m\n\n" for i in range(n // 8)),
    "open lists": lambda n: "<ul><li>m\n\n" * (n // 8),
    "rows": lambda n: "| a | b |\n|--|--|\n" + "| c | d |\n" * (n // 8),
    "quotation marks": lambda n: '"a ' * (n // 2),
    "apostrophes": lambda n: "'a " * (n // 2),
    "dashes": lambda n: "-- a " * (n // 4),
    "figures": lambda n: "1 000 " * (n // 4),
    "dots": lambda n: ". » " * (n // 4),
}


@pytest.mark.parametrize("kind", GROWING)
def test_time_grows_as_the_text_does(tmp_path: Path, kind: str) -> None:
    make = GROWING[kind]
    small, large = HEAD + make(2500), HEAD + make(10_000)
    cost(tmp_path, small)
    # Four times the text; the square would be sixteen times the time.
    least = min(cost(tmp_path, small) for _ in range(2))
    assert min(cost(tmp_path, large) for _ in range(2)) < 11 * max(least, 0.01)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (HEAD + "mot " * 1_250_000, "paragraph-too-long"),
        (HEAD + "> " * 600 + "mot", "too-deep"),
        (HEAD + "\n".join("  " * n + "- mot" for n in range(150)), "too-deep"),
        (HEAD + "".join(f"<b id=x{n}>\n\nmot\n\n" for n in range(600)), "too-deep"),
        (HEAD + "<div>" * 5000 + "mot", "too-deep"),
        ("---\na: " + "[" * 100_000 + "\n---\n" + HEAD, "yaml-too-large"),
        (
            "---\na: &a [x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"{b}: &{b} [{', '.join([f'*{a}'] * 8)}]\n"
                for a, b in zip("abcdefghi", "bcdefghij", strict=True)
            )
            + "---\n"
            + HEAD,
            "yaml-too-large",
        ),
        ("# " + "mot " * 20_000 + "\n\nmot", "title-too-long"),
    ],
    ids=["5 MB", "quotations", "lists", "formatting", "boxes", "brackets", "aliases", "title"],
)
def test_what_is_too_much_is_refused(
    tmp_path: Path, source: str, code: str, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.md").write_text(source, "utf-8")
    start = time.process_time()
    assert rotative("check", "x.md") == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert time.process_time() - start < 15  # minutes would be a fault, a slow machine is none


@pytest.mark.parametrize("tag", ["div", "blockquote", "ul", "table", "span", "em"])
def test_html_nested_600_deep_keeps_its_words(tmp_path: Path, tag: str) -> None:
    edition = parsed(tmp_path, f"{HEAD}{f'<{tag}>' * 600}mot perdu{f'</{tag}>' * 600}")
    assert isinstance(edition, Edition)
    assert "mot perdu" in edition.lead.body.text


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000,) * 2)
from rotative.cli import main
sys.exit(main(["build", sys.argv[1], "--format", "epub"]))
"""


def limited(path: Path) -> subprocess.CompletedProcess[str]:
    """Build in a process that may not use more than two gigabytes."""
    command = [sys.executable, "-c", LIMITED, str(path)]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_headlines_by_the_thousand(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(HEAD + "---\n\n" + "".join(f"## Titre {n}\n\n" for n in range(6000)), "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = limited(path)
    assert done.returncode == 0, done.stderr[-500:]
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 60


@pytest.mark.slow
def test_a_table_of_ten_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(HEAD + "| a | b |\n|---|---|\n" + "| c | d |\n" * 10_000, "utf-8")
    done = limited(path)
    assert done.returncode == 0, done.stderr[-500:]


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG that claims a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


_SIDES = struct.pack("<HH", 60_000, 60_000)
GIF = b"GIF89a" + _SIDES + b"\x80\0\0" + bytes(6) + b",\0\0\0\0" + _SIDES + b"\0\2\2L\1\0;"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (png(30_000, 30_000), "image-too-large"),
        (png(8001, 8001, bytes(50_000_000)), "image-too-large"),
        (png(4_000_000_000, 4_000_000_000), "image-too-large"),
        (GIF, "image-too-large"),
        (b"BM" + bytes(60), "bad-image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "image-format"),
    ],
    ids=["30000", "bomb", "overflow", "gif", "bmp", "postscript"],
)
def test_pictures_that_would_fill_the_memory(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.png").write_bytes(data)
    (tmp_path / "x.md").write_text(f"{HEAD}![Un](images/a.png)\n", "utf-8")
    problems = Problems()
    gaps = Gaps(words, every)
    edition = read(tmp_path / "x.md", Publication(""), language="en", gaps=gaps, problems=problems)
    assert code in [problem.code for problem in problems.warnings]
    assert not edition.assets
    assert "[Image missing: Un (images/a.png)]" in edition.lead.body.text


def test_limits_can_be_raised_in_publication_yaml(
    rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    from PIL import Image

    folder = Path("pub/ed/images")
    folder.mkdir(parents=True)
    Image.new("1", (8500, 8500)).save(folder / "a.png")
    (folder.parent / "lead.md").write_text(f"{HEAD}![Un](images/a.png)\n", "utf-8")
    publication = Path("pub/publication.yaml")
    publication.write_text("title: Pub\nlimits: {image: 73, file: 1}\n")
    assert rotative("check", "--book", "pub") == 0
    publication.write_text("title: Pub\n")
    assert rotative("check", "--book", "pub") == 1
    assert "limits: {image: …}" in capsys.readouterr().err
    publication.write_text("title: Pub\nlimits: {image: 73, file: 1}\n")
    long = "\n\n".join(["mot " * 20_000] * 20)
    (folder.parent / "lead.md").write_text(HEAD + long, "utf-8")
    assert rotative("check", "--book", "pub") == 1
    assert "[file-too-large]" in capsys.readouterr().err


def test_the_longest_paragraph_there_may_be_is_built(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text(HEAD + "mots, " * (MAX_PARAGRAPH // 6), "utf-8")
    assert limited(path).returncode == 0
