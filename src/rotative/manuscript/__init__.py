"""The manuscript stage: files on disk → a frozen edition, every node knowing its place."""

from __future__ import annotations

from typing import Any

from rotative.manuscript.corrections import text_of, with_corrections
from rotative.manuscript.finding import edition_id, find, is_edition
from rotative.manuscript.folder import listing
from rotative.manuscript.gaps import Gaps
from rotative.manuscript.intake import shown
from rotative.manuscript.placing import here, lasting
from rotative.manuscript.publication import read_publication
from rotative.manuscript.quoted import alike
from rotative.manuscript.reading import base, explain_reading, read
from rotative.manuscript.wording import spots

__all__ = [
    "Gaps",
    "alike",
    "base",
    "edition_id",
    "explain_reading",
    "find",
    "here",
    "is_edition",
    "json_schema",
    "lasting",
    "listing",
    "read",
    "read_publication",
    "shown",
    "spots",
    "text_of",
    "with_corrections",
]


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of `publication`, `edition` or `headlines`, for completion."""
    from rotative.manuscript import schema

    return schema.json_schema(kind)
