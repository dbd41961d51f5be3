"""Whatever stops a build, what was there before stays whole, and the next build succeeds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT, Rotative


def killing(*words: str) -> dict[str, object]:
    """Run trials in a process of their own, whose children are killed."""
    command = [sys.executable, "-m", "tests.hostile.killing", *words]
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


@pytest.mark.slow
def test_builds_killed_anywhere_leave_whole_files() -> None:
    told = killing("--kills", "18", "--seed", "20261122")
    assert told["faults"] == []
    assert int(str(told["killed"])) >= 11
    assert int(str(told["half"])) >= 1  # some were stopped between two files


def test_a_full_disk_is_told_and_does_no_harm() -> None:
    told = killing("--kills", "9", "--seed", "5", "--full-disk")
    assert told["faults"] == []
    assert int(str(told["told"])) >= 4


CUT = """
import resource, sys
from rotative.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.exit(main(["build", "port.txt", "--format", "epub", "--force"]))
"""


def test_a_file_the_system_cuts_short_is_never_seen(rotative: Rotative, dispatch: Path) -> None:
    assert rotative("build", dispatch, "--format", "epub") == 0
    before = {path: path.read_bytes() for path in Path("dist/port").iterdir()}
    done = subprocess.run([sys.executable, "-c", CUT], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "[output-unwritable]" in done.stderr
    assert {path: path.read_bytes() for path in Path("dist/port").iterdir()} == before


def test_a_cache_that_cannot_be_written_costs_nothing(
    rotative: Rotative, dispatch: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert rotative("build", dispatch, "--format", "epub") == 0


HELD = """
import sys, time
from pathlib import Path
from rotative.files import claimed
with claimed(Path("dist/port")):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_build_does_not_disturb_another(
    rotative: Rotative, dispatch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rotative("build", dispatch, "--format", "epub") == 0
    with subprocess.Popen([sys.executable, "-c", HELD], stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        assert rotative("build", dispatch, "--format", "epub", "--force") == 1
        assert "[being-built]" in capsys.readouterr().err
        other.kill()
    # The system has let go of it.
    assert rotative("build", dispatch, "--format", "epub", "--force") == 0


def test_builds_at_once_end_with_whole_files(rotative: Rotative, dispatch: Path) -> None:
    command = [sys.executable, "-m", "rotative.cli", "build", dispatch, "--format", "epub"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    several = [subprocess.Popen([*command, "--force"], **quiet) for _ in range(3)]  # type: ignore[call-overload]
    ends = [(one.communicate()[1], one.returncode) for one in several]
    assert 0 in [code for _, code in ends]
    assert all(code == 0 or b"[being-built]" in said for said, code in ends)
    assert sorted(path.name for path in Path("dist/port").iterdir()) == [
        "port.build.json",
        "port.epub",
    ]
    assert rotative("status", dispatch) == 0


def test_what_a_killed_build_left_is_swept_away(rotative: Rotative, dispatch: Path) -> None:
    left = Path("dist/port/.port.epub.abc.part")
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    fresh = left.with_name(".port.epub.def.part")
    fresh.write_bytes(b"half")
    os.utime(left, (time.time() - 3600,) * 2)
    assert rotative("build", dispatch, "--format", "epub") == 0
    assert not left.exists()
    assert fresh.exists()  # it may belong to a build at work
