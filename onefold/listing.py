"""The commands by name: where each is, and what the help page says of it, so that listing them imports none of them."""

from __future__ import annotations

from typing import NamedTuple


class Listed(NamedTuple):
    """A command: the module of onefold.commands that adds it, its panel of the help page, and its first sentences there."""

    module: str
    panel: str
    says: str


# In the order of the help page. A module is imported when one of its commands is asked for: `onefold parse` starts
# without a database, and no command waits for what it does not use.
COMMANDS = {
    "demo": Listed(
        "daemon", "Run", "Run the main job on the sample sources, then look at the outcome in the web app."
    ),
    "init": Listed("daemon", "Run", "Write a commented onefold.toml here and create the database."),
    "serve": Listed(
        "daemon",
        "Run",
        "Run the daemon: watch folders, pull due sources, resolve, refresh what is stale, serve the web app.",
    ),
    "jobs": Listed(
        "daemon",
        "Run",
        "List the jobs the daemon runs by itself, with their next and last runs, and the work that waits.",
    ),
    "run": Listed("daemon", "Run", "Run one job now, with progress, and wait until its work is done."),
    "ingest": Listed(
        "data", "Data", "Take in resumes, CSV or JSON tables, JSON Resume, vCards, LinkedIn exports."
    ),
    "parse": Listed(
        "parse",
        "Data",
        "Only read files and show what was understood; no database is needed. Exit code 1 when some file failed.",
    ),
    "dedupe": Listed(
        "dedupe", "Data", "Find who is who in one file of people: no database, nothing to set up."
    ),
    "resolve": Listed(
        "deciding", "Data", "Decide every pair anew: who is who. People's judgements always hold."
    ),
    "simulate": Listed(
        "deciding",
        "Data",
        "Show what `resolve` with the same options would merge, split and queue. Nothing is changed.",
    ),
    "people": Listed(
        "people",
        "People",
        "Find people, or list them all. With --json and no query, every person is printed, in the order of their ids.",
    ),
    "show": Listed(
        "people",
        "People",
        "Show one person: every value with its source, date and rule, the values that lost, and the identities behind.",
    ),
    "timeline": Listed(
        "people",
        "People",
        "Show a person's life in dated entries: career, education, public work, conversations, changes of data.",
    ),
    "export": Listed(
        "people",
        "People",
        "Export one person as a JSON Resume, JSON with the origin of every value, CSV, or a vCard.",
    ),
    "refresh": Listed(
        "refresh",
        "People",
        "Ask the sources again about one person, and show what changed; or decide about what the last refresh brought.",
    ),
    "review": Listed("review", "Stewards", "The review queue: what the machine is not sure of."),
    "why": Listed(
        "review",
        "Stewards",
        "Why two persons or records are together, or are not: the prior, each comparison in bits, the sum, the thresholds, and what would have decided otherwise.",
    ),
    "learn": Listed(
        "deciding", "Stewards", "Learn weights from what people judged, and use them where they are better."
    ),
    "models": Listed(
        "deciding",
        "Stewards",
        "The models that decided: which one does now, what each was made from, and what its trial said.",
    ),
    "db": Listed(
        "upkeep",
        "Operators",
        "Look after the database: upgrade, check, rebuild, backup, restore, refused inputs.",
    ),
    "connectors": Listed("connectors", "Operators", "The sources: what each can do, and how it is doing."),
}
