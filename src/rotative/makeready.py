"""Makeready: importing this loads what makes pages, the engine first.

A press is made ready while the type is still being set: it takes as long as reading an edition.
"""

from contextlib import suppress

from rotative import engine
from rotative.problems import RotativeError

with suppress(RotativeError):  # without the engine; the build tells why
    engine.weasyprint()

    import rotative.finish
    import rotative.linelint
    import rotative.marks
    import rotative.pagemap
    import rotative.pdf
    import rotative.preflight.pdf  # noqa: F401
