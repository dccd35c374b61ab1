"""Loads the tree of organisations and the towns from data/*.csv. May be run any number of times."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.people import rules
from app.people.records import Organisation, Town, TownRoute
from app.store import db, tenant

_DATA = Path(__file__).parents[1] / "data"
_SINCE = date(2016, 1, 1)  # the programme's first year here; earlier routing is unknown


def load_places() -> int:
    """Puts organisations, towns and who serves them in place; returns how many rows were new or changed."""
    towns = [row for row in _rows("towns.csv")]
    authorities = _rows("organisations.csv")
    services = _services(towns, authorities)
    changed = sum(_keep_organisation(row) for row in authorities)
    changed += sum(_keep_town(row) for row in towns)
    changed += sum(_keep_service(row) for row in services)
    serving = {row["town"]: row["organisation"] for row in services if not row["valid_to"]}
    changed += sum(_keep_organisation(_street(row, serving)) for row in towns if row["code"] in serving)
    db.session.flush()
    return changed


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _services(towns: list[dict[str, str]], authorities: list[dict[str, str]]) -> list[dict[str, str]]:
    """Who serves each town: the dated changes where there are any, else the one organisation whose pattern fits."""
    changes = _rows("routing_changes.csv")
    dated = {row["town"] for row in changes}
    served = [
        {"town": town["code"], "organisation": one["org_code"], "valid_from": _SINCE.isoformat(), "valid_to": ""}
        for town in towns
        if town["kind"] != "Z" and town["code"] not in dated
        for one in authorities
        if rules.serves(one["serves"], town["code"])
    ]
    return served + changes


def _street(town: dict[str, str], serving: dict[str, str]) -> dict[str, str]:
    return {
        "org_code": town["code"],
        "name": town["name"],
        "level": "street",
        "parent": serving[town["code"]],
        "slug": town["slug"],
        "valid_from": _SINCE.isoformat(),
        "valid_to": "",
    }


def _keep_organisation(row: dict[str, str]) -> bool:
    facts = {
        "name": row["name"],
        "level": row["level"],
        "parent": row["parent"] or None,
        "slug": row["slug"],
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": _day(row["valid_to"]),
    }
    return _keep(Organisation, {"code": row["org_code"]}, facts)


def _keep_town(row: dict[str, str]) -> bool:
    facts = {
        "name": row["name"],
        "district_code": row["district_code"],
        "district_name": row["district"],
        "kind": row["kind"],
        "zone": row["zone"],
    }
    return _keep(Town, {"code": row["code"]}, facts)


def _keep_service(row: dict[str, str]) -> bool:
    key = {"town": row["town"], "valid_from": date.fromisoformat(row["valid_from"])}
    return _keep(TownRoute, key, {"organisation": row["organisation"], "valid_to": _day(row["valid_to"])})


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _keep(kind: Any, key: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Adds the row or brings it up to date; says whether anything changed."""
    found = db.session.scalar(select(kind).filter_by(tenant=tenant(), **key))
    if found is None:
        db.session.add(kind(**key, **facts))
        return True
    stale = {name: value for name, value in facts.items() if getattr(found, name) != value}
    for name, value in stale.items():
        setattr(found, name, value)
    return bool(stale)
