"""From the single checks to the round: its state 0–5 and the result the diagram reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STATES = ("pending", "consistent", "inconsistent", "no_record", "timeout", "unsupported", "assisted")
INCONCLUSIVE = frozenset({"pending", "no_record", "timeout", "unsupported"})
"""States that decide nothing: “no record” is not “passed”."""
FINAL = frozenset(STATES) - {"pending"}

TO_SEND, SENT, PARTLY_PASSED, PARTLY_FAILED, PASSED, FAILED = range(6)


@dataclass(frozen=True)
class Standing:
    """How one check stands: its state, what the answer left out, and an officer's finding."""

    state: str
    missing: tuple[str, ...] = ()
    finding: str | None = None


def is_inconclusive(check: Standing) -> bool:
    """Whether a person must look: nothing decided, or a part of the answer is missing."""
    return check.state in INCONCLUSIVE or (check.state != "assisted" and bool(check.missing))


def is_passed(check: Standing) -> bool:
    """Whether this check speaks for the application as declared."""
    if check.state == "assisted":
        return check.finding == "passed"
    return check.state == "consistent" and not check.missing


def _is_failed(check: Standing) -> bool:
    return check.state == "inconsistent" or (check.state == "assisted" and check.finding == "failed")


def round_state(checks: Iterable[Standing], *, sent: bool) -> int:
    """The round's state: 0 待发送 · 1 已发送未核查 · 2 部分通过 · 3 部分不通过 · 4 通过 · 5 不通过."""
    rows = list(checks)
    decided = [check for check in rows if not is_inconclusive(check)]
    failed = any(_is_failed(check) for check in rows)
    if len(decided) == len(rows) and rows:
        return FAILED if not all(is_passed(check) for check in rows) else PASSED
    if failed:
        return PARTLY_FAILED
    if decided or any(check.state != "pending" for check in rows):
        return PARTLY_PASSED
    return SENT if sent else TO_SEND


def joint_result(checks: Iterable[Standing]) -> str:
    """What the diagram reads: `mismatch` (one contradicts), `unresolved` (one stays unknown) or `passed`.

    A mismatch rejects nobody: a person weighs it (PIPL 24).
    """
    rows = list(checks)
    if any(_is_failed(check) for check in rows):
        return "mismatch"
    return "passed" if rows and all(is_passed(check) for check in rows) else "unresolved"
