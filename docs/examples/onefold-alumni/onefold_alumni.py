"""An alumni directory that answers JSON."""

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Header, Secret
from connectors.kit.paging import NextToken
from connectors.kit.records import links, moment, texts
from enrich.errors import Refused
from enrich.model import Found, Profile, Work
from enrich.ports import Ask, Limits, LookupBy, NextCursor, Policy, Rate


class Entry(msgspec.Struct):
    id: str
    name: str
    page: str
    email: str | None = None
    employer: str = ""
    title: str = ""
    changed: str | None = None


class Page(msgspec.Struct):
    entries: list[Entry]
    next: str = ""


class AlumniOptions(SourceOptions, frozen=True):
    """base: the directory's address. key: the key that its office gives out."""

    base: str
    key: Secret


class Alumni(BaseConnector[AlumniOptions]):
    """Where alumni work now, as they have entered it themselves."""

    name = "alumni"
    title = "Alumni directory"
    needs = "the directory's address, and a key from its office"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("email",)
    directory = True
    limits = Limits((Rate(10, 1.0), Rate(5_000, 86_400.0)))
    policy = Policy(
        terms="Alumni have agreed to be looked up by recruiters of their field.",
        purposes=("recruiting alumni",),
        fields=("name", "emails", "links", "work"),
        keep_days=365,
        attribution="Alumni directory, with a link to the entry.",
        basis="consent, given to the directory",
    )
    auth = Header("X-Api-Key", "key")
    options_type = AlumniOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        page = self.api.get("/entries", Page, {"email": ask.email})
        yield from map(found, page.entries if page else ())

    def walk(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        for page in self.api.pages("/entries", Page, NextToken("next", "after"), start=cursor, needed=True):
            yield from map(found, page.value.entries)
            yield NextCursor(page.next)

    def check(self) -> str:
        return f"{len(self.api.need('/entries', Page, {'limit': 1}).entries)} entry read"


def found(entry: Entry) -> Found:
    work = (Work(entry.employer, entry.title, current=True),) if entry.employer else ()
    profile = Profile(name=entry.name, emails=texts(entry.email), links=links(entry.page), work=work)
    return Found(entry.id, profile, moment(entry.changed), entry.page)
