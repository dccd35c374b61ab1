"""orders at the payment provider"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_order",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_payment_order_tenant_lease_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "payment_id"], ["payment.tenant", "payment.id"], name=op.f("fk_payment_order_tenant_payment_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_payment_order")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_payment_order_tenant_uid")),
    )
    op.create_index("ix_payment_order_lease", "payment_order", ["tenant", "lease_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_payment_order_lease", table_name="payment_order")
    op.drop_table("payment_order")
