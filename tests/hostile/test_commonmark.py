"""The examples of the CommonMark specification: every one is refused with a reason, or harmless.

Source: CommonMark 0.31.2, read from the npm package `commonmark-spec`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rotative.manuscript.markdown import blocks
from rotative.problems import Place, Problems
from tests.hostile.harmless import faults
from tests.hostile.test_outputs import built, codes, edition
from tests.tools import ROOT, MissingToolError, epubcheck

SPEC = Path(".tools/ace/node_modules/commonmark-spec/spec.txt")
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n.*?^`{32}$", re.DOTALL | re.MULTILINE)
BATCH = 220


def examples() -> list[str]:
    """Return every example, tabs as tabs."""
    path = ROOT / SPEC
    if not path.is_file():
        raise MissingToolError("the npm package commonmark-spec; `make test` installs it")
    text = path.read_text("utf-8").partition("<!-- END TESTS -->")[0]
    return [found.replace("→", "\t") for found in EXAMPLE.findall(text)]


def refusals(example: str) -> list[str]:
    """Return why the reader refuses an example, nothing if it takes it."""
    problems = Problems()
    blocks(example, Place("x.md", 1), problems, piece="x", claim=lambda name: name, images=None)
    assert all(problem.hint for problem in problems.errors)
    return [problem.code for problem in problems.errors]


@pytest.mark.slow
def test_every_example_is_refused_or_harmless(tmp_path: Path) -> None:
    every = examples()
    assert len(every) > 640
    # Pictures that are not there are what may be refused.
    taken = [example for example in every if not refusals(example)]
    assert len(taken) > 600
    for start in range(0, len(taken), BATCH):
        path = edition(tmp_path / f"spec-{start}", taken[start : start + BATCH])
        result = built(path, tmp_path / "out")
        assert not codes(result), codes(result)[:3]
        book = Path(result.artefacts["epub"])
        assert faults(book.read_bytes()) == []
        assert epubcheck.check(book) == []
