"""The bundled fonts: named once each, complete, covered, and the only ones a page can use."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

from tests.tools import ROOT, pdf

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

FONTS = ROOT / "styles" / "fonts"
FACE = re.compile(
    r'font-family: "([^"]+)"; font-weight: (\d+); font-style: (\w+); src: url\(([^)]+)\)'
)
FACES = FACE.findall((FONTS / "fonts.css").read_text(encoding="utf-8"))
WEIGHTS = {"400": "", "600": "-Semi-Bold", "700": "-Bold", "900": "-Heavy"}
RENDER = """
import sys, weasyprint
page = weasyprint.HTML(string=sys.stdin.read(), base_url=sys.argv[1])
page.write_pdf(sys.argv[2], full_fonts=sys.argv[3] == "full")
"""


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_subsets", FONTS / "make_subsets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _render(html: str, path: Path, *, how: str = "subset") -> Path:
    """Typeset in a process of its own: fontconfig reads its configuration once."""
    env = {**os.environ, "FONTCONFIG_FILE": str(FONTS / "fonts.conf")}
    command = [sys.executable, "-c", RENDER, f"{FONTS.as_uri()}/", str(path), how]
    subprocess.run(command, input=html, text=True, env=env, check=True, timeout=120)
    return path


def test_every_file_has_one_face_and_every_face_one_file() -> None:
    files = {path.relative_to(FONTS).as_posix() for path in FONTS.glob("*.ttf")}
    files |= {path.relative_to(FONTS).as_posix() for path in FONTS.glob("fallback/*.ttf")}
    assert sorted(source for *_, source in FACES) == sorted(files)
    assert len({face[:3] for face in FACES}) == len(FACES)


def test_readme_gives_the_sum_of_every_unmodified_file() -> None:
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    lines = [line.split("  ") for line in readme.splitlines() if re.match(r"[0-9a-f]{64}  ", line)]
    listed = {name: digest for digest, name in lines}
    real = {
        source: hashlib.sha256((FONTS / source).read_bytes()).hexdigest() for *_, source in FACES
    }
    assert listed == real


@pytest.mark.slow
def test_each_face_puts_its_own_font_on_the_page(tmp_path: Path) -> None:
    lines = [
        f'<p style="font-family:{family};font-weight:{weight};font-style:{style}">Été 1914'
        for family, weight, style, _ in FACES
    ]
    page = '<link rel="stylesheet" href="fonts.css">' + "".join(lines)
    found = {font.name for font in pdf.fonts(_render(page, tmp_path / "faces.pdf"))}
    expected = {
        family.replace(" ", "-") + WEIGHTS[weight] + ("-Italic" if style == "italic" else "")
        for family, weight, style, _ in FACES
    }
    assert found == expected


def test_no_font_of_the_machine_reaches_a_page(tmp_path: Path) -> None:
    page = "<p style=\"font-family: 'DejaVu Sans', sans-serif\">Été</p><pre>code</pre>"
    fonts = pdf.fonts(_render(page, tmp_path / "foreign.pdf"))
    assert [font.name for font in fonts] == ["Noto-Serif"]
    assert fonts[0].embedded


def test_subsets_and_tables_are_what_the_script_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = _script()
    monkeypatch.setattr(script, "EPUB", tmp_path)
    face = script.FACES[1]
    for name, codepoints in script.SETS.items():
        (tmp_path / name).mkdir()
        script.make(face, codepoints, tmp_path / name)
        committed = FONTS / "epub" / name / f"{face.postscript}.ttf"
        assert (tmp_path / name / committed.name).read_bytes() == committed.read_bytes()


@pytest.mark.parametrize("folder", [FONTS, FONTS / "epub"])
def test_coverage_tables_tell_the_truth(folder: Path) -> None:
    table = json.loads((folder / "coverage.json").read_text(encoding="ascii"))
    assert table == {name: _script().covered(folder / name) for name in table}


def test_epub_faces_carry_our_name_and_the_characters_of_the_press() -> None:
    for path in sorted((FONTS / "epub").glob("*/*.ttf")):
        with TTFont(io.BytesIO(path.read_bytes())) as font:
            names = {record.nameID: record.toUnicode() for record in font["name"].names}
            assert not [names[i] for i in (1, 3, 4, 6, 16) if "Source" in names[i]]
            assert names[6] == path.stem
            signs = "" if "Letters" in path.stem else "½→"
            missing = set(f"Éàçœșțß«»‹›“”„‘’‚…–—€№ \u00a0\u202f\u2009\u2011²³{signs}") - {
                chr(point) for point in font.getBestCmap()
            }
            assert missing == set()
