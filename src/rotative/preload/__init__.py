"""What a worker needs to build a book: importing this imports it for all that are forked later."""

import gc

import rotative.cover
import rotative.epub
import rotative.filters
import rotative.manuscript.content
import rotative.manuscript.images
import rotative.manuscript.insets
import rotative.manuscript.markdown
import rotative.manuscript.weave
import rotative.preflight.epub_lint
import rotative.press
import rotative.setting
import rotative.typography.generic  # noqa: F401
from rotative import garbage
from rotative.house import House

garbage.look_seldom()
_ = House().environment

# So that no worker walks through, and thereby copies, what all of them share.
gc.collect()
gc.freeze()
