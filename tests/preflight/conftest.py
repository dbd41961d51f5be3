"""One clean press file for all the tests of a worker."""

from __future__ import annotations

import pytest

from tests.preflight import press


@pytest.fixture(scope="session")
def clean() -> bytes:
    return press.clean()
