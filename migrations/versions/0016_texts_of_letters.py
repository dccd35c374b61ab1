"""texts of letters with their versions; which one a letter was written with"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STAYS = """
CREATE FUNCTION letter_text_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'published' THEN
    RAISE EXCEPTION 'a published text of a letter stays as it is';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$
"""
GUARD = (
    "CREATE TRIGGER letter_text_stays BEFORE UPDATE OR DELETE ON letter_text "
    "FOR EACH ROW EXECUTE FUNCTION letter_text_stays()"
)


def upgrade() -> None:
    op.create_table(
        "letter_text",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("drafted_by", sa.String(length=60), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=60), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "drafted_by = 'system' OR published_by IS NULL OR published_by <> drafted_by",
            name=op.f("ck_letter_text_four_eyes"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_letter_text")),
        sa.UniqueConstraint("tenant", "kind", "version", name=op.f("uq_letter_text_tenant_kind_version")),
    )
    op.create_index(
        "uq_letter_text_draft", "letter_text", ["tenant", "kind"], unique=True,
        postgresql_where=sa.text("state = 'draft'"),
    )  # fmt: skip
    op.execute(STAYS)
    op.execute(GUARD)
    op.add_column("letter", sa.Column("text_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_letter_tenant_text_id"), "letter", "letter_text", ["tenant", "text_id"], ["tenant", "id"]
    )


def downgrade() -> None:
    op.drop_column("letter", "text_id")
    op.drop_table("letter_text")
    op.execute("DROP FUNCTION letter_text_stays()")
