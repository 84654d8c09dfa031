"""Readers of the public formats in which pages and feeds describe people: pure functions over fetched bytes."""
