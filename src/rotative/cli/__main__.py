"""`python -m rotative.cli`."""

from rotative.cli import run

run()
