"""Functions on contexts."""

from __future__ import annotations

from typing import Any

from ..compare import equal
from ..errors import Fail, nearest
from ..run import Run
from .registry import builtin


@builtin("get value", "m: context, key: string")
def get_value(run: Run, m: dict[str, Any], key: str) -> Any:
    if key not in m:
        raise Fail(f"the context has no entry '{key}'", nearest(key, m))
    return m[key]


@builtin("get value", "m: context, keys: list")
def get_value_at(run: Run, m: dict[str, Any], keys: list[str]) -> Any:
    value: Any = m
    for key in keys:
        if type(key) is not str or type(value) is not dict or key not in value:
            raise Fail("the path leads nowhere")
        value = value[key]
    return value


@builtin("get entries", "m: context")
def get_entries(run: Run, m: dict[str, Any]) -> list[dict[str, Any]]:
    run.room_for(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list")
def context(run: Run, entries: list[Any]) -> dict[str, Any]:
    run.room_for(len(entries))
    made: dict[str, Any] = {}
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            raise Fail("every entry must be a context with a key (a string) and a value")
        if entry["key"] in made:
            raise Fail(f"the key '{entry['key']}' stands there twice")
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: any")
def context_put(run: Run, m: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.room_for(len(m) + 1)
    return {**m, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def context_put_at(run: Run, m: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    if not keys or not all(type(key) is str for key in keys):
        raise Fail("keys must be a list of strings")
    run.room_for(len(m) + 1)
    if len(keys) == 1:
        return {**m, keys[0]: value}
    inner = m.get(keys[0])
    if type(inner) is not dict:
        raise Fail(f"'{keys[0]}' is no context in there")
    run.step(len(keys))
    return {**m, keys[0]: context_put_at(run, inner, keys[1:], value)}


@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for entry in contexts:
        if type(entry) is not dict:
            raise Fail("every item must be a context")
        run.room_for(len(merged) + len(entry))
        merged.update(entry)
    return merged


@builtin("is", "value1?: any, value2?: any")
def is_(run: Run, a: Any = None, b: Any = None) -> bool:
    if type(a) is not type(b):
        return False
    same = equal(a, b, run) is True
    return same and (not hasattr(a, "is_zoned") or str(a) == str(b))


@builtin("is defined", "value: any")
def is_defined(run: Run, value: Any) -> bool:
    return value is not None


@builtin("get or else", "value: any, default: any")
def get_or_else(run: Run, value: Any, default: Any) -> Any:
    return default if value is None else value
