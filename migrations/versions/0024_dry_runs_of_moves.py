"""dry runs of moves in the background: what would become of every process, added up some at a time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "move_trial",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("diagram", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "version_id"],
            ["diagram_version.tenant", "diagram_version.id"],
            name=op.f("fk_move_trial_tenant_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_move_trial")),
    )
    op.create_index(
        "ix_move_trial_running", "move_trial", ["tenant", "id"], postgresql_where=sa.text("state = 'running'")
    )


def downgrade() -> None:
    op.drop_index("ix_move_trial_running", table_name="move_trial")
    op.drop_table("move_trial")
