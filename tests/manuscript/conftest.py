"""Small publications on disk, and what reading them says."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from rotative.manuscript import Gaps, read, read_publication
from rotative.model import Edition
from rotative.problems import Problem, Problems, RotativeError
from rotative.words import every, words

Write = Callable[[str, str | bytes], Path]
PROSE = (
    "Le conseil a voté hier soir le budget de la ville pour l’année prochaine. "
    "Les habitants pourront le consulter à la mairie dès lundi matin."
)


def picture(kind: str = "PNG", size: tuple[int, int] = (6, 4)) -> bytes:
    """Return a small white picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


class Read:
    """What came of reading one edition."""

    def __init__(self, path: Path, language: str = "fr") -> None:
        problems = Problems()
        book = path.parent if (path.parent / "publication.yaml").exists() else None
        publication = read_publication(book, problems)
        self.result: Edition | None
        try:
            gaps = Gaps(words, every)
            self.result = read(path, publication, language=language, gaps=gaps, problems=problems)
        except RotativeError as error:
            self.result = None
            assert tuple(problems) == error.problems  # noqa: PT017 - both must tell the same
        self.problems = problems

    @property
    def edition(self) -> Edition:
        """The edition; the problems, if there is none."""
        assert self.result is not None, "\n".join(map(str, self.problems))
        return self.result

    @property
    def body(self) -> str:
        """The body of the lead."""
        return self.edition.lead.body.xhtml

    @property
    def codes(self) -> list[str]:
        """The codes of all problems."""
        return [problem.code for problem in self.problems]

    def the(self, code: str) -> Problem:
        """Return the one problem of this code."""
        found = [problem for problem in self.problems if problem.code == code]
        assert len(found) == 1, "\n".join(map(str, self.problems))
        return found[0]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return what writes a file below a fresh working folder."""
    monkeypatch.chdir(tmp_path)

    def put(name: str, content: str | bytes = "") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else textwrap.dedent(content).encode()
        path.write_bytes(data)
        return path

    return put
