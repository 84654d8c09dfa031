"""The composition root: the only place that reads the configuration and names concrete classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from config.settings import (
    Settings,
    SourceSettings,
    SurvivorshipSettings,
    job_defaults,
    load,
    read_toml,
    seconds_of,
    survivorship_defaults,
)
from connectors.kit.contract import BaseConnector
from connectors.kit.http import Http, Web
from connectors.registry import build, kinds
from enrich.desk import DESK
from enrich.errors import ConfigError
from enrich.golden import Rule, Survivorship, Trust
from enrich.pipeline import Engine, follow
from enrich.ports import Matcher
from enrich.resolution import Rules
from enrich.sources import SourceInfo
from enrich.store import schema
from enrich.store.database import Database
from jobs.schedule import Schedule
from jobs.tasks import Tasks
from jobs.work import Workshop
from jobs.worker import Worker
from matchers.matcher import PersonMatcher
from matchers.model import from_json, model_of, to_json
from onefold.preparing import Crew
from parsers.reader import Reader
from web.services import Services

CONFIG_FILE = "onefold.toml"
FILE_KINDS = {
    "resume": "resumes in any format",
    "table": "tables of people: CSV, JSON, JSON Lines",
    "crm": "an export of the CRM",
    "ats": "an export of the applicant tracking system",
    "linkedin": "data exports that people gave us",
    "vcard": "cards of contacts",
    "form": "what people sent in about themselves",
}


@dataclass
class App:
    """Everything a command, the daemon or a page needs; made when it is first used."""

    settings: Settings
    home: Path
    file: str

    @cached_property
    def database(self) -> Database:
        place = self.settings.database
        return Database(place if "://" in place else str(self.home / place))

    @cached_property
    def engine(self) -> Engine:
        schema.require_current(self.database)
        model = model_of(self.settings.matching, self.file)
        clusters = self.settings.clusters
        crew = Crew(to_json(model), self.settings.work.processes)
        rules = Rules(
            PersonMatcher(model), self.survivorship, clusters.max_cluster, clusters.margin, crew.derive_many
        )
        engine = Engine(self.database, rules, prepare_many=crew.prepare_many, matcher_of=stored_matcher)
        with self.database.read() as connection:
            follow(connection, engine)
        return engine

    def matcher_with(self, file: Path | None, thresholds: Mapping[str, float]) -> Matcher:
        """The matcher of a file like the `[matching]` table, else the one in force, with these thresholds. Raises
        ConfigError."""
        model = model_of(read_toml(file), str(file)) if file else from_json(self.engine.matcher.content)
        changed = msgspec.structs.replace(model, **thresholds)
        if changed.review_at > changed.merge_at:
            raise ConfigError(
                "the queue would begin above the merges", key="review_at", found=f"{changed.review_at:g}",
                allowed=f"at most {changed.merge_at:g}",
            )  # fmt: skip
        return PersonMatcher(changed)

    @cached_property
    def survivorship(self) -> Survivorship:
        defaults = self._defaults
        rules = msgspec.convert(msgspec.to_builtins(defaults.rules), dict[str, Rule])
        trust = {name: self._trust(source) for name, source in self.settings.sources.items()}
        return Survivorship(rules, {DESK: Trust(1.0, human=True), **trust})

    @cached_property
    def _defaults(self) -> SurvivorshipSettings:
        return survivorship_defaults(self.settings.survivorship, self.file)

    def _trust(self, source: SourceSettings) -> Trust:
        shipped = self._defaults.trust.get(source.kind)
        value = source.trust if source.trust is not None else shipped.value if shipped else 0.5
        human = source.human if source.human is not None else shipped.human if shipped else False
        return Trust(value, human)

    @cached_property
    def reader(self) -> Reader:
        return Reader(workers=self.settings.work.processes)

    @cached_property
    def parsers(self) -> Mapping[str, Reader]:
        """source -> the reader of its files; sources that declare their columns have one of their own."""
        return {
            name: Reader(workers=1, columns=source.columns) if source.columns else self.reader
            for name, source in self.settings.sources.items()
            if not self._is_connector(source)
        }

    @cached_property
    def web(self) -> Web:
        shared = self.settings.database if "://" in self.settings.database else ""
        return Web(cache=self.home / "http-cache.db", ledger=shared)

    @cached_property
    def connectors(self) -> Mapping[str, BaseConnector[Any]]:
        """source -> its connector."""
        return {
            name: build(source.kind, source.options, Http(self.web), name, file=self.file)
            for name, source in self.settings.sources.items()
            if self._is_connector(source)
        }

    @cached_property
    def sources(self) -> list[SourceInfo]:
        return [self._source_info(name, source) for name, source in self.settings.sources.items()]

    def _source_info(self, name: str, source: SourceSettings) -> SourceInfo:
        trust = self._trust(source)
        common = SourceInfo(
            name, source.kind, source.about or FILE_KINDS.get(source.kind, ""), trust.value, trust.human
        )
        if not self._is_connector(source):
            folder = str(self.home / source.folder) if source.folder else ""
            return msgspec.structs.replace(common, folder=folder)
        connector = self.connectors[name]
        return msgspec.structs.replace(
            common,
            about=source.about or first_line(connector.__doc__),
            directory=connector.directory,
            lookup_by=connector.lookup_by,
            every=source.every if connector.directory else "",
            policy=connector.policy,
        )

    def _is_connector(self, source: SourceSettings) -> bool:
        if source.kind in FILE_KINDS:
            return False
        if source.kind not in kinds():
            raise ConfigError(
                "there is no such kind of source", file=self.file, key="kind", found=source.kind,
                allowed=", ".join([*FILE_KINDS, *kinds()]),
            )  # fmt: skip
        return True

    @cached_property
    def tasks(self) -> Tasks:
        return Tasks(self.database)

    @cached_property
    def workshop(self) -> Workshop:
        pulled = {
            source.name: seconds_of(source.every, source.name) for source in self.sources if source.directory
        }
        return Workshop(
            self.engine, self.tasks, self.sources, self.parsers, self.connectors, pulled,
            stale_days=self.survivorship.rules["position"].half_life_days,
        )  # fmt: skip

    @cached_property
    def schedule(self) -> Schedule:
        jobs = job_defaults()
        unknown = set(self.settings.jobs) - set(jobs)
        if unknown:
            raise ConfigError(
                "unknown key",
                file=self.file,
                key=f"jobs.{min(unknown)}",
                found=min(unknown),
                allowed=", ".join(jobs),
            )
        every = {
            name: seconds_of(self.settings.jobs.get(name, job.every), name) for name, job in jobs.items()
        }
        return Schedule(self.database, self.workshop.specs({n: job.about for n, job in jobs.items()}, every))

    def worker(self) -> Worker:
        return Worker(self.tasks, self.workshop.handlers(), threads=self.settings.work.threads)

    @cached_property
    def services(self) -> Services:
        shop = self.workshop
        return Services(
            self.engine, self.tasks, self.schedule, self.sources, shop.ask_refresh, shop.plan_refresh, shop.record,
            shop.check, shop.pull_seconds,
        )  # fmt: skip

    def close(self) -> None:
        """Ends what was started: parsing children, connections."""
        made = self.__dict__
        for reader in {
            id(reader): reader for reader in (*made.get("parsers", {}).values(), made.get("reader")) if reader
        }.values():
            reader.close()
        for name in ("web", "database"):
            if name in made:
                made[name].close()


def stored_matcher(content: bytes) -> PersonMatcher:
    return PersonMatcher(from_json(content))


def first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]


def open_app(config: Path | None) -> App:
    """The app for a settings file: the one given, `onefold.toml` here, or the defaults. Raises ConfigError."""
    here = Path(CONFIG_FILE)
    path = config or (here if here.exists() else None)
    settings = load(path)
    return App(settings, (path.parent if path else Path()).absolute(), str(path or "defaults"))
