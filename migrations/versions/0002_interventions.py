"""proposals of administrators; whose step put a row into the outbox, and what became of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_event",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "outbox_id"],
            ["outbox.tenant", "outbox.id"],
            name=op.f("fk_outbox_event_tenant_outbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_outbox_event")),
    )
    op.create_index("outbox_event_row", "outbox_event", ["tenant", "outbox_id"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("state <> 'done' OR decided_by <> proposed_by", name=op.f("ck_proposal_four_eyes")),
        sa.ForeignKeyConstraint(
            ["tenant", "process_id"], ["process.tenant", "process.id"], name=op.f("fk_proposal_tenant_process_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_proposal")),
    )
    op.create_index(
        "ix_proposal_open", "proposal", ["tenant", "id"], unique=False, postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(op.f("ix_proposal_tenant_process_id"), "proposal", ["tenant", "process_id"], unique=False)
    op.add_column("outbox", sa.Column("process_id", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("entry", sa.BigInteger(), nullable=True))
    op.create_index(
        "outbox_process",
        "outbox",
        ["tenant", "process_id"],
        unique=False,
        postgresql_where=sa.text("process_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("outbox_process", table_name="outbox", postgresql_where=sa.text("process_id IS NOT NULL"))
    op.drop_column("outbox", "entry")
    op.drop_column("outbox", "process_id")
    op.drop_index(op.f("ix_proposal_tenant_process_id"), table_name="proposal")
    op.drop_index("ix_proposal_open", table_name="proposal", postgresql_where=sa.text("state = 'open'"))
    op.drop_table("proposal")
    op.drop_index("outbox_event_row", table_name="outbox_event")
    op.drop_table("outbox_event")
