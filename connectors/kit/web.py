"""What all sources of a process share when they talk to the world, and the terms on which each does."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from weakref import finalize

from connectors.kit.cache import AnswerCache
from connectors.kit.credentials import Tokens
from connectors.kit.guard import Resolve, system_addresses
from connectors.kit.ledger import Ledger
from connectors.kit.pace import Pace
from connectors.kit.verdicts import Meaning
from connectors.kit.wire import Bounds
from enrich.ports import Limits

USER_AGENT = "Onefold/0.1 (keeps contact records fresh; obeys robots.txt)"

# These libraries log URLs and headers, which name people.
for _library in ("httpcore2", "httpx2", "protego"):
    logging.getLogger(_library).setLevel(logging.WARNING)
# Another try is no news for a terminal: what comes of it is counted, and told when it fails.
logging.getLogger("stamina").setLevel(logging.ERROR)


class Web:
    """What all sources of a process share: the cache, the ledger, the name we go by.

    cache: an SQLite file, or None for memory; what is cached is used only after asking the source whether it holds.
    ledger: the database that all workers share; without one, a file beside the cache.
    resolve: the seam for tests: host, port -> addresses.
    """

    def __init__(
        self,
        *,
        cache: Path | None = None,
        ledger: str | Ledger = "",
        user_agent: str = USER_AGENT,
        limits: Bounds | None = None,
        resolve: Resolve = system_addresses,
    ) -> None:
        self.user_agent, self.limits, self.resolve = user_agent, limits or Bounds(), resolve
        beside = cache.with_name("http-ledger.db") if cache else self.passing_file()
        self.cache = AnswerCache(cache)
        self.ledger = ledger if isinstance(ledger, Ledger) else Ledger(ledger or str(beside))
        self.pace = Pace(self.ledger)
        self.tokens = Tokens()

    def close(self) -> None:
        """Closes the cache and the ledger; no source can ask anything after it."""
        self.cache.close()
        self.ledger.close()

    def passing_file(self) -> Path:
        """A ledger for as long as this lives."""
        folder = tempfile.mkdtemp(prefix="onefold-")
        finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder) / "ledger.db"


class Terms(NamedTuple):
    """On what terms a source is asked: how often a host gets a request, what its account may do, what may be spent."""

    allow_private: tuple[str, ...] = ()
    per_second: float = 2.0
    limits: Limits = Limits()
    account: str = ""
    budget: float = 0.0
    may_keep: bool = True
    statuses: Mapping[int, Meaning] = {}
