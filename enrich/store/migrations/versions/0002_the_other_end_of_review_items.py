"""The other end of review items: taking a record's items off the queue need not read the whole queue"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("review_item_b", "review_item", ["b"], unique=False)


def downgrade() -> None:
    op.drop_index("review_item_b", table_name="review_item")
