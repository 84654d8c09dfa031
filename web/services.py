"""What the pages and the API stand on; the composition root makes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from enrich.pipeline import Engine
from enrich.sources import SourceInfo
from enrich.store.search import Vocabulary
from jobs.schedule import Schedule
from jobs.tasks import Tasks


@dataclass(frozen=True)
class Services:
    """`sources`: as declared in the configuration; `refresh`: asks for a person to be refreshed, returns the task's id."""

    engine: Engine
    tasks: Tasks
    schedule: Schedule | None
    sources: Sequence[SourceInfo]
    refresh: Callable[[int, str], int]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
