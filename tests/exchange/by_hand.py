"""What an officer types into the form of 协查: from a registry's record, or the same of every fact."""

from __future__ import annotations

from typing import Any

from app.exchange.rules import FACT_KEYS

NOTE = {"finding_note": "去函核实", "evidence_number": "函7"}


def typed_all(word: str) -> dict[str, str]:
    """Of every fact the same: nothing, no_record or unknown."""
    return {**{f"{key}.found": word for key in FACT_KEYS}, **NOTE}


def typed_from(record: dict[str, Any]) -> dict[str, Any]:
    """What the record says, fact by fact, as it is typed; what it says nothing of is registered as nothing."""
    typed: dict[str, Any] = typed_all("nothing")
    for key in FACT_KEYS:
        if record.get(key):
            typed |= {f"{key}.found": "something", **_typed(key, record[key])}
    return typed


def _typed(key: str, value: Any) -> dict[str, str]:
    if isinstance(value, list):
        return {f"{key}.rows[{i}].{k}": v for i, row in enumerate(value) for k, v in _row(row).items()} | {
            f"{key}.rows[]": [str(i) for i in range(len(value))]
        }
    if isinstance(value, dict):
        return {f"{key}.{k}": _text(v) for k, v in value.items() if v is not None}
    name = {"housing_guarantee": "kind", "ban_until": "until"}.get(key, "amount")
    return {} if key == "dead" else {f"{key}.{name}": str(value)}


def _row(row: dict[str, Any]) -> dict[str, str]:
    shared = row | ({"share": round(row["share"] * 100, 2)} if "share" in row else {})
    return {key: str(value) for key, value in shared.items() if value not in (None, False)}


def _text(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
