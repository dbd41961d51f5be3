"""Makeready: importing this loads what makes pages, the engine first.

A press is made ready while the type is still being set: it takes as long as reading an edition.
"""

from contextlib import suppress

from rotative import engine
from rotative.problems import RotativeError

with suppress(RotativeError):  # without the engine; the build tells why
    engine.weasyprint()

    import rotative.linelint
    import rotative.pagemap
    import rotative.pdf  # noqa: F401


def for_parts() -> None:
    """Load what joins and finishes the pages of a long edition, those of a short one elsewhere."""
    import rotative.finish
    import rotative.fragments
    import rotative.marks
    import rotative.preflight.pdf  # noqa: F401
