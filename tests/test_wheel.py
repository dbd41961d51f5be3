"""An installed Rotative has what a checkout has: templates, styles, fonts and words."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import BOOK, ROOT


@pytest.mark.slow
def test_the_wheel_builds_the_sample_on_its_own(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(command, check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("rotative-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    for kind in ("templates", "styles"):
        assert _names(tmp_path / "site" / "rotative" / kind) == _names(ROOT / kind)
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    code = "import rotative, sys; print(rotative.__file__); from rotative.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "build", "--book", str(BOOK), "--quiet"],
        check=True,
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith(str(tmp_path / "site"))
    assert (tmp_path / "dist" / "poutine-kim" / "poutine-kim.print.pdf").is_file()


def _names(folder: Path) -> set[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in files if "__pycache__" not in path.parts}
