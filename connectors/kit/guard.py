"""Keeps a page's author from making Onefold talk to the private network (server-side request forgery).

Whoever writes a URL into a resume or a redirect chooses where Onefold connects. So a URL is checked as text, its host is
resolved once, every address it has is checked, and the connection goes to those addresses: a name that answers otherwise
a moment later changes nothing. Each redirect goes through the same door.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore2
import httpx2

from enrich.errors import ConfigError, Refused

Resolve = Callable[[str, int], list[str]]

# IANA special-purpose registries (RFC 6890), written out: what `ipaddress` calls global differs between Python versions.
_SPECIAL_V4 = {
    "0.0.0.0/8": "this host",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "carrier-grade NAT",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "cloud host",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol",
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmark",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
_SPECIAL_V6 = {
    "::1/128": "loopback",
    "::ffff:0:0/96": "v4-mapped",
    "::ffff:0:0:0/96": "v4-translated",
    "::/96": "v4-compatible",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64",
    "2001::/23": "protocol",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "3fff::/20": "documentation",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
_SPECIAL = {4: [(ip_network(net), kind) for net, kind in _SPECIAL_V4.items()],
            6: [(ip_network(net), kind) for net, kind in _SPECIAL_V6.items()]}  # fmt: skip
_GLOBAL_V6 = IPv6Network("2000::/3")
_ISATAP = 0x5EFE

_PRIVATE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_FIRST_UNPRIVILEGED_PORT = 1024
_LONGEST_URL = 2048
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))+")
_ENDS_IN_NUMBER = re.compile(r"(^|\.)(\d+|0x[0-9a-f]*)$")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f\\]")
_ENTRY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_.-]+):(\d{1,5})")
_ALLOWED = "http and https to public hosts, and the host:port pairs in allow_private"


def system_addresses(host: str, port: int) -> list[str]:
    """Every address the system's resolver knows for a host. Raises httpcore2.ConnectError when there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore2.ConnectError("the host name is not known") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def kind_of_address(text: str) -> str:
    """What makes an address not public ("loopback", "private", ...); "" for a public one."""
    address = ip_address(text)
    for network, kind in _SPECIAL[address.version]:
        if address in network:
            return kind
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _GLOBAL_V6):
        return "reserved"
    return "ISATAP" if isinstance(address, IPv6Address) and _is_isatap(address) else ""


def _is_isatap(address: IPv6Address) -> bool:
    """An interface id of 0000:5efe or 0200:5efe carries an IPv4 address (RFC 5214)."""
    return (int(address) >> 32) & 0xFDFFFFFF == _ISATAP


class Guard:
    """The door every request of one source goes through.

    `allow_private` lists host:port pairs ("127.0.0.1:8361", "intranet.example:443") that this source may reach whatever
    their address is.
    """

    def __init__(
        self, source: str, allow_private: Iterable[str] = (), resolve: Resolve = system_addresses
    ) -> None:
        self._source = source
        self._allowed = frozenset(self._entry(entry) for entry in allow_private)
        self._resolve = resolve

    def url(self, text: str) -> httpx2.URL:
        """A URL that may be asked for, as far as its text tells. Raises Refused."""
        if len(text) > _LONGEST_URL or _UNPRINTABLE.search(text):
            raise self._refused("a URL with spaces, backslashes, control characters or too long")
        try:
            url = httpx2.URL(text)
        except httpx2.InvalidURL as error:
            raise self._refused("a malformed URL") from error
        if reason := self._oddity(url):
            raise self._refused(reason)
        return url.copy_with(fragment=None)

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses to connect to for a host; every one has been checked. Raises Refused."""
        addresses = [host] if _literal(host) else self._resolve(host, port)
        if (host, port) in self._allowed:
            return addresses
        for address in addresses:
            if kind := kind_of_address(address):
                raise self._refused(f"a {kind} address")
        return addresses

    def _oddity(self, url: httpx2.URL) -> str:
        host = url.raw_host.decode("ascii")
        port = _DEFAULT_PORTS.get(url.scheme, 0) if url.port is None else url.port
        if url.scheme not in _DEFAULT_PORTS:
            return "another scheme"
        if url.userinfo:
            return "a user name or password in the URL"
        if (host, port) in self._allowed:
            return ""
        if not (port in _DEFAULT_PORTS.values() or _FIRST_UNPRIVILEGED_PORT <= port < 65536):
            return "a port of another service"
        return _odd_host(host)

    def _entry(self, entry: str) -> tuple[str, int]:
        found = _ENTRY.fullmatch(entry.strip().lower())
        if found is None:
            raise ConfigError(
                "this is no host and port",
                key=f"sources.{self._source}.allow_private",
                found=repr(entry),
                allowed='host:port, such as "127.0.0.1:8361"',
            )
        return found[1].strip("[]"), int(found[2])

    def _refused(self, found: str) -> Refused:
        return Refused("will not connect there", where=self._source, found=found, allowed=_ALLOWED)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _odd_host(host: str) -> str:
    """What is wrong with a host as text; "" for a full public name or a plain address."""
    if _literal(host):
        kind = kind_of_address(host)
        return f"a {kind} address" if kind else ""
    name = host.removesuffix(".")
    if _ENDS_IN_NUMBER.search(name):
        return "an address in an odd form"
    if not _HOST_NAME.fullmatch(name):
        return "no full host name"
    return "a private name" if any(f".{name}".endswith(f".{end}") for end in _PRIVATE_NAMES) else ""
