"""What a worker needs beyond that to make pages.

The engine is started, but makes nothing yet: a fork takes no thread of its libraries along.
"""

import gc

import rotative.budget
import rotative.fragments
import rotative.makeready  # noqa: F401

gc.collect()
gc.freeze()
