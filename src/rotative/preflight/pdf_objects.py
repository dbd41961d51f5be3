"""Objects of a PDF as plain values, whatever a damaged file has put in their place."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf


def floats(source: pikepdf.Object | None, default: Sequence[float] = ()) -> tuple[float, ...]:
    """Return an array as numbers; raise ValueError or TypeError when it is none of them."""
    if source is None:
        return tuple(default)
    return tuple(float(number) for number in source.as_list())


def elements(source: pikepdf.Object | None) -> list[pikepdf.Object]:
    """Return the elements of an array, none when it is missing or something else."""
    return list(source.as_list()) if isinstance(source, pikepdf.Array) else []
