"""Cursors as they stand in addresses: opaque, and refused when they are not ours."""

from __future__ import annotations

import base64
import binascii

from enrich.errors import Refused


def packed(cursor: str, *, searching: bool) -> str:
    """A cursor of the store for use in an address; a search and a list have different ones."""
    return (
        base64.urlsafe_b64encode(f"{'s' if searching else 'l'}{cursor}".encode()).decode() if cursor else ""
    )


def unpacked(text: str, *, searching: bool) -> str:
    """The store's cursor. Raises Refused for anything that `packed` did not make for the same kind of list."""
    if not text:
        return ""
    try:
        kind, cursor = (plain := base64.urlsafe_b64decode(text.encode()).decode())[:1], plain[1:]
    except (binascii.Error, UnicodeError) as error:
        raise wrong() from error
    number = cursor if searching else cursor.rpartition("~")[2]
    if kind != ("s" if searching else "l") or not (
        number.isascii() and number.isdigit() and len(number) < 19
    ):
        raise wrong()
    return cursor


def wrong() -> Refused:
    return Refused("this is no place in this list", where="cursor", allowed="next_cursor of the page before")
