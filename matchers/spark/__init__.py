"""Dedupe on many machines: the same functions as on one, given parts of a table and of its pairs."""
