"""The sample edition, built once, and a small publication to do things to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rotative import jobs, press
from rotative.galley import Galley
from rotative.problems import Problems

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "book"


@dataclass(frozen=True)
class Built:
    """The sample: its galley, and its artefacts by format."""

    galley: Galley
    files: dict[str, Path]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    order = press.Order(tmp_path_factory.mktemp("dist"), ("epub", "print", "screen"))
    (job,) = jobs.find(BOOK, ["poutine-kim"])
    galley = press.compose(press.read(job, order, Problems()))
    result = press.build(job, order)
    assert result.state == "built", result.problems
    return Built(galley, {name: Path(path) for name, path in result.artefacts.items()})


Rotative = Callable[..., int]


@pytest.fixture
def rotative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rotative:
    """Run a command in an empty folder, and return its exit code."""
    from rotative.cli import main

    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> int:
        try:
            return main([str(word) for word in words])
        except SystemExit as stop:
            return int(stop.code or 0)

    return run


DISPATCH = """Le port rouvre
La criée a repris mardi matin, après six semaines de travaux sur le quai nord. Les bateaux ont débarqué quarante tonnes de poisson. Les mareyeurs attendaient ce jour depuis longtemps.
Le chantier aura coûté deux millions d'euros.

Le marché du samedi déménage

Une école sans cantine: que faire?
"""  # noqa: E501 - an editor's line is a paragraph


@pytest.fixture
def dispatch(tmp_path: Path) -> Path:
    """A small dispatch of its own, outside any publication."""
    path = tmp_path / "port.txt"
    path.write_text(DISPATCH, "utf-8")
    return path
