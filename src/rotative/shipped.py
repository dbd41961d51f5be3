"""What ships with Rotative: its folders of templates and styles, installed or in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

TEMPLATES, STYLES = "templates", "styles"


@cache
def shipped(name: str) -> Path:
    """Return the folder of ours called `templates` or `styles`."""
    inside = Path(__file__).parent / name
    return inside if inside.is_dir() else Path(__file__).parents[2] / name
