"""Typed settings and the defaults that ship."""
