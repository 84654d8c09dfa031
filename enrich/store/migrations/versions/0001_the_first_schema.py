"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("change_person", ["person_id"], unique=False)

    op.create_table(
        "intake",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "document"),
    )
    op.create_table(
        "model",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "original",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "person",
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("golden", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("person_name", ["sort_name", "person_id"], unique=False)
        batch_op.create_index("person_seen", ["seen_at"], unique=False)

    op.create_table(
        "posting",
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("field", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("term_id", "field", "person_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.create_index("posting_person", ["person_id"], unique=False)

    op.create_table(
        "record",
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id"),
        sa.UniqueConstraint("source", "key"),
    )
    op.create_table(
        "refusal",
        sa.Column(
            "refusal_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), server_default="", nullable=False),
        sa.Column("refused_at", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("refusal_id"),
        sa.UniqueConstraint("source", "document", "place", "reason"),
    )
    op.create_table(
        "review_item",
        sa.Column("a", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("b", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_a", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_b", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b"),
    )
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.create_index("review_item_person_a", ["person_a"], unique=False)
        batch_op.create_index("review_item_person_b", ["person_b"], unique=False)
        batch_op.create_index("review_item_weight", ["weight"], unique=False)

    op.create_table(
        "run",
        sa.Column(
            "run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("scheduled_for", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
        sa.UniqueConstraint("job", "scheduled_for"),
    )
    op.create_table(
        "source_state",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), server_default="", nullable=False),
        sa.Column("last_try_at", sa.BigInteger(), nullable=True),
        sa.Column("last_success_at", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "task",
        sa.Column(
            "task_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("progress", sa.Text(), server_default="", nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("task_id"),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("task_due", ["state", "due_at"], unique=False)
        batch_op.create_index(
            "task_open",
            ["kind", "subject"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        )
        batch_op.create_index("task_run", ["run_id"], unique=False)

    op.create_table(
        "term",
        sa.Column(
            "term_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("term", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("term_id"),
        sa.UniqueConstraint("term"),
    )
    op.create_table(
        "timeline_entry",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "blocking_key",
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("who", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rule", "value", "record_id"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("blocking_key", schema=None) as batch_op:
        batch_op.create_index("blocking_key_record", ["record_id"], unique=False)

    op.create_table(
        "feature",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("features", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_table(
        "judgement",
        sa.Column(
            "judgement_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("a", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("b", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["a"], ["record.record_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["b"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("judgement_id"),
    )
    with op.batch_alter_table("judgement", schema=None) as batch_op:
        batch_op.create_index("judgement_a", ["a"], unique=False)
        batch_op.create_index("judgement_b", ["b"], unique=False)

    op.create_table(
        "match",
        sa.Column("a", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("b", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("contradicts", sa.Boolean(), nullable=False),
        sa.Column("levels", sa.LargeBinary(), nullable=False),
        sa.Column("rules", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["a"], ["record.record_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["b"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("a", "b"),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index("match_b", ["b"], unique=False)

    op.create_table(
        "membership",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("membership_person", ["person_id"], unique=False)

    op.create_table(
        "past_membership",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id", "since"),
    )
    with op.batch_alter_table("past_membership", schema=None) as batch_op:
        batch_op.create_index("past_membership_person", ["person_id"], unique=False)

    op.create_table(
        "pending",
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("record_id"),
    )
    op.create_table(
        "record_version",
        sa.Column(
            "version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("original", sa.Text(), server_default="", nullable=False),
        sa.Column("reader", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id"),
        sa.UniqueConstraint("record_id", "content_hash"),
    )
    op.create_table(
        "sighting",
        sa.Column("version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["record_version.version_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id", "observed_at"),
    )


def downgrade() -> None:
    op.drop_table("sighting")
    op.drop_table("record_version")
    op.drop_table("pending")
    with op.batch_alter_table("past_membership", schema=None) as batch_op:
        batch_op.drop_index("past_membership_person")

    op.drop_table("past_membership")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("membership_person")

    op.drop_table("membership")
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index("match_b")

    op.drop_table("match")
    with op.batch_alter_table("judgement", schema=None) as batch_op:
        batch_op.drop_index("judgement_b")
        batch_op.drop_index("judgement_a")

    op.drop_table("judgement")
    op.drop_table("feature")
    with op.batch_alter_table("blocking_key", schema=None) as batch_op:
        batch_op.drop_index("blocking_key_record")

    op.drop_table("blocking_key")
    op.drop_table("timeline_entry")
    op.drop_table("term")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("task_run")
        batch_op.drop_index(
            "task_open",
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        )
        batch_op.drop_index("task_due")

    op.drop_table("task")
    op.drop_table("source_state")
    op.drop_table("run")
    with op.batch_alter_table("review_item", schema=None) as batch_op:
        batch_op.drop_index("review_item_weight")
        batch_op.drop_index("review_item_person_b")
        batch_op.drop_index("review_item_person_a")

    op.drop_table("review_item")
    op.drop_table("refusal")
    op.drop_table("record")
    with op.batch_alter_table("posting", schema=None) as batch_op:
        batch_op.drop_index("posting_person")

    op.drop_table("posting")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("person_seen")
        batch_op.drop_index("person_name")

    op.drop_table("person")
    op.drop_table("original")
    op.drop_table("model")
    op.drop_table("intake")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("change_person")

    op.drop_table("change")
