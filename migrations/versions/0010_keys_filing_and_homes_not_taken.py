"""keys, filing, and homes not taken"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lease", sa.Column("is_followed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("lease", sa.Column("filing_number", sa.String(length=40), server_default="", nullable=False))
    op.add_column("lease", sa.Column("filed_on", sa.Date(), nullable=True))
    op.create_table(
        "handover",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("keys", sa.SmallInteger(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("inventory", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("witness", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_handover_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_handover")),
        sa.UniqueConstraint("tenant", "lease_id", "kind", name=op.f("uq_handover_tenant_lease_id_kind")),
    )
    op.create_table(
        "refusal",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("cause", sa.String(length=12), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_refusal_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_refusal")),
    )
    op.create_index("ix_refusal_case", "refusal", ["tenant", "case_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_refusal_case", table_name="refusal")
    op.drop_table("refusal")
    op.drop_table("handover")
    op.drop_column("lease", "filed_on")
    op.drop_column("lease", "filing_number")
    op.drop_column("lease", "is_followed")
