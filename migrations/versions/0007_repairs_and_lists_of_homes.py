"""repairs and lists of homes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stock_file",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_stock_file")),
    )
    op.create_table(
        "repair",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("district", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=2), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("done_photos", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.String(length=60), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_repair_tenant_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_repair_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_repair")),
        sa.UniqueConstraint("tenant", "form_key", name=op.f("uq_repair_tenant_form_key")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_repair_tenant_number")),
    )
    op.create_index("ix_repair_account", "repair", ["tenant", "account_id"], unique=False)
    op.create_index("ix_repair_unit", "repair", ["tenant", "unit_id"], unique=False)
    op.add_column("unit", sa.Column("account_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_unit_account", "unit", ["tenant", "account_id"], unique=False)
    op.create_foreign_key(
        op.f("fk_unit_tenant_account_id"), "unit", "account", ["tenant", "account_id"], ["tenant", "id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_unit_tenant_account_id"), "unit", type_="foreignkey")
    op.drop_index("ix_unit_account", table_name="unit")
    op.drop_column("unit", "account_id")
    op.drop_index("ix_repair_unit", table_name="repair")
    op.drop_index("ix_repair_account", table_name="repair")
    op.drop_table("repair")
    op.drop_table("stock_file")
