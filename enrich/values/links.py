"""Pages about or by a person: one address per page, one key per account."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from enrich.model import Link

_HOSTS = {
    "linkedin.com": ("linkedin", re.compile(r"/in/([^/]+)")),
    "github.com": ("github", re.compile(r"/([^/]+)$")),
}


def clean_url(text: str) -> str:
    """The address of a page in its usual form; "" when the text is none."""
    text = text.strip()
    if "." not in text or " " in text:
        return ""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def link_of(url: str) -> Link:
    """The page with the network and the account it belongs to, as far as the address tells."""
    clean = clean_url(url)
    parts = urlsplit(clean)
    network, pattern = _HOSTS.get(".".join(parts.netloc.split(".")[-2:]), ("", None))
    found = pattern.match(parts.path) if pattern else None
    return Link(clean, network, found.group(1).lower()) if found else Link(clean)


def link_key(link: Link) -> str:
    """`network:username`, else host and path: equal for two spellings of one page."""
    if link.network and link.username:
        return f"{link.network}:{link.username.lower()}"
    return re.sub(r"^\w+://(www\.)?", "", clean_url(link.url)).lower()
