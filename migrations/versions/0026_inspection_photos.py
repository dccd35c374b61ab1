"""inspection_photos: how a home was given back, in pictures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspection_photo",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "file_id"], ["stored_file.tenant", "stored_file.id"],
            name=op.f("fk_inspection_photo_tenant_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_inspection_photo_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_inspection_photo")),
    )  # fmt: skip
    op.create_index("ix_inspection_photo_lease", "inspection_photo", ["tenant", "lease_id"], unique=False)


def downgrade() -> None:
    op.drop_table("inspection_photo")
