"""What a worker needs beyond that to make pages.

The engine is started, but makes nothing yet: a fork takes no thread of its libraries along.
"""

import gc
from contextlib import suppress

from rotative import engine
from rotative.problems import RotativeError

with suppress(RotativeError):  # without the engine; the build tells why
    engine.weasyprint()

    import rotative.budget
    import rotative.finish
    import rotative.linelint
    import rotative.marks
    import rotative.pagemap
    import rotative.pdf
    import rotative.preflight.pdf  # noqa: F401

gc.collect()
gc.freeze()
