"""The main job, once, on the sample sources: files, feeds and pages in, persons out."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from enrich.documents import take_paths
from enrich.model import Value
from enrich.pipeline import resolve_all
from enrich.ports import Progress
from enrich.pulling import pull
from enrich.refreshing import refresh
from enrich.store.inputs import Refusal, refusals
from enrich.store.migrating import upgrade as upgrade_schema
from enrich.store.reads import Counts, counts, every_person
from enrich.store.tables import person
from onefold.bootstrap import CONFIG_FILE, App, open_app

SAMPLES = Path(__file__).parent / "sources"
SETTINGS = Path(__file__).parent / "demo.toml"
HOME = Path("onefold-demo")
REFRESHED = 12  # of the persons with a page of their own; the others are left for "refresh now"


class Summary(Value, frozen=True):
    """What the main job came to. `merges`: records that joined an older one; `review`: pairs that wait for a person."""

    sources: int
    records: int
    persons: int
    merges: int
    review: int
    timeline_entries: int
    refused: int
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """The summary, what was refused, and ids of persons that are worth opening first."""

    summary: Summary
    refused: list[Refusal]
    largest: int
    unrefreshed: int | None


def prepare_home(home: Path) -> App:
    """The demo's folder with its settings, database and inbox; what an earlier run left there is used again."""
    (home / "inbox").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SETTINGS, home / CONFIG_FILE)
    app = open_app(home / CONFIG_FILE)
    upgrade_schema(app.database)
    return app


def run(app: App, progress: Progress) -> Outcome:
    """Everything the daemon would do, in one go. Running it again changes nothing."""
    started = time.monotonic()
    for name, parser in app.parsers.items():
        if (SAMPLES / name).is_dir():
            take_paths(app.engine, parser, name, [SAMPLES / name], progress)
    for source in app.sources:
        if source.directory:
            pull(app.engine, app.connectors, source.name, progress)
    unrefreshed = refresh_pages(app, progress)
    resolve_all(app.engine, progress)
    seconds = round(time.monotonic() - started, 2)
    with app.engine.database.read() as connection:
        held, refused = counts(connection), refusals(connection)
        largest = connection.execute(
            sa.select(person.c.person_id).order_by(person.c.records.desc(), person.c.person_id).limit(1)
        ).scalar_one()
    return Outcome(summary_of(held, seconds), refused, int(largest), unrefreshed)


def summary_of(held: Counts, seconds: float) -> Summary:
    return Summary(
        held.sources,
        held.records,
        held.persons,
        held.merges,
        held.review,
        held.timeline_entries,
        held.refused,
        seconds,
    )


def refresh_pages(app: App, progress: Progress) -> int | None:
    """Asks the sources about persons who have a page of their own; the id of one that was left out, if any."""
    with app.engine.database.read() as connection:
        known = [
            row.person_id for row in every_person(connection) if has_own_page(row.golden.get("link", []))
        ]
    for done, person_id in enumerate(known[:REFRESHED]):
        progress.step("refreshing persons", done, min(REFRESHED, len(known)))
        refresh(app.engine, app.connectors, person_id)
    return known[REFRESHED] if len(known) > REFRESHED else None


def has_own_page(links: list[dict[str, str]]) -> bool:
    return any(not link.get("network") for link in links)
