"""Any service that answers JSON, by declaration alone."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, ClassVar

import msgspec
from msgspec import structs

from connectors.declaration import Asking, RestOptions, auth_of, paging_of, question
from connectors.kit.answers import Answer
from connectors.kit.contract import BaseConnector
from connectors.kit.credentials import Auth, Bearer
from connectors.kit.records import account, links
from connectors.readers.declared import by_time, latest, never_filled, people_in, record_of
from connectors.readers.likeness import suggestions
from connectors.readers.paths import text_at
from enrich.errors import Refused
from enrich.model import Found, Profile, Value
from enrich.ports import Ask, LookupBy, NextCursor, Policy

_ASKED_BY: dict[LookupBy, str] = {
    "email hash": "email_hash", "handle": "handle", "email": "email", "url": "url", "name+employer": "name",
}  # fmt: skip
_NOBODY = Ask(
    "https://nobody.example", "", "nobody", "nobody@nobody.example", "0" * 64, "Nobody", "Nobody Ltd"
)
_MOST_PAGES = 1000


class _Place(Value, frozen=True):
    """How far a list has been read. `newest`: the latest update seen; `before`, `now`: digests of the pages of the last
    whole round and of this one."""

    position: str = ""
    since: str = ""
    newest: str = ""
    before: tuple[str, ...] = ()
    now: tuple[str, ...] = ()


class Rest(BaseConnector[RestOptions]):
    """What a service of yours says about people, read by a mapping that you declare."""

    name = "rest"
    title = "JSON service"
    needs = "the service's address, what its terms allow, and credentials if it wants them"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = tuple(_ASKED_BY)
    policy = Policy(terms="As declared for each source.", attribution="As declared for each source.")
    auth: ClassVar[Auth | None] = Bearer("token")
    options_type = RestOptions

    @classmethod
    def declared(cls, options: RestOptions) -> type[Rest]:
        """The connector that the options make."""
        said: dict[str, Any] = {
            "__doc__": cls.__doc__, "policy": options.policy, "limits": options.limits, "auth": auth_of(options.auth),
            "lookup_by": tuple(by for by in _ASKED_BY if by in options.lookup), "networks": options.networks,
            "directory": options.walk is not None, "headers": options.headers, "probe": options.probe,
            "statuses": {int(status): meaning for status, meaning in options.statuses.items()},
        }  # fmt: skip
        return type(cls.__name__, (cls,), said)

    def find(self, ask: Ask) -> Iterator[Found]:
        by = next((each for each in self.lookup_by if getattr(ask, _ASKED_BY[each])), None)
        asking = self.options.lookup[by] if by else None
        answer = self._asked(asking, ask) if asking else None
        if asking is None or answer is None:
            return
        people = list[Found]()
        for told in self._people(answer, self.api.read(answer, Any), asking):
            if isinstance(told, Refused):
                raise told
            people.append(told)
        if by == "name+employer":
            yield from suggestions(ask, people)
        elif len(people) == 1:
            yield structs.replace(people[0], profile=_tied(people[0].profile, ask))
        else:
            yield from people

    def walk(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        """Page by page; a page that is as it was in the last round is passed over, unless each of its people has a page."""
        listing, place = self.options.walk, self._place(cursor)
        if listing is None:
            return
        params = {**listing.params, **({listing.since: place.since} if listing.since else {})}
        pages = self.api.pages(
            listing.path, Any, paging_of(listing), params, start=place.position, most=_MOST_PAGES,
            needed=True,
        )  # fmt: skip
        for page in pages:
            entries = people_in(page.answer, page.value, listing.items)
            mark = blake2b(msgspec.json.encode(entries), digest_size=6).hexdigest()
            if listing.detail or mark not in place.before:
                yield from self._people(page.answer, page.value, listing)
            newest = max(place.newest, latest(entries, self.options.mapping), key=by_time)
            place = structs.replace(place, position=page.next, newest=newest, now=(*place.now, mark))
            if not page.next:
                since, before = (newest, ()) if listing.since else ("", place.now)
                place = _Place(since=since, newest=newest, before=before)
            yield NextCursor(msgspec.json.encode(place).decode())

    def check(self) -> str:
        """The first page of the list, and what the mapping finds nothing for; else a question about nobody."""
        listing = self.options.walk
        if self.probe:
            return super().check()
        if listing is None:
            asking = next(iter(self.options.lookup.values()))
            return (
                "it answers" if self._asked(asking, _NOBODY) else "it answers, and knows nobody, as it should"
            )
        page = next(
            self.api.pages(listing.path, Any, paging_of(listing), listing.params, most=1, needed=True)
        )
        entries = people_in(page.answer, page.value, listing.items)
        empty = [] if listing.detail else never_filled(page.answer, entries, self.options.mapping)
        told = f"{len(entries)} people on the first page"
        return told + (f"; none of them has {', '.join(empty)}" if entries and empty else "")

    def _place(self, cursor: str) -> _Place:
        try:
            return msgspec.json.decode(cursor or "{}", type=_Place)
        except msgspec.DecodeError as error:
            raise Refused(
                "the stored cursor is not this source's: forget it", where=self.http.source
            ) from error

    def _asked(self, asking: Asking, ask: Ask) -> Answer | None:
        path, params, body = question(asking, ask)
        if not body:
            return self.api.answer(path, params)
        raw = self.api.post(path, msgspec.Raw, body)
        return None if raw is None else Answer(self.http.source, self.api.url(path), 200, {}, bytes(raw))

    def _people(self, answer: Answer, value: Any, asking: Asking) -> Iterator[Found | Refused]:
        """The people in an answer, each by what stands there, or on a page of their own."""
        for entry in people_in(answer, value, asking.items):
            if not asking.detail:
                yield record_of(answer, entry, self.options.mapping)
            elif more := self.api.answer(text_at(entry, f"={asking.detail}")):
                yield record_of(more, self.api.read(more, Any), self.options.mapping)


def _tied(profile: Profile, ask: Ask) -> Profile:
    """The one person found, with the account or address they were found by: the service vouches for that."""
    own = (account(ask.network, ask.handle, ask.url),) if ask.network and ask.handle else links(ask.url)
    emails = () if profile.emails or not ask.email else (ask.email,)
    return structs.replace(
        profile, links=tuple(dict.fromkeys((*own, *profile.links))), emails=profile.emails + emails
    )
