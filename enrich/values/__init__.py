"""Cleaners: from what a source wrote to a form in which equal things are equal."""
