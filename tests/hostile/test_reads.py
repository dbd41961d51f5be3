"""Nothing outside the publication and Rotative is read, nothing is fetched, whatever is asked."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rotative.files import cache_folder
from tests.conftest import ROOT
from tests.hostile.test_outputs import PROSE

SECRET = "le mot de passe"  # noqa: S105 - a word to look for

GUARDED = """
import json, os, sys
allowed = tuple(json.loads(sys.argv[1]))
log = []

def watch(event, arguments):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.bind", "urllib.",
                         "http.client", "subprocess", "os.exec", "os.posix_spawn", "os.system")):
        log.append(f"{event} {arguments[:2]}")
        raise RuntimeError(f"forbidden: {event}")
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if not path.startswith(allowed):
            log.append(f"open {path}")
            raise RuntimeError(f"forbidden: {path}")

from rotative.cli import main  # Python's own start is not what is watched
sys.addaudithook(watch)
code = main(sys.argv[2:])
print("LOG " + json.dumps(log), file=sys.stderr)
sys.exit(code)
"""


def guarded(folder: Path, *words: str) -> tuple[int, str, list[str]]:
    """Run a command with sockets, processes and outside files forbidden; return what it tried."""
    parts = [sys.prefix, sys.base_prefix, *map(str, (ROOT, folder, folder.parent / "cache"))]
    allowed = [os.path.realpath(part) + "/" for part in parts]
    allowed += ["/dev/null", "/proc/", "/usr/share/zoneinfo/", "/etc/mime.types", "/usr/lib/"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache")}
    environment["TMPDIR"] = str(folder)
    done = subprocess.run(
        [sys.executable, "-c", GUARDED, json.dumps(allowed), *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    last = next(line for line in done.stderr.splitlines() if line.startswith("LOG "))
    return done.returncode, done.stderr, json.loads(last[4:])


def book(folder: Path, lead: str = PROSE) -> Path:
    """Write a publication beside a secret."""
    (folder / "pub/ed/images").mkdir(parents=True)
    (folder / "secret.txt").write_text(SECRET)
    (folder / "secret.css").write_text(f"p::after {{ content: '{SECRET}' }}")
    (folder / "pub/publication.yaml").write_text("title: Pub\nlanguage: fr\n", "utf-8")
    (folder / "pub/ed/lead.md").write_text(f"# Titre\n\n{PROSE}\n\n{lead}\n", "utf-8")
    (folder / "pub/ed/headlines.md").write_text("## Un\n\nMot.\n", "utf-8")
    return folder / "pub"


def shown(folder: Path) -> bytes:
    """Return all that was made, archives unpacked."""
    import zipfile

    found = b""
    for path in folder.rglob("*"):
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as archive:
                found += b"".join(map(archive.read, archive.namelist()))
        elif path.is_file():
            found += path.read_bytes()
    return found


@pytest.mark.slow
def test_a_build_of_every_format_reads_its_own_and_ours_only(tmp_path: Path) -> None:
    folder = book(tmp_path)
    code, said, tried = guarded(folder, "build", "--book", ".", "--out", "dist")
    assert tried == []
    assert code == 0, said
    made = {path.name for path in (folder / "dist/ed").iterdir()}
    assert made == {"ed.build.json", "ed.epub", "ed.print.pdf", "ed.screen.pdf"}


@pytest.mark.parametrize(
    "what",
    ["open('{tmp}/secret.txt')", "__import__('socket').create_connection(('127.0.0.1', 9))"],
)
def test_the_guard_can_fail(tmp_path: Path, what: str) -> None:
    folder = book(tmp_path)
    evil = what.format(tmp=tmp_path)
    (folder / "evil.py").write_text(
        f"def main(words):\n    try: {evil}\n    except RuntimeError: return 7\n    return 0\n"
    )
    allowed = [os.path.realpath(part) + "/" for part in (sys.prefix, sys.base_prefix, str(folder))]
    done = subprocess.run(
        [sys.executable, "-c", GUARDED.replace("rotative.cli", "evil"), json.dumps(allowed)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert "LOG []" not in done.stderr


PICTURES = [
    "../../secret.txt",
    "images/../../../secret.txt",
    "images/..%2f..%2f..%2fsecret.txt",
    "{tmp}/secret.txt",
    "file://{tmp}/secret.txt",
    "FILE:{tmp}/secret.txt",
    "//localhost/{tmp}/secret.txt",
    "..\\..\\secret.txt",
    "C:\\secret.txt",
    "images/link.png",
    "images/folder/secret.png",
    "images/vector.svg",
    "images/disguised.png",
    "images/fifo.png",
    "/dev/zero",
    "https://127.0.0.1:9/x.png",
    "images/a%00.png",
    "images",
]


def test_no_picture_leads_outside(tmp_path: Path) -> None:
    lead = "\n\n".join(f"![Un](<{each.format(tmp=tmp_path)}>)" for each in PICTURES)
    folder = book(tmp_path, lead)
    images = folder / "ed/images"
    (images / "link.png").symlink_to(tmp_path / "secret.txt")
    (images / "folder").symlink_to(tmp_path)
    (tmp_path / "secret.png").write_bytes(b"\x89PNG" + SECRET.encode())
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'><image href='file://{tmp_path}/secret.txt'/></svg>"
    (images / "vector.svg").write_text(svg)
    (images / "disguised.png").write_text(f"<?xml version='1.0'?>{' ' * 2000}{svg}")
    os.mkfifo(images / "fifo.png")
    code, said, tried = guarded(folder, "build", "--book", ".", "--format", "epub", "--out", "dist")
    assert code == 0  # a draft; print and --strict refuse it
    assert tried == []
    assert said.count("warning:") >= len(PICTURES)
    assert SECRET not in said
    book_made = shown(folder / "dist")
    assert len(re.findall(rb"\[Image manquante\W+Un", book_made)) == len(PICTURES)
    assert SECRET.encode() not in book_made


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("styles/publication.css", "@import '../../secret.css';"),
        ("styles/publication.css", "@import url(file://{tmp}/secret.css);"),
        ("styles/publication.css", "@import url(//127.0.0.1:9/x.css);"),
        ("styles/publication.css", "p {{ background: url('../../secret.txt') }}"),
        ("styles/publication.css", "p {{ background: url(https://127.0.0.1:9/x.png) }}"),
        ("styles/publication.css", "p::before {{ content: url('{tmp}/secret.txt') }}"),
        (
            "styles/publication.css",
            "@font-face {{ font-family: X; src: url(../../secret.ttf) }} p {{ font-family: X }}",
        ),
        ("styles/publication.css", "LINK secret.css"),
        ("styles/fonts", "LINK ."),
        ("styles/themes/classique/tokens.css", "LINK secret.css"),
        ("styles", "LINK outside"),
        ("templates", "LINK outside"),
        (
            "templates/sections/colophon.xhtml",
            "<section id='colophon'>{{% include '../../../secret.txt' %}}</section>",
        ),
        (
            "templates/sections/colophon.xhtml",
            "<section id='colophon'>{{% include '{tmp}/secret.txt' %}}</section>",
        ),
        (
            "templates/sections/colophon.xhtml",
            "<section id='colophon'>{{% include 'own/link.xhtml' %}}</section>",
        ),
        ("templates/sections/colophon.xhtml", "LINK secret.txt"),
        (
            "templates/sections/colophon.xhtml",
            "<section id='colophon'>{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}</section>",
        ),
        ("templates/words/fr.toml", "LINK secret.txt"),
        ("ed/headlines.md", "LINK secret.txt"),
        ("ed/lead.md", "LINK secret.txt"),
        ("ed/edition.yaml", "LINK secret.txt"),
        ("publication.yaml", "LINK secret.txt"),
    ],
)
def test_no_file_of_a_publication_leads_outside(tmp_path: Path, name: str, content: str) -> None:
    folder = book(tmp_path)
    outside = tmp_path / "outside"
    (outside / "sections").mkdir(parents=True)
    (outside / "publication.css").write_text(f"p::after {{ content: '{SECRET}' }}")
    (outside / "sections/colophon.xhtml").write_text(f"<section id='colophon'>{SECRET}</section>")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if content.startswith("LINK"):
        path.symlink_to(tmp_path / content[5:])
    else:
        path.write_text(content.format(tmp=tmp_path))
    if "own/link" in content:
        (folder / "templates/own").mkdir()
        (folder / "templates/own/link.xhtml").symlink_to(tmp_path / "secret.txt")
    code, said, tried = guarded(
        folder, "build", "--book", ".", "--out", "dist", "--format", "epub", "--format", "screen"
    )
    assert tried == [], tried
    assert SECRET.encode() not in shown(folder / "dist")
    assert "[" in said or code == 0


def test_an_edition_folder_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    folder = book(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "lead.md").write_text(f"# {SECRET}\n\n{PROSE}\n", "utf-8")
    (folder / "linked").symlink_to(other)
    code, said, tried = guarded(folder, "build", "--book", ".", "--format", "epub", "linked")
    assert code == 1
    assert "[outside-folder]" in said
    assert tried == []


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_cache_that_others_may_write_to_is_not_used(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder("fragments")
    assert folder
    folder.chmod(mode)
    assert cache_folder("fragments") is None
