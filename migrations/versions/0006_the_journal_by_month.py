"""the journal by month"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MAKE_MONTH = """
CREATE OR REPLACE FUNCTION journal_make_month(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  opens timestamptz := date_trunc('month', day::timestamp) AT TIME ZONE 'Asia/Shanghai';
  closes timestamptz := (date_trunc('month', day::timestamp) + interval '1 month') AT TIME ZONE 'Asia/Shanghai';
  month text := 'journal_' || to_char(day, 'YYYY_MM');
BEGIN
  IF to_regclass(month) IS NOT NULL THEN
    RETURN false;
  END IF;
  LOCK TABLE journal IN SHARE ROW EXCLUSIVE MODE;
  IF to_regclass(month) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE journal INCLUDING DEFAULTS INCLUDING STORAGE)', month);
  ALTER TABLE journal_rest DISABLE TRIGGER journal_append_only;
  EXECUTE format('WITH moved AS (DELETE FROM journal_rest WHERE at >= $1 AND at < $2 RETURNING *) '
    'INSERT INTO %I SELECT * FROM moved', month) USING opens, closes;
  ALTER TABLE journal_rest ENABLE TRIGGER journal_append_only;
  EXECUTE format('ALTER TABLE journal ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', month, opens, closes);
  EXECUTE format('CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON %I '
    'FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()', month);
  RETURN true;
END $$
"""
_TABLE = """
CREATE TABLE journal (
  tenant varchar(12) NOT NULL, process_id bigint NOT NULL, seq bigint NOT NULL, at timestamptz NOT NULL,
  by varchar(80) NOT NULL, kind varchar(24) NOT NULL, element varchar(200) NOT NULL, data json NOT NULL,
  state varchar(16) NOT NULL, hash varchar(64) NOT NULL,
  CONSTRAINT pk_journal PRIMARY KEY (tenant, process_id, seq, at),
  CONSTRAINT fk_journal_tenant_process_id FOREIGN KEY (tenant, process_id) REFERENCES process (tenant, id)
) PARTITION BY RANGE (at)
"""
_APPEND_ONLY = (
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal "
    "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()",
    "CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
)
_AWAY = (
    "ALTER TABLE journal RENAME TO journal_before",
    "ALTER INDEX pk_journal RENAME TO pk_journal_before",
    "ALTER INDEX ix_journal_tenant_at RENAME TO ix_journal_before_tenant_at",
)
_COLUMNS = "tenant, process_id, seq, at, by, kind, element, data, state, hash"


def upgrade() -> None:
    for statement in (*_AWAY, _TABLE, "CREATE INDEX ix_journal_tenant_at ON journal (tenant, at)", *_APPEND_ONLY):
        op.execute(statement)
    op.execute("CREATE TABLE journal_rest PARTITION OF journal DEFAULT")
    op.execute(_APPEND_ONLY[1].replace("ON journal ", "ON journal_rest "))
    op.execute(_MAKE_MONTH)
    for month in _months():
        op.execute(sa.text("SELECT journal_make_month(:month)").bindparams(month=month))
    op.execute(f"INSERT INTO journal ({_COLUMNS}) SELECT {_COLUMNS} FROM journal_before")
    op.execute("DROP TABLE journal_before")
    # what an ended process was before its end is in its journal
    op.execute("UPDATE process SET content = NULL WHERE state IN ('done', 'cancelled') AND content IS NOT NULL")


def _months() -> list[object]:
    """Every month of which there are entries, this one, and the next three."""
    found = op.get_bind().execute(
        sa.text(
            "SELECT date_trunc('month', at AT TIME ZONE 'Asia/Shanghai')::date FROM journal_before UNION "
            "SELECT (date_trunc('month', now() AT TIME ZONE 'Asia/Shanghai') + n * interval '1 month')::date "
            "FROM generate_series(0, 3) n ORDER BY 1"
        )
    )
    return list(found.scalars())


def downgrade() -> None:
    for statement in _AWAY:
        op.execute(statement)
    op.execute(
        _TABLE.replace("(tenant, process_id, seq, at)", "(tenant, process_id, seq)").replace(
            "PARTITION BY RANGE (at)", ""
        )
    )
    op.execute("CREATE INDEX ix_journal_tenant_at ON journal (tenant, at)")
    op.execute(f"INSERT INTO journal ({_COLUMNS}) SELECT {_COLUMNS} FROM journal_before")
    op.execute("DROP TABLE journal_before")
    op.execute("DROP FUNCTION journal_make_month(date)")
    for statement in _APPEND_ONLY:
        op.execute(statement)
