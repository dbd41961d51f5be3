"""The engine started the short way: it is the same engine, and the long way is still open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from rotative.engine import declarations
from tests.tools import declarations as parsed

BOOK = Path(__file__).parents[1] / "book"
PLAIN = "from rotative.engine import declarations; declarations.SOURCE = ''; import fontTools\n"
BUILD = "from rotative.cli import main; import sys; assert not main(sys.argv[1:]); "
LOADED = "print(*sorted(sys.modules))"


def _build(out: Path, dispatch: Path, before: str = "") -> set[str]:
    words = ["build", str(dispatch), "--quiet", "--format", "print", "--out", str(out)]
    command = [sys.executable, "-c", before + BUILD + LOADED, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


def test_declarations_are_those_of_the_engine_installed() -> None:
    assert parsed.MODULE.read_text("utf-8") == parsed.made(), "run tests/tools/declarations.py"
    assert declarations.SOURCE


def test_the_long_way_gives_the_same_bytes(dispatch: Path, tmp_path: Path) -> None:
    quick = _build(tmp_path / "quick", dispatch)
    plain = _build(tmp_path / "plain", dispatch, PLAIN)
    assert not {"cffi", "pycparser", "fontTools"} & quick
    assert {"cffi", "pycparser", "fontTools.subset"} <= plain
    (one,), (other,) = (tmp_path.glob(f"{way}/*/*.print.pdf") for way in ("quick", "plain"))
    assert one.read_bytes() == other.read_bytes()


def test_font_tools_come_when_they_are_used() -> None:
    code = (
        "import sys, io\n"
        "from rotative import engine\n"
        "engine.weasyprint()\n"
        "from weasyprint.pdf import fonts\n"
        "assert 'fontTools' not in sys.modules\n"
        "try:\n"
        "    fonts.TTFont(io.BytesIO(b'no font'))\n"
        "except fonts.TTLibError as error:\n"
        "    print(type(error).__module__, fonts.instantiateVariableFont.__module__)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["fontTools.ttLib", "fontTools.varLib.instancer"]
