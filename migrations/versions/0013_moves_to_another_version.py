"""moves of running processes to another version of their diagram, and how far each has come"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "diagram_move",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("diagram", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('running', 'done', 'stopped') OR decided_by <> proposed_by",
            name=op.f("ck_diagram_move_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "version_id"],
            ["diagram_version.tenant", "diagram_version.id"],
            name=op.f("fk_diagram_move_tenant_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_diagram_move")),
    )
    op.create_index(op.f("ix_diagram_move_tenant_diagram"), "diagram_move", ["tenant", "diagram"], unique=False)
    op.create_table(
        "moved_process",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("move_id", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "move_id"],
            ["diagram_move.tenant", "diagram_move.id"],
            name=op.f("fk_moved_process_tenant_move_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "process_id"], ["process.tenant", "process.id"], name=op.f("fk_moved_process_tenant_process_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_moved_process")),
        sa.UniqueConstraint("tenant", "move_id", "process_id", name=op.f("uq_moved_process_tenant_move_id_process_id")),
    )
    op.create_index(
        "ix_moved_process_waiting",
        "moved_process",
        ["tenant", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(op.f("ix_moved_process_tenant_process_id"), "moved_process", ["tenant", "process_id"], unique=False)


def downgrade() -> None:
    op.drop_table("moved_process")
    op.drop_table("diagram_move")
