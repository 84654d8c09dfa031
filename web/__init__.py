"""Pages for people and JSON for neighbours."""
