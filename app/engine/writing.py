"""The write of a visit: one statement for the process, its journal and its wait index, and what must be known at once after it.

Plain SQL over the records' tables, on the session's own connection and inside its transaction (`store.plain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from app.engine.keys import Key
from app.engine.rows import Row, json_text, run_sql
from app.store import clock, tenant


@dataclass(slots=True)
class Changes:
    """What one visit writes besides the process row. listening, deaf: who waits for a signal from now on, and who no more."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    opened: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    barred: list[dict[str, Any]] = field(default_factory=list)
    dues: list[dict[str, Any]] = field(default_factory=list)
    subscribed: list[dict[str, Any]] = field(default_factory=list)
    unsubscribed: list[int] = field(default_factory=list)
    listening: list[dict[str, Any]] = field(default_factory=list)
    deaf: list[int] = field(default_factory=list)
    hidden: bool | None = None


class _Statement:
    """One WITH statement, put together part by part with its parameters."""

    def __init__(self, process_id: int) -> None:
        self.parts: list[str] = []
        self.parameters: dict[str, Any] = {"tenant": tenant(), "process": process_id}

    def add(self, sql: str, **values: Any) -> None:
        """One more part; `{name}` in it becomes a parameter of its own."""
        number = len(self.parts)
        text, names = _part(sql, tuple(values), number)
        self.parts.append(text)
        self.parameters.update(zip(names, values.values(), strict=True))

    def run(self, *asked: str) -> tuple[Any, ...]:
        """Executes it; the values of what is asked, as it was before this statement."""
        return run_sql("WITH " + ", ".join(self.parts) + " SELECT " + ", ".join(asked), self.parameters).one()


@lru_cache(maxsize=1024)
def _part(sql: str, names: tuple[str, ...], number: int) -> tuple[str, list[str]]:
    """The text of part `number`, and what its parameters are called in the whole."""
    own = [f"{name}_{number}" for name in names]
    return f"c{number} AS ({sql.format(**{name: f'%({one})s' for name, one in zip(names, own, strict=True)})})", own


_OWN = "tenant = %(tenant)s AND process_id = %(process)s"


_JOURNAL = ("seq", "at", "by", "kind", "element", "data", "state", "hash")
_OPENED = (
    "token", "business_key", "diagram", "element", "name", "form", "role", "organisation", "assignee", "barred", "due_at",
    "started_at", "state", "is_hidden",
)  # fmt: skip
_SUBSCRIBED = ("token", "element", "name", "key")
_LISTENING = ("token", "element", "name")


def _insert(statement: _Statement, table: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    if rows:
        sql, names = _inserting(table, columns, len(rows))
        values = (row[column] for row in rows for column in columns)
        statement.add(sql, **dict(zip(names, values, strict=True)))


@lru_cache(maxsize=256)
def _inserting(table: str, columns: tuple[str, ...], count: int) -> tuple[str, list[str]]:
    """The INSERT of so many rows, and what its parameters are called."""
    named = [[f"{column}{i}" for column in columns] for i in range(count)]
    groups = ", ".join(f"(%(tenant)s, %(process)s, {{{'}, {'.join(names)}}})" for names in named)
    sql = f"INSERT INTO {table} (tenant, process_id, {', '.join(columns)}) VALUES {groups}"
    return sql, [name for names in named for name in names]


def _delete(statement: _Statement, table: str, tokens: list[int]) -> None:
    if tokens:
        statement.add(f"DELETE FROM {table} WHERE {_OWN} AND token = ANY({{tokens}})", tokens=tokens)


_AT_BIRTH = ("diagram", "business_key", "started_by", "started_at")
_UPDATE = (
    "UPDATE process SET version_id = {version_id}, state = {state}, revision = revision + 1, seq = {seq}, head = {head}, content = {content}, "
    "due_at = {due_at}, trouble = {trouble}, outcome = {outcome}, ended_at = {ended_at}, suspended_at = {suspended_at} "
    "WHERE tenant = %(tenant)s AND id = %(process)s"
)
_INSERT = (
    "INSERT INTO process (tenant, id, diagram, version_id, business_key, state, revision, seq, head, content, due_at, "
    "trouble, outcome, started_by, started_at, ended_at, suspended_at) VALUES (%(tenant)s, %(process)s, {diagram}, "
    "{version_id}, {business_key}, {state}, 1, {seq}, {head}, {content}, {due_at}, {trouble}, {outcome}, {started_by}, "
    "{started_at}, {ended_at}, {suspended_at})"
)


_LOOKS = (200, 2_000, 20_000)
_writes = 0


def _know_sizes() -> None:
    """Has the planner look at the tables while they are young.

    Prepared statements keep the plan they were given; on tables that were empty then, that plan reads all rows of the
    tenant. Autovacuum would mend it a minute later: too late for a rehearsal, and never where it is off.
    """
    global _writes
    _writes += 1
    if _writes in _LOOKS:
        known = run_sql("SELECT reltuples FROM pg_class WHERE oid = 'journal'::regclass", {}).scalar_one()
        if known < _writes / 4:
            run_sql("ANALYZE process, task, journal, subscription, buffered_message, idempotency_key", {})


Said = Sequence[tuple[str, str]]
"""Messages by name and correlation key."""


class Written(NamedTuple):
    """What is known after a write. heard: of what was said, once for each who waits for it. is_wanted: the condition held."""

    heard: list[tuple[str, str]]
    is_wanted: bool


_USED = (
    "INSERT INTO idempotency_key (tenant, verb, key, digest, process_id, outcome, at) "
    "VALUES (%(tenant)s, {verb}, {key}, {digest}, %(process)s, {outcome}, {at})"
)


def write(
    row: Row, changes: Changes, *, is_new: bool, said: Said = (), wanted: str = "false", call: Key | None = None
) -> Written:
    """Writes the process row and all changes, and the key of the call that led to them, in one statement.

    The same statement answers who waits for the messages in `said`, and an SQL condition (`wanted`; knows %(tenant)s).
    """
    statement = _Statement(row.id)
    values: dict[str, Any] = {
        "state": row.state, "seq": row.seq, "head": row.head, "content": row.content, "due_at": row.due_at,
        "trouble": json_text(row.trouble), "outcome": json_text(row.outcome), "ended_at": row.ended_at,
        "suspended_at": row.suspended_at, "version_id": row.version_id,
    }  # fmt: skip
    if is_new:
        values.update({name: getattr(row, name) for name in _AT_BIRTH})
    statement.add(_INSERT if is_new else _UPDATE, **values)
    _insert(statement, "journal", _JOURNAL, changes.entries)
    opened = [{**one, "is_hidden": bool(changes.hidden)} for one in changes.opened]
    _insert(statement, "task", _OPENED, opened)
    _insert(statement, "subscription", _SUBSCRIBED, changes.subscribed)
    _insert(statement, "signal_subscription", _LISTENING, changes.listening)
    _update_tasks(statement, changes)
    _delete(statement, "subscription", changes.unsubscribed)
    _delete(statement, "signal_subscription", changes.deaf)
    if call is not None:
        statement.add(_USED, **call._asdict(), outcome=row.state, at=clock.now())
    heard, is_wanted = statement.run(_waits(statement, changes, said), wanted)
    _know_sizes()
    new = [(one["name"], one["key"]) for one in changes.subscribed]
    return Written([(name, key) for name, key in heard] + [one for one in new if one in said], is_wanted)


def _waits(statement: _Statement, changes: Changes, said: Said) -> str:
    """The question who waits for what is said: [[name, key], …], without those whom this very statement lets go."""
    if not said:
        return "'{}'::text[]"
    names, keys = zip(*said, strict=True)
    statement.parameters.update(names=list(names), keys=list(keys), gone=changes.unsubscribed)
    return (
        "ARRAY(SELECT ARRAY[name::text, key::text] FROM subscription WHERE tenant = %(tenant)s "
        "AND (name, key) IN (SELECT unnest(%(names)s::text[]), unnest(%(keys)s::text[])) "
        "AND NOT (process_id = %(process)s AND token = ANY(%(gone)s::bigint[])) ORDER BY id)"
    )


def _hide(statement: _Statement, changes: Changes, hidden: bool) -> None:
    """All open tasks but those closed here: of two changes of one row in one statement PostgreSQL makes only one."""
    statement.add(
        f"UPDATE task SET is_hidden = {{hidden}} WHERE {_OWN} AND state = 'open' AND NOT token = ANY({{closed}}::bigint[])",
        hidden=hidden,
        closed=[one["token"] for one in changes.closed],
    )


def _update_tasks(statement: _Statement, changes: Changes) -> None:
    for closed in changes.closed:
        statement.add(
            f"UPDATE task SET state = {{state}}, completed_by = {{by}}, completed_at = {{at}} WHERE {_OWN} AND token = {{token}}",
            **closed,
        )
    for barred in changes.barred:
        statement.add(f"UPDATE task SET barred = {{barred}} WHERE {_OWN} AND token = {{token}}", **barred)
    for due in changes.dues:
        statement.add(
            f"UPDATE task SET due_at = {{due_at}}, is_hidden = false WHERE {_OWN} AND token = {{token}}", **due
        )
    if changes.hidden is not None and not changes.dues:
        _hide(statement, changes, changes.hidden)
