"""What a worker needs beyond that to make pages.

The engine is started, but makes nothing yet: a fork takes no thread of its libraries along.
"""

import gc

import rotative.budget  # noqa: F401
from rotative import makeready

makeready.for_parts()
gc.collect()
gc.freeze()
