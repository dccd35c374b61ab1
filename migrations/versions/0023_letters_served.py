"""letters_served: the whole number that a contract prints, sealed, and which officers opened it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letter", sa.Column("recipient_number_sealed", sa.LargeBinary(), nullable=True))
    op.create_table(
        "letter_reading",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "letter_id"], ["letter.tenant", "letter.id"], name=op.f("fk_letter_reading_tenant_letter_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_letter_reading")),
    )
    op.create_index("ix_letter_reading_letter", "letter_reading", ["tenant", "letter_id"], unique=False)


def downgrade() -> None:
    op.drop_table("letter_reading")
    op.drop_column("letter", "recipient_number_sealed")
