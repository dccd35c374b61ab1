"""drafts that correct the declaration of a case"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = "fk_draft_tenant_corrects_id"


def upgrade() -> None:
    op.add_column("draft", sa.Column("corrects_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(KEY, "draft", "case", ["tenant", "corrects_id"], ["tenant", "id"])


def downgrade() -> None:
    op.drop_constraint(KEY, "draft", type_="foreignkey")
    op.drop_column("draft", "corrects_id")
