"""Alembic's side of app.store.migrate: runs in the app's context, on the connection that `upgrade` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.script import ScriptDirectory

from app.store import db
from app.store.database import Moment
from app.store.migrate import whole_tables


def _number(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """The next file is 0007_…: numbered, so that people see the order. Nothing to say: no file."""
    if directives[0].upgrade_ops.is_empty():
        directives[:] = []
        return
    head = ScriptDirectory.from_config(context.config).get_current_head()
    directives[0].rev_id = f"{int(head or 0) + 1:04d}"


def _plain(kind: str, item: Any, _autogenerate: Any) -> Any:
    """Migrations know no types of the app: what they say today stays true when the app changes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def _run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        compare_type=True,
        render_item=_plain,
        include_name=whole_tables(connection),
        process_revision_directives=_number,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with db.engine.connect() as own:
        _run(own)
        own.commit()
