"""Models tell how they came to be: from what, by whom, and what spoke for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXTS = {"origin": "configured", "parent": "", "by": "", "report": ""}


def upgrade() -> None:
    for name, before in TEXTS.items():
        op.add_column("model", sa.Column(name, sa.Text(), nullable=False, server_default=before))
    op.add_column("model", sa.Column("made_at", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute("UPDATE model SET made_at = activated_at")
    op.execute("UPDATE model SET origin = 'trained' WHERE version LIKE 'trained-%'")


def downgrade() -> None:
    for name in (*TEXTS, "made_at"):
        op.drop_column("model", name)
