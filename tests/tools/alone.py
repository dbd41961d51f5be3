"""The engine alone: its own functions, where quick ways of ours stand in their place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest.mock import patch


@contextmanager
def alone(*places: tuple[object, str]) -> Iterator[None]:
    """Put the engine's own functions back meanwhile, by the modules or classes they are in."""
    with ExitStack() as stack:
        for home, name in places:
            stack.enter_context(patch.object(home, name, getattr(home, name).__wrapped__))
        yield
