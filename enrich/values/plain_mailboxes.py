"""Mailboxes of whole columns: the words without which an address cannot be an office's."""

from __future__ import annotations

from enrich.values import contacts

# `is_role_mailbox` is true only where the first word of the user part, or all its letters together, is one of these.
ROLE_WORDS: frozenset[str] = contacts._ROLES | contacts._ROLES_ALONE
