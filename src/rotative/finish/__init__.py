"""Finishing: what turns the engine's PDF into one that a standard vouches for."""
