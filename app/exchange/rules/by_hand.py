"""协查: what an officer found out by hand, as the facts that the department would have answered.

Of each fact the officer says one of `SAYS`: there is something (and what), the office in charge says that there is
nothing, it has no record of the person, or it could not be found out. Only the first two are facts: “no record” is not
“passed”, and nothing is taken for granted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Typed = Mapping[str, Any]
SAYS = ("something", "nothing", "no_record", "unknown")
NOTHING: dict[str, Any] = {
    "hukou": None,
    "permit": None,
    "vehicles": [],
    "assistance": None,
    "dead": False,
    "insurance": None,
    "income_monthly": 0,
    "tax_income_year": 0,
    "enterprises": [],
    "fund": None,
    "houses": [],
    "houses_disposed": [],
    "housing_guarantee": None,
    "ban_until": None,
}


@dataclass(frozen=True)
class Found:
    """What was found out: the facts by key (as registries have them), and the keys without record or not found out."""

    facts: dict[str, Any]
    no_record: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def found_by_hand(items: Iterable[str], typed: Mapping[str, Typed | None]) -> Found:
    """Reads what was typed of `items`, by key: `{"found": one of SAYS, …}`; what nothing was typed of is not found out."""
    said = {item: typed.get(item) or {} for item in items}
    says = {item: one.get("found") or "unknown" for item, one in said.items()}
    facts = {item: _fact(item, said[item]) for item, word in says.items() if word in ("something", "nothing")}
    return Found(
        facts,
        tuple(item for item, word in says.items() if word == "no_record"),
        tuple(item for item, word in says.items() if item not in facts and word != "no_record"),
    )


def _fact(item: str, typed: Typed) -> Any:
    return _SOMETHING[item](typed) if typed["found"] == "something" else NOTHING[item]


def verdict(differences: Iterable[str], found: Found) -> str:
    """What the findings say of the application: failed, passed, no_record (of something) or no_data (of something)."""
    if list(differences):
        return "failed"
    if found.unknown:
        return "no_data"
    return "no_record" if found.no_record else "passed"


def _only(*keys: str) -> Callable[[Typed], dict[str, Any]]:
    return lambda typed: {key: typed.get(key) or None for key in keys}


def _rows(one: Callable[[Typed], dict[str, Any]]) -> Callable[[Typed], list[dict[str, Any]]]:
    return lambda typed: [one(row) for row in typed.get("rows") or []]


def _figures(*keys: str) -> Callable[[Typed], dict[str, Any]]:
    return lambda typed: {key: typed.get(key) or 0 for key in keys}


def _hukou(typed: Typed) -> dict[str, Any]:
    return {"local": typed.get("local") == "yes", "since": typed.get("since") or None}


def _house(row: Typed) -> dict[str, Any]:
    return {
        "address": row.get("address") or "",
        "area": row["area"],
        "share": row["share"] / 100,
        "use": row.get("use") or "住宅",
        "signed_only": bool(row.get("signed_only")),
    }


def _disposed(row: Typed) -> dict[str, Any]:
    return {"area": row["area"], "share": row["share"] / 100, "date": row["date"], "kind": row.get("kind") or ""}


def _vehicle(row: Typed) -> dict[str, Any]:
    return {"plate": row["plate"], "value": row["value"], "type": row.get("type") or ""}


def _enterprise(row: Typed) -> dict[str, Any]:
    return {"name": row["name"], "role": row.get("role") or "", "capital": row["capital"]}


_SOMETHING: dict[str, Callable[[Typed], Any]] = {
    "hukou": _hukou,
    "permit": _only("valid_until"),
    "vehicles": _rows(_vehicle),
    "assistance": _only("kind", "since", "until"),
    "dead": lambda typed: True,
    "insurance": _figures("total_months", "continuous_months"),
    "income_monthly": lambda typed: typed["amount"],
    "tax_income_year": lambda typed: typed["amount"],
    "enterprises": _rows(_enterprise),
    "fund": _figures("months", "balance"),
    "houses": _rows(_house),
    "houses_disposed": _rows(_disposed),
    "housing_guarantee": lambda typed: typed["kind"],
    "ban_until": lambda typed: typed["until"],
}
