"""A person as the 360 page shows them: facts with their origin, identities with their ties, a life in lanes.

Everything here is a view of what `enrich` derived; nothing is decided or stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from enrich.explain import Bond
from enrich.freshness import Freshness, freshness_of
from enrich.golden import RULES, Rule, Survivorship
from enrich.identity import Groups
from enrich.model import (
    Chosen,
    Claim,
    Instant,
    Judgement,
    Link,
    RecordId,
    RecordVersion,
    TimelineEntry,
)
from enrich.persons import Person
from enrich.refreshing import Difference
from enrich.store.facts import History
from enrich.vocabulary import ATTRIBUTES, BY_NAME, Attribute
from web.strip import Group, Strip, strip
from web.words import age_words, date_words, share_words, span_words

RULE_WORDS = {str(rule): words for rule, words in RULES.items()}
LATEST_CHANGES = 3
LONG_LANE = 6  # entries of a lane that are shown at once


class Told(NamedTuple):
    """One claim, as a line: what it says, who says so, since and until when."""

    text: str
    source: str
    record_id: RecordId
    observed_at: Instant
    seen_at: Instant


class FactValue(NamedTuple):
    """A golden value with its origin; `how` says how its freshness was worked out."""

    text: str
    url: str
    origin: Told
    freshness: Freshness
    how: str
    agreeing: tuple[Told, ...]
    rivals: tuple[Told, ...]


class Fact(NamedTuple):
    """One attribute: its chosen values and, in words, the rule that chose them."""

    name: str
    label: str
    many: bool
    private: bool
    rule: str
    values: tuple[FactValue, ...]


class Tie(NamedTuple):
    """What holds a record in this person: its partner and how strongly; `judged` where a person said so."""

    partner: RecordId
    weight: float | None
    judged: str
    bridge: bool


class Identity(NamedTuple):
    """One record of the person. `values`: (label, texts) of what it says now."""

    record_id: RecordId
    source: str
    key: str
    url: str
    name: str
    first_at: Instant
    observed_at: Instant
    seen_at: Instant
    versions: int
    values: tuple[tuple[str, tuple[str, ...]], ...]
    tie: Tie | None


class Entry(NamedTuple):
    when: str
    entry: TimelineEntry
    sources: tuple[str, ...]


class Lane(NamedTuple):
    name: str
    label: str
    entries: tuple[Entry, ...]


LANES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("career", "Career", frozenset({"position"})),
    ("education", "Education and certificates", frozenset({"education", "certificate"})),
    (
        "work",
        "Public work by them",
        frozenset({"publication", "post", "article", "talk", "project", "release", "discussion"}),
    ),
    ("about", "Articles about them", frozenset({"article_about"})),
    ("conversations", "Conversations and notes", frozenset({"interaction"})),
    ("changes", "Changes in the data", frozenset({"data_change"})),
)

MARKS = {
    "overlap": "ran beside another position for more than two months",
    "gap_before": "more than half a year before this is not accounted for",
    "contradiction": "sources differ about this",
    "unconfirmed": "not yet confirmed to be about this person",
}


def text_of(attribute: Attribute, value: Any) -> str:
    return attribute.show(value)


def told(claim: Claim) -> Told:
    text = text_of(BY_NAME[claim.attribute], claim.value)
    return Told(text, claim.source, claim.record_id, claim.observed_at, claim.seen_at)


def address_of(attribute: str, value: Any) -> str:
    """Where a value leads to when it is clicked."""
    if attribute == "email":
        return f"mailto:{value}"
    if attribute == "phone":
        return f"tel:{''.join(c for c in value if c.isdigit() or c == '+')}"
    return value.url if isinstance(value, Link) else ""


def how_fresh(freshness: Freshness, half_life: float) -> str:
    return (
        f"A source last said so {age_words(freshness.days)}. Trust in this kind of value halves every {half_life:.0f} days, "
        f"so the chance that it no longer holds is {share_words(freshness.stale)}: 1 − 2^(−days / {half_life:.0f})."
    )


def fact_value(chosen: Chosen, survivorship: Survivorship, now: Instant) -> FactValue:
    claim = chosen.claim
    freshness = freshness_of(chosen, survivorship, now)
    half_life = survivorship.rules.get(claim.attribute, Rule()).half_life_days
    return FactValue(
        text_of(BY_NAME[claim.attribute], claim.value),
        address_of(claim.attribute, claim.value),
        told(claim),
        freshness,
        how_fresh(freshness, half_life),
        tuple(told(other) for other in chosen.agreeing),
        tuple(told(other) for other in chosen.rivals),
    )


def facts(person: Person, survivorship: Survivorship, now: Instant) -> list[Fact]:
    """Every attribute that has a value, in the order of the vocabulary."""
    golden = person.golden.values
    return [
        Fact(
            attribute.name, attribute.label, attribute.many, attribute.sensitivity == "private",
            RULE_WORDS[golden[attribute.name][0].rule],
            tuple(fact_value(chosen, survivorship, now) for chosen in golden[attribute.name]),
        )
        for attribute in ATTRIBUTES
        if golden.get(attribute.name)
    ]  # fmt: skip


def ties(
    members: Sequence[RecordId], bonds: Iterable[Bond], judged: Iterable[Judgement], merge_at: float
) -> dict[RecordId, Tie]:
    """What holds each record to another one of the same person: its strongest link where that suffices by itself, else
    what a person judged, else the strongest link."""
    inside = set(members)
    strongest: dict[RecordId, Tie] = {}
    for bond in sorted(bonds, key=lambda bond: -bond.weight):
        for mine, other in ((bond.a, bond.b), (bond.b, bond.a)):
            strongest.setdefault(mine, Tie(other, bond.weight, "", bond.bridge))
    for judgement in judged:
        if judgement.verdict == "same" and {judgement.a, judgement.b} <= inside:
            for mine, other in ((judgement.a, judgement.b), (judgement.b, judgement.a)):
                held = strongest.get(mine)
                if held is None or (held.weight is not None and held.weight < merge_at):
                    strongest[mine] = Tie(other, None, judgement.by, bridge=False)
    return strongest


def weakest_link(
    members: Sequence[RecordId], bonds: Iterable[Bond], judged: Iterable[Judgement]
) -> Bond | None:
    """The link on which the person hangs: the strongest links are taken first (as what people judged always is), and this
    is the last one needed to hold all records together. None where people's judgements alone do."""
    groups, weakest = Groups(members), None
    for judgement in judged:
        if judgement.verdict == "same" and {judgement.a, judgement.b} <= set(members):
            groups.join(judgement.a, judgement.b)
    for bond in sorted(bonds, key=lambda bond: -bond.weight):
        if not groups.together(bond.a, bond.b):
            groups.join(bond.a, bond.b)
            weakest = bond
    return weakest


def identity(history: History, tie: Tie | None, *, private: bool) -> Identity:
    version = history[-1]
    return Identity(
        version.record_id, version.record.source, version.record.key, version.url, version.profile.name,
        history[0].observed_at, version.observed_at, version.seen_at, len(history),
        tuple(said_by(version, private=private)), tie,
    )  # fmt: skip


def said_by(version: RecordVersion, *, private: bool) -> Iterable[tuple[str, tuple[str, ...]]]:
    """What a record says, attribute by attribute."""
    for attribute in ATTRIBUTES:
        if attribute.sensitivity != "private" or private:
            texts = tuple(text_of(attribute, value) for value in attribute.read(version.profile))
            if texts:
                yield attribute.label, texts


def lanes(person: Person, sources: Mapping[RecordId, str]) -> list[Lane]:
    """The timeline by kind of thing; each lane newest first."""
    found = []
    for name, label, kinds in LANES:
        entries = tuple(
            Entry(
                when_words(entry), entry, tuple(sorted({sources[record_id] for record_id in entry.records}))
            )
            for entry in person.timeline
            if entry.kind in kinds
        )
        if entries:
            found.append(Lane(name, label, entries))
    return found


def when_words(entry: TimelineEntry) -> str:
    """A span for what lasts, a day for what happens."""
    lasts = entry.kind in ("position", "education")
    words = span_words(entry.start, entry.end, entry.current) if lasts else date_words(entry.start)
    return words or "no date"


def career_strip(person: Person, today: dt.date) -> Strip | None:
    of_kind = {
        kind: [entry for entry in person.timeline if entry.kind == kind] for kind in ("position", "education")
    }
    return strip(
        (
            Group("Positions", "position", of_kind["position"]),
            Group("Education", "study", of_kind["education"]),
        ),
        today,
    )


def previous_position(person: Person) -> TimelineEntry | None:
    """The position before the current one."""
    return next((entry for entry in person.timeline if entry.kind == "position" and not entry.current), None)


def current_since(person: Person) -> str:
    """When the golden position began, as far as any source knows."""
    held = person.position
    if held.start:
        return held.start
    entries = (entry for entry in person.timeline if entry.kind == "position" and entry.current)
    return next((entry.start for entry in entries if entry.title == held.title), "")


def latest_study(person: Person) -> TimelineEntry | None:
    return next((entry for entry in person.timeline if entry.kind == "education"), None)


def latest_changes(person: Person) -> list[TimelineEntry]:
    return [entry for entry in person.timeline if entry.kind == "data_change"][:LATEST_CHANGES]


def also_known_as(person: Person) -> list[str]:
    """Other names: what records call the person, and their aliases; each once."""
    golden = person.golden.values
    rivals = [claim for chosen in golden.get("name", ()) for claim in chosen.rivals]
    claims = [*rivals, *(chosen.claim for chosen in golden.get("alias", ()))]
    shown = {BY_NAME["name"].clean(person.shown_name): ""}
    for claim in claims:
        shown.setdefault(claim.key, str(claim.value))
    return [name for name in shown.values() if name]


PRIVATE_LABELS = frozenset(a.label for a in ATTRIBUTES if a.sensitivity == "private")


def shown_differences(found: Iterable[Difference]) -> list[Difference]:
    """Without what is not shown unless it is asked for."""
    return [difference for difference in found if difference.attribute not in PRIVATE_LABELS]
