"""Preflight: finished files looked at once more before anyone else opens them."""
