"""Each rule of the PDF preflight catches the bad file made for it, and says nothing else."""

from __future__ import annotations

import pytest

from rotative.explain import codes
from rotative.preflight.expected import Expected
from rotative.preflight.pdf import examine, inspect
from tests.preflight.faults import COMPANIONS, FAULTS
from tests.preflight.press import Change, changed

OURS = Expected(
    medium="print",
    trim=(148, 210),
    condition="FOGRA39",
    standard="PDF/X-4",
)
CASES = [(code, change) for code, changes in FAULTS.items() for change in changes]
NAMES = [f"{code}-{n}" for code, changes in FAULTS.items() for n in range(len(changes))]
# Without a claim or with another one, what our own builds must be does not apply.
FOREIGN = {"pdf-transparency", "pdf-x-version", "pdf-page-size", "pdf-no-trim-box"}


def test_a_clean_file_raises_nothing(clean: bytes) -> None:
    found = examine(clean, OURS)
    assert found.problems == ()
    assert found.summary == "4 pages, 148 × 210 mm + 3 mm bleed, PDF/X-4, FOGRA39, 3 inks"
    assert inspect(clean, Expected()) == ()


@pytest.mark.parametrize(("code", "change"), CASES, ids=NAMES)
def test_a_fault_is_caught_and_nothing_else(clean: bytes, code: str, change: Change) -> None:
    expected = Expected(condition="FOGRA39") if code in FOREIGN else OURS
    found = {problem.code: problem for problem in inspect(changed(clean, change), expected)}
    assert code in found, found
    assert found.keys() - COMPANIONS.get(code, set()) == {code}, found
    assert found[code].hint


def test_every_code_has_a_bad_file() -> None:
    elsewhere = {"pdf-encrypted", "pdf-locked", "pdf-damaged"}
    assert {c for c in codes() if c.startswith("pdf-")} == FAULTS.keys() | elsewhere
