"""Pages about or by a person: one address per page, one key per account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlencode

from enrich.model import Link
from enrich.values.lexicon import read_toml

_URL = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*):/*)?(?:[^\s/@?#]*@)?"
    r"(?P<host>(?:[\w-]+\.)+(?:[^\W\d_]{2,}|xn--[\w-]+)|(?:\d{1,3}\.){3}\d{1,3}|localhost)\.?(?::(?P<port>\d+))?"
    r"(?P<path>/[^\s?#]*)?(?:\?(?P<query>[^\s#]*))?(?:#\S*)?",
    re.IGNORECASE,
)
_WRAPPING = " \t\r\n<>()[]{}\"'“”«»„,;"
_MARKDOWN = re.compile(r"\[[^\]]*\]\((\S+?)\)")
_LABEL = re.compile(r"^\[?[A-Za-z ]{2,20}:\s*(?=https?://)")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|msclkid|igshid|igsh|mc_[ce]id|trk\w*|originalsubdomain|_ga|yclid|si|locale|ref|ref_src|lipi|"
    r"midtoken|midsig",
    re.IGNORECASE,
)
_DEFAULT_PORT = {"http": "80", "https": "443"}
_SAFE = "/:@!$&'()*+,;=-._~%"


class Address(NamedTuple):
    """A web address in parts: lower-case scheme and host, decoded path without a trailing slash, kept query."""

    scheme: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()


class Network(NamedTuple):
    """How accounts stand in the addresses of one network."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    page: str
    id_page: str
    reserved: frozenset[str]
    query: str
    query_path: str
    keep_case: bool
    ignore_dots: bool
    no_digits: bool


def _pattern(path: str) -> re.Pattern[str]:
    body, star, _ = path.partition("/**")
    groups = {"{user}": "(?P<user>[^/]+)", "{id}": "(?P<id>[^/]+)", "*": "[^/]+"}
    groups["{orcid}"] = r"(?P<user>\d{4}-?\d{4}-?\d{4}-?\d{3}[\dXx])"
    parts = re.split(r"(\{\w+\}|\*)", body)
    text = "".join(groups.get(part, re.escape(part)) for part in parts)
    return re.compile(f"/{text}(?:/.*)?" if star else f"/{text}", re.IGNORECASE)


def _network(name: str, table: dict[str, Any]) -> Network:
    return Network(
        name,
        tuple(map(_pattern, table["paths"])),
        table["page"],
        table.get("id_page", ""),
        frozenset(table.get("reserved", "").split()),
        table.get("query", ""),
        f"/{table.get('query_path', '')}",
        table.get("keep_case", False),
        table.get("ignore_dots", False),
        table.get("no_digits", False),
    )


_TABLES = read_toml("networks")
_FILE_ENDINGS = frozenset(_TABLES.pop("file_endings").split())
_NETWORKS = {name: _network(name, table) for name, table in _TABLES.items()}
_HOSTS = {host: _NETWORKS[name] for name, table in _TABLES.items() for host in table["hosts"]}
_SUBDOMAINS = {
    host: _NETWORKS[name] for name, table in _TABLES.items() for host in table.get("subdomains", ())
}
_ANY_ENDING = {
    table["any_ending"]: _NETWORKS[name] for name, table in _TABLES.items() if "any_ending" in table
}
_ALIASES = {
    "twitter": "x",
    "stack overflow": "stackoverflow",
    "google scholar": "googlescholar",
    "dev.to": "devto",
}
_FEDIVERSE = re.compile(r"/(?:web/)?@(?P<user>\w+)(?:@(?P<home>[\w.-]+\.\w+))?(?:/.*)?")
_OLD_LINKEDIN = re.compile(r"/pub/(?P<name>[^/]+)/(?P<a>\w{1,3})/(?P<b>\w{1,3})/(?P<c>\w{1,3})(?:/.*)?")
_KEEP_CASE = frozenset(name for name, network in _NETWORKS.items() if network.keep_case)
_OWN_NAMES = frozenset(
    ("www", "m", "mobile", "web", "old", "new", "touch", "blog", "help", "about", "api", "status")
)


def clean_url(text: str) -> str:
    """The address of a web page: scheme, lower-case host, path; without tracking, fragment and trailing slash.

    "" when the text is no address of a web page. A missing scheme is taken to be https.
    """
    address = _read(text)
    return _write(address) if address else ""


@lru_cache(maxsize=1 << 16)
def link_of(url: str) -> Link:
    """The page with the network and the account it belongs to, as far as the address tells.

    A page of a network that is nobody's own (a company, a repository, a post) keeps only its address.
    """
    address = _read(url)
    if address is None:
        return Link("")
    for network, user in _accounts(address):
        is_id = bool(network.id_page) and user != user.lower()
        page = (network.id_page if is_id else network.page).replace("{user}", quote(user, safe="@.~"))
        return Link(page or _write(address), network.name, user)
    fediverse = _FEDIVERSE.fullmatch(address.path)
    if fediverse and not _network_of(address.host):
        user, home = fediverse["user"].lower(), fediverse["home"] or _bare(address.host)
        return Link(f"https://{home.lower()}/@{user}", "mastodon", f"{user}@{home.lower()}")
    return Link(_write(address))


def link_key(link: Link) -> str:
    """`network:username` of an account, host and path of any other page; equal keys are one page. "" for none."""
    if link.url:
        found = link_of(link.url)
        if found.network and found.username:
            return f"{found.network}:{found.username}"
    if link.network and link.username:
        network = _ALIASES.get(link.network.strip().lower(), link.network.strip().lower())
        name = link.username.strip().strip("@/")
        return f"{network}:{name if network in _KEEP_CASE else name.lower()}"
    address = _read(link.url)
    if address is None:
        return ""
    query = f"?{urlencode(sorted(address.query))}" if address.query else ""
    return f"{_bare(address.host)}{address.path}{query}".lower()


def _read(text: str) -> Address | None:
    named = _MARKDOWN.search(text)
    text = (named[1] if named else text).strip(_WRAPPING)
    found = _URL.fullmatch(_LABEL.sub("", text))
    if not found or (not found["scheme"] and _is_no_page(text)):
        return None
    scheme = (found["scheme"] or "https").lower()
    if scheme not in _DEFAULT_PORT:
        return None
    host = _ascii_host(found["host"].lower())
    port = found["port"]
    if port and port != _DEFAULT_PORT[scheme]:
        host = f"{host}:{port}"
    path = re.sub("/{2,}", "/", unquote(found["path"] or "", errors="replace")).rstrip("/")
    query = parse_qsl(found["query"] or "", keep_blank_values=True)
    kept = tuple((name, value) for name, value in query if not _TRACKING.fullmatch(name))
    return Address(scheme, host, path, kept)


def _is_no_page(text: str) -> bool:
    """Whether text without a scheme is rather an e-mail address, a number or the name of a file."""
    host = text.partition("/")[0]
    ending = host.rpartition(".")[2].lower()
    return "@" in host or not ending[:1].isalpha() or ending == "localhost" or ending in _FILE_ENDINGS


def _ascii_host(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _write(address: Address) -> str:
    query = f"?{urlencode(address.query)}" if address.query else ""
    return f"{address.scheme}://{address.host}{quote(address.path, safe=_SAFE)}{query}"


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _network_of(host: str) -> Network | None:
    """The network of a host: its own, or one below it such as m.facebook.com and de.linkedin.com."""
    labels = host.split(".")
    for place in range(len(labels) - 1):
        if network := _HOSTS.get(".".join(labels[place:])):
            return network
    for ending in range(1, len(labels)):
        if network := _ANY_ENDING.get(".".join(labels[:ending]).removeprefix("www.")):
            return network
    return None


def _accounts(address: Address) -> Iterator[tuple[Network, str]]:
    """The account an address names, if any (at most one is read)."""
    label, _, parent = address.host.partition(".")
    owner = _SUBDOMAINS.get(parent)
    if owner and label not in _OWN_NAMES:
        if owner.page:
            yield owner, label
        elif address.path.count("/") >= 1:
            yield owner, f"{label}/{address.path.split('/')[1].lower()}"
    network = _network_of(address.host)
    if network is None:
        return
    if network.name == "linkedin" and (old := _OLD_LINKEDIN.fullmatch(address.path)):
        yield network, f"{old['name']}-{old['c']:0>3}{old['b']:0>3}{old['a']}".lower()
    if network.query and address.path.lower() == network.query_path.rstrip("/"):
        yield from (
            (network, _name(network, value)) for key, value in address.query if key == network.query and value
        )
    for pattern in network.patterns:
        if found := pattern.fullmatch(address.path):
            groups = found.groupdict()
            user = groups.get("user") or ""
            name = _name(network, user) if user else groups.get("id") or ""
            if name and name.lower() not in network.reserved and not (network.no_digits and name.isdigit()):
                yield network, name


def _name(network: Network, user: str) -> str:
    user = user.strip().removeprefix("@")
    if network.name == "orcid":
        digits = user.replace("-", "").upper()
        return "-".join(digits[place : place + 4] for place in range(0, 16, 4))
    if network.ignore_dots:
        user = user.replace(".", "")
    return user if network.keep_case else user.lower()
