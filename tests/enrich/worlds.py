"""Small worlds of invented people for the laws: everything shares names, mailboxes and phones, so that records meet."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import msgspec
from hypothesis import strategies as st

from config.settings import survivorship_defaults
from enrich.changes import Mirror
from enrich.golden import Rule, Survivorship, Trust
from enrich.model import Found, Instant, PartialDate, Profile, RecordId, RecordKey, Work
from enrich.pipeline import Engine, Ingested, InputFrom, ingest
from enrich.resolution import Rules
from enrich.store.database import Database
from enrich.store.facts import find_record, keys_of
from enrich.store.persons import changes_after
from enrich.store.reads import every_person, person_page
from enrich.store.tables import metadata
from matchers.matcher import PersonMatcher
from matchers.model import Model

SOURCES = ("ats", "crm", "resumes")
START = 1_700_000_000_000_000
MATCHER = PersonMatcher(Model())


def survivorship() -> Survivorship:
    shipped = survivorship_defaults({}, "")
    rules = msgspec.convert(msgspec.to_builtins(shipped.rules), dict[str, Rule])
    trust = {"crm": Trust(0.5), "ats": Trust(0.7), "resumes": Trust(0.9), "desk": Trust(1.0, human=True)}
    return Survivorship(rules, trust)


class World:
    """An engine whose clock ticks a second with every look at it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._ticks = itertools.count(START + 10**12, 1_000_000)
        self.engine = Engine(
            database, Rules(MATCHER, survivorship()), clock=lambda: Instant(next(self._ticks))
        )

    def take(self, source: str, found: Sequence[Found]) -> Ingested:
        return ingest(self.engine, InputFrom(source), found)

    def load(self, records: Sequence[tuple[str, Found]]) -> None:
        """Takes the records in in their order, neighbours of one source together."""
        for source, group in itertools.groupby(records, key=lambda item: item[0]):
            self.take(source, [found for _, found in group])

    def id_of(self, key: tuple[str, str]) -> RecordId:
        with self.database.read() as connection:
            return find_record(connection, RecordKey(*key))

    def people(self) -> dict[frozenset[tuple[str, str]], dict[str, object]]:
        """Who is who and what is shown of them, free of ids: the record keys of each person -> golden values."""
        with self.database.read() as connection:
            named = {number: (key.source, key.key) for number, key in keys_of(connection).items()}
            shown = {}
            for row in every_person(connection):
                page = person_page(connection, self.engine.rules.survivorship, row.person_id)
                told = [
                    msgspec.to_builtins(msgspec.structs.replace(e, records=())) for e in page.person.timeline
                ]
                shown[frozenset(named[r] for r in page.person.records)] = {
                    "golden": row.golden,
                    "timeline": told,
                }
            return shown

    def clusters(self) -> set[frozenset[tuple[str, str]]]:
        return set(self.people())

    def feed(self) -> list[tuple[int, object]]:
        with self.database.read() as connection:
            return [(seq, change) for seq, _, change in changes_after(connection, 0, limit=100_000)]

    def mirror(self) -> Mirror:
        mirror = Mirror()
        for seq, change in self.feed():
            mirror.apply(seq, change)  # type: ignore[arg-type]
        return mirror


def emptied(database: Database) -> World:
    """A world with nothing in it, on a database that an earlier example may have used."""
    with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return World(database)


NAMES = (
    "Anna Kowalska",
    "Ania Kowalska",
    "Anna Nowak",
    "Jan Kowalski",
    "John Smith",
    "Jon Smith",
    "Maria Smith",
    "José Álvarez",
)
MAILS = ("", "", "anna@one.example", "a.kowalska@two.example", "smith@three.example", "jobs@agency.example")
PHONES = ("", "", "+48 22 555 01 01", "+1 202 555 0147")
EMPLOYERS = ("", "Acme GmbH", "Blue Heron Ltd", "Cedar & Sons")
TITLES = ("Engineer", "Senior Engineer", "Nurse")


def profile(name: str, mail: str, phone: str, employer: str, title: str, start: str) -> Profile:
    work = (Work(employer, title, PartialDate(start), current=True),) if employer else ()
    return Profile(name=name, emails=(mail,) if mail else (), phones=(phone,) if phone else (), work=work)


profiles = st.builds(
    profile,
    st.sampled_from(NAMES),
    st.sampled_from(MAILS),
    st.sampled_from(PHONES),
    st.sampled_from(EMPLOYERS),
    st.sampled_from(TITLES),
    st.sampled_from(("", "2019", "2021-03")),
)
days = st.integers(0, 700)


def found(key: int, content: Profile, day: int) -> Found:
    return Found(str(key), content, Instant(START + day * 86_400_000_000))


records = st.lists(
    st.tuples(st.sampled_from(SOURCES), st.builds(found, st.integers(1, 6), profiles, days)),
    min_size=2,
    max_size=9,
)
