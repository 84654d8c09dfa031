"""`make bench`: how fast the main job is, as ratios against the limits we set ourselves; more than 1.00 is better.

python -m benchmarks [RECORDS]        (100,000 unless told otherwise)
"""

from __future__ import annotations

import math
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from config.settings import Settings, SourceSettings
from enrich.documents import take_paths
from enrich.model import Found, Profile, Work
from enrich.pipeline import InputFrom, ingest
from enrich.store.migrating import upgrade as upgrade_schema
from enrich.store.reads import counts
from enrich.store.search import Vocabulary, search
from onefold.bootstrap import App

RATE = 2_000.0  # records/s, CSV file to persons, on 2 cores
MEMORY = 1_500.0  # MB
ONE_RECORD = 0.020  # s, ingested, matched and resolved against the database, median
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
CITIES = ["Leeds", "Berlin", "Chicago", "Lyon", "Porto", "Austin", "Kraków", "Dublin", "Toronto", "Zürich"]


def word(chance: random.Random, parts: int) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(parts)).capitalize()


def rows(records: int, seed: int = 1) -> Iterator[str]:
    """CSV lines of invented people, about two rows a person, with other spellings, jobs and mailboxes."""
    chance = random.Random(seed)
    given = [word(chance, 2) for _ in range(600)]
    family = [word(chance, 3) for _ in range(6_000)]
    firms = [f"{word(chance, 3)} {chance.choice(('GmbH', 'Ltd', 'Inc', 'AG'))}" for _ in range(3_000)]
    yield "Contact ID,First Name,Last Name,Email,Mobile,Company,Job Title,City,Skills,Last Updated\n"
    number = 0
    while number < records:
        first, last, phone = (
            chance.choice(given),
            chance.choice(family),
            f"+1202555{chance.randrange(10**4):04}",
        )
        mail = f"{first}.{last}{chance.randrange(999)}@{word(chance, 2)}.example".lower()
        for _ in range(min(chance.choice((1, 1, 2, 2, 3)), records - number)):
            number += 1
            shown = last[:-1] + chance.choice("aeio") if chance.random() < 0.1 else last
            yield (
                f"{number},{first},{shown},{mail if chance.random() < 0.8 else ''},{phone if chance.random() < 0.4 else ''},"
                f"{chance.choice(firms)},{chance.choice(TITLES)},{chance.choice(CITIES)},SQL; Excel; Python,2024-0{chance.randrange(1, 10)}-11\n"
            )


def loaded(folder: Path, records: int) -> tuple[App, float]:
    """An app on a fresh database with so many records in it, and the seconds that took from the CSV file on."""
    folder.mkdir()
    file = folder / "people.csv"
    file.write_text("".join(rows(records)), encoding="utf-8")
    app = App(Settings(sources={"crm": SourceSettings("crm")}), folder, "benchmark")
    upgrade_schema(app.database)
    engine, parser = app.engine, app.parsers["crm"]
    started = time.perf_counter()
    take_paths(engine, parser, "crm", [file])
    return app, time.perf_counter() - started


def one_record(app: App) -> float:
    """Median seconds for one record, from ingest to resolved."""
    chance, times = random.Random(2), []
    for number in range(60):
        name = f"{word(chance, 2)} {word(chance, 3)}"
        work = (Work("Babebi GmbH", "Nurse", current=True),)
        found = Found(f"new-{number}", Profile(name=name, emails=(f"{number}@new.example",), work=work))
        started = time.perf_counter()
        ingest(app.engine, InputFrom("crm"), [found])
        times.append(time.perf_counter() - started)
    return statistics.median(times[10:])


def one_search(app: App) -> float:
    """Median seconds for a search with a typing error, the words of all persons in memory."""
    chance, times, vocabulary = random.Random(3), [], Vocabulary()
    with app.engine.database.read() as connection:
        for _ in range(30):
            asked = word(chance, 3)[:-1] + "x Enginer"
            started = time.perf_counter()
            search(connection, vocabulary, asked)
            times.append(time.perf_counter() - started)
    return statistics.median(times[5:])


def main(records: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small, seconds_small = loaded(Path(folder, "small"), records // 10)
        small.close()
        app, seconds = loaded(Path(folder, "large"), records)
        with app.engine.database.read() as connection:
            held = counts(connection)
        # Bytes of this process at its largest; the helpers that prepare records come on top, one after another.
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        growth = math.log10(seconds / seconds_small)
        results = [
            ("CSV to persons, records/s", held.records / seconds, RATE, (held.records / seconds) / RATE),
            ("memory at most, MB", used, MEMORY, MEMORY / used),
            (
                f"growth from {records // 10:,} to {records:,}, exponent",
                growth,
                GROWTH,
                GROWTH / max(growth, 0.01),
            ),
            ("one record against all, s", value := one_record(app), ONE_RECORD, ONE_RECORD / value),
            ("search with a typing error, s", found := one_search(app), SEARCH, SEARCH / found),
        ]
        app.close()
    print(f"{held.records:,} records are {held.persons:,} persons\n")
    print(f"| {'what':44} | {'measured':>10} | {'limit':>9} | {'ratio':>6} |")
    print(f"|{'-' * 46}|{'-' * 12}|{'-' * 11}|{'-' * 8}|")
    for what, measured, limit, ratio in results:
        print(f"| {what:44} | {measured:10.3f} | {limit:9.3f} | {ratio:6.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
