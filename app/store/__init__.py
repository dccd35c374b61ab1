"""The store: database, transaction, time, outbox, files, sealed personal numbers, working days.

Begin at `database` (what a record is) and `transaction` (who commits).
"""

from app.store import clock, durations, files, migrate, outbox, personal, strikes, working_days
from app.store.database import Json, Moment, Record, add_rows, among, connect, db, get, refers, row_of, rows_of, tenant
from app.store.transaction import PATIENT, add_durations, commit_at_the_edge, insist, keep_anyway, transaction

__all__ = [
    "Json",
    "PATIENT",
    "add_durations",
    "add_rows",
    "among",
    "Moment",
    "Record",
    "clock",
    "commit_at_the_edge",
    "connect",
    "db",
    "durations",
    "files",
    "get",
    "insist",
    "keep_anyway",
    "migrate",
    "outbox",
    "personal",
    "refers",
    "row_of",
    "rows_of",
    "strikes",
    "tenant",
    "transaction",
    "working_days",
]
