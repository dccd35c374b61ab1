"""settlements at the end of a lease, and refunds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "settlement",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column("damages", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("balance_fen", sa.BigInteger(), nullable=False),
        sa.Column("claim_due_on", sa.Date(), nullable=True),
        sa.Column("objection", sa.Text(), server_default="", nullable=False),
        sa.Column("reply", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_settlement_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("tenant", "lease_id", name=op.f("uq_settlement_tenant_lease_id")),
    )
    op.create_table(
        "refund",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("payee", sa.String(length=50), server_default="", nullable=False),
        sa.Column("bank", sa.String(length=100), server_default="", nullable=False),
        sa.Column("account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=64), server_default="", nullable=False),
        sa.Column("by", sa.String(length=60), server_default="", nullable=False),
        sa.Column("witness", sa.String(length=60), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_refund_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_refund")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_refund_tenant_uid")),
    )
    op.create_index(
        "uq_refund_open", "refund", ["tenant", "lease_id"], unique=True, postgresql_where=sa.text("state = 'open'")
    )
    op.create_index("ix_refund_lease", "refund", ["tenant", "lease_id"], unique=False)


def downgrade() -> None:
    op.drop_table("refund")
    op.drop_table("settlement")
