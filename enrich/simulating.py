"""What if: what another matcher would merge, split and queue in the whole database, before it is put in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy.engine import Connection

from enrich.model import RecordId, Value
from enrich.pipeline import Engine
from enrich.ports import Matcher, Progress, Silent
from enrich.resolution import World, decide, queue_of
from enrich.store import derived, persons
from enrich.store.facts import keys_of
from enrich.store.judgements import judgements
from enrich.store.shelf import Shelf
from enrich.store.suggestions import suggested
from enrich.weighing import at_least, links_in, weighed_all

LEARNS_FROM = 2_000  # records; fewer say too little about how often people's records agree


class Simulation(Value, frozen=True):
    """What a model would change. `merges`: persons that would become one; `splits`: person -> the records that would stay
    together, group by group; `review`: how long the queue is now and would be."""

    model: str
    merge_at: float
    review_at: float
    records: int
    persons: tuple[int, int]
    review: tuple[int, int]
    merges: tuple[tuple[int, ...], ...]
    splits: dict[int, tuple[tuple[RecordId, ...], ...]]


def learned(engine: Engine, seed: int = 1) -> Matcher | None:
    """A matcher whose model is learned from all records; None where these are too few to learn from."""
    with engine.database.read() as connection:
        features = derived.features(connection, None)
        if len(features) < LEARNS_FROM:
            return None
        return engine.configured.trained(features, derived.all_keys(connection), seed)


def simulate(engine: Engine, matcher: Matcher, progress: Progress | None = None) -> Simulation:
    """Decides every pair by this matcher and writes nothing. Putting it in force gives exactly that."""
    progress = progress or Silent()
    with engine.database.read() as connection:
        progress.step("comparing records", 0)
        world = world_under(connection, matcher)
        progress.step("resolving", 0, len(world.records))
        rules = engine.rules._replace(matcher=matcher)
        resolution = decide(Shelf(connection), rules, world)
        after = {record_id: cluster[0] for cluster in resolution.clusters for record_id in cluster}
        waiting = persons.count_review_items(connection)
    return Simulation(
        model=matcher.version,
        merge_at=matcher.merge_at,
        review_at=matcher.review_at,
        records=len(after),
        persons=(len(set(world.persons.values())), len(resolution.clusters)),
        review=(waiting, len(queue_of(rules, world, resolution, after))),
        merges=merges_of(world.persons, after),
        splits=splits_of(world.persons, after),
    )


def world_under(connection: Connection, matcher: Matcher) -> World:
    """All records with the links between them that this matcher finds."""
    found = (at_least(matches, matcher.review_at) for matches in weighed_all(connection, matcher))
    links = [link for matches in found for link in links_in(matches)]
    return World(
        keys_of(connection),
        sorted(links),
        judgements(connection),
        derived.persons_of(connection, None),
        suggested(connection, None),
        (),
    )


def merges_of(before: Mapping[RecordId, int], after: Mapping[RecordId, int]) -> tuple[tuple[int, ...], ...]:
    """The persons of before that would share a person, least ids first."""
    homes: dict[int, set[int]] = defaultdict(set)
    for record_id, person_id in after.items():
        if record_id in before:
            homes[person_id].add(before[record_id])
    return tuple(sorted(tuple(sorted(persons)) for persons in homes.values() if len(persons) > 1))


def splits_of(
    before: Mapping[RecordId, int], after: Mapping[RecordId, int]
) -> dict[int, tuple[tuple[RecordId, ...], ...]]:
    """person of before -> the groups that their records would fall into, where these are several."""
    groups: dict[int, dict[int, list[RecordId]]] = defaultdict(lambda: defaultdict(list))
    for record_id, person_id in sorted(before.items()):
        groups[person_id][after.get(record_id, person_id)].append(record_id)
    return {
        person_id: tuple(sorted(map(tuple, parts.values())))
        for person_id, parts in sorted(groups.items())
        if len(parts) > 1
    }
