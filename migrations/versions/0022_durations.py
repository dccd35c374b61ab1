"""durations: how long transactions that visit processes take, counted by verb"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duration",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("verb", sa.String(length=30), nullable=False),
        sa.Column("bound_ms", sa.Integer(), nullable=False),
        sa.Column("transactions", sa.BigInteger(), nullable=False),
        sa.Column("microseconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_duration")),
        sa.UniqueConstraint("tenant", "verb", "bound_ms", name=op.f("uq_duration_tenant_verb_bound_ms")),
    )


def downgrade() -> None:
    op.drop_table("duration")
