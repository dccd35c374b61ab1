"""signals in the order of the signals that led to them: what a loop makes more and more of comes last"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_signal_delivery_tenant_hops_id"), "signal_delivery", ["tenant", "hops", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_signal_delivery_tenant_hops_id"), table_name="signal_delivery")
