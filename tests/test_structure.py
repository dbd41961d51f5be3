"""The structure is what ARCHITECTURE.md says: who may import whom, and where each library lives."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "rotative"
STDLIB = sys.stdlib_module_names


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        part = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        yield part, ast.parse(path.read_text("utf-8"))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "rotative" and not node.level:
            yield from (f"rotative.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""


def _actual() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for part, tree in _modules():
        names = {name.split(".")[1] for name in _imported(tree) if name.startswith("rotative.")}
        table.setdefault(part, set()).update(names - {part, "__version__"})
    table.pop("__init__")
    return table


def _rows(heading: str) -> Iterator[tuple[str, set[str]]]:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    for name, listed in re.findall(r"^\| `(\w[\w-]*)` \| (.*?) \|", section, re.MULTILINE):
        yield name, set(re.findall(r"`([\w-]+)`", listed))


def test_the_import_table_is_the_one_in_architecture() -> None:
    assert _actual() == dict(_rows("Import table"))


def test_each_library_has_its_homes() -> None:
    homes: dict[str, set[str]] = {}
    for part, tree in _modules():
        for name in {name.split(".")[0] for name in _imported(tree)}:
            if name not in STDLIB and name != "rotative":
                homes.setdefault(name, set()).add(part)
    assert homes == dict(_rows("Libraries and their homes"))


def test_writers_never_meet() -> None:
    table = _actual()
    assert "pdf" not in table["epub"]
    assert "epub" not in table["pdf"]


def _loaded(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


HEAVY = {"weasyprint", "fontTools", "pikepdf", "ebooklib", "jinja2", "lxml", "pydantic", "PIL"}


@pytest.mark.parametrize("module", ["model", "problems", "cli", "typography"])
def test_light_modules_load_no_library(module: str) -> None:
    assert not _loaded(f"import rotative.{module}") & HEAVY


def test_an_epub_needs_no_pdf_engine(tmp_path: Path) -> None:
    code = (
        "from rotative.cli import main\n"
        f"main(['build', '--quiet', '--book', {str(ROOT / 'book')!r}, '--format', 'epub',"
        f" '--out', {str(tmp_path)!r}])"
    )
    assert not _loaded(code) & {"weasyprint", "fontTools", "pikepdf", "cffi"}
