"""Matches and judgements -> memberships, persons, the review queue and the change feed."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, KeysView, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from enrich.changes import Change, State, changes
from enrich.golden import Survivorship
from enrich.identity import Groups, Limits, Link, Resolution, resolve
from enrich.model import Instant, Judgement, RecordId, RecordKey
from enrich.ports import Matcher, Progress
from enrich.review import Item, queue
from enrich.store import derived, persons
from enrich.store.derived import Move
from enrich.store.facts import (
    HISTORIES_OF,
    KEYS_OF,
    Episode,
    histories_in,
    keys_in,
    keys_of,
    stored_histories,
)
from enrich.store.judgements import STANDING, judgements, judgements_in
from enrich.store.persons import PersonRows, rows_of
from enrich.store.shelf import Shelf
from enrich.store.statements import chunks, within_together
from enrich.store.suggestions import SUGGESTED_OF, suggested
from enrich.weighing import Weighed, weigh_unlinked

DERIVE_AT_ONCE = 2_000
FEW = 20  # records around a touched one whose histories are read with the rest: they are the ones that persons are derived of
LARGEST_COMPARED = 300  # in a larger connected group not every pair is compared; `max_cluster` cuts it anyway

Told = list[list[Episode]]  # one cluster: each record's stored history
DeriveMany = Callable[[Iterable[list[Told]], Survivorship], Iterable[list[PersonRows]]]


def derive_here(batches: Iterable[list[Told]], survivorship: Survivorship) -> Iterator[list[PersonRows]]:
    for batch in batches:
        yield [rows_of(told, survivorship) for told in batch]


class Rules(NamedTuple):
    """What decides besides the facts: the matcher, survivorship, and how large a cluster may be. `derive_many` may spread
    the derivation of many persons over processes."""

    matcher: Matcher
    survivorship: Survivorship
    max_cluster: int = 40
    margin: float = 4.0
    derive_many: DeriveMany = derive_here

    @property
    def limits(self) -> Limits:
        return Limits(self.matcher.merge_at, self.matcher.review_at, self.max_cluster, self.margin)


NO_STATES: Mapping[int, State] = {}
NOBODY: Mapping[RecordId, int] = {}
NOTHING_KNOWN: Mapping[tuple[RecordId, RecordId], Link] = {}
NOTHING_TOLD: Mapping[RecordId, list[Episode]] = {}
NOTHING_WEIGHED = Weighed(None, {}, {})


class World(NamedTuple):
    """Everything `resolve` needs to know about some records that no strong link leads out of. `persons`: whom each belonged
    to until now; `waiting`: records that wait for a person's judgement; `announced`: ids that were announced as a person at
    some time; `states`: those persons until now; `outside`: to whom records belong that links lead to from here; `known`: pairs that are no matches and have just been weighed;
    `told`: what these records say, where there are few; `queued`: the rows of the review queue about these records, None for all there are."""

    keys: Mapping[RecordId, RecordKey]
    links: list[Link]
    judgements: list[Judgement]
    persons: Mapping[RecordId, int]
    waiting: Collection[RecordId]
    announced: Collection[int]
    states: Mapping[int, State] = NO_STATES
    outside: Mapping[RecordId, int] = NOBODY
    known: Mapping[tuple[RecordId, RecordId], Link] = NOTHING_KNOWN
    told: Mapping[RecordId, list[Episode]] = NOTHING_TOLD
    queued: Collection[tuple[Any, ...]] | None = None

    @property
    def records(self) -> KeysView[RecordId]:
        return self.keys.keys()


def resolve_touched(
    connection: Connection,
    rules: Rules,
    touched: Collection[RecordId] | None,
    at: Instant,
    progress: Progress,
    *,
    changed: Collection[RecordId] | None = (),
    weighed: Weighed = NOTHING_WEIGHED,
    shelf: Shelf | None = None,
    rewrite: bool = False,
) -> list[Change]:
    """Decides anew who these records are (all for None) and derives what follows; returns what changed.

    `changed`: the records that may say something else than before (all for None); persons without any of them are
    derived again only when their records have come or gone. `weighed`: what has just been weighed of them; `shelf`: what has
    been read for that.

    Only the connected surroundings of the touched records are read: the outcome is the same as for the whole database.
    """
    world = surroundings(connection, touched, rules.matcher.merge_at, weighed.newcomers)
    world = world._replace(known=weighed.known)
    progress.step("resolving", 0, len(world.records))
    resolution = decide(shelf or Shelf(connection), rules, world)
    moves = moves_of(resolution, world.persons)
    derived.move(connection, moves, at)
    after = derive_persons(connection, rules, resolution, moves, changed, world, progress, rewrite)
    persons.replace_review_items(connection, world.queued, items_of(rules, world, resolution))
    events = changes(world.states, after, world.persons, world.announced, world.keys)
    persons.store_changes(connection, events, at)
    return events


def surroundings(
    connection: Connection,
    touched: Collection[RecordId] | None,
    merge_at: float,
    newcomers: Mapping[RecordId, Collection[Link]],
) -> World:
    """The touched records with all that may be joined with them, or were. `newcomers`: those that were never resolved before,
    with their links: that is all there is of them."""
    if touched is None:
        return _whole_world(connection)
    region: set[RecordId] = set()
    links: set[Link] = set()
    said: dict[int, Judgement] = {}
    homes: dict[RecordId, int] = {}
    frontier = set(touched)
    while frontier:
        region |= frontier
        settled = frontier - newcomers.keys()
        joined, standing, housed = within_together(
            connection,
            (derived.LINKS_OF, settled),
            (STANDING[True, False], settled),
            (derived.HOUSEMATES_OF, settled - homes.keys()),
        )
        near, judged = {Link(*row) for row in joined}, judgements_in(standing)
        near.update(link for one in frontier & newcomers.keys() for link in newcomers[one])
        links |= near
        said.update((one.judgement_id, one) for one in judged)
        around = frontier | {end for link in near if link.weight >= merge_at for end in link[:2]}
        around |= {end for one in judged for end in (one.a, one.b)}
        homes |= derived.homes_in(housed)
        inside = {homes[one] for one in around if one in homes}
        around |= {one for one, home in homes.items() if home in inside}
        frontier = around - region
    ends = {end for link in links for end in link[:2]}
    known = region - newcomers.keys()
    few = region if len(region) <= FEW else ()
    keys, waiting, announced, states, outside, queued, *told = within_together(
        connection, (KEYS_OF, region), (SUGGESTED_OF, region), (persons.ANNOUNCED_OF, known),
        (persons.STATES_OF, set(homes.values())), (derived.PERSONS_OF, ends - region),
        (persons.ITEMS_OF, known), *((history, few) for history in HISTORIES_OF),
    )  # fmt: skip
    return World(
        keys_in(keys), sorted(links), [said[number] for number in sorted(said)], homes,
        {RecordId(row[0]) for row in waiting}, {number for (number,) in announced},
        persons.states_in(states, homes), {RecordId(number): home for number, home in outside},
        told=histories_in(*told), queued=queued,
    )  # fmt: skip


def _whole_world(connection: Connection) -> World:
    homes = derived.persons_of(connection, None)
    return World(
        keys_of(connection),
        derived.links_of(connection, None),
        judgements(connection),
        homes,
        suggested(connection, None),
        persons.announced(connection, None),
        persons.states_with(connection, None, homes),
    )


def decide(shelf: Shelf, rules: Rules, world: World) -> Resolution:
    """`resolve` on this world, after every pair of a connected group has been weighed, so that nothing chains."""
    merge_at, waiting = rules.matcher.merge_at, world.waiting
    records = world.records
    inside = [
        held_back(link, merge_at, waiting) for link in world.links if link.a in records and link.b in records
    ]
    strong = [link for link in inside if link.weight >= rules.matcher.merge_at]
    groups = Groups(records)
    for a, b in [link[:2] for link in strong] + [(j.a, j.b) for j in world.judgements if j.verdict == "same"]:
        groups.join(a, b)
    compared = sorted(sorted(group) for group in groups.several() if 2 < len(group) <= LARGEST_COMPARED)
    within = [
        world.known[pair] for group in compared for pair in combinations(group, 2) if pair in world.known
    ]
    inside += [held_back(link, merge_at, waiting) for link in within]
    unlinked = weigh_unlinked(shelf, rules.matcher, compared, {link[:2] for link in inside})
    inside += [held_back(link, merge_at, waiting) for link in unlinked]
    keys = {record_id: f"{key.source}\0{key.key}" for record_id, key in world.keys.items()}
    return resolve(keys, inside, world.judgements, rules.limits)


def held_back(link: Link, merge_at: float, waiting: Collection[RecordId]) -> Link:
    """The link as it counts: with a record that waits for a person's judgement, it never merges by itself."""
    if not waiting or link.weight < merge_at or not (link.a in waiting or link.b in waiting):
        return link
    return link._replace(weight=math.nextafter(merge_at, -math.inf), contradicts=False)


def moves_of(resolution: Resolution, before: Mapping[RecordId, int]) -> list[Move]:
    """Records whose person changes; a cluster's id is its oldest record's."""
    return [
        Move(record_id, before.get(record_id), cluster[0])
        for cluster in resolution.clusters
        for record_id in cluster
        if before.get(record_id) != cluster[0]
    ]


def derive_persons(
    connection: Connection, rules: Rules, resolution: Resolution, moves: list[Move],
    changed: Collection[RecordId] | None, world: World, progress: Progress, rewrite: bool,
) -> dict[int, State]:  # fmt: skip
    """Writes the persons that may have changed; returns the state of all persons of this world."""
    before = world.states
    moved = {end for m in moves for end in (m.after, m.before) if end is not None}
    due = [
        cluster
        for cluster in resolution.clusters
        if changed is None or cluster[0] in moved or any(record_id in changed for record_id in cluster)
    ]
    after: dict[int, State] = {c[0]: before[c[0]] for c in resolution.clusters if c[0] in before}
    persons.delete_persons(connection, before.keys() - {cluster[0] for cluster in resolution.clusters})
    done, terms = 0, dict[str, int]()
    for made in rules.derive_many(told_batches(connection, due, world.told), rules.survivorship):
        news = [one for one in made if rewrite or after.get(one.person_id) != one.state]
        persons.store_persons(
            connection, news, [one.person_id for one in news if one.person_id in before], terms
        )
        after.update((one.person_id, one.state) for one in news)
        done += len(made)
        progress.step("writing persons", done, len(due))
    return after


def told_batches(
    connection: Connection, clusters: Sequence[Sequence[RecordId]], known: Mapping[RecordId, list[Episode]]
) -> Iterator[list[Told]]:
    """What the records of these clusters say, some clusters at a time; of those that are `known` nothing is read."""
    for some in chunks(clusters, DERIVE_AT_ONCE):
        missing = [record_id for cluster in some for record_id in cluster if record_id not in known]
        told = {**known, **stored_histories(connection, missing)}
        yield [[told[record_id] for record_id in cluster] for cluster in some]


def items_of(rules: Rules, world: World, resolution: Resolution) -> list[Item]:
    """The review items of these records."""
    homes: dict[RecordId, int] = {
        record_id: cluster[0] for cluster in resolution.clusters for record_id in cluster
    }
    return queue_of(rules, world, resolution, {**world.outside, **homes})


def queue_of(rules: Rules, world: World, resolution: Resolution, homes: Mapping[RecordId, int]) -> list[Item]:
    """What waits for review in this world; `homes`: record -> the person it belongs to now, if it is settled already."""
    review_at = rules.matcher.review_at
    between = [
        link
        for link in world.links
        if link.weight >= review_at
        and (one := homes.get(link.a)) is not None
        and (other := homes.get(link.b)) is not None
        and one != other
    ]
    return queue(between, resolution.doubts, world.judgements, homes)
