"""Functions on contexts."""

from __future__ import annotations

from typing import Any

from ..compare import equal
from ..errors import Fail, nearest
from ..run import Run
from .registry import builtin


@builtin("get value", "m/context: context, key: string")
def get_value(run: Run, m: dict[str, Any], key: str) -> Any:
    """取出上下文里这个键的值。 / The value of the context's entry with that key."""
    if key not in m:
        raise Fail(f"the context has no entry '{key}'", nearest(key, m))
    return m[key]


@builtin("get value", "m/context: context, keys: list")
def get_value_at(run: Run, m: dict[str, Any], keys: list[str]) -> Any:
    """沿着这串键逐层取值。 / The value that a path of keys leads to."""
    value: Any = m
    for key in keys:
        if type(key) is not str or type(value) is not dict or key not in value:
            raise Fail("the path leads nowhere")
        value = value[key]
    return value


@builtin("get entries", "m/context: context")
def get_entries(run: Run, m: dict[str, Any]) -> list[dict[str, Any]]:
    """上下文的全部条目，每条为 {key, value}。 / The context's entries, each as {key, value}."""
    run.room_for(len(m))
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context", "entries: list")
def context(run: Run, entries: list[Any]) -> dict[str, Any]:
    """由 {key, value} 条目组成上下文。 / A context made of entries {key, value}."""
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
    """写入这个键后的上下文。 / The context with that entry added or replaced."""
    run.room_for(len(m) + 1)
    return {**m, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def context_put_at(run: Run, m: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    """沿着这串键写入后的上下文。 / The context with the entry at that path of keys added or replaced."""
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
    """合并多个上下文，键相同时后者为准。 / The contexts as one; of equal keys the last counts."""
    merged: dict[str, Any] = {}
    for entry in contexts:
        if type(entry) is not dict:
            raise Fail("every item must be a context")
        run.room_for(len(merged) + len(entry))
        merged.update(entry)
    return merged


@builtin("is", "value1?: any, value2?: any")
def is_(run: Run, a: Any = None, b: Any = None) -> bool:
    """两个值的类型与内容是否完全相同。 / Whether both are the same value of the same type."""
    if type(a) is not type(b):
        return False
    same = equal(a, b, run) is True
    return same and (not hasattr(a, "is_zoned") or str(a) == str(b))


@builtin("is defined", "value: any")
def is_defined(run: Run, value: Any) -> bool:
    """值是否不是空值。 / Whether the value is not null."""
    return value is not None


@builtin("get or else", "value: any, default: any")
def get_or_else(run: Run, value: Any, default: Any) -> Any:
    """值为空时改用后备值。 / The value, or the default where it is null."""
    return default if value is None else value
