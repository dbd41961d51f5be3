"""Where nothing can be written: it is told with place and way out, and what was there is whole.

Root writes anywhere: each command runs in a process without the right to (CAP_DAC_OVERRIDE).
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Rotative

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
MARKED = "# Le port rouvre\n\nLa criée a repris mardi matin, après six semaines de travaux.\n"


def _like_anyone() -> None:
    if sys.platform == "linux" and os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def anyone(*words: str) -> subprocess.CompletedProcess[str]:
    """Run Python as somebody whom permissions bind."""
    return subprocess.run(
        [sys.executable, *words],
        preexec_fn=_like_anyone,
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def shop(rotative: Rotative, tmp_path: Path) -> Iterator[Path]:
    """A publication with an edition that is built and published; all of it writable again after."""
    book = tmp_path / "book"
    (book / "lundi").mkdir(parents=True)
    (book / "publication.yaml").write_text("title: Gazette\nlanguage: fr\nformats: [epub]\n")
    (book / "lundi/lead.md").write_text(MARKED, "utf-8")
    (book / "lundi/edition.yaml").write_text("date: 2026-11-23\n")
    (tmp_path / "new.md").write_text(f"# Autre titre\n\n{MARKED}", "utf-8")
    assert rotative("publish", "lundi") == 0
    yield tmp_path
    for path in tmp_path.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)


@pytest.mark.parametrize(
    ("locked", "command", "place", "option"),
    [
        ("dist/lundi", "build --force lundi", "dist/lundi/lundi.epub", "--out"),
        ("dist", "build --force mardi", "dist/mardi", "--out"),
        (".", "build lundi --out elsewhere", "elsewhere", "--out"),
        ("dist/archive/lundi", "publish lundi", "dist/archive/lundi/r2", "--out"),
        ("dist/archive", "publish mardi", "dist/archive/mardi", "--out"),
        ("book/lundi", "import new.md --into lundi", "book/lundi/headlines.md", "--into"),
        ("book", "import new.md --into mercredi", "book/mercredi", "--into"),
        ("book/lundi", "correct lundi --wrong mardi --right lundi", "book/lundi/lead.md", ""),
        (".", "new gazette", "gazette", ""),
        ("dist", "diff lundi --html dist/lundi.html", "dist/lundi.html", "--html"),
        ("dist", "build lundi --report dist/all.html", "dist/all.html", "--report"),
    ],
)
def test_what_cannot_be_written_is_told(
    shop: Path, locked: str, command: str, place: str, option: str
) -> None:
    """By its own name, not by a temporary one, and with the option that the command has."""
    (shop / "book/mardi.md").write_text(f"---\ndate: 2026-11-24\n---\n{MARKED}", "utf-8")
    if command == "publish lundi":
        settings = shop / "book/lundi/edition.yaml"
        settings.write_text("date: 2026-11-23\nrevision: 2\n")
    before = files(shop)
    folder = shop / locked
    folder.chmod(0o555)
    assert anyone("-c", f"open({str(folder / 'x')!r}, 'w')").returncode == 1  # the test can fail
    done = anyone("-m", "rotative.cli", *command.split())
    folder.chmod(0o755)
    assert done.returncode == 1
    assert "[output-unwritable]" in done.stderr
    way_out = f", or choose another place with {option}" * bool(option)
    told = "error: cannot write: Permission denied; mend its permissions or free space"
    assert f"{place}: {told}{way_out} [output-unwritable]" in done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    # Publishing builds first, where it may.
    kept = shop / "dist/archive" if command.startswith("publish") else shop
    assert files(kept) == {p: data for p, data in before.items() if p.is_relative_to(kept)}


@pytest.mark.parametrize("out", ["a-file", "a-file/below", "/proc/rotative"])
@pytest.mark.parametrize("command", ["build lundi --force", "publish lundi"])
def test_where_no_folder_can_be(
    rotative: Rotative, shop: Path, out: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "a-file").write_text("un fichier")
    before = files(shop)
    assert rotative(*command.split(), "--out", out) == 1
    said = capsys.readouterr().err
    assert f"{out}/lundi: error: cannot write" in said or f"{out}: error: cannot write" in said
    assert "choose another place with --out" in said
    assert files(shop) == before
