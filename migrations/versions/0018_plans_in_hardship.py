"""plans of households in hardship, and what is taken off a rent for a while"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=11), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("met", sa.SmallInteger(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_plan_tenant_lease_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "request_id"],
            ["lease_request.tenant", "lease_request.id"],
            name=op.f("fk_plan_tenant_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_plan")),
    )
    op.create_index(
        "uq_plan_kept",
        "plan",
        ["tenant", "lease_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'kept'"),
    )
    op.create_index("ix_plan_lease", "plan", ["tenant", "lease_id"], unique=False)
    op.create_index("ix_plan_request", "plan", ["tenant", "request_id"], unique=False)
    op.add_column("rent", sa.Column("reduction", sa.SmallInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("rent", "reduction")
    op.drop_table("plan")
