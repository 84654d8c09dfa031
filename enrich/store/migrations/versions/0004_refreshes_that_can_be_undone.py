"""What a refresh brought is known, so that it can be accepted or undone as a whole; versions can be set aside"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "refresh",
        sa.Column("refresh_id", Id, autoincrement=True, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("decision", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("undoing", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["record.record_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("refresh_id"),
    )
    op.create_index("refresh_person", "refresh", ["person_id"], unique=False)
    op.create_table(
        "refresh_answer",
        sa.Column("refresh_id", Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["refresh_id"], ["refresh.refresh_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("refresh_id", "source"),
    )
    op.create_table(
        "refresh_sighting",
        sa.Column("refresh_id", Id, nullable=False),
        sa.Column("version_id", Id, nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("made", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["refresh_id"], ["refresh.refresh_id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["version_id"], ["record_version.version_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("refresh_id", "version_id", "observed_at"),
    )
    op.create_index("refresh_sighting_version", "refresh_sighting", ["version_id"], unique=False)
    op.create_table(
        "aside",
        sa.Column("aside_id", Id, autoincrement=True, nullable=False),
        sa.Column("version_id", Id, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["record_version.version_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("aside_id"),
    )
    op.create_index("aside_version", "aside", ["version_id"], unique=False)


def downgrade() -> None:
    for table in ("aside", "refresh_sighting", "refresh_answer", "refresh"):
        op.drop_table(table)
