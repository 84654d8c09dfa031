"""Run as a script: works on a database in child processes that are killed at random moments of each kind of act, and looks at what is left.

    python tests/enrich/killed.py DATABASE KILLS SEED

Prints one line: how many kills hit ingest, merge and unmerge. Exits with 1 and the complaint when something is not whole.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import warnings
from collections.abc import Callable

import sqlalchemy as sa

from enrich.model import Found, Instant, Profile, Work
from enrich.pipeline import Engine, InputFrom, ingest, judge, revoke, settle
from enrich.rebuilding import check, fingerprint, rebuild
from enrich.resolution import Rules
from enrich.store.database import Database
from enrich.store.judgements import judgements
from enrich.store.tables import record
from tests.enrich.worlds import MATCHER, START, survivorship

warnings.simplefilter("ignore", DeprecationWarning)  # fork() beside idle threads of the numeric libraries
GIVEN = ("Anna", "Jan", "Maria", "Tomasz", "Olena", "Rashid", "Mei", "Diego")
FAMILY = ("Kowalska", "Nowak", "Smith", "Okafor", "Lindqvist", "Tanaka", "Moreau", "Haddad")
TOGETHER = 5  # records of one ingest: all of them are there afterwards, or none


def engine_on(url: str) -> Engine:
    return Engine(Database(url), Rules(MATCHER, survivorship()))


def ingest_some(engine: Engine, chance: random.Random, number: int) -> None:
    people = [
        Found(
            f"{number}-{n}",
            Profile(
                name=f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}",
                emails=(f"{chance.choice('abcdefghijklmnop')}@one.example",),
                work=(Work("Acme", chance.choice(("Nurse", "Cook")), current=True),),
            ),
            Instant(START + number),
        )
        for n in range(TOGETHER)
    ]
    ingest(engine, InputFrom("crm"), people)


def merge_two(engine: Engine, chance: random.Random, _: int) -> None:
    with engine.database.read() as connection:
        records = list(connection.execute(sa.select(record.c.record_id)).scalars())
    if len(records) > 1:
        a, b = sorted(chance.sample(records, 2))
        judge(engine, [(a, b)], "same", "ana")


def unmerge_one(engine: Engine, chance: random.Random, _: int) -> None:
    with engine.database.read() as connection:
        open_ones = [judgement.judgement_id for judgement in judgements(connection)]
    if open_ones:
        revoke(engine, [chance.choice(open_ones)], "ana")


Act = Callable[[Engine, random.Random, int], None]
ACTS: tuple[Act, ...] = (ingest_some, merge_two, unmerge_one)


def work(url: str, seed: int, number: int, pipe: int) -> None:
    """Acts without end, the third of the kind aimed at; says by a letter which kind of act it is at."""
    chance = random.Random(seed * 1_000 + number)
    engine = engine_on(url)
    for step in range(1_000_000):
        act = aimed_at(number) if step == 2 else chance.choice(ACTS)
        os.write(pipe, act.__name__[0].encode())
        act(engine, chance, number * 1_000 + step)


def aimed_at(number: int) -> Act:
    return ACTS[number % len(ACTS)]


def next_act(out: int) -> str:
    letter = os.read(out, 1).decode()
    if not letter:
        raise SystemExit("the child ended before it was killed")
    return letter


def kill_once(url: str, seed: int, number: int, chance: random.Random, lasted: dict[str, float]) -> str:
    """Starts a child, kills it within its third act or a little later; which kind of act that was.

    The kinds are aimed at in turn, each at a moment within the time (seconds) that such an act lasted before: a slow machine, or
    acts that last longer than others, must not leave one kind without its kills.
    """
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        work(url, seed, number, into)
        os._exit(0)
    os.close(into)
    acts = next_act(out)
    while len(acts) < 3:
        began = time.monotonic()
        acts += next_act(out)
        lasted[acts[-2]] = time.monotonic() - began
    time.sleep(chance.random() * lasted.get(acts[-1], 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(out, 64):
        acts += more.decode()
    os.close(out)
    return acts[-1]


def complaints(url: str) -> list[str]:
    engine = engine_on(url)
    try:
        with engine.database.read() as connection:
            wrong = check(connection)
            batches: dict[str, int] = {}
            for key in connection.execute(sa.select(record.c.key)).scalars():
                batches[key.rsplit("-", 1)[0]] = batches.get(key.rsplit("-", 1)[0], 0) + 1
        torn = [name for name, count in batches.items() if count != TOGETHER]
        return wrong + [f"batch {name} was taken in in part" for name in torn]
    finally:
        engine.database.close()


def derived_again(url: str) -> list[str]:
    engine = engine_on(url)
    try:
        settle(engine)
        with engine.database.read() as connection:
            before = fingerprint(connection)
        events = rebuild(engine)
        with engine.database.read() as connection:
            after = fingerprint(connection)
        changed = [table for table in after if after[table] != before[table]]
        return [f"rebuilding changed {changed} and {len(events)} persons"] if changed or events else []
    finally:
        engine.database.close()


def main(url: str, kills: int, seed: int) -> int:
    chance = random.Random(seed)
    hit: dict[str, int] = {}
    lasted: dict[str, float] = {}
    for number in range(kills):
        act = kill_once(url, seed, number, chance, lasted)
        hit[act] = hit.get(act, 0) + 1
        wrong = complaints(url)
        if number % 20 == 19:
            wrong += derived_again(url)
        if wrong:
            print(f"after kill {number} in act {act}: {'; '.join(wrong)}")
            return 1
    print(
        f"killed {kills} times: ingest {hit.get('i', 0)}, merge {hit.get('m', 0)}, unmerge {hit.get('u', 0)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
