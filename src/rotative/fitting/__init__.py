"""Fitting: how wide words are, where lines break, and the size that fills a measure."""
