"""letters to many households at once: what was confirmed, and each one's letter"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailing",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_mailing")),
        sa.UniqueConstraint("tenant", "key", name=op.f("uq_mailing_tenant_key")),
    )
    op.create_table(
        "mailing_line",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("mailing_id", sa.BigInteger(), nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_mailing_line_tenant_lease_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "letter_id"], ["letter.tenant", "letter.id"], name=op.f("fk_mailing_line_tenant_letter_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "mailing_id"], ["mailing.tenant", "mailing.id"], name=op.f("fk_mailing_line_tenant_mailing_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_mailing_line")),
        sa.UniqueConstraint("tenant", "lease_id", "kind", "on", name=op.f("uq_mailing_line_tenant_lease_id_kind_on")),
    )
    op.create_index("ix_mailing_line_mailing", "mailing_line", ["tenant", "mailing_id"], unique=False)
    op.create_index(
        "ix_mailing_line_waiting", "mailing_line", ["tenant", "id"], unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("mailing_line")
    op.drop_table("mailing")
