"""The tables. Facts first (sources say, people judge), then what follows from them, then the work to be done.

Instants are integers: microseconds since 1970 UTC. JSON is text written by msgspec, so that equal values have equal bytes.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
)

# SQLite makes row ids only for columns of type INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")

metadata = sa.MetaData()

# --- facts ---

record = Table(
    "record",
    metadata,
    Column("record_id", Id, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    sa.UniqueConstraint("source", "key"),
)

# Each distinct content that a source ever gave for a record; `observed_at` is the sighting that came with it.
record_version = Table(
    "record_version",
    metadata,
    Column("version_id", Id, primary_key=True, autoincrement=True),
    Column("record_id", Id, ForeignKey("record.record_id", ondelete="CASCADE"), nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("observed_at", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("url", Text, nullable=False, server_default=""),
    Column("original", Text, nullable=False, server_default=""),
    Column("reader", Text, nullable=False, server_default=""),
    sa.UniqueConstraint("record_id", "content_hash"),
)

# The source said the same again, later (or earlier, when an old export arrives late), or another reader read it so.
sighting = Table(
    "sighting",
    metadata,
    Column("version_id", Id, ForeignKey("record_version.version_id", ondelete="CASCADE"), primary_key=True),
    Column("observed_at", BigInteger, primary_key=True),
    Column("reader", Text, primary_key=True, server_default=""),
    Column("recorded_at", BigInteger, nullable=False),
)

# Files as they came, kept so that a better parser can read them again and a refused one can be looked at.
original = Table(
    "original",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# Which reader read which original last, as what document of which source; "" while nobody has read it to its end.
reading = Table(
    "reading",
    metadata,
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("original", Text, ForeignKey("original.sha256", ondelete="CASCADE"), primary_key=True),
    Column("modified_at", BigInteger, primary_key=True),
    Column("reader", Text, nullable=False),
    Column("read_at", BigInteger, nullable=False),
    Index("reading_original", "original"),
    Index("reading_reader", "source", "reader"),
)

judgement = Table(
    "judgement",
    metadata,
    Column("judgement_id", Id, primary_key=True, autoincrement=True),
    Column("a", Id, ForeignKey("record.record_id", ondelete="CASCADE"), nullable=False),
    Column("b", Id, ForeignKey("record.record_id", ondelete="CASCADE"), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("revoked_at", BigInteger),
    Column("revoked_by", Text, nullable=False, server_default=""),
    Index("judgement_a", "a"),
    Index("judgement_b", "b"),
)

# A refresh of one person, and what somebody decided about it as a whole; `undoing` holds the numbers of what an undo made.
refresh = Table(
    "refresh",
    metadata,
    Column("refresh_id", Id, primary_key=True, autoincrement=True),
    Column("person_id", Id, ForeignKey("record.record_id", ondelete="CASCADE"), nullable=False),
    Column("by", Text, nullable=False),
    Column("began_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("decision", Text, nullable=False, server_default=""),  # "", accepted, undone
    Column("decided_at", BigInteger),
    Column("decided_by", Text, nullable=False, server_default=""),
    Column("undoing", Text, nullable=False, server_default=""),
    Index("refresh_person", "person_id"),
)

# What each source said in a refresh, as soon as it has answered.
refresh_answer = Table(
    "refresh_answer",
    metadata,
    Column("refresh_id", Id, ForeignKey("refresh.refresh_id", ondelete="CASCADE"), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("state", Text, nullable=False),  # asking, done, nothing, skipped, limited, failed
    Column("records", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("answered_at", BigInteger),
)

# The sightings that came with a refresh; `made`: what they came with that was not there before (record, version, or "").
refresh_sighting = Table(
    "refresh_sighting",
    metadata,
    Column("refresh_id", Id, ForeignKey("refresh.refresh_id", ondelete="CASCADE"), primary_key=True),
    Column("version_id", Id, ForeignKey("record_version.version_id", ondelete="CASCADE"), primary_key=True),
    Column("observed_at", BigInteger, primary_key=True),
    Column("made", Text, nullable=False),
    Index("refresh_sighting_version", "version_id"),
)

# Somebody decided that a version does not count where it was said from `since` until `until` (None: and ever after).
aside = Table(
    "aside",
    metadata,
    Column("aside_id", Id, primary_key=True, autoincrement=True),
    Column("version_id", Id, ForeignKey("record_version.version_id", ondelete="CASCADE"), nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("by", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("revoked_at", BigInteger),
    Column("revoked_by", Text, nullable=False, server_default=""),
    Index("aside_version", "version_id"),
)

# Records that were found by a weak key, a name and an employer, and when something surer found them too.
suggestion = Table(
    "suggestion",
    metadata,
    Column(
        "record_id",
        Id,
        ForeignKey("record.record_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("found_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
)

# When a source last told of a record, where its policy limits how long that may be kept: also when it said nothing new.
confirmation = Table(
    "confirmation",
    metadata,
    Column(
        "record_id",
        Id,
        ForeignKey("record.record_id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("told_at", BigInteger, nullable=False),
)

# Which files were read, in which state and by which reader: an unchanged file is not read again.
intake = Table(
    "intake",
    metadata,
    Column("source", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("modified_at", BigInteger, nullable=False),
    Column("reader", Text, nullable=False),
    Column("taken_at", BigInteger, nullable=False),
)

# Inputs that could not be taken, kept until somebody deals with them.
refusal = Table(
    "refusal",
    metadata,
    Column("refusal_id", Id, primary_key=True, autoincrement=True),
    Column("source", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("found", Text, nullable=False),
    Column("allowed", Text, nullable=False),
    Column("original", Text, nullable=False, server_default=""),
    Column("refused_at", BigInteger, nullable=False),
    Column("dismissed_at", BigInteger),
    sa.UniqueConstraint("source", "document", "place", "reason"),
)

# Which model decided, and since when; how it came to be: from what, by whom, and what a trial said of it.
model = Table(
    "model",
    metadata,
    Column("version", Text, primary_key=True),
    Column("base", Text, nullable=False, server_default=""),
    Column("activated_at", BigInteger, nullable=False),
    Column("content", Text, nullable=False),
    Column("origin", Text, nullable=False, server_default="configured"),
    Column("parent", Text, nullable=False, server_default=""),
    Column("by", Text, nullable=False, server_default=""),
    Column("made_at", BigInteger, nullable=False, server_default="0"),
    Column("report", Text, nullable=False, server_default=""),
)

# When judgements were tried against the model in force, and what came of it.
trial = Table(
    "trial",
    metadata,
    Column("trial_id", Id, primary_key=True, autoincrement=True),
    Column("tried_at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("report", Text, nullable=False),
)

# --- derived from the facts; `onefold db rebuild` makes all of it again ---

feature = Table(
    "feature",
    metadata,
    Column("record_id", Id, ForeignKey("record.record_id", ondelete="CASCADE"), primary_key=True),
    Column("features", LargeBinary, nullable=False),
    Column("blocking_keys", LargeBinary, nullable=False, server_default=""),
)

# The keys of `feature`, to be looked up; written for all records at once when a first load is settled. Which ones a record
# has stands in `feature`: an index by record would double what each record costs to store.
blocking_key = Table(
    "blocking_key",
    metadata,
    Column("rule", Integer, primary_key=True),
    Column("value", BigInteger, primary_key=True),
    Column("record_id", Id, primary_key=True),
    Column("who", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Records about which something is to be decided again. `due`: everything, where they may say something else than before; their
# pairs, where a block that they are in came to be too large or no longer is; the weights of their matches, where more people
# share a value with them.
pending = Table(
    "pending",
    metadata,
    Column("record_id", Id, ForeignKey("record.record_id", ondelete="CASCADE"), primary_key=True),
    Column("due", Text, nullable=False, server_default="everything"),  # everything, pairs, weights
)

match = Table(
    "match",
    metadata,
    Column("a", Id, ForeignKey("record.record_id", ondelete="CASCADE"), primary_key=True),
    Column("b", Id, ForeignKey("record.record_id", ondelete="CASCADE"), primary_key=True),
    Column("weight", Float, nullable=False),
    Column("contradicts", Boolean, nullable=False),
    Column("levels", LargeBinary, nullable=False),
    Column("rules", BigInteger, nullable=False),
    Index("match_b", "b"),
    sqlite_with_rowid=False,
)

membership = Table(
    "membership",
    metadata,
    Column("record_id", Id, ForeignKey("record.record_id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Id, nullable=False),
    Column("since", BigInteger, nullable=False),
    Index("membership_person", "person_id"),
)

# Where a record belonged before, so that a page can be shown as of any past instant.
past_membership = Table(
    "past_membership",
    metadata,
    Column("record_id", Id, ForeignKey("record.record_id", ondelete="CASCADE"), primary_key=True),
    Column("since", BigInteger, primary_key=True),
    Column("until", BigInteger, nullable=False),
    Column("person_id", Id, nullable=False),
    Index("past_membership_person", "person_id"),
)

person = Table(
    "person",
    metadata,
    Column("person_id", Id, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("sort_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("employer", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("records", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("golden", Text, nullable=False),
    Index("person_name", "sort_name", "person_id"),
    Index("person_seen", "seen_at"),
)

timeline_entry = Table(
    "timeline_entry",
    metadata,
    Column("person_id", Id, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("content", Text, nullable=False),
    sqlite_with_rowid=False,
)

# What waits for a person: one row for two persons that may be one, carried by their strongest pair of records.
review_item = Table(
    "review_item",
    metadata,
    Column("a", Id, primary_key=True),
    Column("b", Id, primary_key=True),
    Column("person_a", Id, nullable=False),
    Column("person_b", Id, nullable=False),
    Column("weight", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("review_item_b", "b"),
    Index("review_item_weight", "weight"),
    Index("review_item_person_a", "person_a"),
    Index("review_item_person_b", "person_b"),
)

term = Table(
    "term",
    metadata,
    Column("term_id", Id, primary_key=True, autoincrement=True),
    Column("term", Text, nullable=False, unique=True),
)

posting = Table(
    "posting",
    metadata,
    Column("term_id", Id, primary_key=True),
    Column("field", Integer, primary_key=True),
    Column("person_id", Id, primary_key=True),
    Index("posting_person", "person_id"),
    sqlite_with_rowid=False,
)

# --- what went out, in order ---

change = Table(
    "change",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("person_id", Id, nullable=False),
    Column("content", Text, nullable=False),
    Index("change_person", "person_id"),
    sqlite_autoincrement=True,
)

# --- work ---

source_state = Table(
    "source_state",
    metadata,
    Column("source", Text, primary_key=True),
    Column("cursor", Text, nullable=False, server_default=""),
    Column("last_try_at", BigInteger),
    Column("last_success_at", BigInteger),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    Column("paused", Boolean, nullable=False, server_default=sa.false()),
)

task = Table(
    "task",
    metadata,
    Column("task_id", Id, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting, running, done, dead, cancelled
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", BigInteger),
    Column("worker", Text, nullable=False, server_default=""),
    Column("progress", Text, nullable=False, server_default=""),
    Column("result", Text, nullable=False, server_default=""),
    Column("error", Text, nullable=False, server_default=""),
    Column("run_id", Id),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    # One open task per subject: a second request joins the first.
    Index(
        "task_open",
        "kind",
        "subject",
        unique=True,
        sqlite_where=sa.text("state IN ('waiting', 'running')"),
        postgresql_where=sa.text("state IN ('waiting', 'running')"),
    ),
    Index("task_due", "state", "due_at"),
    Index("task_run", "run_id"),
)

run = Table(
    "run",
    metadata,
    Column("run_id", Id, primary_key=True, autoincrement=True),
    Column("job", Text, nullable=False),
    Column("scheduled_for", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("state", Text, nullable=False),  # running, done, failed
    Column("summary", Text, nullable=False, server_default=""),
    # The same firing, seen by two daemons, is one run.
    sa.UniqueConstraint("job", "scheduled_for"),
)
