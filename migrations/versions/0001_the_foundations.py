"""the foundations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


AFTER_CREATE = (
    "ALTER TABLE process ALTER COLUMN content SET STORAGE EXTERNAL",
    "ALTER TABLE process SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)",
    "CREATE OR REPLACE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = '2F002'; END $$",
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal "
    "FOR EACH ROW EXECUTE FUNCTION journal_is_append_only()",
    "CREATE TRIGGER journal_not_emptied BEFORE TRUNCATE ON journal "
    "FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("large_type", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_account")),
    )
    op.create_index(
        "account_id_number",
        "account",
        ["tenant", "id_number_index"],
        unique=True,
        postgresql_where=sa.text("id_number_index IS NOT NULL"),
    )
    op.create_index(
        "account_login", "account", ["tenant", "login"], unique=True, postgresql_where=sa.text("login IS NOT NULL")
    )
    op.create_index(
        "account_phone",
        "account",
        ["tenant", "phone_index"],
        unique=True,
        postgresql_where=sa.text("phone_index IS NOT NULL"),
    )
    op.create_index("account_uid", "account", ["tenant", "uid"], unique=True)
    op.create_table(
        "attempts",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("name_index", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_attempts")),
    )
    op.create_index("attempts_name", "attempts", ["tenant", "name_index"], unique=True)
    op.create_table(
        "buffered_message",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sent_by", sa.String(length=80), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_buffered_message")),
    )
    op.create_index(
        op.f("ix_buffered_message_tenant_expires_at"), "buffered_message", ["tenant", "expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_buffered_message_tenant_name_key"), "buffered_message", ["tenant", "name", "key"], unique=False
    )
    op.create_table(
        "clock_move",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        sa.Column("moved_by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_clock_move")),
    )
    op.create_table(
        "counter",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_counter")),
        sa.UniqueConstraint("tenant", "kind", "year", name=op.f("uq_counter_tenant_kind_year")),
    )
    op.create_table(
        "decision_version",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("deployed_by", sa.String(length=80), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_decision_version")),
        sa.UniqueConstraint("tenant", "file", "version", name=op.f("uq_decision_version_tenant_file_version")),
    )
    op.create_table(
        "diagram_version",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("diagram", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pins", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("deployed_by", sa.String(length=80), nullable=False),
        sa.Column("deployed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_diagram_version")),
        sa.UniqueConstraint("tenant", "diagram", "version", name=op.f("uq_diagram_version_tenant_diagram_version")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("verb", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_idempotency_key")),
        sa.UniqueConstraint("tenant", "verb", "key", name=op.f("uq_idempotency_key_tenant_verb_key")),
    )
    op.create_index(op.f("ix_idempotency_key_tenant_at"), "idempotency_key", ["tenant", "at"], unique=False)
    op.create_table(
        "late_report",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_late_report")),
    )
    op.create_index("late_report_task", "late_report", ["tenant", "task_id", "due_at"], unique=True)
    op.create_table(
        "notice",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("organisation", sa.String(length=20), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("hotline", sa.String(length=40), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_notice")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_notice_tenant_number")),
        sa.UniqueConstraint(
            "tenant",
            "organisation",
            "level",
            "opens_on",
            "closes_on",
            name=op.f("uq_notice_tenant_organisation_level_opens_on_closes_on"),
        ),
    )
    op.create_index("notice_by_closing", "notice", ["tenant", "closes_at"], unique=False)
    op.create_table(
        "notice_series",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("organisation", sa.String(length=20), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_notice_series")),
        sa.UniqueConstraint(
            "tenant", "organisation", "level", "year", name=op.f("uq_notice_series_tenant_organisation_level_year")
        ),
    )
    op.create_table(
        "organisation",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("parent", sa.String(length=12), nullable=True),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_organisation")),
    )
    op.create_index("organisation_code", "organisation", ["tenant", "code"], unique=True)
    op.create_index("organisation_parent", "organisation", ["tenant", "parent"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("tenant", "topic", "key", name=op.f("uq_outbox_tenant_topic_key")),
    )
    op.create_index("outbox_due", "outbox", ["tenant", "state", "due_at"], unique=False)
    op.create_table(
        "people_event",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("by", sa.String(length=30), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_people_event")),
    )
    op.create_index("people_event_account", "people_event", ["tenant", "account_id", "id"], unique=False)
    op.create_table(
        "receipt_series",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_receipt_series")),
        sa.UniqueConstraint("tenant", "prefix", name=op.f("uq_receipt_series_tenant_prefix")),
    )
    op.create_table(
        "stored_file",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_stored_file_tenant_uid")),
    )
    op.create_table(
        "town",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("district_code", sa.String(length=6), nullable=False),
        sa.Column("district_name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_town")),
    )
    op.create_index("town_code", "town", ["tenant", "code"], unique=True)
    op.create_table(
        "town_route",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("town", sa.String(length=9), nullable=False),
        sa.Column("organisation", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_town_route")),
    )
    op.create_index("town_route_town", "town_route", ["tenant", "town", "valid_from"], unique=True)
    op.create_table(
        "working_day",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_working_day")),
        sa.UniqueConstraint("tenant", "day", name=op.f("uq_working_day_tenant_day")),
    )
    op.create_table(
        "case",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("external_ref", sa.String(length=40), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("town", sa.String(length=12), nullable=False),
        sa.Column("street", sa.String(length=12), nullable=False),
        sa.Column("district", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=4), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("persons", sa.SmallInteger(), nullable=False),
        sa.Column("applicant_name", sa.String(length=50), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_case_tenant_account_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_case")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_case_tenant_number")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_case_tenant_uid")),
    )
    op.create_index("ix_case_account", "case", ["tenant", "account_id"], unique=False)
    op.create_index("ix_case_state", "case", ["tenant", "state", "district"], unique=False)
    op.create_index("uq_case_external_ref", "case", ["tenant", "external_ref"], unique=True)
    op.create_table(
        "message_start",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("diagram", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "version_id"],
            ["diagram_version.tenant", "diagram_version.id"],
            name=op.f("fk_message_start_tenant_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_message_start")),
        sa.UniqueConstraint(
            "tenant", "name", "diagram", "element", name=op.f("uq_message_start_tenant_name_diagram_element")
        ),
    )
    op.create_table(
        "notice_view",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("viewer", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "notice_id"], ["notice.tenant", "notice.id"], name=op.f("fk_notice_view_tenant_notice_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_notice_view")),
    )
    op.create_index("notice_view_by_notice", "notice_view", ["tenant", "notice_id", "at"], unique=False)
    op.create_table(
        "process",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("diagram", sa.String(length=200), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "version_id"],
            ["diagram_version.tenant", "diagram_version.id"],
            name=op.f("fk_process_tenant_version_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_process")),
    )
    op.create_index(
        "ix_process_due", "process", ["tenant", "due_at"], unique=False, postgresql_where=sa.text("due_at IS NOT NULL")
    )
    op.create_index(
        "ix_process_state",
        "process",
        ["tenant", "state"],
        unique=False,
        postgresql_where=sa.text("state IN ('troubled', 'suspended')"),
    )
    op.create_index(op.f("ix_process_tenant_business_key"), "process", ["tenant", "business_key"], unique=False)
    op.create_index(op.f("ix_process_tenant_version_id"), "process", ["tenant", "version_id"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("organisation", sa.String(length=12), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_role_grant_tenant_account_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_role_grant")),
    )
    op.create_index("role_grant_account", "role_grant", ["tenant", "account_id"], unique=False)
    op.create_index("role_grant_role", "role_grant", ["tenant", "organisation", "role"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_saved_view_tenant_account_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_saved_view")),
    )
    op.create_index("saved_view_name", "saved_view", ["tenant", "account_id", "name"], unique=True)
    op.create_table(
        "sign_in",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_sign_in_tenant_account_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_sign_in")),
    )
    op.create_index("sign_in_account", "sign_in", ["tenant", "account_id", "at"], unique=False)
    op.create_index(
        "sign_in_token",
        "sign_in",
        ["tenant", "token_hash"],
        unique=True,
        postgresql_where=sa.text("token_hash IS NOT NULL"),
    )
    op.create_table(
        "assessment",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("policy_version", sa.String(length=20), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("facts_digest", sa.String(length=64), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_assessment_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_assessment")),
    )
    op.create_index("ix_assessment_case", "assessment", ["tenant", "case_id"], unique=False)
    op.create_table(
        "check_round",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("authorisation", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=True),
        sa.CheckConstraint("state between 0 and 5", name=op.f("ck_check_round_state")),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_check_round_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_check_round")),
    )
    op.create_index("ix_check_round_case", "check_round", ["tenant", "case_id"], unique=False)
    op.create_table(
        "clock_pause",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_clock_pause_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_clock_pause")),
    )
    op.create_index("ix_clock_pause_case", "clock_pause", ["tenant", "case_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "account_id"], ["account.tenant", "account.id"], name=op.f("fk_draft_tenant_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_draft_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_draft")),
    )
    op.create_index("draft_account", "draft", ["tenant", "account_id"], unique=False)
    op.create_index("draft_uid", "draft", ["tenant", "uid"], unique=True)
    op.create_table(
        "home_visit",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("visitor_1", sa.String(length=50), nullable=False),
        sa.Column("visitor_2", sa.String(length=50), nullable=False),
        sa.Column("living_condition", sa.String(length=20), nullable=False),
        sa.Column("persons_met", sa.Text(), nullable=False),
        sa.Column("neighbours", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_home_visit_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_home_visit")),
    )
    op.create_index("ix_home_visit_case", "home_visit", ["tenant", "case_id"], unique=False)
    op.create_table(
        "income_check",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("opinion", sa.String(length=12), nullable=False),
        sa.Column("income_fen", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_income_check_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_income_check")),
    )
    op.create_index("ix_income_check_case", "income_check", ["tenant", "case_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("process_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "process_id"], ["process.tenant", "process.id"], name=op.f("fk_journal_tenant_process_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "process_id", "seq", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_tenant_at"), "journal", ["tenant", "at"], unique=False)
    op.create_table(
        "letter",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("issuer", sa.String(length=12), nullable=False),
        sa.Column("template_version", sa.SmallInteger(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_letter_tenant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "file_id"], ["stored_file.tenant", "stored_file.id"], name=op.f("fk_letter_tenant_file_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_letter")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_letter_tenant_number")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_letter_tenant_uid")),
    )
    op.create_index("ix_letter_case", "letter", ["tenant", "case_id"], unique=False)
    op.create_index(
        "ix_letter_pending",
        "letter",
        ["tenant", "id"],
        unique=False,
        postgresql_where=sa.text("file_id is null and trouble is null"),
    )
    op.create_table(
        "member",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id_number_index", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.String(length=2), nullable=False),
        sa.Column("employer", sa.String(length=100), nullable=True),
        sa.Column("student", sa.Boolean(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("declared_income_fen", sa.BigInteger(), nullable=False),
        sa.Column("declared_deposits_fen", sa.BigInteger(), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_member_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_member")),
        sa.UniqueConstraint("tenant", "case_id", "ordinal", name=op.f("uq_member_tenant_case_id_ordinal")),
    )
    op.create_index("ix_member_id_number", "member", ["tenant", "id_number_index"], unique=False)
    op.create_index(
        "uq_member_live", "member", ["tenant", "id_number_index"], unique=True, postgresql_where=sa.text("live")
    )
    op.create_table(
        "notice_entry",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_notice_entry_tenant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "notice_id"], ["notice.tenant", "notice.id"], name=op.f("fk_notice_entry_tenant_notice_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_notice_entry")),
        sa.UniqueConstraint("tenant", "notice_id", "ordinal", name=op.f("uq_notice_entry_tenant_notice_id_ordinal")),
    )
    op.create_index("notice_entry_by_case", "notice_entry", ["tenant", "case_id"], unique=False)
    op.create_index(
        "notice_entry_open",
        "notice_entry",
        ["tenant", "case_id", "level"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "opinion",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("opinion", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_opinion_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_opinion")),
    )
    op.create_index("ix_opinion_case", "opinion", ["tenant", "case_id"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "process_id"], ["process.tenant", "process.id"], name=op.f("fk_subscription_tenant_process_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("tenant", "process_id", "token", name=op.f("uq_subscription_tenant_process_id_token")),
    )
    op.create_index(op.f("ix_subscription_tenant_name_key"), "subscription", ["tenant", "name", "key"], unique=False)
    op.create_table(
        "supplement",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.SmallInteger(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_supplement_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_supplement")),
        sa.UniqueConstraint("tenant", "case_id", "round", name=op.f("uq_supplement_tenant_case_id_round")),
    )
    op.create_table(
        "suspicion",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("state_before", sa.String(length=4), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finding", sa.String(length=10), nullable=True),
        sa.Column("finding_note", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_suspicion_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_suspicion")),
    )
    op.create_index("ix_suspicion_case", "suspicion", ["tenant", "case_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("diagram", sa.String(length=200), nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=60), nullable=True),
        sa.Column("organisation", sa.String(length=60), nullable=True),
        sa.Column("assignee", sa.String(length=80), nullable=True),
        sa.Column("barred", sa.Text(), nullable=False),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), nullable=False),
        sa.Column("completed_by", sa.String(length=80), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "process_id"], ["process.tenant", "process.id"], name=op.f("fk_task_tenant_process_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_task")),
        sa.UniqueConstraint("tenant", "process_id", "token", name=op.f("uq_task_tenant_process_id_token")),
    )
    op.create_index(
        "ix_task_assignee", "task", ["tenant", "assignee"], unique=False, postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "ix_task_inbox",
        "task",
        ["tenant", "role", "organisation", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_task_tenant_business_key"), "task", ["tenant", "business_key"], unique=False)
    op.create_table(
        "timeline_entry",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("for_applicant", sa.Boolean(), nullable=False),
        sa.Column("for_officer", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_timeline_entry_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_timeline_entry")),
    )
    op.create_index("ix_timeline_entry_case", "timeline_entry", ["tenant", "case_id", "at"], unique=False)
    op.create_table(
        "waiting_entry",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("receipt_number", sa.String(length=20), nullable=False),
        sa.Column("tier", sa.BigInteger(), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False),
        sa.Column("persons", sa.BigInteger(), nullable=False),
        sa.Column("guarantee_mode", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("original_rank", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_waiting_entry_tenant_case_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_waiting_entry")),
        sa.UniqueConstraint("tenant", "case_id", name=op.f("uq_waiting_entry_tenant_case_id")),
        sa.UniqueConstraint("tenant", "receipt_number", name=op.f("uq_waiting_entry_tenant_receipt_number")),
    )
    op.create_index(
        "waiting_entry_by_rank",
        "waiting_entry",
        ["tenant", "state", "tier", "accepted_at", "receipt_number"],
        unique=False,
    )
    op.create_table(
        "check",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("department", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_hash", sa.String(length=64), nullable=True),
        sa.Column("response_hash", sa.String(length=64), nullable=True),
        sa.Column("responder", sa.String(length=60), nullable=True),
        sa.Column("trouble", sa.String(length=80), nullable=True),
        sa.Column("differences", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("reused_from", sa.BigInteger(), nullable=True),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.Column("finding", sa.String(length=12), nullable=True),
        sa.Column("finding_note", sa.Text(), nullable=True),
        sa.Column("evidence_number", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "member_id"], ["member.tenant", "member.id"], name=op.f("fk_check_tenant_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "round_id"], ["check_round.tenant", "check_round.id"], name=op.f("fk_check_tenant_round_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_check")),
    )
    op.create_index("ix_check_member", "check", ["tenant", "member_id", "department"], unique=False)
    op.create_index(
        "uq_check_valid",
        "check",
        ["tenant", "round_id", "member_id", "department"],
        unique=True,
        postgresql_where=sa.text("valid"),
    )
    op.create_table(
        "document",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_document_tenant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "file_id"], ["stored_file.tenant", "stored_file.id"], name=op.f("fk_document_tenant_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "member_id"], ["member.tenant", "member.id"], name=op.f("fk_document_tenant_member_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_document")),
        sa.UniqueConstraint("tenant", "uid", name=op.f("uq_document_tenant_uid")),
    )
    op.create_index("ix_document_case", "document", ["tenant", "case_id"], unique=False)
    op.create_table(
        "draft_file",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("member_key", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "draft_id"], ["draft.tenant", "draft.id"], name=op.f("fk_draft_file_tenant_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "file_id"], ["stored_file.tenant", "stored_file.id"], name=op.f("fk_draft_file_tenant_file_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_draft_file")),
    )
    op.create_index("draft_file_draft", "draft_file", ["tenant", "draft_id"], unique=False)
    op.create_table(
        "entry_version",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "entry_id"],
            ["notice_entry.tenant", "notice_entry.id"],
            name=op.f("fk_entry_version_tenant_entry_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_entry_version")),
        sa.UniqueConstraint("tenant", "entry_id", "version", name=op.f("uq_entry_version_tenant_entry_id_version")),
    )
    op.create_table(
        "objection",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("real_name", sa.Boolean(), nullable=False),
        sa.Column("grounds", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("receive_note", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("remedy", sa.String(length=12), nullable=True),
        sa.Column("verdict_reasons", sa.Text(), nullable=False),
        sa.Column("reply_number", sa.String(length=40), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_objection_tenant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "entry_id"],
            ["notice_entry.tenant", "notice_entry.id"],
            name=op.f("fk_objection_tenant_entry_id"),
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_objection")),
        sa.UniqueConstraint("tenant", "form_key", name=op.f("uq_objection_tenant_form_key")),
        sa.UniqueConstraint("tenant", "number", name=op.f("uq_objection_tenant_number")),
    )
    op.create_index("objection_by_entry", "objection", ["tenant", "entry_id"], unique=False)
    op.create_table(
        "registry_fact",
        sa.Column("tenant", sa.String(length=12), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("department", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "case_id"], ["case.tenant", "case.id"], name=op.f("fk_registry_fact_tenant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "member_id"], ["member.tenant", "member.id"], name=op.f("fk_registry_fact_tenant_member_id")
        ),
        sa.PrimaryKeyConstraint("tenant", "id", name=op.f("pk_registry_fact")),
    )
    op.create_index("ix_registry_fact_case", "registry_fact", ["tenant", "case_id"], unique=False)
    op.create_index(
        "uq_registry_fact_valid",
        "registry_fact",
        ["tenant", "member_id", "kind"],
        unique=True,
        postgresql_where=sa.text("valid"),
    )
    # what a table's CREATE does not say: the storage of the state, the journal that nobody rewrites
    for statement in AFTER_CREATE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("uq_registry_fact_valid", table_name="registry_fact", postgresql_where=sa.text("valid"))
    op.drop_index("ix_registry_fact_case", table_name="registry_fact")
    op.drop_table("registry_fact")
    op.drop_index("objection_by_entry", table_name="objection")
    op.drop_table("objection")
    op.drop_table("entry_version")
    op.drop_index("draft_file_draft", table_name="draft_file")
    op.drop_table("draft_file")
    op.drop_index("ix_document_case", table_name="document")
    op.drop_table("document")
    op.drop_index("uq_check_valid", table_name="check", postgresql_where=sa.text("valid"))
    op.drop_index("ix_check_member", table_name="check")
    op.drop_table("check")
    op.drop_index("waiting_entry_by_rank", table_name="waiting_entry")
    op.drop_table("waiting_entry")
    op.drop_index("ix_timeline_entry_case", table_name="timeline_entry")
    op.drop_table("timeline_entry")
    op.drop_index(op.f("ix_task_tenant_business_key"), table_name="task")
    op.drop_index("ix_task_inbox", table_name="task", postgresql_where=sa.text("state = 'open'"))
    op.drop_index("ix_task_assignee", table_name="task", postgresql_where=sa.text("state = 'open'"))
    op.drop_table("task")
    op.drop_index("ix_suspicion_case", table_name="suspicion")
    op.drop_table("suspicion")
    op.drop_table("supplement")
    op.drop_index(op.f("ix_subscription_tenant_name_key"), table_name="subscription")
    op.drop_table("subscription")
    op.drop_index("ix_opinion_case", table_name="opinion")
    op.drop_table("opinion")
    op.drop_index("notice_entry_open", table_name="notice_entry", postgresql_where=sa.text("state = 'open'"))
    op.drop_index("notice_entry_by_case", table_name="notice_entry")
    op.drop_table("notice_entry")
    op.drop_index("uq_member_live", table_name="member", postgresql_where=sa.text("live"))
    op.drop_index("ix_member_id_number", table_name="member")
    op.drop_table("member")
    op.drop_index(
        "ix_letter_pending", table_name="letter", postgresql_where=sa.text("file_id is null and trouble is null")
    )
    op.drop_index("ix_letter_case", table_name="letter")
    op.drop_table("letter")
    op.drop_index(op.f("ix_journal_tenant_at"), table_name="journal")
    op.drop_table("journal")
    op.drop_index("ix_income_check_case", table_name="income_check")
    op.drop_table("income_check")
    op.drop_index("ix_home_visit_case", table_name="home_visit")
    op.drop_table("home_visit")
    op.drop_index("draft_uid", table_name="draft")
    op.drop_index("draft_account", table_name="draft")
    op.drop_table("draft")
    op.drop_index("ix_clock_pause_case", table_name="clock_pause")
    op.drop_table("clock_pause")
    op.drop_index("ix_check_round_case", table_name="check_round")
    op.drop_table("check_round")
    op.drop_index("ix_assessment_case", table_name="assessment")
    op.drop_table("assessment")
    op.drop_index("sign_in_token", table_name="sign_in", postgresql_where=sa.text("token_hash IS NOT NULL"))
    op.drop_index("sign_in_account", table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index("saved_view_name", table_name="saved_view")
    op.drop_table("saved_view")
    op.drop_index("role_grant_role", table_name="role_grant")
    op.drop_index("role_grant_account", table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_process_tenant_version_id"), table_name="process")
    op.drop_index(op.f("ix_process_tenant_business_key"), table_name="process")
    op.drop_index(
        "ix_process_state", table_name="process", postgresql_where=sa.text("state IN ('troubled', 'suspended')")
    )
    op.drop_index("ix_process_due", table_name="process", postgresql_where=sa.text("due_at IS NOT NULL"))
    op.drop_table("process")
    op.drop_index("notice_view_by_notice", table_name="notice_view")
    op.drop_table("notice_view")
    op.drop_table("message_start")
    op.drop_index("uq_case_external_ref", table_name="case")
    op.drop_index("ix_case_state", table_name="case")
    op.drop_index("ix_case_account", table_name="case")
    op.drop_table("case")
    op.drop_table("working_day")
    op.drop_index("town_route_town", table_name="town_route")
    op.drop_table("town_route")
    op.drop_index("town_code", table_name="town")
    op.drop_table("town")
    op.drop_table("stored_file")
    op.drop_table("receipt_series")
    op.drop_index("people_event_account", table_name="people_event")
    op.drop_table("people_event")
    op.drop_index("outbox_due", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("organisation_parent", table_name="organisation")
    op.drop_index("organisation_code", table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("notice_series")
    op.drop_index("notice_by_closing", table_name="notice")
    op.drop_table("notice")
    op.drop_index("late_report_task", table_name="late_report")
    op.drop_table("late_report")
    op.drop_index(op.f("ix_idempotency_key_tenant_at"), table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_table("diagram_version")
    op.drop_table("decision_version")
    op.drop_table("counter")
    op.drop_table("clock_move")
    op.drop_index(op.f("ix_buffered_message_tenant_name_key"), table_name="buffered_message")
    op.drop_index(op.f("ix_buffered_message_tenant_expires_at"), table_name="buffered_message")
    op.drop_table("buffered_message")
    op.drop_index("attempts_name", table_name="attempts")
    op.drop_table("attempts")
    op.drop_index("account_uid", table_name="account")
    op.drop_index("account_phone", table_name="account", postgresql_where=sa.text("phone_index IS NOT NULL"))
    op.drop_index("account_login", table_name="account", postgresql_where=sa.text("login IS NOT NULL"))
    op.drop_index("account_id_number", table_name="account", postgresql_where=sa.text("id_number_index IS NOT NULL"))
    op.drop_table("account")
