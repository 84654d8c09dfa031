"""A stored model decides for the configuration it was made under"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("model", sa.Column("base", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("model", "base")
