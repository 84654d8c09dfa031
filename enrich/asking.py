"""What a source can be asked about a person, and when two of their accounts vouch for each other. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from enrich.model import Golden, Identifier, Link, Profile, RecordVersion, Value, Work
from enrich.ports import Ask, Connector, LookupBy
from enrich.values.contacts import clean_email, mailbox
from enrich.values.links import link_key, link_of


def asks_of(golden: Golden, connector: Connector, most: int) -> tuple[Ask, ...]:
    """What this source can be asked about a person, the surest first, at most so many."""
    able = (ask for by in connector.lookup_by for ask in ASKS[by](golden))
    fitting = (
        ask for ask in able if not (ask.handle and connector.networks) or ask.network in connector.networks
    )
    return tuple(dict.fromkeys(fitting))[:most]


def links_of(golden: Golden) -> list[Link]:
    values = [chosen.claim.value for chosen in golden.values.get("link", ())]
    return [link for link in values if isinstance(link, Link)]


def by_url(golden: Golden) -> Iterator[Ask]:
    yield from (Ask(url=link.url) for link in links_of(golden) if link.url and not link.network)


def by_handle(golden: Golden) -> Iterator[Ask]:
    for link in links_of(golden):
        if link.network and link.username:
            yield Ask(url=link.url, network=link.network, handle=link.username)
    for chosen in golden.values.get("identifier", ()):
        identifier = chosen.claim.value
        if isinstance(identifier, Identifier):
            yield Ask(network=identifier.kind, handle=identifier.value)


def by_email(golden: Golden) -> Iterator[Ask]:
    yield from (Ask(email=str(chosen.claim.value)) for chosen in golden.values.get("email", ()))


def by_email_hash(golden: Golden) -> Iterator[Ask]:
    """The address goes with its hash, for the record that is found; the hash alone goes out."""
    for ask in by_email(golden):
        if address := clean_email(ask.email):
            yield Ask(email=address, email_hash=sha256(address.encode()).hexdigest())


def by_name(golden: Golden) -> Iterator[Ask]:
    name, position = golden.first("name"), golden.first("position")
    if name and isinstance(position, Work) and position.employer:
        yield Ask(name=str(name), employer=position.employer)


ASKS: dict[LookupBy, Any] = {
    "url": by_url, "handle": by_handle, "email": by_email, "email hash": by_email_hash, "name+employer": by_name,
}  # fmt: skip


def is_weak(ask: Ask) -> bool:
    """Whether nothing but a name and an employer is asked by: what is found so may be a namesake."""
    return not (ask.url or ask.handle or ask.email or ask.email_hash)


def tells_of(ask: Ask, profile: Profile) -> bool:
    """Whether a profile holds what is asked by, as all that is found by a handle, an address or a mailbox must."""
    if ask.handle:
        named = {(link.network, link.username.casefold()) for link in profile.links}
        named |= {(one.kind, one.value.casefold()) for one in profile.identifiers}
        return (ask.network, ask.handle.casefold()) in named
    if ask.url:
        return link_key(link_of(ask.url)) in {link_key(link) for link in profile.links}
    return bool(ask.email) and mailbox(ask.email) in {mailbox(email) for email in profile.emails}


class Proof(Value, frozen=True):
    """Two places that link to each other: whoever writes the one writes the other."""

    source: str
    url: str
    other_source: str
    other_url: str


def proofs(records: Sequence[RecordVersion]) -> list[Proof]:
    """Every pair of records of different sources that link to each other's own address."""
    told = [
        (record, link_key(link_of(record.url)), {link_key(link) for link in record.profile.links})
        for record in records
        if record.url
    ]
    return [
        Proof(one.record.source, one.url, other.record.source, other.url)
        for place, (one, own, links) in enumerate(told)
        for other, others_own, others_links in told[place + 1 :]
        if one.record.source != other.record.source and own != others_own
        if others_own in links and own in others_links
    ]
