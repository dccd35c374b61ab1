"""signals: who waits for one, which diagram one starts, and the deliveries that are still to be made"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _id() -> tuple[sa.Column, sa.Column]:
    return (
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "signal_subscription",
        *_id(),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "process_id"],
            ["process.tenant", "process.id"],
            name=op.f("fk_signal_subscription_tenant_process_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_signal_subscription")),
        sa.UniqueConstraint(
            "tenant", "process_id", "token", name=op.f("uq_signal_subscription_tenant_process_id_token")
        ),
    )
    op.create_index(op.f("ix_signal_subscription_tenant_name"), "signal_subscription", ["tenant", "name"])
    op.create_table(
        "signal_start",
        *_id(),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("diagram", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "version_id"],
            ["diagram_version.tenant", "diagram_version.id"],
            name=op.f("fk_signal_start_tenant_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_signal_start")),
        sa.UniqueConstraint("tenant", "name", "diagram", name=op.f("uq_signal_start_tenant_name_diagram")),
    )
    op.create_table(
        "signal_delivery",
        *_id(),
        sa.Column("process_id", sa.BigInteger(), nullable=True),
        sa.Column("token", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hops", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("(process_id IS NULL) <> (version_id IS NULL)", name=op.f("ck_signal_delivery_goal")),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_signal_delivery")),
    )
    op.create_index(op.f("ix_signal_delivery_tenant_process_id"), "signal_delivery", ["tenant", "process_id"])


def downgrade() -> None:
    op.drop_table("signal_delivery")
    op.drop_table("signal_start")
    op.drop_table("signal_subscription")
