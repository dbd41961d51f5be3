"""`python -m rotative.cli`."""

import sys

from rotative.cli import main

sys.exit(main())
