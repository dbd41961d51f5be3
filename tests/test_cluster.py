"""Beyond one machine: real schedulers and workers, one of them killed, the same bytes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import Rotative

NUMBER = 6
LEAD = "# Le port rouvre {n}\n\nLa criée a repris mardi. Les bateaux sont revenus.\n"
ADDRESS = re.compile(r"tcp://127\.0\.0\.1:\d+")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    for n in range(NUMBER):
        (folder / f"quai-{n}").mkdir(parents=True)
        (folder / f"quai-{n}" / "lead.md").write_text(LEAD.format(n=n), "utf-8")
    (folder / "publication.yaml").write_text("title: Le Quai\nlanguage: fr\n", "utf-8")
    (folder / "styles").mkdir()
    (folder / "styles" / "publication.css").write_text("h1 { font-style: italic; }", "utf-8")
    return folder


def files(out: Path) -> dict[str, bytes]:
    paths = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


@contextmanager
def process(*words: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a part of a cluster in an empty folder of its own."""
    folder.mkdir()
    command = [sys.executable, "-m", *words]
    # Its own process group: a worker's nanny is killed with it.
    with subprocess.Popen(
        command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as started:
        try:
            yield started
        finally:
            os.killpg(started.pid, signal.SIGKILL)


def address(started: subprocess.Popen[str]) -> str:
    assert started.stderr
    for line in started.stderr:
        if found := ADDRESS.search(line):
            return found[0]
    raise AssertionError("the scheduler said no address")


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(book: Path, rotative: Rotative, tmp_path: Path) -> None:
    assert book.is_dir()
    assert rotative("build", "--format", "epub", "--out", "here") == 0
    scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0")
    with process(*scheduler, "--no-dashboard", folder=tmp_path / "s") as head:
        where = address(head)
        bare = ("--nthreads", "1", "--no-dashboard", "--no-nanny", "--host", "127.0.0.1")
        worker = ("distributed.cli.dask_worker", where, *bare)
        with (
            process(*worker, folder=tmp_path / "a") as doomed,
            process(*worker, folder=tmp_path / "b"),
        ):
            command = [sys.executable, "-m", "rotative.cli", "build", "--cluster", where]
            building = subprocess.Popen([*command, "--format", "epub", "--out", "there"])
            while not list((tmp_path / "there").glob("*/*.epub")):
                assert building.poll() is None
                time.sleep(0.02)
            os.killpg(doomed.pid, signal.SIGKILL)
            assert building.wait(timeout=120) == 0
    assert len(list(Path("there").glob("*/*.epub"))) == NUMBER
    assert files(Path("there")) == files(Path("here"))


@pytest.mark.slow
def test_local_workers_and_a_broken_edition(
    book: Path, rotative: Rotative, capsys: pytest.CaptureFixture[str]
) -> None:
    (book / "quai-3" / "lead.md").write_text("Sans titre.\n", "utf-8")
    assert rotative("build", "--cluster", "local:2", "--format", "epub") == 1
    said = capsys.readouterr()
    assert "book/quai-3/lead.md:1" in said.err
    assert len(said.out.splitlines()) == NUMBER - 1
    assert rotative("status", "quai-1", "--format", "epub") == 0
    assert "quai-1 r1: current" in capsys.readouterr().out


def test_no_cluster_there(
    book: Path,
    rotative: Rotative,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert book.is_dir()
    monkeypatch.setattr("rotative.cluster.PATIENCE", 1)
    assert rotative("build", "--cluster", "tcp://127.0.0.1:9") == 1
    assert "[no-cluster]" in capsys.readouterr().err
