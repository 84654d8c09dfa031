"""What the pages and the API stand on; the composition root makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from connectors.kit.contract import Health, Record
from enrich.errors import NotFound
from enrich.pipeline import Engine
from enrich.planning import Plan
from enrich.sources import SourceInfo
from enrich.store.search import Vocabulary
from jobs.schedule import Schedule
from jobs.tasks import Tasks


class Refresh(Protocol):
    """Asks for a person to be refreshed, by somebody; returns the task's id. `again`: sources asked just now, too."""

    def __call__(self, person_id: int, by: str, again: bool = False) -> int: ...


def nobody_to_ask(person_id: int, again: bool) -> Sequence[Plan]:
    """The plan where no source is behind a network."""
    return ()


def no_record(source: str) -> Record | None:
    """Where no source is behind a network."""
    return None


def no_check(source: str) -> Health:
    raise NotFound(f"{source} is not behind a network: there is nothing to test")


@dataclass(frozen=True)
class Services:
    """`sources`: as declared in the configuration; `plan`: what a refresh would ask; `record`: how a source did lately;
    `check`: makes one cheap live call; `pull_seconds`: source -> how often it is pulled."""

    engine: Engine
    tasks: Tasks
    schedule: Schedule | None
    sources: Sequence[SourceInfo]
    refresh: Refresh
    plan: Callable[[int, bool], Sequence[Plan]] = nobody_to_ask
    record: Callable[[str], Record | None] = no_record
    check: Callable[[str], Health] = no_check
    pull_seconds: Mapping[str, int] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
