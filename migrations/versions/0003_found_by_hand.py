"""what an officer found out by hand, and whom a correction took out of the household"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (
    ("registry_fact", "found_by", 60),
    ("registry_fact", "evidence", 60),
    ("check", "found_by", 60),
    ("check", "declared_hash", 64),
)


def upgrade() -> None:
    for table, name, length in COLUMNS:
        op.add_column(table, sa.Column(name, sa.String(length=length), nullable=True))
    op.add_column("member", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("member", "removed_at")
    for table, name, _length in reversed(COLUMNS):
        op.drop_column(table, name)
