"""Packages of Python, at whichever index the operator names."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import ClassVar
from urllib.parse import quote

import msgspec
from lxml import etree

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.records import day, links, texts
from enrich.model import Found, Identifier, Item, Profile
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate

_MOST = 50
_CALL = "<methodCall><methodName>user_packages</methodName><params><param><value><string>{}</string></value></param></params></methodCall>"


class Info(msgspec.Struct):
    name: str
    package_url: str
    summary: str | None = None
    author: str | None = None


class Upload(msgspec.Struct):
    upload_time_iso_8601: str


class Project(msgspec.Struct):
    info: Info
    urls: list[Upload]

    def item(self) -> Item:
        date = day(max((each.upload_time_iso_8601 for each in self.urls), default=""))
        return Item(
            "release", self.info.name, date, self.info.package_url, "Python packages", self.info.summary or ""
        )


class PypiOptions(SourceOptions, frozen=True):
    """base: the index's address, under which it also shows its people ("BASE/user/jane")."""

    base: str


class Pypi(BaseConnector[PypiOptions]):
    """Python packages that somebody owns or maintains, with the dates of their last releases."""

    name = "pypi"
    title = "Python packages"
    needs = "the address of a Python package index as `base`; none is built in"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("handle", "url")
    networks = ("pypi",)
    limits = Limits((Rate(100, 60),))
    probe = "/pypi/pip/24.0/json"
    policy = Policy(
        "The index's terms hold: no unsolicited messages to maintainers. Their e-mail addresses are not kept.",
        attribution="the index, with a link to the package",
        basis="legitimate interest in what people published under their name",
    )
    options_type = PypiOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        home = f"{self.api.base}/user/"
        user = ask.handle or (ask.url.removeprefix(home) if ask.url.startswith(home) else "")
        told = (
            [self.api.get(f"/pypi/{quote(name)}/json", Project) for name in self._packages(user)]
            if user
            else []
        )
        if projects := [project for project in told if project]:
            authors = texts(*(project.info.author for project in projects))
            profile = Profile(
                name=authors[0] if len(authors) == 1 and "," not in authors[0] else "",
                links=links(f"{home}{user}"),
                identifiers=(Identifier("pypi", user),),
                items=tuple(project.item() for project in projects),
            )
            yield Found(user, profile, url=f"{home}{user}")

    def _packages(self, user: str) -> list[str]:
        """The names of what a user owns or maintains, by the index's XML-RPC: [[role, package], ...]."""
        call, kind = _CALL.format(escape(user)).encode(), "text/xml"
        answer = self.http.post(self.api.url("/pypi"), call, content_type=kind, accept=kind)
        if answer is None:
            return []
        try:
            root = etree.fromstring(answer.body, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError as error:
            raise answer.changed("this is no XML-RPC") from error
        if root.tag != "methodResponse" or root.find("fault") is not None:
            raise answer.changed("this is no answer to an XML-RPC call", allowed="methodResponse")
        pairs = [
            [text.text or "" for text in pair.iter("string")] for pair in root.iterfind(".//array//array")
        ]
        return [pair[1] for pair in pairs if len(pair) == 2][:_MOST]
