"""Ways to reach a person: e-mail addresses, telephone numbers, and pages (see `links`)."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from enrich.values.links import clean_url, link_key, link_of

__all__ = [
    "clean_email",
    "clean_phone",
    "clean_url",
    "is_public_host",
    "is_role_mailbox",
    "link_key",
    "link_of",
    "mailbox",
]

_PLAIN = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")


def clean_email(text: str) -> str:
    """The first e-mail address in the text, in lower case; "" when there is none."""
    found = _PLAIN.search(text.strip().lower())
    return found.group() if found else ""


def mailbox(email: str) -> str:
    """The mailbox that a clean address reaches."""
    local, _, domain = email.partition("@")
    domain = "gmail.com" if domain == "googlemail.com" else domain
    local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"


def is_role_mailbox(email: str) -> bool:
    """Whether the address belongs to a role, not to one person."""
    return email.partition("@")[0] in {"info", "jobs", "hr", "office", "sales", "contact", "kontakt"}


def is_public_host(domain: str) -> bool:
    """Whether anyone can have an address at this domain."""
    return domain in {
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "gmx.de",
        "web.de",
        "icloud.com",
    }


@lru_cache(maxsize=1 << 17)
def clean_phone(text: str, region: str = "") -> str:
    """E.164, or bare digits where neither the text nor `region` tells the country; "" when it is no number."""
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        digits = re.sub(r"\D", "", text)
        return digits if 7 <= len(digits) <= 15 else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
