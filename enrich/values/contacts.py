"""Ways to reach a person: e-mail addresses, telephone numbers (see `phones`) and pages (see `links`)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

from rapidfuzz import process
from rapidfuzz.distance import OSA

from enrich.values.lexicon import read_toml
from enrich.values.links import clean_url, link_key, link_of
from enrich.values.phones import clean_phone

__all__ = [
    "clean_email",
    "clean_phone",
    "clean_url",
    "is_public_host",
    "is_role_mailbox",
    "link_key",
    "link_of",
    "mailbox",
    "meant_host",
]

_LOCAL = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.+[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_DOMAIN = r"(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})"
_PLAIN = re.compile(f"{_LOCAL}@{_DOMAIN}")
_ANY_SCRIPT = re.compile(
    r"(?P<local>[\w!#$%&'*+/=?^`{|}~-]+(?:\.+[\w!#$%&'*+/=?^`{|}~-]+)*)\.?@"
    r"(?P<domain>(?:[^\W_](?:[\w-]*[^\W_])?\.)+(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24}))"
)
_WRITTEN_OUT = re.compile(
    r"\s*[\[({<]\s*(?P<word>at|dot|punkt|punto|point|arobase|kropka|malpa|ät)\s*[\])}>]\s*", re.IGNORECASE
)
_AT_WORDS = frozenset(("at", "arobase", "malpa", "ät"))
_SPACED_AT = re.compile(r"(?<=[\w])\s+@\s+(?=\w)|(?<=\w)\s+@(?=\w+\.)|(?<=\w)@\s+(?=\w+\.)")
_LONGEST_LOCAL, _LONGEST = 64, 254

_TABLE = read_toml("mailboxes")
_PUBLIC = frozenset(_TABLE["public_hosts"].split())
_MISTYPED: tuple[str, ...] = tuple(_TABLE["mistyped"].split())
_REAL = _PUBLIC | frozenset(_TABLE["real"].split()) | frozenset(_MISTYPED)
_PUBLIC_NAMES = frozenset(_TABLE["public_names"].split())
_SAME_DOMAIN: dict[str, str] = _TABLE["same_domain"]
_ROLES = frozenset(_TABLE["roles"]["first"].split())
_ROLES_ALONE = frozenset(_TABLE["roles"]["whole"].split()) | _ROLES
_PARTS = re.compile(r"[^a-z]+")
_NO_DOTS = frozenset(("gmail.com", "proton.me"))


def clean_email(text: str) -> str:
    """The first e-mail address in the text, in lower case and with an ASCII domain; "" when there is none."""
    lower = text.lower()
    if _PLAIN.fullmatch(lower):
        return lower if len(lower) <= _LONGEST and lower.find("@") <= _LONGEST_LOCAL else ""
    return _find_email(lower)


def _find_email(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).lower()
    if "%40" in text or text.startswith("mailto:"):
        text = unquote(text)
    text = _WRITTEN_OUT.sub(lambda found: "@" if found["word"] in _AT_WORDS else ".", text)
    text = _SPACED_AT.sub("@", text).removeprefix("mailto:")
    for found in _ANY_SCRIPT.finditer(text.replace("mailto:", " ")):
        local = found["local"].strip("'")
        email = f"{local}@{_ascii_domain(found['domain'])}"
        if len(email) <= _LONGEST and 1 <= email.find("@") <= _LONGEST_LOCAL:
            return email
    return ""


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain


def mailbox(email: str) -> str:
    """The mailbox that a clean address reaches: without its "+tag", in Gmail and Proton without dots, one domain each."""
    local, _, domain = email.rpartition("@")
    domain = _SAME_DOMAIN.get(domain, domain)
    local = local.partition("+")[0] or local
    if domain in _NO_DOTS:
        local = local.replace(".", "")
    return f"{local}@{domain}" if local else email


def is_role_mailbox(email: str) -> bool:
    """Whether a clean address belongs to an office such as jobs@ or info@, not to one person."""
    local = email.rpartition("@")[0].partition("+")[0]
    parts = [part for part in _PARTS.split(local) if part]
    if not parts:
        return False
    return parts[0] in _ROLES or "".join(parts) in _ROLES_ALONE or all(part in _ROLES_ALONE for part in parts)


def is_public_host(domain: str) -> bool:
    """Whether anyone can have an address at this lower-case domain."""
    return domain in _PUBLIC or domain.partition(".")[0] in _PUBLIC_NAMES


@lru_cache(maxsize=1 << 14)
def meant_host(domain: str) -> str:
    """The large public host that a lower-case domain is one slip of the finger away from ("gmial.com", "hotmail.con"); the
    domain itself where there is none."""
    if domain in _REAL:
        return domain
    found = process.extractOne(domain, _MISTYPED, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found else domain
