"""What an operator declares of a service that answers JSON: its questions, its pages, its credentials, its terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from connectors.kit.contract import SourceOptions
from connectors.kit.credentials import Auth, Basic, Bearer, Header, Param, Secret
from connectors.kit.oauth import ClientCredentials, RefreshToken
from connectors.kit.paging import LinkHeader, NextToken, NextUrl, Offset, PageNumber, Paging
from connectors.kit.verdicts import Meaning
from connectors.readers.declared import check_record_mapping
from connectors.readers.paths import steps
from enrich.ports import Ask, Limits, LookupBy, Policy

_WORD = re.compile(r"\{(\w+)\}")
_PAGINGS: dict[str, Any] = {
    "link": LinkHeader, "url": NextUrl, "token": NextToken, "page": PageNumber, "offset": Offset,
}  # fmt: skip
_AUTHS: dict[str, Callable[[str], Auth]] = {
    "bearer": lambda _: Bearer("token"),
    "scheme": lambda word: Bearer("token", scheme=word),
    "header": lambda name: Header(name, "token"),
    "param": lambda name: Param(name, "token"),
    "basic": lambda _: Basic("user", "password"),
    "client credentials": lambda scope: ClientCredentials(scope=scope),
    "refresh token": lambda scope: RefreshToken(scope=scope),
}


class Asking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """path, params: what is asked for. body: what is posted as JSON, if anything. items: where the people stand in the
    answer, "" for the answer itself. detail: the path of one of them, where the list does not tell all."""

    path: str
    params: dict[str, str] = {}
    body: dict[str, Any] = {}
    items: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        steps(self.items)


class Listing(Asking, frozen=True):
    """paging: its style and settings. since: the parameter that asks for what was updated since."""

    paging: dict[str, Any] = {}
    since: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        paging_of(self)
        if self.body:
            raise ValueError("walk: a list is asked for by path and params, not by a body")


class RestOptions(SourceOptions, frozen=True):
    """base: the service's address. mapping: where a person's values stand. lookup: what it may be asked by, and how. walk:
    the list of everybody. networks: whose handles it knows. policy: what may be done with what it says. limits: what it
    lets us ask, and what that costs. auth: how credentials are shown ("bearer", "header:X-Api-Key", "param:key",
    "scheme:Token", "basic", "client credentials", "refresh token"); token, or user and password, or client_id,
    client_secret, token_url and refresh_token: the credentials. headers: what every request says. statuses: what an
    unusual status means. probe: a path to try."""

    base: str
    mapping: dict[str, Any]
    policy: Policy
    lookup: dict[LookupBy, Asking] = msgspec.field(default_factory=dict)
    walk: Listing | None = None
    networks: tuple[str, ...] = ()
    limits: Limits = Limits()
    auth: str = "bearer"
    token: Secret | None = None
    user: str = ""
    password: Secret | None = None
    client_id: Secret | None = None
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    token_url: str = ""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    statuses: dict[str, Meaning] = msgspec.field(default_factory=dict)
    probe: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_record_mapping(self.mapping)
        auth = auth_of(self.auth)
        if self.auth != "bearer" and not getattr(self, auth.option):
            raise ValueError(f"auth = {self.auth!r} needs {auth.option}")
        if not self.lookup and self.walk is None:
            raise ValueError("nothing is asked: set lookup or walk")
        if self.walk and self.walk.since and "updated" not in self.mapping:
            raise ValueError("walk.since needs mapping.updated, which says since when a person is so")
        for by, asking in self.lookup.items():
            _check_words([asking.path, *asking.params.values(), *_texts_in(asking.body)], f"lookup.{by}")


def auth_of(text: str) -> Auth:
    """ "header:X-Api-Key" -> how the credentials are shown. Raises ValueError."""
    kind, _, name = text.partition(":")
    if kind not in _AUTHS or (kind in {"scheme", "header", "param"} and not name):
        raise ValueError(
            f'auth = {text!r} is unknown; allowed: {", ".join(_AUTHS)}, as in "header:X-Api-Key"'
        )
    return _AUTHS[kind](name)


def paging_of(listing: Listing) -> Paging:
    """{style = "page", size = 50} -> the style of paging; a list without one has one page. Raises ValueError."""
    settings = {"items": listing.items.removesuffix("[]"), **listing.paging}
    style = settings.pop("style", "link")
    if style not in _PAGINGS:
        raise ValueError(f"walk.paging: no style {style!r}; allowed: {', '.join(_PAGINGS)}")
    fields = _PAGINGS[style]._fields
    if "items" not in fields:
        settings.pop("items")
    for name in settings.keys() - set(fields):
        raise ValueError(f"walk.paging.{name}: unknown to the style {style!r}; allowed: {', '.join(fields)}")
    try:
        paging: Paging = _PAGINGS[style](**settings)
    except TypeError as error:
        raise ValueError(f"walk.paging: the style {style!r} needs {', '.join(fields)}") from error
    return paging


def question(asking: Asking, ask: Ask) -> tuple[str, dict[str, str], Any]:
    """Path, parameters and body of a question about somebody."""
    said = {name: str(getattr(ask, name)) for name in Ask.__struct_fields__}
    quoted = {name: quote(value, safe="") for name, value in said.items()}
    params = {name: _filled(value, said) for name, value in asking.params.items()}
    return _filled(asking.path, quoted), params, _filled_in(asking.body, said)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda found: words[found[1]], text)


def _filled_in(node: Any, words: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {name: _filled_in(each, words) for name, each in node.items()}
    if isinstance(node, list):
        return [_filled_in(each, words) for each in node]
    return _filled(node, words) if isinstance(node, str) else node


def _texts_in(node: Any) -> list[str]:
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node] if isinstance(node, str) else [text for each in inner for text in _texts_in(each)]


def _check_words(texts: list[str], place: str) -> None:
    for word in (word for text in texts for word in _WORD.findall(text)):
        if word not in Ask.__struct_fields__:
            raise ValueError(f"{place}: nobody knows {{{word}}}; allowed: {', '.join(Ask.__struct_fields__)}")
