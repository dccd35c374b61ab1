"""requests about leases: renewal, leaving, another tenant, hardship, the yearly review"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lease_request",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("decided", sa.JSON(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_lease_request_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_lease_request")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_lease_request_tenant_number")),
    )
    op.create_index(
        "uq_lease_request_open",
        "lease_request",
        ["tenant", "lease_id", "kind"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_lease_request_lease", "lease_request", ["tenant", "lease_id"], unique=False)


def downgrade() -> None:
    op.drop_table("lease_request")
