"""leaving by law, and records of integrity"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_APPEND_ONLY = (
    "CREATE OR REPLACE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'history stays: add a line' USING ERRCODE = '2F002'; END $$",
    "CREATE TRIGGER integrity_entry_append_only BEFORE UPDATE OR DELETE ON integrity_entry "
    "FOR EACH ROW EXECUTE FUNCTION history_is_append_only()",
    "CREATE TRIGGER exit_entry_append_only BEFORE UPDATE OR DELETE ON exit_entry "
    "FOR EACH ROW EXECUTE FUNCTION history_is_append_only()",
)


def _key(table: str) -> list[sa.Column[object] | sa.PrimaryKeyConstraint]:
    return [
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f(f"pk_{table}")),
    ]


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=nullable)


def upgrade() -> None:
    op.add_column("letter", _text("matter", 20, nullable=True))
    op.alter_column("letter", "case_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_index("ix_letter_matter", "letter", ["tenant", "matter"])
    op.create_check_constraint(op.f("ck_letter_about"), "letter", "case_id IS NOT NULL OR matter IS NOT NULL")
    _delivery_and_exit()
    _violation()
    _integrity()
    for statement in _APPEND_ONLY:
        op.execute(statement)


def _delivery_and_exit() -> None:
    op.create_table(
        "delivery",
        *_key("delivery"),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        _text("manner", 10),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        _text("receiver", 50),
        _text("witness", 100),
        _text("proof", 500),
        _text("by", 60),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "letter_id"], ["letter.tenant", "letter.id"], name=op.f("fk_delivery_tenant_letter_id")
        ),
    )
    op.create_index("ix_delivery_letter", "delivery", ["tenant", "letter_id"])
    op.create_table(
        "exit_entry",
        *_key("exit_entry"),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("exit_id", sa.BigInteger(), nullable=True),
        _text("kind", 16),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("by", 60),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_exit_entry_tenant_lease_id")
        ),
    )
    op.create_index("ix_exit_entry_lease", "exit_entry", ["tenant", "lease_id"])


def _violation() -> None:
    op.create_table(
        "violation",
        *_key("violation"),
        _text("number", 20),
        _text("matter", 20),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        _text("person_name", 50),
        _text("district", 12),
        _text("kind", 2),
        _text("source", 12),
        _text("report"),
        sa.Column("known_on", sa.Date(), nullable=False),
        _text("findings"),
        _text("state", 10),
        sa.Column("decision", sa.JSON(), nullable=False),
        _text("reported_by", 60),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_violation_tenant_number")),
    )
    op.create_index("ix_violation_matter", "violation", ["tenant", "matter"])
    op.create_index("ix_violation_state", "violation", ["tenant", "state", "district"])


def _integrity() -> None:
    op.create_table(
        "integrity_record",
        *_key("integrity_record"),
        _text("number", 20),
        _text("matter", 20),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        _text("person_name", 50),
        _text("person_mask", 20),
        _text("district", 12),
        _text("violation", 2),
        _text("facts"),
        _text("basis", 200),
        _text("evidence"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("barred_until", sa.Date(), nullable=True),
        _text("state", 10),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_integrity_record_tenant_number")),
    )
    op.create_index("ix_integrity_record_person", "integrity_record", ["tenant", "person", "state"])
    op.create_index("ix_integrity_record_state", "integrity_record", ["tenant", "state", "district"])
    op.create_table(
        "integrity_entry",
        *_key("integrity_entry"),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        _text("kind", 16),
        _text("text"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _text("by", 60),
    )
    op.create_index("ix_integrity_entry_record", "integrity_entry", ["tenant", "record_id"])


def downgrade() -> None:
    for table in ("integrity_entry", "integrity_record", "violation", "exit_entry", "delivery"):
        op.drop_table(table)
    op.execute("DROP FUNCTION history_is_append_only()")
    op.drop_constraint(op.f("ck_letter_about"), "letter", type_="check")
    op.drop_index("ix_letter_matter", table_name="letter")
    op.execute("DELETE FROM letter WHERE case_id IS NULL")
    op.alter_column("letter", "case_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("letter", "matter")
