"""Gravatar: the profile behind an e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import msgspec

from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.credentials import Bearer, Secret
from connectors.kit.records import links, moment, texts
from enrich.model import Found, Language, Place, Profile, Work
from enrich.ports import Ask, Limits, LookupBy, Policy, Rate


class Address(msgspec.Struct):
    url: str
    is_hidden: bool = False


class Contact(msgspec.Struct):
    email: str | None = None
    cell_phone: str | None = None
    work_phone: str | None = None
    home_phone: str | None = None


class Spoken(msgspec.Struct):
    name: str


class Card(msgspec.Struct):
    """A profile; what stands after `verified_accounts` is told only to those who have a key."""

    hash: str
    display_name: str
    profile_url: str
    location: str
    description: str
    job_title: str
    company: str
    verified_accounts: list[Address]
    first_name: str = ""
    last_name: str = ""
    languages: list[Spoken] = []
    links: list[Address] = []
    contact_info: Contact = msgspec.field(default_factory=Contact)
    is_organization: bool = False
    last_profile_edit: str | None = None


class GravatarOptions(SourceOptions, frozen=True):
    """base: the API's address. key: an API key."""

    base: str = "https://api.gravatar.com/v3"
    key: Secret | None = None


class Gravatar(BaseConnector[GravatarOptions]):
    """Gravatar profiles: name, place, position, and accounts elsewhere that Gravatar has verified. Asked by a hash of the e-mail."""

    name = "gravatar"
    title = "Gravatar"
    needs = "nothing; with an API key (gravatar.com/developers) it tells more, and answers 1,000 instead of 100 an hour"
    lookup_by: ClassVar[tuple[LookupBy, ...]] = ("email hash",)
    auth = Bearer("key")
    limits = Limits((Rate(1000, 3600),))
    anonymous = Limits((Rate(100, 3600),))
    probe = "/profiles/gravatar"
    policy = Policy(
        "Profiles are shown with a link to Gravatar, and not used to build a directory of addresses.",
        attribution="Gravatar",
        delete_when_gone=True,
        basis="legitimate interest: the person shows this profile to everyone who has their address",
        terms_url="https://gravatar.com/terms-of-service",
    )
    options_type = GravatarOptions

    def find(self, ask: Ask) -> Iterator[Found]:
        card = self.api.get(f"/profiles/{ask.email_hash}", Card)
        if card is not None and not card.is_organization:
            yield Found(
                card.hash, _profile(card, ask.email), moment(card.last_profile_edit), card.profile_url
            )


def _profile(card: Card, email: str) -> Profile:
    shown = [each.url for each in (*card.verified_accounts, *card.links) if not each.is_hidden]
    contact, position = card.contact_info, Work(card.company, card.job_title, current=True)
    return Profile(
        name=card.display_name,
        given_name=card.first_name,
        family_name=card.last_name,
        summary=card.description,
        emails=texts(email, contact.email),
        phones=texts(contact.cell_phone, contact.work_phone, contact.home_phone),
        links=links(card.profile_url, *shown),
        location=Place(card.location) if card.location else None,
        work=(position,) if position.employer or position.title else (),
        languages=tuple(Language(each.name) for each in card.languages),
    )
