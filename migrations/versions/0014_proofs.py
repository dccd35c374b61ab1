"""proofs of processes: when each was proven last, and what was found"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proof",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "process_id"], ["process.tenant", "process.id"], name=op.f("fk_proof_tenant_process_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_proof")),
        sa.UniqueConstraint("tenant", "process_id", name=op.f("uq_proof_tenant_process_id")),
    )
    op.create_index(op.f("ix_proof_tenant_at"), "proof", ["tenant", "at"], unique=False)
    op.create_index(
        "ix_proof_fault", "proof", ["tenant", "id"], unique=False, postgresql_where=sa.text("fault IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_table("proof")
