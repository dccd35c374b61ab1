"""rent subsidies: agreements, amounts, monthly runs and their lines; none for a household with a lease"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

HAS_LEASE = """
CREATE FUNCTION household_has_lease(of_tenant varchar, of_case bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM lease l WHERE l.tenant = of_tenant AND l.state IN ('running', 'leaving') AND (
      l.case_id = of_case OR l.holder_index IN (
        SELECT m.id_number_index FROM member m
        WHERE m.tenant = of_tenant AND m.case_id = of_case AND m.removed_at IS NULL)))
$$
"""
NONE_AT_AGREEMENT = """
CREATE FUNCTION subsidy_without_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'running' AND household_has_lease(NEW.tenant, NEW.case_id) THEN
    RAISE EXCEPTION 'a household with a lease gets no rent subsidy' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
NONE_IN_A_MONTH = """
CREATE FUNCTION subsidy_line_without_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.repeats IS NULL AND household_has_lease(NEW.tenant,
      (SELECT s.case_id FROM subsidy s WHERE s.tenant = NEW.tenant AND s.id = NEW.subsidy_id)) THEN
    RAISE EXCEPTION 'a household with a lease gets no rent subsidy' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER subsidy_without_lease_new BEFORE INSERT ON subsidy "
    "FOR EACH ROW EXECUTE FUNCTION subsidy_without_lease()",
    "CREATE TRIGGER subsidy_without_lease_begun BEFORE UPDATE OF state, end_on ON subsidy "
    "FOR EACH ROW EXECUTE FUNCTION subsidy_without_lease()",
    "CREATE TRIGGER subsidy_line_without_lease BEFORE INSERT ON subsidy_line "
    "FOR EACH ROW EXECUTE FUNCTION subsidy_line_without_lease()",
)


def _ids() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
    ]


def upgrade() -> None:
    _agreements()
    _months()
    for statement in (HAS_LEASE, NONE_AT_AGREEMENT, NONE_IN_A_MONTH, *TRIGGERS):
        op.execute(statement)


def _agreements() -> None:
    op.create_table(
        "subsidy",
        *_ids(),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("district", sa.String(length=12), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("holder_name", sa.String(length=50), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("bank_account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("account_wrong", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_subsidy_tenant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_subsidy_tenant_account_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_subsidy")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_subsidy_tenant_number")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_subsidy_tenant_uid")),
    )
    is_open = sa.text("state IN ('draft', 'running')")
    op.create_index("uq_subsidy_open", "subsidy", ["tenant", "case_id"], unique=True, postgresql_where=is_open)
    op.create_index("ix_subsidy_account", "subsidy", ["tenant", "account_id"])
    op.create_index("ix_subsidy_state", "subsidy", ["tenant", "state", "district"])
    op.create_table(
        "subsidy_rate",
        *_ids(),
        sa.Column("subsidy_id", sa.BigInteger(), nullable=False),
        sa.Column("from_month", sa.String(length=7), nullable=False),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("own_area", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("area", sa.Numeric(precision=7, scale=2), nullable=False),
        sa.Column("unit_price_fen", sa.BigInteger(), nullable=False),
        sa.Column("monthly_fen", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "subsidy_id"], ["subsidy.tenant", "subsidy.id"], name=op.f("fk_subsidy_rate_tenant_subsidy_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_subsidy_rate")),
        sa.UniqueConstraint(
            "tenant", "subsidy_id", "from_month", name=op.f("uq_subsidy_rate_tenant_subsidy_id_from_month")
        ),
    )


def _months() -> None:
    op.create_table(
        "subsidy_month",
        *_ids(),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.String(length=60), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_by", sa.String(length=60), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_subsidy_month")),
        sa.UniqueConstraint("tenant", "month", name=op.f("uq_subsidy_month_tenant_month")),
    )
    op.create_table(
        "subsidy_line",
        *_ids(),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("subsidy_id", sa.BigInteger(), nullable=False),
        sa.Column("for_month", sa.String(length=7), nullable=False),
        sa.Column("repeats", sa.BigInteger(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("bank", sa.String(length=60), nullable=False),
        sa.Column("bank_account_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("returned_by", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_subsidy_line_amount")),
        sa.ForeignKeyConstraint(
            ["tenant", "run_id"],
            ["subsidy_month.tenant", "subsidy_month.id"],
            name=op.f("fk_subsidy_line_tenant_run_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "subsidy_id"], ["subsidy.tenant", "subsidy.id"], name=op.f("fk_subsidy_line_tenant_subsidy_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "repeats"],
            ["subsidy_line.tenant", "subsidy_line.id"],
            name=op.f("fk_subsidy_line_tenant_repeats"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_subsidy_line")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_subsidy_line_tenant_uid")),
        sa.UniqueConstraint("tenant", "repeats", name=op.f("uq_subsidy_line_tenant_repeats")),
    )
    op.create_index(
        "uq_subsidy_line_month", "subsidy_line", ["tenant", "subsidy_id", "for_month"],
        unique=True, postgresql_where=sa.text("repeats IS NULL"),
    )  # fmt: skip
    op.create_index("ix_subsidy_line_run", "subsidy_line", ["tenant", "run_id"])


def downgrade() -> None:
    for table in ("subsidy_line", "subsidy_month", "subsidy_rate", "subsidy"):
        op.drop_table(table)
    for function in ("subsidy_line_without_lease()", "subsidy_without_lease()", "household_has_lease(varchar, bigint)"):
        op.execute(f"DROP FUNCTION {function}")
