"""Which reader read which kept file, so that a better one reads it again; sightings tell who read them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

READERS_OF_SIGHTINGS = """
INSERT INTO sighting (version_id, observed_at, reader, recorded_at)
SELECT said.version_id, said.observed_at, version.reader, said.recorded_at
FROM old_sighting AS said JOIN record_version AS version ON version.version_id = said.version_id
"""
# An original may have come under several names or to several sources; what it gave, or why it was refused, tells them.
READ_SO_FAR = """
INSERT INTO reading (source, document, original, modified_at, reader, read_at)
SELECT found.source, found.document, found.sha256, found.modified_at, max(found.reader), max(found.read_at)
FROM (
    SELECT record.source AS source, original.name AS document, original.sha256 AS sha256,
        original.modified_at AS modified_at, version.reader AS reader, version.recorded_at AS read_at
    FROM record_version AS version
    JOIN record ON record.record_id = version.record_id
    JOIN original ON original.sha256 = version.original
    UNION ALL
    SELECT refusal.source, refusal.document, original.sha256, original.modified_at, '', refusal.refused_at
    FROM refusal JOIN original ON original.sha256 = refusal.original
) AS found
JOIN intake ON intake.source = found.source AND intake.document = found.document
GROUP BY found.source, found.document, found.sha256, found.modified_at
"""


def upgrade() -> None:
    op.create_table(
        "reading",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["original"], ["original.sha256"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "document", "original", "modified_at"),
    )
    op.create_index("reading_original", "reading", ["original"], unique=False)
    op.create_index("reading_reader", "reading", ["source", "reader"], unique=False)
    op.execute(sa.text(READ_SO_FAR))
    op.rename_table("sighting", "old_sighting")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("ALTER TABLE old_sighting RENAME CONSTRAINT sighting_pkey TO old_sighting_pkey"))
    op.create_table("sighting", *columns_of_sighting("reader"))
    op.execute(sa.text(READERS_OF_SIGHTINGS))
    op.drop_table("old_sighting")


def columns_of_sighting(*reader: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("version_id", Id, nullable=False),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False) for name in reader),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["record_version.version_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id", "observed_at", *reader),
    ]


def downgrade() -> None:
    op.drop_table("reading")
    op.rename_table("sighting", "new_sighting")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("ALTER TABLE new_sighting RENAME CONSTRAINT sighting_pkey TO new_sighting_pkey"))
    op.create_table("sighting", *columns_of_sighting())
    op.execute(
        sa.text(
            "INSERT INTO sighting (version_id, observed_at, recorded_at) "
            "SELECT version_id, observed_at, min(recorded_at) FROM new_sighting GROUP BY version_id, observed_at"
        )
    )
    op.drop_table("new_sighting")
