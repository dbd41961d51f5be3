"""Garbage: looked for seldom, and between editions; most of what a build makes it needs."""

from __future__ import annotations

import gc

MANY = 200_000  # objects, enough for all that is imported


def look_seldom() -> None:
    """Let garbage be looked for when there may be much of it: sooner, it took a twentieth."""
    gc.set_threshold(MANY)


def take_away() -> None:
    """Give back what the last edition was made with, before the next one begins."""
    gc.collect(1)
