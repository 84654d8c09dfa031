"""The values the domain speaks of. All are frozen and know no I/O.

Instants (`observed_at`, `recorded_at`, ...) are integers: microseconds since 1970-01-01 UTC.
Partial dates are ISO 8601 text at the precision that is known: "2019", "2019-03" or "2019-03-14".
"""

from __future__ import annotations

from typing import Any, Literal, NewType

import msgspec

Instant = NewType("Instant", int)
RecordId = NewType("RecordId", int)
PartialDate = NewType("PartialDate", str)


class Value(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Base of what is stored as JSON: equal content has equal bytes."""


# --- what a source says about a person: the Profile document, shaped after JSON Resume ---


class Place(Value, frozen=True):
    """A place as the source wrote it (`text`), or in parts; `country` is an ISO 3166-1 alpha-2 code."""

    text: str = ""
    address: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


class Link(Value, frozen=True):
    """A page about or by the person; `network` is a lower-case name such as "linkedin", "" for a site of their own."""

    url: str
    network: str = ""
    username: str = ""


class Work(Value, frozen=True):
    """One position. `current` is True when the source says so; an empty `end` alone does not."""

    employer: str = ""
    title: str = ""
    start: PartialDate = PartialDate("")
    end: PartialDate = PartialDate("")
    current: bool = False
    location: str = ""
    summary: str = ""
    highlights: tuple[str, ...] = ()
    url: str = ""
    volunteer: bool = False


class Education(Value, frozen=True):
    institution: str = ""
    degree: str = ""
    area: str = ""
    start: PartialDate = PartialDate("")
    end: PartialDate = PartialDate("")
    score: str = ""
    url: str = ""


class Skill(Value, frozen=True):
    """A skill; `implied` when it was read out of running text, not named in a list."""

    name: str
    level: str = ""
    implied: bool = False


class Language(Value, frozen=True):
    name: str
    level: str = ""


class Certificate(Value, frozen=True):
    name: str
    issuer: str = ""
    date: PartialDate = PartialDate("")
    url: str = ""


ItemKind = Literal["publication", "post", "article", "talk", "project", "release", "discussion"]


class Item(Value, frozen=True):
    """A dated public thing by the person (`about` False) or about them (`about` True)."""

    kind: ItemKind
    title: str
    date: PartialDate = PartialDate("")
    url: str = ""
    publisher: str = ""
    summary: str = ""
    about: bool = False


class Interaction(Value, frozen=True):
    """A conversation with the person, or a note about them, written by one of us."""

    kind: Literal["note", "call", "email", "meeting", "message"]
    date: PartialDate
    text: str
    by: str = ""
    inbound: bool = False


class Identifier(Value, frozen=True):
    """A number that names one person somewhere: `kind` "orcid", "crm", "national:PL", ..."""

    kind: str
    value: str


class Profile(Value, frozen=True):
    """What one source says about one person at one time, as it wrote it; cleaners are applied when it is read.

    `name` is the name as shown; `given_name` and `family_name` are set only where the source keeps them apart;
    `aliases` are further full names (maiden, native script, pen name).
    """

    name: str = ""
    given_name: str = ""
    family_name: str = ""
    aliases: tuple[str, ...] = ()
    headline: str = ""
    summary: str = ""
    birth_date: PartialDate = PartialDate("")
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    location: Place | None = None
    work: tuple[Work, ...] = ()
    education: tuple[Education, ...] = ()
    skills: tuple[Skill, ...] = ()
    languages: tuple[Language, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    items: tuple[Item, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    tags: tuple[str, ...] = ()


class Found(Value, frozen=True):
    """One record as a parser or connector hands it over.

    `key` is the source's own id for it. `observed_at` is when the source says this was true (a row's "updated at",
    a document's date); None means now. `url` is where a person can look.
    """

    key: str
    profile: Profile
    observed_at: Instant | None = None
    url: str = ""
    warnings: tuple[str, ...] = ()


# --- facts as stored ---


class RecordKey(Value, frozen=True, order=True):
    source: str
    key: str


class RecordVersion(Value, frozen=True):
    """One immutable version of a record. `seen_at`: the last time the source said the same again; `reader`: what read it the
    first time, `last_reader`: the last time ("" where nothing had to be read)."""

    record_id: RecordId
    record: RecordKey
    version: int
    observed_at: Instant
    recorded_at: Instant
    seen_at: Instant
    profile: Profile
    url: str = ""
    reader: str = ""
    last_reader: str = ""


Verdict = Literal["same", "different", "unsure"]


class Judgement(Value, frozen=True):
    """What a person decided about two records; `a < b`. Active until `revoked_at` is set."""

    judgement_id: int
    a: RecordId
    b: RecordId
    verdict: Verdict
    by: str
    made_at: Instant
    note: str = ""
    revoked_at: Instant | None = None
    revoked_by: str = ""


# --- derived values ---


class Claim(Value, frozen=True):
    """One attribute value of one record version. `key` is its cleaned form: claims with equal keys agree."""

    attribute: str
    value: Any
    key: str
    record_id: RecordId
    source: str
    observed_at: Instant
    seen_at: Instant


class Chosen(Value, frozen=True):
    """A golden value: the claim that won, the rule that chose it, and the claims that lost (best first)."""

    claim: Claim
    rule: str
    agreeing: tuple[Claim, ...] = ()
    rivals: tuple[Claim, ...] = ()


class Golden(Value, frozen=True):
    """attribute -> the chosen values: at most one for a "one" attribute, best first for a "many" attribute."""

    values: dict[str, tuple[Chosen, ...]] = {}

    def first(self, attribute: str) -> Any:
        """The best value of an attribute, None where no record speaks of it."""
        chosen = self.values.get(attribute, ())
        return chosen[0].claim.value if chosen else None


EntryKind = Literal[
    "position", "education", "certificate", "publication", "post", "article", "talk", "project", "release",
    "discussion", "article_about", "interaction", "data_change",
]  # fmt: skip
Mark = Literal["overlap", "gap_before", "contradiction", "unconfirmed"]


class TimelineEntry(Value, frozen=True):
    """One dated thing in a life, with the records that tell of it and what is odd about it."""

    kind: EntryKind
    title: str
    start: PartialDate = PartialDate("")
    end: PartialDate = PartialDate("")
    current: bool = False
    organisation: str = ""
    detail: str = ""
    url: str = ""
    records: tuple[RecordId, ...] = ()
    marks: tuple[Mark, ...] = ()
    remarks: tuple[str, ...] = ()
