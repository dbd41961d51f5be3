"""Tests of the orthotypography, and the corpus that documents it."""
