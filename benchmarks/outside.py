"""A long walk through a source that stumbles: is any item lost, told twice, or asked for beyond the quota?

python -m benchmarks.outside [CALLS [SEED]]        (10,000 and 1 unless told otherwise)

A real server on loopback hands out a long list, page by page, and goes wrong at random: it breaks off, fails, answers
another type or another schema, and is busy. It counts the calls of every hour of a clock that only waiting moves.
"""

from __future__ import annotations

import logging
import random
import sys
from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import Any, ClassVar, NamedTuple

import msgspec
from werkzeug import Request

from connectors.fakesite import FakeSite, Reply
from connectors.kit.contract import BaseConnector, SourceOptions
from connectors.kit.http import Http, Web
from connectors.kit.ledger import Ledger
from connectors.kit.pace import Pace
from connectors.kit.paging import NextToken
from connectors.kit.wire import Bounds
from connectors.registry import configure
from enrich.errors import Refused, RetryLater
from enrich.model import Found, Profile
from enrich.ports import ChangedAnswer, Limits, NextCursor, Policy, Rate

QUOTA, WINDOW = 500, 3600.0
ITEMS_A_PAGE = 3
FAULTS = ("error", "truncated", "maintenance", "new schema", "busy")
FAULTY = 0.25


class Item(msgspec.Struct):
    id: int
    name: str


class Page(msgspec.Struct):
    items: list[Item]
    next: str = ""


class ListOptions(SourceOptions, frozen=True):
    """base: the list's address."""

    base: str


class LongList(BaseConnector[ListOptions]):
    """A long list of people."""

    name = "long list"
    directory = True
    policy = Policy(terms="Ours.", attribution="none")
    options_type: ClassVar[type[SourceOptions]] = ListOptions

    def walk(self, cursor: str) -> Iterator[Found | Refused | NextCursor]:
        for page in self.api.pages("/list", Page, NextToken("next", "after"), start=cursor, most=10**9):
            for item in page.value.items:
                yield Found(str(item.id), Profile(name=item.name))
            yield NextCursor(page.next or "end")


class Clock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now, self._lock = 1_700_000_000.0, Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds


class Vendor(FakeSite):
    """Hands out the list; goes wrong as `chance` wants; notes when it was asked."""

    def __init__(self, pages: int, clock: Clock, chance: random.Random) -> None:
        super().__init__()
        self.pages, self.clock, self.chance, self.times = pages, clock, chance, list[float]()

    def reply(self, path: str) -> Any:
        at = int(path.partition("after=")[2] or 0)
        items = [
            Item(number, f"Person {number}") for number in range(at * ITEMS_A_PAGE, (at + 1) * ITEMS_A_PAGE)
        ]
        following = str(at + 1) if at + 1 < self.pages else ""
        self.replies = {path: Reply(msgspec.json.encode(Page(items, following)).decode(), "application/json")}
        return super().reply(path)

    def _answer(self, request: Request) -> Any:
        self.times.append(self.clock())
        self.fault = self.chance.choice(FAULTS) if self.chance.random() < FAULTY else ""
        return super()._answer(request)


class Outcome(NamedTuple):
    """What came of a walk: `busiest` is the largest number of calls in any window of the quota."""

    calls: int
    pages: int
    kept: Counter[str]
    tries: Counter[str]
    busiest: int


def walk(pages: int, seed: int, quota: int = QUOTA) -> Outcome:
    """Reads the whole list, trying again whenever it is told to, keeping only what a cursor stands behind."""
    clock, kept, tries, cursor = Clock(), Counter[str](), Counter[str](), ""
    with Vendor(pages, clock, random.Random(seed)) as vendor:
        web = Web(limits=Bounds(attempts=3, pause=0.0001))
        web.ledger.close()
        web.ledger = Ledger(str(web.passing_file()), clock)
        web.pace = Pace(web.ledger, clock.sleep)
        options = {"base": vendor.url, "allow_private": [vendor.address], "per_second": 1000}
        kind = type(
            "Limited", (LongList,), {"limits": Limits((Rate(quota, WINDOW),)), "__doc__": LongList.__doc__}
        )
        connector = configure(kind, options, Http(web), "list")
        while not cursor.endswith("end"):
            batch = list[str]()
            try:
                for told in connector.pull(cursor):
                    if isinstance(told, NextCursor):
                        kept.update(batch)
                        cursor, batch = told.cursor, []
                    elif isinstance(told, Found):
                        batch.append(told.key)
            except RetryLater as later:
                tries[type(later).__name__] += 1
                clock.sleep(later.after_seconds)
            except ChangedAnswer:
                tries["ChangedAnswer"] += 1
        web.close()
    return Outcome(len(vendor.times), pages, kept, tries, busiest(vendor.times))


def busiest(times: list[float]) -> int:
    """The largest number of calls in any window of the quota's length."""
    most, oldest = 0, 0
    for place, at in enumerate(times):
        while times[oldest] <= at - WINDOW:
            oldest += 1
        most = max(most, place - oldest + 1)
    return most


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    outcome = walk(pages=round(calls * (1 - FAULTY)), seed=seed)
    lost = outcome.pages * ITEMS_A_PAGE - len(outcome.kept)
    twice = sum(count - 1 for count in outcome.kept.values())
    print(f"calls {outcome.calls}, pages {outcome.pages}, tried again {dict(outcome.tries)}")
    print(f"items lost {lost}, told twice {twice}; busiest hour {outcome.busiest} of {QUOTA} calls allowed")
    sys.exit(bool(lost or twice or outcome.busiest > QUOTA))


if __name__ == "__main__":
    main()
