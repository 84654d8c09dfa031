"""A town of invented people of whom it is known who is who, and stewards who judge its queue, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from enrich.learning import former
from enrich.model import Found, Instant, Place, Profile, RecordId, Work
from enrich.pipeline import Engine, InputFrom, ingest, resolve_all
from enrich.resolution import Rules
from enrich.store import derived
from enrich.store.database import Database
from enrich.store.facts import keys_of
from enrich.store.judgements import add_judgement
from enrich.store.reads import review_queue
from matchers.frequencies import shipped_rarity
from matchers.matcher import PersonMatcher
from matchers.model import SHIPPED_CAPS, Model, from_json
from tests.enrich.worlds import survivorship

# Of everything that people share at work: its queue holds namesakes by the dozen.
TRUSTING = {**SHIPPED_CAPS, "colleagues": 0.0}
# Thinks too much of a city and nothing of a telephone: its queue is long, and people know better.
ODD = Model(
    name="odd",
    prior=-13.0,
    weights={
        name: {
            level: bits + (4.0 if name == "place" and bits > 0 else 0.0)
            if name != "telephone"
            else min(bits, 1.0)
            for level, bits in levels.items()
        }
        for name, levels in Model().weights.items()
    },
)


@dataclass
class Town:
    """An engine, and who is really who: record -> person."""

    engine: Engine
    truth: dict[RecordId, str]

    def same(self, a: RecordId, b: RecordId) -> bool:
        return self.truth[a] == self.truth[b]

    def judge_queue(self, wrong: float = 0.0, most: int = 10_000, seed: int = 1) -> int:
        """People judge what waits, one pair at a time, and err in this share of cases; how many they judged."""
        chance = np.random.default_rng(seed)
        with self.engine.database.write() as connection:
            waiting = [(row.a, row.b) for row in review_queue(connection)][:most]
            for number, pair in enumerate(waiting):
                said = self.same(*pair) != (chance.random() < wrong)
                at = Instant(self.engine.clock() + number)
                add_judgement(connection, *pair, "same" if said else "different", "ada", at)
        resolve_all(self.engine)
        return len(waiting)

    def quality(self, version: str) -> float:
        """F1 over all pairs of records of who would be who by this model alone, with no judgement."""
        with self.engine.database.write() as connection:
            connection.execute(sa.text("UPDATE judgement SET revoked_at = 1 WHERE revoked_at IS NULL"))
            matcher = former(self.engine, version)
        resolve_all(self.engine, matcher=matcher)
        homes = self.homes()
        records = sorted(homes)
        person = np.array([homes[record] for record in records])
        true = np.unique([self.truth[record] for record in records], return_inverse=True)[1]
        one, two = np.triu_indices(len(records), 1)
        together, really = person[one] == person[two], true[one] == true[two]
        return float(2 * (together & really).sum() / (together.sum() + really.sum()))

    def homes(self) -> dict[RecordId, int]:
        with self.engine.database.read() as connection:
            return dict(derived.persons_of(connection, None))


def people(persons: int, seed: int = 4) -> list[Found]:
    """Records of invented people, one to three each; the key says whose they are."""
    chance = np.random.default_rng(seed)
    family, given = list(shipped_rarity("family"))[:60], list(shipped_rarity("given"))[:30]
    cities = ("Leeds", "York", "Hull", "Bath")
    found = []
    for person in range(persons):
        last, first = family[chance.integers(len(family))], given[chance.integers(len(given))]
        city = cities[chance.integers(len(cities))]
        for copy in range(int(chance.choice([1, 2, 3], p=[0.3, 0.5, 0.2]))):
            has = chance.random(4) < (0.3, 0.6, 0.9, 0.7)
            profile = Profile(
                name=f"{first} {last}".title(),
                emails=(f"box{person}x@posteo.example",) if has[0] else (),
                phones=(f"+44 113 {4000000 + person}",) if has[1] else (),
                location=Place(city=city, country="GB") if has[2] else None,
                work=(Work(employer=f"Firma {chance.integers(40)}"),) if has[3] else (),
            )
            found.append(Found(f"{person}-{copy}", profile))
    return found


def town_on(database: Database, persons: int = 400, model: Model = ODD) -> Town:
    engine = Engine(
        database,
        Rules(PersonMatcher(model), survivorship()),
        matcher_of=lambda content: PersonMatcher(from_json(content)),
    )
    ingest(engine, InputFrom("crm"), people(persons))
    with database.read() as connection:
        truth = {number: key.key.partition("-")[0] for number, key in keys_of(connection).items()}
    return Town(engine, truth)
