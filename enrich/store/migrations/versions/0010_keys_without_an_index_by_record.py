"""Keys are looked up by what they are, not by whose; what is pending for what others say is told from the rest"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAMES = "rule, value, record_id, who"
REFERENCE = sa.ForeignKeyConstraint(["record_id"], ["record.record_id"], ondelete="CASCADE")


def keys_again(*constraints: sa.ForeignKeyConstraint) -> None:
    """The same rows in a table with other constraints."""
    op.rename_table("blocking_key", "former_key")
    op.create_table(
        "blocking_key",
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("record_id", Id, nullable=False),
        sa.Column("who", sa.BigInteger(), nullable=False),
        *constraints,
        sa.PrimaryKeyConstraint("rule", "value", "record_id"),
        sqlite_with_rowid=False,
    )
    rows = f"SELECT {NAMES} FROM former_key ORDER BY rule, value, record_id"  # noqa: S608
    op.execute(f"INSERT INTO blocking_key ({NAMES}) {rows}")
    op.drop_table("former_key")


def upgrade() -> None:
    op.add_column("pending", sa.Column("due", sa.Text(), nullable=False, server_default="everything"))
    op.drop_index("blocking_key_record", "blocking_key")
    if op.get_bind().dialect.name == "sqlite":
        keys_again()
    else:
        op.drop_constraint("blocking_key_record_id_fkey", "blocking_key", type_="foreignkey")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        keys_again(REFERENCE)
    else:
        op.create_foreign_key(
            "blocking_key_record_id_fkey",
            "blocking_key",
            "record",
            ["record_id"],
            ["record_id"],
            ondelete="CASCADE",
        )
    op.create_index("blocking_key_record", "blocking_key", ["record_id"])
    op.drop_column("pending", "due")
