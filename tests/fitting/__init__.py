"""Where lines end, foretold."""
