"""One person out of their records: the golden record, the timeline, and the row that lists and search use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from enrich.careers import day_of
from enrich.golden import Survivorship, choose, summary_of
from enrich.model import (
    Golden,
    Instant,
    PartialDate,
    Place,
    Profile,
    RecordId,
    RecordVersion,
    TimelineEntry,
    Value,
    Work,
)
from enrich.restated import History
from enrich.timeline import timeline
from enrich.values.names import fold
from enrich.vocabulary import BY_NAME

T = TypeVar("T")

encode = msgspec.json.Encoder(order="deterministic").encode


class Person(Value, frozen=True):
    """A person as derived: `golden` holds every chosen value with its rivals, `digest` changes when anything shown does."""

    person_id: int
    records: tuple[RecordId, ...]
    sources: tuple[str, ...]
    seen_at: Instant
    golden: Golden
    timeline: tuple[TimelineEntry, ...]
    digest: str

    @property
    def shown_name(self) -> str:
        return str(self.golden.first("name") or self.first_value("email", "link", "phone") or "(no name)")

    @property
    def position(self) -> Work:
        held = self.golden.first("position")
        return held if isinstance(held, Work) else Work()

    @property
    def place(self) -> Place:
        place = self.golden.first("location")
        return place if isinstance(place, Place) else Place()

    def first_value(self, *attributes: str) -> str:
        """The first of these attributes that has a value, as text."""
        values = (self.golden.first(name) for name in attributes)
        return next((str(getattr(value, "url", value)) for value in values if value), "")


def person_of(histories: Sequence[History], survivorship: Survivorship) -> Person:
    """The person that these records make up; their id is the oldest record's, so a merge keeps the older id."""
    current = [history[-1] for history in histories]
    records = tuple(sorted(version.record_id for version in current))
    golden, entries = choose(current, survivorship), timeline(histories)
    content = encode((summary_of(golden), entries, records))
    return Person(
        person_id=records[0],
        records=records,
        sources=tuple(sorted({version.record.source for version in current})),
        seen_at=max(version.seen_at for version in [v for v in current if tells_of_them(v)] or current),
        golden=golden,
        timeline=entries,
        digest=hashlib.blake2b(content, digest_size=12).hexdigest(),
    )


def without_private(person: Person) -> Person:
    """The person as shown to somebody who did not ask for private attributes."""
    return replace(person, golden=Golden(public_only(person.golden.values)))


def public_only(values: Mapping[str, T]) -> dict[str, T]:
    """The entries, by attribute, that are not private."""
    return {name: value for name, value in values.items() if BY_NAME[name].sensitivity != "private"}


def public_profile(profile: Profile) -> Profile:
    """What one source says, without its private attributes."""
    return replace(profile, birth_date=PartialDate(""), identifiers=())


def tells_of_them(version: RecordVersion) -> bool:
    """Whether a record says what is so; a note that we wrote only says that we spoke."""
    profile = version.profile
    return profile != Profile(interactions=profile.interactions)


def person_row(person: Person) -> dict[str, Any]:
    """The row of the `person` table."""
    return {
        "person_id": person.person_id,
        "name": person.shown_name,
        "sort_name": fold(person.shown_name) or "~",
        "title": person.position.title,
        "employer": person.position.employer,
        "city": person.place.city or person.place.text,
        "country": person.place.country,
        "records": len(person.records),
        "sources": len(person.sources),
        "seen_at": person.seen_at,
        "digest": person.digest,
        "golden": encode(summary_of(person.golden)).decode(),
    }


# Where a word of a person was found; a lower number is a better hit.
SEARCH_FIELDS = {
    "name": 0,
    "alias": 0,
    "title": 1,
    "employer": 1,
    "skill": 2,
    "location": 3,
    "past": 4,
    "email": 5,
}


def search_words(person: Person) -> dict[str, int]:
    """Folded word -> the best field it stands in."""
    words: dict[str, int] = {}
    golden = person.golden.values
    texts: list[tuple[str, str]] = [("name", person.shown_name), ("title", person.position.title)]
    texts += [("employer", person.position.employer)]
    texts += [("name", str(claim.value)) for chosen in golden.get("name", ()) for claim in chosen.rivals]
    texts += [("alias", str(chosen.claim.value)) for chosen in golden.get("alias", ())]
    texts += [("skill", chosen.claim.value.name) for chosen in golden.get("skill", ())]
    texts += [("email", str(chosen.claim.value)) for chosen in golden.get("email", ())]
    place = person.place
    texts += [("location", text) for text in (place.city, place.region, place.country, place.text)]
    texts += [
        ("past", f"{entry.title} {entry.organisation}") for entry in person.timeline if entry.kind in CAREER
    ]
    for field, text in texts:
        for word in [text.casefold()] if field == "email" else fold(text).split():
            words[word] = min(words.get(word, 99), SEARCH_FIELDS[field])
    return {word[:64]: field for word, field in words.items() if word}


CAREER = ("position", "education")


def person_code(person_id: int) -> str:
    """How people write a person's id: "P17"."""
    return f"P{person_id}"


def day_seen(person: Person) -> str:
    return day_of(person.seen_at)
