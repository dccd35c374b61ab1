"""leases and the housing stock"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


BOOKS_ARE_APPEND_ONLY = (
    "CREATE OR REPLACE FUNCTION books_are_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'what was booked stays: make an entry that reverses it' USING ERRCODE = '2F002'; END $$",
    "CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry "
    "FOR EACH ROW EXECUTE FUNCTION books_are_append_only()",
    "CREATE TRIGGER ledger_entry_not_emptied BEFORE TRUNCATE ON ledger_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only()",
)


def upgrade() -> None:
    op.create_table(
        "billing_run",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("bills", sa.BigInteger(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_billing_run")),
        sa.UniqueConstraint("tenant", "month", name=op.f("uq_billing_run_tenant_month")),
    )
    op.create_table(
        "payment_file",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("taken_by", sa.String(length=60), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_payment_file")),
        sa.UniqueConstraint("tenant", "sha256", name=op.f("uq_payment_file_tenant_sha256")),
    )
    op.create_table(
        "project",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=2), nullable=False),
        sa.Column("ownership", sa.SmallInteger(), nullable=False),
        sa.Column("district", sa.String(length=12), nullable=False),
        sa.Column("town", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_project")),
        sa.UniqueConstraint("tenant", "code", name=op.f("uq_project_tenant_code")),
    )
    op.create_index("ix_project_town", "project", ["tenant", "town"], unique=False)
    op.create_table(
        "building",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("floors", sa.SmallInteger(), nullable=False),
        sa.Column("has_lift", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "project_id"], ["project.tenant", "project.id"], name=op.f("fk_building_tenant_project_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_building")),
        sa.UniqueConstraint("tenant", "project_id", "name", name=op.f("uq_building_tenant_project_id_name")),
    )
    op.create_table(
        "project_price",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "project_id"], ["project.tenant", "project.id"], name=op.f("fk_project_price_tenant_project_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_project_price")),
        sa.UniqueConstraint("tenant", "project_id", "from_on", name=op.f("uq_project_price_tenant_project_id_from_on")),
    )
    op.create_table(
        "unit",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("floor", sa.SmallInteger(), nullable=False),
        sa.Column("area", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("layout", sa.String(length=20), nullable=False),
        sa.Column("is_accessible", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "building_id"], ["building.tenant", "building.id"], name=op.f("fk_unit_tenant_building_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_unit")),
        sa.UniqueConstraint("tenant", "building_id", "number", name=op.f("uq_unit_tenant_building_id_number")),
        sa.UniqueConstraint("tenant", "code", name=op.f("uq_unit_tenant_code")),
    )
    op.create_index("ix_unit_state", "unit", ["tenant", "state"], unique=False)
    op.create_table(
        "lease",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("external_ref", sa.String(length=40), nullable=True),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=12), nullable=False),
        sa.Column("ownership", sa.SmallInteger(), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("area", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("holder_name", sa.String(length=50), nullable=False),
        sa.Column("holder_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("holder_index", sa.LargeBinary(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_lease_tenant_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_lease_tenant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_lease_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_lease")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_lease_tenant_number")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_lease_tenant_uid")),
    )
    op.create_index("ix_lease_account", "lease", ["tenant", "account_id"], unique=False)
    op.create_index("ix_lease_state", "lease", ["tenant", "state", "end_on"], unique=False)
    op.create_index("uq_lease_external_ref", "lease", ["tenant", "external_ref"], unique=True)
    op.create_index(
        "uq_lease_open_case",
        "lease",
        ["tenant", "case_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'running', 'leaving')"),
    )
    op.create_index(
        "uq_lease_open_holder",
        "lease",
        ["tenant", "holder_index"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'running', 'leaving')"),
    )
    op.create_index(
        "uq_lease_open_unit",
        "lease",
        ["tenant", "unit_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'running', 'leaving')"),
    )
    op.create_table(
        "unit_event",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "unit_id"], ["unit.tenant", "unit.id"], name=op.f("fk_unit_event_tenant_unit_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_unit_event")),
    )
    op.create_index("ix_unit_event_unit", "unit_event", ["tenant", "unit_id", "at"], unique=False)
    op.create_table(
        "arrears",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_arrears_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_arrears")),
    )
    op.create_index("ix_arrears_lease", "arrears", ["tenant", "lease_id"], unique=False)
    op.create_index(
        "uq_arrears_open", "arrears", ["tenant", "lease_id"], unique=True, postgresql_where=sa.text("closed_on IS NULL")
    )
    op.create_table(
        "bill",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("unpaid_fen", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_bill_tenant_lease_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "run_id"], ["billing_run.tenant", "billing_run.id"], name=op.f("fk_bill_tenant_run_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_bill")),
        sa.UniqueConstraint("tenant", "lease_id", "month", "kind", name=op.f("uq_bill_tenant_lease_id_month_kind")),
    )
    op.create_index("ix_bill_run", "bill", ["tenant", "run_id"], unique=False)
    op.create_index(
        "ix_bill_unpaid",
        "bill",
        ["tenant", "due_on", "lease_id"],
        unique=False,
        postgresql_where=sa.text("unpaid_fen > 0"),
    )
    op.create_table(
        "payment",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=True),
        sa.Column("lease_text", sa.String(length=60), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "file_id"], ["payment_file.tenant", "payment_file.id"], name=op.f("fk_payment_tenant_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_payment_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_payment")),
        sa.UniqueConstraint("tenant", "source", "reference", name=op.f("uq_payment_tenant_source_reference")),
    )
    op.create_index("ix_payment_day", "payment", ["tenant", "paid_on"], unique=False)
    op.create_index("ix_payment_lease", "payment", ["tenant", "lease_id", "paid_on"], unique=False)
    op.create_table(
        "rent",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=False),
        sa.Column("tier", sa.SmallInteger(), nullable=False),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_rent_tenant_lease_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_rent")),
        sa.UniqueConstraint("tenant", "lease_id", "from_on", name=op.f("uq_rent_tenant_lease_id_from_on")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("debit", sa.String(length=16), nullable=False),
        sa.Column("credit", sa.String(length=16), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("lease_id", sa.BigInteger(), nullable=True),
        sa.Column("bill_id", sa.BigInteger(), nullable=True),
        sa.Column("payment_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses", sa.BigInteger(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_entry_sides")),
        sa.CheckConstraint("fen > 0", name=op.f("ck_ledger_entry_fen")),
        sa.ForeignKeyConstraint(
            ["tenant", "bill_id"], ["bill.tenant", "bill.id"], name=op.f("fk_ledger_entry_tenant_bill_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "lease_id"], ["lease.tenant", "lease.id"], name=op.f("fk_ledger_entry_tenant_lease_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "payment_id"], ["payment.tenant", "payment.id"], name=op.f("fk_ledger_entry_tenant_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "reverses"],
            ["ledger_entry.tenant", "ledger_entry.id"],
            name=op.f("fk_ledger_entry_tenant_reverses"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("tenant", "reverses", name=op.f("uq_ledger_entry_tenant_reverses")),
    )
    op.create_index("ix_ledger_entry_bill", "ledger_entry", ["tenant", "bill_id"], unique=False)
    op.create_index("ix_ledger_entry_lease", "ledger_entry", ["tenant", "lease_id", "on"], unique=False)
    op.create_index("ix_ledger_entry_payment", "ledger_entry", ["tenant", "payment_id"], unique=False)
    op.add_column("case", sa.Column("stage_days", sa.JSON(), nullable=False, server_default="{}"))
    for statement in BOOKS_ARE_APPEND_ONLY:
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("case", "stage_days")
    op.drop_index("ix_ledger_entry_payment", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_lease", table_name="ledger_entry")
    op.drop_index("ix_ledger_entry_bill", table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.execute("DROP FUNCTION books_are_append_only()")
    op.drop_table("rent")
    op.drop_index("ix_payment_lease", table_name="payment")
    op.drop_index("ix_payment_day", table_name="payment")
    op.drop_table("payment")
    op.drop_index("ix_bill_unpaid", table_name="bill", postgresql_where=sa.text("unpaid_fen > 0"))
    op.drop_index("ix_bill_run", table_name="bill")
    op.drop_table("bill")
    op.drop_index("uq_arrears_open", table_name="arrears", postgresql_where=sa.text("closed_on IS NULL"))
    op.drop_index("ix_arrears_lease", table_name="arrears")
    op.drop_table("arrears")
    op.drop_index("ix_unit_event_unit", table_name="unit_event")
    op.drop_table("unit_event")
    op.drop_index(
        "uq_lease_open_unit", table_name="lease", postgresql_where=sa.text("state IN ('draft', 'running', 'leaving')")
    )
    op.drop_index(
        "uq_lease_open_holder", table_name="lease", postgresql_where=sa.text("state IN ('draft', 'running', 'leaving')")
    )
    op.drop_index(
        "uq_lease_open_case", table_name="lease", postgresql_where=sa.text("state IN ('draft', 'running', 'leaving')")
    )
    op.drop_index("uq_lease_external_ref", table_name="lease")
    op.drop_index("ix_lease_state", table_name="lease")
    op.drop_index("ix_lease_account", table_name="lease")
    op.drop_table("lease")
    op.drop_index("ix_unit_state", table_name="unit")
    op.drop_table("unit")
    op.drop_table("project_price")
    op.drop_table("building")
    op.drop_index("ix_project_town", table_name="project")
    op.drop_table("project")
    op.drop_table("payment_file")
    op.drop_table("billing_run")
