"""bank files and statements"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statement_line",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("lease_text", sa.String(length=60), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "file_id"],
            ["payment_file.tenant", "payment_file.id"],
            name=op.f("fk_statement_line_tenant_file_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_statement_line")),
        sa.UniqueConstraint("tenant", "source", "reference", name=op.f("uq_statement_line_tenant_source_reference")),
    )
    op.create_index("ix_statement_line_day", "statement_line", ["tenant", "paid_on"], unique=False)
    op.add_column("payment_file", sa.Column("kind", sa.String(length=10), nullable=False))
    op.add_column("payment_file", sa.Column("source", sa.String(length=12), nullable=False))
    op.add_column("payment_file", sa.Column("content", sa.LargeBinary(), nullable=False))
    op.add_column("payment_file", sa.Column("state", sa.String(length=8), nullable=False))
    op.add_column("payment_file", sa.Column("problems", sa.JSON(), nullable=False))
    op.drop_constraint(op.f("uq_payment_file_tenant_sha256"), "payment_file", type_="unique")
    op.create_unique_constraint(
        op.f("uq_payment_file_tenant_kind_sha256"), "payment_file", ["tenant", "kind", "sha256"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_payment_file_tenant_kind_sha256"), "payment_file", type_="unique")
    op.create_unique_constraint(
        op.f("uq_payment_file_tenant_sha256"), "payment_file", ["tenant", "sha256"], postgresql_nulls_not_distinct=False
    )
    op.drop_column("payment_file", "problems")
    op.drop_column("payment_file", "state")
    op.drop_column("payment_file", "content")
    op.drop_column("payment_file", "source")
    op.drop_column("payment_file", "kind")
    op.drop_index("ix_statement_line_day", table_name="statement_line")
    op.drop_table("statement_line")
